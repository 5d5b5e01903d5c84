"""Takes SM2 public keys out of what a submission names: a key or a certificate in PEM, or bare hexadecimal digits.

`cryptography` loads no key on this curve. Source: RFC 5480, 2 (SubjectPublicKeyInfo), RFC 5280, 4.1 (certificate),
GB/T 32918.5-2017 and GM/T 0006-2012 for the curve's identifier 1.2.156.10197.1.301. Of a certificate only the key is
taken: who issued it, and until when it is valid, is not asked.
"""

import base64
import re

from conformance.model.der import INTEGER, OID, SEQUENCE, Fields, context
from conformance.model.sm2_curve import COORDINATE, Point

MOST_KEYS = 8

_BLOCK = re.compile(r"-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([A-Za-z0-9+/=\s]+)-----END \1-----")
_DIGITS = re.compile(r"(?:04)?([0-9a-f]{64})([0-9a-f]{64})")
_BIT_STRING = 0x03
_WRITTEN_OUT = b"\x00\x04"  # no unused bits; both coordinates follow (SEC 1, 2.3.3)
_EC_KEY, _CURVE = "1.2.840.10045.2.1", "1.2.156.10197.1.301"
_BEFORE_KEY = (INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE)  # serial, algorithm, issuer, validity, subject


class UnreadableKey(ValueError):  # noqa: N818 - a state of the input
    """A text holds no SM2 public key, or one that can't be used."""


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
    outer = Fields(der)
    block = outer.take(SEQUENCE).fields
    outer.end()
    if label != "CERTIFICATE":
        return _point(block)
    body = block.take(SEQUENCE).fields
    body.optional(context(0))
    for tag in _BEFORE_KEY:
        body.take(tag)
    return _point(body.take(SEQUENCE).fields)


def _point(parts: Fields) -> Point:
    """The point of a SubjectPublicKeyInfo."""
    kind, bits = parts.take(SEQUENCE), parts.take(_BIT_STRING).content
    parts.end()
    if [one.oid for one in kind.fields.all(OID)] != [_EC_KEY, _CURVE]:
        raise ValueError("its key is of another kind, or on another curve")
    if len(bits) != 2 + 2 * COORDINATE or bits[:2] != _WRITTEN_OUT:
        raise ValueError("its point is not written out (04, x, y)")
    x, y = bits[2 : 2 + COORDINATE], bits[2 + COORDINATE :]
    return Point(int.from_bytes(x, "big"), int.from_bytes(y, "big"))
