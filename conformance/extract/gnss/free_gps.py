"""Reads the `freeGPS ` blocks of Novatek recorders, which the box `moov/gps ` indexes.

Two layouts alone, as two public readers agree on them: types 3 and 17 of ExifTool (QuickTimeStream.pl, ProcessFreeGPS),
type 3 also in mapillary_tools (geotag, freegps). Time is six little-endian numbers, hour to second and year to day, the
year without its century, in UTC; behind them stand `A` or `V`, and the hemispheres. The places are left alone: some
firmware distorts them. The index has one block a second of the recording, and no other time stamp.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from struct import Struct
from typing import BinaryIO

from conformance.extract.gnss.collecting import MOST_FIXES, Collected
from conformance.extract.gnss.told import Told, moment
from conformance.extract.isobmff.boxes import parse_header, read_at
from conformance.model.facts import Box, IsoFacts
from conformance.model.gnss_facts import Fix, FixQuality, GnssFormat, GnssTrack

_MOST_BOXES = 1024  # inside `moov`
_MOST_BLOCKS = 1 << 17  # a second each: a day and a half
_HELD = 96  # bytes of a block that hold its time and status
_MAGIC = b"freeGPS "
_COUNT, _ENTRY, _TIME = Struct(">4xI"), Struct(">II"), Struct("<6I")
_LAYOUTS = ((16, 40), (48, 72))  # where the time stands and where the status
_VALID, _VOID = re.compile(rb"A[NS][EW]\0"), re.compile(rb"V[NS\0][EW\0]\0")
_INTEGERS = b"IQS"  # type 16: other numbers in the second layout
_SECOND = Fraction(1)
_WITHIN = 2  # s: whether the block is written at the start or at the end of its second is not known


def read_free_gps(stream: BinaryIO, iso: IsoFacts) -> tuple[GnssTrack, ...]:
    """What the blocks of a file tell; none where it has no such index. Raises OSError as the stream does."""
    entries = _index(stream, iso)
    if not entries:
        return ()
    found = Collected(GnssFormat.FREE_GPS, -1, _SECOND)
    step = -(-len(entries) // MOST_FIXES)
    for number in sorted({*range(0, len(entries), step), len(entries) - 1}):
        offset, size = entries[number]
        found.take(_told(read_at(stream, offset, min(size, _HELD)), number))
    return (found.frozen(),)


def _index(stream: BinaryIO, iso: IsoFacts) -> list[tuple[int, int]]:
    """Offset and size in the file of each block, in order."""
    for box in iso.boxes:
        if box.type == "moov":
            for start, size in _inside(stream, box):
                data = read_at(stream, start, min(size, _COUNT.size + _MOST_BLOCKS * _ENTRY.size))
                if len(data) > _COUNT.size:
                    held = (len(data) - _COUNT.size) // _ENTRY.size
                    count = min(_COUNT.unpack_from(data)[0], held)
                    return [_ENTRY.unpack_from(data, _COUNT.size + number * _ENTRY.size) for number in range(count)]
    return []


def _inside(stream: BinaryIO, movie: Box) -> Iterator[tuple[int, int]]:
    """Where the payload of each `gps ` box of the movie lies."""
    at, end = movie.offset + 8, movie.offset + movie.size
    for _ in range(_MOST_BOXES):
        head = parse_header(read_at(stream, at, min(16, max(0, end - at))), 0)
        if head.size < head.length or at + head.size > end:
            return
        if head.type == b"gps ":
            yield at + head.length, head.size - head.length
        at += head.size


def _told(block: bytes, second: int) -> Told:
    """What a block of one second tells; one of another layout is counted as damaged."""
    if block[4:12] == _MAGIC:
        for time_at, status_at in _LAYOUTS:
            if _VOID.match(block, status_at):
                return Told(void=1)
            if _VALID.match(block, status_at) and block[16:19] != _INTEGERS:
                hour, minute, past, year, month, day = _TIME.unpack_from(block, time_at)
                clock = Fraction(hour * 3600 + minute * 60 + past)
                if year < 100 and hour < 24 and minute < 60 and past < 60:
                    stated = moment((2000 + year, month, day), clock, _SECOND)
                    fixes = [Fix(second, _WITHIN, *one[:2], FixQuality.UNSTATED) for one in stated]
                    return Told(fixes, damaged=not fixes)
    return Told(damaged=1)
