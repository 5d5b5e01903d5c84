"""Takes apart the units of an SVAC stream that speak of its security: parameter sets, and signatures.

The text of GB 35114-2017 was not at hand. The layout is that of two public implementations that don't know of each
other, a decoder that verifies and an encoder of the same fields.
"""

import base64
import binascii

from conformance.extract.stream.bits import BitReader, BitsExhausted, payload
from conformance.model.svac_facts import SecuritySet

PARAMETER_SET, AUTHENTICATION = 9, 10  # nal_unit_type
SET_AS_WRITTEN = 0xE4  # header of a parameter set: its first bit, the forbidden one of H.264 and HEVC, is set
PICTURES, KEY_PICTURES = frozenset({1, 2, 3, 4}), frozenset({2, 4})  # of one layer, and of several
LONGEST = 2048  # bytes: three fields of 256 bytes, and emulation prevention

_HEADER = 1
_SLACK = b"\0\0"  # trailing zeros of a unit are cut off, and may have been part of its last fields
_PADDING = 16  # bits that may stand behind the last field
_CERTIFICATE_ID, _CAMERA_ID = 152, 160  # bits
_SIGNATURE = 64  # bytes: r and s


class NotUnderstood(ValueError):  # noqa: N818 - a state of the input
    """A security unit of a layout that is not known, or a damaged one."""


def kind_of(header: int) -> int:
    """nal_unit_type: forbidden_zero_bit (1), nal_ref_idc (1), nal_unit_type (4), encryption_idc, authentication_idc."""
    return header >> 2 & 0xF


def is_encrypted(header: int) -> bool:
    """encryption_idc."""
    return bool(header & 2)


def is_authenticated(header: int) -> bool:
    """authentication_idc."""
    return bool(header & 1)


def security_set(unit: bytes) -> SecuritySet:
    """The parameter set of a unit.

    Raises:
        NotUnderstood: its fields do not fill it.
    """
    body = payload(unit, _HEADER)
    bits = BitReader(body + _SLACK)
    try:
        found, used = _fields(bits)
    except BitsExhausted as error:
        raise NotUnderstood from error
    if len(body) * 8 > used + 8 + _PADDING:
        raise NotUnderstood
    return found


def _fields(bits: BitReader) -> tuple[SecuritySet, int]:
    """The set, and how many bits it takes."""
    encrypted, authenticated = bool(bits.u(1)), bool(bits.u(1))
    used, has_key = 2, False
    if encrypted:
        has_key, skipped = _encryption(bits)
        used += skipped
    hash_type = discards = signature_type = successive = 0
    certificate = camera = ""
    if authenticated:
        hash_type, discards, signature_type, successive = bits.u(2), bits.u(1), bits.u(2), bits.u(8) + 1
        certificate = _hex(bits, _CERTIFICATE_ID)
        used += 13 + _CERTIFICATE_ID
    if authenticated or has_key:
        camera = _hex(bits, _CAMERA_ID)
        used += _CAMERA_ID
    one = SecuritySet(
        encrypted, authenticated, hash_type, bool(discards), signature_type, successive, certificate, camera
    )
    return one, used


def _encryption(bits: BitReader) -> tuple[bool, int]:
    """Whether it brings a key along, and how many bits it takes: none of them says anything of signatures."""
    bits.u(4)  # encryption_type
    has_key, has_vector = bool(bits.u(1)), bool(bits.u(1))
    used = 6
    if has_key:
        bits.u(4)  # vek_encryption_type
        used += 4
    for _ in range(2 * has_key + has_vector):  # key, version of the key's key, initialization vector
        size = 8 * (bits.u(8) + 1)
        bits.u(size)
        used += 8 + size
    return has_key, used


def _hex(bits: BitReader, count: int) -> str:
    return bits.u(count).to_bytes(count // 8, "big").hex()


def authentication(unit: bytes) -> tuple[int, str]:
    """frame_num, and the signature's r and s in hexadecimal.

    A stream of several layers has a byte more, spatial_el_flag, before the length of the signature.

    Raises:
        NotUnderstood: it holds no base64 of 64 bytes.
    """
    body = payload(unit, _HEADER)
    for at in (1, 2):
        size = body[at] + 1 if at < len(body) else 0
        text = body[at + 1 : at + 1 + size]
        if not size or len(text) < size or len(body) > at + 1 + size + _PADDING // 8:
            continue
        try:
            signature = base64.b64decode(text, validate=True)
        except binascii.Error:
            continue
        if len(signature) == _SIGNATURE:
            return body[0], signature.hex()
    raise NotUnderstood
