"""Digests of evidence: taken before anything else reads a file, verified when the run is over."""

import hashlib
from pathlib import Path

from conformance.errors import SubmissionError
from conformance.model.evidence import Recording


def sha256_of(file: Path) -> tuple[str, int]:
    """Digest and size in bytes, of the same open file.

    Raises:
        SubmissionError: the file can't be read.
    """
    try:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return digest, stream.tell()
    except OSError as error:
        raise SubmissionError(f"{file}: the file can't be read: {error.strerror}") from error


def changed_since(recordings: tuple[Recording, ...]) -> tuple[str, ...]:
    """Ids of the recordings whose bytes are no longer those that were measured."""
    changed = []
    for recording in recordings:
        try:
            same = sha256_of(recording.file) == (recording.sha256, recording.size)
        except SubmissionError:
            same = False
        if not same:
            changed.append(recording.id)
    return tuple(changed)
