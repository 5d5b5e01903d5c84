"""What decoded sound says: its stamps, and level, clipping and digital silence of every sample, in one cheap pass.

Frames are looked at some thousands of samples together, for it is the calls that cost, not the samples.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import TypeAlias

import av
import numpy as np
from numpy.typing import NDArray

from conformance.extract.sound.beeps import BeepListener
from conformance.extract.sound.runs import Block, ClipFinder, SilenceFinder
from conformance.extract.sound.stamps import StampLine
from conformance.model.facts import Absent
from conformance.model.sound_facts import FULL_SCALE, Onsets, SoundFacts
from conformance.model.vocabulary import Reason

_TOGETHER = 32_768  # samples
_FRAMES_TOGETHER = 256  # frames of a few samples each must not pile up
_LOUDEST = 2**31  # in 1/32768: a float sample above it is damage, and facts are bounded
_FASTEST = 768_000  # Hz: no sound is sampled faster; damaged headers promise more
# Largest sample of 16 bit that a G.711 decoder gives (ITU-T G.711, tables 1a and 2a).
_LARGEST = {"pcm_alaw": 32256, "pcm_mulaw": 32124}
NOTHING_DECODED = Absent(Reason.EVIDENCE_UNREADABLE, "no sound could be decoded")


@dataclass(frozen=True)
class _Type:
    """One sample format: numpy's name, the value of full scale as its unit, and the least that counts as clipped."""

    dtype: str
    unit: int
    full: float


# 24 bit travel in the upper bytes of 32; a float counts as clipped where 16 bit would be.
_TYPES = {
    "u8": _Type("u1", 128, 127),
    "s16": _Type("<i2", 32768, 32767),
    "s32": _Type("<i4", 2**31, 0x7FFFFF00),
    "flt": _Type("<f4", 1, 32767 / 32768),
    "dbl": _Type("<f8", 1, 32767 / 32768),
}


_Format: TypeAlias = tuple[int, int, str]  # sample rate in Hz, channels, sample format


class _Track:
    """The sound of one sample rate, whatever else may change on its way."""

    def __init__(self, codec: str, frame: av.AudioFrame, *, hear_beeps: bool) -> None:
        rate = frame.sample_rate
        tick = Fraction(frame.time_base or 0)
        self.rate = rate
        self._codec = codec
        self._timed = tick > 0
        self._line = StampLine(rate, tick if self._timed else Fraction(1, rate))
        self._silence = SilenceFinder(self._line, rate)
        self._clips = ClipFinder(self._line)
        self._beeps = BeepListener(self._line, rate) if hear_beeps else None
        self._pending: list[av.AudioFrame] = []
        self._looked = self._peak = self._not_finite = self._channels = 0

    def take(self, frame: av.AudioFrame) -> None:
        self._line.take(frame.pts if self._timed else None, frame.samples)
        self._pending.append(frame)
        waiting = self._line.samples - self._looked
        if waiting >= _TOGETHER or len(self._pending) >= _FRAMES_TOGETHER:
            self.look()

    def look(self) -> None:
        """Look at the frames that wait; they are of one format."""
        if not self._pending:
            return
        name = self._pending[0].format.name.removesuffix("p")
        kind = _TYPES[name]
        block = _block(self._pending, kind)
        self._pending.clear()
        if name == "u8":
            block = block.astype(np.int16) - 128
        loudest = max(-float(block.min()), float(block.max()))
        if not isfinite(loudest):
            block = self._finite(block)
            loudest = float(np.abs(block).max())
        self._peak = max(self._peak, round(min(loudest * FULL_SCALE / kind.unit, _LOUDEST)))
        self._channels = max(self._channels, block.shape[0])
        full = _LARGEST.get(self._codec, kind.full) if name == "s16" else kind.full
        self._silence.take(block, self._looked)
        self._clips.take(block, self._looked, full, loudest)
        if self._beeps:
            self._beeps.take(block * np.float32(1 / kind.unit), self._looked)
        self._looked += block.shape[1]
        self._line.forget(self._looked - self.rate)

    def _finite(self, block: Block) -> Block:
        """Sound in which infinite samples are full scale, and those that are no number silent."""
        self._not_finite += block.size - int(np.count_nonzero(np.isfinite(block)))
        return np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0)

    def frozen(self) -> SoundFacts:
        self.look()
        return SoundFacts(
            sample_rate=self.rate,
            channels=self._channels,
            samples=self._looked,
            peak=self._peak,
            not_finite=self._not_finite,
            stamps=self._line.frozen(),
            silence=self._silence.frozen(self._looked),
            clipping=self._clips.frozen(self._looked),
            onsets=self._beeps.frozen() if self._beeps else Onsets(listened=False, count=0, first=()),
        )


class SoundWatcher:
    """Grows into the `SoundFacts` of one track; `hear_beeps` where it was recorded to time sound against picture."""

    def __init__(self, codec: str, *, hear_beeps: bool = False) -> None:
        self._codec = codec
        self._hear_beeps = hear_beeps
        self._format: _Format = (0, 0, "")
        self._track: _Track | Absent = NOTHING_DECODED

    def take(self, frame: av.AudioFrame) -> None:
        """Look at a decoded frame, the next one of the track."""
        if frame.samples <= 0 or (isinstance(self._track, Absent) and self._track is not NOTHING_DECODED):
            return
        found = (frame.sample_rate, frame.layout.nb_channels, frame.format.name)
        if found != self._format:
            self._track = self._changed(found, frame)
            self._format = found
        if isinstance(self._track, _Track):
            self._track.take(frame)

    def _changed(self, found: _Format, frame: av.AudioFrame) -> _Track | Absent:
        """The track that goes on with another format, or why it can't."""
        rate, channels, name = found
        if name.removesuffix("p") not in _TYPES:
            return Absent(Reason.METHOD_DOES_NOT_APPLY, f"samples of the format {name} are not looked at")
        if not 0 < rate <= _FASTEST or channels <= 0:
            return Absent(Reason.EVIDENCE_UNREADABLE, f"the decoded sound states {channels} channels at {rate} Hz")
        if isinstance(self._track, Absent):
            return _Track(self._codec, frame, hear_beeps=self._hear_beeps)
        if rate != self._track.rate:
            change = f"the sample rate changes from {self._track.rate} to {rate} Hz on the way"
            return Absent(Reason.METHOD_DOES_NOT_APPLY, change)
        self._track.look()
        return self._track

    def frozen(self) -> SoundFacts | Absent:
        """The facts of all frames taken, or why there are none."""
        return self._track if isinstance(self._track, Absent) else self._track.frozen()


def in_parts_of_full_scale(frame: av.AudioFrame) -> NDArray[np.float32]:
    """Samples of a frame, channels x samples; empty where they are of a format that is not looked at."""
    kind = _TYPES.get(frame.format.name.removesuffix("p"))
    if kind is None or frame.samples <= 0:
        return np.empty((0, 0), np.float32)
    block = _block([frame], kind)
    middle = 128 if kind.dtype == "u1" else 0
    parts: NDArray[np.float32] = (block.astype(np.float32) - middle) / np.float32(kind.unit)
    return np.asarray(np.nan_to_num(parts, nan=0.0, posinf=1.0, neginf=-1.0))


def _block(frames: list[av.AudioFrame], kind: _Type) -> Block:
    """Samples of frames of one format, channels x samples.

    The planes are read up to their samples only: rows are padded. A frame of 8 planes or more lists what lies behind
    them too (PyAV 18), so that the channels are counted.
    """
    width = int(kind.dtype[-1])
    channels = frames[0].layout.nb_channels
    planes = [(frame.planes, frame.samples * width) for frame in frames]
    if frames[0].format.name.endswith("p"):
        rows = [b"".join([memoryview(some[row])[:size] for some, size in planes]) for row in range(channels)]
        return np.frombuffer(b"".join(rows), kind.dtype).reshape(channels, -1)
    packed = b"".join([memoryview(some[0])[: size * channels] for some, size in planes])
    return np.ascontiguousarray(np.frombuffer(packed, kind.dtype).reshape(-1, channels).T)
