"""Takes SM2 public keys out of what a submission names: a key or a certificate in PEM, or bare hexadecimal digits.

`cryptography` loads no key on this curve. Source: RFC 5480, 2 (SubjectPublicKeyInfo), RFC 5280, 4.1 (certificate),
GB/T 32918.5-2017 and GM/T 0006-2012 for the curve's identifier 1.2.156.10197.1.301. Of a certificate only the key is
taken: who issued it, and until when it is valid, is not asked.
"""

import base64
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from conformance.model.sm2_curve import COORDINATE, Point

MOST_KEYS = 8

_BLOCK = re.compile(r"-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([A-Za-z0-9+/=\s]+)-----END \1-----")
_DIGITS = re.compile(r"(?:04)?([0-9a-f]{64})([0-9a-f]{64})")
_SEQUENCE, _BIT_STRING, _OID, _VERSION = 0x30, 0x03, 0x06, 0xA0  # DER tags
_WRITTEN_OUT = b"\x00\x04"  # no unused bits; both coordinates follow (SEC 1, 2.3.3)
_EC_KEY = bytes.fromhex("2a8648ce3d0201")  # 1.2.840.10045.2.1
_CURVE = bytes.fromhex("2a811ccf5501822d")  # 1.2.156.10197.1.301
_KEY_IN_BODY = 5  # serial number, algorithm, issuer, validity and subject stand before it


class UnreadableKey(ValueError):  # noqa: N818 - a state of the input
    """A text holds no SM2 public key, or one that can't be used."""


class _Element(NamedTuple):
    tag: int
    content: bytes


def keys_in(name: str, text: str) -> list[Point]:
    """All keys of the text of that name, in their order.

    Raises:
        UnreadableKey: it holds none, too many, or one that is no point of the curve.
    """
    blocks = list(_BLOCK.finditer(text))
    bare = _DIGITS.fullmatch("".join(text.lower().replace(":", "").split()))
    points = [Point(int(bare[1], 16), int(bare[2], 16))] if bare else []
    try:
        points += [_key(block[1], base64.b64decode("".join(block[2].split()), validate=True)) for block in blocks]
    except ValueError as error:
        raise UnreadableKey(f"{name} holds no SM2 public key that can be read: {error}") from error
    if not 0 < len(points) <= MOST_KEYS:
        raise UnreadableKey(f"{name} holds {len(points)} SM2 public keys, where 1 to {MOST_KEYS} are wanted")
    if not all(point.is_on_curve for point in points):
        raise UnreadableKey(f"{name} holds a key that is no point of the curve of SM2")
    return points


def _key(label: str, der: bytes) -> Point:
    """The key of a block; ValueError where it is none."""
    parts = _sequence(der)
    if label != "CERTIFICATE":
        return _point(parts)
    body = [one for one in _elements(parts[0].content if parts else b"") if one.tag != _VERSION]
    if len(body) <= _KEY_IN_BODY:
        raise ValueError("the certificate ends before its key")
    return _point(list(_elements(body[_KEY_IN_BODY].content)))


def _point(parts: Sequence[_Element]) -> Point:
    """The point of a SubjectPublicKeyInfo."""
    if [one.tag for one in parts] != [_SEQUENCE, _BIT_STRING]:
        raise ValueError("it is not laid out as a SubjectPublicKeyInfo")
    if [(one.tag, one.content) for one in _elements(parts[0].content)] != [(_OID, _EC_KEY), (_OID, _CURVE)]:
        raise ValueError("its key is of another kind, or on another curve")
    bits = parts[1].content
    if len(bits) != 2 + 2 * COORDINATE or bits[:2] != _WRITTEN_OUT:
        raise ValueError("its point is not written out (04, x, y)")
    x, y = bits[2 : 2 + COORDINATE], bits[2 + COORDINATE :]
    return Point(int.from_bytes(x, "big"), int.from_bytes(y, "big"))


def _sequence(der: bytes) -> list[_Element]:
    """The elements of the one sequence that the bytes are."""
    outer = list(_elements(der))
    if [one.tag for one in outer] != [_SEQUENCE]:
        raise ValueError("it is no sequence of DER")
    return list(_elements(outer[0].content))


def _elements(der: bytes) -> Iterator[_Element]:
    """The elements of DER one after another (ITU-T X.690, 8.1); ValueError where one runs past the end."""
    at = 0
    while at < len(der):
        tag, size, begin = der[at], der[at + 1] if at + 1 < len(der) else 0xFF, at + 2
        if size & 0x80:
            wide = size & 0x7F
            size, begin = int.from_bytes(der[begin : begin + wide], "big"), begin + wide
        if begin + size > len(der):
            raise ValueError("a length in it runs past its end")
        yield _Element(tag, der[begin : begin + size])
        at = begin + size
