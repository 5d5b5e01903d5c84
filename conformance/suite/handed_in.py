"""What was handed in, a folder or an archive of one, as a folder that can be opened for the length of a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.evidence.archives.opening import is_archive, unpacked
from conformance.evidence.sidecars import archive_at
from conformance.model.sidecar import Sidecar


@dataclass(frozen=True)
class HandedIn:
    """The folder of the submission, and the archive that it was in, one or none."""

    folder: Path
    archive: tuple[Sidecar, ...] = ()


@contextmanager
def handed_in(submission: Path, out: Path) -> Iterator[HandedIn]:
    """A folder as it is; an archive unpacked below `out`, and removed again when the run is over.

    Raises:
        SubmissionError: an archive that can't be unpacked safely and completely.
    """
    if not is_archive(submission):
        yield HandedIn(submission)
        return
    archive = archive_at(submission)
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out, prefix="unpacked-") as folder:
        yield HandedIn(unpacked(submission, Path(folder)), (archive,))
