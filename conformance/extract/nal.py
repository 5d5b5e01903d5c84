"""NAL units of H.264 and HEVC packets: where they start, and whether a packet holds a coded picture at all.

A packet with SEI or parameter sets alone is no lost frame: signed recordings end with such packets.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_START_CODE = b"\x00\x00\x01"

# H.264 units without picture (Table 7-1): SEI and filler of any size; sets, delimiters and end marks are short, so
# that a slice with one bit of its header flipped is none of them
_SEI, _FILLER = 6, 12
_SHORT = frozenset({7, 8, 9, 10, 11, 13})
_SHORT_SIZE = 256
_REFERRED_TO = frozenset({7, 8, 13})  # nal_ref_idc is not 0 for these and 0 for the others (7.4.1)


@dataclass(frozen=True)
class Framing:
    """How a track marks its NAL units: a length field of that many bytes, or 0 for start codes (Annex B)."""

    codec: str
    length_bytes: int


def framing(codec: str, extradata: bytes) -> Framing:
    """Framing from the decoder configuration record (ISO/IEC 14496-15, 5.3.3.1 and 8.3.3.1)."""
    if codec == "h264" and len(extradata) >= 7 and extradata[0] == 1:
        return Framing(codec, (extradata[4] & 3) + 1)
    if codec == "hevc" and len(extradata) >= 23 and extradata[0] == 1:
        return Framing(codec, (extradata[21] & 3) + 1)
    return Framing(codec, 0)


def units(framed: Framing, packet: bytes) -> Iterator[bytes]:
    """NAL units of a packet; a length that runs past the packet ends the walk."""
    if framed.length_bytes:
        yield from _by_length(packet, framed.length_bytes)
    else:
        yield from _by_start_code(packet)


def _by_length(packet: bytes, length_bytes: int) -> Iterator[bytes]:
    at = 0
    while at + length_bytes < len(packet):
        size = int.from_bytes(packet[at : at + length_bytes], "big")
        at += length_bytes
        if size == 0 or at + size > len(packet):
            return
        yield packet[at : at + size]
        at += size


def _by_start_code(packet: bytes) -> Iterator[bytes]:
    at = packet.find(_START_CODE)
    while at >= 0:
        at += len(_START_CODE)
        end = packet.find(_START_CODE, at)
        unit = packet[at:] if end < 0 else packet[at:end]
        if unit:
            yield unit
        at = end


def holds_messages_only(framed: Framing, packet: bytes) -> bool:
    """True for a whole H.264 packet of SEI, parameter sets, delimiters, end marks or filler, and nothing else."""
    if framed.codec != "h264":
        return False
    found = list(units(framed, packet))
    lengths = sum(framed.length_bytes + len(unit) for unit in found)
    whole = lengths == len(packet) or not framed.length_bytes
    return bool(found) and whole and all(map(_is_message, found))


def _is_message(unit: bytes) -> bool:
    kind, referred_to = unit[0] & 0x1F, bool(unit[0] & 0x60)
    lost = len(unit) - len(unit.rstrip(b"\x00"))  # one zero may belong to the next start code, more are a hole
    known = kind in (_SEI, _FILLER) or (kind in _SHORT and len(unit) <= _SHORT_SIZE)
    return known and unit[0] < 0x80 and lost <= 1 and referred_to == (kind in _REFERRED_TO)


def configuration_units(codec: str, extradata: bytes) -> Iterator[bytes]:
    """Parameter sets of an `avcC` record or of an Annex B header; nothing for other codecs."""
    if codec != "h264":
        return
    if not extradata or extradata[0] != 1:
        yield from _by_start_code(extradata)
        return
    at = 5
    for mask in (0x1F, 0xFF):
        count = extradata[at] & mask if at < len(extradata) else 0
        at += 1
        for _ in range(count):
            size = int.from_bytes(extradata[at : at + 2], "big")
            yield extradata[at + 2 : at + 2 + size]
            at += 2 + size


def is_picture(codec: str, unit: bytes) -> bool:
    """True for a VCL NAL unit: types 1 to 5 of H.264 (Table 7-1), 0 to 31 of HEVC (Table 7-1)."""
    if not unit:
        return False
    if codec == "h264":
        return 1 <= unit[0] & 0x1F <= 5
    return (unit[0] >> 1) & 0x3F < 32
