"""The burned-in clock of a recording that films a display: what is displayed ticks too, and is blanked out."""

import av

from conformance.extract.burned_in.region import OverlayWatcher
from conformance.extract.grid.place import Area
from conformance.extract.luma import samples
from conformance.extract.reference_clock.watcher import ClockWatcher
from conformance.model.burned_in_facts import BurnedIn
from conformance.model.facts import Absent
from conformance.model.overlay_facts import OverlayFacts

_BLANK = 128  # code value


class BesideDisplay:
    """Watches for a burned-in clock wherever the display has not yet been seen."""

    def __init__(self, watcher: OverlayWatcher, display: ClockWatcher) -> None:
        """`display` has taken every picture before this does."""
        self._watcher, self._display = watcher, display
        self._blanked: Area | None = None

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Picture `number`; let go while nobody knows where the display is, for its digits would be read."""
        area = self._display.display
        if area is None:
            return
        # Growing alone, the area comes to rest: an edge that moved with every look at the marks would tick
        self._blanked = area if self._blanked is None else self._blanked.with_also(area)
        luma = samples(frame, 1)
        if luma.size:
            luma[self._blanked.top : self._blanked.bottom, self._blanked.left : self._blanked.right] = _BLANK
            blanked = av.VideoFrame.from_ndarray(luma, "gray")
            blanked.pts = frame.pts
            self._watcher.take(blanked, number)

    def frozen(self) -> BurnedIn:
        """What was read."""
        return self._watcher.frozen()

    def overlay(self) -> OverlayFacts | Absent:
        """The text in the first pictures, without that of the display."""
        return self._watcher.overlay()
