"""How far back the logs reach, and whether that is all that was kept."""

from datetime import timedelta
from fractions import Fraction

from conformance.measurands.clocks.clock import EPOCH
from conformance.measurands.logs.reading import SECOND, ReadLog, at, called, read_logs
from conformance.measurands.logs.takes import latest_begin
from conformance.measurands.reading import Reading, Result, expanded, rectangular
from conformance.model.evidence import DeviceSubject
from conformance.model.facts import Absent
from conformance.model.logs import HOLE
from conformance.model.measurement import Uncertain
from conformance.model.vocabulary import Reason

_DAY = 86_400  # s
_SUMMER_TIME = Fraction(3600, _DAY)  # d by which the clock may have been moved in between
_SLACK = timedelta(days=1)  # of the day on which the log was written already: it may begin late on the next one


def span(subject: DeviceSubject) -> Result:
    """Days from the first to the last entry of a log's last stretch without a hole of 31 d; of the shortest log, d.

    It is the least that the log keeps: whether the device wrote anything before, it can't tell. A log that ends more
    than 31 d before the latest recording may be one that the device no longer writes.
    """
    logs = _steady_logs(subject)
    if isinstance(logs, Absent):
        return logs
    latest, path = latest_begin(subject)
    for log, content in logs:
        last = content.reach.last
        if latest - last.time > HOLE:
            said = f"it ends {at(last)}, {(latest - last.time) // (_DAY * SECOND)} d before {path} was made"
            return Absent(Reason.EVIDENCE_MISSING, f"{called(log)}: {said}: whether it goes on is not known")
    return _reading(_shortest(logs))


def kept_time(subject: DeviceSubject) -> Result:
    """Days as of `log.span`, where the log is known to have lost what was written before (`written_since`), d."""
    logs = _steady_logs(subject)
    if isinstance(logs, Absent):
        return logs
    log, content = _shortest(logs)
    since, reach = log.written_since, content.reach
    if isinstance(since, Absent):
        return Absent(since.reason, f"{since.detail}: {_told((log, content))}")
    if content.unread:
        said = f"what stands in {content.unread_lines} lines that are no entry is not known; they may be older ones"
        return Absent(Reason.EVIDENCE_UNREADABLE, f"{called(log)}: {said}")
    if len(content.stretches) > 1:
        said = f"whether entries were lost before {at(reach.first)}, or none were written, is not known: {reach.begins}"
        return Absent(Reason.NOTHING_TO_MEASURE, f"{called(log)}: {said}")
    begins = (EPOCH + timedelta(microseconds=content.first.time)).date()
    if begins - since <= _SLACK:
        said = f"it begins {begins}, and is known to be written since {since}: nothing shows that it lost any entry"
        return Absent(Reason.NOTHING_TO_MEASURE, f"{called(log)}: {said}")
    found = _reading((log, content))
    note = f"{found.note}; it was written on {since} already"
    return Reading(found.value, found.uncertainty, found.exercised, note)


def _steady_logs(subject: DeviceSubject) -> tuple[ReadLog, ...] | Absent:
    """All logs; absent where the times of one may be wrong: days may be months, or the clock was set back."""
    logs = read_logs(subject)
    if isinstance(logs, Absent):
        return logs
    for log, content in logs:
        if content.reversible:
            said = f"all entries by {content.reversible!r} are of the first twelve days of a month: days may be months"
            return Absent(Reason.TIME_STAMPS_UNRELIABLE, f"{called(log)}: {said}")
        if content.reach.set_back:
            said = f"{content.reach.begins}, and nobody can tell which of the times are right"
            return Absent(Reason.TIME_STAMPS_UNRELIABLE, f"{called(log)}: {said}")
    return logs


def _shortest(logs: tuple[ReadLog, ...]) -> ReadLog:
    return min(logs, key=_length)


def _length(one: ReadLog) -> int:
    """From the first to the last entry of its last stretch, us."""
    reach = one[1].reach
    return max(reach.last.time - reach.first.time, 0)


def _reading(one: ReadLog) -> Reading:
    days = Fraction(_length(one), _DAY * SECOND)
    return Reading(days, _uncertainty(one), exercised=one[1].entries, note=_told(one))


def _uncertainty(one: ReadLog) -> Uncertain:
    """Either end is known to one unit of its last digit, and who knows whether the clock was moved in between?"""
    unit = rectangular(one[1].resolution / _DAY)
    return expanded(unit, unit, rectangular(_SUMMER_TIME))


def _told(one: ReadLog) -> str:
    log, content = one
    reach = content.reach
    return f"{called(log)}: from {at(reach.first)} to {at(reach.last)}, not further back, for {reach.begins}"
