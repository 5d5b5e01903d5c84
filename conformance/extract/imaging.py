"""Makes of a decoded picture what a report can carry: shrunk, with its marks drawn, the marked lines at full size."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

import av
import numpy as np
from numpy.typing import NDArray

from conformance.model.areas import Rectangle
from conformance.model.shots import Image, Shot
from conformance.model.vocabulary import Privacy

_WIDEST = 480  # px
_LINE_WIDEST, _LINE_HIGHEST = 1200, 160  # px: wider lines are shrunk
_LEGIBLE = 24  # rows of a marked line that can be read without a larger one beside
_MOST_LINES = 2  # date and time
_AROUND = 3  # px between a mark's frame and what it marks
_ROOM = Fraction(1, 4)  # of a line's height, on each side where it is cut out
_FRAME = ((0, 0, 0), (255, 214, 10), (255, 214, 10), (0, 0, 0))  # from inside: seen on any picture
_BLOCKS = 12  # that are left of the shorter side of a pixelated picture
_QUALITY = "3"  # of 1 to 31, the coder's quantiser

_Pixels = NDArray[np.uint8]  # rows x columns x red, green, blue


def shot(frame: av.VideoFrame, marks: Sequence[Rectangle], privacy: Privacy = Privacy.FULL) -> Shot:
    """The picture in its coded orientation; pixelated, it shows nothing but what lies inside the marks."""
    scale = min(Fraction(1), Fraction(_WIDEST, frame.width))
    pixels = _pixels(frame, scale)
    inside = [mark for mark in (_clipped(mark, frame.width, frame.height) for mark in marks) if mark]
    if privacy is not Privacy.FULL:
        pixels = _pixelated(pixels, inside, scale)
    for mark in inside:
        _frame(pixels, mark, scale)
    small = [mark for mark in inside[:_MOST_LINES] if scale < 1 and (mark.bottom - mark.top) * scale < _LEGIBLE]
    room = _ROOM if privacy is Privacy.FULL else Fraction(0)
    return Shot(_coded(pixels, "mjpeg"), tuple(_line(frame, mark, room) for mark in small))


def _pixels(frame: av.VideoFrame, scale: Fraction) -> _Pixels:
    width, height = (max(1, round(side * scale)) for side in (frame.width, frame.height))
    shrunk = frame.reformat(width, height, "rgb24", interpolation="AREA" if scale < 1 else "BICUBIC")
    return shrunk.to_ndarray().astype(np.uint8)  # a copy that can be drawn on


def _clipped(mark: Rectangle, width: int, height: int) -> Rectangle | None:
    """What of it lies in the picture."""
    left, right = max(0, mark.left), min(width, mark.right)
    top, bottom = max(0, mark.top), min(height, mark.bottom)
    return Rectangle(left, top, right, bottom) if left < right and top < bottom else None


def _pixelated(pixels: _Pixels, kept: Sequence[Rectangle], scale: Fraction) -> _Pixels:
    """Means over large blocks, but for what is kept."""
    height, width = pixels.shape[:2]
    side = -(-min(height, width) // _BLOCKS)
    veiled = np.empty_like(pixels)
    for top in range(0, height, side):
        for left in range(0, width, side):
            block = slice(top, top + side), slice(left, left + side)
            veiled[block] = pixels[block].mean(axis=(0, 1))
    for mark in kept:
        rows = slice(int(mark.top * scale), ceil(mark.bottom * scale))
        columns = slice(int(mark.left * scale), ceil(mark.right * scale))
        veiled[rows, columns] = pixels[rows, columns]
    return veiled


def _frame(pixels: _Pixels, mark: Rectangle, scale: Fraction) -> None:
    """Draw a frame around it."""
    rows, columns = pixels.shape[:2]
    for away, colour in enumerate(_FRAME, _AROUND):
        left, top = int(mark.left * scale) - away, int(mark.top * scale) - away
        right, bottom = int(mark.right * scale) + away, int(mark.bottom * scale) + away
        across, down = slice(max(0, left), max(0, right + 1)), slice(max(0, top), max(0, bottom + 1))
        for row in (top, bottom):
            if 0 <= row < rows:
                pixels[row, across] = colour
        for column in (left, right):
            if 0 <= column < columns:
                pixels[down, column] = colour


def _line(frame: av.VideoFrame, mark: Rectangle, share: Fraction) -> Image:
    """The marked line itself with a share of its height around it, sample by sample where it is not too wide."""
    room = int((mark.bottom - mark.top) * share)
    rows = slice(max(0, mark.top - room), mark.bottom + room)
    pixels = _pixels(frame, Fraction(1))[rows, max(0, mark.left - room) : mark.right + room]
    height, width = pixels.shape[:2]
    scale = min(Fraction(1), Fraction(_LINE_WIDEST, width), Fraction(_LINE_HIGHEST, height))
    if scale < 1:
        pixels = _pixels(_frame_of(pixels), scale)
    return _coded(pixels, "png")


def _coded(pixels: _Pixels, codec: str) -> Image:
    """JPEG for whole pictures; PNG, which loses nothing, for lines."""
    height, width = pixels.shape[:2]
    coder = av.CodecContext.create(codec, "w")
    if not isinstance(coder, av.VideoCodecContext):
        raise TypeError(f"{codec} codes no pictures")
    coder.width, coder.height, coder.time_base = width, height, Fraction(1, 25)
    coder.pix_fmt = "yuvj444p" if codec == "mjpeg" else "rgb24"
    if codec == "mjpeg":
        coder.options = {"qmin": _QUALITY, "qmax": _QUALITY}
    frame = _frame_of(pixels).reformat(format=coder.pix_fmt)
    data = b"".join(bytes(packet) for packet in (*coder.encode(frame), *coder.encode(None)))
    return Image("image/jpeg" if codec == "mjpeg" else "image/png", width, height, data)


def _frame_of(pixels: _Pixels) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), "rgb24")
