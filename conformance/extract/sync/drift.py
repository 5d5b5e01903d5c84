"""The av-drift-detector pattern, filmed or played in: the delay of the sound at every picture, condensed into facts.

Pictures and sound come from the decoders of the pass; the library matches the frame number that a picture shows with
the one that its sound carries. At most two minutes are looked at.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from statistics import median, pstdev

import av
import numpy as np
from av_drift_detector import AvDriftError, CapturedAudio, DriftReport, StampReader, analyze_frames
from numpy.typing import NDArray

from conformance.extract.luma import samples
from conformance.extract.sound.watcher import in_parts_of_full_scale
from conformance.model.facts import Absent
from conformance.model.sound_facts import DriftFacts
from conformance.model.vocabulary import Reason

LONGEST = 120  # s of float samples: 23 MB at 48 kHz

_FEWEST = 5  # pictures with a stamp: fewer are a misreading
_EVERY, _PATIENCE = 5, 100  # pictures
_JITTER = Fraction(1, 100)  # s: stamps nearer than that to the samples before them only jitter
_FASTEST = 192_000  # Hz
_NANO_A_MS = 1_000_000
_NOTHING_HEARD = Absent(Reason.EVIDENCE_UNREADABLE, "no sound could be decoded")


class PatternPictures:
    """Takes the pictures of one track in order of presentation and reads their stamps, for the first two minutes.

    Until a picture shows a stamp only every fifth one is looked at, and after a hundred without one none.
    """

    def __init__(self) -> None:
        self._reader = StampReader()
        self._first = Fraction(0)
        self._taken = self._without = 0
        self._found = self._cut = False
        self._size = (0, 0)

    def take(self, frame: av.VideoFrame) -> None:
        """Read the next picture."""
        tick = Fraction(frame.time_base or 0)
        if frame.pts is None or tick <= 0:
            return
        time = frame.pts * tick
        self._first = self._first if self._taken else time
        self._taken += 1
        if time - self._first > LONGEST:
            self._cut = True
        elif self._found or (self._without < _PATIENCE and self._taken % _EVERY == 1):
            self._read(frame, float(time))

    def _read(self, frame: av.VideoFrame, time: float) -> None:
        luma = samples(frame, 1)
        if luma.size:
            seen = self._reader.read(luma, frame.width, frame.height, time)
            self._found = self._found or seen.get("stamp") is not None
            self._size = (frame.width, frame.height)
        self._without += not self._found

    def against(self, sound: "PatternSound") -> DriftFacts | Absent:
        """The delays of the sound at the pictures, or why there are none."""
        stamped = self._reader.finish()
        read = sum(frame.get("stamp") is not None for frame in stamped)
        if read < _FEWEST:
            return Absent(Reason.NOTHING_TO_MEASURE, f"{read} pictures show the av-drift-detector pattern")
        audio = sound.captured()
        if isinstance(audio, Absent):
            return audio
        width, height = self._size
        try:
            report = analyze_frames(stamped, audio, width=width, height=height)
        except AvDriftError as error:
            return Absent(Reason.NOTHING_TO_MEASURE, f"av-drift-detector: {error}")
        return _condensed(report, cut=self._cut)


@dataclass
class PatternSound:
    """Takes the decoded frames of one audio track and keeps the first two minutes, mixed down, where stamps put them.

    A gap is filled with silence; sound that is told twice is kept as told last.
    """

    rate: int = 0
    _start: Fraction = Fraction(0)
    _samples: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    _end: int = 0
    _told: int = 0

    @property
    def full(self) -> bool:
        """True where no further frame is kept."""
        return 0 < LONGEST * self.rate <= self._end

    def take(self, frame: av.AudioFrame) -> None:
        """Add the next frame."""
        tick = Fraction(frame.time_base or 0)
        stamped = frame.pts is not None and tick > 0
        if not self.rate and stamped and 0 < frame.sample_rate <= _FASTEST:
            self.rate, self._start = frame.sample_rate, (frame.pts or 0) * tick
            self._samples = np.zeros(LONGEST * self.rate, np.float32)
        if not self.rate or frame.sample_rate != self.rate:
            return
        place = self._end
        if stamped:
            exact = ((frame.pts or 0) * tick - self._start) * self.rate
            place = round(exact) if abs(exact - place) > _JITTER * self.rate else place
        if 0 <= place < self._samples.size:
            mixed = in_parts_of_full_scale(frame)
            if mixed.size:
                room = self._samples[place : place + mixed.shape[1]]
                room[:] = mixed.mean(axis=0, dtype=np.float32)[: room.size]
                self._told = max(self._told, place + room.size)
        self._end = place + max(frame.samples, 0)

    def captured(self) -> CapturedAudio | Absent:
        """The sound as the library wants it."""
        if not self._told:
            return _NOTHING_HEARD
        return CapturedAudio(sample_rate=self.rate, start_time=float(self._start), samples=self._samples[: self._told])


def _condensed(report: DriftReport, *, cut: bool) -> DriftFacts | Absent:
    frames, summary = report["frames"], report["summary"]
    delays = [delay for frame in frames if (delay := frame["drift_ms"]) is not None and isfinite(delay)]
    if not delays:
        unread = f"{summary['no_audio']} of {len(frames)} pictures have none of its sound"
        return Absent(Reason.NOTHING_TO_MEASURE, f"the av-drift-detector pattern is shown, but {unread}")
    times = [frame["time"] for frame in frames]
    other = report["alternative"]
    return DriftFacts(
        pictures=len(frames),
        measured=len(delays),
        without_stamp=summary["no_video_stamp"],
        without_sound=summary["no_audio"],
        median=_nanoseconds(median(delays)),
        spread=_nanoseconds(pstdev(delays)),
        least=_nanoseconds(min(delays)),
        most=_nanoseconds(max(delays)),
        skew=round((summary["skew_ppm"] or 0) * 1000),
        interval=round(median(np.diff(times).tolist()) * 10**9) if len(times) > 1 else 0,
        as_camera=report["capture"] == "camera",
        timing=_nanoseconds(report["video_timing_uncertainty_ms"] or 0),
        ambiguous=other is not None,
        other_reading=_nanoseconds(other["mean_ms"]) if other else 0,
        cut=cut,
    )


def _nanoseconds(milliseconds: float) -> int:
    return round(milliseconds * _NANO_A_MS)
