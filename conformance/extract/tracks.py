"""Collectors that grow, packet by packet, into the frozen facts of one track."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import av
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from conformance.extract import nal
from conformance.extract.frame_numbers import FrameNumberAudit
from conformance.extract.luma import LumaTable, samples
from conformance.extract.parameter_sets import ParameterSetAudit
from conformance.model.facts import (
    Absent,
    AudioTrack,
    DecoderComplaint,
    FrameNumbers,
    Packets,
    Pictures,
    VideoTrack,
)
from conformance.model.stream_facts import ParameterSets
from conformance.model.vocabulary import Complaint, Depth, Reason

_AUDITED = frozenset({"h264", "hevc"})
_RANGES = {1: "limited", 2: "full"}  # AVColorRange
_TYPES = {1: "I", 2: "P", 3: "B"}  # AVPictureType


@dataclass
class Complaints:
    """Decoder complaints of one track, one a time stamp: a corrupt picture that was also logged counts once."""

    timed: bool = True
    found: list[DecoderComplaint] = field(default_factory=list)
    _known: set[tuple[bool, int]] = field(default_factory=set)

    def add(self, kind: Complaint, packet: int, stamp: int | None, detail: str) -> None:
        """Keep the first complaint about each time stamp, or each packet where there is none."""
        known = (stamp is None, packet if stamp is None else stamp)
        if known not in self._known:
            self._known.add(known)
            time = stamp if self.timed and stamp is not None else 0
            self.found.append(DecoderComplaint(kind, packet, time, detail))


class PacketTable:
    """Columns of `Packets`, with the NAL audit of H.264 and HEVC on the way."""

    def __init__(self, stream: VideoStream, *, timed: bool) -> None:
        context = stream.codec_context
        self._codec = context.codec.canonical_name
        self._timed = timed
        self._rows: list[tuple[int, bool, int, int, bool, bool, bool]] = []
        self.frame_numbers = FrameNumberAudit()
        extradata = bytes(context.extradata or b"")
        self.framing = nal.framing(self._codec, extradata)
        self.parameter_sets = ParameterSetAudit(in_description=self.framing.length_bytes > 0)
        for unit in nal.configuration_units(self._codec, extradata):
            self.frame_numbers.take(unit, -1)
            self.parameter_sets.describe(unit)

    def __len__(self) -> int:
        return len(self._rows)

    def take(self, packet: "av.Packet[Any]") -> None:
        """Add one packet."""
        pts = packet.pts
        self._rows.append(
            (
                pts or 0,
                self._timed and pts is not None,
                packet.duration or 0,
                packet.size,
                packet.is_keyframe,
                packet.is_discard,
                self._holds_picture(packet),
            )
        )

    def _holds_picture(self, packet: "av.Packet[Any]") -> bool:
        if self._codec not in _AUDITED:
            return packet.size > 0
        found = False
        for unit in nal.units(self.framing, bytes(packet)):
            found = found or nal.is_picture(self._codec, unit)
            if self._codec == "h264":
                self.frame_numbers.take(unit, len(self._rows))
                self.parameter_sets.take(unit, len(self._rows))
        return found

    def frozen(self) -> Packets:
        """The columns."""
        columns = tuple(zip(*self._rows, strict=True)) or ((),) * 7
        return Packets(*columns)


class PictureTable:
    """Columns of `Pictures`, with the reduced luma of each against those before."""

    def __init__(self, *, timed: bool, limited: bool) -> None:
        self._timed = timed
        self._rows: list[tuple[int, bool, int]] = []
        self._types: list[str] = []
        self._interlaced = 0
        self._luma = LumaTable(limited)
        self._sizes: dict[tuple[int, int], None] = {}
        self._rotation = 0

    def take(self, frame: av.VideoFrame) -> None:
        """Add one decoded picture."""
        if not self._rows:
            self._rotation = -frame.rotation % 360
        self._rows.append((frame.pts or 0, self._timed and frame.pts is not None, frame.duration or 0))
        self._types.append(_letter(frame))
        self._interlaced += frame.interlaced_frame
        self._sizes[frame.width, frame.height] = None
        self._luma.take(samples(frame))

    def frozen(self) -> Pictures:
        """The columns, in order of presentation."""
        pts, timed, duration = tuple(zip(*self._rows, strict=True)) or ((),) * 3
        return Pictures(
            pts,
            timed,
            duration,
            tuple(self._sizes),
            self._rotation,
            self._luma.frozen(),
            "".join(self._types),
            self._interlaced,
        )


def _letter(frame: av.VideoFrame) -> str:
    """Key picture or type of its slices, as `Pictures.types` has it."""
    return "K" if frame.key_frame else _TYPES.get(frame.pict_type, "?")


class VideoCollector:
    """Grows into a `VideoTrack`."""

    def __init__(self, stream: VideoStream, depth: Depth, *, timed: bool) -> None:
        self._stream = stream
        self._depth = depth
        self._timed = timed
        self._packets = PacketTable(stream, timed=timed)
        self._colour_range = _RANGES.get(stream.codec_context.color_range, "")
        self._pictures = PictureTable(timed=timed, limited=self._colour_range != "full")
        self.complaints = Complaints(timed)

    def take_packet(self, packet: "av.Packet[Any]") -> int:
        """Add a packet; its index, which is its time stamp too where the stream has none: it names the picture."""
        self._packets.take(packet)
        index = len(self._packets) - 1
        if not self._timed:
            packet.pts = packet.dts = index
        return index

    def expects_no_picture(self, packet: "av.Packet[Any]") -> bool:
        """True where the packet is sound and holds messages alone, as the signature behind the last picture."""
        return nal.holds_messages_only(self._packets.framing, bytes(packet))

    def take_frame(self, frame: av.VideoFrame, packet: int) -> None:
        """Add a decoded picture that came out while `packet` went in."""
        self._pictures.take(frame)
        if frame.is_corrupt:
            self.complaints.add(Complaint.CORRUPT_PICTURE, packet, frame.pts, "picture decoded with concealed errors")

    def frozen(self) -> VideoTrack:
        """The facts of the track."""
        stream, context = self._stream, self._stream.codec_context
        shallow = Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {self._depth}")
        reads_packets = self._depth.reaches(Depth.PACKETS)
        frame_numbers: FrameNumbers | Absent = shallow
        parameter_sets: ParameterSets | Absent = shallow
        if reads_packets:
            frame_numbers, parameter_sets = self._packets.frame_numbers.result(), self._packets.parameter_sets.result()
            if (codec := context.codec.canonical_name) != "h264":
                frame_numbers = Absent(Reason.METHOD_DOES_NOT_APPLY, f"frame_num is of H.264; this track is {codec}")
                parameter_sets = Absent(Reason.METHOD_DOES_NOT_APPLY, f"the audit reads H.264; this track is {codec}")
        return VideoTrack(
            index=stream.index,
            codec=context.codec.canonical_name,
            profile=stream.profile or "",
            level=context.level or 0,
            width=context.width,
            height=context.height,
            time_base=Fraction(stream.time_base or 1),
            declared_frames=stream.frames,
            packets=self._packets.frozen() if reads_packets else shallow,
            pictures=self._pictures.frozen() if self._depth.reaches(Depth.FRAMES) else shallow,
            complaints=tuple(self.complaints.found),
            frame_numbers=frame_numbers,
            parameter_sets=parameter_sets,
            pixel_format=context.pix_fmt or "",
            colour_range=self._colour_range,
        )


class AudioCollector:
    """Grows into an `AudioTrack`."""

    def __init__(self, stream: AudioStream) -> None:
        self._stream = stream
        self._packets = 0
        self._samples = 0
        self.complaints = Complaints()

    def take_packet(self, packet: "av.Packet[Any]") -> int:
        """Count a packet; its index."""
        self._packets += packet.size > 0
        return self._packets - 1

    def expects_no_picture(self, packet: "av.Packet[Any]") -> bool:  # noqa: ARG002 - asked of every track
        """False: every packet of sound should decode."""
        return False

    def take_frame(self, frame: av.AudioFrame, packet: int) -> None:
        """Count the samples of a decoded frame."""
        self._samples += frame.samples
        if frame.is_corrupt:
            self.complaints.add(Complaint.CORRUPT_PICTURE, packet, frame.pts, "audio decoded with concealed errors")

    def frozen(self) -> AudioTrack:
        """The facts of the track."""
        context = self._stream.codec_context
        return AudioTrack(
            index=self._stream.index,
            codec=context.codec.canonical_name,
            sample_rate=context.sample_rate or 0,
            channels=context.channels,
            time_base=Fraction(self._stream.time_base or 1),
            packets=self._packets,
            samples=self._samples,
            complaints=tuple(self.complaints.found),
        )
