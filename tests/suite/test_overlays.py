"""Runs with overlays: open without them, decided with them, and never silent about whose limits they are."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from conformance.catalog import load_catalog, load_overlays
from conformance.measurands import registry
from conformance.model.clause import Catalog, LimitNotSupplied, conditions
from conformance.shipped import catalog_path
from conformance.synthesis.demo import DemoSubmissions
from tests.conftest import Run

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "overlay-house-values.yaml"
SEVEN = [
    "gat947.2-resolution",
    "gat947.2-frame-rate",
    "gat947.2-bit-rate",
    "gat947.2-clock",
    "gat947.2-recording-time",
    "gat947.2-recording-interval",
    "gat947.2-av-sync",
]
HOUSE = "7 limits are house values of Example house values, no standard's (overlay overlay-house-values.yaml)."


def results(folder: Path) -> dict[str, object]:
    loaded: dict[str, object] = json.loads((folder / "results.json").read_text())
    return loaded


def catalog() -> Catalog:
    return load_catalog(catalog_path(), registry.signatures())


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped catalog with one more profile: the seven clauses of the recorder standard that want a limit."""
    file = tmp_path_factory.mktemp("catalog") / "seven.yaml"
    profile = f"  seven:\n    title: {{en: Seven, zh: 七项}}\n    clauses: [{', '.join(SEVEN)}]\n"
    file.write_text(f"{catalog_path().read_text().rstrip()}\n{profile}")
    return file


@pytest.fixture(scope="module")
def device(demo_submissions: DemoSubmissions) -> Path:
    """The demo's conforming device, which attests what no file shows."""
    return demo_submissions.conforming


@pytest.fixture(scope="module")
def overlaid(device: Path, seven: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a run by the seven clauses with the example's house values."""
    out = tmp_path_factory.mktemp("overlaid")
    asked = ("--catalog", str(seven), "--profile", "seven", "--overlay", str(EXAMPLE), "--out", str(out))
    status = subprocess.run(
        [sys.executable, "-m", "conformance", "run", str(device), *asked], capture_output=True, text=True, check=False
    )
    assert status.returncode == 0, status.stderr
    assert status.stdout.splitlines()[0].endswith(HOUSE)
    return out


def test_without_an_overlay_the_run_lists_exactly_the_limits_that_are_wanted(
    conformance: Run, device: Path, tmp_path: Path
) -> None:
    status = conformance("run", device, "--profile", "bwc-cn", "--depth", "packets", "--out", "out")
    loaded = catalog()
    [selected] = [profile.clauses for profile in loaded.profiles if profile.id == "bwc-cn"]
    wanted = {
        clause.id: condition.limit.wanted
        for clause in map(loaded.clause, selected)
        for condition in conditions(clause.requirement)
        if isinstance(condition.limit, LimitNotSupplied)
    }
    listed = {
        one["clause"]: one["detail"].partition("an overlay must supply: ")[2]
        for one in results(tmp_path / "out")["findings"]  # type: ignore[attr-defined]
        if (one["verdict"], one["reason"]) == ("not_tested", "limit_not_supplied")
    }

    assert status.returncode == 3
    assert status.stdout.startswith("NOT DETERMINED: ")
    assert len(listed) == 31
    assert set(listed) >= set(SEVEN)
    assert listed == wanted


def test_with_the_examples_house_values_the_body_worn_profile_of_china_decides(
    conformance: Run, device: Path, tmp_path: Path
) -> None:
    status = conformance("run", device, "--profile", "bwc-cn", "--overlay", EXAMPLE, "--out", "out")
    found = results(tmp_path / "out")

    assert status.returncode == 0
    assert status.stdout.startswith("CONFORMS: Every applicable binding clause is met: 46 of 46; 1 not applicable. 31 ")
    assert "31 limits are house values of Example house values, no standard's" in str(found["sentence"])


def test_with_the_overlay_a_device_conforms_and_the_sentence_names_the_house_values(overlaid: Path) -> None:
    found = results(overlaid)

    assert found["statement"] == "CONFORMS"
    assert str(found["sentence"]).startswith("Every applicable binding clause is met: 7 of 7. ")
    assert str(found["sentence"]).endswith(HOUSE)
    assert {one["grade"] for one in found["findings"]} == {"house"}  # type: ignore[attr-defined]


def test_the_overlays_digest_stands_in_the_result(overlaid: Path) -> None:
    digest = sha256(EXAMPLE.read_bytes()).hexdigest()
    expected = {
        "sha256": digest,
        "file": "overlay-house-values.yaml",
        "by": "Example house values",
        "on": "2026-11-20",
        "basis": "house_values",
    }
    [overlay] = results(overlaid)["catalog"]["overlays"]  # type: ignore[index]
    page = (overlaid / "report.html").read_text()

    assert set(SEVEN) <= set(overlay.pop("clauses"))
    assert overlay == expected
    assert digest in page
    assert "--overlay overlay-house-values.yaml" in page


def test_with_the_overlay_a_faulty_device_does_not_conform(
    conformance: Run, demo_submissions: DemoSubmissions, seven: Path, tmp_path: Path
) -> None:
    bad = demo_submissions.faulty
    status = conformance("run", bad, "--catalog", seven, "--profile", "seven", "--overlay", EXAMPLE, "--out", "out")

    assert status.returncode == 1, status.stderr
    assert status.stdout.splitlines()[0].endswith(HOUSE)


def test_a_stored_run_is_judged_again_by_an_overlay_and_is_open_without_it(
    conformance: Run, overlaid: Path, seven: Path, tmp_path: Path
) -> None:
    asked = ("--catalog", seven, "--profile", "seven")
    without = conformance("judge", overlaid, *asked, "--out", "without")
    again = conformance("judge", overlaid, *asked, "--overlay", EXAMPLE, "--out", "again")

    assert (without.returncode, again.returncode) == (3, 0)
    assert results(tmp_path / "without")["catalog"]["overlays"] == []  # type: ignore[index]
    assert results(tmp_path / "again")["findings"] == results(overlaid)["findings"]
    assert again.stdout.splitlines()[0].endswith(HOUSE)


def test_plain_pytest_gives_the_same_findings_in_two_processes(
    device: Path, overlaid: Path, seven: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "pytest", "--pyargs", "conformance.suite", "-q", "-p", "no:cacheprovider"]
    asked = ("--catalog", str(seven), "--profile", "seven", "--overlay", str(EXAMPLE), "--out", str(tmp_path / "two"))
    status = subprocess.run(
        [*command, "-n", "2", "--submission", str(device), *asked],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )

    assert status.returncode == 0, status.stdout
    assert HOUSE in status.stdout
    assert results(tmp_path / "two")["findings"] == results(overlaid)["findings"]


def test_limits_of_a_licensed_copy_are_named_with_their_reader(conformance: Run, device: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "lab.yaml"
    overlay.write_text(
        "overlay: {by: 'Lab, J. Doe', on: 2026-11-20, basis: licensed_copy}\nlimits:\n"
        "  - {clause: gat947.2-resolution, limit: 720 px, number: made up, edition: made up, page: '1'}\n"
    )
    status = conformance(
        "run", device, "--profile", "gat-947.2-2015", "--overlay", overlay, "--depth", "container", "--out", "out"
    )
    [row] = {
        (one["number"], one["grade"], one["limit"])
        for one in results(tmp_path / "out")["findings"]  # type: ignore[attr-defined]
        if one["clause"] == "gat947.2-resolution"
    }

    assert status.stdout.splitlines()[0].endswith(
        " 1 limit is supplied by overlay lab.yaml (licensed copy, read by Lab, J. Doe)."
    )
    assert row == ("made up", "lab", "720 px")


def test_an_overlay_for_other_profiles_is_said_to_supply_nothing(conformance: Run, device: Path) -> None:
    status = conformance("run", device, "--overlay", EXAMPLE, "--depth", "container", "--out", "out")

    assert "Overlay overlay-house-values.yaml supplies no limit of this run." in status.stdout


def test_an_overlay_of_the_future_is_refused(conformance: Run, device: Path, tmp_path: Path) -> None:
    file = tmp_path / "tomorrow.yaml"
    file.write_text(EXAMPLE.read_text().replace("on: 2026-11-20", "on: 2199-01-01"))
    status = conformance("run", device, "--profile", "bwc-cn", "--overlay", file, "--out", "out")

    assert status.returncode == 2
    assert "tomorrow.yaml: the overlay is of 2199-01-01, which is still to come" in status.stderr


def test_an_overlay_with_mistakes_stops_the_run_before_it_begins(
    conformance: Run, device: Path, tmp_path: Path
) -> None:
    overlay = tmp_path / "bad.yaml"
    overlay.write_text(EXAMPLE.read_text().replace("gat947.2-clock", "gat947.2-clok"))
    status = conformance("run", device, "--overlay", overlay, "--out", "out")

    assert status.returncode == 2
    assert "unknown clause 'gat947.2-clok'; did you mean 'gat947.2-clock'?" in status.stderr
    assert not (tmp_path / "out" / "results.json").exists()


@pytest.mark.parametrize("profile", ["gat-947.2-2015", "bwc-cn"])
def test_the_example_supplies_every_limit_that_a_profile_wants(profile: str) -> None:
    overlaid = load_overlays(catalog(), (EXAMPLE,))
    [selected] = [one for one in overlaid.profiles if one.id == profile]
    wanted = [
        name
        for name in selected.clauses
        for condition in conditions(overlaid.clause(name).requirement)
        if isinstance(condition.limit, LimitNotSupplied)
    ]

    assert wanted == []
