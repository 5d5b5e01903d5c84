"""Upright parts of a picture or a pattern: by their sides, as they are reckoned with, and as submissions state them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rectangle:
    """Its sides, right and bottom excluded, in px of the coded picture, before rotation, or in units of a pattern."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Region:
    """A rectangle of the decoded picture, before rotation, in px."""

    left: int
    top: int
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width} x {self.height} px at {self.left}, {self.top}"

    def lies_in(self, width: int, height: int) -> bool:
        """True where it is not empty and lies wholly in a picture of that size."""
        across = self.width > 0 and 0 <= self.left <= width - self.width
        return across and self.height > 0 and 0 <= self.top <= height - self.height
