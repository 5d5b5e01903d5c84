"""Measurements without a catalog: every measurand of a recording, asked of single files."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.evidence.single import single_recording
from conformance.execution.standby import Standby
from conformance.execution.store import FactsStore, Plan
from conformance.model import codec
from conformance.model.evidence import Recording, RecordingSubject
from conformance.model.facts import Facts
from conformance.model.finding import MeasuredFile
from conformance.model.measurement import Outcome
from conformance.model.vocabulary import Depth, Role


@dataclass(frozen=True)
class Task:
    """Files to measure, how far each is read, and what all of them were recorded for."""

    files: tuple[Path, ...]
    depth: Depth = Depth.FRAMES
    role: Role = Role.GENERAL


def measure_files(
    task: Task,
    workers: int,
    measured: Callable[[Recording], None] = lambda _: None,
    standby: Standby | None = None,
) -> tuple[MeasuredFile, ...]:
    """Every measurand of every file, in the order given.

    Raises:
        SubmissionError: a file can't be read.
    """
    recordings = tuple(single_recording(file, task.role) for file in task.files)
    with TemporaryDirectory(prefix="conformance-facts-") as folder:
        store = FactsStore(Plan(Path(folder), task.depth, workers), measured, standby)
        try:
            store.prefetch(recordings)
            # Loading takes a good part of a second: while the files are read, it costs nobody time
            from conformance.measurands.registry import measure_all  # noqa: PLC0415

            subjects = (RecordingSubject(recording, store.facts(recording)) for recording in recordings)
            return tuple(_measured(subject, measure_all(subject)) for subject in subjects)
        finally:
            store.close()


def _measured(subject: RecordingSubject, outcomes: tuple[Outcome, ...]) -> MeasuredFile:
    digest = hashlib.sha256(codec.encode(Facts, subject.facts)).hexdigest()
    return MeasuredFile(subject.recording.path, digest, outcomes)
