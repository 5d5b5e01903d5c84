"""Measurements without a catalog: every measurand of a recording, or of a dump, asked of single files."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.evidence.dumps import single_dump
from conformance.evidence.files import is_image
from conformance.evidence.single import single_recording
from conformance.execution.standby import Standby
from conformance.execution.store import FactsStore, Plan
from conformance.model import codec
from conformance.model.dump_facts import DumpFacts
from conformance.model.evidence import Dump, DumpSubject, Recording, RecordingSubject
from conformance.model.facts import Facts
from conformance.model.finding import MeasuredFile
from conformance.model.measurement import Outcome
from conformance.model.vocabulary import Depth, Role


@dataclass(frozen=True)
class Task:
    """Files to measure, how far each recording is read, and what all of them were recorded for.

    A file that is called as images of storages are is a dump.
    """

    files: tuple[Path, ...]
    depth: Depth = Depth.FRAMES
    role: Role = Role.GENERAL


def measure_files(
    task: Task,
    workers: int,
    measured: Callable[[Recording | Dump], None] = lambda _: None,
    standby: Standby | None = None,
) -> tuple[MeasuredFile, ...]:
    """Every measurand of every file, in the order given.

    Raises:
        SubmissionError: a file can't be read.
    """
    named = tuple(single_dump(file) if is_image(file) else single_recording(file, task.role) for file in task.files)
    with TemporaryDirectory(prefix="conformance-facts-") as folder:
        store = FactsStore(Plan(Path(folder), task.depth, workers), measured, standby)
        try:
            store.prefetch(
                (one for one in named if isinstance(one, Recording)), (one for one in named if isinstance(one, Dump))
            )
            # Loading takes a good part of a second: while the files are read, it costs nobody time
            from conformance.measurands.registry import measure_all, measure_dump  # noqa: PLC0415

            def outcome(one: Recording | Dump) -> MeasuredFile:
                if isinstance(one, Recording):
                    facts = store.facts(one)
                    return _measured(one, codec.encode(Facts, facts), measure_all(RecordingSubject(one, facts)))
                stored = store.dump_facts(one)
                measured(one)
                return _measured(one, codec.encode(DumpFacts, stored), measure_dump(DumpSubject(one, stored)))

            return tuple(map(outcome, named))
        finally:
            store.close()


def _measured(one: Recording | Dump, facts: bytes, outcomes: tuple[Outcome, ...]) -> MeasuredFile:
    return MeasuredFile(one.path, hashlib.sha256(facts).hexdigest(), outcomes)
