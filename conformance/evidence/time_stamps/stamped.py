"""A file that is named as time stamp, read and laid beside the files of which it must be one."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from conformance.evidence.digests import COMPUTED, content_of, digests_of
from conformance.evidence.files import FoundFile
from conformance.evidence.time_stamps.tokens import read_token
from conformance.model.facts import Absent
from conformance.model.time_stamps import Broken, Stamped, TimeStamp, Token
from conformance.model.vocabulary import Reason

_LARGEST = 1 << 20  # bytes: a token takes some thousands
_TAKEN = "sha256"  # of all evidence


class Data(NamedTuple):
    """A file that a time stamp may be of: its path for people, the file, and its SHA-256."""

    path: str
    file: Path
    sha256: str


def time_stamp(file: FoundFile, of: Sequence[Data]) -> TimeStamp:
    """The time stamp in that file, which must be of one of these.

    Raises:
        SubmissionError: a file can't be read, or has more bytes than any token.
    """
    content, sha256 = content_of(file, _LARGEST)
    token = _computable(read_token(content))
    stamped = tuple(Stamped(one.path, _digest(one, token)) for one in of)
    return TimeStamp(file.path, file.file, len(content), sha256, token, stamped)


def _computable(token: Token | Broken | Absent) -> Token | Broken | Absent:
    if isinstance(token, Token):
        for name in (token.algorithm, token.signature.digest, *(one.algorithm for one in token.signature.bound)):
            if name not in COMPUTED:
                return Absent(Reason.METHOD_DOES_NOT_APPLY, f"{name} is not in this build of OpenSSL")
    return token


def _digest(one: Data, token: Token | Broken | Absent) -> bytes:
    """By the algorithm of the token; b'' where there is none."""
    if not isinstance(token, Token):
        return b""
    if token.algorithm == _TAKEN:
        return bytes.fromhex(one.sha256)
    return bytes.fromhex(digests_of(one.file, (token.algorithm,))[token.algorithm])
