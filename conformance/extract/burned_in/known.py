"""What was learnt of a recording's clock, and how its digits are read by that."""

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.extract.burned_in.glyphs import Font, Grey, Read, dated
from conformance.extract.burned_in.strip import Frame


@dataclass(frozen=True)
class Known:
    """The font, the columns of all digits of the line, and which ends the seconds.

    `frame` is the line with all rows of the digits, and none beside. `followed` is True where something of the letters'
    grey stands still behind the seconds. The first second that was learnt from ends with the digit `first`. Where the
    font leaves much undecided, an `other` one has a say.
    """

    frame: Frame
    font: Font
    places: tuple[int, ...]
    last: int
    pitch: float
    light: bool
    followed: bool
    first: int = 0
    other: Font | None = None

    def read(self, line: Grey, places: Sequence[int]) -> list[Read]:
        """The digits at those columns of a line."""
        read = self.font.read(line, places)
        if self.other is None:
            return read
        return [agreed(*both) for both in zip(read, self.other.read(line, places), strict=True)]

    @property
    def whole(self) -> bool:
        """True where the digits up to the seconds are those of a date and a time."""
        return dated(self.places[: self.last + 1], self.pitch)

    @property
    def digits(self) -> Frame:
        """The line from its first digit to its last."""
        cell = self.frame.cell
        return self.frame.cut(self.places[0], self.places[-1] + cell.stop - cell.start)


def agreed(one: Read, other: Read) -> Read:
    """What two fonts say of one digit: what either decides, unless they decide otherwise."""
    if "?" in (one.digit, other.digit):
        return other if one.digit == "?" else one
    return one if one.digit == other.digit else Read("?", 0.0)
