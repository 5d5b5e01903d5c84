"""A recorder that burns its own clock into the picture, and may film the reference clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from conformance.errors import FixtureError
from conformance.lab.clock_drawing import ClockDrawing
from conformance.synthesis.recipe import Scene, Video

DISPLAY_RATE = 60  # Hz of the display that a clock or a counter runs on
FIRST_DAY = datetime(2026, 11, 20, 9, 59, 58, tzinfo=UTC)  # the tens, the minutes and the hours all change soon
_UNCERTAINTY = 10  # ms, of the display's clock
_GREY, _INK, _BEHIND = 90, 225, 30
_DISPLAYED = Fraction(3, 4)  # of the width, in the upper part of the picture
_EACH = 5, 7  # columns and rows of a glyph
_GLYPHS = {
    "0": "01110 10001 10011 10101 11001 10001 01110",
    "1": "00100 01100 00100 00100 00100 00100 01110",
    "2": "01110 10001 00001 00110 01000 10000 11111",
    "3": "11110 00001 00001 01110 00001 00001 11110",
    "4": "00010 00110 01010 10010 11111 00010 00010",
    "5": "11111 10000 11110 00001 00001 10001 01110",
    "6": "00110 01000 10000 11110 10001 10001 01110",
    "7": "11111 00001 00010 00100 01000 01000 01000",
    "8": "01110 10001 10001 01110 10001 10001 01110",
    "9": "01110 10001 10001 01111 00001 00010 01100",
    "-": "00000 00000 00000 11111 00000 00000 00000",
    ":": "00000 00100 00100 00000 00100 00100 00000",
    " ": "00000 00000 00000 00000 00000 00000 00000",
}
Plane = NDArray[np.uint8]


def filmed(video: Video) -> Iterator[Plane]:
    """Luma of every picture: the display where it is filmed, and below it date and time as the recorder shows them.

    Raises:
        FixtureError: the rate does not divide that of the display.
    """
    refreshes = DISPLAY_RATE / video.rate
    if refreshes.denominator != 1:
        raise FixtureError(f"a display of {DISPLAY_RATE} Hz can't be filmed at {video.rate} Hz")
    start = FIRST_DAY + timedelta(days=float(video.clock.day))
    width, height = int(video.width * _DISPLAYED) // 16 * 16, int(video.height * _DISPLAYED) // 16 * 16
    display = ClockDrawing(start, DISPLAY_RATE, (width, height), _UNCERTAINTY)
    count = int(video.seconds * video.rate)
    for number in range(count):
        picture: Plane = np.full((video.height, video.width), _GREY, np.uint8)
        if video.scene is Scene.CLOCKS:
            picture[:height, (video.width - width) // 2 :][:, :width] = display.picture(number * int(refreshes))
        if number < count * video.clock.share:
            _burn(picture, _shown(video, number, start, stepped=2 * number >= count))
        yield picture


def _shown(video: Video, number: int, start: datetime, *, stepped: bool) -> str:
    """Date and time in picture `number`."""
    ahead = number / video.rate + video.clock.offset + (video.clock.step if stepped else 0)
    return f"{start + timedelta(microseconds=round(ahead * 1_000_000)):%Y-%m-%d %H:%M:%S}"


def _burn(picture: Plane, text: str) -> None:
    """Write the text near the lower edge, in a box."""
    side = picture.shape[0] // 180  # px a dot of a glyph
    columns, rows = _EACH
    dots = np.zeros((rows + 2, (columns + 1) * len(text) + 1), np.bool_)
    for place, letter in enumerate(text):
        drawn = [[dot == "1" for dot in line] for line in _GLYPHS[letter].split()]
        dots[1:-1, 1 + place * (columns + 1) :][:, :columns] = drawn
    box = np.where(dots, _INK, _BEHIND).astype(np.uint8).repeat(side, 0).repeat(side, 1)
    top, left = picture.shape[0] - box.shape[0] - 4 * side, 4 * side
    picture[top : top + box.shape[0], left : left + box.shape[1]] = box
