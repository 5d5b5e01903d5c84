"""Built submissions hold their recordings and a `submission.yaml` that says what the plan says."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.errors import FixtureError
from conformance.evidence.opening import open_submission
from conformance.model.evidence import Device, ReferenceTime, Stated
from conformance.model.units import Quantity
from conformance.model.vocabulary import Role
from conformance.synthesis.recipe import Recipe
from conformance.synthesis.submission import NotWitnessed, PlannedRecording, PlannedSubmission, build_submission

SETTINGS = Stated((("bit_rate", Quantity(Fraction(4), "Mbit/s")), ("width", Quantity(Fraction(176), "px"))))
REFERENCE = ReferenceTime(datetime(2026, 11, 20, 10, tzinfo=UTC), Fraction(1, 10))

TEXT = """\
# Shows nothing.
device: {maker: "Maker \\"A\\"", model: "M", firmware: "1.0", serial: "007"}
statement: {storage_bytes: "128 GB"}
recordings:
  - path: "qcif.mp4"
    role: patrol
    settings: {bit_rate: "4 Mbit/s", width: "176 px"}
  - path: "cif.mp4"
    role: reference_clock
    reference: {start: "2026-11-20T10:00:00Z", u: "0.05 s"}
"""


@pytest.fixture
def plan(recipes: dict[str, Recipe]) -> PlannedSubmission:
    return PlannedSubmission(
        shows="Shows nothing.",
        device=Device('Maker "A"', "M", "1.0", "007"),
        statement=Stated((("storage_bytes", Quantity(Fraction(128), "GB")),)),
        recordings=(
            PlannedRecording(recipes["qcif"], Role.PATROL, SETTINGS, NotWitnessed(), "too small"),
            PlannedRecording(recipes["cif"], Role.REFERENCE_CLOCK, Stated(), REFERENCE, ""),
        ),
    )


def test_a_plan_becomes_a_folder(plan: PlannedSubmission, tmp_path: Path, cache: Path) -> None:
    folder = build_submission(plan, tmp_path / "made", cache)
    assert sorted(path.name for path in folder.iterdir()) == ["cif.mp4", "qcif.mp4", "submission.yaml"]
    assert (folder / "submission.yaml").read_text() == TEXT


def test_what_is_written_is_read_back_as_planned(plan: PlannedSubmission, tmp_path: Path, cache: Path) -> None:
    read = open_submission(build_submission(plan, tmp_path / "made", cache))
    clock, patrol = read.recordings
    assert (read.device, read.statement) == (plan.device, plan.statement)
    assert (clock.role, clock.reference) == (Role.REFERENCE_CLOCK, REFERENCE)
    assert (patrol.role, patrol.settings) == (Role.PATROL, SETTINGS)


def test_a_submission_is_written_again_over_itself(plan: PlannedSubmission, tmp_path: Path, cache: Path) -> None:
    build_submission(plan, tmp_path / "made", cache)
    build_submission(plan, tmp_path / "made", cache)
    assert (tmp_path / "made" / "submission.yaml").read_text() == TEXT


def test_a_folder_of_something_else_is_refused(plan: PlannedSubmission, tmp_path: Path, cache: Path) -> None:
    (tmp_path / "holiday.mp4").write_bytes(b"")
    with pytest.raises(FixtureError, match=r"holds 'holiday\.mp4'"):
        build_submission(plan, tmp_path, cache)


def test_a_plan_names_its_faults(plan: PlannedSubmission) -> None:
    assert plan.faults == (("qcif.mp4", "too small"),)
