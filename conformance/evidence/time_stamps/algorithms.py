"""Which algorithms the object identifiers in a time stamp token stand for."""

from typing import NamedTuple

from conformance.model.der import INTEGER, NULL, OID, SEQUENCE, DerError, Element, context
from conformance.model.time_stamps import Scheme

# by the names of hashlib; RFC 5754, RFC 3279, RFC 8702, GB/T 33560
_HASHES = {
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
    "2.16.840.1.101.3.4.2.8": "sha3_256",
    "2.16.840.1.101.3.4.2.9": "sha3_384",
    "2.16.840.1.101.3.4.2.10": "sha3_512",
    "1.2.156.10197.1.401": "sm3",
}
# those without a hash sign with the one of the message digest: RFC 3370, 3.2; RFC 5753, 2.1.1
_SCHEMES = {
    "1.2.840.113549.1.1.1": (Scheme.PKCS1, ""),
    "1.2.840.113549.1.1.4": (Scheme.PKCS1, "md5"),
    "1.2.840.113549.1.1.5": (Scheme.PKCS1, "sha1"),
    "1.2.840.113549.1.1.14": (Scheme.PKCS1, "sha224"),
    "1.2.840.113549.1.1.11": (Scheme.PKCS1, "sha256"),
    "1.2.840.113549.1.1.12": (Scheme.PKCS1, "sha384"),
    "1.2.840.113549.1.1.13": (Scheme.PKCS1, "sha512"),
    "1.2.840.10045.2.1": (Scheme.ECDSA, ""),
    "1.2.840.10045.4.1": (Scheme.ECDSA, "sha1"),
    "1.2.840.10045.4.3.1": (Scheme.ECDSA, "sha224"),
    "1.2.840.10045.4.3.2": (Scheme.ECDSA, "sha256"),
    "1.2.840.10045.4.3.3": (Scheme.ECDSA, "sha384"),
    "1.2.840.10045.4.3.4": (Scheme.ECDSA, "sha512"),
    "1.3.101.112": (Scheme.ED25519, ""),
}
_PSS, _MGF1 = "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8"
_SHA1, _SALT = "sha1", 20  # what RSASSA-PSS takes where nothing is stated (RFC 4055, 3.1)


class NotReadError(Exception):
    """A token uses what is not read here; nothing may be wrong with it."""


class Signing(NamedTuple):
    """How a token is signed; `mask_hash` and `salt` (B) are of RSASSA-PSS."""

    scheme: Scheme
    hash: str
    mask_hash: str = ""
    salt: int = 0


def hash_of(algorithm: Element) -> str:
    """The hash that an AlgorithmIdentifier names.

    Raises:
        DerError: it is none.
        NotReadError: it is not known here.
    """
    fields = algorithm.fields
    oid = fields.take(OID).oid
    if oid not in _HASHES:
        raise NotReadError(f"hash algorithm {oid}")
    fields.optional(NULL)
    fields.end()
    return _HASHES[oid]


def signing_of(algorithm: Element, digest: str) -> Signing:
    """How the AlgorithmIdentifier of a signature says that it was made, with `digest` where it names no hash.

    Raises:
        DerError: it is none.
        NotReadError: it is not known here.
    """
    fields = algorithm.fields
    oid = fields.take(OID).oid
    if oid == _PSS:
        return _pss(fields.take(SEQUENCE))
    if oid not in _SCHEMES:
        raise NotReadError(f"signature algorithm {oid}")
    scheme, own = _SCHEMES[oid]
    if own:
        fields.optional(NULL)
        fields.end()
    return Signing(scheme, own or digest)


def _pss(parameters: Element) -> Signing:
    fields = parameters.fields
    hash_name, mask_hash, salt = _SHA1, _SHA1, _SALT
    for one in fields.optional(context(0)):
        hash_name = hash_of(one.fields.take(SEQUENCE))
    for one in fields.optional(context(1)):
        mask = one.fields.take(SEQUENCE).fields
        if mask.take(OID).oid != _MGF1:
            raise NotReadError("a mask of RSASSA-PSS other than MGF1")
        mask_hash = hash_of(mask.take(SEQUENCE))
    for one in fields.optional(context(2)):
        salt = one.fields.take(INTEGER).number
    for one in fields.optional(context(3)):
        if one.fields.take(INTEGER).number != 1:
            raise DerError("a trailer of RSASSA-PSS other than 1")
    fields.end()
    if not 0 <= salt <= 1 << 16:
        raise DerError(f"a salt of {salt} bytes")
    return Signing(Scheme.PSS, hash_name, mask_hash, salt)
