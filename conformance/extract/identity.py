"""Whether a file is the one whose digest was taken, and stays so while it is read."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from conformance.errors import ExtractionError
from conformance.extract.request import Request
from conformance.model.facts import NOT_TAKEN

CHANGED = "the file changed after its digest was taken"
Identity: TypeAlias = tuple[int, ...]
_SIZE = 2  # its place there
_PART = 1 << 20  # B


@contextmanager
def digest_checked(request: Request) -> Iterator[Callable[[], str]]:
    """The SHA-256, taken beside the reading: it costs no time where a processor is free. Whoever asks for it waits.

    Raises:
        ExtractionError: it is not the one that the request gives, if it gives one.
    """
    # Opened at once: while MediaInfo reads, this process may open no other file
    with request.file.open("rb") as stream, ThreadPoolExecutor(1) as pool:
        taken = pool.submit(hashlib.file_digest, stream, "sha256")
        yield lambda: taken.result().hexdigest()
        if request.sha256 not in (NOT_TAKEN, taken.result().hexdigest()):
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
    """What changes when a file is replaced or written to; the time of change can't be set by a program.

    Raises:
        ExtractionError: it changed, or has another size than the request gives.
    """
    before = identity_of(request.file)
    yield before
    if identity_of(request.file) != before or before[_SIZE] != request.size:
        raise ExtractionError(CHANGED)


def identity_of(file: Path) -> Identity:
    """What changes when that file is replaced or written to."""
    seen = file.stat()
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns
