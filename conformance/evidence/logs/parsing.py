"""Lines of a log to entries: their time, and the kind of their event, by the patterns that the submission states."""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from conformance.evidence.logs.lines import Line, lines_of
from conformance.model.logs import MOST_DEVICES, EventKind, Lines, Unread
from conformance.model.name_pattern import NamePattern

OTHER, DOUBTFUL = 0, 255  # codes of entries that are of no kind, or of none for sure; those of a kind count from 1
KINDS = tuple(EventKind)
_DENIAL = re.compile(r"((?<![^\W_])(no|not|non|without)|[无没未非]|没有)[\s_:-]*$", re.IGNORECASE)  # just before words
_FAULT = KINDS.index(EventKind.FAULT) + 1
_BEFORE = 12  # characters before words, in which a no is looked for

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of times as they are shown
_MICROSECOND, _SECOND = timedelta(microseconds=1), 1_000_000  # us
_CENTURY = 2000  # of a year of two digits
_NEVER = -(10**18)  # us since 1970: before any date
_LAST = 59  # minute of an hour, second of a minute
_MOST_SHOWN = 3  # lines of one trouble
_MOST_KNOWN = 4096  # events whose kind is remembered
_PATH_SHOWN, _TEXT_SHOWN = 100, 80  # characters
_PLAIN = ("year", "month", "day")  # the one order of a date that begins with its year
_MONTHS = 12
_NO_PATTERN, _NO_DATE, _SEVERAL = "fits no pattern", "tells no date of the calendar", "tells several times"


class Entry(NamedTuple):
    """One line that is an entry: its time and the unit of its last digit, both in us, and its event."""

    time: int
    unit: int
    event: str
    device: str = ""


@dataclass
class FileEntries:
    """The entries of one file in its order: times in us, numbers of lines, and codes of kinds."""

    path: str
    times: "array[int]" = field(default_factory=lambda: array("q"))
    numbers: "array[int]" = field(default_factory=lambda: array("Q"))
    kinds: bytearray = field(default_factory=bytearray)

    def place(self, index: int) -> str:
        """Where an entry stands."""
        return place(self.path, self.numbers[index])

    def reverse(self) -> None:
        """From the newest first to the oldest first."""
        self.times.reverse()
        self.numbers.reverse()
        self.kinds.reverse()


def place(path: str, number: int, text: str = "") -> str:
    """A line for people, shortened."""
    shown = path if len(path) <= _PATH_SHOWN else f"…{path[-_PATH_SHOWN:]}"
    return f"{shown}:{number}: {text[:_TEXT_SHOWN]!r}" if text else f"{shown}:{number}"


class Tally:
    """Counts lines by what they are, and keeps the first of each."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._first: dict[str, list[str]] = {}

    def add(self, what: str, path: str, number: int, text: str) -> None:
        """One more."""
        count = self._counts.get(what, 0)
        self._counts[what] = count + 1
        if count < _MOST_SHOWN:
            self._first.setdefault(what, []).append(place(path, number, text))

    def lines(self, what: str) -> Lines:
        """Those that are this."""
        return Lines(self._counts.get(what, 0), tuple(self._first.get(what, ())))

    def troubles(self) -> tuple[Unread, ...]:
        """All of them, each with its lines."""
        return tuple(Unread(what, self.lines(what)) for what in self._counts)


class Parser:
    """Reads the files of one log; what it counts is of all of them."""

    def __init__(
        self, patterns: Iterable[NamePattern], phrases: tuple[tuple[str, EventKind], ...], encoding: str
    ) -> None:
        self._patterns = tuple((pattern, _unit(pattern)) for pattern in patterns)
        self._phrases = tuple((text, KINDS.index(kind) + 1) for text, kind in phrases)
        self._encoding = encoding
        self._known: dict[str, int] = {}
        self._coarsest = 0  # us: the unit of the last digit by the patterns that were of use
        self._latest: dict[str, int] = {}  # day of a month, by the text of the patterns that were of use
        self.devices: dict[str, None] = {}  # numbers of them, by their first entries
        self.lines = self.passed = 0  # those that are not blank, and all
        self.unread = Tally()
        self.examples = Tally()  # by the code of the kind

    @property
    def resolution(self) -> Fraction:
        """Unit of the last digit of the coarsest entries, s."""
        return Fraction(self._coarsest, _SECOND)

    @property
    def reversible(self) -> str:
        """A pattern that may take days for months: all its entries are of the first days of a month; '' = none may."""
        return next((text for text, day in self._latest.items() if day <= _MONTHS), "")

    def read(self, path: str, file: Path, most: int) -> FileEntries:
        """The entries of one file, of which no more than `most` lines are read, blank ones too.

        Raises:
            OSError: it can't be read.
        """
        found = FileEntries(path)
        with file.open("rb") as stream:
            for count, line in enumerate(lines_of(stream, self._encoding), 1):
                if count > most:
                    break
                self.passed += 1
                if line.text or line.trouble:
                    self.lines += 1
                    self._take(line, found)
        return found

    def _take(self, line: Line, found: FileEntries) -> None:
        said = line.trouble or self._entry(" ".join(line.text.split()))
        if isinstance(said, str):
            self.unread.add(said, found.path, line.number, line.text.strip())
            return
        code = self._kind(said.event)
        found.times.append(said.time)
        found.numbers.append(line.number)
        found.kinds.append(code)
        self._coarsest = max(self._coarsest, said.unit)
        self.examples.add(str(code), found.path, line.number, said.event)
        if said.device and len(self.devices) < MOST_DEVICES:
            self.devices[said.device] = None

    def _entry(self, line: str) -> Entry | str:
        """The entry by the patterns that the line fits, or why it is none."""
        read: list[Entry] = []
        trouble = _NO_PATTERN
        for pattern, unit in self._patterns:
            fields = dict(pattern.fields(line))
            if fields:
                trouble = _NO_DATE
                time = _time(fields)
                if time != _NEVER:
                    read.append(Entry(time, unit, fields["event"], fields.get("device", "")))
                    self._see_day(pattern, int(fields["day"]))
        if len(read) < 2:
            return read[0] if read else trouble
        return read[0] if len({one.time for one in read}) == 1 else _SEVERAL

    def _see_day(self, pattern: NamePattern, day: int) -> None:
        if tuple(field for field in pattern.order if field in _PLAIN) != _PLAIN:
            self._latest[pattern.text] = max(day, self._latest.get(pattern.text, 0))

    def _kind(self, event: str) -> int:
        if event not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[event] = self._by_words(event)
        return self._known[event]

    def _by_words(self, event: str) -> int:
        """Words that are part of longer ones that stand there too do not count: `REC START` in `REC START FAILED`."""
        found = [(text, code) for text, code in self._phrases if text in event]
        whole = [one for one in found if not any(one[0] != other and one[0] in other for other, _ in found)]
        sure = [one for one in whole if not _is_denied(one[0], event)]
        if len({code for _, code in whole}) > 1 or any(code != _FAULT for _, code in set(whole).difference(sure)):
            return DOUBTFUL  # that a recording was not started may be said of one that was
        return next((code for _, code in sure), OTHER)


def _is_denied(text: str, event: str) -> bool:
    """True where the words stand behind a no wherever they stand, as `FAULT` does in `NO FAULT`."""
    places = (found.start() for found in re.finditer(re.escape(text), event))
    return all(_DENIAL.search(event[max(0, place - _BEFORE) : place]) for place in places)


def _unit(pattern: NamePattern) -> int:
    if pattern.holds("milli"):
        return _SECOND // 1000
    return _SECOND if pattern.holds("second") else 60 * _SECOND


def _time(fields: dict[str, str]) -> int:
    """What fields tell, in us since 1970 as shown; `_NEVER` for what is in no calendar and on no clock."""
    year = fields.get("year") or f"{_CENTURY + int(fields['year2'])}"
    minute, second = int(fields["minute"]), int(fields.get("second", "0"))
    hour = _hour(year, fields["month"], fields["day"], fields["hour"])
    if hour == _NEVER or minute > _LAST or second > _LAST:
        return _NEVER
    return hour + (minute * 60 + second) * _SECOND + int(fields.get("milli", "0")) * 1000


@lru_cache(maxsize=4096)
def _hour(year: str, month: str, day: str, hour: str) -> int:
    """The beginning of an hour, which many entries share."""
    try:
        shown = datetime(int(year), int(month), int(day), int(hour))  # noqa: DTZ001 - as shown
    except ValueError:
        return _NEVER
    return (shown - _EPOCH) // _MICROSECOND
