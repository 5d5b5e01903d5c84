"""What the folders of a storage show of recordings that are no longer there, and of files that can be run."""

from collections.abc import Iterable
from fractions import Fraction

from conformance.measurands.dumps.names import is_recording_of, recordings
from conformance.measurands.dumps.reading import unless_unlisted, volumes_of
from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.model.dump_facts import Entry, Nature, Volume
from conformance.model.evidence import DumpSubject
from conformance.model.facts import Absent
from conformance.model.file_names import PROGRAMS
from conformance.model.filesystem_facts import FileTime
from conformance.model.name_pattern import NamePattern
from conformance.model.vocabulary import Reason

_NO_PROOF = "a format, a trim or a newer entry leaves no trace, so that none found proves nothing was deleted"


def deleted_recordings(subject: DumpSubject) -> Result:
    """Deleted files whose names are those of recordings, as far as their folders still show them.

    One that was given another name, or moved, is none: a file that is there begins at its first unit and was made when
    it was. Where that can't be told, and where traces of deleted files have lost their names, none found is no answer.
    """
    found = volumes_of(subject)
    if isinstance(found, Absent):
        return found
    patterns = subject.dump.name_patterns
    gone: list[Entry] = []
    doubtful: list[Entry] = []
    for volume in found.read:
        live = _Live(volume, patterns)
        for one in volume.entries:
            if one.deleted and (one.nature is Nature.FOLDER or is_recording_of(one, patterns)):
                _sort(one, live, gone, doubtful)
    there = len(recordings(found, patterns))
    note = f"{there} recordings are there; {_NO_PROOF}"
    if gone:
        return Reading(Fraction(len(gone)), exercised=there + len(gone), note=f"{_named(gone)}; {note}")
    traces = sum(one.traces for one in found.read)
    if doubtful or traces:
        lost = [f"{traces} traces of deleted files have lost their names"] if traces else []
        said = [f"these may have been recordings, or held some: {_named(doubtful)}"] if doubtful else []
        return Absent(Reason.EVIDENCE_UNREADABLE, "; ".join((*said, *lost)))
    return unless_unlisted(Reading(Fraction(0), exercised=there, note=note), found)


def executable_files(subject: DumpSubject) -> Result:
    """What the file system marks as programs, or what is called as programs and scripts are."""
    found = volumes_of(subject)
    if isinstance(found, Absent):
        return found
    live = [one for volume in found.read for one in volume.entries if not one.deleted]
    programs = [one for one in live if one.executable or one.path.lower().rstrip(". ").endswith(PROGRAMS)]
    note = "by mark and by name; what a file of another name holds is not looked at"
    if programs:
        return Reading(Fraction(len(programs)), exercised=len(live), note=f"{_named(programs)}; {note}")
    return unless_unlisted(Reading(Fraction(0), exercised=len(live), note=note), found)


class _Live:
    """What is there in one volume, by its first unit, and when the files were made."""

    def __init__(self, volume: Volume, patterns: tuple[NamePattern, ...]) -> None:
        live = [one for one in volume.entries if not one.deleted]
        self._by_unit: dict[tuple[int, Nature], list[Entry]] = {}
        for one in live:
            self._by_unit.setdefault((one.number, one.nature), []).append(one)
        kept = (one for one in live if one.size and is_recording_of(one, patterns))
        self._made = {one.created for one in kept if isinstance(one.created, FileTime)}

    def at(self, gone: Entry) -> list[Entry]:
        """What begins where that did, and is no smaller."""
        if not gone.number:
            return []
        return [one for one in self._by_unit.get((gone.number, gone.nature), []) if one.size >= gone.size]

    def made_with(self, gone: Entry) -> bool:
        """True of an entry that held nothing yet, where a recording was made at the same time: it got a new name."""
        return not gone.number and not gone.size and gone.created in self._made


def _sort(one: Entry, live: _Live, gone: list[Entry], doubtful: list[Entry]) -> None:
    """A deleted entry to those that are gone, to those of which it can't be told, or, renamed, to neither."""
    same = live.at(one)
    known = isinstance(one.created, FileTime)
    if known and (live.made_with(one) or any(other.created == one.created for other in same)):
        return
    if one.nature is Nature.FOLDER or (same and not known):
        doubtful.append(one)
    else:
        gone.append(one)


def _named(entries: Iterable[Entry]) -> str:
    """The first paths."""
    paths = [entry.path for entry in entries]
    return f"{', '.join(paths[:MOST_PLACES])}{', ...' if len(paths) > MOST_PLACES else ''}"
