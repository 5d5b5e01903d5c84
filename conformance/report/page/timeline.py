"""Where the bars and marks of a timeline of files lie along its one axis, in thousandths of its width."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil

from conformance.model.file_timelines import FileBreak, FileTimeline
from conformance.model.vocabulary import FileClock, TimeScale
from conformance.report import numbers
from conformance.report.page.time_marks import Mark, time_marks

_WIDTH = 1000
_LEAST = 4  # of a bar, so that it is seen; a break that is narrower has its mark only
_CLOSE = 12  # breaks nearer than this have one mark, which then stands for several
_EDGE = 250  # the words of a label nearer to an end begin or end there


@dataclass(frozen=True)
class BreakLabel:
    """The longest of the gaps or of the overlaps: where it lies, how its words are anchored, length and time."""

    at: float
    anchor: str
    length: str
    when: str


@dataclass(frozen=True)
class BreaksView:
    """All gaps, or all overlaps: outlines of the wide ones as one path, where marks stand, and how many they are."""

    path: str
    marks: tuple[float, ...]
    count: str
    label: BreakLabel


@dataclass(frozen=True)
class TimelineView:
    """A timeline as it is drawn; `bars` of two lanes, `rows` (those that hold hidden breaks) and `breaks` are paths.

    `gaps` and `overlaps` are empty or hold one value; texts are '' where there is nothing to tell.
    """

    of: str
    clock: FileClock
    scale: TimeScale
    files: int
    begin: str
    end: str
    bars: tuple[str, str]
    rows: str
    gaps: tuple[BreaksView, ...]
    overlaps: tuple[BreaksView, ...]
    merged: bool
    hidden: int
    longest_hidden: str
    marks: tuple[Mark, ...]


def timeline_view(line: FileTimeline) -> TimelineView:
    """The drawing of a timeline with one file at least."""
    axis = _Axis.over(line)
    spans = [(axis.place(one.begin), axis.place(one.end)) for one in line.spans]
    longest = max((one.longest for one in line.spans), default=0.0)
    hidden = sum(one.breaks for one in line.spans)
    return TimelineView(
        of=line.of,
        clock=line.clock,
        scale=line.scale,
        files=sum(one.files for one in line.spans),
        begin=time_text(axis.low, line.scale),
        end=time_text(axis.high, line.scale),
        bars=(_boxes(spans[::2], 0, 14), _boxes(spans[1::2], 16, 14)),
        rows=_rows(line, spans),
        gaps=_breaks([one for one in line.breaks if one.length > 0], axis, line.scale),
        overlaps=_breaks([one for one in line.breaks if one.length <= 0], axis, line.scale),
        merged=any(one.files > 1 for one in line.spans),
        hidden=hidden,
        longest_hidden=_rounded(longest) if hidden else "",
        marks=time_marks(axis.low, axis.high, line.scale, axis.place),
    )


@dataclass(frozen=True)
class _Axis:
    """Times from `low` to `high`, s, drawn from 0 to the width."""

    low: float
    high: float

    @classmethod
    def over(cls, line: FileTimeline) -> "_Axis":
        return cls(min(one.begin for one in line.spans), max(one.end for one in line.spans))

    def place(self, time: float) -> float:
        span = self.high - self.low
        share = (time - self.low) / span if span > 0 else 0.0
        return round(min(max(share, 0.0), 1.0) * _WIDTH, 1)


def _boxes(places: Iterable[tuple[float, float]], top: int, height: int) -> str:
    """Rectangles as one path, each wide enough to be seen."""
    return "".join(
        f"M{_left(begin, end)} {top}h{_wide(begin, end)}v{height}H{_left(begin, end)}z" for begin, end in places
    )


def _wide(begin: float, end: float) -> float:
    return round(max(end - begin, _LEAST), 1)


def _left(begin: float, end: float) -> float:
    """Its left edge, moved where the least width would leave the drawing."""
    return round(min(begin, _WIDTH - _wide(begin, end)), 1)


def _rows(line: FileTimeline, places: list[tuple[float, float]]) -> str:
    """A line along the middle of each bar that holds hidden breaks."""
    drawn = zip(line.spans, places, strict=True)
    boxes = ((place, 5 if number % 2 == 0 else 21) for number, (span, place) in enumerate(drawn) if span.breaks)
    return "".join(_boxes([place], top, 4) for place, top in boxes)


def _breaks(breaks: list[FileBreak], axis: _Axis, scale: TimeScale) -> tuple[BreaksView, ...]:
    if not breaks:
        return ()
    ends = [sorted((axis.place(one.at), axis.place(one.at + one.length))) for one in breaks]
    places = [(begin, end) for begin, end in ends]
    wide = [place for place in places if place[1] - place[0] >= _LEAST]
    worst = max(range(len(breaks)), key=lambda index: abs(breaks[index].length))
    middles = [(begin + end) / 2 for begin, end in places]
    at = round(middles[worst], 1)
    label = BreakLabel(at, _anchor(at), length_text(breaks[worst]), time_text(breaks[worst].at, scale))
    return (BreaksView(_boxes(wide, 0, 30), tuple(_apart(middles)), numbers.grouped(len(breaks)), label),)


def _apart(places: Iterable[float]) -> Iterator[float]:
    """Of places too near to each other only the first."""
    last = -float(_WIDTH)
    for place in sorted(places):
        if place - last >= _CLOSE:
            yield round(place, 1)
            last = place


def _anchor(at: float) -> str:
    if at < _EDGE:
        return "start"
    return "end" if at > _WIDTH - _EDGE else "middle"


def length_text(one: FileBreak) -> str:
    """Its length without a sign and U, in s, as many digits as U carries."""
    length, within = abs(Fraction(one.length)), Fraction(one.within)
    if within <= 0:
        return f"{numbers.number(length)} s"
    return "{} ± {} s".format(*numbers.with_uncertainty(length, within))


def _rounded(length: float) -> str:
    """At most so long: two digits, rounded up."""
    value = Fraction(length)
    step = Fraction(10) ** (len(str(int(value))) - 2) if value >= 10 else Fraction(1, 1000)
    return f"{numbers.number(ceil(value / step) * step)} s"


def time_text(time: float, scale: TimeScale) -> str:
    """Date and time of day to the second, or the time since the first file began."""
    if scale is TimeScale.ELAPSED:
        return numbers.time_code(Fraction(time))
    try:
        return datetime.fromtimestamp(round(time), UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return f"{numbers.grouped(round(time))} s since 1970"
