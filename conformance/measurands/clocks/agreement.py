"""How far the clocks of one recording are apart, and how far apart are their zones.

Every pair is compared as it stands. Zones differ by whole quarters of an hour, so that a difference falls into a number
of quarters, which names a zone, and a rest, which no zone explains. Neither is corrected: both are reported, with the
times as they were read.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from itertools import combinations

from conformance.measurands.clocks.burned_in import burned_in_clock
from conformance.measurands.clocks.clock import Clock, told
from conformance.measurands.clocks.gnss import gnss_clocks
from conformance.measurands.clocks.stating import written_clocks
from conformance.measurands.clocks.stored import stored_clocks
from conformance.measurands.reading import Reading, Result, expanded
from conformance.measurands.tracks import timeline
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import EXACT, Opinion, Uncertain
from conformance.model.units import decimal
from conformance.model.vocabulary import Reason

_QUARTER = 900  # s: every zone in use is a whole number of them from UTC (IANA time zone database, since 1972)
_FURTHEST = 26 * 3600  # s: between UTC-12 and UTC+14
_MOST = 32  # clocks: no recorder writes more, and all pairs of what a forger writes would take too long
_MOST_TOLD = 6  # pairs that a note names


@dataclass(frozen=True)
class _Pair:
    """`zones` is the part of their difference in whole quarters of an hour, `rest` what is left, both in s."""

    one: Clock
    other: Clock
    zones: int
    rest: Fraction

    @property
    def uncertainty(self) -> Uncertain:
        return expanded(self.one.uncertainty, self.other.uncertainty)

    @property
    def text(self) -> str:
        apart = f"{decimal(Fraction(self.zones, 3600))} h and {decimal(self.rest)} s apart"
        return f"{self.one.text} and {self.other.text}: {apart}"


def clock_residual_max(subject: RecordingSubject) -> Result:
    """Longest time between two clocks of the recording, its entry in a dump among them, that no zone explains, s."""
    clocks = _clocks(subject)
    if isinstance(clocks, Absent):
        return clocks
    return _largest(subject, clocks, lambda pair: abs(pair.rest))


def zone_offset_max(subject: RecordingSubject) -> Result:
    """Longest time in whole quarters of an hour between two clocks whose zones are both known, s."""
    clocks = _clocks(subject)
    if isinstance(clocks, Absent):
        return clocks
    known = tuple(clock for clock in clocks if not isinstance(clock.zone, Absent))
    if len(known) < 2:
        return Absent(Reason.SETTING_NOT_STATED, f"the zone of one clock at most is known: {told(clocks)}")
    found = _largest(subject, known, lambda pair: Fraction(abs(pair.zones)))
    return replace(found, uncertainty=EXACT)


def _largest(subject: RecordingSubject, clocks: tuple[Clock, ...], size: Callable[[_Pair], Fraction]) -> Reading:
    """The pair of the largest size; another reading of the clocks has its say where the largest is then less."""
    pairs = sorted(_pairs(clocks), key=size, reverse=True)
    value, note = size(pairs[0]), "; ".join(pair.text for pair in pairs[:_MOST_TOLD])

    def least(read: tuple[Clock, ...]) -> Fraction:
        return min(max(map(size, _pairs(begun))) for begun in _begun(subject, read))

    said = [("container times read as those of the close", least(clocks))]
    said += [(f"{whose} read as {how}", least(read)) for whose, how, read in _otherwise(clocks)]
    opinions = tuple(Opinion(source, theirs, agrees=False) for source, theirs in said if theirs < value)
    return Reading(value, pairs[0].uncertainty, len(pairs), note, opinions=opinions)


def _otherwise(clocks: tuple[Clock, ...]) -> Iterator[tuple[str, str, tuple[Clock, ...]]]:
    """Whose other rule it is, what it says, and the clocks, where those that it fits follow it."""
    rules = {other.source: clock.may_close for clock in clocks for other in clock.others}
    for how, of_container in rules.items():
        read = tuple(next((one for one in clock.others if one.source == how), clock) for clock in clocks)
        yield "container times" if of_container else "times", how, read


def _begun(subject: RecordingSubject, clocks: tuple[Clock, ...]) -> Iterator[tuple[Clock, ...]]:
    """The clocks as they are, and at the recording's start where those of all or of one source are of its close."""
    line = timeline(subject)
    length = timedelta(0) if isinstance(line, Absent) else timedelta(microseconds=round(line.length * 1_000_000))
    sources = {clock.source for clock in clocks if clock.may_close}
    for closing in (set(), sources, *({source} for source in sources)):
        yield tuple(replace(one, shown=one.shown - length) if one.source in closing else one for one in clocks)


def _clocks(subject: RecordingSubject) -> tuple[Clock, ...] | Absent:
    written, satellite, shown = written_clocks(subject), gnss_clocks(subject), burned_in_clock(subject)
    if isinstance(written, Absent):
        return written
    if isinstance(satellite, Absent):
        return satellite
    found = (*written, *(() if isinstance(shown, Absent) else (shown,)), *satellite, *stored_clocks(subject))
    if len(found) < 2:
        return Absent(Reason.NOTHING_TO_MEASURE, f"two clocks are needed; there is {told(found) or 'none'}")
    if len(found) > _MOST:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"{len(found)} different times: more than {_MOST} are not compared")
    return found


def _pairs(clocks: Iterable[Clock]) -> list[_Pair]:
    return [_pair(one, other) for one, other in combinations(clocks, 2)]


def _pair(one: Clock, other: Clock) -> _Pair:
    known = not isinstance(one.zone, Absent) and not isinstance(other.zone, Absent)
    apart = one.instant - other.instant if known else one.seconds - other.seconds
    zones = round(apart / _QUARTER) * _QUARTER
    if abs(zones) > _FURTHEST:
        zones = 0
    return _Pair(one, other, zones, apart - zones)
