"""Names of an archive's members: which of them may be written, so that no two meet on any file system."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from conformance.errors import SubmissionError
from conformance.evidence.archives.damages import UNUSABLE, why

MOST_MEMBERS = 100_000
MOST_FOLDERS = 10_000  # each costs time and a block of the disk, also those that only a member's path names
_MOST_DEPTH = 100  # folders in one another: a walk that calls itself stays far from its limit
_MOST_NAME, _MOST_PART = 4096, 255  # bytes: PATH_MAX and NAME_MAX of Linux
_MOST_NAMES = 1 << 26  # bytes of all names, which are held in memory
_MOST_SHOWN = 200  # characters
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Place:
    """Where a member goes: folders to make before, outermost first, and its file, empty for a folder."""

    folders: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class _Taken:
    path: str
    folder: bool


def shown(name: str) -> str:
    r"""The name for people: what doesn't print, or is no UTF-8, stands as `\x1b`; at most 200 characters."""
    text = name[:_MOST_SHOWN].encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    plain = "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)
    whole = len(name) <= _MOST_SHOWN and len(plain) <= _MOST_SHOWN
    return plain if whole else f"{plain[: _MOST_SHOWN - 1]}…"


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Every refusal and damage inside becomes a SubmissionError that begins with the member's name."""
    try:
        yield
    except UNUSABLE as error:
        raise SubmissionError(f"'{shown(name)}': {why(error)}") from error


class Names:
    """The names so far; each new one is checked alone and against them."""

    def __init__(self) -> None:
        self._members = 0
        self._folders = 0
        self._bytes = 0
        self._taken: dict[str, _Taken] = {}

    def place(self, name: str, *, folder: bool) -> Place:
        """Where the member of that name goes.

        Raises:
            SubmissionError: the name may not be written, or meets an earlier one; without the name itself.
        """
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise SubmissionError(f"more than {MOST_MEMBERS} members")
        parts = _parts(name)
        if folder:
            return Place(self._new_folders(parts), "")
        if not parts or name.endswith("/"):
            raise SubmissionError("a file that is named like a folder")
        folders = self._new_folders(parts[:-1])
        self._add_file("/".join(parts))
        return Place(folders, "/".join(parts))

    def _new_folders(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        new = []
        for depth in range(len(parts), 0, -1):
            path = "/".join(parts[:depth])
            if self._is_folder(path):
                break
            new.append(path)
        for path in reversed(new):
            self._add(path, folder=True)
        return tuple(reversed(new))

    def _is_folder(self, path: str) -> bool:
        taken = self._taken.get(_folded(path))
        if taken is None:
            return False
        if not taken.folder:
            raise SubmissionError(f"it needs a folder where '{shown(taken.path)}' is a file")
        if taken.path != path:
            raise SubmissionError(f"it differs from '{shown(taken.path)}' in case or Unicode form only")
        return True

    def _add_file(self, path: str) -> None:
        taken = self._taken.get(_folded(path))
        if taken is None:
            self._add(path, folder=False)
        elif taken.folder:
            raise SubmissionError(f"a file, where '{shown(taken.path)}' is a folder")
        elif taken.path == path:
            raise SubmissionError("two members have this name")
        else:
            raise SubmissionError(f"it differs from '{shown(taken.path)}' in case or Unicode form only")

    def _add(self, path: str, *, folder: bool) -> None:
        self._folders += folder
        self._bytes += _bytes_of(path)
        if self._folders > MOST_FOLDERS:
            raise SubmissionError(f"more than {MOST_FOLDERS} folders")
        if self._bytes > _MOST_NAMES:
            raise SubmissionError(f"the names of all members have more than {_MOST_NAMES} bytes")
        self._taken[_folded(path)] = _Taken(path, folder)


def _parts(name: str) -> tuple[str, ...]:
    if _bytes_of(name) > _MOST_NAME:
        raise SubmissionError(f"its name has more than {_MOST_NAME} bytes")
    if _CONTROL.search(name):
        raise SubmissionError("its name holds a control character")
    if "\\" in name:
        raise SubmissionError("its name holds a backslash; pack it with '/' between folders")
    if name.startswith("/"):
        raise SubmissionError("an absolute path; pack it with a path inside the submission")
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if ".." in parts:
        raise SubmissionError("its path goes up with '..'")
    if parts and _DRIVE.match(parts[0]):
        raise SubmissionError("its path begins with a drive letter")
    if max(map(len if name.isascii() else _bytes_of, parts), default=0) > _MOST_PART:
        raise SubmissionError(f"a part of its path has more than {_MOST_PART} bytes")
    if len(parts) > _MOST_DEPTH:
        raise SubmissionError(f"it lies more than {_MOST_DEPTH} folders deep")
    return parts


def _bytes_of(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text.encode("utf-8", "surrogateescape"))


def _folded(path: str) -> str:
    """The same for two paths that a file system blind to case or Unicode form takes for one."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
