"""Reads the X.509 certificate of a `cert` box, so that nothing beside the signature check handles keys."""

from cryptography import x509
from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from conformance.extract.isobmff.boxes import Node
from conformance.model.export_facts import Certificate, KeyKind

MAX_CERTIFICATE = 1 << 16  # bytes; a real one takes one or two thousand


class NoKey:
    """The box holds no certificate that can be read, or one of a key that no scheme here uses."""


def public_key(cert: Node) -> RSAPublicKey | EllipticCurvePublicKey | NoKey:
    """The verifying key of a `cert` box (DER, ONVIF Export File Format 26.06, 5.6.3.6)."""
    key = _key(cert)
    return key if isinstance(key, RSAPublicKey | EllipticCurvePublicKey) else NoKey()


def read_certificate(cert: Node) -> Certificate:
    """What the certificate's key is."""
    key = _key(cert)
    if isinstance(key, RSAPublicKey):
        return Certificate(cert.offset, KeyKind.RSA, key.key_size)
    return Certificate(cert.offset, KeyKind.UNREADABLE if isinstance(key, NoKey) else KeyKind.OTHER, 0)


def _key(cert: Node) -> object:
    if cert.cut or not 0 < cert.end - cert.body <= MAX_CERTIFICATE:
        return NoKey()
    try:
        return x509.load_der_x509_certificate(cert.data[cert.body : cert.end]).public_key()
    except (ValueError, UnsupportedAlgorithm, InternalError, x509.InvalidVersion):
        return NoKey()
