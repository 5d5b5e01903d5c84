"""Own walk over the packets of an MPEG transport stream (ISO/IEC 13818-1, 2.4.3) for its tables of time.

FFmpeg hands out no sections of PID 0x14. Their place in time is that of the program clock reference before them.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import numpy as np

from conformance.extract.gnss.told import Place
from conformance.extract.times.collecting import Collected
from conformance.extract.times.tables import Sections, is_time, time_of
from conformance.model.stated_times import StatedTimes, TimeSource

_SIZES = (188, 192, 204)  # alone, behind four bytes of an arrival time, or before sixteen of error correction
_BYTES = 188
_SYNC = 0x47
_SURE = 5  # packets in a row, or all that there are
_LEAST = 2
_CHUNK = 4096  # packets
_SEARCHED = 1 << 16  # bytes at a time where packets are sought
_MOST_LOST = 1000  # times that packets are sought anew
_TIME_PID = 0x0014
_TICK = Fraction(1, 90_000)  # s
_WRAP = 1 << 33  # ticks
_LONGEST = 10 * 90_000  # ticks from one reference to the next: 0.1 s are allowed (2.7.2), more than this is a jump
_SECOND = 10**9


def read_tables(file: Path, beat: Callable[[], None]) -> tuple[StatedTimes, ...]:
    """The times that the tables of a transport stream tell; none where it has none.

    Raises:
        OSError: the file can't be read.
    """
    walk = _Walk()
    with file.open("rb") as stream:
        for packet in _packets(stream, beat):
            walk.take(packet)
    return () if walk.found.silent else (walk.found.frozen(-1, _TICK),)


class _Walk:
    """Takes the packets that hold a reference or a table."""

    def __init__(self) -> None:
        # A time stands for a second, and is sent again with it: only if it is sent for two, it stands still
        self.found = Collected(TimeSource.TABLE, 2 * _SECOND)
        self._sections = Sections()
        self._pid = -1
        self._last = self._passed = self._tables = 0
        self._broken = False

    def take(self, packet: bytes) -> None:
        """One packet of 188 bytes."""
        pid = int.from_bytes(packet[1:3], "big") & 0x1FFF
        adaptation = packet[4] if packet[3] & 0x20 else -1
        if adaptation > 6 and packet[5] & 0x10:
            self._reference(pid, packet)
        if pid == _TIME_PID and packet[3] & 0x10 and not packet[3] & 0xC0:
            self._table(packet[5 + adaptation :], starts=bool(packet[1] & 0x40))

    def _reference(self, pid: int, packet: bytes) -> None:
        """The base of the program clock reference (2.4.3.5) of the first program that has one."""
        base = int.from_bytes(packet[6:11], "big") >> 7
        if self._pid not in (-1, pid):
            return
        step = (base - self._last) % _WRAP if self._pid == pid else 0
        self._broken |= step > _LONGEST or (self._pid == pid and bool(packet[5] & 0x80))
        self._passed += step
        self._pid, self._last = pid, base

    def _table(self, data: bytes, *, starts: bool) -> None:
        for section in self._sections.take(data, starts=starts):
            if is_time(section):
                times = list(time_of(section))
                self.found.damaged += not times
                for time in times:
                    self.found.take(self._tables, Place(self._passed, 0, self._pid >= 0 and not self._broken), time)
                self._tables += 1


def _packets(stream: BinaryIO, beat: Callable[[], None]) -> Iterator[bytes]:
    """Packets of the time's PID, and those with a reference, in file order; where packets are lost, they are sought."""
    at = 0
    for _ in range(_MOST_LOST):
        at, size = _aligned(stream, at, beat)
        if not size:
            return
        while True:
            stream.seek(at)
            chunk = stream.read(_CHUNK * size)
            beat()
            if len(chunk) % size >= _BYTES:  # the last packet, without what stands between two
                chunk += bytes(-len(chunk) % size)
            rows = np.frombuffer(chunk, np.uint8, len(chunk) // size * size).reshape(-1, size)
            if not len(rows):
                return
            good = int((rows[:, 0] != _SYNC).argmax()) if (rows[:, 0] != _SYNC).any() else len(rows)
            yield from (rows[place, :_BYTES].tobytes() for place in np.flatnonzero(_wanted(rows[:good])))
            at += good * size
            if good < len(rows):
                break


def _wanted(rows: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]") -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Rows without a transmission error that are of the time's PID or have a reference."""
    pids = (rows[:, 1].astype(np.uint16) & 0x1F) << 8 | rows[:, 2]
    referring = (rows[:, 3] & 0x20 != 0) & (rows[:, 4] > 6) & (rows[:, 5] & 0x10 != 0)
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (rows[:, 1] & 0x80 == 0) & ((pids == _TIME_PID) | referring)
    return found


def _aligned(stream: BinaryIO, at: int, beat: Callable[[], None]) -> tuple[int, int]:
    """Where the sync byte of the first packet from `at` is, and the distance to the next; 0 where there is none."""
    overlap = _SURE * max(_SIZES)
    while True:
        stream.seek(at)
        data = stream.read(_SEARCHED + overlap)
        beat()
        last = len(data) < _SEARCHED + overlap
        synced = np.frombuffer(data + bytes([_SYNC]) * overlap, np.uint8) == _SYNC  # where the file ends, fewer will do
        found = [(start, size) for size in _SIZES for start in _first(synced, size, len(data) - size * (_LEAST - 1))]
        if found and (last or min(found)[0] < _SEARCHED):
            return at + min(found)[0], min(found)[1]
        if last:
            return at, 0
        at += _SEARCHED


def _first(synced: "np.ndarray[tuple[int], np.dtype[np.bool_]]", size: int, room: int) -> list[int]:
    """The first place, of so many, from which on packets of that size follow each other."""
    room = max(0, room)
    rows = np.logical_and.reduce([synced[row * size : row * size + room] for row in range(_SURE)])
    return [int(place) for place in np.flatnonzero(rows)[:1]]
