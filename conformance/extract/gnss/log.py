"""Reads the log of a satellite receiver that lies beside a recording: NMEA 0183 sentences, a line each."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from conformance.errors import ExtractionError
from conformance.extract.gnss.nmea import MOST_BYTES, read_nmea
from conformance.extract.gnss.told import Place, Told
from conformance.extract.identity import CHANGED
from conformance.extract.packet_pass import Heartbeat
from conformance.model.gnss_facts import Fix, GnssLog, LoggedTime

_BLOCK = MOST_BYTES // 2  # bytes read at once; what is left of a line is far shorter than the other half
_NOWHERE = Place(0, 0, timed=False)


def read_log(file: Path, sha256: str, beat: Heartbeat) -> GnssLog:
    """The times in it, in bounded memory.

    Raises:
        OSError: it can't be read.
        ExtractionError: it is no longer the file whose digest was taken.
    """
    log, digest = _Log(), hashlib.sha256()
    with file.open("rb") as stream:
        for block in _blocks(stream, digest):
            beat()
            log.take(read_nmea(block, _NOWHERE))
    if digest.hexdigest() != sha256:
        raise ExtractionError(f"{file.name}: {CHANGED}")
    return log.frozen()


def _blocks(stream: BinaryIO, digest: "hashlib._Hash") -> Iterator[bytes]:
    """Whole lines, as many as go into a block; a line that fills one is cut."""
    rest = b""
    while read := stream.read(_BLOCK):
        digest.update(read)
        lines, end, rest = (rest + read).rpartition(b"\n")
        yield lines + end
        if len(rest) >= _BLOCK:
            yield rest
            rest = b""
    yield rest


class _Log:
    """Grows into the facts of one log."""

    def __init__(self) -> None:
        self._told = Told()
        self._ends: tuple[LoggedTime, LoggedTime] | tuple[()] = ()
        self._valid = self._backward = 0

    def take(self, told: Told) -> None:
        """Add what some lines tell."""
        self._told.void += told.void
        self._told.unchecked += told.unchecked
        self._told.damaged += told.damaged
        for fix in told.fixes:
            self._add(fix)

    def _add(self, fix: Fix) -> None:
        time = LoggedTime(fix.utc, fix.resolution, fix.in_leap_second)
        first, last = self._ends or (time, time)
        self._backward += time.passed < last.passed
        self._ends = (first, time)
        self._valid += 1

    def frozen(self) -> GnssLog:
        """The facts."""
        told = self._told
        return GnssLog(self._ends, self._valid, told.void, told.unchecked, told.damaged, self._backward)
