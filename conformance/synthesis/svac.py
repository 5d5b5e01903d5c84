"""Makes a stream in units of SVAC and signs it as GB 35114 is implemented, with a test key and to the same bytes.

The pictures inside stay H.264 and no SVAC decoder shows them: what is known is in the units' headers, in the parameter
set and in the authentication data. Source: public implementations; the text of GB 35114-2017 was not at hand. Signing:
GB/T 32918.2-2016, 6.1, with a k that follows from what is signed.
"""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from conformance.errors import FixtureError
from conformance.model.sm2_curve import COORDINATE, INFINITY, A, B, G, Multiples, N, Point
from conformance.synthesis.operation import Operation

SECURITY_SET, AUTHENTICATION, PICTURE, KEY_PICTURE = 9, 10, 1, 2  # nal_unit_type
CAMERA_ID = "34020000001320000001"

_START_CODE = b"\x00\x00\x00\x01"
_OF_H264 = {1: PICTURE, 5: KEY_PICTURE, 6: 6, 7: 7, 8: 8}  # nal_unit_type there and here
_AUTHENTICATED = 1  # bit of a header
_SET, _DATA = b"\xe4", b"\xa8"  # headers of security units, as they are written
_IDENTITY = b"1234567812345678"
_KEY_INFO = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")  # SubjectPublicKeyInfo up to x


@dataclass(frozen=True)
class SigningKey:
    """A key pair of test recordings: public, trusted by nobody."""

    secret: int

    @property
    def point(self) -> Point:
        """The public key."""
        return _times_generator(self.secret)

    @property
    def pem(self) -> str:
        """The public key as PEM."""
        text = base64.b64encode(_KEY_INFO + _numbers(*self.point)).decode()
        return f"-----BEGIN PUBLIC KEY-----\n{text[:64]}\n{text[64:]}\n-----END PUBLIC KEY-----\n"

    def signed(self, message: bytes) -> bytes:
        """The signature, r and s, over SM3(Z || message)."""
        z = sm3((8 * len(_IDENTITY)).to_bytes(2, "big") + _IDENTITY + _numbers(A, B, *G, *self.point))
        return self.signed_number(sm3(z + message))

    def signed_number(self, digest: bytes) -> bytes:
        """The signature, r and s, over the number e."""
        e = int.from_bytes(digest, "big")
        k = int.from_bytes(hashlib.sha256(_numbers(self.secret) + digest).digest(), "big") % N
        r = (e + _times_generator(k).x) % N
        return _numbers(r, pow(1 + self.secret, -1, N) * (k - r * self.secret) % N)


@cache
def _of_generator() -> Multiples:
    return Multiples(G)


def _times_generator(factor: int) -> Point:
    return _of_generator().added_to(INFINITY, factor).affine


RIGHT_KEY = SigningKey(0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8)  # GB/T 32918.5-2017, A.2
OTHER_KEY = SigningKey(RIGHT_KEY.secret + 1)


@dataclass(frozen=True)
class SignSvac(Operation):
    """Turns an H.264 byte stream into units of SVAC, with a parameter set before every key picture and signatures.

    Every picture is signed, or `keys_alone`; `numbered` counts pictures in frame_num, which else is 0. `altered` turns
    a bit over in the second key picture afterwards.
    """

    keys_alone: bool = False
    numbered: bool = True
    altered: bool = False
    operation: Literal["sign_svac"] = "sign_svac"

    def apply(self, data: bytes) -> bytes:
        """The signed stream.

        Raises:
            FixtureError: it is no byte stream of H.264, or this Python's OpenSSL has no SM3.
        """
        if not data.startswith(_START_CODE[1:]) and not data.startswith(_START_CODE):
            raise FixtureError("sign_svac signs a recipe of container h264")
        plain = data.replace(_START_CODE, _START_CODE[1:]).split(_START_CODE[1:])
        units = [_renamed(unit) for unit in plain if unit and unit[0] & 0x1F in _OF_H264]
        return joined(_altered(self.signed(units)) if self.altered else self.signed(units))

    def signed(self, units: Iterable[bytes], key: SigningKey = RIGHT_KEY) -> list[bytes]:
        """The units with parameter sets and authentication data between them."""
        done: list[bytes] = []
        number = 0
        for unit in units:
            kind = kind_of(unit)
            is_picture, covered = kind in (PICTURE, KEY_PICTURE), kind == KEY_PICTURE or not self.keys_alone
            number += is_picture
            if kind == KEY_PICTURE:
                done.append(security_set(discards_p=self.keys_alone))
            if not is_picture or not covered:
                done.append(unit)
                continue
            marked = bytes([unit[0] | _AUTHENTICATED]) + unit[1:].rstrip(b"\0")
            done += [marked, authentication(number if self.numbered else 0, key.signed(sm3(marked)))]
        return done


def kind_of(unit: bytes) -> int:
    """nal_unit_type."""
    return unit[0] >> 2 & 0xF


def joined(units: Iterable[bytes]) -> bytes:
    """The byte stream of the units."""
    return b"".join(_START_CODE + unit for unit in units)


def security_set(*, discards_p: bool = False, encrypted: bool = False, successive: int = 1) -> bytes:
    """A parameter set of a stream that is authenticated, and encrypted without a key in it."""
    identity = CAMERA_ID.encode()
    fields = [(encrypted, 1), (1, 1), *([(1, 4), (0, 2)] if encrypted else []), (0, 2), (discards_p, 1), (0, 2)]
    fields += [(successive - 1, 8), (int.from_bytes(identity[:19], "big"), 152), (int.from_bytes(identity, "big"), 160)]
    value = size = 0
    for field, bits in fields:
        value, size = value << bits | field, size + bits
    return _SET + (value << -size % 8).to_bytes(-(-size // 8), "big")


def authentication(number: int, signature: bytes) -> bytes:
    """A unit of authentication data."""
    text = base64.b64encode(signature)
    return _DATA + bytes([number % 256, len(text) - 1]) + text


def sm3(data: bytes) -> bytes:
    """SM3 (GB/T 32905-2016).

    Raises:
        FixtureError: this Python's OpenSSL has none.
    """
    try:
        return hashlib.new("sm3", data, usedforsecurity=False).digest()
    except ValueError as error:
        raise FixtureError("the OpenSSL of this Python has no SM3") from error


def _renamed(unit: bytes) -> bytes:
    """The unit with the header that SVAC has for its kind; its payload may be empty."""
    return bytes([0xC0 | _OF_H264[unit[0] & 0x1F] << 2]) + unit[1:]


def _altered(units: list[bytes]) -> list[bytes]:
    second = [place for place, unit in enumerate(units) if kind_of(unit) == KEY_PICTURE][1]
    unit = units[second]
    changed = unit[:-9] + bytes([unit[-9] ^ 4]) + unit[-8:]
    return [*units[:second], changed, *units[second + 1 :]]


def _numbers(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(COORDINATE, "big") for number in numbers)
