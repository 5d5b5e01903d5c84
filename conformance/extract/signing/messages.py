"""Takes one signing message (SEI) apart: what it says, what it signs, and its signature.

Layout of ONVIF Media Signing as its specification (5.4 to 5.8, a draft of 2023 and the facts of release 26.06) and
onvif/media-signing-framework (lib/src/oms_tlv.c) have it, that of Axis Signed Video as
AxisCommunications/signed-video-framework (lib/src/sv_tlv.c, and legacy/legacy_tlv.c up to version 2) reads it; there is
no public specification.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from conformance.extract.stream import nal
from conformance.extract.stream.bits import payload
from conformance.extract.times import axis
from conformance.extract.times.collecting import is_date
from conformance.extract.times.signing import ORDERS, UUID, since_1970
from conformance.model.signing_facts import SigningScheme

_USER_DATA_UNREGISTERED = 5
_STOP = b"\x80"
_ESCAPED = re.compile(b"\x00\x00\x03")
_MOST_TAGS = 64
_HASHES = {  # DER of the object identifiers -> name
    bytes.fromhex("0609608648016503040201"): "sha256",
    bytes.fromhex("0609608648016503040202"): "sha384",
    bytes.fromhex("0609608648016503040203"): "sha512",
}
DEFAULT_HASH = "sha256"


@dataclass(frozen=True)
class Dialect:
    """How a scheme writes: the tags' numbers, how long their lengths are, and what the reserved byte's bits mean."""

    scheme: SigningScheme
    general: int
    hashes: int
    signature: int
    algorithm: int
    keys: frozenset[int]
    short: frozenset[int]  # tags whose length takes one byte
    as_written: int  # bit: signed with emulation prevention
    signature_heads: tuple[int, ...]  # bytes before the signature's length, by the tag's version from 1 on


DIALECTS: Mapping[bytes, Dialect] = MappingProxyType(
    {
        UUID: Dialect(SigningScheme.ONVIF, 1, 2, 3, 4, frozenset({6}), frozenset(), 0x40, (1,)),
        axis.UUID: Dialect(SigningScheme.AXIS, 1, 4, 5, 7, frozenset({2, 129}), frozenset({1, 7}), 0x80, (3, 2)),
    }
)


@dataclass(frozen=True)
class General:
    """What a message says of the part that it vouches for; hashes are empty where the scheme has none.

    `overlaps` is True where the part lists the first unit of the next one too.
    """

    version: int
    partial: bool
    begun: int
    ended: int
    counter: int
    stated: int
    whole: bytes = b""
    link: bytes = b""
    overlaps: bool = False


@dataclass(frozen=True)
class Message:
    """One message; `hash_name` is how it hashes units.

    `document` is what the `signature` signs, `chains` the values of the tags with certificates or the key, and `unit`
    the hash of the message as a unit of another part.
    """

    dialect: Dialect
    general: General | None
    hashes: tuple[bytes, ...]
    document: bytes
    signature: bytes
    hash_name: str
    chains: tuple[bytes, ...]
    unit: bytes


class NotUnderstood(ValueError):  # noqa: N818 - a state of the input
    """A signing message of a layout that is not known, or a damaged one."""


def is_signing(unit: bytes) -> bool:
    """True where a unit may hold a signing message; the first byte of the identifier may stand escaped."""
    return any(uuid[1:] in unit for uuid in DIALECTS)


def message_of(codec: str, unit: bytes, hash_name: str) -> Message | None:
    """The signing message of an SEI unit, of that hash unless it names another; None where the unit holds no such one.

    Raises:
        NotUnderstood: it is one, and can't be read.
    """
    header, unit = nal.HEADER[codec], unit.rstrip(b"\0")  # zeros behind it belong to the container
    plain = unit[:header] + payload(unit, header)
    for form in (unit, plain):  # some write no emulation prevention: where the size ends with the unit, that is so
        begin, size = _body(form, header)
        if form[begin + size :] == _STOP and form[begin : begin + len(UUID)] in DIALECTS:
            return _Reader(DIALECTS[form[begin : begin + len(UUID)]], hash_name).read(form, begin, unit)
    begin, _ = _body(plain, header)
    if plain[begin : begin + len(UUID)] in DIALECTS:
        raise NotUnderstood
    return None


def _body(form: bytes, header: int) -> tuple[int, int]:
    """Where the payload of the unit's first message begins, and its size; size 0 where it is of another type."""
    if form[header : header + 1] != bytes([_USER_DATA_UNREGISTERED]):
        return len(form), 0
    at, size = header + 1, 0
    while at < len(form) and form[at] == 0xFF:
        size, at = size + 0xFF, at + 1
    return at + 1, size + (form[at] if at < len(form) else 0)


@dataclass(frozen=True)
class _Reader:
    """Reads messages of one dialect in a track of that hash."""

    dialect: Dialect
    hash_name: str

    def read(self, form: bytes, begin: int, unit: bytes) -> Message:
        """The message in a unit without emulation prevention; `unit` is the same as it was written."""
        dialect, at = self.dialect, begin + len(UUID)
        if at >= len(form) - 1:
            raise NotUnderstood
        tags = _only(_tags(form[:-1], at + 1, dialect), dialect)
        name = _hash_name(tags[dialect.algorithm][1]) if dialect.algorithm in tags else self.hash_name
        size = hashlib.new(name).digest_size
        place, signature = tags.get(dialect.signature, (0, b""))
        signed = form
        if form[at] & dialect.as_written:
            signed, place = unit, _written(unit, place) if form is not unit else place
        _, value = tags.get(dialect.general, (0, b""))
        general = _general(dialect, value, size) if value else None
        hashes = _split(tags.get(dialect.hashes, (0, b""))[1][1:], size)
        if general and not (hashes or general.whole):  # its signature is over a hash of all, which is made otherwise
            raise NotUnderstood
        return Message(
            dialect,
            general,
            hashes,
            signed[:place] if signature else b"",
            _signature(signature, dialect.signature_heads),
            name,
            tuple(value for kind, _, value in _tags(form[:-1], at + 1, dialect) if kind in dialect.keys),
            hashlib.new(name, signed).digest(),
        )


def _written(unit: bytes, place: int) -> int:
    """Where a byte of the unit without emulation prevention stands with it."""
    for index, found in enumerate(_ESCAPED.finditer(unit)):
        if found.start() + 2 - index > place:
            return place + index
    return place + len(_ESCAPED.findall(unit))


def _only(tags: Iterator[tuple[int, int, bytes]], dialect: Dialect) -> dict[int, tuple[int, bytes]]:
    """Place and value by the number of the tag: what stands behind the signature is not signed, nor is a second one.

    Chains of certificates may be two: the maker's, and one of a user's own key.
    """
    found: dict[int, tuple[int, bytes]] = {}
    for kind, place, value in tags:
        if dialect.signature in found or (kind in found and kind not in dialect.keys):
            raise NotUnderstood
        found[kind] = place, value
    return found


def _tags(form: bytes, at: int, dialect: Dialect) -> Iterator[tuple[int, int, bytes]]:
    """Number, place and value of each tag."""
    for _ in range(_MOST_TAGS):
        if at >= len(form):
            return
        kind = form[at]
        begin = at + (2 if kind in dialect.short else 3)
        end = begin + int.from_bytes(form[at + 1 : begin], "big")
        if end > len(form):
            raise NotUnderstood
        yield kind, at, form[begin:end]
        at = end


def _hash_name(value: bytes) -> str:
    """Of a tag: a version, the length of the identifier, the identifier, and for ONVIF more."""
    name = _HASHES.get(value[2 : 2 + value[1]], "") if len(value) > 1 else ""
    if not name:
        raise NotUnderstood
    return name


def _split(hashes: bytes, size: int) -> tuple[bytes, ...]:
    if len(hashes) % size:
        raise NotUnderstood
    return tuple(hashes[at : at + size] for at in range(0, len(hashes), size))


def _signature(value: bytes, heads: Sequence[int]) -> bytes:
    """The bytes in use of those that are set aside for it."""
    version = value[0] if value else 0
    head = heads[min(max(version, 1), len(heads)) - 1]
    size = int.from_bytes(value[head : head + 2], "big")
    return value[head + 2 : head + 2 + size]


def _general(dialect: Dialect, value: bytes, size: int) -> General:
    if dialect.scheme is SigningScheme.ONVIF:
        return _general_of_onvif(value, size)
    return _general_of_axis(value, size)


def _general_of_onvif(value: bytes, size: int) -> General:
    """Version 1 has one time, version 2 two; then counter, number of units, and two hashes."""
    times = {1: 1, 2: 2}.get(value[0] if value else 0, 0)
    at = 5 + 8 * times
    if not times or len(value) != at + 6 + 2 * size:
        raise NotUnderstood
    begun, ended = (_since_1970(value[end - 8 : end]) for end in (13, at))
    counter, stated = int.from_bytes(value[at : at + 4], "big"), int.from_bytes(value[at + 4 : at + 6], "big")
    whole, link = value[at + 6 : at + 6 + size], value[at + 6 + size :]
    return General(value[0], bool(value[4]), begun, ended if times > 1 else 0, counter, stated, whole, link)


def _general_of_axis(value: bytes, size: int) -> General:
    """Counter, number of units, times, and from version 3 on the link to the part before and a hash of all.

    Parts that are not linked overlap.
    """
    told = axis.told(value)
    if told is None or len(told.hashes) not in (0, 2 * size):
        raise NotUnderstood
    begun, ended = (axis.nanoseconds(time) for time in (*told.times, b"", b"")[:2])
    counter, stated = int.from_bytes(value[1:5], "big"), int.from_bytes(value[5:7], "big")
    link, whole = told.hashes[:size], told.hashes[size:]
    return General(told.version, told.partial, begun, ended, counter, stated, whole, link, overlaps=not told.hashes)


def _since_1970(field: bytes) -> int:
    """ns; the framework writes big-endian, the specification has little-endian: the one that is a date counts."""
    return next(filter(is_date, (since_1970(field, order) for order in ORDERS)), 0)
