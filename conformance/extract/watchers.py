"""The watchers of staged recordings, each with what it finds as `StagedFacts`."""

from pathlib import Path
from typing import Any

import av
from av.video.stream import VideoStream

from conformance.extract.burned_in.region import overlay_watcher
from conformance.extract.chart.watcher import ChartWatcher
from conformance.extract.counter.watcher import CounterWatcher
from conformance.extract.decoding import decode
from conformance.extract.opening import opened
from conformance.extract.packet_pass import colour_range
from conformance.extract.reference_clock.beside import BesideDisplay
from conformance.extract.reference_clock.watcher import ClockWatcher
from conformance.extract.staged import Nothing, StagedFacts, Watcher
from conformance.extract.sync.drift import PatternPictures, PatternSound
from conformance.extract.sync.flashes import FlashWatcher
from conformance.model.areas import Region
from conformance.model.facts import Absent, Look
from conformance.model.vocabulary import Role


class _One:
    """A watcher that finds one of the staged facts, and the name of that."""

    def __init__(self, watcher: ChartWatcher | CounterWatcher, fact: str) -> None:
        self._watcher, self._fact = watcher, fact
        self.take = watcher.take

    def frozen(self) -> StagedFacts:
        found: dict[str, Any] = {self._fact: self._watcher.frozen()}
        return StagedFacts(**found)


class _Sync:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._flashes = FlashWatcher()
        self._pattern = PatternPictures()

    def take(self, frame: av.VideoFrame, number: int) -> None:
        self._flashes.take(frame, number)
        self._pattern.take(frame)

    def frozen(self) -> StagedFacts:
        return StagedFacts(flashes=self._flashes.frozen(), drift=self._pattern.against(_sound_of(self._file)))


class _Clocks:
    """The reference clock on a display, and the recorder's own in the pictures."""

    def __init__(self, stream: VideoStream, clock_region: tuple[Region, ...], *, limited: bool) -> None:
        self._reference = ClockWatcher(limited=limited)
        watcher = overlay_watcher(stream, clock_region, first=True)
        self._own = BesideDisplay(watcher, self._reference) if watcher else None

    def take(self, frame: av.VideoFrame, number: int) -> None:
        self._reference.take(frame, number)
        if self._own:
            self._own.take(frame, number)

    def frozen(self) -> StagedFacts:
        reference = self._reference.frozen()
        if self._own is None:
            return StagedFacts(clock=reference)
        return StagedFacts(clock=reference, burned_in=self._own.frozen(), overlay=self._own.overlay())


def staged_watcher(file: Path, stream: VideoStream, look: Look) -> Watcher:
    """What looks for the staged scene in that track."""
    limited = colour_range(stream) != "full"
    if look.role is Role.CHART:
        return _One(ChartWatcher(limited=limited, regions=look.regions), "chart")
    if look.role is Role.FRAME_COUNTER:
        return _One(CounterWatcher(limited=limited), "counter")
    if look.role is Role.REFERENCE_CLOCK:
        return _Clocks(stream, look.clock_region, limited=limited)
    return _Sync(file) if look.role is Role.SYNC else Nothing()


def _sound_of(file: Path) -> PatternSound:
    """The first two minutes of the first audio track, decoded once more for this pattern alone."""
    sound = PatternSound()
    with opened(file) as source:
        if isinstance(source, Absent) or not source.audio:
            return sound
        for packet in source.packets(source.audio[:1]):
            if sound.full:
                break
            frames, _ = decode(packet, source.log)  # what the decoder says of it is heard in the pass over the sound
            for frame in frames:
                sound.take(frame)
    return sound
