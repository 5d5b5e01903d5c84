"""What `submission.yaml` may say of a log: its files, how its lines are written, and the words of its events."""

from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import Field

from conformance.evidence.fields import Day, LogLine, ShortText, Words, Zone
from conformance.model.logs import EventKind
from conformance.strictyaml import StrictModel

_MOST_LINES = 8  # patterns: each is tried on every line
_MOST_WORDS = 16  # of one kind
_Phrases: TypeAlias = Annotated[tuple[ShortText, ...], Field(max_length=_MOST_WORDS)]


class LogEncoding(StrEnum):
    """How the letters of a log are coded; a line ends in a line feed in all of them."""

    UTF_8 = "utf-8"
    GBK = "gbk"
    GB18030 = "gb18030"


class EventsEntry(StrictModel):
    """Words that stand in entries of one kind and in no others."""

    start: _Phrases = ()
    stop: _Phrases = ()
    fault: _Phrases = ()
    power_on: _Phrases = ()
    power_off: _Phrases = ()


class LogEntry(StrictModel):
    """One log of the device, in one file or in several by a pattern.

    `lines` are the patterns of its entries. `clock_zone` is the zone of the times in it, and `written_since` a day on
    which the device is known to have written it already.
    """

    path: Words
    lines: Annotated[tuple[LogLine, ...], Field(min_length=1, max_length=_MOST_LINES)]
    encoding: LogEncoding = LogEncoding.UTF_8
    clock_zone: Zone | None = None
    written_since: Day | None = None
    events: EventsEntry = EventsEntry()


def phrases(entry: LogEntry) -> tuple[tuple[str, EventKind], ...]:
    """All words with the kind that they are of; a run of blanks counts as one, as in the lines of the log."""
    stated: dict[str, tuple[str, ...]] = entry.events.model_dump()
    return tuple((" ".join(text.split()), kind) for kind in EventKind for text in stated[kind.value])
