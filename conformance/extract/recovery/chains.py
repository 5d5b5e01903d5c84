"""Finds pictures by the length fields before their NAL units: in ISO BMFF without `moov`, where no index says more.

The length of a unit says where the next one begins. Where it does not, sound or boxes lie between, and a picture is
sought that goes on with the one before: in H.264 `frame_num` must be the next one (7.4.3). A run must begin with a
picture that refers to no other and hold several more, so that random bytes are none; a picture counts once another one,
or the end of the media, is found behind it.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np

from conformance.extract.recovery.run import FEWEST, TRIED, Look, Run, Taught
from conformance.extract.recovery.source import BLOCK, Found, Searched, Span, blocks, grown, has_hole, joined
from conformance.extract.recovery.units import (
    FIELD,
    HEAD,
    LARGEST,
    NUMBER_BITS,
    Table,
    Unit,
    alike,
    beginnings_of,
    h264_unit,
    heads_of,
    hevc_unit,
    sets_of,
)
from conformance.extract.stream.bits import BitsExhausted
from conformance.extract.stream.h264 import may_hold_fields

_TRIALS = 8
_WIDTHS = range(4, NUMBER_BITS + 1)  # bits of frame_num (ITU-T H.264, 7.4.2.1.1)
_GAP = 1 << 17  # bytes of sound or boxes between two pictures at most
_FIRST_LOOK = 1 << 9
_LEADING = 32  # units before the first slice of a picture: sets, messages, delimiters
_SPS = 7
_PADDING, _TOLD = 64, 1 << 16  # bytes at the end of a unit, and at its beginning
_NEVER = re.compile(rb"\0\0[\0-\2]")
_MIXED = "pictures of a second track seem to lie between them, which are not told apart"
_FIELDS = "a sequence parameter set says that pictures may be fields, two of which make a frame"


class Chains:
    """Searches one coding in spans of media; `closed` are the ends behind which something else is known to begin."""

    def __init__(self, walked: Searched, coding: str, written: int) -> None:
        self._walked, self._coding, self._written = walked, coding, written
        self._unit: Callable[[bytes], Unit | None] = h264_unit if coding == "h264" else hevc_unit
        self._heads, self._beginnings = heads_of(coding), beginnings_of(coding)

    def search(self, media: Sequence[Span], closed: Sequence[int]) -> Found:
        """All runs of pictures."""
        at, runs = media[0].begin if media else 0, list[Run]()
        end = min(media[-1].end, self._written) if media else 0
        while at < end:
            run = self._next(at, end, closed)
            if run is None:
                break
            runs.append(run)
            at = max(run.end, run.at + 1)
        sets = set[int]().union(*(run.sets for run in runs))
        return Found(
            f"length fields of {self._coding} units",
            self._coding,
            sum(run.whole for run in runs),
            joined([span for run in runs for span in _with_edges(run, media, closed)]),
            tuple(media),
            sets_of(self._coding) <= sets,
            _FIELDS if any(run.fields for run in runs) else _MIXED if any(run.mixed for run in runs) else "",
        )

    def _next(self, at: int, end: int, closed: Sequence[int]) -> Run | None:
        """The next run of pictures."""
        for base, data in blocks(self._walked, at, end, HEAD):
            for place in _candidates(data, self._beginnings):
                if place >= BLOCK:
                    break
                if self._begins(data[place : place + HEAD], base + place):
                    run = self._best(base + place, end, closed)
                    if run.whole >= FEWEST:
                        return run
                self._walked.miss()
        return None

    def _begins(self, head: bytes, at: int) -> bool:
        """Whether a sequence begins there: a picture that needs no other, with its sets and messages before it."""
        unit = self._unit(head)
        if unit is None or (unit.picture and not (unit.first and unit.refresh)):
            return False
        found = self._leading(at, unit)
        if found is None or not found[1].refresh:
            return False
        return not self._emulates(found[0] + FIELD, found[0] + found[1].size)

    def _leading(self, at: int, unit: Unit) -> tuple[int, Unit] | None:
        """The first slice behind units that are no pictures, and where it stands."""
        for _ in range(_LEADING):
            if at + unit.size > self._written:
                return None
            if unit.picture:
                return (at, unit) if unit.first else None
            at += unit.size
            after = self._at(at)
            if after is None:
                return None
            unit = after
        return None

    def _at(self, at: int) -> Unit | None:
        return self._unit(self._walked.read(at, HEAD)) if at + FIELD < self._written else None

    def _best(self, at: int, end: int, closed: Sequence[int]) -> Run:
        """The run from there on, by the trial that explains most; of equal ones by the widest frame_num."""
        widths = _WIDTHS if self._coding == "h264" else (0,)
        best = max((self._trial(at, end, width) for width in widths), key=lambda run: (*run.merit, run.taught.width))
        if best.whole < FEWEST:
            return best
        heads = self._beginnings | alike(self._coding, best.begun_with)
        return self._follow(Run(at, best.lesson(), heads), end, closed)

    def _trial(self, at: int, end: int, width: int) -> Run:
        """The first pictures; where it ends early, what was taken last behind a gap may be none, and is banned."""
        banned, best = frozenset[Look](), Run(at, Taught(width), self._heads)
        for _ in range(_TRIALS):
            run = self._follow(Run(at, Taught(width), self._heads, trial=True, banned=banned), end)
            best = max(best, run, key=lambda one: one.merit)
            if run.whole >= TRIED or not run.guessed:
                break
            banned |= {run.guessed}
        return best

    def _follow(self, run: Run, end: int, closed: Sequence[int] = ()) -> Run:
        """Goes on from picture to picture, as far as a trial goes or to the end of the run."""
        at = run.at
        while not run.trial or run.whole < TRIED:
            step = self._step(run, at)
            if step < 0:
                step = self._behind_gap(run, at, min(end, at + _GAP))
            if step < 0:
                break
            at = step
        if any(at <= one <= at + _GAP for one in closed):
            self._close(run, at)
        return run

    def _step(self, run: Run, at: int) -> int:
        """Takes the units of one picture, or further slices; where the next ones begin, -1 where none stands there."""
        unit = self._at(at)
        if unit is None or at + unit.size > self._written:
            return -1
        further = unit.picture and run.begun >= 0 and at == run.body_end
        if further and (not unit.first or run.second_field(unit)):
            run.body_end = at + unit.size
            self._walked.element()
            return run.body_end
        found = self._leading(at, unit)
        if found is None or not run.follows(found[1]):
            return -1
        place, slice_ = found
        self._close(run, at)
        self._read_sets(run, at, place)
        run.take(slice_, int.from_bytes(self._walked.read(at + FIELD, 2), "big"), at)
        run.begun, run.body_end = at, place + slice_.size
        return run.body_end

    def _close(self, run: Run, at: int) -> None:
        """The picture under way is over, for the next one begins or the media end: whole, unless it holds a hole."""
        if run.begun < 0:
            return
        self._walked.element()
        if not has_hole(self._walked, run.begun, run.body_end):
            run.whole += 1
            grown(run.understood, Span(run.begun, at))
        run.end, run.begun = at, -1

    def _behind_gap(self, run: Run, at: int, end: int) -> int:
        """Where the next picture of the run begins, sound or boxes being between; -1 where there is none."""
        width, begin = _FIRST_LOOK, at
        while begin < end:
            data = self._walked.read(begin, min(width, end - begin) + HEAD)
            for place in _candidates(data, run.heads):
                if place >= width:
                    break
                if self._goes_on(run, data[place : place + HEAD], begin + place):
                    self._walked.scanned(place)
                    return begin + place
                self._walked.miss()
            self._walked.scanned(width)
            begin, width = begin + width, 2 * width
        return -1

    def _goes_on(self, run: Run, head: bytes, at: int) -> bool:
        unit = self._unit(head)
        if unit is None or (unit.picture and not unit.first):
            return False
        found = self._leading(at, unit)
        if found is None or not run.known(found[1]):
            return False
        follows = run.follows(found[1])
        if (follows and not run.trial) or self._emulates(found[0] + FIELD, found[0] + found[1].size):
            return follows and not run.trial
        run.strangers += not follows
        return follows

    def _emulates(self, begin: int, end: int) -> bool:
        """Whether a unit begins with what none holds: start codes, or three zeros (ITU-T H.264, 7.4.1).

        At its end some recorders pad it.
        """
        tail = self._walked.read(max(begin, end - _PADDING), min(_PADDING, end - begin))
        end -= len(tail) - len(tail.rstrip(b"\0"))
        return _NEVER.search(self._walked.read(begin, min(end - begin, _TOLD))) is not None

    def _read_sets(self, run: Run, at: int, end: int) -> None:
        """Notes the parameter sets before a picture."""
        while at < end:
            unit = self._at(at)
            if unit is None:
                return
            run.sets.add(unit.kind)
            if self._coding == "h264" and unit.kind == _SPS and not run.fields:
                run.fields = _fields(self._walked.read(at + FIELD, unit.size - FIELD))
            at += unit.size


def _candidates(data: bytes, heads: Table) -> list[int]:
    """Places with a length below 4 MiB before a unit that begins like this."""
    held = np.frombuffer(data, np.uint8)
    zero = np.flatnonzero(held[: max(0, len(held) - FIELD - 1)] == 0)
    zero = zero[held[zero + 1] < LARGEST >> 16]
    pairs = held[zero + FIELD].astype(np.uint16) << 8 | held[zero + FIELD + 1]
    found: list[int] = zero[heads[pairs]].tolist()
    return found


def _fields(parameters: bytes) -> bool:
    try:
        return may_hold_fields(parameters)
    except BitsExhausted:
        return False


def _with_edges(run: Run, media: Sequence[Span], closed: Sequence[int]) -> list[Span]:
    """The bytes of whole pictures, with the sound before them and, where the media end in order, behind them."""
    first, last = run.understood[0], run.understood[-1]
    begin = next((one.begin for one in media if one.begin <= first.begin <= one.begin + _GAP), first.begin)
    end = next((one for one in closed if last.end <= one <= last.end + _GAP), last.end)
    edges = [Span(begin, first.end), Span(last.begin, end)] if len(run.understood) > 1 else [Span(begin, end)]
    return [edges[0], *run.understood[1:-1], *edges[1:]]
