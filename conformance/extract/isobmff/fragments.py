"""Reads movie fragments: what each track run promises, where it lies, and whether the fragments follow each other.

Source: ISO/IEC 14496-12, 8.8.3 (`trex`), 8.8.5 (`mfhd`), 8.8.7 (`tfhd`), 8.8.8 (`trun`), 8.8.12 (`tfdt`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from struct import Struct
from typing import NamedTuple

import numpy as np

from conformance.extract.isobmff.boxes import Node, at_most_one, children, fields, one, plausible, version
from conformance.extract.isobmff.claims import MOST_CLAIMS, NON_SYNC, Claims, SampleRun
from conformance.extract.isobmff.faults import Doubt, Fault, Ledger
from conformance.extract.isobmff.layout import MAX_RUN_BYTES, Runs
from conformance.extract.isobmff.tables import FARTHEST, Ints, admitted, integers

MAX_UNTIMED = 20  # places are for a reader; the count tells the rest
MAX_SAMPLES = 1 << 25  # table entries of all fragments; 24 h of picture and sound take 10 000 000

_WORD, _LONG, _TRUN, _TREX = Struct(">I"), Struct(">Q"), Struct(">2I"), Struct(">5I")
_BASE, _ENTRY, _DURATION, _SIZE, _FLAGS, _FROM_MOOF = 0x1, 0x2, 0x8, 0x10, 0x20, 0x020000
_RUN_OFFSET, _RUN_FIRST, _RUN_DURATION, _RUN_SIZE, _RUN_FLAGS = 0x1, 0x4, 0x100, 0x200, 0x400


class Defaults(NamedTuple):
    """What `trex` or `tfhd` says of samples that a run does not describe."""

    entry: int
    duration: int
    size: int
    flags: int


class Traf(NamedTuple):
    """One track fragment while its runs are read: its defaults, and the base of its data offsets."""

    track: "FragmentTrack"
    defaults: Defaults
    base: int


@dataclass
class _Pile:
    """Runs as they come in; `sizes` stays empty for runs whose samples share one size."""

    offset: list[int] = field(default_factory=list)
    samples: list[int] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    sizes: list[Ints] = field(default_factory=list)

    def add(self, offset: int, samples: int, size: int) -> None:
        self.offset.append(max(-FARTHEST, min(offset, FARTHEST)))
        self.samples.append(samples)
        self.bytes.append(size)

    def runs(self) -> Runs:
        sizes = np.concatenate(self.sizes) if self.sizes else np.zeros(0, np.int64)
        offset, samples, size = (np.array(column, np.int64) for column in (self.offset, self.samples, self.bytes))
        return Runs(offset, samples, size, sizes)


@dataclass
class FragmentTrack:
    """All fragments of one track so far; duration in ticks, `external` entries count from 1.

    The last fragment began at `decode_time`, all `duration` before it was `spent`, its `longest` sample lasts so long.
    """

    track_id: int
    external: frozenset[int]
    claims: Claims = field(default_factory=Claims)
    samples: int = 0
    bytes: int = 0
    duration: int = 0
    decode_time: int = 0
    spent: int = 0
    longest: int = 0
    uniform: _Pile = field(default_factory=_Pile)
    listed: _Pile = field(default_factory=_Pile)

    def runs(self) -> tuple[Runs, Runs]:
        """Runs whose samples share one size, and runs that list the sizes."""
        return self.uniform.runs(), self.listed.runs()


class Fragments:
    """Takes one `moof` after the other, in file order.

    `trafs` counts the track fragments, `untimed` those without `tfdt`; `untimed_at` are the offsets of the first ones.
    """

    def __init__(self, tracks: Iterable[FragmentTrack], trex: Iterable[Node], ledger: Ledger) -> None:
        self._ledger = ledger
        # of tracks with one id the first counts
        self._tracks = {track.track_id: track for track in reversed(tuple(tracks))}
        words = (fields(node, _TREX, 4, ledger) for node in trex)
        self._trex = {word[0]: Defaults(*word[1:]) for word in words}
        self._without_trex: set[int] = set()
        self._unknown: set[int] = set()
        self._sequence = 0  # "usually starts at 1" (8.8.5)
        self._first = True
        self._entries = 0
        self._room = MOST_CLAIMS
        self._data_end = 0
        self.trafs = 0
        self.untimed = 0
        self.untimed_at: list[int] = []

    def add(self, moof: Node) -> None:
        """Read one fragment."""
        inside = self._boxes(moof)
        mfhd = one(inside, ("mfhd",), moof, self._ledger)
        if mfhd.present:
            self._check_sequence(mfhd)
        self._data_end = moof.offset
        for traf in inside:
            if traf.type == "traf":
                self._read_traf(traf, moof)

    def _boxes(self, parent: Node) -> list[Node]:
        """What is inside; a type that is no four letters is none of a box, and may have been that of a lost `trun`."""
        inside = children(parent, self._ledger)
        for box in inside:
            if not plausible(box.data[box.start + 4 : box.start + 8]) and box.limit <= parent.limit:
                detail = f"The {box.end - box.start} bytes from offset {box.offset} on are no box: their type is none."
                self._ledger.fault(Fault.TRAILING_BYTES, box, detail)
        return inside

    def _check_sequence(self, mfhd: Node) -> None:
        (sequence,) = fields(mfhd, _WORD, 4, self._ledger)
        if sequence <= self._sequence and not self._first:
            detail = f"Sequence number {sequence} follows {self._sequence}."
            self._ledger.fault(Fault.SEQUENCE_NOT_INCREASING, mfhd, detail)
        elif sequence > self._sequence + 1:
            before = "is the first" if self._first else f"follows {self._sequence}"
            self._ledger.doubt(Doubt.SEQUENCE_GAP, mfhd, f"Sequence number {sequence} {before}.")
        self._sequence, self._first = sequence, False

    def _read_traf(self, node: Node, moof: Node) -> None:
        inside = self._boxes(node)
        self._count(node, inside)
        tfhd = one(inside, ("tfhd",), node, self._ledger)
        if not tfhd.present:
            return
        flags, track_id = fields(tfhd, _TRUN, 0, self._ledger)
        track = self._tracks.get(track_id)
        if track is None:
            self._once(self._unknown, track_id, Fault.UNKNOWN_TRACK, tfhd)
            return
        if track_id not in self._trex:
            self._once(self._without_trex, track_id, Fault.MISSING_TREX, tfhd)
        traf = self._defaults(tfhd, flags, track, moof)
        self._check_decode_time(at_most_one(inside, ("tfdt",), node, self._ledger), track)
        self._data_end = traf.base
        for trun in inside:
            if trun.type == "trun":
                self._read_run(trun, traf)

    def _count(self, traf: Node, inside: Sequence[Node]) -> None:
        self.trafs += 1
        if not any(box.type == "tfdt" for box in inside):
            self.untimed += 1
            self.untimed_at += [traf.offset] if len(self.untimed_at) < MAX_UNTIMED else []

    def _once(self, seen: set[int], track_id: int, code: Fault, place: Node) -> None:
        if track_id not in seen:
            seen.add(track_id)
            what = "trex" if code is Fault.MISSING_TREX else "trak"
            self._ledger.fault(code, place, f"A fragment belongs to track {track_id}, which has no {what} in moov.")

    def _defaults(self, tfhd: Node, flags: int, track: FragmentTrack, moof: Node) -> Traf:
        base = moof.offset if flags & _FROM_MOOF else self._data_end
        said = list(self._trex.get(track.track_id, Defaults(1, 0, 0, NON_SYNC)))
        at = 8
        if flags & _BASE:
            (base,) = fields(tfhd, _LONG, at, self._ledger)
            at += 8
        for index, flag in enumerate((_ENTRY, _DURATION, _SIZE, _FLAGS)):
            if flags & flag:
                (said[index],) = fields(tfhd, _WORD, at, self._ledger)
                at += 4
        return Traf(track, Defaults(*said), base)

    def _check_decode_time(self, tfdt: Node, track: FragmentTrack) -> None:
        reached = track.decode_time + track.duration - track.spent
        time = reached
        if tfdt.present:
            (time,) = fields(tfdt, _LONG if version(tfdt) == 1 else _WORD, 4, self._ledger)
        if time < track.decode_time:
            detail = f"Decode time {time} of track {track.track_id} follows {track.decode_time}."
            self._ledger.fault(Fault.DECODE_TIME_BACKWARDS, tfdt, detail)
        elif time < reached - track.longest:  # a sample may last shorter than its writer took it to (8.8.12)
            detail = (
                f"Decode time {time} of track {track.track_id} lies before {reached}, where its samples have come to."
            )
            self._ledger.fault(Fault.DECODE_TIME_OVERLAP, tfdt, detail)
        track.decode_time, track.spent, track.longest = time, track.duration, 0

    def _read_run(self, trun: Node, traf: Traf) -> None:
        flags, declared = fields(trun, _TRUN, 0, self._ledger)
        at, offset = 8, self._data_end
        if flags & _RUN_OFFSET:
            (distance,) = fields(trun, _WORD, at, self._ledger)
            offset = traf.base + (distance ^ 1 << 31) - (1 << 31)
            at += 4
        first = fields(trun, _WORD, at, self._ledger)[0] if flags & _RUN_FIRST else -1
        at += 4 if flags & _RUN_FIRST else 0
        columns = (flags & 0xF00).bit_count()
        count = declared
        if columns:
            count = self._admitted(trun, trun.body + at, declared, columns)
        rows = integers(trun, trun.body + at, count * columns).reshape(-1, max(columns, 1))
        timed = bool(flags & _RUN_DURATION)
        traf.track.duration += int(rows[:, 0].sum()) if timed else count * traf.defaults.duration
        longest = int(rows[:, 0].max(initial=0)) if timed else traf.defaults.duration
        traf.track.longest = max(traf.track.longest, longest)
        sizes = rows[:, int(timed)] if flags & _RUN_SIZE else rows[:0, 0]
        own = bool(flags & _RUN_FLAGS) and count > 0
        said = rows[:, timed + bool(flags & _RUN_SIZE)] if own else np.array([traf.defaults.flags], np.int64)
        each = sizes if len(sizes) else np.array([traf.defaults.size], np.int64)
        run = SampleRun(offset, traf.track.samples, count, each, said, own, first)
        self._room -= traf.track.claims.take(run, self._room)
        self._place(traf, offset, count, sizes)

    def _admitted(self, trun: Node, at: int, declared: int, columns: int) -> int:
        count = admitted(trun, at, declared, columns * 4, self._ledger)
        room = MAX_SAMPLES - self._entries
        if count > room >= 0:
            detail = f"The fragments list more than {MAX_SAMPLES} samples; the rest is not read."
            self._ledger.fault(Fault.TABLE_TOO_LARGE, trun, detail)
        self._entries += count
        return max(0, min(count, room))

    def _place(self, traf: Traf, offset: int, count: int, sizes: Ints) -> None:
        track, listed = traf.track, len(sizes) > 0
        total = int(sizes.sum()) if listed else min(count * traf.defaults.size, MAX_RUN_BYTES)
        track.samples += count
        track.bytes += total
        self._data_end = offset + total
        if traf.defaults.entry in track.external:
            return
        (track.listed if listed else track.uniform).add(offset, count, total)
        if listed:
            track.listed.sizes.append(sizes.copy())  # a view would keep the other columns
