"""What the pictures of a filmed reference clock show, without a verdict."""

from dataclasses import dataclass

from conformance.model.clock_pattern import Draw
from conformance.model.pattern_facts import Seen

HEIGHT = 1000  # the height of a picture, in the unit of its rows


@dataclass(frozen=True)
class Lane:
    """One lane that was read: more than half of the light of each of its bits came from `draw`.

    It lies between the rows `top` and `bottom` of the picture before rotation, in thousandths of its height.
    """

    draw: Draw
    top: int
    bottom: int


@dataclass(frozen=True)
class ClockPicture:
    """One picture of a filmed clock, `number` counted from 0 in order of presentation.

    `middle` is the row of the pattern's centre, in thousandths of the picture's height.
    """

    number: int
    seen: Seen
    middle: int = 0
    lanes: tuple[Lane, ...] = ()


@dataclass(frozen=True)
class ClockFacts:
    """A filmed reference clock: the first pictures of the track in order of presentation; `unread` ones follow."""

    pictures: tuple[ClockPicture, ...]
    unread: int = 0
