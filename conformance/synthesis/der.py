"""Writes DER, for what is made here to be read elsewhere (ITU-T X.690, 8 and 10)."""

from collections.abc import Iterable

OCTETS, OID, TIME, SEQUENCE, SET = 0x04, 0x06, 0x18, 0x30, 0x31
CONTEXT = 0xA0  # a constructed field of number 0


def element(tag: int, *parts: bytes) -> bytes:
    """One element that holds these."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def sequence(*parts: bytes) -> bytes:
    """A SEQUENCE."""
    return element(SEQUENCE, *parts)


def set_of(parts: Iterable[bytes]) -> bytes:
    """A SET OF, in the order of its bytes."""
    return element(SET, *sorted(parts))


def integer(value: int, tag: int = 0x02) -> bytes:
    """An INTEGER."""
    return element(tag, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *arcs = map(int, dotted.split("."))
    return element(OID, b"".join(map(_base128, (40 * first + second, *arcs))))


def _base128(arc: int) -> bytes:
    digits = [arc & 0x7F]
    while arc := arc >> 7:
        digits.append(0x80 | arc & 0x7F)
    return bytes(reversed(digits))
