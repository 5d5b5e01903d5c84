"""The certificates that a submission trusts: named in it, so that whoever reads the results sees whose they are."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from conformance.errors import SubmissionError
from conformance.evidence.digests import sha256_of
from conformance.evidence.files import FoundFile, leaves_the_folder
from conformance.model.evidence import TrustedRoot

_LARGEST = 1 << 20  # bytes: the roots of all browsers take a fourth
_BEGIN = b"-----BEGIN CERTIFICATE-----"


def trusted_root(path: str, found: Sequence[FoundFile]) -> TrustedRoot:
    """The certificates in the file of that path.

    Raises:
        SubmissionError: the path leaves the submission, or is no file with certificates in PEM that may be read.
    """
    if leaves_the_folder(path):
        raise SubmissionError(f"{path!r} leaves the submission; write a path inside it, with '/'")
    plain = PurePosixPath(path).as_posix()
    file = next((one for one in found if one.path == plain), None)
    if file is None:
        raise SubmissionError(f"{path!r} is no file of the submission")
    if not file.can_be_read:
        raise SubmissionError(f"{path!r} can't be used: {file.why_not}")
    sha256, size = sha256_of(file.file)
    if size > _LARGEST:
        raise SubmissionError(f"{path!r} has {size} bytes: no list of certificates")
    content = file.file.read_bytes()
    if _BEGIN not in content:
        raise SubmissionError(
            f"{path!r} holds no certificate in PEM; convert one in DER with `openssl x509 -inform der`"
        )
    return TrustedRoot(plain, sha256, content.decode("ascii", "replace"))
