"""What of a storage is read, and what a count is worth where some of it is not."""

from dataclasses import dataclass
from functools import cached_property

from conformance.measurands.reading import Reading, Result
from conformance.model.dump_facts import Entry, Nature, Storage, UnreadVolume, Volume
from conformance.model.evidence import DumpSubject
from conformance.model.facts import Absent
from conformance.model.structure_facts import Flaw
from conformance.model.vocabulary import Reason

_HARMLESS = frozenset({"FSInfo"})  # a hint to how much is free, which many cameras never mend


@dataclass(frozen=True)
class Volumes:
    """The file systems of a storage that are read, and the parts of it that are not; flaws of what is around them.

    `unpartitioned` B are in no part, and not examined.
    """

    read: tuple[Volume, ...]
    unread: tuple[UnreadVolume, ...]
    flaws: tuple[Flaw, ...]
    unpartitioned: int

    @cached_property
    def files(self) -> tuple[Entry, ...]:
        """The files of all, deleted ones too, in the order of the folders."""
        return tuple(entry for one in self.read for entry in one.entries if entry.nature is Nature.FILE)

    @property
    def looked_at(self) -> int:
        """Entries and file systems."""
        return len(self.read) + sum(len(one.entries) + one.unlisted for one in self.read)

    @property
    def unlisted(self) -> int:
        """Entries that were seen and not kept."""
        return sum(one.unlisted for one in self.read)

    @property
    def told(self) -> str:
        """Which file systems, and what of them is used."""
        told = [_room(one) for one in self.read]
        outside = [f"{self.unpartitioned} B outside of partitions are not examined"] if self.unpartitioned else []
        return "; ".join([*told, *outside])


def _room(volume: Volume) -> str:
    said = f"{volume.filesystem} at byte {volume.offset}, {volume.usable} B usable, {volume.free} B free"
    return f"{said}, {volume.bad} B marked as bad and not looked at" if volume.bad else said


def volumes_of(subject: DumpSubject) -> Volumes | Absent:
    """The file systems of a dump, one at least that is read."""
    storage = subject.facts.storage
    if isinstance(storage, Absent):
        return storage
    found = _sorted(storage)
    if found.read:
        return found
    return Absent(Reason.EVIDENCE_UNREADABLE, _unread(found) or "the storage holds no file system")


def unless_unread(reading: Reading, found: Volumes) -> Result:
    """A finding that nothing is wrong, or its absence where a part of the storage was not read, or not as it was."""
    if found.flaws:
        said = f"image or partition table are not whole: {found.flaws[0].path}: {found.flaws[0].detail}"
        return Absent(Reason.EVIDENCE_UNREADABLE, said)
    if found.unread:
        return Absent(Reason.EVIDENCE_UNREADABLE, _unread(found))
    return reading


def unless_unlisted(reading: Reading, found: Volumes) -> Result:
    """The same of a finding about files, of which not all may be listed, or not as they were."""
    torn = next((one for one in found.read if one.faults > sum(flaw.path in _HARMLESS for flaw in one.flaws)), None)
    if torn:
        flaw = next(flaw for flaw in torn.flaws if flaw.path not in _HARMLESS)
        said = f"{torn.filesystem} at byte {torn.offset} is not whole, so that files may be missing in what it shows"
        return Absent(Reason.EVIDENCE_UNREADABLE, f"{said}: {flaw.path}: {flaw.detail}")
    if found.unlisted:
        said = f"{found.unlisted} entries are beyond the {len(found.files)} files that are listed"
        return Absent(Reason.EVIDENCE_UNREADABLE, said)
    return unless_unread(reading, found)


def _sorted(storage: Storage) -> Volumes:
    read = tuple(one for one in storage.volumes if isinstance(one, Volume))
    unread = tuple(one for one in storage.volumes if isinstance(one, UnreadVolume))
    return Volumes(read, unread, storage.flaws, storage.unpartitioned)


def _unread(found: Volumes) -> str:
    told = "; ".join(f"at byte {one.offset}, {one.size} B long: {one.why}" for one in found.unread)
    count = len(found.read) + len(found.unread)
    return f"{len(found.unread)} of {count} parts of the storage are not read: {told}" if found.unread else ""
