"""Signs an H.264 byte stream after ONVIF Media Signing, right or with known things wrong.

Source: ONVIF Media Signing 26.06, 5.2 to 5.8 (what is hashed, signed and said), laid out as
onvif/media-signing-framework (lib/src/oms_tlv.c) writes it: numbers big-endian.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal

from conformance.errors import FixtureError
from conformance.synthesis.operation import Operation
from conformance.synthesis.sealing import PinnedKey, pinned_key

_START_CODE = b"\x00\x00\x00\x01"
_SLICE, _KEY, _SEI = 1, 5, 6  # nal_unit_type (ITU-T H.264, Table 7-1)
_UUID = bytes.fromhex("005bc93f2d715e95ada4796f90877a6f")
_GENERAL, _HASHES, _SIGNATURE, _ALGORITHMS, _CHAIN = 1, 2, 3, 4, 6  # tags
_SHA256 = bytes.fromhex("0609608648016503040201")
_EPOCH_1601 = datetime(1601, 1, 1, tzinfo=UTC)
_BEGUN = datetime(2026, 11, 20, 10, tzinfo=UTC)
_WRITTEN_ESCAPED = 0x40  # bit of the reserved byte


class Unruly(StrEnum):
    """What may be wrong with the signer on purpose, in the third message where it is one message."""

    VERSION = "version"
    COUNTER = "counter"
    ORDER = "order"
    LINK = "link"
    COUNT = "count"
    HASH = "hash"
    LEFT_OUT = "left_out"
    NO_SIGNATURE = "no_signature"
    SIGNATURE = "signature"


_UNRULY_MESSAGE = 3


@dataclass(frozen=True)
class SignStream(Operation):
    """Puts a signing message behind every key picture: it vouches for the group of pictures before it.

    The last group awaits its message, as in a recording that was cut. `parts` is how many messages a group has, of
    which all but the first link their units to the first of the group where they are `grouped`, as the framework does;
    `escaped` signs the bytes as they are written, with emulation prevention; `listed` False leaves out the hashes of
    units, and one for all remains; `deferred` leaves out the third signature, and the next message vouches for it.
    `bits` are of the RSA key.
    """

    wrong: tuple[Unruly, ...] = ()
    parts: int = 1
    grouped: bool = False
    escaped: bool = False
    listed: bool = True
    deferred: bool = False
    bits: Literal[1024, 2048] = 2048
    operation: Literal["sign_stream"] = "sign_stream"

    def apply(self, data: bytes) -> bytes:
        """The signed stream.

        Raises:
            FixtureError: it is no byte stream of H.264.
        """
        if not data.startswith(_START_CODE[1:]) and not data.startswith(_START_CODE):
            raise FixtureError("sign_stream signs a recipe of container h264")
        units = [unit for unit in data.replace(_START_CODE, _START_CODE[1:]).split(_START_CODE[1:]) if unit]
        return b"".join(_START_CODE + unit for unit in _Signer(self, pinned_key(self.bits)).signed(units))


@dataclass
class _Signer:
    """Goes through a stream; `pending` is a message that waits for the picture behind the one that triggered it.

    `group` are the units that the next message will list, with so many `pictures` among them.
    """

    plan: SignStream
    key: PinnedKey
    counter: int = 0
    anchor: bytes = b""
    before: bytes = bytes(32)
    group: list[bytes] = field(default_factory=list)
    pictures: int = 0
    pending: bytes = b""

    def signed(self, units: list[bytes]) -> list[bytes]:
        """The units with messages between them."""
        interval = next((n for n, unit in enumerate(_pictures(units)) if n and unit[0] & 0x1F == _KEY), 1)
        done: list[bytes] = []
        for unit in units:
            if unit[0] & 0x1F in (_SLICE, _KEY):
                self._deliver(done)
                if self.pictures == interval // self.plan.parts:
                    self.pending = self._message()
                    self.group, self.pictures = [], 0
                self.pictures += 1
                self.group.append(unit)
            done.append(unit)
        return done

    def _deliver(self, done: list[bytes]) -> None:
        """Put the message that waits into the stream; one that is deferred is a unit of the next part."""
        done += [self.pending] if self.pending else []
        self.group += [self.pending] if self.pending and self._is_deferred else []
        self.pending = b""

    @property
    def _is_deferred(self) -> bool:
        return self.plan.deferred and self.counter == _UNRULY_MESSAGE

    def _message(self) -> bytes:
        """The unit that vouches for the group that ended."""
        self.counter += 1
        hashes = self._hashes()
        if self._is(Unruly.LEFT_OUT):
            del hashes[-2]
        tags = _tag(_ALGORITHMS, b"\x01" + bytes([len(_SHA256)]) + _SHA256 + b"\x01\x00")
        tags += _tag(_CHAIN, b"\x01\x00" + self.key.pem) + _tag(_GENERAL, self._general(hashes))
        tags += _tag(_HASHES, b"\x01" + b"".join(hashes)) if self.plan.listed else b""
        self.before = hashes[0]
        return self._unit(tags)

    def _hashes(self) -> list[bytes]:
        """As the message lists its units."""
        first, *others = (hashlib.sha256(unit.rstrip(b"\0")).digest() for unit in self.group)
        goes_on = self.plan.grouped and self.group[0][0] & 0x1F != _KEY
        self.anchor = self.anchor if goes_on else first
        linked = [hashlib.sha256(self.anchor + one).digest() for one in ([first, *others] if goes_on else others)]
        return linked if goes_on else [first, *linked]

    def _general(self, hashes: list[bytes]) -> bytes:
        version = 1 if Unruly.VERSION in self.plan.wrong else 2
        begun = _BEGUN + timedelta(seconds=self.counter)
        times = [(begun - _EPOCH_1601) // timedelta(microseconds=1) * 10 + second * 10**7 for second in range(version)]
        counter = self.counter + (Unruly.COUNTER in self.plan.wrong and self.counter >= _UNRULY_MESSAGE)
        counter = 1 if self._is(Unruly.ORDER) else counter
        whole = hashlib.sha256(b"".join(hashes)).digest()
        return (
            bytes([version, 1, 0, 0, self.counter % self.plan.parts > 0])
            + b"".join(time.to_bytes(8, "big") for time in times)
            + counter.to_bytes(4, "big")
            + (len(hashes) + self._is(Unruly.COUNT)).to_bytes(2, "big")
            + (hashlib.sha256(whole).digest() if self._is(Unruly.HASH) else whole)
            + (hashlib.sha256(self.before).digest() if self._is(Unruly.LINK) else self.before)
        )

    def _unit(self, tags: bytes) -> bytes:
        """The SEI unit: what it says, and the signature of all before that."""
        size = 16 + 1 + len(tags) + 3 + 3 + self.key.size
        unsigned = self._is_deferred or self._is(Unruly.NO_SIGNATURE)
        size -= 3 + 3 + self.key.size if unsigned else 0
        flags = _WRITTEN_ESCAPED if self.plan.escaped else 0
        head = bytes([_SEI, 5]) + b"\xff" * (size // 255) + bytes([size % 255]) + _UUID + bytes([flags]) + tags
        if unsigned:
            return _escaped(head + b"\x80")
        signature = self.key.signed(_escaped(head) if self.plan.escaped else head, default=False)
        if self._is(Unruly.SIGNATURE):
            signature = signature[:-1] + bytes([signature[-1] ^ 1])
        value = b"\x01" + len(signature).to_bytes(2, "big") + signature
        return _escaped(head + _tag(_SIGNATURE, value) + b"\x80")

    def _is(self, what: Unruly) -> bool:
        """Whether that is wrong with this message."""
        return what in self.plan.wrong and self.counter == _UNRULY_MESSAGE


def _pictures(units: list[bytes]) -> list[bytes]:
    return [unit for unit in units if unit[0] & 0x1F in (_SLICE, _KEY)]


def _tag(kind: int, value: bytes) -> bytes:
    return bytes([kind]) + len(value).to_bytes(2, "big") + value


def _escaped(unit: bytes) -> bytes:
    """The unit with emulation prevention (ITU-T H.264, 7.4.1)."""
    done, zeros = bytearray(), 0
    for byte in unit:
        if zeros >= 2 and byte <= 3:
            done.append(3)
            zeros = 0
        done.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(done)
