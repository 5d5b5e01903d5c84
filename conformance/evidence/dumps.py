"""Images of a device's storage: which files are one, in how many parts or extents, and what is stated of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from conformance.errors import SubmissionError
from conformance.evidence.digests import sha256_in_a_row
from conformance.evidence.files import FoundFile, evidence_id, is_image, is_inside, matching, shown_path
from conformance.model.evidence import NO_ZONE, Dump
from conformance.model.facts import Absent
from conformance.model.name_pattern import NamePattern
from conformance.model.vmdk_descriptor import MAGIC, MOST_DESCRIPTOR, Descriptor, read_descriptor
from conformance.model.vocabulary import Reason

_NUMBERED = re.compile(r"(?P<stem>.*\.)(?P<first>0*1|[EeSs]01)", re.DOTALL)  # `card.001`, `card.E01`


def named_dumps(path: str, found: Iterable[FoundFile]) -> tuple[tuple[FoundFile, ...], ...]:
    """The images of that path or pattern, each with the parts that follow it by number, or that its descriptor names.

    Raises:
        SubmissionError: the path leaves the submission, matches nothing, or a file that can't be read.
    """
    files = {file.path: file for file in found}
    return tuple(_together(matching(path, files.values()), files))


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


def _together(matches: Iterable[FoundFile], files: Mapping[str, FoundFile]) -> Iterator[tuple[FoundFile, ...]]:
    """Every match with its parts; one that is a later part of another is no image of its own."""
    later: set[str] = set()
    groups = []
    for file in matches:
        parts = (file, *_following(file, files), *_extents(file, files))
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


def _extents(file: FoundFile, files: Mapping[str, FoundFile]) -> Iterator[FoundFile]:
    """The files that a VMDK descriptor names, of those beside it; of one that is missing, its reader tells.

    No link that leads out of the folder is one, and no other descriptor: two that name each other would both be hidden.
    """
    descriptor = _descriptor(file)
    if isinstance(descriptor, Absent):
        return
    folder = file.path[: file.path.rfind("/") + 1]
    for name in descriptor.files:
        part = files.get(folder + shown_path(Path(name)))
        if part is None or not part.can_be_read or not is_inside(file.file.parent, part.file):
            continue
        if _head(part, len(MAGIC)) != MAGIC:
            yield part


def _descriptor(file: FoundFile) -> Descriptor | Absent:
    """What a descriptor of a VMDK image says, of a file that begins as they do."""
    if _head(file, len(MAGIC)) != MAGIC:
        return Absent(Reason.EVIDENCE_MISSING, "it is no descriptor of a VMDK image")
    return read_descriptor(_head(file, MOST_DESCRIPTOR))


def _head(file: FoundFile, count: int) -> bytes:
    """The first bytes of a file."""
    try:
        with file.file.open("rb") as stream:
            return stream.read(count)
    except OSError as error:
        raise SubmissionError(f"{file.path!r} can't be read: {error.strerror}") from error
