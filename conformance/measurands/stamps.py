"""Time stamps that no camera makes: equal to the one before, earlier, or almost alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from conformance.measurands.reading import MOST_PLACES, Reading, Result, at
from conformance.measurands.tracks import Timeline, median_interval, primary, shown
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Packets, Pictures, VideoTrack
from conformance.model.measurement import EXACT, Opinion, Where
from conformance.model.units import decimal
from conformance.model.vocabulary import Axis, Reason

PACKETS = "packets"

_BURST = 10  # below a tenth of the median interval lies no cadence but a fault of the clock that stamped it
_REORDERED = 16  # pictures: no H.264 or HEVC picture is coded further ahead of its turn (MaxDpbFrames, H.264 A.3.1)


class _Kind(StrEnum):
    EQUAL = "equal to the one before"
    BACKWARD = "earlier than the one before"
    BURST = "almost as the one before"


@dataclass(frozen=True)
class _Fault:
    """A time stamp at `index` that lies `step` ticks behind the one before it."""

    kind: _Kind
    index: int
    step: int


def time_stamp_faults(subject: RecordingSubject) -> Result:
    """Time stamps equal to the one before, earlier, or less than a tenth of the median interval behind it."""
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    rows = shown(track)
    if isinstance(rows, Absent):
        return rows
    stamps = [row.pts for row in rows if row.timed]
    if not stamps:
        return Absent(Reason.NO_TIME_STAMPS, "the pictures carry no time stamps (elementary stream)")
    if len(stamps) == 1:
        return Absent(Reason.NOTHING_TO_MEASURE, "one time stamp; a fault shows between two")
    in_packets = list(_coded(track))
    faults = list(_shown(stamps, track.time_base)) if isinstance(track.pictures, Pictures) else in_packets
    places = tuple(_place(track, stamps, fault) for fault in faults[:MOST_PLACES])
    counts = "; ".join(f"{sum(fault.kind is kind for fault in faults)} {kind}" for kind in _Kind)
    said = (Opinion(PACKETS, Fraction(len(in_packets)), agrees=False),) if len(in_packets) > len(faults) else ()
    return Reading(Fraction(len(faults)), EXACT, len(stamps) - 1, counts if faults else "", places, said)


def _shown(stamps: Sequence[int], tick: Fraction) -> Iterator[_Fault]:
    """Faults of stamps in the order in which their pictures are shown."""
    in_order = sorted(stamps)
    median = median_interval((later - earlier for earlier, later in pairwise(in_order)), tick)
    for index, (earlier, later) in enumerate(pairwise(stamps), 1):
        step = later - earlier
        if step < 0:
            yield _Fault(_Kind.BACKWARD, index, step)
        elif step == 0 or step * _BURST < median:
            yield _Fault(_Kind.BURST if step else _Kind.EQUAL, index, step)


def _coded(track: VideoTrack) -> Iterator[_Fault]:
    """Faults of stamps in file order, where pictures stand ahead of their turn; the index is that of the packet."""
    if isinstance(track.packets, Absent):
        return
    rows = _stamped(track.packets)
    in_order = sorted((pts, packet) for packet, pts in rows)
    for fault in _shown([pts for pts, _ in in_order], track.time_base):
        yield _Fault(fault.kind, in_order[fault.index][1], fault.step)
    behind, latest = False, rows[0][1] if rows else 0
    for place in range(_REORDERED + 1, len(rows)):
        latest = max(latest, rows[place - _REORDERED - 1][1])
        packet, pts = rows[place]
        if pts < latest and not behind:
            yield _Fault(_Kind.BACKWARD, packet, pts - latest)
        behind = pts < latest


def _stamped(packets: Packets) -> list[tuple[int, int]]:
    """Index and stamp of the packets that hold a picture which is shown."""
    columns = zip(packets.pts, packets.timed, packets.picture, packets.discard, strict=True)
    return [(index, pts) for index, (pts, timed, picture, left) in enumerate(columns) if timed and picture and not left]


def _place(track: VideoTrack, stamps: Sequence[int], fault: _Fault) -> Where:
    apart = f"{decimal(abs(fault.step) * track.time_base)} s"
    detail = {
        _Kind.EQUAL: f"stamp {_Kind.EQUAL}",
        _Kind.BACKWARD: f"stamp {apart} before an earlier one",
        _Kind.BURST: f"stamp only {apart} after the one before",
    }[fault.kind]
    if isinstance(track.pictures, Pictures):
        return at((stamps[fault.index] - stamps[0]) * track.time_base, detail)
    return Where(Axis.PACKET, Fraction(fault.index), detail)


def _bursts(line: Timeline) -> list[int]:
    median = line.median_interval
    return [index for index, interval in enumerate(line.intervals) if interval * _BURST < median]


def burst_note(line: Timeline) -> str:
    """One sentence where neighbouring pictures are stamped almost alike; empty where none are."""
    found = _bursts(line)
    if not found:
        return ""
    shortest = decimal(min(line.intervals[index] for index in found) * line.tick * 1_000_000, 3)
    median = decimal(line.median_interval * line.tick * 1000, 3)
    return f"time-stamp fault: {len(found)} intervals down to {shortest} µs, against a median of {median} ms"


def burst_places(line: Timeline) -> tuple[Where, ...]:
    """Where neighbouring pictures are stamped almost alike."""
    return tuple(
        at(line.seconds(index), f"{decimal(line.intervals[index] * line.tick * 1_000_000, 3)} µs to the next picture")
        for index in _bursts(line)[:MOST_PLACES]
    )
