"""Whether an SM2 signature holds, for the signatures of GB 35114 that no library at hand verifies.

Source: GB/T 32918.2-2016, 7.1 (verification) and 5.5 (Z); GB/T 32918.5-2017 (curve, SM3). `hashlib` has SM3 where its
OpenSSL does.
"""

import hashlib
from functools import cache

from conformance.model.sm2_curve import COORDINATE, INFINITY, A, B, G, Multiples, N, Point

IDENTITY = b"1234567812345678"  # of a signer who states none (GM/T 0009-2012, 10)


def has_sm3() -> bool:
    """True where this Python's OpenSSL has SM3."""
    try:
        hashlib.new("sm3", usedforsecurity=False)
    except ValueError:
        return False
    return True


def sm3(*parts: bytes) -> bytes:
    """SM3 (GB/T 32905-2016) of all bytes one after the other.

    Raises:
        ValueError: this Python's OpenSSL has no SM3.
    """
    return hashlib.new("sm3", b"".join(parts), usedforsecurity=False).digest()


class PublicKey:
    """A key that signatures are held against; `z` is the digest of the signer's identity and key."""

    def __init__(self, point: Point, identity: bytes = IDENTITY) -> None:
        if not point.is_on_curve:
            raise ValueError("the point is not on the curve of SM2")
        self.point = point
        self._multiples = Multiples(point)
        numbers = b"".join(one.to_bytes(COORDINATE, "big") for one in (A, B, *G, *point))
        self.z = sm3((8 * len(identity)).to_bytes(2, "big"), identity, numbers)

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature, r and s of 32 bytes each, is of that message by this key."""
        return self.signed_number(sm3(self.z, message), signature)

    def signed_number(self, digest: bytes, signature: bytes) -> bool:
        """The same of the number e that is signed, here as 32 bytes (GB/T 32918.2-2016, 7.1, B3 to B7)."""
        if len(signature) != 2 * COORDINATE:
            return False
        r, s = (int.from_bytes(half, "big") for half in (signature[:COORDINATE], signature[COORDINATE:]))
        t = (r + s) % N
        if not (0 < r < N and 0 < s < N and t):
            return False
        found = self._multiples.added_to(_of_generator().added_to(INFINITY, s), t)
        return bool(found.z) and (int.from_bytes(digest, "big") + found.affine.x) % N == r


@cache
def _of_generator() -> Multiples:
    return Multiples(G)
