"""`conformance kit plan` writes both files, says where, and never overwrites what somebody filled in."""

import re
from pathlib import Path

import pytest

from tests.conftest import Run


def test_the_plan_is_written_where_it_is_said_to_be(conformance: Run, tmp_path: Path) -> None:
    said = conformance("kit", "plan", "--profile", "baseline", "--out", "kit")

    assert said.returncode == 0, said.stderr
    assert said.stdout == (
        "10 clauses: 2 to record, 0 to witness\nsheet: kit/plan.html\nto fill in: kit/submission.yaml\n"
    )
    assert sorted(path.name for path in (tmp_path / "kit").iterdir()) == ["plan.html", "submission.yaml"]


def test_the_plan_speaks_chinese(conformance: Run, tmp_path: Path) -> None:
    conformance("kit", "plan", "--profile", "baseline", "--lang", "zh")

    assert "采集计划" in (tmp_path / "kit" / "plan.html").read_text(encoding="utf-8")
    assert "采集计划" in (tmp_path / "kit" / "submission.yaml").read_text(encoding="utf-8")


def test_a_submission_file_that_is_there_is_never_overwritten(conformance: Run, tmp_path: Path) -> None:
    (tmp_path / "submission.yaml").write_text("filled in")
    said = conformance("kit", "plan", "--profile", "baseline", "--out", ".")

    assert said.returncode == 2
    assert said.stderr == "error: submission.yaml is there already; name another folder with --out\n"
    assert [path.name for path in tmp_path.iterdir()] == ["submission.yaml"]
    assert (tmp_path / "submission.yaml").read_text() == "filled in"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--profile", "baselin"), "error: unknown profile 'baselin'; did you mean 'baseline'?"),
        ((), "Missing option '--profile'"),
    ],
)
def test_unusable_arguments_end_with_status_2(conformance: Run, arguments: tuple[str, ...], sentence: str) -> None:
    said = conformance("kit", "plan", *arguments)

    assert said.returncode == 2
    assert sentence in said.stderr


def test_a_folder_that_cannot_be_written_is_named(conformance: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    said = conformance("kit", "plan", "--profile", "baseline", "--out", "taken/kit")

    assert said.returncode == 2
    assert said.stderr == "error: taken/kit: the plan can't be written there: Not a directory\n"


def test_a_limit_that_an_overlay_supplies_is_no_longer_missing(conformance: Run, tmp_path: Path) -> None:
    head = "overlay: {by: A. Tester, on: 2026-11-20, basis: house_values}"
    (tmp_path / "o.yaml").write_text(head + "\nlimits:\n- {clause: gat947.2-clock, limit: 1 s}\n")
    conformance("kit", "plan", "--profile", "bwc-cn", "--out", "without")
    conformance("kit", "plan", "--profile", "bwc-cn", "--overlay", "o.yaml", "--out", "with")
    row = r"gat947\.2-clock</code></td><td>shall</td><td>R\d+( O\d+)?</td>"
    without, supplied = (re.search(row, (tmp_path / name / "plan.html").read_text()) for name in ("without", "with"))

    assert without is not None
    assert without[1].startswith(" O")
    assert supplied is not None
    assert supplied[1] is None
