"""Builds the boxes of an export by hand, and signs files with a key of the moment as Annex A tells it to be checked."""

import struct
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from conformance.model.export_facts import ExportFacts

from .builder import Trak, box, full, moov_first, read, words

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Sign = Callable[[bytes], bytes]

UNIT = b"Dock\0http://d\x0000-11\0"
TIME = struct.pack(">Q", 3_878_092_800)
SOURCE = struct.pack(">H", 1) + b"Cam\0" + b"\0" + b"00-22\0" + b"7\0"
PLAIN = moov_first(Trak())


def suep(version: int = 1, count: int = 1, sources: bytes = SOURCE, tail: bytes = b"") -> bytes:
    return full(b"suep", version << 24, UNIT, TIME, b"Officer\0", words(count), sources, tail)


def cstb(*entries: tuple[int, int]) -> bytes:
    return box(b"cstb", words(len(entries)), *(struct.pack(">IQ", *entry) for entry in entries))


def meta(*inside: bytes) -> bytes:
    return full(b"meta", 0, full(b"hdlr", 0, bytes(4), b"oeff", bytes(13)), *inside)


def ipro(*sinfs: bytes, count: int = 1) -> bytes:
    return full(b"ipro", 0, struct.pack(">H", count), *sinfs)


def schm(kind: int = 0x6F656666, version: int = 0x00010000) -> bytes:
    return full(b"schm", 0, words(kind, version))


def sinf(certificate: bytes, signature: bytes = bytes(256), *more: bytes, before: bytes = b"") -> bytes:
    inside = box(b"schi", box(b"sibo", signature), box(b"cert", certificate), *more)
    return box(b"sinf", before, schm(), inside)


def export(data: bytes) -> ExportFacts:
    facts = read(data).export
    assert isinstance(facts, ExportFacts), facts
    return facts


def fault_codes(data: bytes) -> list[tuple[str, str]]:
    return [(fault.code, fault.path) for fault in export(data).faults]


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def certificate(key: Key) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, start, end)
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def pss(data: bytes, salt: int = 20) -> bytes:
    return rsa_key().sign(data, PSS(MGF1(SHA256()), salt), SHA256())


def signed(unsigned: bytes, sign: Sign = pss) -> bytes:
    """The file whose last `sibo` of zeros now holds the signature of the file with those zeros."""
    at = unsigned.rindex(b"sibo") + 4
    size = struct.unpack_from(">I", unsigned, at - 8)[0] - 8
    assert unsigned[at : at + size] == bytes(size)
    value = sign(unsigned)
    assert len(value) == size
    return unsigned[:at] + value + unsigned[at + size :]


def sealed(*sinfs: bytes) -> bytes:
    return PLAIN + meta(suep(), ipro(*sinfs))
