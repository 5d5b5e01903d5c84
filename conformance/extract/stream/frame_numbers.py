"""Continuity of H.264 `frame_num` and picture order count: gaps prove lost pictures that no decoder reports.

`frame_num` counts reference pictures; what no other picture refers to leaves holes in the order (see `order_grid`).
Invisible: the last picture before an IDR, whole groups of pictures, losses in multiples of MaxFrameNum, and disposable
pictures of streams whose order is told otherwise or unevenly.
"""

from dataclasses import dataclass

from conformance.extract.stream import h264
from conformance.extract.stream.bits import BitsExhausted
from conformance.extract.stream.h264 import HeaderReader, PictureHeader
from conformance.extract.stream.nal import is_message
from conformance.extract.stream.order_grid import Counted, Grid, OrderGrid
from conformance.extract.stream.wholeness import Wholeness
from conformance.model.facts import Absent, FrameNumbers
from conformance.model.vocabulary import Reason

_HEAD = 24  # bytes by which a slice is known again
_FARTHEST = 20  # pictures between a gap in frame_num and the hole of the same picture in the order count
_COUNTS = 10  # a number that does not move is a loss where this many times as many do, else the encoder's habit

_Gap = tuple[int, int, int]


@dataclass
class _Shadow:
    """Packets whose pictures may rest on a lost one: from its place to the next IDR, or past the next intra picture."""

    first: int
    certain: bool  # by a gap, not only by a number that did not move
    left: int = -1  # reference pictures behind an intra picture until none before it is kept; -1 = none came yet

    def over(self, header: PictureHeader) -> bool:
        """Whether the shadow ends with this picture, which is no IDR."""
        if self.left < 0 and header.is_intra:
            self.left = header.sequence.most_references + 1
        elif self.left > 0 and header.is_reference:
            self.left -= 1
        return self.left == 0


class FrameNumberAudit:
    """Takes the NAL units of one H.264 track in file order and keeps the gaps."""

    def __init__(self) -> None:
        self._headers = HeaderReader()
        self._whole = Wholeness()
        self._grid = OrderGrid()
        self._otherwise = ""  # why the order count is not compared
        self._previous_reference = -1  # none yet
        self._reference = b""  # the slice of that picture
        self._anchor = (0, 0)  # MSB and LSB of its order count
        self._head = b""
        self._gaps: list[_Gap] = []
        self._still: list[_Gap] = []  # numbers that did not move
        self._claims = self._gaps  # the one of the two that grew last
        self._due = -1  # what comes next if the number of the picture before, a gap, was a damaged one; else -1
        self._shadow: list[_Shadow] = []  # the one under way
        self._shadow_before: list[_Shadow] = []  # the same without the last gap
        self._shadows: list[tuple[_Shadow, int]] = []
        self._packet = -1
        self._pictures = 0
        self._compared = 0
        self._moved = 0
        self._free = 0  # pictures of a sequence that may skip numbers as it likes
        self._unreadable = 0

    def take(self, unit: bytes, packet: int) -> None:
        """Look at one NAL unit of packet number `packet`; -1 for those of the sample description."""
        kind = h264.kind_of(unit) if unit else 0
        if kind not in h264.SLICES or unit[0] & 0x80:
            self._message(unit, kind, packet)
        elif h264.begins_picture(unit):
            self._first_slice(unit, packet)
        else:
            self._whole.further_slice(packet)

    def _message(self, unit: bytes, kind: int, packet: int) -> None:
        (self._whole.message if is_message("h264", unit) else self._whole.unknown)(packet)
        if kind in (h264.SPS, h264.PPS):
            try:
                self._headers.keep(unit)
            except BitsExhausted:
                self._unreadable += 1

    def _first_slice(self, unit: bytes, packet: int) -> None:
        suspect = self._whole.first_slice(packet)
        try:
            header = self._headers.read(unit)
        except BitsExhausted:
            self._whole.unreadable(packet)
            self._unreadable += 1
            return
        if header.sequence.gaps_allowed:
            self._free += 1
            return
        if unit[:_HEAD] == self._head:
            return  # the same picture once more
        self._head, self._packet = unit[:_HEAD], packet
        self._pictures += 1
        if header.is_idr:
            self._end_shadow(packet - 1)
            self._begin(0)
        elif self._previous_reference >= 0:
            self._compare(header, packet, suspect=suspect)
        if suspect:
            self._grid.spoil()
        self._place(header, packet)
        if header.is_reference:
            self._previous_reference, self._reference = header.number, unit
        if self._shadow and not header.is_idr and self._shadow[0].over(header):
            self._end_shadow(packet)

    def _begin(self, number: int) -> None:
        """Counts start anew."""
        self._grid.begin()
        self._anchor = (0, 0)
        self._previous_reference = number

    def _compare(self, header: PictureHeader, packet: int, *, suspect: bool) -> None:
        self._compared += 1
        modulus = 1 << header.sequence.number_bits
        allowed = (self._previous_reference, (self._previous_reference + 1) % modulus)
        if header.number not in allowed and self._headers.resets(self._reference):
            self._begin(0)
        previous = self._previous_reference
        expected = (previous + 1) % modulus
        gap = (packet, expected, header.number)
        due, self._due = self._due, -1
        if header.number == expected:
            self._moved += 1
        elif header.number == previous and not (header.is_reference and header.sequence.frames_only):
            pass  # the second field of a frame (7.4.3)
        elif header.number == due:
            self._retract((due - 1) % modulus)
        elif not suspect:
            self._due = (expected + header.is_reference) % modulus
            self._claim(gap, moved=header.number != previous)
        if header.number not in (previous, expected, due):
            self._previous_reference = (header.number - 1) % modulus  # 7.4.3: so that one loss is one gap

    def _claim(self, gap: _Gap, *, moved: bool) -> None:
        self._claims = self._gaps if moved else self._still
        self._claims.append(gap)
        self._shadow_before = self._shadow
        first, certain = (self._shadow[0].first, self._shadow[0].certain) if self._shadow else (gap[0], False)
        self._shadow = [_Shadow(first, certain=certain or moved)]

    def _retract(self, previous: int) -> None:
        """The count goes on as if the picture before, a gap, had another number: that one was damaged, none is lost."""
        self._claims.pop()
        self._shadow = self._shadow_before
        self._whole.misread()
        self._grid.spoil()
        self._previous_reference = previous

    def _place(self, header: PictureHeader, packet: int) -> None:
        """Give the picture its place in the order of output (8.2.1.1, equation 8-3)."""
        if header.order_lsb < 0:
            self._otherwise = f"the picture order count is of type {header.sequence.order_type}, which skips none"
        elif header.is_field:
            self._otherwise = "the pictures are fields"
        if self._otherwise:
            return
        modulus = 1 << header.sequence.order_bits
        msb, before = self._anchor
        if header.order_lsb < before and before - header.order_lsb >= modulus // 2:
            msb += modulus
        elif header.order_lsb > before and header.order_lsb - before > modulus // 2:
            msb -= modulus
        if header.is_reference:
            self._anchor = (msb, header.order_lsb)
        self._grid.add(Counted(msb + header.order_lsb, packet, not header.is_reference, access=False))

    def _end_shadow(self, last: int) -> None:
        self._shadows += [(shadow, last) for shadow in self._shadow]
        self._shadow = []

    def result(self) -> FrameNumbers | Absent:
        """What was found; absent where no number could be held against the one before."""
        damaged = self._whole.finish()
        self._end_shadow(self._packet)
        if not self._compared:
            return self._nothing()
        believed = self._moved >= _COUNTS * len(self._still)
        gaps = sorted([*self._gaps, *(self._still if believed else [])])
        grid = self._grid.result()
        uneven = self._otherwise or grid.uneven
        told, skipped = ([], 0) if uneven else _holes(grid, gaps)
        affected = [(shadow.first, last) for shadow, last in self._shadows if shadow.certain or believed]
        return FrameNumbers(
            pictures=self._pictures,
            gaps=tuple(gaps),
            holes=tuple(told),
            affected=tuple(affected),
            damaged=damaged,
            skipped=skipped,
            uneven=uneven,
        )

    def _nothing(self) -> Absent:
        if self._free:
            why = "the stream may skip frame_num as it likes (gaps_in_frame_num_value_allowed_flag)"
            return Absent(Reason.METHOD_DOES_NOT_APPLY, f"{why}, so that a gap proves no loss")
        if self._pictures:
            why = "IDR pictures start frame_num anew, and no other picture follows one"
            return Absent(Reason.NOTHING_TO_MEASURE, f"{why} among the {self._pictures} of this track")
        return Absent(Reason.NOTHING_TO_MEASURE, f"no slice header was readable ({self._unreadable} were not)")


def _holes(grid: Grid, gaps: list[_Gap]) -> tuple[list[tuple[int, int, int]], int]:
    """Holes that no gap explains, and how many of the others are not credible as losses.

    A lost reference leaves both: the hole nearest to each gap is the same loss.
    """
    left = list(grid.holes)
    for packet, _, _ in gaps:
        near = [hole for hole in left if abs(hole.packet - packet) <= _FARTHEST]
        if near:
            left.remove(min(near, key=lambda hole: abs(hole.packet - packet)))
    credible = [hole for hole in left if grid.credible(hole.missing, at_access=False)]
    return [(hole.packet, hole.first, hole.missing) for hole in credible], len(left) - len(credible)
