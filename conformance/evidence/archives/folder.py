"""The folder an archive is unpacked into: written within limits, and empty again after a refusal."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

from conformance.errors import SubmissionError
from conformance.evidence.archives.names import Place

MOST_BYTES = 1 << 40
_KEPT_FREE = 1 << 30  # bytes of the file system that are left to others
_NO_BOMB = 1 << 26  # bytes: as much is never one
_MOST_RATIO = 1000  # a recording hardly compresses; deflate reaches 1032 on nothing but zeros
_LATEST = 1 << 32  # seconds since 1970: the year 2106


@dataclass(frozen=True)
class Hole:
    """Bytes of a sparse file that are all zero; counted as written."""

    size: int


class Unpacking:
    """Writes below one empty folder; an error that leaves the `with` leaves the folder empty."""

    def __init__(self, folder: Path, archive_bytes: int, most: int) -> None:
        self._folder = folder
        self._room = min(most, shutil.disk_usage(folder).free - _KEPT_FREE)
        self.most_unpacked = max(_NO_BOMB, _MOST_RATIO * archive_bytes)
        self._written = 0
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._remove()

    def promise(self, size: int) -> None:
        """Refuses at once what would be refused when so many bytes more are written.

        Raises:
            SubmissionError: they're more than there is room for, or a bomb.
        """
        if self._written + size > self._room:
            what = f"unpacked, it has more than the {max(0, self._room)} bytes that may be written"
            raise SubmissionError(f"{what} in {self._folder}")
        if self._written + size > self.most_unpacked:
            raise SubmissionError(f"unpacked, it has more than {_MOST_RATIO} times the bytes of the archive: a bomb")

    def make(self, folders: Iterable[str]) -> None:
        """Makes the folders, in their order.

        Raises:
            OSError: one can't be made.
        """
        for path in folders:
            folder = self._folder / path
            folder.mkdir()
            self._made.append(folder)

    def write(self, place: Place, parts: Iterable[bytes | Hole], time: float = 0.0) -> None:
        """Writes a new file; `time`, in seconds since 1970, becomes its time where it can be one.

        Raises:
            SubmissionError: more bytes than there may be.
            OSError: it can't be written.
        """
        self.make(place.folders)
        file = self._folder / place.file
        with file.open("xb") as stream:
            self._made.append(file)
            for part in parts:
                size = part.size if isinstance(part, Hole) else len(part)
                self.promise(size)
                self._written += size
                if isinstance(part, Hole):
                    stream.seek(size, os.SEEK_CUR)
                else:
                    stream.write(part)
            stream.truncate()  # a hole at the end is no write
        if 0 < time < _LATEST:
            moment = int(Fraction(time) * 1_000_000_000)
            os.utime(file, ns=(moment, moment))

    def _remove(self) -> None:
        try:
            for path in reversed(self._made):
                if path.is_dir():
                    path.rmdir()
                else:
                    path.unlink()
        except OSError as error:
            raise SubmissionError(f"{self._folder}: what was unpacked can't be removed: {error.strerror}") from error
