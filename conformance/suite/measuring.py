"""Measurements without a catalog: every measurand of a recording, or of a dump, asked of single files."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.evidence.files import is_image
from conformance.evidence.single import single_recording
from conformance.execution.fresh import FreshFacts
from conformance.execution.standby import Standby
from conformance.model import codec
from conformance.model.dump_facts import DumpFacts
from conformance.model.evidence import Dump, DumpSubject, Recording, RecordingSubject
from conformance.model.facts import Facts
from conformance.model.measured import MeasuredFile
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
    named = tuple(_named(file, task.role) for file in task.files)
    with TemporaryDirectory(prefix="conformance-facts-") as folder:
        facts = FreshFacts(Path(folder), task.depth, workers, standby)
        try:
            facts.begin(named, measured)
            # Loading takes a good part of a second: while the files are read, it costs nobody time
            from conformance.measurands.registry import measure_all, measure_dump  # noqa: PLC0415

            codec.get_ready(Facts)

            def outcome(one: Recording | Dump) -> MeasuredFile:
                if isinstance(one, Recording):
                    found = facts.recording(one)
                    return _measured(one, codec.encode(Facts, found), measure_all(RecordingSubject(one, found)))
                stored = facts.dump(one)
                return _measured(one, codec.encode(DumpFacts, stored), measure_dump(DumpSubject(one, stored)))

            return tuple(map(outcome, named))
        finally:
            facts.close()


def _named(file: Path, role: Role) -> Recording | Dump:
    if not is_image(file):
        return single_recording(file, role)
    from conformance.evidence.dumps import single_dump  # noqa: PLC0415 - few files need it

    return single_dump(file)


def _measured(one: Recording | Dump, facts: bytes, outcomes: tuple[Outcome, ...]) -> MeasuredFile:
    return MeasuredFile(one.path, hashlib.sha256(facts).hexdigest(), outcomes)
