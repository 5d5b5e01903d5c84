"""Walks the folders from the root: what they list, what they listed, and whether their links meet those of inodes."""

from array import array
from collections.abc import Iterable

import numpy as np

from conformance.extract.filesystems.ext.blocks import Runs
from conformance.extract.filesystems.ext.disk import Disk, TooMuchError
from conformance.extract.filesystems.ext.entries import KINDS, EntryMaker, shown
from conformance.extract.filesystems.ext.folders import Dirent, FolderReader, Leaf
from conformance.extract.filesystems.ext.groups import Groups
from conformance.extract.filesystems.ext.inline import inline_leaf
from conformance.extract.filesystems.ext.inodes import EA_INODE, ENCRYPTED, FOLDER, INLINE, REGULAR, Inodes, Live
from conformance.extract.filesystems.window import MOST_ENTRIES
from conformance.model.dump_facts import Entry

ROOT = 2
_FOLDER_KIND = 2  # file_type of a folder
MOST_REMNANTS = 300_000  # of one folder
MOST_FOLDERS = 100_000
LONGEST_PATH = 1024  # characters; what lies deeper is listed below the number of its folder's inode
_DOTS = (b".", b"..")
_OVERFLOWN = 1  # links of a folder with too many folders in it (RO_COMPAT_DIR_NLINK)


class Tree:
    """What the walk finds: `entries`, the first ones, `unlisted` beyond, and `folders` by inode with their paths."""

    def __init__(self, disk: Disk, groups: Groups, inodes: Inodes, runs: Runs) -> None:
        self.disk, self.inodes, self._runs = disk, inodes, runs
        self.entries: list[Entry] = []
        self.unlisted = 0
        self.folders: dict[int, str] = {}
        self._maker = EntryMaker(disk, groups, inodes)
        self._beyond = "" if disk.whole else ", or lies beyond the end of the image"
        self._named = array("Q")  # inodes, once for each entry that names them
        self._todo: list[tuple[int, int, str]] = []  # inode, that of the folder above, path

    def walk(self) -> None:
        """Every folder once, in the order of the entries."""
        reader = FolderReader(self.disk, self._runs, told=True)
        self._enter(ROOT, ROOT, "")
        for number, parent, path in self._todo:
            folder = self._inode(number)
            if not len(folder) or int(folder["mode"][0]) >> 12 != FOLDER:
                self.disk.window.flaw("/", 0, "inode 2, the root, is no folder in use")
                del self.folders[number]
                continue
            self._folder(self._leaves(reader, folder, told=True), folder, (number, parent, path))

    def paths_of(self, wanted: Iterable[int]) -> dict[int, str]:
        """Paths of those inodes that a folder names, from a second look into the folders."""
        missing = {number for number in wanted if number > 0 and number not in self.folders}
        found = {number: path.rstrip("/") or "/" for number, path in self.folders.items()}
        self.disk.steps = 0
        reader = FolderReader(self.disk, self._runs, told=False)
        for folder, path in self.folders.items() if missing else ():
            for leaf in self._leaves(reader, self._inode(folder), told=False):
                for one in leaf.live:
                    if one.number in missing and one.name not in _DOTS:
                        found.setdefault(one.number, path + shown(one.name))
        return found

    def check_links(self) -> None:
        """i_links_count of each against the entries that name it; those that none names."""
        live = self.inodes.live
        numbers, counts = np.unique(np.array(self._named, np.int64), return_counts=True)
        index = self.inodes.find(numbers)
        named = np.zeros(len(live), np.int64)
        named[index[index >= 0]] = counts[index >= 0]
        own = np.isin(live["number"], list(self.disk.block.system_inodes)) | (live["flags"] & EA_INODE > 0)
        linked, folder = live["links"] > 0, live["mode"] >> 12 == FOLDER
        for place in np.flatnonzero(linked & ~own & (named != live["links"])):
            if folder[place] and live["links"][place] == _OVERFLOWN and named[place] > _OVERFLOWN:
                continue
            said = f"has {live['links'][place]} links (i_links_count), and {named[place]} entries name it"
            self.disk.note(int(live["number"][place]), int(live["offset"][place]), said)

    @property
    def traces(self) -> int:
        """Deleted files and folders that no entry names, and names of which it can't be told.

        One that stands under several names is one; where an entry names no inode, its path counts for it.
        """
        dead = int(self.inodes.dead[REGULAR] + self.inodes.dead[FOLDER])
        named = {entry.number or entry.path for entry in self.entries if entry.deleted}
        return max(0, dead - len(named)) + self._maker.undecided

    def _inode(self, number: int) -> Live:
        """As an array (1,), (0,) where it isn't live."""
        index = self.inodes.find_one(number)
        return self.inodes.live[index : index + 1] if index >= 0 else self.inodes.live[:0]

    def _leaves(self, reader: FolderReader, folder: Live, *, told: bool) -> Iterable[Leaf]:
        if int(folder["flags"][0]) & INLINE:
            return [inline_leaf(self.disk, folder[0], told=told)]
        return reader.leaves(folder)

    def _enter(self, number: int, parent: int, path: str) -> None:
        if len(self.folders) >= MOST_FOLDERS:
            raise TooMuchError(f"it has more than {MOST_FOLDERS} folders; the rest is not read here")
        self.folders[number] = path if len(path) <= LONGEST_PATH else f"inode {number}/"
        self._todo.append((number, parent, self.folders[number]))

    def _folder(self, leaves: Iterable[Leaf], folder: Live, place: tuple[int, int, str]) -> None:
        number, parent, path = place
        names, remnants, first = set[bytes](), list[Dirent](), False
        for leaf in leaves:
            self._named.extend(one.number for one in leaf.live)
            listed = leaf.live
            if leaf.first:
                first = True
                self._check_dots(listed, (number, parent), int(folder["offset"][0]))
                listed = [one for one in listed[:2] if one.name not in _DOTS] + listed[2:]
            self._list(listed, (number, path), names)
            remnants.extend(leaf.remnants)
            if len(remnants) > MOST_REMNANTS:
                raise TooMuchError(
                    f"a folder names more than {MOST_REMNANTS} files that were; the rest is not read here"
                )
        self.unlisted += bool(int(folder["flags"][0]) & ENCRYPTED)  # its names are no names
        if not first:
            self.disk.note(number, int(folder["offset"][0]), "is a folder without its first block")
        for entry in self._maker.deleted(remnants, names, path):
            if self._room():
                self.entries.append(entry)

    def _check_dots(self, live: list[Dirent], due: tuple[int, int], offset: int) -> None:
        """The first two entries are the folder itself and the one above."""
        for index, (name, number) in enumerate(zip(_DOTS, due, strict=True)):
            if len(live) <= index or live[index].name != name:
                said = f"is a folder without {name.decode()} as entry {index + 1}"
                self.disk.note(due[0], live[index].at if len(live) > index else offset, said)
            elif live[index].number != number:
                said = f"is a folder with {name.decode()} of inode {live[index].number} instead of {number}"
                self.disk.note(due[0], live[index].at, said)
            elif live[index].kind not in (0, _FOLDER_KIND):
                said = f"is a folder with {name.decode()} of type {live[index].kind}"
                self.disk.note(due[0], live[index].at, said)

    def _list(self, live: list[Dirent], place: tuple[int, str], names: set[bytes]) -> None:
        """Entries of one block, and the folders among them to be entered."""
        number, path = place
        index = self.inodes.find(np.array([one.number for one in live], np.int64))
        modes = (self.inodes.live["mode"][index] >> 12).tolist() if len(self.inodes.live) else [0] * len(live)
        for one, found, kind in zip(live, index.tolist(), modes, strict=True):
            if one.name in names or one.name in _DOTS:
                self._flaw(number, one, " twice")
            names.add(one.name)
            if self._room():
                self.entries.append(self._maker.entry(one, found, path))
            if found < 0:
                self._flaw(number, one, f" of inode {one.number}, which is not in use{self._beyond}")
                continue
            if one.kind and (one.kind >= len(KINDS) or KINDS[one.kind] != kind):
                self._flaw(number, one, f" as of type {one.kind}, and its inode is of {kind:x} (i_mode)")
            if kind == FOLDER and one.number in self.folders:
                before = self.folders[one.number].rstrip("/") or "/"
                self._flaw(number, one, f", a folder that another entry named before: {before}")
            elif kind == FOLDER:
                self._enter(one.number, number, f"{path}{shown(one.name)}/")

    def _flaw(self, folder: int, one: Dirent, said: str) -> None:
        if self.disk.room():
            self.disk.note(folder, one.at, f"names {shown(one.name)}{said}")

    def _room(self) -> bool:
        """Whether one more entry is listed; counts it otherwise."""
        room = len(self.entries) < MOST_ENTRIES
        self.unlisted += not room
        return room
