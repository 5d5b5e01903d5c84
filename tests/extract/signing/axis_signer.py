"""Signs an H.264 stream as Axis Signed Video does from version 3 on, state by state as its framework goes.

Source: AxisCommunications/signed-video-framework, lib/src: sv_sign.c (add_nalu_for_signing, generate_sei), sv_common.c
(hash_and_copy_to_ref, hash_with_reference, sv_update_linked_hash) and sv_tlv.c (encode_*); MIT licence. It keeps what a
signer keeps, and shares nothing with the reader.
"""

import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from conformance.synthesis.sealing import pinned_key

_UUID = b"Signed Video...0"
_IDR, _SLICE, _PRIMARY = 5, 1, 0x80
_OID = {name: bytes.fromhex(f"06096086480165030402{tag}") for name, tag in (("sha256", "01"), ("sha512", "03"))}
_NOON = 1_795_000_000  # s since 1970: 2026-11-18
_SPARE = 5  # bytes set aside behind the signature


@dataclass
class AxisSigner:
    """Takes units one by one; messages that are signed wait for the picture `late` pictures on."""

    version: int = 3
    level: str = "frame"  # or "gop": no list
    most: int = 0  # pictures signed at once; 0 = a group
    algorithm: str = "sha256"
    escaped: bool = True
    timed: bool = True
    late: int = 0
    factory: bool = False  # the key comes in its certificate
    counter: int = 0
    reference: bytes = b""
    linked: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    pictures: int = 0
    seen: int = 0
    started: bool = False
    goes_on: bool = False
    waiting: list[tuple[int, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.linked = [bytes(hashlib.new(self.algorithm).digest_size)] * 2

    def signed(self, units: list[bytes]) -> list[bytes]:
        """The units with messages between them."""
        done: list[bytes] = []
        for unit in units:
            if unit[0] & 0x1F in (_IDR, _SLICE):
                self.add(unit)
                self.seen += 1
                done += [message for due, message in self.waiting if due <= self.seen]
                self.waiting = [one for one in self.waiting if one[0] > self.seen]
            done.append(unit)
        return done

    def add(self, unit: bytes) -> None:
        """signed_video_add_nalu_for_signing: whatever begins a new part signs the one before."""
        primary = bool(unit[1] & _PRIMARY)
        new = unit[0] & 0x1F == _IDR and primary
        full = 0 < self.most <= self.pictures and primary
        self.goes_on = False
        if new or full:
            self.goes_on = not new
            if self.started:
                self.waiting.append((self.seen + 1 + self.late, self.message()))
            self.started = True
        own = self.hash(unit)
        listed = own if new else self.hash(self.reference + own)
        if new:
            self.reference = own
        if new or self.goes_on:
            self.linked = [self.linked[1], listed]
        self.hashes.append(listed)
        self.pictures += primary

    def hash(self, data: bytes) -> bytes:
        return hashlib.new(self.algorithm, data).digest()

    def message(self) -> bytes:
        """generate_sei and get_sign_and_complete_sei."""
        self.counter += 1
        key = pinned_key(2048)
        tags = tag(7, b"\x01" + bytes([len(_OID[self.algorithm])]) + _OID[self.algorithm], 1)
        if not self.factory:
            tags += tag(2, b"\x02" + public_pem())
        tags += tag(1, self.general(), 1)
        if self.level == "frame":
            tags += tag(4, b"\x01" + b"".join(self.hashes))
        if self.factory:
            tags += tag(129, b"\x01\x00" + key.pem)
        self.hashes, self.pictures = [], 0
        size = len(_UUID) + 1 + len(tags) + 3 + 4 + key.size + _SPARE
        head = b"\x06\x05" + b"\xff" * (size // 255) + bytes([size % 255])
        body = _UUID + bytes([0x80 * self.escaped | 0x30]) + tags
        document = head + prevented(body) if self.escaped else head + body
        signature = key.signed(document, default=False)
        value = b"\x02\x00" + len(signature).to_bytes(2, "big") + signature + b"\x01" * _SPARE
        rest = tag(5, value)
        return head + (prevented(body + rest) if self.escaped else body + rest) + b"\x80"

    def general(self) -> bytes:
        times = b""
        if self.timed:
            begun, ended = ((_NOON + second) * 10**6 for second in (self.counter, self.counter + 1))
            times = begun.to_bytes(8, "big") + (ended.to_bytes(8, "big") if self.version > 3 else b"")
        return (
            bytes([self.version])
            + self.counter.to_bytes(4, "big")
            + len(self.hashes).to_bytes(2, "big")
            + b"\x02\x02\x06"
            + bytes([self.timed | self.goes_on << 1])
            + times
            + self.linked[0]
            + self.hash(b"".join(self.hashes))
        )


def public_pem() -> bytes:
    return pinned_key(2048).private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def tag(kind: int, value: bytes, size: int = 2) -> bytes:
    return bytes([kind]) + len(value).to_bytes(size, "big") + value


def prevented(data: bytes) -> bytes:
    """write_byte with emulation prevention."""
    done, last = bytearray(), 0xFFFF
    for byte in data:
        if byte <= 3 and last == 0:
            done.append(3)
            last = 3
        done.append(byte)
        last = (last << 8 | byte) & 0xFFFF
    return bytes(done)
