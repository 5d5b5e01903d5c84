"""Files that appear together: each whole or not at all, and none before the text of all is there."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Staged:
    """Files that were written beside the places which they are to take."""

    ready: list[tuple[Path, Path]] = field(default_factory=list)  # as it is written, and where it belongs

    def write(self, path: Path, pieces: Iterable[str | bytes]) -> None:
        """Write the text of one file, piece by piece; texts as UTF-8."""
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
        self.ready.append((temporary, path))
        with temporary.open("wb") as stream:
            for piece in pieces:
                stream.write(piece if isinstance(piece, bytes) else piece.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the files belong, in the order in which they were written."""
        return tuple(path for _, path in self.ready)


@contextmanager
def staged() -> Iterator[Staged]:
    """Files written within take their places at its end, in their order; of an error none does.

    No reader and no interruption ever sees half of a file.
    """
    files = Staged()
    try:
        yield files
        for temporary, path in files.ready:
            temporary.replace(path)
    finally:
        for temporary, _ in files.ready:
            temporary.unlink(missing_ok=True)
