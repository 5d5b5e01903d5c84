"""Text that stands in the pictures, letters and all, as general character recognition read it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TextLine:
    """One line of text in picture `number`, in a box whose sides are in thousandths of the picture's width and height.

    `sure` holds a number for each character of `text`: the probability that the recogniser gave it, in percent.
    """

    number: int
    left: int
    top: int
    right: int
    bottom: int
    text: str
    sure: tuple[int, ...]


@dataclass(frozen=True)
class OverlayFacts:
    """`lines` are those of one picture; `clock` those of them that hold a time or its date, read again in `pictures`.

    The lines of one picture stand one after the other; a picture of `pictures` in which nothing was read has none.
    """

    lines: tuple[TextLine, ...]
    pictures: tuple[int, ...]
    clock: tuple[TextLine, ...]
