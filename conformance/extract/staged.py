"""What the pictures of a staged recording are searched for: a chart, a frame counter, or flashes with their beeps."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import av
from av.video.stream import VideoStream

from conformance.extract.chart.watcher import ChartWatcher
from conformance.extract.counter.watcher import CounterWatcher
from conformance.extract.decoding import decode
from conformance.extract.opening import opened
from conformance.extract.packet_pass import colour_range
from conformance.extract.sync.drift import PatternPictures, PatternSound
from conformance.extract.sync.flashes import FlashWatcher
from conformance.model.chart_facts import ChartFacts
from conformance.model.facts import NO_CHART, NO_COUNTER, NO_FLASHES, Absent, Look
from conformance.model.pattern_facts import CounterFacts
from conformance.model.sound_facts import DriftFacts, FlashFacts
from conformance.model.vocabulary import Role


@dataclass(frozen=True)
class StagedFacts:
    """What was found of it; all absent where nothing was staged."""

    chart: ChartFacts | Absent = NO_CHART
    counter: CounterFacts | Absent = NO_COUNTER
    flashes: FlashFacts | Absent = NO_FLASHES
    drift: DriftFacts | Absent = NO_FLASHES


class Watcher(Protocol):
    """Looks at every decoded picture of the measured track, in order of presentation."""

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Picture `number`, counted from 0."""

    def frozen(self) -> StagedFacts:
        """What was found."""


class Nothing:
    """Watches nothing: most recordings are not staged."""

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Let it go."""

    def frozen(self) -> StagedFacts:
        """Nothing."""
        return StagedFacts()


class _Chart:
    def __init__(self, look: Look, *, limited: bool) -> None:
        self._watcher = ChartWatcher(limited=limited, regions=look.regions)

    def take(self, frame: av.VideoFrame, number: int) -> None:
        self._watcher.take(frame, number)

    def frozen(self) -> StagedFacts:
        return StagedFacts(chart=self._watcher.frozen())


class _Counter:
    def __init__(self, *, limited: bool) -> None:
        self._watcher = CounterWatcher(limited=limited)

    def take(self, frame: av.VideoFrame, number: int) -> None:
        self._watcher.take(frame, number)

    def frozen(self) -> StagedFacts:
        return StagedFacts(counter=self._watcher.frozen())


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


def watcher(file: Path, stream: VideoStream, look: Look) -> Watcher:
    """What looks at the pictures of that track."""
    limited = colour_range(stream) != "full"
    if look.role is Role.CHART:
        return _Chart(look, limited=limited)
    if look.role is Role.FRAME_COUNTER:
        return _Counter(limited=limited)
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
