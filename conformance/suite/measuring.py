"""Measurements without a catalog: every measurand of a recording, asked of single files."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.evidence import single_recording
from conformance.execution.store import FactsStore, Plan
from conformance.model import codec
from conformance.model.evidence import Recording, RecordingSubject
from conformance.model.facts import Facts
from conformance.model.finding import MeasuredFile
from conformance.model.measurement import Outcome
from conformance.model.vocabulary import Depth, Role


def measure_files(
    files: tuple[Path, ...],
    depth: Depth,
    workers: int,
    measured: Callable[[Recording], None] = lambda _: None,
    role: Role = Role.GENERAL,
) -> tuple[MeasuredFile, ...]:
    """Every measurand of every file, in the order given, each a recording of that role.

    Raises:
        SubmissionError: a file can't be read.
    """
    recordings = tuple(single_recording(file, role) for file in files)
    with TemporaryDirectory(prefix="conformance-facts-") as folder:
        store = FactsStore(Plan(Path(folder), depth, workers), measured)
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
