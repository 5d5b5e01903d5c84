"""What the folders of a storage show of recordings that are no longer there, and of files that can be run."""

from collections.abc import Iterable
from fractions import Fraction

from conformance.measurands.dumps.reading import Volumes, unless_unlisted, volumes_of
from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.model.dump_facts import Entry, Nature
from conformance.model.evidence import DumpSubject
from conformance.model.facts import Absent
from conformance.model.file_names import PROGRAMS, is_recording
from conformance.model.vocabulary import Reason

_NO_PROOF = "a format, a trim or a newer entry leaves no trace, so that none found proves nothing was deleted"


def deleted_recordings(subject: DumpSubject) -> Result:
    """Deleted files whose names are those of recordings, as far as their folders still show them.

    One that was given another name, or moved, is none: a file that is there has its size, its first unit and its time.
    """
    found = volumes_of(subject)
    if isinstance(found, Absent):
        return found
    kept = {_identity(one) for one in found.files if not one.deleted and one.size}
    gone = [one for one in found.files if one.deleted and is_recording(one.path) and _identity(one) not in kept]
    there = sum(not one.deleted and is_recording(one.path) for one in found.files)
    note = f"{there} recordings are there; {_NO_PROOF}"
    if gone:
        return Reading(Fraction(len(gone)), exercised=there + len(gone), note=f"{_named(gone)}; {note}")
    folders = _deleted_folders(found)
    if folders:
        said = f"deleted folders may have held recordings: {_named(folders)}"
        return Absent(Reason.EVIDENCE_UNREADABLE, said)
    return unless_unlisted(Reading(Fraction(0), exercised=there, note=note), found)


def executable_files(subject: DumpSubject) -> Result:
    """Files that the file system marks as programs, or that are called as programs and scripts are."""
    found = volumes_of(subject)
    if isinstance(found, Absent):
        return found
    live = [one for one in found.files if not one.deleted]
    programs = [one for one in live if one.executable or one.path.lower().endswith(PROGRAMS)]
    note = "by mark and by name; what a file of another name holds is not looked at"
    if programs:
        return Reading(Fraction(len(programs)), exercised=len(live), note=f"{_named(programs)}; {note}")
    return unless_unlisted(Reading(Fraction(0), exercised=len(live), note=note), found)


def _deleted_folders(found: Volumes) -> list[Entry]:
    return [one for volume in found.read for one in volume.entries if one.deleted and one.nature is Nature.FOLDER]


def _identity(entry: Entry) -> tuple[object, ...]:
    """What a file keeps when it is given another name."""
    return entry.number, entry.size, entry.created, entry.written


def _named(entries: Iterable[Entry]) -> str:
    """The first paths."""
    paths = [entry.path for entry in entries]
    return f"{', '.join(paths[:MOST_PLACES])}{', ...' if len(paths) > MOST_PLACES else ''}"
