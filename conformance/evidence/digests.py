"""Digests of evidence: taken before anything else reads a file, verified when the run is over."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from blake3 import blake3

from conformance.errors import SubmissionError
from conformance.evidence.files import FoundFile
from conformance.model.evidence import Exhibit, Submission

_PART = 1 << 20  # bytes
BLAKE3 = "blake3"
COMPUTED = frozenset({BLAKE3, *hashlib.algorithms_available})  # MD5 and SM3 are not in every build of OpenSSL
NO_FILE = ""  # the digest of a file that is not there


def sha256_of(file: Path) -> tuple[str, int]:
    """Digest and size in bytes, of the same open file.

    Raises:
        SubmissionError: the file can't be read.
    """
    return sha256_in_a_row((file,))


def sha256_in_a_row(files: Iterable[Path]) -> tuple[str, int]:
    """Digest and size in bytes of the files one after another, as of one that was cut.

    Raises:
        SubmissionError: a file can't be read.
    """
    state, size = hashlib.sha256(), 0
    for file in files:
        try:
            with file.open("rb") as stream:
                hashlib.file_digest(stream, lambda: state)  # goes on with the one state
                size += stream.tell()
        except OSError as error:
            raise SubmissionError(f"{file}: the file can't be read: {error.strerror}") from error
    return state.hexdigest(), size


def content_of(file: FoundFile, most: int) -> tuple[bytes, str]:
    """All bytes of a small file, and their digest.

    Raises:
        SubmissionError: it can't be read, or has more than `most` bytes.
    """
    try:
        size = file.file.stat().st_size
        content = file.file.read_bytes() if size <= most else b""
    except OSError as error:
        raise SubmissionError(f"{file.path!r} can't be read: {error.strerror}") from error
    if size > most:
        raise SubmissionError(f"{file.path!r} has {size} bytes, where {most} are the most")
    return content, hashlib.sha256(content).hexdigest()


def digests_of(file: Path, algorithms: Iterable[str]) -> dict[str, str]:
    """Digests by name, of one reading; each name is one of `COMPUTED`.

    Raises:
        SubmissionError: the file can't be read.
    """
    states = {name: blake3() if name == BLAKE3 else hashlib.new(name, usedforsecurity=False) for name in algorithms}
    try:
        with file.open("rb") as stream:
            while part := stream.read(_PART):
                for state in states.values():
                    state.update(part)
    except OSError as error:
        raise SubmissionError(f"{file}: the file can't be read: {error.strerror}") from error
    return {name: state.hexdigest() for name, state in states.items()}


def changed_since(submission: Submission) -> tuple[str, ...]:
    """Ids of recordings and dumps, then paths of all files beside them, whose bytes are no longer the same."""
    recordings = tuple(one.id for one in submission.recordings if _digest_now(one.file) != (one.sha256, one.size))
    dumps = tuple(one.id for one in submission.dumps if _digest_now(*one.files) != (one.sha256, one.size))
    logs_of = (log for one in submission.recordings for log in one.gnss_log)
    own = (*(file for log in submission.logs for file in log.files), *(one.file for one in submission.device_record))
    beside = (*submission.archive, *logs_of, *own)
    logs = tuple(log.path for log in beside if _digest_now(log.file) != (log.sha256, log.size))
    stamps = (*submission.time_stamps, *(stamp for one in submission.recordings for stamp in one.time_stamp))
    stamped = tuple(one.path for one in stamps if _digest_now(one.file) != (one.sha256, one.size))
    lists = ((one.path, one.sha256) for one in submission.manifests)
    roots = ((one.path, one.sha256) for one in submission.all_roots)
    goldens = ((one.path, one.sha256) for one in submission.goldens)
    keys = ((key.path, key.sha256) for one in submission.recordings for key in one.camera_keys)
    named = dict.fromkeys((*lists, *roots, *goldens, *keys))
    papers = tuple(path for path, digest in named if _digest_now(submission.root / path)[0] != digest)
    exhibits = tuple(one.exhibit for one in submission.attestations if isinstance(one.exhibit, Exhibit))
    taken = {one.path: one.sha256 for one in exhibits if one.sha256 != NO_FILE}
    altered = tuple(path for path, digest in taken.items() if _digest_now(submission.root / path)[0] != digest)
    return (*recordings, *dumps, *logs, *stamped, *papers, *altered)


def _digest_now(*files: Path) -> tuple[str, int]:
    """Digest and size in bytes of all in a row; `NO_FILE` and 0 where one can't be read."""
    try:
        return sha256_in_a_row(files)
    except SubmissionError:
        return NO_FILE, 0
