"""Measurements without a catalog: every measurand of a recording, asked of single files."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.evidence import single_recording
from conformance.execution.store import FactsStore, Plan
from conformance.measurands.kinds import RecordingMeasurand
from conformance.measurands.registry import MEASURANDS
from conformance.model import codec
from conformance.model.evidence import Recording, RecordingSubject
from conformance.model.facts import Facts
from conformance.model.finding import MeasuredFile
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
            return tuple(_measured(recording, store.facts(recording)) for recording in recordings)
        finally:
            store.close()


def _measured(recording: Recording, facts: Facts) -> MeasuredFile:
    subject = RecordingSubject(recording, facts)
    outcomes = tuple(one.measure(subject) for one in MEASURANDS if isinstance(one, RecordingMeasurand))
    return MeasuredFile(recording.path, hashlib.sha256(codec.encode(Facts, facts)).hexdigest(), outcomes)
