"""What was read from one recording: plain values without a verdict, the only thing that measurands see of a file.

Times are integer ticks of the track's `time_base` (seconds as a `Fraction`); columns of one table have equal length.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from conformance.model.areas import Region
from conformance.model.burned_in_facts import BurnedIn
from conformance.model.chart_facts import ChartFacts
from conformance.model.clock_facts import ClockFacts
from conformance.model.credential_facts import Credentials, NoCredentials
from conformance.model.export_facts import ExportFacts
from conformance.model.gnss_facts import GnssFacts
from conformance.model.layout_facts import LayoutFacts, StreamMarks
from conformance.model.overlay_facts import OverlayFacts
from conformance.model.pattern_facts import CounterFacts
from conformance.model.recovery_facts import Recovery
from conformance.model.signing_facts import SigningFacts
from conformance.model.sound_facts import DriftFacts, FlashFacts, SoundFacts
from conformance.model.stated_times import TimesFacts
from conformance.model.stream_facts import ParameterSets, PictureHashes, ProgramStreamFacts
from conformance.model.structure_facts import Structure
from conformance.model.svac_facts import SvacFacts
from conformance.model.vocabulary import Complaint, Depth, Reason, Role


@dataclass(frozen=True)
class Absent:
    """A fact that could not be had, and why."""

    reason: Reason
    detail: str


@dataclass(frozen=True)
class Look:
    """The staged scene that the pictures are searched for, by the recording's role; general = nothing staged.

    Of a recording that was cut off on purpose, what can be recovered of the file is searched for.

    `regions` are where the submission says that the chart's edges are, `clock_region` where date and time stand
    in the picture: one region, or none where they are to be found. `gnss_log` is the SHA-256 of the log that the
    submission names beside the recording, '' where it names none.
    """

    role: Role = Role.GENERAL
    regions: tuple[Region, ...] = ()
    clock_region: tuple[Region, ...] = ()
    gnss_log: str = ""

    @property
    def staged(self) -> bool:
        """True where a scene was staged."""
        return self.role not in (Role.GENERAL, Role.POWER_LOSS)


NOTHING_STAGED = Look()
NOT_TAKEN = ""  # the digest of a file that nobody has read yet
NO_CHART = Absent(Reason.EVIDENCE_MISSING, "no chart was looked for: the recording has another role")
NO_COUNTER = Absent(Reason.EVIDENCE_MISSING, "no frame counter was looked for: the recording has another role")
NO_CLOCK = Absent(Reason.EVIDENCE_MISSING, "no reference clock was looked for: the recording has another role")
NO_FLASHES = Absent(Reason.EVIDENCE_MISSING, "no flashes were looked for: the recording has another role")
NOT_LISTENED = Absent(Reason.EVIDENCE_UNREADABLE, "the samples of the sound were not looked at")
NOT_LOOKED_FOR = Absent(Reason.EVIDENCE_UNREADABLE, "the boxes of an export were not looked for")
SETS_NOT_READ = Absent(Reason.EVIDENCE_UNREADABLE, "the parameter sets of the track were not looked at")
SIGNING_NOT_READ = Absent(Reason.EVIDENCE_UNREADABLE, "signatures in the stream were not looked for")
HASHES_NOT_READ = Absent(Reason.EVIDENCE_UNREADABLE, "picture hashes were not looked for")
NO_BURNED_IN = Absent(Reason.EVIDENCE_UNREADABLE, "the pictures were not searched for a burned-in clock")
NOT_SEARCHED = Absent(Reason.EVIDENCE_MISSING, "no power was cut: the recording has another role than power_loss")
NOT_WALKED = Absent(Reason.EVIDENCE_UNREADABLE, "the structure of the container was not walked")
MARKS_NOT_READ = Absent(Reason.EVIDENCE_UNREADABLE, "what names the encoder was not looked for")
LAYOUT_NOT_READ = Absent(Reason.EVIDENCE_UNREADABLE, "the layout of the container was not read")
CREDENTIALS_NOT_READ = Absent(Reason.EVIDENCE_UNREADABLE, "content credentials were not looked for")
SVAC_NOT_READ = Absent(Reason.EVIDENCE_UNREADABLE, "an SVAC stream was not looked for")
NO_TEXT = Absent(Reason.EVIDENCE_UNREADABLE, "the pictures were not searched for text")
GNSS_NOT_READ = Absent(Reason.EVIDENCE_UNREADABLE, "times of a satellite receiver were not looked for")
TIMES_NOT_READ = Absent(Reason.EVIDENCE_UNREADABLE, "times beside the pictures were not looked for")
PACKS_NOT_READ = Absent(Reason.EVIDENCE_UNREADABLE, "the packs of a program stream were not looked for")


@dataclass(frozen=True)
class Box:
    """One ISO BMFF box (ISO/IEC 14496-12, 4.2); offset and size in bytes of the file."""

    type: str
    offset: int
    size: int


@dataclass(frozen=True)
class StructureFault:
    """One violation of the container's structure, with its box path and byte offset."""

    code: str
    path: str
    offset: int
    detail: str


@dataclass(frozen=True)
class Edit:
    """One `elst` entry: duration in movie time scale, media time in media time scale (-1 = empty edit)."""

    duration: int
    media_time: int


@dataclass(frozen=True)
class IsoTrack:
    """What the sample tables (or the fragments) of one track promise.

    `width`, `height` in px from `tkhd` before rotation, 0 for no picture; `rotation` in degrees clockwise;
    `sample_bytes` are promised, `missing_bytes` of them lie outside the file or outside every `mdat`.
    """

    track_id: int
    handler: str
    sample_entry: str
    timescale: int
    duration: int
    samples: int
    sample_bytes: int
    missing_samples: int
    missing_bytes: int
    width: int
    height: int
    rotation: int
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class IsoFacts:
    """Own walk over the boxes of an ISO BMFF or QuickTime file.

    `creation_time` is the raw `mvhd` value in seconds since 1904-01-01 00:00 (0 = not set); `creation_times` are the
    distinct set ones of `mvhd`, then of each track's `tkhd` and `mdhd`, of which `wide_creation_times` stand in 64 bits
    alone. `doubts` are legal, but leave open whether all media are there. `export` are the boxes of the ONVIF Export
    File Format.
    """

    brands: tuple[str, ...]
    boxes: tuple[Box, ...]
    fragments: int
    creation_time: int
    timescale: int
    duration: int
    tracks: tuple[IsoTrack, ...]
    faults: tuple[StructureFault, ...]
    doubts: tuple[StructureFault, ...] = ()
    creation_times: tuple[int, ...] = ()
    wide_creation_times: tuple[int, ...] = ()
    export: ExportFacts | Absent = NOT_LOOKED_FOR

    @property
    def promised_bytes(self) -> int:
        """Media bytes that the sample tables promise, over all tracks."""
        return sum(track.sample_bytes for track in self.tracks)

    @property
    def missing_bytes(self) -> int:
        """Promised media bytes that the file does not hold."""
        return sum(track.missing_bytes for track in self.tracks)


@dataclass(frozen=True)
class Packets:
    """Packets of one track in file order; `pts` and `duration` in ticks, `size` in bytes.

    `timed[i]` is False where the packet carries no time stamp (its `pts` is then 0 and means nothing).
    `picture[i]` is False where a video packet holds no coded picture (SEI or parameter sets only).
    """

    pts: tuple[int, ...]
    timed: tuple[bool, ...]
    duration: tuple[int, ...]
    size: tuple[int, ...]
    key: tuple[bool, ...]
    discard: tuple[bool, ...]
    picture: tuple[bool, ...]


@dataclass(frozen=True)
class DecoderComplaint:
    """One thing the decoder could not do right; `time` in ticks of the track."""

    kind: Complaint
    packet: int
    time: int
    detail: str


@dataclass(frozen=True)
class Luma:
    """Statistics on every 8th luma sample of every 8th row, in 8-bit code values.

    `difference[i]` is the mean absolute difference |Y(i) - Y(i-1)| of picture i to the one shown before it (0 for the
    first), `curvature[i]` the mean absolute second difference |Y(i) - 2 Y(i-1) + Y(i-2)| (0 for the first two), and
    `dark[i]` the share of samples in the lowest tenth of the luma range that the track states.
    """

    mean: tuple[float, ...]
    difference: tuple[float, ...]
    curvature: tuple[float, ...]
    dark: tuple[float, ...]


@dataclass(frozen=True)
class Pictures:
    """Decoded pictures of one track in order of presentation; `pts` and `duration` in ticks.

    `types` holds a letter a picture, as its slices say: `K` a key picture, `I`, `P`, `B`, or `?`; `interlaced` counts
    those that the decoder marks so.
    """

    pts: tuple[int, ...]
    timed: tuple[bool, ...]
    duration: tuple[int, ...]
    sizes: tuple[tuple[int, int], ...]  # distinct (width, height) in px before rotation, in order of appearance
    rotation: int  # degrees clockwise to turn the picture for display
    luma: Luma | Absent
    types: str
    interlaced: int


@dataclass(frozen=True)
class FrameNumbers:
    """Pictures that the numbers of one track prove to be lost, as its slice headers count them.

    `gaps` are lost references: in H.264 (packet, `frame_num` expected, found), in HEVC (packet, picture order count of
    the lost one, that of the picture which needs it). `holes` are lost pictures to which no other refers: (packet near
    them, first picture order count, how many). Pictures of the packets `affected`, runs of (first, last), may rest on a
    lost one. `damaged` counts places where a picture may be destroyed and not lost; `skipped` holes that an encoder may
    have left; `uneven` says why the picture order count tells no holes ('' = it does).
    """

    pictures: int
    gaps: tuple[tuple[int, int, int], ...]
    holes: tuple[tuple[int, int, int], ...] = ()
    affected: tuple[tuple[int, int], ...] = ()
    damaged: int = 0
    skipped: int = 0
    uneven: str = ""


@dataclass(frozen=True)
class VideoTrack:
    """One video track as FFmpeg reads it; `declared_frames` is what the container's header says (0 = nothing).

    `pixel_format` is FFmpeg's name of it; `colour_range` is what the stream states: `limited`, `full`, '' = nothing.
    """

    index: int
    codec: str
    profile: str
    level: int
    width: int
    height: int
    time_base: Fraction
    declared_frames: int
    packets: Packets | Absent
    pictures: Pictures | Absent
    complaints: tuple[DecoderComplaint, ...]
    frame_numbers: FrameNumbers | Absent
    parameter_sets: ParameterSets | Absent = SETS_NOT_READ
    pixel_format: str = ""
    colour_range: str = ""
    picture_hashes: PictureHashes | Absent = HASHES_NOT_READ
    signing: SigningFacts | Absent = SIGNING_NOT_READ
    marks: StreamMarks | Absent = MARKS_NOT_READ


@dataclass(frozen=True)
class AudioTrack:
    """One audio track as FFmpeg reads it; sample rate in Hz; `samples` decoded a channel."""

    index: int
    codec: str
    sample_rate: int
    channels: int
    time_base: Fraction
    packets: int
    samples: int
    complaints: tuple[DecoderComplaint, ...]
    sound: SoundFacts | Absent = NOT_LISTENED


@dataclass(frozen=True)
class SecondVideo:
    """One video track as MediaInfo reads it; 0 or '' where it says nothing. Duration and source duration in s."""

    codec: str
    width: int
    height: int
    rotation: int
    frames: int
    frame_rate: Fraction
    duration: Fraction
    source_duration: Fraction


@dataclass(frozen=True)
class SecondAudio:
    """One audio track as MediaInfo reads it; 0 or '' where it says nothing."""

    codec: str
    sample_rate: int
    channels: int


@dataclass(frozen=True)
class SecondExtractor:
    """What MediaInfo, the independent second extractor, says of the file; duration in s."""

    format: str
    duration: Fraction
    video: tuple[SecondVideo, ...]
    audio: tuple[SecondAudio, ...]


@dataclass(frozen=True)
class StatedDate:
    """A string of a file's metadata whose key speaks of a date, as it stands; `key` in small letters."""

    key: str
    text: str


@dataclass(frozen=True)
class Media:
    """The recording as FFmpeg opens it; `creation_time` is the container's own text ('' = not set).

    `dates` are the other strings that may tell a time, those of the container before those of its tracks.
    """

    format: str
    creation_time: str
    video: tuple[VideoTrack, ...]
    audio: tuple[AudioTrack, ...]
    complaints: tuple[str, ...]  # demultiplexer messages
    dates: tuple[StatedDate, ...] = ()


IsoResult: TypeAlias = IsoFacts | Absent


@dataclass(frozen=True)
class Facts:
    """Everything read from one recording to `depth`, its pictures searched for what `look` says.

    `extractor` names the code and libraries.
    """

    sha256: str
    size: int
    extractor: str
    depth: Depth
    iso: IsoResult
    media: Media | Absent
    second: SecondExtractor | Absent
    ps: ProgramStreamFacts | Absent = PACKS_NOT_READ
    look: Look = NOTHING_STAGED
    chart: ChartFacts | Absent = NO_CHART
    counter: CounterFacts | Absent = NO_COUNTER
    clock: ClockFacts | Absent = NO_CLOCK
    flashes: FlashFacts | Absent = NO_FLASHES
    drift: DriftFacts | Absent = NO_FLASHES
    burned_in: BurnedIn | Absent = NO_BURNED_IN
    gnss: GnssFacts | Absent = GNSS_NOT_READ
    times: TimesFacts | Absent = TIMES_NOT_READ
    overlay: OverlayFacts | Absent = NO_TEXT
    structure: Structure | Absent = NOT_WALKED
    credentials: Credentials | NoCredentials | Absent = CREDENTIALS_NOT_READ
    svac: SvacFacts | Absent = SVAC_NOT_READ
    recovery: Recovery | Absent = NOT_SEARCHED
    layout: LayoutFacts | Absent = LAYOUT_NOT_READ
