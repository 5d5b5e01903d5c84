"""Issues time stamps with whatever is wrong with them, and says what they come to."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import MD5, SHA1, SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from conformance.evidence.time_stamps.tokens import read_token
from conformance.measurands.time_stamps.stamps import manifest_timestamp
from conformance.model.evidence import DeviceSubject, RecordingSubject, Stated, TrustedRoot
from conformance.model.facts import Absent
from conformance.model.manifest import ManifestCheck
from conformance.model.time_stamps import Stamped, TimeStamp, Token
from conformance.synthesis.der import CONTEXT, OCTETS, TIME, element, integer, oid, sequence, set_of
from conformance.synthesis.sealing import pinned_key
from conformance.synthesis.time_stamping import algorithm, attribute, granted, signed_data

TODAY = date(2026, 11, 26)
ALWAYS = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
MANIFEST = b"ab  DCIM/1.mp4\n"
Key: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

OIDS = {
    "md5": "1.2.840.113549.2.5",
    "sha1": "1.3.14.3.2.26",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
    "sm3": "1.2.156.10197.1.401",
}
HASHES: dict[str, HashAlgorithm] = {
    "md5": MD5(),  # noqa: S303
    "sha1": SHA1(),  # noqa: S303
    "sha256": SHA256(),
    "sha384": SHA384(),
    "sha512": SHA512(),
}
ECDSA = {"sha1": "1.2.840.10045.4.1", "sha256": "1.2.840.10045.4.3.2", "sha384": "1.2.840.10045.4.3.3"}
RSA, PSS, MGF1, ED25519 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8", "1.3.101.112"
TST_INFO, CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.16.1.4", "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
BOUND, BOUND_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"


@dataclass(frozen=True)
class Holder:
    """A certificate with its key."""

    key: Key
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def key_of(seed: bytes) -> ec.EllipticCurvePrivateKey:
    """A key of the curve P-256, the same for the same seed."""
    return ec.derive_private_key(int.from_bytes(hashlib.sha256(seed).digest()[:31], "big"), ec.SECP256R1())


def issued(
    who: str,
    by: Holder | None,
    *more: tuple[x509.ExtensionType, bool],
    valid: tuple[datetime, datetime] = ALWAYS,
    key: Key | None = None,
) -> Holder:
    """A certificate with those extensions, critical or not, issued by somebody or by its own key."""
    key = key or key_of(who.encode() + (by.der if by else b""))
    built = x509.CertificateBuilder().subject_name(name(who)).public_key(key.public_key())
    built = built.issuer_name(by.certificate.subject if by else name(who)).serial_number(len(who) + 4096)
    built = built.not_valid_before(valid[0]).not_valid_after(valid[1])
    for extension, critical in more:
        built = built.add_extension(extension, critical=critical)
    signing = by.key if by else key
    fixed = isinstance(signing, ec.EllipticCurvePrivateKey)
    return Holder(key, built.sign(signing, SHA256(), ecdsa_deterministic=fixed or None))  # type: ignore[arg-type]


CA = (x509.BasicConstraints(ca=True, path_length=None), True)
STAMPS = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
ROOT = issued("Root", None, CA)
MAKER = issued("Maker", ROOT, CA)
TSA = issued("TSA", ROOT, STAMPS)
RSA_KEY = pinned_key(2048).private
FORGED_ROOT = issued("Root", None, CA, key=key_of(b"forged"))
FORGED = issued("TSA", FORGED_ROOT, STAMPS)


PSS_PARAMETERS = sequence(
    element(CONTEXT, algorithm(OIDS["sha256"])),
    element(CONTEXT | 1, algorithm(MGF1, algorithm(OIDS["sha256"]))),
    element(CONTEXT | 2, integer(32)),
)


def used(*uses: x509.ObjectIdentifier, critical: bool = True) -> Holder:
    extension = ((x509.ExtendedKeyUsage(list(uses)), critical),) if uses else ()
    return issued("Used", ROOT, *extension)


@dataclass(frozen=True)
class Plan:
    """How a token is issued; `extra` stands behind the nonce, `policy` to `extra` are signed."""

    by: Holder = TSA
    chain: tuple[Holder, ...] = (TSA,)
    imprint: str = "sha256"
    time: bytes = b"20261120100000Z"
    accuracy: tuple[bytes, ...] = (sequence(integer(1)),)
    nonce: tuple[bytes, ...] = (integer(153),)
    extra: tuple[bytes, ...] = ()
    version: int = 1
    digest: str = "sha256"
    listed: str = ""
    signing: tuple[str, tuple[bytes, ...]] = (ECDSA["sha256"], ())
    bound: tuple[bytes, ...] = field(default=())
    content_type: str = TST_INFO
    attributes: tuple[bytes, ...] = ()
    sid: bytes = b""
    signers: int = 1


def token(plan: Plan = Plan(), data: bytes = MANIFEST) -> bytes:
    info = sequence(
        integer(plan.version),
        oid("1.2.3.4.1"),
        sequence(algorithm(OIDS[plan.imprint]), element(OCTETS, hashed(plan.imprint, data))),
        integer(42),
        element(TIME, plan.time),
        *plan.accuracy,
        *plan.nonce,
        *plan.extra,
    )
    certificates = tuple(one.der for one in plan.chain)
    return signed_data(info, certificates, (signer(plan, info),) * plan.signers, OIDS[plan.listed or plan.digest])


def response(plan: Plan = Plan(), data: bytes = MANIFEST) -> bytes:
    return granted(token(plan, data))


def hashed(algorithm_name: str, data: bytes) -> bytes:
    return hashlib.new(algorithm_name, data, usedforsecurity=False).digest()


def signer(plan: Plan, info: bytes) -> bytes:
    bound = plan.bound or (bound_v2(plan.by),)
    parts = (
        attribute(CONTENT_TYPE, oid(plan.content_type)),
        attribute(MESSAGE_DIGEST, element(OCTETS, hashed(plan.digest, info))),
        *bound,
        *plan.attributes,
    )
    signed = set_of(parts)
    issuer = plan.by.certificate.issuer.public_bytes()
    name_of, parameters = plan.signing
    return sequence(
        integer(1),
        plan.sid or sequence(issuer, integer(plan.by.certificate.serial_number)),
        algorithm(OIDS[plan.digest]),
        bytes((CONTEXT,)) + signed[1:],
        algorithm(name_of, *parameters),
        element(OCTETS, signature(plan, signed)),
    )


def signature(plan: Plan, data: bytes) -> bytes:
    key = plan.by.key
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    method = HASHES[plan.digest]
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(method, deterministic_signing=True))
    if plan.signing[0] == PSS:
        return key.sign(data, padding.PSS(padding.MGF1(method), 32), method)
    return key.sign(data, padding.PKCS1v15(), method)


def bound_v2(by: Holder) -> bytes:
    return attribute(BOUND_V2, sequence(sequence(sequence(element(OCTETS, hashed("sha256", by.der))))))


def bound_v1(by: Holder) -> bytes:
    """With issuer and serial number, as OpenSSL writes it."""
    names = sequence(element(CONTEXT | 4, by.certificate.issuer.public_bytes()))
    stated = sequence(names, integer(by.certificate.serial_number))
    return attribute(BOUND, sequence(sequence(sequence(element(OCTETS, hashed("sha1", by.der)), stated))))


def trusting(*roots: Holder) -> tuple[TrustedRoot, ...]:
    return tuple(TrustedRoot("ca.pem", "ab" * 32, one.pem) for one in roots)


def stamp_in(content: bytes, data: bytes = MANIFEST) -> TimeStamp:
    """What the evidence is read as, without a file."""
    read = read_token(content)
    digest = hashed(read.algorithm, data) if isinstance(read, Token) else b""
    return TimeStamp("SUMS.tsr", Path("SUMS.tsr"), len(content), "cd" * 32, read, (Stamped("SHA256SUMS", digest),))


def device(
    content: bytes,
    data: bytes = MANIFEST,
    roots: tuple[Holder, ...] = (ROOT,),
    recordings: tuple[RecordingSubject, ...] = (),
    today: date = TODAY,
) -> DeviceSubject:
    listed = ManifestCheck("SHA256SUMS", "ef" * 32, "sha256sum", ("sha256",), 1, 1)
    stamps = (stamp_in(content, data),)
    trusted = trusting(*roots)
    return DeviceSubject(recordings, Stated(), (listed,), time_stamps=stamps, trusted_roots=trusted, today=today)


def said(subject: DeviceSubject) -> str:
    found = manifest_timestamp(subject)
    return f"{found.reason}: {found.detail}" if isinstance(found, Absent) else f"{found.value}; {found.note}"


def comes_to(plan: Plan = Plan()) -> str:
    return said(device(response(plan)))
