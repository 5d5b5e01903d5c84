"""The SHA-256 of one file, taken in a thread of its own: beside loading and reading, where a processor is free.

Imports nothing that takes time to load: it begins before all else.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TypeAlias

Identity: TypeAlias = tuple[int, ...]

_PART = 1 << 22  # B: after each part the thread waits for its turn, up to 5 ms where another one computes in Python
_LOOK_EVERY = 1.0  # s


class Digest:
    """Begins at once; `identity` is that of the file at the beginning.

    Raises:
        OSError: the file can't be opened.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._stream = file.open("rb", buffering=0)
        self.identity = _identity(os.fstat(self._stream.fileno()))
        self._state = hashlib.sha256()
        self._done = 0  # B
        self._errors: list[OSError] = []
        self._thread = Thread(target=self._take, daemon=True)
        self._thread.start()

    def taken(self, beat: Callable[[], None] = lambda: None) -> str:
        """All of it, in hexadecimal; whoever asks waits, and `beat` is called as long as it goes on.

        Raises:
            OSError: the file could not be read to its end.
        """
        seen = -1
        while self._thread.is_alive():
            self._thread.join(_LOOK_EVERY)
            if self._done != seen:
                seen = self._done
                beat()
        if self._errors:
            raise self._errors[0]
        return self._state.hexdigest()

    def _take(self) -> None:
        part = memoryview(bytearray(_PART))
        with self._stream:
            try:
                while count := self._stream.readinto(part):
                    self._state.update(part[:count])
                    self._done += count
            except OSError as error:
                self._errors.append(error)


def identity_of(file: Path) -> Identity:
    """What changes when that file is replaced or written to; the time of change can't be set by a program.

    Raises:
        OSError: there is no such file.
    """
    return _identity(file.stat())


def _identity(seen: os.stat_result) -> Identity:
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns
