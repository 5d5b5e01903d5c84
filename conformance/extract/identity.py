"""Whether a file is the one whose digest was taken, and stays so while it is read."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from conformance.errors import ExtractionError
from conformance.extract.digest import Digest, Identity, identity_of
from conformance.extract.request import Request
from conformance.model.facts import NOT_TAKEN

CHANGED = "the file changed after its digest was taken"
_SIZE = 2  # its place in the identity
_PART = 1 << 20  # B


@contextmanager
def digest_checked(
    request: Request, beat: Callable[[], None], begun: Digest | None = None
) -> Iterator[Callable[[], str]]:
    """The SHA-256, taken beside the reading: it costs no time where a processor is free. Whoever asks for it waits.

    One that was begun before is gone on with where it is of this file; `beat` is called now and then while it goes on.

    Raises:
        ExtractionError: it is not the one that the request gives, if it gives one, or that of the file as it is now.
    """
    # Opened at once: while MediaInfo reads, this process may open no other file
    digest = begun if begun and begun.file == request.file else Digest(request.file)
    if digest.identity != identity_of(request.file):
        raise ExtractionError(CHANGED)
    taken = partial(digest.taken, beat)
    yield taken
    if request.sha256 not in (NOT_TAKEN, taken()):
        raise ExtractionError(CHANGED)


def digest_in_a_row(files: Iterable[Path], beat: Callable[[], None]) -> str:
    """SHA-256 of the files one after another; `beat` is called now and then."""
    state = hashlib.sha256()
    for file in files:
        with file.open("rb", buffering=0) as stream:
            while part := stream.read(_PART):
                state.update(part)
                beat()
    return state.hexdigest()


@contextmanager
def unchanged(request: Request) -> Iterator[Identity]:
    """The file's identity while it is read.

    Raises:
        ExtractionError: it changed, or has another size than the request gives.
    """
    before = identity_of(request.file)
    yield before
    if identity_of(request.file) != before or before[_SIZE] != request.size:
        raise ExtractionError(CHANGED)
