"""Entries of all files of a log in the order in which they were written, and where time stands still or goes back."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import pairwise

from conformance.evidence.logs.parsing import DOUBTFUL, KINDS, OTHER, FileEntries, Parser
from conformance.model.facts import Absent
from conformance.model.logs import (
    HOLE,
    MOST_EVENTS,
    MOST_STRETCHES,
    Backwards,
    Events,
    LogContent,
    Stamp,
    Stretch,
)
from conformance.model.vocabulary import Reason

_SECOND, _HOUR, _DAY = 1_000_000, 3_600_000_000, 86_400_000_000  # us
_SUMMER_TIME = _HOUR  # by which clocks go back in autumn
_MOST_SHOWN = 3  # places


class _Walk:
    """Goes from entry to entry, and keeps what it meets."""

    def __init__(self, one: FileEntries) -> None:
        """Begins at the first entry of the first file."""
        self._first, self._begins, self._set_back = _stamp(one, 0), "it is the first entry", False
        self._last, self._at, self._index = one.times[0], one, 0
        self.stretches: deque[Stretch] = deque(maxlen=MOST_STRETCHES)
        self._count = self._largest = 0
        self._places: list[str] = []

    def through(self, one: FileEntries) -> None:
        """All entries of the next file."""
        for index, time in enumerate(one.times):
            step = time - self._last
            if step < 0:
                self._goes_back(-step, one, index)
            if step < -_SUMMER_TIME or step > HOLE:
                self._cut(step, one, index)
            self._last, self._at, self._index = time, one, index

    def _goes_back(self, by: int, one: FileEntries, index: int) -> None:
        self._count += 1
        self._largest = max(self._largest, by)
        if len(self._places) < _MOST_SHOWN:
            self._places.append(f"by {by // _SECOND} s at {one.place(index)}")

    def _cut(self, step: int, one: FileEntries, index: int) -> None:
        self.close()
        self._first, self._set_back = _stamp(one, index), step < 0
        back = f"the time goes back by {-step // _SECOND} s at {one.place(index)}"
        self._begins = back if step < 0 else f"no entry stands in the {step // _DAY} d before {one.place(index)}"

    def close(self) -> None:
        """End the stretch."""
        self.stretches.append(Stretch(self._first, _stamp(self._at, self._index), self._begins, self._set_back))

    @property
    def backwards(self) -> Backwards:
        """How often time went back."""
        return Backwards(self._count, self._largest, tuple(self._places))


def _stamp(one: FileEntries, index: int) -> Stamp:
    return Stamp(one.times[index], one.place(index))


def content_of(files: Iterable[FileEntries], parser: Parser) -> LogContent | Absent:
    """The log in these files.

    A file whose times never go forward has its newest entry first; files follow each other by their first entries.
    """
    filled = [one for one in files if one.times]
    if not filled:
        return _nothing(parser)
    turned = [one for one in filled if _newest_first(one)]
    for one in turned:
        one.reverse()
    filled.sort(key=lambda one: (one.times[0], one.path))
    walk = _Walk(filled[0])
    for one in filled:
        walk.through(one)
    walk.close()
    return LogContent(
        lines=parser.lines,
        entries=sum(len(one.times) for one in filled),
        unread=parser.unread.troubles(),
        events=tuple(_events(filled, parser)),
        doubtful=parser.examples.lines(str(DOUBTFUL)),
        other=parser.examples.lines(str(OTHER)),
        first=_stamp(filled[0], 0),
        stretches=tuple(walk.stretches),
        backwards=walk.backwards,
        resolution=parser.resolution,
        newest_first=bool(turned),
        reversible=parser.reversible,
        devices=tuple(parser.devices),
    )


def _nothing(parser: Parser) -> Absent:
    if not parser.lines:
        return Absent(Reason.NOTHING_TO_MEASURE, "the log is empty")
    first = parser.unread.troubles()[0]
    said = f"none of {parser.lines} lines is an entry; {first.lines.count} of them: {first.why}, {first.lines.first[0]}"
    return Absent(Reason.EVIDENCE_UNREADABLE, said)


def _newest_first(one: FileEntries) -> bool:
    return one.times[0] > one.times[-1] and all(time >= behind for time, behind in pairwise(one.times))


def _events(files: Iterable[FileEntries], parser: Parser) -> Iterator[Events]:
    """Of each kind that is there, the newest of them where they are too many."""
    times: dict[int, deque[int]] = {code: deque(maxlen=MOST_EVENTS) for code in range(1, len(KINDS) + 1)}
    for one in files:
        for time, code in zip(one.times, one.kinds, strict=True):
            if code in times:
                times[code].append(time)
    for code, kept in times.items():
        found = parser.examples.lines(str(code))
        if found.count:
            yield Events(KINDS[code - 1], found.count, found.first[0], tuple(sorted(kept)))
