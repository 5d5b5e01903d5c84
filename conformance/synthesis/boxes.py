"""Writes ISO BMFF boxes and inserts them into a finished file, whose sizes and chunk offsets stay true."""

from collections.abc import Iterable

from conformance.errors import FixtureError
from conformance.synthesis import bmff

_TABLES = {"stco": 4, "co64": 8}  # bytes of one chunk offset


def word(value: int, width: int = 4) -> bytes:
    """An unsigned big-endian integer of `width` bytes."""
    return value.to_bytes(width, "big")


def text(value: str) -> bytes:
    """A UTF-8 string with its terminating zero."""
    return value.encode() + b"\0"


def box(kind: str, *parts: bytes) -> bytes:
    """A box with a 32-bit size (ISO/IEC 14496-12, 4.2)."""
    body = b"".join(parts)
    return word(8 + len(body)) + kind.encode("latin-1") + body


def full(kind: str, version: int, *parts: bytes) -> bytes:
    """A full box with no flags set."""
    return box(kind, word(version << 24), *parts)


def inserted(data: bytes, at: int, piece: bytes, parents: Iterable[bmff.Span] = ()) -> bytes:
    """The file with `piece` at offset `at` inside `parents`: their sizes grow, chunk offsets behind it move.

    Raises:
        FixtureError: the file is fragmented, so that more than chunk offsets would have to move.
    """
    if bmff.below(data, bmff.whole(data), "moof"):
        raise FixtureError("boxes are inserted into files without fragments only")
    grown = bytearray(data)
    for parent in parents:
        grown[parent.start : parent.start + 4] = word(parent.end - parent.start + len(piece))
    stbl = bmff.below(data, bmff.whole(data), "moov/trak/mdia/minf/stbl")
    for table in (box for one in stbl for box in bmff.inside(data, one) if box.type in _TABLES):
        width = _TABLES[table.type]
        for entry in range(table.body + 8, table.end, width):
            offset = bmff.number(data, entry, width)
            grown[entry : entry + width] = word(offset + len(piece) * (offset >= at), width)
    return bytes(grown[:at]) + piece + bytes(grown[at:])
