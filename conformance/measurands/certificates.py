"""Whether a chain of certificates leads to a root that somebody trusts, on a given day.

Source: RFC 5280, 6.1, as far as certificates of devices go: signatures, names, validity, CA and path length, use of the
key for signatures, name constraints. Revocation lists are not asked: they are not at hand where no network is. A
certificate with a critical extension that is not known here leads nowhere, as do RSA keys that can be factored.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from conformance.measurands.certificate_names import is_self_issued, why_outside
from conformance.model.der import DerError

MOST_LINKS = 8
_LONGEST = 200  # characters of a name

_KNOWN = frozenset({ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE, ExtensionOID.EXTENDED_KEY_USAGE})
# a certificate for these alone is none of a signer
_OTHER_USES = frozenset(
    {
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.CLIENT_AUTH,
        ExtendedKeyUsageOID.TIME_STAMPING,
        ExtendedKeyUsageOID.OCSP_SIGNING,
    }
)

_FOR_STAMPS = frozenset({ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE})
_FACTORED = 829  # bits of RSA-250, the largest key of its kind that was factored in public (February 2020)
_SHORT = 2048  # bits of an RSA key from which on it makes signatures by NIST SP 800-131A Rev. 2


class Use(StrEnum):
    """What the key of a certificate did, or is to do."""

    SIGNATURE = "signature"
    TIME_STAMP = "time_stamp"
    CERTIFICATE = "certificate"


# what each says that the key is not for, and the uses of keys (RFC 5280, 4.2.1.3) of which one allows it
_NOT_FOR = {
    Use.SIGNATURE: ("signatures", ("digital_signature",)),
    Use.TIME_STAMP: ("signatures", ("digital_signature", "content_commitment")),
    Use.CERTIFICATE: ("certificates", ("key_cert_sign",)),
}
_ISSUED_FOR = {Use.SIGNATURE: "signatures", Use.TIME_STAMP: "time stamps"}


class Unreadable(ValueError):  # noqa: N818 - a state of the input
    """A text holds no certificates in PEM, or one that can't be read."""


def certificates_in(name: str, pem: str) -> list[x509.Certificate]:
    """All certificates of a text of that name, in their order.

    Raises:
        Unreadable: there is none, or one can't be read.
    """
    try:
        found = x509.load_pem_x509_certificates(pem.encode())
        for one in found:  # these are parsed when they are asked for
            (one.subject, one.issuer, one.not_valid_before_utc, one.not_valid_after_utc)  # noqa: B018
        return found  # noqa: TRY300 - all of it may fail
    except (ValueError, UnsupportedAlgorithm, InternalError, x509.InvalidVersion) as error:
        raise Unreadable(f"{name} holds no certificates that can be read") from error


def why_not_trusted(
    chain: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    when: datetime,
    use: Use = Use.SIGNATURE,
) -> str:
    """Why the first certificate of the chain is not to be trusted on that day for that use; empty where it is.

    The others of the chain are what it brings along, in any order; `when` has a zone.
    """
    leaf = chain[0]
    fault = _fault(leaf, when, use)
    if fault:
        return f"the certificate of {_named(leaf)} {fault}"
    at, path = leaf, [leaf]
    while len(path) <= MOST_LINKS:
        if at in roots:
            return ""
        issuers = [(one, _bad(one, when, path, use)) for one in _issuers(at, [*roots, *chain[1:]])]
        if not issuers:
            return f"{_named(at)} was issued by {named(at.issuer)}, which is no root that is trusted"
        good = next((one for one, bad in issuers if not bad), None)
        if good is None:
            one, bad = issuers[0]
            return f"the certificate of {_named(one)} {bad}"
        at = good
        path.append(at)
    return f"more than {MOST_LINKS} certificates stand between the signer and a root"


def _issuers(one: x509.Certificate, among: Sequence[x509.Certificate]) -> Iterator[x509.Certificate]:
    for other in among:
        try:
            one.verify_directly_issued_by(other)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, InternalError):
            continue
        if other != one:
            yield other


def _bad(issuer: x509.Certificate, when: datetime, path: Sequence[x509.Certificate], use: Use) -> str:
    """Why that certificate may not issue the last one of the path for that use; empty where it may."""
    fault = _fault(issuer, when, Use.CERTIFICATE)
    if fault:
        return fault
    if _limits(issuer, use):
        return f"issues others for other uses than {_ISSUED_FOR[use]}, by its extended key usage"
    try:
        basic = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return "may not issue others: it says nothing of that"
    if not basic.ca:
        return "may not issue others"
    below = len(path) - 1
    if basic.path_length is not None and below > basic.path_length:
        return f"may have {basic.path_length} issuers below it, and has {below}"
    return _outside(issuer, path)


def _outside(issuer: x509.Certificate, path: Sequence[x509.Certificate]) -> str:
    """Why its name constraints do not allow what stands below it (RFC 5280, 6.1.3); empty where they do.

    They hold whether they are marked as critical or not, for all but issuers that gave themselves another certificate.
    """
    leaf, *above = (one.public_bytes(Encoding.DER) for one in path)
    try:
        held = [leaf, *(one for one in above if not is_self_issued(one))]
    except DerError:
        return "issued one whose names can't be read"
    constraints = issuer.public_bytes(Encoding.DER)
    return next((why for one in held if (why := why_outside(one, constraints))), "")


def _limits(issuer: x509.Certificate, use: Use) -> bool:
    """True where it states uses for what it issues (as CAs do: RFC 5280 is silent), and that one is not among them."""
    stated = [one.value for one in issuer.extensions if isinstance(one.value, x509.ExtendedKeyUsage)]
    if use is Use.TIME_STAMP:
        return any(_FOR_STAMPS.isdisjoint(one) for one in stated)
    return any(_OTHER_USES.issuperset(one) for one in stated)


def why_no_time_stamps(one: x509.Certificate) -> str:
    """Why a certificate is none for time stamps (RFC 3161, 2.3), whoever issued it; empty where it is."""
    try:
        found = one.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return "has no extended key usage, where timeStamping must stand"
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return "has extensions that can't be read"
    if list(found.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        return "is not for time stamps alone, by its extended key usage"
    return "" if found.critical else "has an extended key usage that is not critical, which it must be"


def _fault(one: x509.Certificate, when: datetime, use: Use) -> str:
    """What is wrong with it on that day for that use, whoever issued it."""
    if not one.not_valid_before_utc <= when <= one.not_valid_after_utc:
        return f"was valid from {one.not_valid_before_utc:%Y-%m-%d} to {one.not_valid_after_utc:%Y-%m-%d}"
    size = _rsa_bits(one)
    if 0 < size <= _FACTORED:
        return f"has an RSA key of {size} bits: such keys were factored, so that anybody may sign by it"
    try:
        extensions = list(one.extensions)
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return "has extensions that can't be read"
    return next((why for one in extensions if (why := _forbids(one, use))), "")


def _forbids(extension: x509.Extension[x509.ExtensionType], use: Use) -> str:
    """Why an extension does not allow that use; empty where it does."""
    known = extension.oid in _KNOWN or (use is Use.CERTIFICATE and extension.oid == ExtensionOID.NAME_CONSTRAINTS)
    if extension.critical and not known:
        return f"has a critical extension that is not known here ({extension.oid.dotted_string})"
    usage = extension.value
    if use is Use.SIGNATURE and isinstance(usage, x509.ExtendedKeyUsage) and _OTHER_USES.issuperset(usage):
        return "is for other uses than signatures, by its extended key usage"
    what, able = _NOT_FOR[use]
    if isinstance(usage, x509.KeyUsage) and not any(getattr(usage, name) for name in able):
        return f"has a key that is not for {what}"
    return ""


def _rsa_bits(one: x509.Certificate) -> int:
    """Bits of its RSA key, 0 = it has none that is known here."""
    try:
        key = one.public_key()
    except (ValueError, UnsupportedAlgorithm, InternalError):
        return 0
    return key.key_size if isinstance(key, rsa.RSAPublicKey) else 0


def described(leaf: x509.Certificate) -> str:
    """Whose a certificate is, who issued it, and until when it is valid."""
    return (
        f"{named(leaf.subject)}, issued by {named(leaf.issuer)}, "
        f"valid {leaf.not_valid_before_utc:%Y-%m-%d} to {leaf.not_valid_after_utc:%Y-%m-%d}{_shortness(leaf)}"
    )


def _shortness(one: x509.Certificate) -> str:
    """That its RSA key is shorter than one that may still sign (NIST SP 800-131A Rev. 2), or nothing."""
    size = _rsa_bits(one)
    return f", by an RSA key of {size} bits, fewer than {_SHORT}" if 0 < size < _SHORT else ""


def named(name: x509.Name) -> str:
    """A name as text, as far as a sentence has room for it."""
    return name.rfc4514_string()[:_LONGEST]


def _named(one: x509.Certificate) -> str:
    return named(one.subject) or "a certificate without a name"
