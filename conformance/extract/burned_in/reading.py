"""From a strip to what it shows second by second: ticks, then the font by their order, then every digit of the line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.extract.burned_in.glyphs import Font, Grey, Read
from conformance.extract.burned_in.strip import Part, Strip
from conformance.extract.burned_in.ticks import Tick, blind
from conformance.model.burned_in_facts import ShownSecond

_SECOND = 0.15  # s by which a second may seem longer or shorter
_MISSED = 2  # ticks in a row that may go unseen
_LEARNT = 10  # seconds in a row, so that each digit was seen
_TICKING = 0.5  # of the seconds: less, and what jumps is no clock
_TENS = 4  # samples of the first digit that jump with 9 to 0, and twice what they do otherwise
_LOOKED_AT = 8  # lines by which the places of digits are found
_LONGER = 2.5  # intervals of pictures
_UNCLEAR = 5  # parts of which one may be unclear in a run that is longer than a second
_BEHIND = 4  # pitches: a space and AM
_INK = 95  # percentile of the samples of all digits that is ink
_LIKE_INK = 40  # code values
_LETTERS = 0.02  # of the samples
_GAP = 1.3  # pitches to the next digit: more, and something else stands between


_Counted: TypeAlias = tuple[int, Tick]  # a tick, and which second of its chain it begins


@dataclass(frozen=True)
class Known:
    """What was learnt of a recording: the font, the columns of all digits of the line, and which ends the seconds.

    `followed` is True where something of the letters' grey stands still behind the seconds.
    """

    font: Font
    places: tuple[int, ...]
    last: int
    pitch: float
    light: bool
    followed: bool


@dataclass(frozen=True)
class _Run:
    """Crops from just after a tick to just before the next; `clear` is False where they may show several seconds."""

    tick: Tick | None
    begin: int
    end: int
    clear: bool = True


def ticking(strip: Strip, ticked: Sequence[Tick]) -> bool:
    """False where so few ticks are whole seconds apart that nothing will be learnt."""
    return len(_longest(ticked, strip.times)) >= _TICKING * strip.length


def learn(strip: Strip, ticked: Sequence[Tick]) -> Known | None:
    """The font and the places of the digits; None where the order of the last digits does not prove them."""
    chain = _longest(ticked, strip.times)
    if len(chain) <= _LEARNT or (zero := _to_zero(chain)) < 0:
        return None
    neighbours = [(one, other) for one, other in pairwise(chain) if other[0] - one[0] == 1]
    runs = [_Run(tick, tick.first, other.after) for (_, tick), (_, other) in neighbours]
    shown = [(second - zero) % 10 for (second, _), _ in neighbours]
    fonts = [_font(strip, runs, shown, light=light) for light in (True, False)]
    learnt = max(filter(None, fonts), key=lambda one: one[0].distinctness, default=None)
    return None if learnt is None else _known(strip, *learnt)


def _font(
    strip: Strip, runs: Sequence[_Run], shown: Sequence[int], *, light: bool
) -> tuple[Font, NDArray[np.float32], bool] | None:
    """Font and lines of letters that are lighter than what is behind them, or darker."""
    lines = [_line(strip.parts, run, light=light) for run in runs]
    clear = [(line, digit) for line, digit in zip(lines, shown, strict=True) if line is not None]
    if not clear:
        return None
    bands = np.stack([line for line, _ in clear])
    font = Font.learnt(bands[:, :, strip.frame.cell], [digit for _, digit in clear])
    return None if font is None else (font, bands, light)


def _known(strip: Strip, font: Font, bands: Grey, light: bool) -> Known | None:  # noqa: FBT001 - as it was learnt
    """The font with the places of the digits in the lines; None where the last of the seconds is not among them."""
    cell = strip.frame.cell
    places = font.places(bands[:: -(-len(bands) // _LOOKED_AT)], cell.stop - cell.start)
    near = [index for index, place in enumerate(places) if abs(place - cell.start) <= 1]
    if len(near) != 1 or not near[0]:
        return None
    last = near[0]
    pitch = float(places[last] - places[last - 1])
    return Known(font, tuple(places), last, pitch, light, _followed(bands[:, :, cell.stop :], font, pitch, light=light))


def _followed(behind: Grey, font: Font, pitch: float, *, light: bool) -> bool:
    """True where some samples right of the seconds are all the while as light, or dark, as their ink."""
    near = behind[:, :, : round(_BEHIND * pitch)]
    if not near.size:
        return False
    if light:
        return bool(np.mean(near.min(0) >= np.percentile(font.digits, _INK) - _LIKE_INK) > _LETTERS)
    return bool(np.mean(near.max(0) <= np.percentile(font.digits, 100 - _INK) + _LIKE_INK) > _LETTERS)


def read(strip: Strip, ticked: Sequence[Tick], known: Known) -> list[ShownSecond]:
    """Every second of the strip with what stands in it; a tick after which the same stands there was none."""
    found: list[ShownSecond] = []
    for run in _runs(ticked, strip, known):
        line = _line(strip.parts, run, light=known.light) if run.clear else None
        digits = [] if line is None else known.font.read(line, known.places)
        shown = _shown(strip, _to_the_ends(run, strip, digits, known), digits, known)
        if found and _same(found[-1], shown):
            clearer = max(found[-1], shown, key=lambda one: -one.before.count("?"))
            shown = replace(clearer, after=found[-1].after, first=found[-1].first, last=shown.last)
            found.pop()
        elif not found or not found[-1].clock or "?" in found[-1].clock:
            shown = replace(shown, after=-1)  # what jumped may be the scene
        found.append(shown)
    return found


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
    return known.font.read(strip.crop(index).astype(np.float32), [strip.frame.units.start])[0].digit


def _between(begin: int, end: int, digits: tuple[str, str], learnt: tuple[Strip, Known]) -> Tick:
    """The tick from one digit to the other among those crops, as near as single crops tell."""
    strip, known = learnt
    shown = [(index, _digit(strip, known, index)) for index in range(begin, end + 1)]
    after = max((index for index, digit in shown if digit == digits[0]), default=begin)
    later = (index for index, digit in shown if digit == digits[1] and index > after)
    return Tick(after, min(later, default=max(end, after + 1)), 0)


def _same(one: ShownSecond, other: ShownSecond) -> bool:
    """True where the seconds are the same and nothing before them is known to differ."""
    alike = all(a == b or "?" in (a, b) for a, b in zip(one.before, other.before, strict=False))
    return bool(one.clock) and one.clock == other.clock and "?" not in one.clock and alike


def _longest(ticked: Sequence[Tick], times: NDArray[np.float64]) -> list[_Counted]:
    """The longest chain of ticks whole seconds apart, each with its number; what else jumped is left out."""
    chains: list[list[_Counted]] = []
    for one in ticked:
        for chain in chains:
            second, last = chain[-1]
            apart = times[one.first] - times[last.first]
            if 1 <= round(apart) <= _MISSED + 1 and abs(apart - round(apart)) <= _SECOND:
                chain.append((second + round(apart), one))
                break
        else:
            chains.append([(0, one)])
    return max(chains, key=len, default=[])


def _to_zero(chain: Sequence[_Counted]) -> int:
    """Which of the seconds, modulo 10, is the 0: the first digit changes with it and with no other; or -1."""
    tens = np.asarray([tick.tens for _, tick in chain])
    place = np.asarray([second % 10 for second, _ in chain])
    least = np.asarray([tens[place == one].min(initial=10**9) if one in place else 0 for one in range(10)])
    chosen = int(least.argmax())
    others = tens[place != chosen]
    return chosen if least[chosen] >= _TENS and least[chosen] > 2 * others.max(initial=0) else -1


def _line(parts: Sequence[Part], run: _Run, *, light: bool) -> Grey | None:
    """The line of a second: the darkest that was behind light letters, or the lightest behind dark ones.

    The letters stay, and what moves behind them is at some time unlike them.
    """
    inside = [part.line for part in parts if run.begin < part.first and part.last < run.end]
    inside = inside or [part.line for part in parts if run.begin <= part.first and part.last <= run.end]
    if not inside:
        return None
    line: Grey = (np.minimum if light else np.maximum).reduce(inside)
    return line


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
