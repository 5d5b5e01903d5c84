"""Program streams made byte by byte, and H.264 pictures small enough to be read in a test."""

from itertools import count

from .h264_bits import parameter_sets, slice_of

SPS, PPS = parameter_sets()
SETS = b"\0\0\0\1" + SPS + b"\0\0\0\1" + PPS
IDR = b"\0\0\1" + slice_of(0x65, 0)
DELTA = b"\0\0\1" + slice_of(0x41, 1)
FURTHER = b"\0\0\1" + slice_of(0x41, 1, first=40)
DELIMITER = b"\0\0\0\1\x09\xf0"
KEY = SETS + IDR
# H.264 on 0xE0, with a CRC-32 that was computed bit by bit
PICTURE_MAP = bytes.fromhex("000001bc000e e0ff0000 0004 1be00000 f4dcbd45")
END = b"\0\0\1\xb9"

_CLOCK = "4400040004 01 000003 f8"


def pack(*parts: bytes) -> bytes:
    """A pack with header (ISO/IEC 13818-1, Table 2-33), clock 0."""
    return b"\0\0\1\xba" + bytes.fromhex(_CLOCK) + b"".join(parts)


def system_header() -> bytes:
    return b"\0\0\1\xbb\0\x09" + bytes.fromhex("80000104e17fe0e080")


def pes(stream_id: int, payload: bytes, stamp: int = -1) -> bytes:
    """One packet; a PTS of 90 kHz where `stamp` is not -1."""
    field = b""
    if stamp >= 0:
        marked = (
            0x21 << 32 | (stamp >> 30 & 7) << 33 | (stamp >> 15 & 0x7FFF) << 17 | 1 << 16 | (stamp & 0x7FFF) << 1 | 1
        )
        field = marked.to_bytes(5, "big")
    body = bytes([0x80, 0x80 if field else 0, len(field)]) + field + payload
    return b"\0\0\1" + bytes([stream_id]) + len(body).to_bytes(2, "big") + body


def video(payload: bytes) -> bytes:
    return pes(0xE0, payload)


def sound(packets: int, size: int, head: bytes = b"") -> bytes:
    """So many packets of sound, a tenth of a second each."""
    return b"".join(pes(0xC0, (head + bytes([0xD5] * size))[:size], 9000 * n) for n, _ in zip(count(), range(packets)))


def key_pack(picture: bytes = KEY) -> bytes:
    return pack(system_header(), PICTURE_MAP, video(picture))
