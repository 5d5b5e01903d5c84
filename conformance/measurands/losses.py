"""Which complaints of a decoder a lost picture explains: they are no damage, and damage is never one of them."""

from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter

from conformance.model.facts import Absent, DecoderComplaint, FrameNumbers, Packets, Pictures, VideoTrack
from conformance.model.vocabulary import Complaint

# What is said against whole pictures for what they refer to; of those that are damaged themselves more is said.
_SECOND_HAND = frozenset({Complaint.MISSING_REFERENCE, Complaint.HASH_MISMATCH})
_REORDERED = 16  # packets by which a picture may come out later than it went in (MaxDpbSize; ITU-T H.265, A.4.2)


@dataclass(frozen=True)
class Losses:
    """The packets of one track whose pictures may rest on a lost one, as runs, and the packet of each time stamp."""

    runs: tuple[tuple[int, int], ...]
    packet_of: dict[int, int]
    last: int
    marks_pictures: bool  # the decoder marks every picture that rests on a missing one, and no other

    def explain(self, complaint: DecoderComplaint) -> bool:
        """True where a lost picture is why the decoder complained."""
        if complaint.kind in _SECOND_HAND:
            return self._rests(complaint.packet, 0)
        if complaint.kind is not Complaint.CORRUPT_PICTURE or not self.marks_pictures:
            return False
        if self.packet_of:
            return self._rests(self.packet_of.get(complaint.time, -1), 0)
        # without time stamps only the packet is known that went in when the picture came out, -1 behind the last one
        return self._rests(complaint.packet if complaint.packet >= 0 else self.last, _REORDERED)

    def hide(self, packets: Packets, pictures: Pictures) -> int:
        """Pictures that may rest on a lost one and never came out of the decoder."""
        shown = set(pictures.pts)
        return sum(
            self._rests(number, 0)
            for stamp, number in self.packet_of.items()
            if stamp not in shown and not packets.discard[number]
        )

    def _rests(self, packet: int, later: int) -> bool:
        at = bisect_right(self.runs, packet, key=itemgetter(0))
        return at > 0 and packet <= self.runs[at - 1][1] + later


def losses(track: VideoTrack) -> Losses:
    """What the numbers of a track prove to be lost, for its decoder's complaints."""
    numbers, packets = track.frame_numbers, track.packets
    if not isinstance(numbers, FrameNumbers) or isinstance(packets, Absent):
        return Losses((), {}, -1, marks_pictures=False)
    columns = enumerate(zip(packets.pts, packets.timed, packets.picture, strict=True))
    packet_of = {pts: number for number, (pts, timed, picture) in columns if timed and picture}
    return Losses(numbers.affected, packet_of, len(packets.pts) - 1, marks_pictures=track.codec == "hevc")
