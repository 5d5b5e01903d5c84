"""The time in a file's name, read by the patterns that the submission states for the device."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction

from conformance.measurands.clocks.clock import Clock
from conformance.measurands.clocks.written import MILLI, MINUTE, WHOLE
from conformance.model.facts import Absent
from conformance.model.name_pattern import NamePattern
from conformance.model.vocabulary import Reason

_CENTURY = 2000  # of a year of two digits


def patterned_clock(name: str, patterns: tuple[NamePattern, ...], zone: int | Absent) -> Clock | Absent:
    """The time of a name by the pattern that it fits.

    A name that fits none tells no time, nor does one that fits several by which it would tell different ones.
    """
    fitting = tuple((pattern, dict(fields)) for pattern in patterns if (fields := pattern.fields(name)))
    if not fitting:
        return _no_time(f"the name {name!r} fits none of the patterns that submission.yaml states: {_listed(patterns)}")
    times = tuple(_times(fitting, zone))
    silent = tuple(pattern for pattern, _ in fitting if not pattern.holds_time)
    if not times:
        why = "tells no time" if silent else "tells no date of the calendar"
        return _no_time(f"the name {name!r} {why} by {_listed(silent or tuple(pattern for pattern, _ in fitting))}")
    if silent or len({clock.shown for clock in times}) > 1:
        told = ", ".join((*(clock.text for clock in times), *(f"none by {pattern.text!r}" for pattern in silent)))
        return _no_time(f"the name {name!r} fits several patterns and tells different times: {told}")
    return max(times, key=lambda clock: clock.resolution)


def _times(fitting: tuple[tuple[NamePattern, Mapping[str, str]], ...], zone: int | Absent) -> Iterator[Clock]:
    """What the fields tell by each pattern, where that is a date."""
    for pattern, fields in fitting:
        if not pattern.holds_time:
            continue
        try:
            yield Clock(f"file name by {pattern.text!r}", _shown(fields), zone, _resolution(fields))
        except ValueError:
            continue


def _shown(fields: Mapping[str, str]) -> datetime:
    """ValueError for what is in no calendar and on no clock."""
    year = int(fields["year"]) if "year" in fields else _CENTURY + int(fields["year2"])
    month, day, hour, minute = (int(fields[name]) for name in ("month", "day", "hour", "minute"))
    second, milli = (int(fields.get(name, "0")) for name in ("second", "milli"))
    return datetime(year, month, day, hour, minute, second, milli * 1000)  # noqa: DTZ001 - a name tells no zone


def _resolution(fields: Mapping[str, str]) -> Fraction:
    if "milli" in fields:
        return MILLI
    return WHOLE if "second" in fields else MINUTE


def _listed(patterns: tuple[NamePattern, ...]) -> str:
    return ", ".join(repr(pattern.text) for pattern in patterns)


def _no_time(why: str) -> Absent:
    return Absent(Reason.TIME_NOT_SET, why)
