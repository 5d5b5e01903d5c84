"""Recipes as values: what a recording with known truth is made of, down to the last encoder setting."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from conformance.synthesis.defects import Defect


class Container(StrEnum):
    """File formats of fixtures; `ps` follows GB/T 28181-2016, C.1; `h264` and `hevc` are raw byte streams."""

    MP4 = "mp4"
    MOV = "mov"
    MKV = "mkv"
    AVI = "avi"
    TS = "ts"
    PS = "ps"
    H264 = "h264"
    HEVC = "hevc"


class VideoCodec(StrEnum):
    """Video codings of fixtures."""

    H264 = "h264"
    HEVC = "hevc"
    MJPEG = "mjpeg"
    MPEG4 = "mpeg4"
    MPEG2 = "mpeg2video"
    VP8 = "vp8"


class AudioCodec(StrEnum):
    """Audio codings of fixtures."""

    AAC = "aac"
    ALAW = "pcm_alaw"
    MULAW = "pcm_mulaw"
    PCM = "pcm_s16le"
    MP3 = "mp3"
    MP2 = "mp2"


class Scene(StrEnum):
    """What the camera sees."""

    PATTERN = "testsrc2"
    NOISE = "noise-moving"
    STILL = "still"
    CHART = "chart"  # the resolution chart, filling the picture
    COUNTER = "counter"  # the frame counter, filling the picture
    CLOCKS = "clocks"  # the reference clock on a display, and the recorder's own clock in the picture
    OWN_CLOCK = "own-clock"  # a grey wall, and the recorder's own clock in the picture
    FLASHES = "flashes"  # a dark picture that flashes, with a beep at every flash instead of the tone


@dataclass(frozen=True)
class BurnedClock:
    """The recorder's own clock in the picture: on which day of 24 h the recording begins, counted from 0, and more.

    The clock in the picture is `offset` s ahead of what is right, and `step` s more from the middle on; it is shown in
    that `share` of the pictures, the first ones.
    """

    day: Fraction = Fraction(0)
    offset: Fraction = Fraction(0)
    step: Fraction = Fraction(0)
    share: Fraction = Fraction(1)


class Layout(StrEnum):
    """Where an ISO BMFF file keeps its `moov`; `fragmented` spreads the sample tables over `moof` boxes."""

    MOOV_FIRST = "moov-first"
    MOOV_LAST = "moov-last"
    FRAGMENTED = "fragmented"


class Repeats(StrEnum):
    """How often something stands in a stream: at every key picture, as it should, or at the first one only."""

    EVERY = "every"
    FIRST = "first"


@dataclass(frozen=True)
class Packing:
    """How a program stream is packed; the defaults are those of GB/T 28181-2016, C.1.

    `video_type` 0 = that of the codec. `lost` are coded pictures (from 0) that the writer lost: unlike a frame that was
    never captured, such a one leaves a gap in `frame_num`.
    """

    pictures_a_pack: int = 1
    headers: Repeats = Repeats.EVERY
    parameter_sets: Repeats = Repeats.EVERY
    video_id: int = 0xE0
    audio_id: int = 0xC0
    video_type: int = 0
    audio_type: int = 0x90
    lost: tuple[int, ...] = ()


@dataclass(frozen=True)
class Quality:
    """The encoder's own quality scale: CRF for H.264 and HEVC, quantiser for the others; low is good."""

    level: int


@dataclass(frozen=True)
class ConstantRate:
    """Constant bit rate in bit/s, padded with filler data (H.264 only)."""

    bits_per_second: int


@dataclass(frozen=True)
class Video:
    """The picture track.

    `width`, `height` in px, `rate` in Hz, `seconds` before frames are dropped; `dropped` are indices of captured
    frames that never reach the encoder while the time line goes on, `repeated` those in whose place the one before is
    shown again, `bunched` those that are stamped 1 ms behind the one before; `first_pts` in s; `profile` '' = the
    encoder's. `captured` in Hz is how often a counter is captured, each capture being repeated to fill `rate` (0 =
    `rate`); a chart is seen by a sensor of `sensor_width` x `sensor_height` px (0 = the picture's) and scaled up.
    """

    codec: VideoCodec
    width: int
    height: int
    rate: Fraction
    seconds: Fraction
    scene: Scene
    coding: Quality | ConstantRate
    pixel_format: str
    profile: str
    key_interval: int
    b_frames: int
    dropped: tuple[int, ...]
    first_pts: Fraction
    repeated: tuple[int, ...] = ()
    bunched: tuple[int, ...] = ()
    captured: Fraction = Fraction(0)
    sensor_width: int = 0
    sensor_height: int = 0
    clock: BurnedClock = BurnedClock()


@dataclass(frozen=True)
class Sound:
    """A 440 Hz tone as long as the picture, or a beep a flash; sample rate in Hz.

    `delay` in s is how much later than the flashes the beeps come; it counts where there are flashes.
    """

    codec: AudioCodec
    sample_rate: int
    channels: int
    delay: Fraction = Fraction(0)


@dataclass(frozen=True)
class NoSound:
    """No audio track."""


@dataclass(frozen=True)
class NotDated:
    """The container's creation time is left unset."""


@dataclass(frozen=True)
class Recipe:
    """One recording; `truth` says in a sentence what is known of it, `rotation` in degrees clockwise.

    `creation_time` is what the container states (ISO BMFF `mvhd`, Matroska `DateUTC`); never the clock of a machine.
    `name` is the built file's without its extension, '' = the id; `packing` counts for program streams only.
    """

    id: str
    truth: str
    container: Container
    layout: Layout
    video: Video
    audio: Sound | NoSound
    creation_time: datetime | NotDated
    rotation: int
    defects: tuple[Defect, ...]
    name: str = ""
    packing: Packing = Packing()

    @property
    def file_name(self) -> str:
        """Name of the built file."""
        return f"{self.name or self.id}.{self.container}"
