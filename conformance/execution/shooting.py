"""Has pictures taken for a report, each file in a worker process: whatever goes wrong, no verdict hears of it."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.errors import ExtractionError
from conformance.execution.isolated import Limits, Workers
from conformance.extract.request import Request
from conformance.model.evidence import Recording
from conformance.model.facts import Absent
from conformance.model.shots import Key, Shot
from conformance.model.still import Sight
from conformance.model.vocabulary import Depth, Privacy, Reason

_LIMITS = Limits(stall=60.0, base=120.0)  # shorter than for facts: a report can do without
_AT_A_TIME = 4  # files


def shoot(
    wanted: Mapping[str, tuple[Sight, ...]], recordings: Mapping[str, Recording], privacy: Privacy
) -> dict[Key, Shot | Absent]:
    """What came of the pictures that are wanted of recordings, by the recordings' ids, as far as they may be shown."""
    workers = Workers(_LIMITS)
    with ThreadPoolExecutor(min(_AT_A_TIME, os.cpu_count() or 1)) as pool:
        try:
            rows = list(pool.map(lambda one: _of(workers, recordings[one], wanted[one], privacy), wanted))
        except BaseException:  # the user stopped it
            workers.stop()
            raise
    found: dict[Key, Shot | Absent] = {}
    for one, row in zip(wanted, rows, strict=True):
        found |= {(one, sight): shot for sight, shot in zip(wanted[one], row, strict=True)}
    return found


def _of(
    workers: Workers, recording: Recording, sights: tuple[Sight, ...], privacy: Privacy
) -> tuple[Shot | Absent, ...]:
    """Of one recording."""
    file = recording.file.absolute()
    if not file.is_file():
        return (Absent(Reason.EVIDENCE_MISSING, "the recording is not at hand"),) * len(sights)
    request = Request(file, recording.sha256, recording.size, Depth.FRAMES)
    try:
        with TemporaryDirectory(prefix="conformance-pictures-") as folder:
            return workers.pictures(request, sights, Path(folder, "pictures.json"), privacy).taken
    except (ExtractionError, OSError) as error:
        return (Absent(Reason.EXTRACTOR_FAILED, str(error)),) * len(sights)
