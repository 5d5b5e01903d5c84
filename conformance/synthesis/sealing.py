"""Signs a recording with a pinned test key, to the same bytes every time.

Source: ONVIF Export File Format 26.06, 5.6 (signature, `sinf`) and 5.7 (repeated signing); RFC 8017, 8.1 and 9.1.
"""

import hashlib
from dataclasses import dataclass
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from conformance.errors import FixtureError
from conformance.shipped import fixtures_folder

_SALT = b"salt of the tests 20"  # a random one would change the file with every build
_HASH = 32  # bytes of SHA-256


@dataclass(frozen=True)
class PinnedKey:
    """A key pair of `fixtures/keys`: made for these recordings, public, trusted by nobody."""

    private: RSAPrivateKey
    certificate: bytes  # DER
    pem: bytes

    @property
    def size(self) -> int:
        """Bytes of a signature."""
        return self.private.key_size // 8

    def signed(self, data: bytes, *, default: bool) -> bytes:
        """The signature of `data`: RSASSA-PSS with a pinned salt, or RSASSA-PKCS1-v1_5 where not `default`."""
        if not default:
            return self.private.sign(data, PKCS1v15(), SHA256())
        numbers = self.private.private_numbers()
        modulus = numbers.public_numbers.n
        message = int.from_bytes(_encoded(hashlib.sha256(data).digest(), modulus.bit_length() - 1), "big")
        return pow(message, numbers.d, modulus).to_bytes(self.size, "big")


@cache
def pinned_key(bits: int) -> PinnedKey:
    """The pinned key of that modulus length.

    Raises:
        FixtureError: the key file holds no RSA key.
    """
    folder = fixtures_folder() / "keys"
    private = load_pem_private_key((folder / f"test-rsa{bits}.key.pem").read_bytes(), None)
    pem = (folder / f"test-rsa{bits}.cert.pem").read_bytes()
    certificate = x509.load_pem_x509_certificate(pem)
    if not isinstance(private, RSAPrivateKey):
        raise FixtureError(f"test-rsa{bits}.key.pem holds no RSA key")
    return PinnedKey(private, certificate.public_bytes(Encoding.DER), pem)


def _encoded(digest: bytes, bits: int) -> bytes:
    """EMSA-PSS encoding of a SHA-256 digest in `bits` bits (RFC 8017, 9.1.1)."""
    length = -(-bits // 8)
    hashed = hashlib.sha256(bytes(8) + digest + _SALT).digest()
    block = bytes(length - len(_SALT) - _HASH - 2) + b"\x01" + _SALT
    mask = _mask(hashed, len(block))
    masked = bytearray(one ^ other for one, other in zip(block, mask, strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + hashed + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-256 (RFC 8017, B.2.1)."""
    blocks = (hashlib.sha256(seed + count.to_bytes(4, "big")).digest() for count in range(-(-length // _HASH)))
    return b"".join(blocks)[:length]
