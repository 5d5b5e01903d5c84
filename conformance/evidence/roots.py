"""The certificates and keys that a submission trusts: named in it, so that readers of results see whose they are."""

import re
from collections.abc import Sequence

from conformance.errors import SubmissionError
from conformance.evidence.digests import content_of
from conformance.evidence.files import FoundFile, named_file
from conformance.model.evidence import CameraKey, TrustedRoot

_LARGEST = 1 << 20  # bytes: the roots of all browsers take a fourth
_BEGIN = b"-----BEGIN CERTIFICATE-----"
_LARGEST_KEY = 1 << 16  # bytes
_KEY = re.compile(rb"-----BEGIN (PUBLIC KEY|CERTIFICATE)-----|\A\s*(04)?[0-9A-Fa-f:\s]{128,}\Z")


def trusted_root(path: str, found: Sequence[FoundFile]) -> TrustedRoot:
    """The certificates in the file of that path.

    Raises:
        SubmissionError: the path leaves the submission, or is no file with certificates in PEM that may be read.
    """
    file = named_file(path, found)
    content, sha256 = content_of(file, _LARGEST)
    if _BEGIN not in content:
        raise SubmissionError(
            f"{path!r} holds no certificate in PEM; convert one in DER with `openssl x509 -inform der`"
        )
    return TrustedRoot(file.path, sha256, content.decode("ascii", "replace"))


def camera_key(path: str, found: Sequence[FoundFile]) -> CameraKey:
    """The public keys in the file of that path.

    Raises:
        SubmissionError: the path leaves the submission, or is no file with a key that may be read.
    """
    file = named_file(path, found)
    content, sha256 = content_of(file, _LARGEST_KEY)
    if not _KEY.search(content):
        said = "holds no public key or certificate in PEM, and no 128 hexadecimal digits of x and y"
        raise SubmissionError(f"{path!r} {said}")
    return CameraKey(file.path, sha256, content.decode("ascii", "replace"))
