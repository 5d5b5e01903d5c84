"""Issues a time stamp token with a pinned test key, to the same bytes every time.

Source: RFC 3161, 2.4.2; RFC 5652, 5; RFC 5035, 3.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from conformance.synthesis.der import CONTEXT, OCTETS, TIME, element, integer, oid, sequence, set_of
from conformance.synthesis.sealing import pinned_key

_SIGNED_DATA, _TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_SHA256, _SHA256_RSA = "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11"
_POLICY = "1.3.6.1.4.1.55555.1"
_TIME = b"20261120120000Z"
_VALID = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2056, 1, 1, tzinfo=UTC))
_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority of time stamps, stamps nothing real")])


@dataclass(frozen=True)
class Authority:
    """An authority of time stamps with its own certificate, issued by itself."""

    private: RSAPrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """The certificate in DER."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate in PEM."""
        return self.certificate.public_bytes(Encoding.PEM)


@cache
def authority() -> Authority:
    """That of the fixtures, with the pinned key of 2048 bits."""
    private = pinned_key(2048).private
    built = x509.CertificateBuilder().subject_name(_NAME).issuer_name(_NAME).serial_number(3161)
    built = built.not_valid_before(_VALID[0]).not_valid_after(_VALID[1]).public_key(private.public_key())
    use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return Authority(private, built.add_extension(use, critical=True).sign(private, SHA256()))


def token(data: bytes) -> bytes:
    """A TimeStampToken of that data by the authority of the fixtures."""
    by = authority()
    info = sequence(
        integer(1),
        oid(_POLICY),
        sequence(algorithm(_SHA256), element(OCTETS, hashlib.sha256(data).digest())),
        integer(42),
        element(TIME, _TIME),
        sequence(integer(1)),
    )
    signed = set_of(
        (
            attribute(_CONTENT_TYPE, oid(_TST_INFO)),
            attribute(_MESSAGE_DIGEST, element(OCTETS, hashlib.sha256(info).digest())),
            attribute(
                _SIGNING_CERTIFICATE_V2,
                sequence(sequence(sequence(element(OCTETS, hashlib.sha256(by.der).digest())))),
            ),
        )
    )
    signer = sequence(
        integer(1),
        sequence(by.certificate.issuer.public_bytes(), integer(by.certificate.serial_number)),
        algorithm(_SHA256),
        bytes((CONTEXT,)) + signed[1:],
        algorithm(_SHA256_RSA),
        element(OCTETS, by.private.sign(signed, PKCS1v15(), SHA256())),
    )
    return signed_data(info, (by.der,), (signer,))


def signed_data(
    info: bytes, certificates: tuple[bytes, ...], signers: tuple[bytes, ...], digest: str = _SHA256
) -> bytes:
    """A TimeStampToken that holds TSTInfo, certificates and signatures by that digest, each in DER."""
    brought = [element(CONTEXT, *sorted(certificates))] if certificates else []
    data = sequence(
        integer(3),
        set_of((algorithm(digest),)),
        sequence(oid(_TST_INFO), element(CONTEXT, element(OCTETS, info))),
        *brought,
        set_of(signers),
    )
    return sequence(oid(_SIGNED_DATA), element(CONTEXT, data))


def granted(issued: bytes) -> bytes:
    """The TimeStampResp with which an authority hands out a token."""
    return sequence(sequence(integer(0)), issued)


def algorithm(name: str, *parameters: bytes) -> bytes:
    """An AlgorithmIdentifier."""
    return sequence(oid(name), *parameters)


def attribute(kind: str, *values: bytes) -> bytes:
    """An Attribute."""
    return sequence(oid(kind), set_of(values))
