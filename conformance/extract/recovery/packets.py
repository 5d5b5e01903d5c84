"""Counts whole pictures of a transport stream by its PES packets: each begins with a time stamp, and lacks no packet.

Source: ISO/IEC 13818-1, 2.4.3.2 and 2.4.3.3 (payload_unit_start_indicator, continuity_counter), 2.4.3.6 (PES packet).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from conformance.extract.recovery.source import BLOCK, Found, Searched, Span, grown, joined

Bytes = NDArray[np.uint8]
_SYNC, _PACKET = 0x47, 188
_STEPS = (188, 192, 204)  # bytes: plain, with a time stamp before (M2TS), with 16 bytes of parity behind
_IN_A_ROW = 5
_AT_ONCE = 1 << 14  # packets
_PES_HEAD = 9
_MOST_TRACKS = 16
_COUNTERS = 16


class _Grid(NamedTuple):
    """Bytes from one packet to the next, and what stands before each."""

    step: int
    lead: int


@dataclass
class _Track:
    """Pictures of one PID; `open` is where the picture under way begins, -1 where none does, or a part is lost."""

    pictures: int = 0
    counter: int = -1
    open: int = -1
    whole: list[Span] = field(default_factory=list)

    def broken(self) -> None:
        """Something before the next packet is lost."""
        self.counter, self.open = -1, -1


def is_transport(head: bytes) -> bool:
    """Whether a file that begins so is one of transport packets."""
    return _grid(head) is not None


def search_packets(walked: Searched, written: int) -> Found:
    """Pictures of the PID that has most of them: PES packets with a time stamp, behind which another one begins."""
    grid = _grid(walked.read(0, 2 * _IN_A_ROW * max(_STEPS)))
    tracks: dict[int, _Track] = {}
    for at, packets in _runs(walked, written, grid or _Grid(_PACKET, 0)):
        if not len(packets):
            for track in tracks.values():
                track.broken()
            continue
        _take(tracks, packets, at)
    best = max(tracks.values(), key=lambda track: track.pictures, default=_Track())
    media = (Span(0, written),)
    return Found("PES packets with time stamps", "", best.pictures, _with_tables(best.whole), media)


def _with_tables(spans: list[Span]) -> tuple[Span, ...]:
    """What stands before the first picture is understood, too: tables, and sound."""
    return joined([Span(0, spans[0].end), *spans[1:]]) if spans else ()


def _grid(head: bytes) -> _Grid | None:
    for begin in range(max(_STEPS)):
        for step in _STEPS:
            lead = 4 if step == 192 else 0
            marks = head[begin + lead :: step][:_IN_A_ROW]
            if len(marks) == _IN_A_ROW and set(marks) == {_SYNC}:
                return _Grid(step, lead)
    return None


def _runs(walked: Searched, written: int, grid: _Grid) -> Iterator[tuple[int, Bytes]]:
    """Packets in step, shape (packets, 188), with the offset of the first; none where the step is lost."""
    at = 0
    while at < written:
        data = np.frombuffer(walked.read(at, min(grid.step * _AT_ONCE, written - at)), np.uint8)
        count = len(data) // grid.step
        rows = data[: count * grid.step].reshape(count, grid.step)[:, grid.lead : grid.lead + _PACKET]
        wrong = np.flatnonzero(rows[:, 0] != _SYNC) if count else np.zeros(0, np.int64)
        good = int(wrong[0]) if len(wrong) else count
        walked.packets(0)
        if good:
            yield at, rows[:good]
        at += good * grid.step
        if good < count or not count:
            at = _again(walked, at + 1, written, grid) if count else written
            yield at, rows[:0]


def _again(walked: Searched, at: int, written: int, grid: _Grid) -> int:
    """The next place from which on packets are in step."""
    while at < written:
        data = walked.read(at, min(BLOCK + _IN_A_ROW * grid.step, written - at))
        walked.packets(0)
        held = np.frombuffer(data, np.uint8)
        room = len(held) - (_IN_A_ROW - 1) * grid.step
        if room > 0:
            marks = [held[place * grid.step :][:room] == _SYNC for place in range(_IN_A_ROW)]
            found = np.flatnonzero(np.logical_and.reduce(marks))
            found = found[found >= grid.lead]
            if len(found):
                return at + int(found[0]) - grid.lead
        at += BLOCK
    return written


def _take(tracks: dict[int, _Track], packets: Bytes, at: int) -> None:
    step = packets.strides[0]
    pids = (packets[:, 1].astype(np.int32) & 0x1F) << 8 | packets[:, 2]
    starts = np.flatnonzero((packets[:, 1] & 0x40 != 0) & (packets[:, 3] & 0x10 != 0))
    stamps = _stamped(packets[starts])
    for pid in np.unique(pids[starts[stamps >= 0]]).tolist():
        if pid in tracks or len(tracks) < _MOST_TRACKS:
            tracks.setdefault(pid, _Track())
    stamped = np.zeros(len(packets), np.bool_)
    stamped[starts[stamps > 0]] = True
    for pid, track in tracks.items():
        own = np.flatnonzero((pids == pid) & (packets[:, 3] & 0x10 != 0) & (packets[:, 1] & 0x80 == 0))
        if len(own):
            _count(track, packets[own, 3] & 0x0F, stamped[own], at + own * step)


def _stamped(packets: Bytes) -> NDArray[np.int8]:
    """Of packets in which a unit begins: 1 one of video with a time stamp, 0 one without, -1 none of video."""
    place = 4 + np.where(packets[:, 3] & 0x20, 1 + packets[:, 4].astype(np.int64), 0)
    room = place + _PES_HEAD <= _PACKET
    place = np.minimum(place, _PACKET - _PES_HEAD)
    row = np.arange(len(packets))
    prefix = (packets[row, place] == 0) & (packets[row, place + 1] == 0) & (packets[row, place + 2] == 1)
    video = room & prefix & (packets[row, place + 3] & 0xF0 == 0xE0)
    return np.where(video, (packets[row, place + 7] & 0x80 != 0).astype(np.int8), -1).astype(np.int8)


def _count(track: _Track, counters: Bytes, stamped: NDArray[np.bool_], offsets: NDArray[np.int64]) -> None:
    """Whole pictures: from one PES packet with a time stamp to the next such, and no counter missing between."""
    before = np.concatenate([[track.counter if track.counter >= 0 else int(counters[0]) - 1], counters[:-1]])
    breaks = np.cumsum((counters.astype(np.int64) - before) % _COUNTERS > 1)  # 0 is a packet that was sent twice
    level = 0
    for index in np.flatnonzero(stamped).tolist():
        place = int(offsets[index])
        if track.open >= 0 and breaks[index] == level:
            track.pictures += 1
            grown(track.whole, Span(track.open, place))
        track.open, level = place, int(breaks[index])
    if track.open >= 0 and breaks[-1] != level:
        track.open = -1
    track.counter = int(counters[-1])
