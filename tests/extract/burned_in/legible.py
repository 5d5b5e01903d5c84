"""Which seconds of a drawn clock can be read by a person, told from the drawing before it is coded.

The criterion is stated in docs/clocks.md with its sources, and was fixed before the reader was mended. It must not be
fitted to what the reader can do.
"""

import re
from collections import defaultdict
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from .drawing import Plane, Scene, layers, typeface

_CONTRAST = 0.1  # Michelson's: Legge, Rubin and Luebker 1987
_STRAY_LIGHT = 0.05  # of a display's white: WCAG 2.2, definition of the contrast ratio
_ROWS = 7  # of the smallest dot matrix, 5 x 7, that shows all ten digits
_FINEST_STEP = 0.625  # code values: the quantiser's at QP 0, ITU-T H.264; it doubles every 6
_AROUND = 0.9  # of what surrounds a digit must be unlike it
_CLOCK = re.compile(r"\d{2,4}\D\d\d\D\d{2,4}\D+\d\d:\d\d:\d\d")


class Legibility:
    """Looks at the pictures of a scene as they are drawn."""

    def __init__(self, scene: Scene) -> None:
        """For that scene's font, letters and coder."""
        self._scene = scene
        self._font = typeface(scene.font, scene.size)
        self._step = _FINEST_STEP * 2 ** (scene.crf / 6)
        self._seen: dict[datetime, set[int]] = defaultdict(set)
        self._digits = 0

    def look(self, number: int, picture: Plane) -> None:
        """Picture `number` before it is coded, in code values."""
        text = self._scene.text(number)
        seen = self._seen[self._scene.second(number)]
        digits = _digits(text)
        self._digits = len(digits)
        for index in set(digits) - seen:
            if self._shows(picture, text, index):
                seen.add(index)

    @property
    def seconds(self) -> set[datetime]:
        """Those in which every digit of date and time can be read in one picture at least."""
        return {second for second, seen in self._seen.items() if len(seen) == self._digits}

    def _shows(self, picture: Plane, text: str, index: int) -> bool:
        """True where one digit is high enough, whole, and unlike nearly all that surrounds it."""
        ink, around = layers(self._scene.font, self._scene.size, text)
        columns = _columns(self._font, text, index, self._scene.outline)
        top, left = self._scene.corner
        part = picture[top : top + ink.shape[0], left + columns.start : left + columns.stop]
        ink, around = ink[:, columns], around[:, columns]
        if part.shape != ink.shape:
            return False
        letter, surround = ink >= 0.5, (around >= 0.5) & (ink <= 0.1)
        if np.count_nonzero(letter.any(1)) < _ROWS:
            return False
        return float(_unlike(part[surround], part[letter].mean(), self._step).mean()) >= _AROUND


def _digits(text: str) -> range | list[int]:
    """Where the digits of date and time stand in the text."""
    clock = _CLOCK.search(text)
    return [index for index in range(*clock.span()) if text[index].isdigit()] if clock else []


def _columns(font: ImageFont.FreeTypeFont, text: str, index: int, margin: int) -> slice:
    """Of one character in the layers of the text."""
    return slice(margin + round(font.getlength(text[:index])), margin + round(font.getlength(text[: index + 1])))


def _unlike(codes: Plane, ink: float, step: float) -> NDArray[np.bool_]:
    """Where code values differ from the ink's by what an eye and the coder's quantiser tell apart."""
    bright, other = _luminance(codes), _luminance(np.asarray(ink))
    contrast = np.abs(bright - other) / (bright + other)
    return (contrast >= _CONTRAST) & (np.abs(codes - ink) >= step)


def _luminance(codes: NDArray[np.floating]) -> NDArray[np.floating]:
    """Relative luminance (IEC 61966-2-1) of code values from 16 to 235, with the stray light of a display."""
    signal = np.clip((codes - 16) / 219, 0, 1)
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4) + _STRAY_LIGHT
