"""`conformance catalog` from outside: what it prints, and that a mistake is status 2."""

import json
import re
import shlex
from pathlib import Path

import pytest

from conformance.shipped import catalog_path
from tests.conftest import Run

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "overlay-house-values.yaml"
GUIDE = (ROOT / "docs" / "catalog.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    (conformance .*?)(?:\s+#.*)?$", GUIDE, re.MULTILINE)


def test_check_counts_the_limits_that_are_still_wanted(conformance: Run) -> None:
    alone = conformance("catalog", "check").stdout.splitlines()
    overlaid = conformance("catalog", "check", "--overlay", EXAMPLE).stdout.splitlines()

    assert alone[0] == overlaid[0]
    assert alone[0].endswith("profiles, no problem found")
    assert overlaid[1].startswith(f"{EXAMPLE}: ")
    assert overlaid[1].endswith(" limits of Example house values (house_values), no problem found")
    wanted = [int(lines[-1].removesuffix(" limits are not supplied")) for lines in (alone, overlaid)]
    assert wanted[0] - wanted[1] >= 7


def test_check_of_an_overlay_with_a_mistake_is_unusable_input(conformance: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("overlay: {by: A, on: 2026-11-20, basis: house_values}\nlimits:\n  - {clause: x, limit: 1 s}\n")
    status = conformance("catalog", "check", "--overlay", bad)

    assert status.returncode == 2
    assert f"{bad}:3:14: unknown clause 'x'" in status.stderr
    assert status.stdout == ""


def test_show_and_list_know_the_limits_of_an_overlay(conformance: Run) -> None:
    shown = conformance("catalog", "show", "gat947.2-clock", "--overlay", EXAMPLE).stdout
    listed = conformance("catalog", "list", "--profile", "gat-947.2-2015", "--overlay", EXAMPLE).stdout

    assert "  provenance  house: house value of Example house values, 2026-11-20\n" in shown
    assert "  decides by  time.creation_offset |x|<= 2 s (guarded)\n" in shown
    assert "gat947.2-clock  not confirmed  shall  house  Clock\n" in listed


def test_coverage_with_an_overlay_counts_its_limits(conformance: Run) -> None:
    def wanting(*arguments: object) -> str:
        lines = conformance("catalog", "coverage", *arguments).stdout.splitlines()
        return next(line for line in lines if line.startswith("gat-947.2-2015")).split()[4]

    assert int(wanting()) >= 7
    assert wanting("--overlay", EXAMPLE) == "-"


def test_diff_shows_two_profiles_of_the_catalog(conformance: Run) -> None:
    status = conformance("catalog", "diff", "gat-947.2-2015", "baseline")

    assert status.returncode == 0
    assert "\nclauses only in baseline: 10\n" in status.stdout
    assert "  house-frame-rate      H2   shall  house  Frame rate\n" in status.stdout
    assert status.stdout.endswith("\nclauses in both: 0, of which 0 differ\n")


def test_diff_shows_a_limit_that_only_one_profile_sets(conformance: Run, tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.yaml"
    text = catalog_path().read_text().replace("    limit: 25 Hz\n", "    limit: 25 Hz\n    parameter: own_rate\n", 1)
    fast = "  fast:\n    title: {en: Fast, zh: 快}\n    import: [baseline]\n    parameters: {own_rate: 50 Hz}\n"
    catalog.write_text(f"{text.rstrip()}\n{fast}")
    shown = conformance("catalog", "diff", "baseline", "fast", "--catalog", catalog)

    assert shown.returncode == 0, shown.stderr
    assert "clauses in both: 10, of which 1 differ\n" in shown.stdout
    [row] = [line for line in shown.stdout.splitlines() if line.startswith("  house-frame-rate")]
    assert row.index("video.frame_rate >= 25 Hz") < row.index("video.frame_rate >= 50 Hz")


def test_diff_of_an_unknown_profile_is_unusable_input(conformance: Run) -> None:
    status = conformance("catalog", "diff", "baseline", "baselin")

    assert status.returncode == 2
    assert status.stderr == "error: unknown profile 'baselin'; did you mean 'baseline'?\n"


@pytest.mark.parametrize(
    ("of", "keys"),
    [
        ((), {"documents", "clauses", "profiles"}),
        (("--of", "catalog"), {"documents", "clauses", "profiles"}),
        (("--of", "overlay"), {"overlay", "limits"}),
        (("--of", "submission"), {"recordings", "attestations", "statement"}),
        (("--of", "results"), {"statement", "clauses", "findings"}),
    ],
)
def test_schema_prints_the_json_schema_of_each_document(conformance: Run, of: tuple[str, ...], keys: set[str]) -> None:
    schema = json.loads(conformance("catalog", "schema", *of).stdout)

    assert keys <= set(schema["properties"])
    assert schema["additionalProperties"] is False


def test_the_guide_shows_commands() -> None:
    assert len(COMMANDS) == 9


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_guide_runs(conformance: Run, command: str) -> None:
    status = conformance(*shlex.split(command)[1:], cwd=ROOT)

    assert status.returncode == 0, status.stderr
    assert status.stdout


def test_the_guides_overlay_can_be_used(conformance: Run, tmp_path: Path) -> None:
    [block] = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(block)

    assert conformance("catalog", "check", "--overlay", overlay).returncode == 0
