"""Whether the log knows of the recordings that were handed in."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from conformance.measurands.logs.reading import SECOND, ReadLog, hidden, read_logs, shown
from conformance.measurands.logs.takes import NEAR, Take, Way, covered_ways, takes_of
from conformance.measurands.reading import Reading, Result
from conformance.model.evidence import DeviceSubject
from conformance.model.facts import Absent
from conformance.model.logs import EventKind
from conformance.model.vocabulary import Reason

_BEGINS, _ENDS = (EventKind.START,), (EventKind.STOP, EventKind.POWER_OFF)
_MOST_TOLD = 6  # recordings that a note names
_NEVER = 10**18  # us: further apart than any two dates


@dataclass(frozen=True)
class _Placed:
    """A recording with the way that counts."""

    take: Take
    way: Way


@dataclass(frozen=True)
class _Events:
    """Times at which recordings began and ended by the log, us since 1970, in order."""

    begins: list[int]
    ends: list[int]
    near: int  # us
    unit: int  # of the last digit of the recordings' times, us


def recordings_without_entry(subject: DeviceSubject) -> Result:
    """Recordings of whose start, or of whose stop or the switching off, no log has an entry of its own within 60 s.

    The time of a recording is that of its name, else of the clock in its pictures, else of its container. One that was
    made outside the time of the log shows nothing.
    """
    logs = read_logs(subject)
    if isinstance(logs, Absent):
        return logs
    unstated = [kind for kind in (EventKind.START, EventKind.STOP) if not any(kind in log.stated for log, _ in logs)]
    if unstated:
        return Absent(Reason.SETTING_NOT_STATED, f"submission.yaml states no words of {', '.join(unstated)}")
    zones = {not isinstance(log.clock_zone, Absent) for log, _ in logs}
    if len(zones) > 1:
        return Absent(Reason.SETTING_NOT_STATED, "state the clock_zone of all logs or of none")
    found = tuple(takes_of(subject))
    takes = tuple(one for one in found if isinstance(one, Take))
    for one in takes:
        if one.zoned not in zones:
            known, unknown = (f"its {one.source}", "the log") if one.zoned else ("the log", f"its {one.source}")
            said = f"{one.path}: the zone of {known} is known, and that of {unknown} is not; state clock_zone"
            return Absent(Reason.SETTING_NOT_STATED, said)
    return _compared(takes, tuple(one for one in found if isinstance(one, Absent)), logs)


def _compared(takes: tuple[Take, ...], untimed: tuple[Absent, ...], logs: tuple[ReadLog, ...]) -> Result:
    events = _events(logs, max((one.unit for one in takes), default=0))
    ways = [(one, covered_ways(one, logs)) for one in takes]
    placed = tuple(_Placed(one, _way(covered, events)) for one, covered in ways if covered)
    missing = _without(placed, events)
    if missing:
        doubt = hidden(logs, (*_BEGINS, *_ENDS))
        told = ", ".join(_told(one, events) for one in missing[:_MOST_TOLD])
        if doubt:
            return Absent(Reason.EVIDENCE_UNREADABLE, f"no entries are known of {told}; but {doubt}")
        return Reading(Fraction(len(missing)), exercised=len(placed), note=f"without: {told}")
    outside = [one for one, covered in ways if not covered]
    if outside:
        times = ", ".join(f"{one.path} of {shown(one.ways[0][0])}" for one in outside[:_MOST_TOLD])
        said = f"the log does not cover {len(outside)} of {len(takes)} recordings: {times}"
        return Absent(Reason.EVIDENCE_MISSING, said)
    if untimed:
        return untimed[0]
    return _all_there(placed, events, logs)


def _all_there(placed: tuple[_Placed, ...], events: _Events, logs: tuple[ReadLog, ...]) -> Result:
    """That each of them has entries, where one log alone has them."""
    if not placed:
        return Absent(Reason.EVIDENCE_MISSING, "there is no recording to look for in the log")
    shared = _shared(placed, [_events((log,), events.unit) for log in logs])
    if shared:
        said = f"no log alone has entries of {_told(shared[0], events)}; those of several may be of one recording"
        return Absent(Reason.EVIDENCE_UNREADABLE, said)
    turned = _turned(placed, events)
    if turned:
        said = f"the log has no stop behind the start of {_told(turned[0], events)}, but one before it"
        return Absent(Reason.EVIDENCE_UNREADABLE, said)
    furthest = max(placed, key=lambda one: max(map(abs, _apart(one, events))))
    return Reading(
        Fraction(0), exercised=len(placed), note=f"the furthest from its entries is {_told(furthest, events)}"
    )


def _events(logs: tuple[ReadLog, ...], unit: int) -> _Events:
    """In UTC, as far as zones are known; `unit` is that of the last digit of the recordings' times, us."""

    def times(kinds: tuple[EventKind, ...]) -> list[int]:
        return sorted(
            time - (0 if isinstance(log.clock_zone, Absent) else log.clock_zone * 60 * SECOND)
            for log, content in logs
            for kind in kinds
            for events in content.of(kind)
            for time in events.times
        )

    finest = max(round(content.resolution * SECOND) for _, content in logs)
    return _Events(times(_BEGINS), times(_ENDS), NEAR + unit + finest, unit)


def _way(ways: tuple[Way, ...], events: _Events) -> Way:
    """The first one by which it has entries, else the first."""
    known = (way for way in ways if max(_off(way[0], events.begins), _off(way[1], events.ends)) <= events.near)
    return next(known, ways[0])


def _without(placed: tuple[_Placed, ...], events: _Events) -> list[_Placed]:
    begins = _unmatched([one.way[0] for one in placed], events.begins, events.near)
    ends = _unmatched([one.way[1] for one in placed], events.ends, events.near)
    return [one for index, one in enumerate(placed) if index in begins | ends]


def _shared(placed: tuple[_Placed, ...], each: list[_Events]) -> list[_Placed]:
    """Those with a start, or a stop, that no log has for them alone, though all logs together have enough."""
    begins = [_unmatched([one.way[0] for one in placed], events.begins, events.near) for events in each]
    ends = [_unmatched([one.way[1] for one in placed], events.ends, events.near) for events in each]
    return [placed[index] for index in sorted(set.intersection(*begins) | set.intersection(*ends))]


def _turned(placed: tuple[_Placed, ...], events: _Events) -> list[_Placed]:
    """Those that have a start and a stop, but none in this order."""
    begins = _matched([one.way[0] for one in placed], events.begins, events.near)
    least = [begins[index] for index in range(len(placed))]
    ends = _matched([one.way[1] for one in placed], events.ends, events.near, least)
    return [one for index, one in enumerate(placed) if index not in ends]


def _unmatched(times: list[int], entries: list[int], near: int) -> set[int]:
    """Which times have no entry of their own."""
    return set(range(len(times))) - set(_matched(times, entries, near))


def _matched(times: list[int], entries: list[int], near: int, least: Sequence[int] = ()) -> dict[int, int]:
    """The entry of each time that has one: from the first on it is the earliest that is near and not taken.

    `least` are the times before which each one's entry must not stand.
    """
    found: dict[int, int] = {}
    free = list(range(len(entries) + 1))  # of each place the next one that is free, or leads to it
    for index in sorted(range(len(times)), key=times.__getitem__):
        earliest = max(times[index] - near, least[index] if least else -_NEVER)
        place = _next(free, bisect_left(entries, earliest))
        if place < len(entries) and entries[place] <= times[index] + near:
            found[index], free[place] = entries[place], place + 1
    return found


def _next(free: list[int], place: int) -> int:
    while free[place] != place:
        free[place] = free[free[place]]
        place = free[place]
    return place


def _off(time: int, entries: list[int]) -> int:
    """How far the nearest entry is, us; further than any where there is none."""
    place = bisect_left(entries, time)
    return min((abs(entry - time) for entry in entries[max(0, place - 1) : place + 1]), default=_NEVER)


def _apart(one: _Placed, events: _Events) -> tuple[int, int]:
    return _off(one.way[0], events.begins), _off(one.way[1], events.ends)


def _told(one: _Placed, events: _Events) -> str:
    begin, end = (f"{off // SECOND} s off" if off < _NEVER else "not there" for off in _apart(one, events))
    when = f"{shown(one.way[0])} by its {one.take.source}"
    return f"{one.take.path} of {when} (nearest start {begin}, nearest stop {end})"
