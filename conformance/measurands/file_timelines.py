"""The files of a recording in order of time, to be drawn: of very many only as many bars as can be told apart."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import nlargest

from conformance.model.file_timelines import MOST_TIMELINES, FileBreak, FileSpan, FileTimeline
from conformance.model.vocabulary import FileClock, TimeScale

MOST_SPANS = 300  # of a timeline: more bars can't be told apart
MOST_ROWS = 100  # bars where files are put together
_NAME = 120  # characters of a path that a span keeps


@dataclass(frozen=True)
class Placed:
    """One file from `begin` to `end`, s; `within` is how far off the break before it may be, on either side."""

    path: str
    begin: Fraction
    end: Fraction
    within: Fraction = Fraction(0)


@dataclass(frozen=True)
class _Joint:
    """The break before file number `at`; one that its uncertainty hides is none."""

    at: int
    gap: Fraction
    is_told: bool


def file_timeline(of: str, clock: FileClock, scale: TimeScale, files: Sequence[Placed]) -> FileTimeline:
    """One file or more, in order; of more than `MOST_SPANS` a bar ends only at the longest breaks."""
    joints = list(_joints(files))
    told = [joint for joint in joints if joint.is_told]
    cuts = joints if len(files) <= MOST_SPANS else nlargest(MOST_ROWS - 1, told, key=lambda joint: abs(joint.gap))
    begins = [0, *sorted(joint.at for joint in cuts)]
    ends = [*begins[1:], len(files)]
    kept = frozenset(begins)
    spans = tuple(_span(files, joints, begin, end) for begin, end in zip(begins, ends, strict=True))
    breaks = tuple(
        FileBreak(float(files[joint.at - 1].end), float(joint.gap), float(files[joint.at].within))
        for joint in told
        if joint.at in kept
    )
    return FileTimeline(_cut(of), clock, scale, spans, breaks)


def worst_first(timelines: Iterable[FileTimeline]) -> tuple[FileTimeline, ...]:
    """As many as are kept: those with the longest breaks."""
    return tuple(nlargest(MOST_TIMELINES, timelines, key=_longest))


def _longest(timeline: FileTimeline) -> float:
    return max((abs(one.length) for one in timeline.breaks), default=0.0)


def _joints(files: Sequence[Placed]) -> Iterator[_Joint]:
    for at in range(1, len(files)):
        gap = files[at].begin - files[at - 1].end
        yield _Joint(at, gap, abs(gap) > files[at].within)


def _span(files: Sequence[Placed], joints: Sequence[_Joint], begin: int, end: int) -> FileSpan:
    """The files from number `begin` to before `end`; joint number n stands before file n + 1."""
    hidden = [abs(joint.gap) for joint in joints[begin : end - 1] if joint.is_told]
    last = max(one.end for one in files[begin:end])
    longest = float(max(hidden, default=Fraction(0)))
    first = files[begin]
    return FileSpan(float(first.begin), float(last), _cut(first.path), end - begin, len(hidden), longest)


def _cut(text: str) -> str:
    return text if len(text) <= _NAME else f"{text[: _NAME - 1]}…"
