"""How many entries the logs hold, of what kinds, how much of them can't be read, and whether their times go back."""

from fractions import Fraction

from conformance.measurands.logs.reading import SECOND, ReadLog, at, called, hidden, joined, of_lines, read_logs
from conformance.measurands.logs.takes import covered_takes
from conformance.measurands.reading import Reading, Result
from conformance.model.evidence import DeviceSubject
from conformance.model.facts import Absent
from conformance.model.logs import EventKind, LogContent
from conformance.model.vocabulary import Reason

_REQUIRED = (EventKind.START, EventKind.STOP, EventKind.FAULT)


def entries(subject: DeviceSubject) -> Result:
    """Entries of all logs: lines with a time, by the patterns that the submission states."""
    logs = read_logs(subject)
    if isinstance(logs, Absent):
        return logs
    count = sum(content.entries for _, content in logs)
    return Reading(Fraction(count), exercised=_lines(logs), note=_all(logs))


def unreadable_share(subject: DeviceSubject) -> Result:
    """Share of the lines that are no entry: they fit no pattern, tell no date, or are no text."""
    logs = read_logs(subject)
    if isinstance(logs, Absent):
        return logs
    unread = sum(content.unread_lines for _, content in logs)
    note = joined(f"{called(log)}: {_unread(one)}" for log, one in logs if one.unread)
    return Reading(Fraction(unread, _lines(logs)), exercised=_lines(logs), note=note)


def out_of_order(subject: DeviceSubject) -> Result:
    """Entries whose time is less than that of the one before them in their log."""
    logs = read_logs(subject)
    if isinstance(logs, Absent):
        return logs
    steps = sum(content.entries - 1 for _, content in logs)
    count = sum(content.backwards.count for _, content in logs)
    note = joined(_backwards(one) for one in logs if one[1].backwards.count)
    return Reading(Fraction(count), exercised=steps, note=note or f"{steps} steps from entry to entry")


def kinds_missing(subject: DeviceSubject) -> Result:
    """How many of start, stop and fault no entry of any log is of, by the words that the submission states.

    A log without a fault may be that of a device that had none, and a log with neither start nor stop that of days
    without a recording, unless one was made in its time.
    """
    logs = read_logs(subject)
    if isinstance(logs, Absent):
        return logs
    unstated = [kind for kind in _REQUIRED if not any(kind in log.stated for log, _ in logs)]
    if unstated:
        return Absent(Reason.SETTING_NOT_STATED, f"submission.yaml states no words of {', '.join(unstated)}")
    missing = [kind for kind in _REQUIRED if not any(content.of(kind) for _, content in logs)]
    if missing:
        return _missing(subject, logs, missing)
    return Reading(Fraction(0), exercised=_entries(logs), note=_all(logs))


def _missing(subject: DeviceSubject, logs: tuple[ReadLog, ...], kinds: list[EventKind]) -> Result:
    """The kinds of which an entry would be there, were they logged."""
    doubt = hidden(logs, ())
    if doubt:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"no entry is known of {', '.join(kinds)}; but {doubt}")
    sure = [kind for kind in kinds if kind is not EventKind.FAULT]
    if not sure:
        said = "no fault was logged, and whether one would be is not shown"
        return Absent(Reason.NOTHING_TO_MEASURE, f"{said}; {_all(logs)}")
    if len(sure) == 1 or covered_takes(subject, logs):
        return Reading(Fraction(len(sure)), exercised=_entries(logs), note=f"none of {', '.join(sure)}; {_all(logs)}")
    said = "no recording was started or stopped in the log, and none that was handed in is known to be of its time"
    return Absent(Reason.NOTHING_TO_MEASURE, f"{said}; {_all(logs)}")


def _lines(logs: tuple[ReadLog, ...]) -> int:
    return sum(content.lines for _, content in logs)


def _entries(logs: tuple[ReadLog, ...]) -> int:
    return sum(content.entries for _, content in logs)


def _all(logs: tuple[ReadLog, ...]) -> str:
    return joined(map(_told, logs))


def _told(one: ReadLog) -> str:
    """One log in a sentence."""
    log, content = one
    parts = [f"{called(log)}: {content.entries} entries of {content.lines} lines"]
    parts.append(f"from {at(content.first)} to {at(content.reach.last)}")
    parts += [f"{events.kind}: {events.count}, such as {events.example}" for events in content.events]
    parts += [f"of no kind: {of_lines(content.other)}"] if content.other.count else []
    parts += [f"of several kinds or denied: {of_lines(content.doubtful)}"] if content.doubtful.count else []
    parts += [f"not read: {_unread(content)}"] if content.unread else []
    return ", ".join(parts)


def _unread(content: LogContent) -> str:
    return ", ".join(f"{of_lines(one.lines)} {one.why}" for one in content.unread)


def _backwards(one: ReadLog) -> str:
    log, content = one
    steps = content.backwards
    most = f"{steps.count} times, by {steps.largest // SECOND} s at most"
    return f"{called(log)} goes back {most}: {', '.join(steps.first)}"
