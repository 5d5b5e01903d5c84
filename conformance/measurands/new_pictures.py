"""Which pictures of a filmed frame counter hold light that none before them held, and when that light was shown.

A sensor's exposures do not overlap: every captured picture holds light of refreshes of the display that no other one
has, but for those at its two ends. Whatever a recorder makes of captured pictures, by repeating, blending or moving,
holds no light of its own. So each captured picture counts once: where its light is first seen, be it in a blend.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from conformance.model.pattern_facts import WHOLE, CounterPicture, Seen

# A quarter: below it lie the ends of exposures and the noise; above it any mixture in which a picture is mostly seen.
_LEAST_FIRST_LIGHT = Fraction(1, 4)
# Of the band's brightest first light: a repeat's unknown light, both ends of an exposure, stays below a quarter.
_FAINT = Fraction(1, 10)


@dataclass(frozen=True)
class Arrival:
    """A picture that holds first light: its number, and the median time of that light in refreshes of the display."""

    number: int
    refresh: Fraction


def arrivals(pictures: Iterable[CounterPicture]) -> tuple[Arrival, ...]:
    """The pictures that show something new, in order; of the first one it can't be told and it is left out."""
    seen: list[set[int]] = []
    found: list[Arrival] = []
    for picture in pictures:
        if picture.seen is not Seen.READ:
            continue
        seen = seen or [set() for _ in picture.light]
        firsts = [_first_light(picture, band, known) for band, known in zip(picture.light, seen, strict=True)]
        shares = sorted(sum(first.values()) for first in firsts)
        if shares[(len(shares) - 1) // 2] < _LEAST_FIRST_LIGHT * WHOLE:
            continue
        found.append(Arrival(picture.number, _middle(firsts)))
        for first, known in zip(firsts, seen, strict=True):
            known.update(refresh for refresh, share in first.items() if share > _FAINT * max(first.values()))
    return tuple(found[1:])


def _first_light(picture: CounterPicture, band: tuple[int, ...], known: set[int]) -> dict[int, int]:
    """Shares of the refreshes that are not known."""
    lit = ((picture.first + i, share) for i, share in enumerate(band) if share)
    return {refresh: share for refresh, share in lit if refresh not in known}


def _middle(firsts: list[dict[int, int]]) -> Fraction:
    """Median time of the first light of all bands; a refresh gives its light evenly from its number to the next one."""
    pooled: Counter[int] = Counter()
    for first in firsts:
        pooled.update(first)
    rows = sorted(pooled.items())
    sums = tuple(accumulate(share for _, share in rows))
    half = Fraction(sums[-1], 2)
    at = next(index for index, total in enumerate(sums) if total >= half)
    refresh, share = rows[at]
    return refresh + 1 - (sums[at] - half) / share


def one_run(pictures: tuple[CounterPicture, ...], most_back: int) -> tuple[CounterPicture, ...]:
    """The longest stretch in which the counter never jumps back by more than `most_back` refreshes.

    A player that starts the clip anew makes such a jump. Pictures before the first one read and behind the last are
    left out.
    """
    read = [index for index, picture in enumerate(pictures) if picture.seen is Seen.READ]
    if not read:
        return ()
    jumps = [after for before, after in pairwise(read) if _back(pictures[before], pictures[after]) > most_back]
    starts = [read[0], *jumps]
    ends = [*(max(index for index in read if index < jump) for jump in jumps), read[-1]]
    start, end = max(zip(starts, ends, strict=True), key=lambda ends: ends[1] - ends[0])
    return pictures[start : end + 1]


def _back(before: CounterPicture, after: CounterPicture) -> Fraction:
    return before.centre - after.centre
