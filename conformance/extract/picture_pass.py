"""The pass over the pictures: every picture of a span of packets decoded once and looked at while it is there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
from av.video.stream import VideoStream

from conformance.errors import ExtractionError
from conformance.extract.burned_in.region import OverlayWatcher, overlay_watcher
from conformance.extract.cuts import Cut, Span, is_at
from conformance.extract.decoding import NO_PICTURE, Complaints, decode, is_flush
from conformance.extract.luma import LumaTable, samples
from conformance.extract.opening import Source, flush, opened
from conformance.extract.packet_pass import Heartbeat, colour_range
from conformance.extract.staged import Nothing, Watcher, watcher
from conformance.extract.stream import nal
from conformance.extract.views import Seen, View
from conformance.model.facts import Absent, Look
from conformance.model.vocabulary import Complaint

_TYPES = {1: "I", 2: "P", 3: "B"}  # AVPictureType


class CutNotFoundError(ExtractionError):
    """A seek did not lead to the packet that a span begins with: the file must be decoded in one go."""


def see(file: Path, span: Span, look: Look, beat: Heartbeat) -> View:
    """Decode one span in a decoder of its own.

    Raises:
        CutNotFoundError: the span's first packet is not where the index says.
        ExtractionError: the file can no longer be opened.
    """
    with opened(file) as source:
        if isinstance(source, Absent):
            raise ExtractionError(f"the file can't be opened again: {source.detail}")
        tracks = {stream.index: _Viewer(stream, source, span.begin.packet) for stream in source.video}
        watching: Watcher = Nothing()
        clock: OverlayWatcher | None = None
        if source.video:
            measured = max(source.video, key=lambda stream: (stream.width * stream.height, -stream.index))
            watching = tracks[measured.index].watching = watcher(file, measured, look)
            if not look.staged and source.timed:  # what is staged ticks too
                clock = overlay_watcher(measured, look.clock_region, first=span.begin.packet == 0)
                tracks[measured.index].clock = clock
        for packet in source.packets(source.video) if span.whole else _within(source, span):
            beat()
            tracks[packet.stream.index].take(packet, source)
        staged = watching.frozen()
        burned_in, overlay = (clock.frozen(), clock.overlay()) if clock else (staged.burned_in, staged.overlay)
        return View(tuple(track.frozen() for track in tracks.values()), staged, burned_in, overlay)


def _within(source: Source, span: Span) -> Iterator["av.Packet[Any]"]:
    """Packets of the span, then the one that empties the decoder."""
    stream, number = source.video[0], span.begin.packet
    if number:
        _seek(source, span.begin)
    for packet in source.packets([stream]):
        if number >= span.end or is_flush(packet):
            break
        if number == span.begin.packet and number and not is_at(packet, span.begin):
            raise CutNotFoundError(f"the index leads to another packet than number {number}")
        yield packet
        number += 1
    if number < span.end:
        raise CutNotFoundError(f"track {stream.index} ends before packet {span.end}")
    yield flush(stream)


def _seek(source: Source, cut: Cut) -> None:
    try:
        source.container.seek(cut.pts, stream=source.video[0])
    except (av.FFmpegError, OSError) as error:
        raise CutNotFoundError(f"the index leads nowhere: {error}") from error


class _Viewer:
    """Grows into what is seen of one track."""

    def __init__(self, stream: VideoStream, source: Source, first_packet: int) -> None:
        context = stream.codec_context
        self._stream = stream
        self._timed = source.timed
        self._framing = nal.framing(context.codec.canonical_name, bytes(context.extradata or b""))
        self._packets = first_packet
        self._complaints = Complaints(source.timed)
        self._rows: list[tuple[int, bool, int]] = []
        self._types: list[str] = []
        self._interlaced = 0
        self._sizes: dict[tuple[int, int], None] = {}
        self._rotation = 0
        self._luma = LumaTable(limited=colour_range(stream) != "full")
        self.watching: Watcher = Nothing()
        self.clock: OverlayWatcher | None = None

    def take(self, packet: "av.Packet[Any]", source: Source) -> None:
        """Decode one packet, or what the decoder still holds."""
        number = -1
        if not is_flush(packet):
            number, self._packets = self._packets, self._packets + 1
            if not self._timed:
                packet.pts = packet.dts = number  # it names the picture
        if packet.is_corrupt:
            self._complaints.add(Complaint.CORRUPT_PACKET, number, packet.pts, "packet is incomplete or damaged")
        frames, said = decode(packet, source.log)
        if said == [NO_PICTURE] and nal.holds_messages_only(self._framing, bytes(packet)):
            said = []
        for one in said[
            :1
        ]:  # before its picture: of two complaints about one stamp the first is kept, and this says more
            self._complaints.add(one.kind, number, packet.pts, one.detail)
        for frame in frames:
            self._look_at(frame, number)

    def _look_at(self, frame: av.VideoFrame, packet: int) -> None:
        """One decoded picture that came out while that packet went in."""
        self.watching.take(frame, len(self._rows))
        if self.clock:
            self.clock.take(frame, len(self._rows))
        if not self._rows:
            self._rotation = -frame.rotation % 360
        self._rows.append((frame.pts or 0, self._timed and frame.pts is not None, frame.duration or 0))
        self._types.append("K" if frame.key_frame else _TYPES.get(frame.pict_type, "?"))
        self._interlaced += frame.interlaced_frame
        self._sizes[frame.width, frame.height] = None
        self._luma.take(samples(frame))
        if frame.is_corrupt:
            self._complaints.add(Complaint.CORRUPT_PICTURE, packet, frame.pts, "picture decoded with concealed errors")

    def frozen(self) -> Seen:
        """What was seen."""
        pts, timed, duration = tuple(zip(*self._rows, strict=True)) or ((),) * 3
        return Seen(
            self._stream.index,
            pts,
            timed,
            duration,
            tuple(self._sizes),
            self._rotation,
            "".join(self._types),
            self._interlaced,
            self._luma.frozen(),
            tuple(self._complaints.found),
        )
