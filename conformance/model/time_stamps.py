"""A time stamp after RFC 3161 as it was read: what an authority signed, and the digests of what it may be of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from conformance.model.codec import EncodedBytes, EncodedPath
from conformance.model.facts import Absent


class Scheme(StrEnum):
    """How a token is signed."""

    PKCS1 = "RSASSA-PKCS1-v1_5"
    PSS = "RSASSA-PSS"
    ECDSA = "ECDSA"
    ED25519 = "Ed25519"


@dataclass(frozen=True)
class Broken:
    """Why a file is no time stamp that could hold."""

    why: str


@dataclass(frozen=True)
class Certificate:
    """A certificate in DER, with its issuer's name (DER) and its serial number in hexadecimal digits."""

    der: EncodedBytes
    issuer: EncodedBytes
    serial: str


@dataclass(frozen=True)
class CertificateId:
    """A certificate as the signer names it: the digest of its DER (RFC 5035, ESSCertIDv2), issuer and serial number.

    `issuer` and `serial` are empty where they are not stated.
    """

    algorithm: str
    digest: EncodedBytes
    issuer: EncodedBytes
    serial: str


@dataclass(frozen=True)
class Signature:
    """The signature of a token over `attributes` (DER, as the set that was signed: RFC 5652, 5.4).

    `digest` is the algorithm of `message_digest`, `hash` that of the signature, `mask_hash` and `salt` (B) are those of
    RSASSA-PSS. `issuer` and `serial` or `key_id` name the certificate outside of what is signed, `bound` inside.
    """

    scheme: Scheme
    digest: str
    hash: str
    mask_hash: str
    salt: int
    value: EncodedBytes
    attributes: EncodedBytes
    message_digest: EncodedBytes
    issuer: EncodedBytes
    serial: str
    key_id: EncodedBytes
    bound: tuple[CertificateId, ...]


@dataclass(frozen=True)
class Token:
    """A time stamp token: `content` is the TSTInfo that is signed (DER), the rest of it what it says.

    `algorithm` and `imprint` are the digest of the data, `policy` is an object identifier, `serial` and `nonce` are
    hexadecimal digits ('' = no nonce). `time` is genTime, cut to the microsecond, `resolution` the unit of its last
    digit, `accuracy` how far it may be off on either side, s.
    """

    content: EncodedBytes
    algorithm: str
    imprint: EncodedBytes
    policy: str
    serial: str
    time: datetime
    resolution: Fraction
    accuracy: Fraction | Absent
    nonce: str
    certificates: tuple[Certificate, ...]
    signature: Signature


@dataclass(frozen=True)
class Stamped:
    """A file that a time stamp may be of, and its digest by the token's algorithm (b'' = there is no token to ask)."""

    path: str
    digest: EncodedBytes


@dataclass(frozen=True)
class TimeStamp:
    """A file that the submission names as time stamp, and the files of which it must be one; `path` for people."""

    path: str
    file: EncodedPath
    size: int
    sha256: str
    token: Token | Broken | Absent
    of: tuple[Stamped, ...]
