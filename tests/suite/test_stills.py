"""Whole runs on a burned-in clock that steps: its pictures reach the report, and no verdict hangs on them."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from conformance.cli.app import app
from conformance.model.vocabulary import Privacy
from conformance.report.messages import Language
from conformance.suite import album, plugged
from conformance.suite.archive import publish, read_archive
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

    # letters of 228 x 14 px, 10 px from the left and the lower edge of 640 x 360
    assert (left, top, right, bottom) == pytest.approx((10, 336, 236, 350), abs=3)


def test_the_report_shows_what_it_names(ran: Path) -> None:
    named = {(one["picture"], *map(tuple, one["marks"])) for row in findings(ran).values() for one in row["stills"]}

    assert pictures(ran) >= len(named) >= 2


def test_an_altered_recording_leaves_the_report_without_pictures_and_the_verdicts_as_they_were(
    ran: Path, device: Path, tmp_path: Path
) -> None:
    original = (device / "clock.mp4").read_bytes()
    (device / "clock.mp4").write_bytes(original[:-1] + bytes([original[-1] ^ 1]))
    try:
        publish(read_archive(ran), tmp_path, Language.EN, Privacy.FULL)
    finally:
        (device / "clock.mp4").write_bytes(original)

    assert pictures(tmp_path) == 0
    assert "the file changed after its digest was taken" in (tmp_path / "report.html").read_text()
    assert (tmp_path / "results.json").read_bytes() == (ran / "results.json").read_bytes()


def test_a_report_made_again_is_the_same(ran: Path, tmp_path: Path) -> None:
    publish(read_archive(ran), tmp_path, Language.EN, Privacy.FULL)

    assert (tmp_path / "report.html").read_bytes() == (ran / "report.html").read_bytes()


def test_a_defect_of_ours_costs_the_pictures_alone(ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(album, "shoot", lambda *_: 1 / 0)
    publish(read_archive(ran), tmp_path, Language.EN, Privacy.FULL)

    assert pictures(tmp_path) == 0
    assert "a defect of this tool: ZeroDivisionError" in (tmp_path / "report.html").read_text()
    assert (tmp_path / "results.json").read_bytes() == (ran / "results.json").read_bytes()


def test_without_stills_no_recording_is_opened(ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(album, "shoot", lambda *_: pytest.fail("a picture was asked for"))
    done = CliRunner().invoke(app, ["report", str(ran), "--pictures", "none", "--out", str(tmp_path)])

    assert done.exit_code == 0, done.output
    assert pictures(tmp_path) == 0
    assert "2026-11-20 10:00:13" in (tmp_path / "report.html").read_text()
    assert (tmp_path / "results.json").read_bytes() == (ran / "results.json").read_bytes()


def test_pixelated_the_report_shows_as_many_pictures_and_says_so(ran: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["report", str(ran), "--pictures", "pixelated", "--out", str(tmp_path)])
    said = "holds pictures of the evidence, pixelated but for what was measured"

    assert done.exit_code == 0, done.output
    assert pictures(tmp_path) == pictures(ran) > 0
    assert said in (tmp_path / "report.html").read_text()
    assert said not in (ran / "report.html").read_text()
    assert (tmp_path / "results.json").read_bytes() == (ran / "results.json").read_bytes()


def test_a_later_judgement_opens_no_recording(conformance: Run, ran: Path, tmp_path: Path) -> None:
    conformance("judge", ran, "--profile", "house-extended", "--out", "judged")

    assert pictures(tmp_path / "judged") == 0
    assert "2026-11-20 10:00:13" in (tmp_path / "judged" / "report.html").read_text()
    assert findings(tmp_path / "judged")["hx-overlay-steady"] == findings(ran)["hx-overlay-steady"]


@pytest.mark.parametrize("privacy", [Privacy.FULL, Privacy.NONE])
def test_plain_pytest_has_the_same_choice(
    privacy: Privacy, ran: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    given = {"--out": str(tmp_path), "--pictures": privacy.value}
    plugged._Closing(SimpleNamespace(getoption=given.__getitem__))(read_archive(ran))

    assert pytestconfig.getoption("--pictures") == "full"
    assert pictures(tmp_path) == (0 if privacy is Privacy.NONE else pictures(ran))
