"""From a strip to what it shows second by second, by the digits that were learnt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from conformance.extract.burned_in.glyphs import Read
from conformance.extract.burned_in.learning import Known
from conformance.extract.burned_in.strip import Strip
from conformance.extract.burned_in.ticks import Tick, blind
from conformance.extract.burned_in.together import Seen, completed
from conformance.model.burned_in_facts import ShownSecond

_LONGER = 2.5  # intervals of pictures
_UNCLEAR = 5  # parts of which one may be unclear in a run that is longer than a second
_GAP = 1.3  # pitches to the next digit: more, and something else stands between


@dataclass(frozen=True)
class _Run:
    """Crops from just after a tick to just before the next; `clear` is False where they may show several seconds."""

    tick: Tick | None
    begin: int
    end: int
    clear: bool = True


def read(strip: Strip, ticked: Sequence[Tick], known: Known) -> list[ShownSecond]:
    """Every second of the strip with what stands in it; a tick after which the same stands there was none."""
    runs = list(_runs(ticked, strip, known))
    found: list[ShownSecond] = []
    for run, seen in zip(runs, completed([_seen(run, strip, known) for run in runs], known), strict=True):
        shown = _shown(strip, _to_the_ends(run, strip, seen.digits, known), seen.digits, known)
        if found and _same(found[-1], shown):
            clearer = max(found[-1], shown, key=lambda one: -one.before.count("?"))
            shown = replace(clearer, after=found[-1].after, first=found[-1].first, last=shown.last)
            found.pop()
        elif not found or not found[-1].clock or "?" in found[-1].clock:
            shown = replace(shown, after=-1)  # what jumped may be the scene
        found.append(shown)
    return found


def _seen(run: _Run, strip: Strip, known: Known) -> Seen:
    """What that run shows by itself."""
    line = strip.line(run.begin, run.end, light=known.light) if run.clear else None
    digits = () if line is None else tuple(known.font.read(line, known.places))
    return Seen(float(strip.times[run.begin]), line, digits)


def _to_the_ends(run: _Run, strip: Strip, digits: Sequence[Read], known: Known) -> _Run:
    """The first and the last run without crops that show another digit: so near to the ends no tick is seen."""
    count, unseen = len(strip.numbers), blind(strip.times)
    if not digits or (run.begin > 0 and run.end < count - 1):
        return run

    def differs(index: int) -> bool:
        return _digit(strip, known, index) != digits[known.last].digit

    begin, end = run.begin, run.end
    if begin == 0:
        begin = next((index + 1 for index in range(min(unseen, end), -1, -1) if differs(index)), 0)
    if end == count - 1:
        end = next((index - 1 for index in range(max(end - unseen, begin), end + 1) if differs(index)), end)
    return replace(run, begin=begin, end=end) if begin <= end else run


def _digit(strip: Strip, known: Known, index: int) -> str:
    """The last digit of the seconds in one crop."""
    return known.font.read(strip.crop(index).astype(np.float32), [0])[0].digit


def _between(begin: int, end: int, digits: tuple[str, str], learnt: tuple[Strip, Known]) -> Tick:
    """The tick from one digit to the other among those crops, as near as single crops tell."""
    strip, known = learnt
    shown = [(index, _digit(strip, known, index)) for index in range(begin, end + 1)]
    after = max((index for index, digit in shown if digit == digits[0]), default=begin)
    later = (index for index, digit in shown if digit == digits[1] and index > after)
    return Tick(after, min(later, default=max(end, after + 1)))


def _same(one: ShownSecond, other: ShownSecond) -> bool:
    """True where the seconds are the same and nothing before them is known to differ."""
    alike = all(a == b or "?" in (a, b) for a, b in zip(one.before, other.before, strict=False))
    return bool(one.clock) and one.clock == other.clock and "?" not in one.clock and alike


def _runs(ticked: Sequence[Tick], strip: Strip, known: Known) -> Iterator[_Run]:
    """All crops, cut at the ticks and where a tick was missed."""
    begins: list[tuple[Tick | None, int]] = [(None, 0), *((one, one.first) for one in ticked)]
    ends = [*(one.after for one in ticked), len(strip.numbers) - 1]
    for (tick, begin), end in zip(begins, ends, strict=True):
        if end >= begin:
            yield from _checked(_Run(tick, begin, end), strip, known)


def _checked(run: _Run, strip: Strip, known: Known) -> list[_Run]:
    """A run too long for one second, cut where its last digit changes, without ends in which that can't be read."""
    times = strip.times
    interval = (times[-1] - times[0]) / (len(times) - 1)
    if times[run.end] - times[run.begin] < 1 + _LONGER * interval:
        return [run]
    parts = [part for part in strip.parts if run.begin <= part.first and part.last <= run.end]
    read = [known.font.read(part.line, known.places[known.last : known.last + 1])[0].digit for part in parts]
    decided = [index for index, digit in enumerate(read) if digit != "?"]
    for before, index in pairwise(decided):
        if read[before] != read[index]:
            tick = _between(parts[before].first, parts[index].last, (read[before], read[index]), (strip, known))
            rest = _checked(_Run(tick, tick.first, run.end), strip, known) if tick.first <= run.end else []
            return [replace(run, end=tick.after), *rest]
    if not decided or (decided[-1] - decided[0] + 1 - len(decided)) * _UNCLEAR > len(decided):
        return [replace(run, clear=False)]
    begin = run.begin if decided[0] == 0 else parts[decided[0]].first
    end = run.end if decided[-1] == len(parts) - 1 else parts[decided[-1]].last
    return [_Run(run.tick if begin == run.begin else None, begin, end)]


def _shown(strip: Strip, run: _Run, digits: Sequence[Read], known: Known) -> ShownSecond:
    numbers = strip.numbers
    groups, at = _groups(digits, known)
    return ShownSecond(
        after=-1 if run.tick is None else numbers[run.tick.after],
        first=numbers[run.begin],
        last=numbers[run.end],
        before=" ".join(groups[:at]),
        clock=groups[at] if groups else "",
        behind=" ".join(groups[at + 1 :]),
        followed=known.followed,
        margin=min((one.margin for one in digits), default=0.0),
    )


def _groups(digits: Sequence[Read], known: Known) -> tuple[list[str], int]:
    """Digits that stand side by side, a text each, and which of the texts ends with the seconds."""
    groups: list[str] = []
    at, before = 0, -1000.0
    for index, (one, place) in enumerate(zip(digits, known.places, strict=False)):
        if place - before > _GAP * known.pitch:
            groups.append("")
        groups[-1] += one.digit
        before = place
        at = len(groups) - 1 if index == known.last else at
    return groups, at
