"""Whole runs on a burned-in clock that steps: its pictures reach the report, and no verdict hangs on them."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.synthesis.clocks import FIRST_DAY
from tests.conftest import Run

STATED = """\
recordings:
  - {path: clock.mp4, role: reference_clock, clock_zone: "+00:00"}
"""
ONLY = ("--profile", "house-extended", "--only", "hx-overlay-*")


@pytest.fixture(scope="module")
def device(built: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("device")
    shutil.copy(built("clocks-stepping"), folder / "clock.mp4")
    (folder / "submission.yaml").write_text(STATED)
    return folder


@pytest.fixture(scope="module")
def ran(device: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("stills") / "out"
    command = [sys.executable, "-m", "conformance", "run", str(device), *ONLY, "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode in (1, 3), done.stderr
    return out


def findings(folder: Path) -> dict[str, Any]:
    return {one["clause"]: one for one in json.loads((folder / "results.json").read_text())["findings"]}


def pictures(folder: Path) -> int:
    return len(re.findall(r'<img class="whole" src="data:image/jpeg;base64,', (folder / "report.html").read_text()))


def test_the_pictures_on_either_side_of_the_step_are_named(ran: Path) -> None:
    steady = findings(ran)["hx-overlay-steady"]

    assert steady["verdict"] == "fail"
    assert [(one["picture"], one["read"][-8:]) for one in steady["stills"]] == [(139, "10:00:11"), (140, "10:00:13")]
    assert [one["position"] for one in steady["stills"]] == [13.9, 14.0]
    assert f"{FIRST_DAY:%H:%M:%S}" == "09:59:58"


def test_the_line_is_marked_where_it_was_drawn(ran: Path) -> None:
    ((left, top, right, bottom),) = findings(ran)["hx-overlay-steady"]["stills"][0]["marks"]

    # drawn in a box of 230 x 18 px, 8 px from the left and the lower edge of 640 x 360
    assert abs(left - 10) <= 8
    assert abs(right - 236) <= 16
    assert abs(top - 336) <= 4
    assert abs(bottom - 350) <= 4


def test_the_report_shows_what_it_names(ran: Path) -> None:
    named = {(one["picture"], *map(tuple, one["marks"])) for row in findings(ran).values() for one in row["stills"]}

    assert pictures(ran) >= len(named) >= 2


def test_an_altered_recording_leaves_the_report_without_pictures_and_the_verdicts_as_they_were(
    conformance: Run, ran: Path, device: Path, tmp_path: Path
) -> None:
    original = (device / "clock.mp4").read_bytes()
    (device / "clock.mp4").write_bytes(original[:-1] + bytes([original[-1] ^ 1]))
    try:
        done = conformance("report", ran, "--out", "altered")
    finally:
        (device / "clock.mp4").write_bytes(original)

    assert done.returncode == 0
    assert pictures(tmp_path / "altered") == 0
    assert "the file changed after its digest was taken" in (tmp_path / "altered" / "report.html").read_text()
    assert (tmp_path / "altered" / "results.json").read_bytes() == (ran / "results.json").read_bytes()


def test_a_report_made_again_is_the_same_and_without_stills_has_none(
    conformance: Run, ran: Path, tmp_path: Path
) -> None:
    conformance("report", ran, "--out", "again")
    conformance("report", ran, "--no-stills", "--out", "without")

    assert (tmp_path / "again" / "report.html").read_bytes() == (ran / "report.html").read_bytes()
    assert pictures(tmp_path / "without") == 0
    assert "2026-11-20 10:00:13" in (tmp_path / "without" / "report.html").read_text()
    assert (tmp_path / "without" / "results.json").read_bytes() == (ran / "results.json").read_bytes()


def test_a_later_judgement_opens_no_recording(conformance: Run, ran: Path, tmp_path: Path) -> None:
    conformance("judge", ran, "--profile", "house-extended", "--out", "judged")

    assert pictures(tmp_path / "judged") == 0
    assert "2026-11-20 10:00:13" in (tmp_path / "judged" / "report.html").read_text()


@pytest.mark.parametrize("option", [(), ("--no-stills",)])
def test_plain_pytest_has_the_same_choice(option: tuple[str, ...], device: Path, ran: Path, tmp_path: Path) -> None:
    shutil.copytree(ran / "facts", tmp_path / "facts")
    command = [sys.executable, "-m", "pytest", "--pyargs", "conformance.suite", "-q", "-p", "no:cacheprovider"]
    subprocess.run(
        [*command, "--submission", str(device), *ONLY, "--out", str(tmp_path), *option],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        timeout=120,
    )

    assert pictures(tmp_path) == (0 if option else pictures(ran))
    assert findings(tmp_path) == findings(ran)
