"""Reads who signed a token: its certificates, and the one signature with the attributes that it is over.

Source: RFC 5652, 5.3 and 11; RFC 5035, 3 (SigningCertificateV2); RFC 2634, 5.4 (SigningCertificate).
"""

from collections.abc import Mapping, Sequence

from conformance.evidence.time_stamps.algorithms import NotReadError, hash_of, signing_of
from conformance.model.der import INTEGER, OCTETS, OID, SEQUENCE, SET, DerError, Element, Fields, context
from conformance.model.time_stamps import Certificate, CertificateId, Signature

_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_BOUND, _BOUND_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"
_MOST_CERTIFICATES = 32
_DIRECTORY_NAME = context(4)


def certificates_of(there: Sequence[Element]) -> tuple[Certificate, ...]:
    """The certificates that a token brings along; those of attributes and of other kinds are left out."""
    found = [one for field in there for one in field.fields.all() if one.tag == SEQUENCE]
    if len(found) > _MOST_CERTIFICATES:
        raise NotReadError(f"{len(found)} certificates")
    return tuple(map(_certificate, found))


def _certificate(element: Element) -> Certificate:
    fields = element.fields.take(SEQUENCE).fields
    fields.optional(context(0))
    serial = fields.take(INTEGER).number
    fields.take(SEQUENCE)
    return Certificate(element.whole, fields.take(SEQUENCE).whole, f"{serial:x}")


def signature_of(info: Element, content_type: str) -> Signature:
    """The signature of a SignerInfo over content of that type."""
    fields = info.fields
    fields.take(INTEGER)
    sid = fields.take(SEQUENCE, context(0, constructed=False))
    issuer, serial = _issuer_and_serial(sid) if sid.tag == SEQUENCE else (b"", "")
    digest = hash_of(fields.take(SEQUENCE))
    attributes = fields.optional(context(0))
    signing = signing_of(fields.take(SEQUENCE), digest)
    value = fields.take(OCTETS).content
    fields.optional(context(1))
    fields.end()
    if not attributes:
        raise DerError("nothing but the content is signed: the certificate is not bound")
    wholes = [one.whole for one in attributes[0].fields.all(SEQUENCE)]
    known = _attributes(wholes)
    if _single(known, _CONTENT_TYPE, "content type").fields.take(OID).oid != content_type:
        raise DerError("the signed content type is another one")
    return Signature(
        scheme=signing.scheme,
        digest=digest,
        hash=signing.hash,
        mask_hash=signing.mask_hash,
        salt=signing.salt,
        value=value,
        attributes=_set_of(wholes),
        message_digest=_single(known, _MESSAGE_DIGEST, "message digest").fields.take(OCTETS).content,
        issuer=issuer,
        serial=serial,
        key_id=b"" if sid.tag == SEQUENCE else sid.content,
        bound=_bound(known),
    )


def _issuer_and_serial(element: Element) -> tuple[bytes, str]:
    fields = element.fields
    issuer, serial = fields.take(SEQUENCE).whole, fields.take(INTEGER).number
    fields.end()
    return issuer, f"{serial:x}"


def _attributes(wholes: Sequence[bytes]) -> dict[str, Element]:
    """The values of each signed attribute, as a set, by its type."""
    found: dict[str, Element] = {}
    for whole in wholes:
        fields = Fields(whole).take(SEQUENCE).fields
        kind, values = fields.take(OID).oid, fields.take(SET)
        fields.end()
        if kind in found:
            raise DerError(f"the signed attribute {kind} stands twice")
        found[kind] = values
    return found


def _single(known: Mapping[str, Element], kind: str, name: str) -> Element:
    """The attribute of that type with its one value."""
    if kind not in known:
        raise DerError(f"no {name} is among the signed attributes")
    if len(known[kind].fields.all()) != 1:
        raise DerError(f"more than one {name} is signed")
    return known[kind]


def _bound(known: Mapping[str, Element]) -> tuple[CertificateId, ...]:
    """The signer's certificate as each of the two attributes names it: the first of its list."""
    found = []
    for kind in (_BOUND, _BOUND_V2):
        if kind in known:
            value = _single(known, kind, "signing certificate").fields.take(SEQUENCE).fields
            first = value.take(SEQUENCE).fields.take(SEQUENCE)
            found.append(_certificate_id(first, "sha1" if kind == _BOUND else "sha256"))
    if not found:
        raise DerError("no signed attribute binds the signer's certificate")
    return tuple(found)


def _certificate_id(element: Element, algorithm: str) -> CertificateId:
    fields = element.fields
    first = fields.take(OCTETS, SEQUENCE)
    if first.tag == SEQUENCE:
        algorithm, first = hash_of(first), fields.take(OCTETS)
    issuer, serial = b"", ""
    for stated in fields.optional(SEQUENCE):
        parts = stated.fields
        names = parts.take(SEQUENCE).fields.all()
        issuer = next((one.content for one in names if one.tag == _DIRECTORY_NAME), b"")
        serial = f"{parts.take(INTEGER).number:x}"
        parts.end()
    fields.end()
    return CertificateId(algorithm, first.content, issuer, serial)


def _set_of(elements: Sequence[bytes]) -> bytes:
    """DER of the SET OF these: what is signed has them in the order of their bytes (X.690, 11.6)."""
    body = b"".join(sorted(elements))  # none is the beginning of another
    size = len(body)
    if size < 0x80:
        return bytes((SET, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((SET, 0x80 | len(length))) + length + body
