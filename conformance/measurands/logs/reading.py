"""The logs of a submission, of which all can be read, and how their entries are told to people."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TypeAlias

from conformance.measurands.clocks.clock import EPOCH
from conformance.model.evidence import DeviceSubject
from conformance.model.facts import Absent
from conformance.model.logs import EventKind, Lines, Log, LogContent, Stamp
from conformance.model.vocabulary import Reason

ReadLog: TypeAlias = tuple[Log, LogContent]
SECOND = 1_000_000  # us

_MOST_TOLD = 4  # logs that a note names
_LONGEST = 100  # characters of a stated path


def read_logs(subject: DeviceSubject) -> tuple[ReadLog, ...] | Absent:
    """Every log with its content: absent where there is none, or where one can't be read."""
    if not subject.logs:
        inside = "; those inside an image of a storage are not read: copy them out" if subject.dumps else ""
        return Absent(Reason.EVIDENCE_MISSING, f"the submission names no logs{inside}")
    found: list[ReadLog] = []
    for log in subject.logs:
        if isinstance(log.content, Absent):
            return Absent(log.content.reason, f"{called(log)}: {log.content.detail}")
        found.append((log, log.content))
    return tuple(found)


def called(log: Log) -> str:
    """Its path, shortened."""
    return log.path if len(log.path) <= _LONGEST else f"{log.path[:_LONGEST]}…"


def at(stamp: Stamp) -> str:
    """Time and place of an entry."""
    return f"{shown(stamp.time)} ({stamp.place})"


def shown(time: int) -> str:
    """A time in us since 1970, as it stands there."""
    return (EPOCH + timedelta(microseconds=time)).isoformat(" ", "seconds")


def joined(parts: Iterable[str]) -> str:
    """What is said of each log, of the first ones where they are many."""
    told = list(parts)
    more = f"; and of {len(told) - _MOST_TOLD} more logs" if len(told) > _MOST_TOLD else ""
    return "; ".join(told[:_MOST_TOLD]) + more


def of_lines(lines: Lines) -> str:
    """How many, and the first."""
    return f"{lines.count}, such as {lines.first[0]}" if lines.first else str(lines.count)


def hidden(logs: Iterable[ReadLog], kinds: Iterable[EventKind]) -> str:
    """Why entries of these kinds may be there and not be known as such; '' where all of them are known."""
    asked = tuple(kinds)
    for log, content in logs:
        for unread in content.unread:
            return f"{called(log)}: of {of_lines(unread.lines)}, nobody knows what they are: {unread.why}"
        if content.doubtful.count:
            said = "words of several kinds or denied ones stand in entries"
            return f"{called(log)}: {said} ({of_lines(content.doubtful)})"
        kept = {kind: events for kind in asked for events in content.of(kind)}
        cut = next((events for events in kept.values() if events.count > len(events.times)), None)
        if cut:
            return f"{called(log)}: of {cut.count} entries of {cut.kind} the last {len(cut.times)} are compared"
    return ""
