"""Keys that sign bundles: read from PEM, used in one way each, and named by their digest; no key is ever shown.

Ed25519 (RFC 8032); ECDSA on P-256 with SHA-256 and on P-384 with SHA-384 (FIPS 186-5, 6); RSASSA-PSS with SHA-256, MGF1
and a salt of 32 bytes, 2048 bits or more (RFC 8017, 8.1). The kind of the key alone says which, so that nothing in a
bundle can choose a weaker one.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from conformance.bundle.container import Fault
from conformance.errors import BundleError
from conformance.measurands.certificates import Unreadable, certificates_in

PrivateKey: TypeAlias = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey: TypeAlias = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey

MOST_PEM: Final = 1 << 20  # bytes
_CERTIFICATE, _PUBLIC, _PRIVATE = "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", "PRIVATE KEY-----"
_CURVES: Final = {"secp256r1": SHA256(), "secp384r1": SHA384()}
_FEWEST_BITS, _MOST_BITS = 2048, 16384
_PSS: Final = padding.PSS(padding.MGF1(SHA256()), 32)
_UNREADABLE = (ValueError, UnsupportedAlgorithm, InternalError)


@dataclass(frozen=True)
class Signer:
    """Whoever signed: the key, and the certificates that came along, the signer's own first, or none."""

    key: PublicKey
    chain: tuple[x509.Certificate, ...]

    @property
    def keyid(self) -> str:
        """SHA-256 of the key (SubjectPublicKeyInfo in DER)."""
        return hashlib.sha256(public_der(self.key)).hexdigest()

    def signed(self, signature: bytes, data: bytes) -> bool:
        """True where the signature is of these bytes by this key."""
        try:
            match self.key:
                case ed25519.Ed25519PublicKey():
                    self.key.verify(signature, data)
                case ec.EllipticCurvePublicKey():
                    self.key.verify(signature, data, ec.ECDSA(_CURVES[self.key.curve.name]))
                case rsa.RSAPublicKey():
                    self.key.verify(signature, data, _PSS, SHA256())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A private key, and what a bundle says of its holder in PEM: certificates, or the public key."""

    private: PrivateKey
    papers: bytes

    def sign(self, data: bytes) -> bytes:
        """The signature."""
        match self.private:
            case ed25519.Ed25519PrivateKey():
                return self.private.sign(data)
            case ec.EllipticCurvePrivateKey():
                return self.private.sign(data, ec.ECDSA(_CURVES[self.private.curve.name]))
            case rsa.RSAPrivateKey():
                return self.private.sign(data, _PSS, SHA256())


def signing_key(file: Path, certificates: str, password: str) -> SigningKey:
    """The private key of a file in PEM, with the file of its certificates ('' = it has none).

    Raises:
        BundleError: one can't be read, or they do not belong together, or the key is too weak.
    """
    private = _private_key(file, password)
    why = _why_not(private.public_key())
    if why:
        raise BundleError(f"{file}: {why}")
    if not certificates:
        return SigningKey(private, private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    try:
        chain = certificates_in(certificates, read_pem(Path(certificates)))
        first = chain[0].public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except _UNREADABLE as error:  # what can't be read is a ValueError too
        raise BundleError(f"{certificates}: no certificates in PEM that can be read") from error
    if first != public_der(private.public_key()):
        raise BundleError(f"{certificates}: its first certificate is not that of the key in {file}")
    return SigningKey(private, b"".join(one.public_bytes(Encoding.PEM) for one in chain))


def signer_of(papers: bytes) -> Signer:
    """Who signed, by the papers in a bundle.

    Raises:
        Fault: they can't be read, or the key is too weak or of another kind.
    """
    try:
        text = papers.decode("ascii")
        chain = tuple(certificates_in("signer.pem", text)) if _CERTIFICATE in text else ()
        key = chain[0].public_key() if chain else load_pem_public_key(papers)
    except (*_UNREADABLE, Unreadable) as error:
        raise Fault("signer.pem holds no certificate and no public key that can be read") from error
    why = _why_not(key)
    if why or not isinstance(key, PublicKey):
        raise Fault(f"signer.pem: {why}")
    return Signer(key, chain)


def public_keys_in(name: str, text: str) -> tuple[bytes, ...]:
    """All public keys (DER) of a text in PEM that is named so.

    Raises:
        BundleError: one can't be read.
    """
    blocks = [_PUBLIC + part for part in text.split(_PUBLIC)[1:]]
    try:
        keys = [load_pem_public_key(block.encode()) for block in blocks]
        return tuple(one.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) for one in keys)
    except _UNREADABLE as error:
        raise BundleError(f"{name}: a public key can't be read") from error


def read_pem(file: Path) -> str:
    """The text of a file in PEM that holds no private key.

    Raises:
        BundleError: it can't be read, is too large, no text, or holds a private key.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_PEM + 1)
    except OSError as error:
        raise BundleError(f"{file}: the file can't be read: {error.strerror}") from error
    if len(content) > MOST_PEM or not content.isascii():
        raise BundleError(f"{file}: no certificates and no public key in PEM")
    text = content.decode("ascii")
    if _PRIVATE in text:
        raise BundleError(f"{file}: it holds a private key, which belongs to --key alone")
    return text


def public_der(key: PublicKey) -> bytes:
    """The key as SubjectPublicKeyInfo in DER."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _private_key(file: Path, password: str) -> PrivateKey:
    try:
        content = file.read_bytes() if file.stat().st_size <= MOST_PEM else b""
    except OSError as error:
        raise BundleError(f"{file}: the key can't be read: {error.strerror}") from error
    try:
        key = load_pem_private_key(content, _password(content, password))
    except TypeError as error:  # how `cryptography` says that a password is missing
        raise BundleError(
            f"{file}: the key is encrypted; put its password into the variable that --password-env names"
        ) from error
    except _UNREADABLE as error:
        raise BundleError(f"{file}: no private key in PEM, or the password is not that of the key") from error
    if not isinstance(key, PrivateKey):
        raise BundleError(f"{file}: {_OTHER_KIND}")
    return key


_OTHER_KIND = "keys are Ed25519, EC on P-256 or P-384, or RSA of 2048 bits or more"


def _password(content: bytes, password: str) -> bytes | None:
    """The password, for a key that has one."""
    encrypted = b"ENCRYPTED" in content
    return password.encode() if encrypted and password else None


def _why_not(key: object) -> str:
    """Why a public key is not used here; '' where it is."""
    match key:
        case ed25519.Ed25519PublicKey():
            return ""
        case ec.EllipticCurvePublicKey():
            return "" if key.curve.name in _CURVES else f"a key on {key.curve.name}: {_OTHER_KIND}"
        case rsa.RSAPublicKey():
            fits = _FEWEST_BITS <= key.key_size <= _MOST_BITS
            return "" if fits else f"an RSA key of {key.key_size} bits: {_OTHER_KIND}"
        case _:
            return _OTHER_KIND
