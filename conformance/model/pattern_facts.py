"""What the pictures of a filmed frame counter show: shares of light without a verdict."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

WHOLE = 1000  # all the light of a picture


class Seen(StrEnum):
    """What became of one picture."""

    READ = "read"
    NO_MARKS = "no_marks"  # the counter is not in the picture, or too faint: the filming may be at fault
    NO_CODE = "no_code"  # a picture with contrast where the counter is, but no mixture of what was displayed


@dataclass(frozen=True)
class CounterPicture:
    """One picture of a filmed counter.

    `number` counts the decoded pictures from 0 in order of presentation. `light[band][i]` is the share of the light, in
    thousandths, that the band had from refresh `first + i` of the display; empty where nothing was read.
    """

    number: int
    seen: Seen
    first: int = 0
    light: tuple[tuple[int, ...], ...] = ()

    @property
    def centre(self) -> Fraction:
        """Mean time of the light in refreshes of the display from its start, over all bands."""
        total = sum(sum(band) for band in self.light)
        moment = sum((2 * (self.first + i) + 1) * share for band in self.light for i, share in enumerate(band))
        return Fraction(moment, 2 * total)


@dataclass(frozen=True)
class CounterFacts:
    """A filmed frame counter; `display_rate` in refreshes a second as its marks state it.

    `pictures` are the first ones of the track in order of presentation, at most as many as are read; `unread` counts
    those behind them.
    """

    display_rate: int
    pictures: tuple[CounterPicture, ...]
    unread: int = 0
