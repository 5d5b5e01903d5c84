"""A planned submission states quantities and answers yes or no, and its written form is read back as both."""

from pathlib import Path

from conformance.evidence.opening import open_submission
from conformance.model.evidence import Stated
from conformance.model.units import parse_quantity
from conformance.synthesis.plans import RecordingEntry, SubmissionEntry, planned
from conformance.synthesis.recipe import Recipe
from conformance.synthesis.submission import build_submission


def test_a_statement_answers_with_quantities_and_with_yes_or_no(
    recipes: dict[str, Recipe], tmp_path: Path, cache: Path
) -> None:
    answers: dict[str, bool | str] = {"location": True, "sound": False, "storage_bytes": "16 GB"}
    plan = planned(
        SubmissionEntry(shows="x", statement=answers, recordings=(RecordingEntry(recipe="export"),)), recipes
    )
    stated = Stated((("location", True), ("sound", False), ("storage_bytes", parse_quantity("16 GB"))))
    assert plan.statement == stated
    folder = build_submission(plan, tmp_path / "submission", cache)
    assert 'statement: {location: true, sound: false, storage_bytes: "16 GB"}\n' in (
        folder / "submission.yaml"
    ).read_text(encoding="utf-8")
    assert open_submission(folder).statement == stated
