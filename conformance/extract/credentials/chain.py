"""Takes the signer's certificates out of a manifest store, as the library for content credentials gives none.

Source: C2PA specification, "Manifests" and "Digital signatures" (JUMBF of ISO/IEC 19566-5; COSE_Sign1 of RFC 9052 with
`x5chain` of RFC 9360). A store in which anything stands twice, so that another reader may take another certificate for
the signer's, is not understood.
"""

from collections.abc import Iterator, Sequence

from cryptography import x509
from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from conformance.extract.credentials.cbor import CborError, Pairs, decoded
from conformance.extract.isobmff.boxes import parse_header

_X5CHAIN = (33, "x5chain")  # RFC 9360; the name in letters is of C2PA before 1.3
_MOST_CERTIFICATES = 16
_HEADER = 8  # bytes of a box before its content; longer ones are for boxes of 4 GB and more
_UUID_AND_TOGGLES = 17  # bytes of a description box before its label, ISO/IEC 19566-5, B.3


class NotUnderstood(ValueError):  # noqa: N818 - a state of the input
    """The certificates can't be told from this store; the message says why."""


def chain_of(manifests: Sequence[bytes], label: str, serial: str) -> str:
    """Certificates of who signed the manifest of that label, as PEM, the signer's own first.

    `serial` is the number of the signer's certificate in decimal digits, as the library read it.

    Raises:
        NotUnderstood: they are not there, not readable, or not the only ones.
    """
    stores = [store for jumbf in manifests for store in _superboxes(jumbf, b"c2pa")]
    manifest = _only("manifest", [one for store in stores for one in _superboxes(store, label.encode())])
    signature = _only("signature", _superboxes(manifest, b"c2pa.signature"))
    chain = _certificates(_only("COSE_Sign1", [content for kind, content in _boxes(signature) if kind == b"cbor"]))
    try:
        certificates = [x509.load_der_x509_certificate(one) for one in chain]
        number = str(certificates[0].serial_number)
        pem = "".join(one.public_bytes(Encoding.PEM).decode() for one in certificates)
    except (ValueError, UnsupportedAlgorithm, InternalError, x509.InvalidVersion) as error:
        raise NotUnderstood("the signature's certificates can't be read") from error
    if number != serial:
        raise NotUnderstood("the signature's first certificate is not the one by which it was verified")
    return pem


def _only(what: str, found: Sequence[bytes]) -> bytes:
    if len(found) != 1:
        raise NotUnderstood(f"the store holds {len(found)} of what should be one {what}")
    return found[0]


def _superboxes(data: bytes, label: bytes) -> list[bytes]:
    """What stands behind the description in each superbox of that label."""
    found = []
    for kind, content in _boxes(data):
        if kind == b"jumb":
            first, description = next(_boxes(content), (b"", b""))
            if first != b"jumd":
                raise NotUnderstood("a superbox does not begin with its description")
            if description[_UUID_AND_TOGGLES:].partition(b"\0")[0] == label:
                found.append(content[_HEADER + len(description) :])
    return found


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and content of each box; what another reader may take for one, or not, is not understood."""
    at = 0
    while at < len(data):
        head = parse_header(data, at)
        if head.length != _HEADER or head.size < _HEADER or at + head.size > len(data):
            raise NotUnderstood("the boxes of the store do not fill it")
        yield head.type, data[at + _HEADER : at + head.size]
        at += head.size


def _certificates(cose: bytes) -> list[bytes]:
    """The chain in DER that a signature brings along, in its protected header or else beside it."""
    try:
        signed = decoded(cose)
        protected = signed[0] if isinstance(signed, list) and len(signed) == 4 else None
        if not isinstance(signed, list) or not isinstance(protected, bytes):
            raise NotUnderstood("the signature is no COSE_Sign1")
        headers = (decoded(protected), signed[1])
    except CborError as error:
        raise NotUnderstood(f"the signature can't be read: {error}") from error
    found = [value for header in headers if isinstance(header, Pairs) for key, value in header if key in _X5CHAIN]
    if len(found) != 1:
        raise NotUnderstood(f"the signature brings along {len(found)} chains of certificates")
    chain = found[0] if isinstance(found[0], list) else [found[0]]
    certificates = [one for one in chain if isinstance(one, bytes)]
    if not 0 < len(certificates) <= _MOST_CERTIFICATES or len(certificates) != len(chain):
        raise NotUnderstood("the signature's chain holds no certificates, or too many")
    return certificates
