"""Images of a device's storage: which files are one, in how many parts, and what is stated of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from conformance.errors import SubmissionError
from conformance.evidence.digests import sha256_in_a_row
from conformance.evidence.files import FoundFile, evidence_id, is_image, leaves_the_folder, shown_path
from conformance.model.evidence import NO_ZONE, Dump
from conformance.model.facts import Absent
from conformance.model.name_pattern import NamePattern

_NUMBERED = re.compile(r"(?P<stem>.*\.)(?P<first>0*1|[EeSs]01)", re.DOTALL)  # `card.001`, `card.E01`


def named_dumps(path: str, found: Iterable[FoundFile]) -> tuple[tuple[FoundFile, ...], ...]:
    """The images of that path or pattern, each with the parts that follow it by number.

    Raises:
        SubmissionError: the path leaves the submission, matches nothing, or a file that can't be read.
    """
    if leaves_the_folder(path):
        raise SubmissionError(f"{path!r} leaves the submission; write a path inside it, with '/'")
    files = {file.path: file for file in found}
    matches = [files[path]] if path in files else [file for file in files.values() if fnmatchcase(file.path, path)]
    if not matches:
        raise SubmissionError(f"{path!r} matches no file of the submission")
    for file in matches:
        if not file.can_be_read:
            raise SubmissionError(f"{file.path!r} can't be used: {file.why_not}")
    return tuple(_together(matches, files))


def unstated_dumps(found: Iterable[FoundFile]) -> tuple[tuple[FoundFile, ...], ...]:
    """The files that are images by their name, each with its parts."""
    files = {file.path: file for file in found}
    return tuple(_together([file for file in files.values() if file.can_be_read and is_image(file.file)], files))


def single_dump(file: Path) -> Dump:
    """One image on its own, with the parts of it beside it.

    Raises:
        SubmissionError: a file can't be read.
    """
    if not file.is_file():
        raise SubmissionError(f"{file}: there is no such file")
    beside = (FoundFile(shown_path(one), evidence_id(one), one, "") for one in file.parent.iterdir() if one.is_file())
    files = {one.path: one for one in beside}
    return dump_of(next(iter(_together([files[shown_path(file)]], files))))


def dump_of(parts: tuple[FoundFile, ...], zone: int | Absent = NO_ZONE, patterns: tuple[NamePattern, ...] = ()) -> Dump:
    """The dump in these files, its digest taken.

    Raises:
        SubmissionError: a file can't be read.
    """
    files = tuple(part.file for part in parts)
    sha256, size = sha256_in_a_row(files)
    return Dump(parts[0].id, parts[0].path, files, size, sha256, zone, patterns)


def _together(matches: list[FoundFile], files: Mapping[str, FoundFile]) -> Iterator[tuple[FoundFile, ...]]:
    """Every match with its parts; one that is a later part of another is no image of its own."""
    later: set[str] = set()
    groups = []
    for file in matches:
        parts = (file, *_following(file, files))
        later.update(part.path for part in parts[1:])
        groups.append(parts)
    return (parts for parts in groups if parts[0].path not in later)


def _following(file: FoundFile, files: Mapping[str, FoundFile]) -> Iterator[FoundFile]:
    """Parts numbered on from the first without a hole; a name that counts on from E99 with letters is no such."""
    named = _NUMBERED.fullmatch(file.path)
    if not named:
        return
    letter, digits = (named["first"][:1], "01") if not named["first"].isdigit() else ("", named["first"])
    number = 2
    while (path := f"{named['stem']}{letter}{number:0{len(digits)}}") in files and files[path].can_be_read:
        yield files[path]
        number += 1
