"""The certificates that a submission trusts: named in it, so that whoever reads the results sees whose they are."""

from collections.abc import Sequence

from conformance.errors import SubmissionError
from conformance.evidence.digests import content_of
from conformance.evidence.files import FoundFile, named_file
from conformance.model.evidence import TrustedRoot

_LARGEST = 1 << 20  # bytes: the roots of all browsers take a fourth
_BEGIN = b"-----BEGIN CERTIFICATE-----"


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
