"""Makes the clips that a recorder films: frame counter, reference clock, sync pattern, flash and beep."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av_drift_detector
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from conformance.errors import UnusableInputError
from conformance.lab.clock_drawing import ClockDrawing
from conformance.lab.counter_drawing import CounterDrawing
from conformance.lab.flashes import LASTS, TONE, flash_refreshes, flashes
from conformance.lab.grid_drawing import BLACK, WHITE, Plane
from conformance.model.counter_pattern import FASTEST, LONGEST, SLOWEST

SAMPLE_RATE = 48_000  # Hz
_LIMITED = 1  # AVCOL_RANGE_MPEG
_LEAST, _MOST = (640, 360), (7680, 4320)  # px
_SHORTEST = 5  # s
_SOUND = {".mp4": "aac", ".mov": "pcm_s16le"}  # Matroska would round the time stamps
_LOUDNESS = 0.5  # of full scale
_MARGIN = Fraction(1, 20)  # of the picture around the flash
_MOST_OFF = 4.0  # code values between what was drawn and what is read back, on average

Sound = NDArray[np.float32]


class Clip(StrEnum):
    """What is filmed."""

    COUNTER = "counter"
    CLOCK = "clock"
    SYNC = "sync"
    FLASH = "flash"


# Every refresh has a value of its own; the codes of the sync pattern are finer and need 30 Hz to be read when filmed.
USUAL_RATE = {Clip.COUNTER: 60, Clip.CLOCK: 60, Clip.SYNC: 30, Clip.FLASH: 60}

USUAL_START = datetime(2000, 1, 1, tzinfo=UTC)
_EARLIEST, _LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(2500, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ClipPlan:
    """A clip of `seconds` at `rate` pictures a second, `width` x `height` px; `start` is what a clock shows first."""

    clip: Clip
    rate: int
    seconds: int
    width: int
    height: int
    start: datetime = USUAL_START

    @property
    def pictures(self) -> int:
        """How many pictures it has."""
        return self.rate * self.seconds


def planned(clip: Clip, rate: int, seconds: int, size: str, start: datetime = USUAL_START) -> ClipPlan:
    """The clip with its size written as `1920x1080`.

    Raises:
        UnusableInputError: no display shows such a clip, or no reader reads it.
    """
    written = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", size, re.ASCII)
    width, height = (int(written[1]), int(written[2])) if written else (0, 0)
    if not (_LEAST[0] <= width <= _MOST[0] and _LEAST[1] <= height <= _MOST[1]) or width % 2 or height % 2:
        raise UnusableInputError(f"--size {size!r} is no even size from 640x360 to 7680x4320, such as 1920x1080")
    if not SLOWEST <= rate <= FASTEST:
        raise UnusableInputError(f"--rate {rate} is not between {SLOWEST} and {FASTEST} Hz")
    if not _SHORTEST <= seconds <= LONGEST:
        raise UnusableInputError(f"--seconds {seconds} is not between {_SHORTEST} and {LONGEST}")
    if not _EARLIEST <= start <= _LATEST:
        raise UnusableInputError(
            f"--start {start.isoformat()} is not between the years {_EARLIEST.year} and {_LATEST.year}"
        )
    return ClipPlan(clip, rate, seconds, width, height, start)


def write_clip(plan: ClipPlan, target: Path) -> None:
    """Encode the clip, read it back and compare; the suffix of `target` chooses container and sound.

    Raises:
        UnusableInputError: the target is there already, can't be written or has another suffix, or FFmpeg lacks x264.
    """
    if target.suffix not in _SOUND:
        raise UnusableInputError(f"{target}: a clip is written as {' or '.join(_SOUND)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableInputError(f"{target.parent}: the clip can't be written there: {error.strerror}") from error
    try:
        target.open("xb").close()
    except FileExistsError as error:
        raise UnusableInputError(f"{target} is there already; name another file with --out") from error
    except OSError as error:
        raise UnusableInputError(f"{target}: the clip can't be written there: {error.strerror}") from error
    try:
        _encode(plan, target)
        _compare(plan, target)
    except (OSError, av.FFmpegError) as error:
        target.unlink()
        raise UnusableInputError(f"{target}: the clip can't be written there: {error.strerror}") from error
    except BaseException:
        target.unlink()
        raise


def _encode(plan: ClipPlan, target: Path) -> None:
    picture, sound = painter(plan), soundtrack(plan)
    with av.open(str(target), "w", options={"movflags": "+faststart"} if target.suffix == ".mp4" else {}) as container:
        video, audio = _video_stream(container, plan), _audio_streams(container, target, sound)
        blank = np.full((plan.height * 3 // 2, plan.width), 128, np.uint8)
        for number in range(plan.pictures):
            blank[: plan.height] = picture(number)
            frame = av.VideoFrame.from_ndarray(blank, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, plan.rate)
            container.mux(video.encode(frame))
            for stream in audio:
                begin, end = (SAMPLE_RATE * n // plan.rate for n in (number, number + 1))
                container.mux(stream.encode(_sound_frame(sound[begin:end], begin)))
        container.mux(video.encode())
        for stream in audio:
            container.mux(stream.encode())


def _audio_streams(container: OutputContainer, target: Path, sound: Sound) -> list[AudioStream]:
    """One stream, or none where there is no sound."""
    if not sound.size:
        return []
    stream = container.add_stream(_SOUND[target.suffix], rate=SAMPLE_RATE, layout="mono")
    return [stream] if isinstance(stream, AudioStream) else []


def _video_stream(container: OutputContainer, plan: ClipPlan) -> VideoStream:
    try:
        stream = container.add_stream("libx264", rate=plan.rate)
    except ValueError as error:
        raise UnusableInputError("PyAV was built without the encoder libx264; install its wheel with pip") from error
    stream.width, stream.height, stream.pix_fmt = plan.width, plan.height, "yuv420p"
    stream.time_base = Fraction(1, plan.rate)
    stream.gop_size = plan.rate
    stream.codec_context.color_range = _LIMITED
    stream.options = {"preset": "veryfast", "crf": "12", "bf": "0", "colorprim": "bt709", "colormatrix": "bt709"}
    return stream


def _sound_frame(samples: Sound, begin: int) -> av.AudioFrame:
    codes = np.rint(samples * 32767).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(codes.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, begin, Fraction(1, SAMPLE_RATE)
    return frame


def painter(plan: ClipPlan) -> Callable[[int], Plane]:
    """What draws the luma of picture `number`, height x width."""
    if plan.clip is Clip.COUNTER:
        return CounterDrawing(plan.rate, plan.width, plan.height).picture
    if plan.clip is Clip.CLOCK:
        return ClockDrawing(plan.start, plan.rate, (plan.width, plan.height)).picture
    if plan.clip is Clip.FLASH:
        return _flash_painter(plan)
    pattern = av_drift_detector.PatternRenderer(
        fps=str(plan.rate), width=plan.width, height=plan.height, sample_rate=SAMPLE_RATE, duration=float(plan.seconds)
    )
    return lambda number: np.frombuffer(pattern.render(number), np.uint8).reshape(plan.height, plan.width)


def _flash_painter(plan: ClipPlan) -> Callable[[int], Plane]:
    dark = np.full((plan.height, plan.width), BLACK, np.uint8)
    bright = dark.copy()
    rim = round(plan.height * _MARGIN)
    bright[rim : plan.height - rim, rim : plan.width - rim] = WHITE
    lit = {start + n for start in flashes(plan.rate, plan.pictures) for n in range(flash_refreshes(plan.rate))}
    return lambda number: bright if number in lit else dark


def soundtrack(plan: ClipPlan) -> Sound:
    """Samples of the sound, in parts of full scale; none for a clip without."""
    count = plan.seconds * SAMPLE_RATE
    if plan.clip in (Clip.COUNTER, Clip.CLOCK):
        return np.empty(0, np.float32)
    if plan.clip is Clip.SYNC:
        heard = av_drift_detector.synthesize_audio(count, fps=str(plan.rate), sample_rate=SAMPLE_RATE, music=False)
        return np.array(heard, np.float32)
    sound = np.zeros(count, np.float32)
    burst = _LOUDNESS * np.sin(2 * np.pi * TONE * np.arange(round(LASTS * SAMPLE_RATE)) / SAMPLE_RATE)
    for start in flashes(plan.rate, plan.pictures):
        begin = round(Fraction(start * SAMPLE_RATE, plan.rate))
        sound[begin : begin + len(burst)] = burst
    return sound


def _compare(plan: ClipPlan, written: Path) -> None:
    """Read every picture back: its stamp and its luma must be those that were drawn."""
    picture = painter(plan)
    number = 0
    for number, (stamp, luma) in enumerate(_read(written), start=1):
        off = float(np.abs(luma.astype(np.int16) - picture(number - 1)).mean())
        if stamp != Fraction(number - 1, plan.rate) or off > _MOST_OFF:
            raise UnusableInputError(f"{written}: picture {number - 1} was not written as it was drawn")
    if number != plan.pictures:
        raise UnusableInputError(f"{written}: {number} of {plan.pictures} pictures were written")


def _read(file: Path) -> Iterator[tuple[Fraction, Plane]]:
    with av.open(str(file)) as container:
        stream: Any = container.streams.video[0]
        for frame in container.decode(stream):
            plane = frame.planes[0]
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            yield (frame.pts or 0) * stream.time_base, rows[: frame.height, : frame.width]
