"""Takes the signer's certificates out of a manifest store, as the library for content credentials does not give them.

Source: C2PA specification, "Manifests" and "Digital signatures" (JUMBF of ISO/IEC 19566-5; COSE_Sign1 of RFC 9052 with
`x5chain` of RFC 9360; CBOR of RFC 8949). A store in which anything stands twice, so that another reader may take
another certificate for the signer's, is not understood.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from cryptography import x509
from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from conformance.extract.isobmff.boxes import parse_header

MOST_CERTIFICATES = 16

_X5CHAIN = (33, "x5chain")
_MOST_NESTED = 8
_LABELLED = 0x02  # toggle of a description box, ISO/IEC 19566-5, B.3
_COSE_SIGN1 = 4  # items: protected header, unprotected one, payload, signature


class NotUnderstood(ValueError):  # noqa: N818 - a state of the input
    """The certificates can't be told from this store; the message says why."""


class _Super(NamedTuple):
    label: bytes
    content: list[tuple[bytes, bytes]]  # type and payload of each box behind the description


_Pairs: TypeAlias = tuple[tuple[object, object], ...]  # a CBOR map, in its order


def chain_of(manifests: Sequence[bytes], label: str, serial: str) -> str:
    """Certificates of who signed the manifest of that label, as PEM, the signer's own first.

    `serial` is the number of the signer's certificate in decimal digits, as the library read it.

    Raises:
        NotUnderstood: they are not there, not readable, or not the only ones.
    """
    found = [certificates for jumbf in manifests for certificates in _signed_by(jumbf, label.encode())]
    if len(found) != 1:
        raise NotUnderstood(f"the store holds {len(found)} signatures of its active manifest, where one belongs")
    try:
        chain = [x509.load_der_x509_certificate(one) for one in found[0]]
        numbers = [one.serial_number for one in chain]
        pem = "".join(one.public_bytes(Encoding.PEM).decode() for one in chain)
    except (ValueError, UnsupportedAlgorithm, InternalError, x509.InvalidVersion) as error:
        raise NotUnderstood("the signature's certificates can't be read") from error
    if str(numbers[0]) != serial:
        raise NotUnderstood("the first certificate of the signature is not that by which it was verified")
    return pem


def _signed_by(jumbf: bytes, label: bytes) -> Iterator[list[bytes]]:
    for store in _within([(b"", jumbf)], b"c2pa"):
        for manifest in _within([(b"", store)], label):
            for signature in _within([(b"", manifest)], b"c2pa.signature"):
                yield from (_certificates(content) for kind, content in _boxes(signature) if kind == b"cbor")


def _within(boxes: Sequence[tuple[bytes, bytes]], label: bytes) -> list[bytes]:
    raise NotImplementedError
