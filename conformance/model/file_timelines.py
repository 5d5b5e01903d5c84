"""When the files of one recording were recorded, one after another, to be drawn as bars on one axis of time."""

from dataclasses import dataclass

from conformance.model.vocabulary import FileClock, TimeScale

MOST_TIMELINES = 8  # of a value: those with the longest breaks


@dataclass(frozen=True, slots=True)
class FileSpan:
    """One bar, from `begin` to `end` in s: one file, or of very many a row of `files`, the first of them `name`.

    `breaks` of them, the longest of `longest` s, lie within a row and are not told by themselves.
    """

    begin: float
    end: float
    name: str
    files: int = 1
    breaks: int = 0
    longest: float = 0.0


@dataclass(frozen=True, slots=True)
class FileBreak:
    """Where a file ended, `at` s, and the next one began `length` ± `within` s later; below 0 they overlap."""

    at: float
    length: float
    within: float


@dataclass(frozen=True, slots=True)
class FileTimeline:
    """The files of the recording or series `of` in order, as `clock` tells it.

    Times are s on `scale`: since 1970 as a clock shows it, or since the first file began. `breaks` are the gaps and
    overlaps that exceed their uncertainty, but for those that a span counts.
    """

    of: str
    clock: FileClock
    scale: TimeScale
    spans: tuple[FileSpan, ...]
    breaks: tuple[FileBreak, ...]
