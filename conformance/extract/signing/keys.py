"""The keys that a stream brings along, and whether a signature holds by one of them."""

from collections.abc import Callable, Iterator
from functools import partial

from cryptography import x509
from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from conformance.model.signing_facts import Seal

_MOST_KEYS = 8
_LONGEST_CHAIN = 1 << 16  # bytes
_BEGIN, _CERTIFICATE = b"-----BEGIN", b"CERTIFICATE"
_NO_KEY = -1


class KeyRing:
    """Chains of certificates, or bare keys, in the order in which they came."""

    def __init__(self) -> None:
        self._keys: list[RSAPublicKey | EllipticCurvePublicKey] = []
        self.chains: list[str] = []
        self._known: set[bytes] = set()

    def add(self, chain: bytes) -> None:
        """The PEM of a message; what is no key that can be used is passed over."""
        begin = chain.find(_BEGIN)
        pem = chain[begin:].rstrip(b"\0")
        if begin < 0 or pem in self._known or len(pem) > _LONGEST_CHAIN or len(self._known) >= _MOST_KEYS:
            return
        self._known.add(pem)
        key = _key(pem)
        if isinstance(key, RSAPublicKey | EllipticCurvePublicKey) and key not in self._keys:
            self._keys.append(key)
            self.chains.append(pem.decode("ascii", "replace"))

    def check(self, document: bytes, signature: bytes) -> tuple[Seal, int]:
        """Whether the signature holds, and the number of the key by which it does."""
        if not self._keys:
            return Seal.NO_KEY, _NO_KEY
        for number in reversed(range(len(self._keys))):
            if _holds(self._keys[number], document, signature):
                return Seal.HOLDS, number
        return Seal.BROKEN, _NO_KEY


def _key(pem: bytes) -> object:
    """The key of the first certificate, or the bare one."""
    try:
        if _CERTIFICATE in pem[: len(_BEGIN) + 1 + len(_CERTIFICATE)]:
            return x509.load_pem_x509_certificates(pem)[0].public_key()
        return load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm, InternalError, x509.InvalidVersion):
        return None


def _holds(key: RSAPublicKey | EllipticCurvePublicKey, document: bytes, signature: bytes) -> bool:
    """By any hash that a key of that kind is used with, and of RSA by either padding."""
    return any(_verified(verify) for verify in _ways(key, document, signature))


def _ways(
    key: RSAPublicKey | EllipticCurvePublicKey, document: bytes, signature: bytes
) -> Iterator[Callable[[], None]]:
    for digest in (SHA256(), SHA384(), SHA512()):
        if isinstance(key, EllipticCurvePublicKey):
            yield partial(key.verify, signature, document, ECDSA(digest))
        else:
            yield partial(key.verify, signature, document, PKCS1v15(), digest)
            yield partial(key.verify, signature, document, PSS(MGF1(digest), PSS.AUTO), digest)


def _verified(verify: Callable[[], None]) -> bool:
    try:
        verify()
    except (InvalidSignature, ValueError, UnsupportedAlgorithm, InternalError):
        return False
    return True
