"""What the logs of a device hold, as far as the submission says how they are written."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from conformance.model.facts import Absent
from conformance.model.sidecar import Sidecar
from conformance.model.vocabulary import Reason

MOST_EVENTS = 20_000  # of one kind whose times are kept; a count tells the rest
MOST_STRETCHES = 1_000  # of one log, the last ones
HOLE = 31 * 86_400_000_000  # us: a recorder in use is switched on once a month; who can say more of a longer silence?
MOST_DEVICES = 100  # of one log
NOT_SAID_SINCE = Absent(Reason.SETTING_NOT_STATED, "submission.yaml does not state since when the log is written")


class EventKind(StrEnum):
    """What an entry is of, by the words that the submission states."""

    START = "start"
    STOP = "stop"
    FAULT = "fault"
    POWER_ON = "power_on"
    POWER_OFF = "power_off"


@dataclass(frozen=True)
class Stamp:
    """One entry: its time as it is shown, in us since 1970, and where it stands, as `LOG/a.txt:12: what it says`."""

    time: int
    place: str


@dataclass(frozen=True)
class Lines:
    """How many lines, and the first of them, each with its place."""

    count: int = 0
    first: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unread:
    """Lines that are no entry, and why."""

    why: str
    lines: Lines


@dataclass(frozen=True)
class Events:
    """Entries of one kind: how many, one of them, and the times of `MOST_EVENTS` at most, in us since 1970."""

    kind: EventKind
    count: int
    example: str
    times: tuple[int, ...]


@dataclass(frozen=True)
class Stretch:
    """Entries one after another without a hole; `begins` says why it does not reach further back.

    Where the clock was `set_back` there, nobody can tell which of its times are right.
    """

    first: Stamp
    last: Stamp
    begins: str
    set_back: bool = False


@dataclass(frozen=True)
class Backwards:
    """How often a time is less than the one before it, by how much at most (us), and the first places."""

    count: int = 0
    largest: int = 0
    first: tuple[str, ...] = ()


@dataclass(frozen=True)
class LogContent:
    """All entries of a log in the order in which they were written; there is one at least.

    `lines` are those that are not blank, `unread` those of them that are no entry, `doubtful` entries whose words are
    of several kinds or deny a start or stop, `other` those of no kind. `stretches` are the last ones. `resolution` is
    the unit of the last digit, s. `reversible` is a pattern that may take days for months, for all its entries are of
    the first twelve days of a month ('' = none may). `devices` are the numbers of devices in its entries, the first
    `MOST_DEVICES`.
    """

    lines: int
    entries: int
    unread: tuple[Unread, ...]
    events: tuple[Events, ...]
    doubtful: Lines
    other: Lines
    first: Stamp
    stretches: tuple[Stretch, ...]
    backwards: Backwards
    resolution: Fraction
    newest_first: bool = False
    reversible: str = ""
    devices: tuple[str, ...] = ()

    @property
    def unread_lines(self) -> int:
        """How many lines are no entry."""
        return sum(one.lines.count for one in self.unread)

    @property
    def reach(self) -> Stretch:
        """The last stretch: what the log shows to have been kept."""
        return self.stretches[-1]

    def of(self, kind: EventKind) -> tuple[Events, ...]:
        """The entries of that kind, one or none."""
        return tuple(one for one in self.events if one.kind is kind)


@dataclass(frozen=True)
class Log:
    """One log in one file or several; `path` is as `submission.yaml` writes it.

    `stated` are the kinds whose words are known. `clock_zone` is the zone of its times, in min east of UTC, and
    `written_since` a day on which the device wrote it already.
    """

    path: str
    files: tuple[Sidecar, ...]
    clock_zone: int | Absent
    written_since: date | Absent
    stated: tuple[EventKind, ...]
    content: LogContent | Absent
