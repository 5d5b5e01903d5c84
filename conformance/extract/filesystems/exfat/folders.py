"""Walks the folders of an exFAT volume: lists what they hold, and notes what in them can't be so."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from conformance.extract.filesystems.exfat.boot import Boot
from conformance.extract.filesystems.exfat.clusters import Clusters, Runs, Stream
from conformance.extract.filesystems.exfat.entry_sets import (
    ENTRY,
    FILE,
    IN_USE,
    LARGEST_FOLDER,
    NAME,
    SECONDARY,
    STREAM,
    FileSet,
    allocations,
    complaints,
    deleted_set,
    file_set,
    generic_extent,
    set_checksum,
    stated_checksum,
)
from conformance.extract.filesystems.exfat.root import BITMAP, LABEL, ROOT, UPCASE
from conformance.extract.filesystems.exfat.upcase import Upcase
from conformance.extract.filesystems.utf16 import shown
from conformance.extract.filesystems.window import MOST_ENTRIES, Window
from conformance.model.dump_facts import Entry

_LARGEST_SET = 256  # entries
_LEAST_READ, _MOST_READ = 1 << 14, 1 << 20  # at once
_MOST_READ_IN_ALL = 3 << 30
_MOST_BEHIND = 1 << 30  # read behind end markers
_MOST_EXAMINED = 10 * MOST_ENTRIES  # directory entries in sets, whole or not
_MOST_PATH = 4096  # characters; a longer one is not entered
_MOST_TEXT = 1 << 25  # characters of all paths
_VOLUME_GUID, _BENIGN_PRIMARY = 0xA0, range(0xA0, 0xC0)
_ALLOCATED = 1

Keep: TypeAlias = Callable[[str, FileSet, Runs], None]


@dataclass(frozen=True)
class _Folder:
    """A folder to walk: its path, `/` for the root and without one at its end, and its bytes."""

    path: str
    stream: Stream
    names: dict[bytes, str] = field(default_factory=dict)  # in upper case: as it stands

    def below(self, name: str) -> str:
        return name if self.path == ROOT else f"{self.path}/{name}"


@dataclass(frozen=True)
class _Block:
    """Entries of a folder, read at once; `base` is where in the folder they begin, `stop` the entry of its end marker.

    `types` are their EntryType.
    """

    data: bytes
    types: bytes
    base: int
    stop: int

    def following(self, index: int, most: int) -> int:
        """How many secondary entries in use follow an entry."""
        at, end = index + 1, min(self.stop, index + 1 + most)
        while at < end and self.types[at] >= SECONDARY:
            at += 1
        return at - index - 1

    def entries(self, index: int, count: int) -> bytes:
        return self.data[index * ENTRY : (index + count) * ENTRY]


class Walk:
    """Entries of all folders, in the order in which the folders are found, each folder's together.

    `unlisted` counts those beyond the limits, as far as that is cheap: folders beyond them are not entered.
    `traces` are runs of deleted entries that stand in no whole set. `keep` is told of each file, its clusters claimed.
    """

    def __init__(
        self, window: Window, boot: Boot, clusters: Clusters, upcase: Upcase, keep: Keep = lambda *_: None
    ) -> None:
        self._window, self._boot, self._clusters, self._upcase = window, boot, clusters, upcase
        self._keep = keep
        self.entries: list[Entry] = []
        self.unlisted = self.traces = 0
        self._queue: deque[_Folder] = deque()
        self._entered: dict[int, str] = {boot.root: ROOT}  # first cluster: path
        self._read = self._behind = self._examined = self._text = 0

    def run(self, root: Stream) -> None:
        """All folders from the root on."""
        self._queue.append(_Folder(ROOT, root))
        while self._queue:
            self._folder(self._queue.popleft())

    @property
    def _full(self) -> bool:
        return len(self.entries) >= MOST_ENTRIES or self._examined >= _MOST_EXAMINED or self._text >= _MOST_TEXT

    def _folder(self, folder: _Folder) -> None:
        position, carried, step = 0, b"", _LEAST_READ
        size = min(folder.stream.size, LARGEST_FOLDER)
        while position < size:
            self._window.beat()
            wanted = min(step, size - position)
            data = folder.stream.read(position, wanted)
            base, position = position - len(carried), position + wanted
            if len(data) < wanted:
                missing = size - position + wanted - len(data)
                place = folder.stream.place(position - wanted)
                self._window.flaw(folder.path, place, f"the last {missing} bytes of the folder can't be read")
                position = size
            self._read += wanted
            block = _block(carried + data[: len(data) // ENTRY * ENTRY], base)
            used = self._entries(folder, block, last=position >= size)
            if block.stop * ENTRY < len(block.data):
                self._look_behind(folder, base + block.stop * ENTRY, size)
                return
            if self._read > _MOST_READ_IN_ALL:
                place = folder.stream.place(base)
                self._window.flaw(folder.path, place, "the folders are too large to be read to the end")
                self.unlisted += 1
                return
            carried, step = block.data[used * ENTRY :], min(step * 4, _MOST_READ)

    def _look_behind(self, folder: _Folder, position: int, size: int) -> None:
        """Behind the end-of-directory marker all entries have to be such markers."""
        first, count = -1, 0
        while position < size and self._behind < _MOST_BEHIND:
            data = folder.stream.read(position, min(_MOST_READ, size - position))
            if not data:
                break
            self._behind += len(data)
            others = np.flatnonzero(np.frombuffer(data, np.uint8)[::ENTRY])
            if len(others):
                first = position + int(others[0]) * ENTRY if first < 0 else first
                count += len(others)
            position += len(data)
            self._window.beat()
        self.unlisted += position < size and self._behind >= _MOST_BEHIND
        if count:
            told = f"holds {count} entries behind its end-of-directory marker"
            self._window.flaw(folder.path, folder.stream.place(first), told)

    def _entries(self, folder: _Folder, block: _Block, *, last: bool) -> int:
        """The sets that begin in a block and are whole in it, but for the folder's last; how many entries they take."""
        types = np.frombuffer(block.types, np.uint8)
        ended = block.stop < len(types)
        limit = block.stop if ended or last else max(0, block.stop - _LARGEST_SET)
        hot = types >= IN_USE
        hot[:-1] |= (types[:-1] == FILE - IN_USE) & (types[1:] == SECONDARY - IN_USE)
        free, lost = 0, np.isin(types, [kind - IN_USE for kind in (FILE, STREAM, NAME)])
        for index in np.flatnonzero(hot[:limit]).tolist():
            if index < free:
                continue
            if self._full:
                self.unlisted += int(
                    np.count_nonzero(hot[index:limit] & (types[index:limit] % IN_USE == FILE - IN_USE))
                )
                break
            free = index + self._set(folder, block, index)
            self._examined += free - index
            lost[index:free] = False
        lost[limit:] = False
        self.traces += int(np.count_nonzero(lost[1:] & ~lost[:-1])) + bool(len(lost) and lost[0])
        return max(limit, free)

    def _set(self, folder: _Folder, block: _Block, index: int) -> int:
        """One set; how many entries it takes."""
        kind, at = block.types[index], folder.stream.place(block.base + index * ENTRY)
        if kind == FILE:
            return self._file(folder, block, index)
        if kind < IN_USE:
            return self._deleted(folder, block, index)
        if kind >= SECONDARY:
            count = 1 + block.following(index, len(block.types))
            self._window.flaw(folder.path, at, f"holds {count} secondary entries that belong to no set")
            return count
        if kind in _BENIGN_PRIMARY:
            return self._benign(folder, block, index)
        if kind not in (BITMAP, UPCASE, LABEL):
            self._window.flaw(folder.path, at, f"holds an entry of type {kind:#04x}, which exFAT does not know")
        elif folder.path != ROOT:
            self._window.flaw(folder.path, at, f"holds an entry of type {kind:#04x}, which only the root may")
        return 1

    def _benign(self, folder: _Folder, block: _Block, index: int) -> int:
        """A primary entry that a reader need not know; what it holds of clusters is its own."""
        at = folder.stream.place(block.base + index * ENTRY)
        stated = block.data[index * ENTRY + 1]
        count = 1 + block.following(index, stated)
        data = block.entries(index, count)
        if data[0] == _VOLUME_GUID and stated_checksum(data) != set_checksum(data):
            self._window.flaw(folder.path, at, "the SetChecksum of its volume GUID is wrong")
        if data[4] & _ALLOCATED:
            path = f"{folder.path} (entry of type {data[0]:#04x})"
            self._clusters.claim(path, at, generic_extent(data[:ENTRY], data[4]))
        return count

    def _file(self, folder: _Folder, block: _Block, index: int) -> int:
        at, stated = folder.stream.place(block.base + index * ENTRY), block.data[index * ENTRY + 1]
        count = 1 + block.following(index, stated)
        found = file_set(block.entries(index, count))
        if isinstance(found, str):
            self._window.flaw(folder.path, at, f"holds a file without a name or bytes: {found}")
            return count
        name = shown(found.name)
        path = folder.below(name)
        self._list(found.entry(path, deleted=False))
        for complaint in complaints(found, stated, self._boot.clusters * self._boot.cluster):
            self._window.flaw(path, at, complaint)
        for complaint in self._about_name(folder, found, name):
            self._window.flaw(path, at, complaint)
        self._claim(found, path, at)
        for _, extent in allocations(found):
            self._clusters.claim(f"{path} (vendor allocation)", at, extent)
        return count

    def _about_name(self, folder: _Folder, found: FileSet, name: str) -> Iterator[str]:
        upper = self._upcase.upper(found.name)
        if self._upcase.hashes and self._upcase.hash_of(upper) != found.name_hash:
            yield f"its NameHash is {found.name_hash:#06x}, its name gives {self._upcase.hash_of(upper):#06x}"
        if upper in folder.names:
            yield f"has the name of another entry of its folder, {folder.names[upper]}"
        folder.names[upper] = name

    def _claim(self, found: FileSet, path: str, at: int) -> None:
        """Its clusters; a folder is entered once."""
        if not found.is_folder:
            self._keep(path, found, self._clusters.claim(path, at, found.extent))
            return
        if found.extent.length % self._boot.cluster:
            self._window.flaw(path, at, f"is a folder of {found.extent.length} bytes, no multiple of its clusters")
        if found.extent.first in self._entered:
            other = self._entered[found.extent.first]
            self._window.flaw(path, at, f"begins at the cluster of the folder {other}: it is not entered again")
            return
        stream = Stream(self._window, self._boot, self._clusters.claim(path, at, found.extent))
        if stream.size:
            self._entered[found.extent.first] = path
            if len(path) > _MOST_PATH:
                self.unlisted += 1
            else:
                self._queue.append(_Folder(path, stream))

    def _deleted(self, folder: _Folder, block: _Block, index: int) -> int:
        """A deleted file, where it still stands whole."""
        count = 1 + block.data[index * ENTRY + 1]
        data = block.entries(index, count)
        found = deleted_set(data) if index + count <= block.stop else "the folder ends within it"
        if isinstance(found, str):
            self._examined += count - 1
            return 1
        self._list(found.entry(folder.below(shown(found.name)), deleted=True))
        return count

    def _list(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._text += len(entry.path)


def _block(data: bytes, base: int) -> _Block:
    """Entries with their types, up to the end-of-directory marker if there is one."""
    types = data[::ENTRY]
    end = types.find(b"\0")
    return _Block(data, types, base, end if end >= 0 else len(types))
