"""The burned-in clock where the submission says that it stands: what else is in the picture is not looked at."""

from dataclasses import replace
from typing import Protocol

import av
import numpy as np
from av.video.stream import VideoStream

from conformance.extract.burned_in.place import TALLEST
from conformance.extract.burned_in.watcher import burned_in_watcher
from conformance.extract.luma import part
from conformance.model.areas import Rectangle, Region
from conformance.model.burned_in_facts import BurnedIn, ShownLine
from conformance.model.facts import Absent
from conformance.model.overlay_facts import OverlayFacts, TextLine

_BLANK = 128  # code value


class OverlayWatcher(Protocol):
    """Looks at every decoded picture for a burned-in clock and text, in order of presentation."""

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Picture `number`, counted from 0 in the span."""

    def frozen(self) -> BurnedIn:
        """The clock that was read."""

    def overlay(self) -> OverlayFacts | Absent:
        """The text in the first pictures."""


def overlay_watcher(stream: VideoStream, given: tuple[Region, ...], *, first: bool = False) -> OverlayWatcher | None:
    """What watches the pictures of that track, in the region that is given or everywhere; see `burned_in_watcher`."""
    everywhere = burned_in_watcher(stream, first=first)
    return InRegion(everywhere, given[0]) if everywhere and given else everywhere


class InRegion:
    """Shows a watcher the region alone, on as much blank as makes its letters a line of a picture."""

    def __init__(self, watcher: OverlayWatcher, region: Region) -> None:
        self._watcher, self._region = watcher, region
        self._rows = slice(region.top, region.top + region.height)
        self._columns = slice(region.left, region.left + region.width)
        self._pictures = 0
        self._sizes = (1, 1), (1, 1)  # width and height of what the watcher sees, and of the picture

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Picture `number`; one in which the region does not lie shows nothing."""
        self._pictures += 1
        inside = part(frame, self._rows, self._columns)
        if inside.shape != (self._region.height, self._region.width):
            return
        height = max(self._region.height, min(frame.height, round(self._region.height / TALLEST)))
        luma = np.full((height, self._region.width), _BLANK, np.uint8)
        luma[: self._region.height] = inside
        self._sizes = (self._region.width, height), (frame.width, frame.height)
        shown = av.VideoFrame.from_ndarray(luma, "gray")
        shown.pts = frame.pts
        self._watcher.take(shown, number)

    def frozen(self) -> BurnedIn:
        """What was read."""
        found = self._watcher.frozen()
        return BurnedIn(self._pictures, found.seconds, tuple(map(self._in_picture, found.lines)))

    def overlay(self) -> OverlayFacts | Absent:
        """The text in the region."""
        found = self._watcher.overlay()
        if isinstance(found, Absent):
            return found
        lines, clock = (tuple(map(self._line_in_picture, lines)) for lines in (found.lines, found.clock))
        return OverlayFacts(lines, found.pictures, clock)

    def _in_picture(self, line: ShownLine) -> ShownLine:
        place, left, top = line.place, self._region.left, self._region.top
        moved = Rectangle(place.left + left, place.top + top, place.right + left, place.bottom + top)
        return replace(line, place=moved)

    def _line_in_picture(self, line: TextLine) -> TextLine:
        (wide, high), (width, height) = self._sizes

        def across(thousandths: int) -> int:
            return round((thousandths * wide + 1000 * self._region.left) / width)

        def down(thousandths: int) -> int:
            return round((thousandths * high + 1000 * self._region.top) / height)

        return replace(
            line, left=across(line.left), right=across(line.right), top=down(line.top), bottom=down(line.bottom)
        )
