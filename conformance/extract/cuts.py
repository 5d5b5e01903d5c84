"""Where a track may be decoded from anew, so that several processes share one file and find the same pictures.

The ranges follow from the file alone, never from the number of processes: facts are the same however many read it.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import av
from av.video.stream import VideoStream

from conformance.extract.opening import Source
from conformance.extract.stream import nal

# Pictures of these codecs can refer to nothing before an instantaneous refresh (H.264 7.4.1.2.4, HEVC 3.71), of JPEG to
# nothing at all.
_REFRESH = {"h264": frozenset({5}), "hevc": frozenset({19, 20}), "mjpeg": frozenset[int]()}
_SLICES = {**nal.VCL, "mjpeg": frozenset[int]()}
_SETS = {"h264": frozenset({7, 8}), "hevc": frozenset({32, 33, 34}), "mjpeg": frozenset[int]()}
_SEEKABLE = frozenset({"mp4", "matroska", "avi"})  # formats with an index, which each cut is held against
_FEWEST = 600  # packets a range: below it, opening the file again costs more than a second process saves
_FURTHER = 1800  # packets a range of more than two: each searches its pictures for a clock anew, some 20 s long
_MOST = 8  # ranges, a power of two: so that 2, 4 and 8 processes get equal shares


@dataclass(frozen=True)
class Cut:
    """The packet that a range begins with: its number in the track, and its stamp and size to know it again."""

    packet: int
    pts: int
    size: int


@dataclass(frozen=True)
class Span:
    """Packets of the only video track from `begin` up to number `end`; or the `whole` of all video tracks."""

    begin: Cut
    end: int
    whole: bool = False


FIRST = Cut(0, 0, 0)
WHOLE = Span(FIRST, 0, whole=True)


@dataclass
class CutAudit:
    """Takes the packets of one video track in file order."""

    codec: str
    _sizes: list[int] = field(default_factory=list)
    _candidates: list[Cut] = field(default_factory=list)
    _sets_seen: bool = False
    _void: bool = False

    def take(self, packet: "av.Packet[Any]", kinds: set[int]) -> None:
        """One packet and the types of its NAL units."""
        pts, number = packet.pts, len(self._sizes)
        self._sizes.append(packet.size)
        if self._void or pts is None or packet.is_discard:
            self._void = True
            return
        sets = kinds & _SETS[self.codec]
        if packet.is_keyframe:
            self._void = packet.has_sidedata("new_extradata")
            prepared = sets == _SETS[self.codec] or not (sets or self._sets_seen)
            if prepared and kinds & _SLICES[self.codec] <= _REFRESH[self.codec]:
                self._candidates.append(Cut(number, pts, packet.size))
        self._sets_seen = self._sets_seen or bool(sets)

    def spans(self) -> tuple[Span, ...]:
        """Ranges of about equal cost that cover the track; one, the whole, where it can't be cut."""
        count, wanted = len(self._sizes), 1
        while wanted < _MOST and wanted * 2 * (_FEWEST if wanted == 1 else _FURTHER) <= count:
            wanted *= 2
        return _between([] if self._void or wanted == 1 else self._starts(wanted), count)

    def _starts(self, wanted: int) -> list[Cut]:
        """The cuts nearest behind equal shares of the work: a picture costs as much as its mean number of bytes."""
        mean = sum(self._sizes) / len(self._sizes)
        work = list(accumulate(size + mean for size in self._sizes))
        candidates = [cut for cut in self._candidates if cut.packet]
        numbers = [cut.packet for cut in candidates]
        chosen: dict[int, Cut] = {}
        for share in range(1, wanted):
            at = bisect_left(numbers, bisect_left(work, work[-1] * share / wanted))
            if at < len(numbers):
                chosen[numbers[at]] = candidates[at]
        return list(chosen.values())


def cut_audit(stream: VideoStream, demultiplexer: str) -> CutAudit:
    """The audit of a track; it finds no cut where format or codec forbids one."""
    codec = stream.codec_context.codec.canonical_name
    return CutAudit(codec, _void=demultiplexer not in _SEEKABLE or codec not in _REFRESH)


def confirmed(source: Source, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans without those cuts that a seek in the newly opened file does not lead to."""
    starts = [span.begin for span in spans[1:] if leads_to(source, span.begin)]
    return _between(starts, spans[-1].end) if len(spans) > 1 else spans


def leads_to(source: Source, cut: Cut) -> bool:
    """True where a seek in the only video track leads to that very packet, which is then read."""
    stream = source.video[0]
    try:
        source.container.seek(cut.pts, stream=stream)
    except (av.FFmpegError, OSError):
        return False
    packet = next(source.packets([stream]))
    return is_at(packet, cut)


def is_at(packet: "av.Packet[Any]", cut: Cut) -> bool:
    """True for the packet that the cut describes."""
    return (packet.pts, packet.size) == (cut.pts, cut.size)


def _between(starts: list[Cut], count: int) -> tuple[Span, ...]:
    if not starts:
        return (WHOLE,)
    begins = [FIRST, *starts]
    ends = [*(cut.packet for cut in starts), count]
    return tuple(Span(begin, end) for begin, end in zip(begins, ends, strict=True))
