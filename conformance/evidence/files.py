"""Which files of a folder are recordings, by name and by content, and why the others are not."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from conformance.errors import SubmissionError
from conformance.model.file_names import IMAGES, is_recording

SUBMISSION_FILE = "submission.yaml"

_OTHERS = (
    (
        (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".dng"),
        "a still picture: no clause looks at one",
    ),
    (IMAGES, f"an image of a storage that {SUBMISSION_FILE} does not name under dumps: not examined"),
    (("",), "no recording by its name or its first bytes"),
)
_HEAD = 189  # bytes: two MPEG-TS sync bytes are 188 apart


@dataclass(frozen=True)
class FoundFile:
    """A file of the submission: `path` for people, `id` for the record; `why_not` empty for a recording."""

    path: str
    id: str
    file: Path
    why_not: str

    @property
    def can_be_read(self) -> bool:
        """False for what is never opened: a link that leads out, a folder, a device, a pipe."""
        return not self.why_not.startswith(("a link", "no regular"))


def evidence_id(path: Path) -> str:
    """A recording's public id: its path in the submission, percent-encoded outside letters, digits and `/-._~`."""
    return quote(os.fsencode(path.as_posix()), safe="/")


def shown_path(path: Path) -> str:
    r"""The path for people: bytes that are no UTF-8 stand as `\xff`."""
    return os.fsencode(path.as_posix()).decode("utf-8", errors="backslashreplace")


def found_files(root: Path) -> Iterator[FoundFile]:
    """Every file under the folder in a fixed order; links that leave the folder are named, never followed.

    Raises:
        SubmissionError: a folder or file can't be read.
    """
    for folder, folders, names in os.walk(root, onerror=_unreadable):
        folders.sort()
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted((*names, *links)):
            file = Path(folder, name)
            inside = file.relative_to(root)
            if inside != Path(SUBMISSION_FILE):
                yield FoundFile(shown_path(inside), evidence_id(inside), file, _why_not(root, file))


def is_image(file: Path) -> bool:
    """True for an image of a storage, by its name."""
    return file.name.lower().endswith(IMAGES)


def leaves_the_folder(path: str) -> bool:
    r"""True for a written path that is absolute, goes up, or is no path with `/` (a `\` counts as one on Windows)."""
    pattern = PurePosixPath(path)
    return pattern.is_absolute() or ".." in pattern.parts or "\\" in path


def named_file(path: str, found: Iterable[FoundFile]) -> FoundFile:
    """The file that `submission.yaml` names by that path.

    Raises:
        SubmissionError: the path leaves the submission, or is no file in it that may be read.
    """
    if leaves_the_folder(path):
        raise SubmissionError(f"{path!r} leaves the submission; write a path inside it, with '/'")
    plain = PurePosixPath(path).as_posix()
    file = next((one for one in found if one.path == plain), None)
    if file is None:
        raise SubmissionError(f"{path!r} is no file of the submission")
    if not file.can_be_read:
        raise SubmissionError(f"{path!r} can't be used: {file.why_not}")
    return file


def matching(path: str, found: Iterable[FoundFile]) -> tuple[FoundFile, ...]:
    """The file of that path, else all files of that pattern.

    Raises:
        SubmissionError: the path leaves the submission, matches nothing, or a file that can't be read.
    """
    if leaves_the_folder(path):
        raise SubmissionError(f"{path!r} leaves the submission; write a path inside it, with '/'")
    files = tuple(found)
    matches = tuple(file for file in files if file.path == path)
    matches = matches or tuple(file for file in files if fnmatchcase(file.path, path))
    if not matches:
        raise SubmissionError(f"{path!r} matches no file of the submission")
    for file in matches:
        if not file.can_be_read:
            raise SubmissionError(f"{file.path!r} can't be used: {file.why_not}")
    return matches


def is_inside(root: Path, file: Path) -> bool:
    """True where the file, links resolved, lies in the folder."""
    return file.resolve().is_relative_to(root.resolve())


def _unreadable(error: OSError) -> None:
    raise SubmissionError(f"{error.filename}: the folder can't be read: {error.strerror}") from error


def _why_not(root: Path, file: Path) -> str:
    if file.is_symlink() and not is_inside(root, file):
        return "a link that leaves the submission"
    if not file.is_file():
        return "no regular file, or a link to a folder or to nowhere: not followed"
    name = file.name.lower()
    if is_recording(name) or _looks_like_a_recording(file):
        return ""
    return next(why for endings, why in _OTHERS if name.endswith(endings))


def _looks_like_a_recording(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise SubmissionError(f"{file}: the file can't be read: {error.strerror}") from error
    return (
        head[4:8] in (b"ftyp", b"moov", b"mdat")
        or head[:4] in (b"\x1a\x45\xdf\xa3", b"\x00\x00\x01\xba")
        or (head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"WAVE"))
        or (head[:1] == b"\x47" and head[188:189] == b"\x47")
    )
