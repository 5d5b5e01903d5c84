"""Whether a time stamp token holds by itself: what is signed, by which certificate, and whether that may sign it.

Source: RFC 3161, 2.2 to 2.4; RFC 5652, 5.4 and 5.6; RFC 5035, 5.4. Whom to trust is asked elsewhere.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from conformance.measurands.certificate_names import Match, general_name, names_of, same
from conformance.measurands.certificates import named, why_no_time_stamps
from conformance.model.der import SEQUENCE, DerError, Element, Fields, context
from conformance.model.facts import Absent
from conformance.model.time_stamps import Broken, CertificateId, Scheme, Signature, Token
from conformance.model.vocabulary import Reason

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),  # noqa: S303 - to be told from a signature that does not hold, and then called too weak
    "sha1": hashes.SHA1(),  # noqa: S303
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
    "sha3_256": hashes.SHA3_256(),
    "sha3_384": hashes.SHA3_384(),
    "sha3_512": hashes.SHA3_512(),
    "sm3": hashes.SM3(),
}
_NO_CERTIFICATE = Absent(
    Reason.EVIDENCE_MISSING,
    "the token brings no certificate along, and that of its signer is not among the trusted roots",
)
_NOT_READ = Absent(Reason.METHOD_DOES_NOT_APPLY, "the certificate of its signer can't be read")
_OTHERS = Broken("none of its certificates is the one that its signer bound")


@dataclass(frozen=True)
class Holds:
    """The signature holds, by the first of these certificates; the others came along."""

    chain: tuple[x509.Certificate, ...]


Holding: TypeAlias = Holds | Broken | Absent


def holding(token: Token, roots: Sequence[x509.Certificate]) -> Holding:
    """Whether the token holds by a certificate that it brings along, or by one of the roots if it brings none."""
    chain = _chain(token, roots)
    if not isinstance(chain, Holds):
        return chain
    why = _fault(token, chain.chain[0])
    held = Broken(why) if why else _verified(token.signature, chain)
    return _rightly_named(token, held) if isinstance(held, Holds) else held


def _rightly_named(token: Token, held: Holds) -> Holding:
    """The same where the token names no authority, or its signer's certificate is one of that name."""
    signer = held.chain[0].public_bytes(Encoding.DER)
    try:
        names = [general_name(one) for field in _authority(token) for one in _only(field)]
        own = names_of(signer)
    except DerError as error:
        return Broken(f"the name of its authority, or those of its certificate, can't be read: {error}")
    for name in names:
        found = {same(name, one) for one in own}
        said = f"it names {name} as its authority (tsa), and the certificate that signed it is that of "
        said += "; ".join(map(str, own)) or "nobody"
        if found.isdisjoint({Match.YES, Match.OPEN}):
            return Broken(said)
        if Match.YES not in found:
            return Absent(Reason.METHOD_DOES_NOT_APPLY, f"{said}, which can't be compared")
    return held


def _only(field: Element) -> tuple[Element, ...]:
    fields = field.fields
    one = fields.take()
    fields.end()
    return (one,)


def _authority(token: Token) -> tuple[Element, ...]:
    """The field `tsa` of what was signed (RFC 3161, 2.4.2), or none."""
    fields = Fields(token.content).take(SEQUENCE).fields.all()
    return tuple(one for one in fields if one.tag == context(0))


def _fault(token: Token, signer: x509.Certificate) -> str:
    """What is wrong whoever signed it; empty where nothing is."""
    digest = hashlib.new(token.signature.digest, token.content, usedforsecurity=False).digest()
    if digest != token.signature.message_digest:
        return "what it says is not what was signed"
    why = why_no_time_stamps(signer)
    return f"the certificate of {named(signer.subject) or 'its signer'} {why}" if why else ""


def _verified(signature: Signature, chain: Holds) -> Holding:
    try:
        _verify(signature, chain.chain[0])
    except InvalidSignature:
        return Broken("its signature does not hold")
    except TypeError:
        return Broken(f"it is said to be signed by {signature.scheme}, and its certificate has a key of another kind")
    except (ValueError, UnsupportedAlgorithm, InternalError) as error:
        said = f"{signature.scheme} with this key or {signature.hash} is not verified here: {str(error)[:100]}"
        return Absent(Reason.METHOD_DOES_NOT_APPLY, said)
    return chain


def _chain(token: Token, roots: Sequence[x509.Certificate]) -> Holding:
    """The signer's certificate first."""
    if not token.certificates:
        bound = [root for root in roots if _is_bound(root.public_bytes(Encoding.DER), token.signature)]
        return Holds(tuple(bound[:1])) if bound else _NO_CERTIFICATE
    own = next((one for one in token.certificates if _is_bound(one.der, token.signature)), None)
    if own is None:
        return _OTHERS
    signature = token.signature
    stated = [(one.issuer, one.serial) for one in signature.bound if one.issuer]
    if not signature.key_id:
        stated.append((signature.issuer, signature.serial))
    if any(names != (own.issuer, own.serial) for names in stated):
        return Broken("it names another certificate by issuer and serial number than the one that its signer bound")
    others = [read for one in token.certificates if one != own for read in _read(one.der)]
    return Holds((*_read(own.der), *others)) if _read(own.der) else _NOT_READ


def _read(der: bytes) -> tuple[x509.Certificate, ...]:
    """The certificate, or none where it can't be read."""
    try:
        one = x509.load_der_x509_certificate(der)
        (one.subject, one.issuer, one.not_valid_before_utc, one.not_valid_after_utc)  # noqa: B018 - parsed when asked
    except (ValueError, UnsupportedAlgorithm, InternalError, x509.InvalidVersion):
        return ()
    return (one,)


def _is_bound(der: bytes, signature: Signature) -> bool:
    return all(_names(one, der) for one in signature.bound)


def _names(one: CertificateId, der: bytes) -> bool:
    return hashlib.new(one.algorithm, der, usedforsecurity=False).digest() == one.digest


def _verify(signature: Signature, signer: x509.Certificate) -> None:
    """Raises what `cryptography` does; TypeError where the key is of another kind than the signature."""
    key, data, method = signer.public_key(), signature.attributes, _HASHES[signature.hash]
    match signature.scheme, key:
        case Scheme.PKCS1, rsa.RSAPublicKey():
            key.verify(signature.value, data, padding.PKCS1v15(), method)
        case Scheme.PSS, rsa.RSAPublicKey():
            mask = padding.MGF1(_HASHES[signature.mask_hash])
            key.verify(signature.value, data, padding.PSS(mask, signature.salt), method)
        case Scheme.ECDSA, ec.EllipticCurvePublicKey():
            key.verify(signature.value, data, ec.ECDSA(method))
        case Scheme.ED25519, ed25519.Ed25519PublicKey():
            key.verify(signature.value, data)
        case _:
            raise TypeError
