"""Verifies the first signature of an export: one more pass over the bytes of a file that carries one.

Source: ONVIF Export File Format 26.06, Annex A (later `sinf` boxes removed, sizes of `ipro` and `meta` adjusted, the
signature's bits zero) and 5.6.2 (RSASSA-PSS, SHA-256, MGF1 with SHA-256, salt of 20 bytes).
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256

from conformance.extract.isobmff.boxes import Node, read_at
from conformance.extract.isobmff.certificates import NoKey, public_key
from conformance.extract.isobmff.export_seal import Bytes, Seal, not_signed
from conformance.model.export_facts import SignatureCheck, SignatureState

DEFAULT = "RSASSA-PSS with SHA-256 and a salt of 20 bytes"
MAX_SIGNATURE = 1 << 14  # bytes; an RSA key of 16 384 bits makes 2 048

_CHUNK = 1 << 20
_HASH = Prehashed(SHA256())


class _Edit(NamedTuple):
    """`length` bytes at `offset` of the file that enter the hash as `data` instead."""

    offset: int
    length: int
    data: bytes


def check_first(file: Bytes, seal: Seal) -> SignatureCheck:
    """The first signature of a sealed file; OSError as the stream raises it."""
    doubt = _doubt(seal)
    if doubt:
        return SignatureCheck(SignatureState.UNREADABLE, default=False, detail=doubt)
    if not seal.signatures:
        return not_signed("the first sinf holds no signature (sibo)")
    key = public_key(seal.certificates[0])
    if isinstance(key, NoKey):
        detail = "the certificate of the first signature is no X.509 certificate of an RSA or elliptic curve key"
        return SignatureCheck(SignatureState.UNREADABLE, default=False, detail=detail)
    sibo = seal.signatures[0]
    scheme = _holds(key, sibo.data[sibo.body : sibo.end], _digest(file, seal))
    if scheme:
        return SignatureCheck(SignatureState.AUTHENTIC, scheme == DEFAULT, f"holds under {scheme}")
    if seal.configurations:
        detail = "sigC names an algorithm, and under those that are verified here the signature does not hold"
        return SignatureCheck(SignatureState.UNREADABLE, default=False, detail=detail)
    detail = "the signature does not hold for the bytes of the file and the key of its certificate"
    return SignatureCheck(SignatureState.NOT_AUTHENTIC, default=False, detail=detail)


def _doubt(seal: Seal) -> str:
    """What keeps the first signature from being checked; empty where nothing does."""
    for kind, nodes in (("sibo", seal.signatures), ("cert", seal.certificates)):
        if len(nodes) > 1:
            return f"the first signing holds {len(nodes)} boxes of type {kind}"
    if any(node.cut for node in (seal.meta, seal.ipro, *seal.sinfs, *seal.signatures)):
        return "a box of the seal ends before its stated size"
    if not seal.signatures:
        return ""
    if not seal.certificates:
        return "the first signing holds no certificate (cert)"
    held = seal.signatures[0].end - seal.signatures[0].body
    return f"the signature takes {held} bytes" if held > MAX_SIGNATURE else ""


def _digest(file: Bytes, seal: Seal) -> bytes:
    """SHA-256 of the file as it was before the first signature was put in."""
    state, at = hashlib.sha256(), 0
    for edit in sorted(_edits(seal)):
        for part in _pieces(file, at, edit.offset):
            state.update(part)
        state.update(edit.data)
        at = edit.offset + edit.length
    for part in _pieces(file, at, file.size):
        state.update(part)
    return state.digest()


def _edits(seal: Seal) -> Iterator[_Edit]:
    sibo = seal.signatures[0]
    held = sibo.end - sibo.body
    yield _Edit(sibo.base + sibo.body, held, bytes(held))
    later = seal.sinfs[1:]
    removed = sum(node.end - node.start for node in later)
    for node in later:
        yield _Edit(node.offset, node.end - node.start, b"")
    if removed:
        yield from (_resized(node, removed) for node in (seal.meta, seal.ipro) if _states_size(node))


def _states_size(node: Node) -> bool:
    """False for a box of size 0, which reaches to the end of the file whatever it holds."""
    return node.data[node.start : node.start + 4] != bytes(4)


def _resized(node: Node, removed: int) -> _Edit:
    """The size field of a header that is 8 bytes long, or 16 with `largesize`."""
    at, width = (8, 8) if node.body - node.start == 16 else (0, 4)
    return _Edit(node.offset + at, width, (node.end - node.start - removed).to_bytes(width, "big"))


def _pieces(file: Bytes, start: int, end: int) -> Iterator[bytes]:
    while start < end:
        part = read_at(file.stream, start, min(_CHUNK, end - start))
        if not part:
            return
        yield part
        file.beat()
        start += len(part)


def _holds(key: RSAPublicKey | EllipticCurvePublicKey, signature: bytes, digest: bytes) -> str:
    """The scheme under which the signature holds, the default one first; empty where it holds under none."""
    for name, verify in _schemes(key, signature, digest):
        try:
            verify()
        except (InvalidSignature, ValueError, UnsupportedAlgorithm, InternalError):
            continue
        return name
    return ""


def _schemes(
    key: RSAPublicKey | EllipticCurvePublicKey, signature: bytes, digest: bytes
) -> Iterator[tuple[str, Callable[[], None]]]:
    if isinstance(key, EllipticCurvePublicKey):
        yield "ECDSA with SHA-256", partial(key.verify, signature, digest, ECDSA(_HASH))
        return
    mask = MGF1(SHA256())
    yield DEFAULT, partial(key.verify, signature, digest, PSS(mask, 20), _HASH)
    yield "RSASSA-PSS with SHA-256 and another salt", partial(key.verify, signature, digest, PSS(mask, PSS.AUTO), _HASH)
    yield "RSASSA-PKCS1-v1_5 with SHA-256", partial(key.verify, signature, digest, PKCS1v15(), _HASH)
