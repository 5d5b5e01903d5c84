"""Builds the two submissions of `conformance demo`: a device that conforms to `baseline`, and one with six faults."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from conformance.shipped import fixtures_folder
from conformance.strictyaml import StrictModel, load, read_document, validate
from conformance.synthesis.document import read_recipes
from conformance.synthesis.plans import SubmissionEntry, planned
from conformance.synthesis.submission import PlannedSubmission, build_submission

DEMO = "demo.yaml"


@dataclass(frozen=True)
class PlantedFault:
    """One fault of the faulty submission: the file that holds it, and what it is."""

    path: str
    text: str


@dataclass(frozen=True)
class DemoSubmissions:
    """The two folders, ready to be run, and what was planted in the second."""

    conforming: Path
    faulty: Path
    faults: tuple[PlantedFault, ...]


@dataclass(frozen=True)
class DemoPlan:
    """The two submissions before they are built."""

    conforming: PlannedSubmission
    faulty: PlannedSubmission


class _Document(StrictModel):
    conforming: SubmissionEntry
    faulty: SubmissionEntry


def read_demo(folder: Path) -> DemoPlan:
    """The plan of `demo.yaml` in a fixtures folder.

    Raises:
        DocumentError: a text breaks its format.
        FixtureError: a recording names no recipe.
    """
    recipes, path = read_recipes(folder), folder / DEMO
    document = validate(_Document, load(read_document(path), str(path)))
    return DemoPlan(planned(document.conforming, recipes), planned(document.faulty, recipes))


def build_demo(folder: Path) -> DemoSubmissions:
    """Writes `conforming/` and `faulty/` into `folder`; the recordings are built anew each time.

    Raises:
        MissingExtraError: the demo extra is not installed.
        FixtureError: one of the two holds files of something else.
    """
    plan = read_demo(fixtures_folder())
    with tempfile.TemporaryDirectory() as cache:
        return DemoSubmissions(
            conforming=build_submission(plan.conforming, folder / "conforming", Path(cache)),
            faulty=build_submission(plan.faulty, folder / "faulty", Path(cache)),
            faults=tuple(PlantedFault(path, text) for path, text in plan.faulty.faults),
        )
