"""What the pictures of a staged recording are searched for: chart, counter, clock, or flashes with their beeps."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import av
from av.video.stream import VideoStream

from conformance.model.burned_in_facts import BurnedIn
from conformance.model.chart_facts import ChartFacts
from conformance.model.clock_facts import ClockFacts
from conformance.model.facts import NO_CHART, NO_CLOCK, NO_COUNTER, NO_FLASHES, NO_TEXT, Absent, Look
from conformance.model.overlay_facts import OverlayFacts
from conformance.model.pattern_facts import CounterFacts
from conformance.model.sound_facts import DriftFacts, FlashFacts


@dataclass(frozen=True)
class StagedFacts:
    """What was found of it; all absent where nothing was staged."""

    chart: ChartFacts | Absent = NO_CHART
    counter: CounterFacts | Absent = NO_COUNTER
    clock: ClockFacts | Absent = NO_CLOCK
    flashes: FlashFacts | Absent = NO_FLASHES
    drift: DriftFacts | Absent = NO_FLASHES
    burned_in: BurnedIn | None = None
    overlay: OverlayFacts | Absent = NO_TEXT


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


def watcher(file: Path, stream: VideoStream, look: Look) -> Watcher:
    """What looks at the pictures of that track."""
    if not look.staged:
        return Nothing()
    from conformance.extract.watchers import staged_watcher  # noqa: PLC0415 - a tenth of a second that few need

    return staged_watcher(file, stream, look)
