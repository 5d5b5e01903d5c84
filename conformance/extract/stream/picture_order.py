"""Continuity of the HEVC picture order count: a reference that the stream never held is a lost picture.

Every slice header names the pictures that are kept for reference, so that nearly every lost reference shows at the next
picture. Pictures that no other refers to leave holes in the count (see `order_grid`).
Invisible: the last pictures of a coded video sequence, whole sequences, and disposable pictures of uneven counts.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from conformance.extract.stream import hevc
from conformance.extract.stream.bits import BitsExhausted
from conformance.extract.stream.hevc import HeaderReader, PictureHeader
from conformance.extract.stream.nal import is_message
from conformance.extract.stream.order_grid import Counted, Grid, OrderGrid
from conformance.extract.stream.runs import runs
from conformance.extract.stream.wholeness import Wholeness
from conformance.model.facts import Absent, FrameNumbers
from conformance.model.vocabulary import Reason

_Place = tuple[int, int]  # sequence, order count


@dataclass(frozen=True)
class _Doubtful:
    """A picture of which nothing that it names was there."""

    packet: int
    order: int
    named: frozenset[int]


_NOTHING = _Doubtful(-1, -1, frozenset())


class _Sequence:
    """What one coded video sequence has shown so far."""

    def __init__(self, *, cut_in: bool) -> None:
        self.cut_in = cut_in  # it begins with a CRA picture whose leading pictures can't be decoded
        self.seen: set[int] = set()
        self.by_low_bits: dict[int, int] = {}  # the last one of each
        self.excused: set[int] = set()  # named, not there, and perhaps destroyed
        self.missing: dict[int, tuple[int, int]] = {}  # order count -> packet and order count that named it first
        self.needed: set[int] = set()
        self.roots: dict[int, frozenset[int]] = {}  # order count -> missing ones that the picture rests on
        self.resting: list[tuple[int, frozenset[int]]] = []  # the same by packet
        self.doubtful = _NOTHING  # the picture before
        self.orphans: list[int] = []  # packets of the leading pictures of an access point that is missing


class PictureOrderAudit:
    """Takes the NAL units of one HEVC track in file order and keeps what is missing."""

    def __init__(self) -> None:
        self._headers = HeaderReader()
        self._whole = Wholeness()
        self._grid = OrderGrid()
        self._sequences: list[_Sequence] = []
        self._anchor = 0  # order count of the last anchor picture
        self._last = -1
        self._leading: list[int] = []  # packets of the leading pictures right before the next one
        self._waiting: list[Counted] = []  # the picture before, until the next header says whether it is kept
        self._ended = True  # the next access point starts a sequence
        self._pictures = 0
        self._compared = 0
        self._unreadable = 0

    def take(self, unit: bytes, packet: int) -> None:
        """Look at one NAL unit of packet number `packet`; -1 for those of the sample description."""
        if not hevc.is_well_formed(unit):
            self._whole.unknown(packet)
        elif hevc.layer_of(unit):
            return
        elif hevc.kind_of(unit) >= hevc.VPS:
            self._message(unit, packet)
        elif hevc.is_first_slice(unit):
            self._first_slice(unit, packet)
        else:
            self._whole.further_slice(packet)

    def _message(self, unit: bytes, packet: int) -> None:
        (self._whole.message if is_message("hevc", unit) else self._whole.unknown)(packet)
        kind = hevc.kind_of(unit)
        if kind in (hevc.SPS, hevc.PPS):
            try:
                self._headers.keep(unit)
            except BitsExhausted:
                self._unreadable += 1
        elif kind in (hevc.END_OF_SEQUENCE, hevc.END_OF_STREAM):
            self._ended = True

    def _first_slice(self, unit: bytes, packet: int) -> None:
        suspect = self._whole.first_slice(packet)
        try:
            header = self._headers.read(unit)
        except BitsExhausted:
            self._whole.unreadable(packet)
            self._unreadable += 1
            return
        if header.is_access_point and (self._ended or header.is_idr or header.is_broken_link):
            self._begin(cut_in=not header.is_idr)
            order = header.order_lsb
        elif not self._sequences:
            return  # no picture before the first access point can be decoded
        else:
            order = _order(header, self._anchor)
        self._picture(header, order, packet, suspect=suspect)

    def _begin(self, *, cut_in: bool) -> None:
        self._ended = False
        self._settle(kept=None)
        self._grid.begin()
        self._sequences.append(_Sequence(cut_in=cut_in))

    def _picture(self, header: PictureHeader, order: int, packet: int, *, suspect: bool) -> None:
        sequence = self._sequences[-1]
        if order == self._last and order in sequence.seen:
            return  # the same picture once more
        if header.is_access_point:
            sequence.cut_in = sequence.cut_in and not sequence.seen
        elif header.is_skipped_leading and sequence.cut_in:
            return
        elif order in sequence.seen:  # each count once a sequence (8.3.1): the access point between them is missing
            self._begin(cut_in=False)
            sequence = self._sequences[-1]
            sequence.orphans = self._leading
        self._leading = [*self._leading, packet] if header.is_leading else []
        if suspect:
            self._grid.spoil()
        named = dict(_named(header, order, sequence.by_low_bits))
        self._settle(kept=None if header.is_access_point else named)
        if not header.is_access_point:
            self._reconsider(sequence, named)
            self._refer(sequence, named, (packet, order), excused=suspect)
        sequence.seen.add(order)
        sequence.by_low_bits[order % (1 << header.order_bits)] = order
        self._waiting.append(Counted(order, packet, disposable=False, access=header.is_access_point))
        self._pictures += 1
        self._last = order
        if header.is_anchor:
            self._anchor = order

    def _settle(self, kept: Container[int] | None) -> None:
        """Hand on the picture before, which no other refers to where the next header does not keep it.

        An access point keeps nothing, whatever was referred to.
        """
        for picture in self._waiting:
            self._grid.add(replace(picture, disposable=kept is not None and picture.order not in kept))
        self._waiting.clear()

    def _reconsider(self, sequence: _Sequence, named: Mapping[int, bool]) -> None:
        """Take back what the picture before claimed to miss where its own place was misread, not its references lost.

        Then it names nothing that was there, the next picture does not keep it, and keeps instead a picture in the
        place from which all that it names would have been there.
        """
        before, sequence.doubtful = sequence.doubtful, _NOTHING
        if not before.named or before.order in named:
            return
        moved = {
            other
            for other in named
            if other not in sequence.seen and all(one + other - before.order in sequence.seen for one in before.named)
        }
        if not moved:
            return
        sequence.excused |= moved
        sequence.seen.discard(before.order)
        for one in before.named:
            if sequence.missing.get(one) == (before.packet, before.order):
                del sequence.missing[one]
                sequence.needed.discard(one)
        sequence.roots.pop(before.order, None)
        sequence.resting.pop()
        self._whole.misread()
        self._grid.spoil()

    def _refer(self, sequence: _Sequence, named: Mapping[int, bool], own: tuple[int, int], *, excused: bool) -> None:
        """Hold the references of a picture, and whether it may use them, against what was there."""
        packet, order = own
        self._compared += 1
        roots: set[int] = set()
        for other, used in named.items():
            if other in sequence.seen:
                roots |= sequence.roots.get(other, frozenset())
                continue
            if other in sequence.excused or (excused and other not in sequence.missing):
                sequence.excused.add(other)
                continue
            sequence.missing.setdefault(other, own)
            roots.add(other)
            if used:
                sequence.needed.add(other)
        if named and sequence.missing.keys() >= named.keys():
            sequence.doubtful = _Doubtful(packet, order, frozenset(named))
        if roots:
            sequence.roots[order] = frozenset(roots)
            sequence.resting += [(resting, frozenset(roots)) for resting in (*sequence.orphans, packet)]
            sequence.orphans = []

    def result(self) -> FrameNumbers | Absent:
        """What was found; absent where no picture could be held against the ones before."""
        damaged = self._whole.finish()
        self._settle(kept=None)
        if not self._pictures:
            why = f"no picture header behind an access point was readable ({self._unreadable} were not)"
            return Absent(Reason.NOTHING_TO_MEASURE, why)
        grid = self._grid.result()
        if not self._compared and grid.uneven:
            why = "an access point with nothing behind it starts the count anew"
            return Absent(Reason.NOTHING_TO_MEASURE, f"{why}, as all {self._pictures} pictures of this track")
        gone = _holes(grid)
        lost = [self._lost(number, sequence, gone) for number, sequence in enumerate(self._sequences, 1)]
        gaps = [
            (sequence.missing[order][0], order, sequence.missing[order][1])
            for sequence, orders in zip(self._sequences, lost, strict=True)
            for order in sorted(orders)
        ]
        resting = [
            packet
            for sequence, orders in zip(self._sequences, lost, strict=True)
            for packet, roots in sequence.resting
            if roots <= orders
        ]
        known = {(number, order) for number, orders in enumerate(lost, 1) for order in orders}
        holes = [] if grid.uneven else list(_pieces(grid, known))
        told = [(packet, first, count) for packet, first, count, credible in holes if credible]
        return FrameNumbers(
            pictures=self._pictures,
            gaps=tuple(sorted(gaps)),
            holes=tuple(sorted(told)),
            affected=runs(sorted(resting)),
            damaged=damaged,
            skipped=len(holes) - len(told),
            uneven=grid.uneven,
        )

    def _lost(self, number: int, sequence: _Sequence, gone: set[_Place]) -> set[int]:
        """Missing pictures that are lost: needed by another one, or both kept for reference and counted."""
        return {order for order in sequence.missing if order in sequence.needed or (number, order) in gone}


def _order(header: PictureHeader, anchor: int) -> int:
    """PicOrderCntVal (8.3.1, equations 8-1 and 8-2)."""
    modulus = 1 << header.order_bits
    lsb, before = header.order_lsb, anchor % modulus
    msb = anchor - before
    if lsb < before and before - lsb >= modulus // 2:
        msb += modulus
    elif lsb > before and lsb - before > modulus // 2:
        msb -= modulus
    return msb + lsb


def _named(header: PictureHeader, order: int, by_low_bits: dict[int, int]) -> Iterator[tuple[int, bool]]:
    """Order counts of all pictures that the header keeps for reference, and whether it may use them itself (8.3.2)."""
    for difference, used in header.short:
        yield order + difference, used
    modulus = 1 << header.order_bits
    for lsb, used, cycle in header.long:
        if cycle >= 0:
            yield order - cycle * modulus - order % modulus + lsb, used
        else:  # told by its low bits alone: any picture with them will do, and a missing one has no other name
            yield by_low_bits.get(lsb, lsb), used


def _holes(grid: Grid) -> set[_Place]:
    """Every count that an even stream leaves out."""
    if grid.uneven:
        return set()
    return {(hole.sequence, hole.first + number * grid.step) for hole in grid.holes for number in range(hole.missing)}


def _pieces(grid: Grid, known: set[_Place]) -> Iterator[tuple[int, int, int, bool]]:
    """What is left of each hole without the pictures `known` to be lost: packet, first count, how many, credible."""
    for hole in grid.holes:
        orders = [hole.first + number * grid.step for number in range(hole.missing)]
        for is_known, piece in groupby(orders, key=lambda order: (hole.sequence, order) in known):
            if not is_known:
                left = list(piece)
                at_access = hole.at_access and left[-1] == orders[-1]
                yield hole.packet, left[0], len(left), grid.credible(len(left), at_access=at_access)
