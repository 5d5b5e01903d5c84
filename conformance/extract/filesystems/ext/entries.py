"""Makes entries of what folders name: with their inodes, and deleted ones only where something else shows it."""

from collections.abc import Iterator
from functools import lru_cache

from conformance.extract.filesystems.ext.disk import Disk
from conformance.extract.filesystems.ext.folders import Dirent
from conformance.extract.filesystems.ext.groups import Groups
from conformance.extract.filesystems.ext.inodes import FOLDER, REGULAR, Inodes, Live, read_inode
from conformance.extract.filesystems.times import ext4_extended_time, ext4_time
from conformance.model.dump_facts import Entry, Nature
from conformance.model.facts import Absent
from conformance.model.file_names import is_recording
from conformance.model.filesystem_facts import FileTime
from conformance.model.vocabulary import Reason

KINDS = (0, REGULAR, FOLDER, 0x2, 0x6, 0x1, 0xC, 0xA)  # types of i_mode by file_type
_EXECUTABLE = 0o111
_EXTENDED = {"accessed": 16, "written": 12, "created": 24}  # B of i_extra_isize that hold the finer part
_NO_INODE = Absent(Reason.TIME_NOT_SET, "the entry names no inode that is in use")
_NOT_STORED = Absent(Reason.TIME_NOT_SET, "the inode stores no time of creation")


class EntryMaker:
    """Makes entries of one volume."""

    def __init__(self, disk: Disk, groups: Groups, inodes: Inodes) -> None:
        self._disk, self._groups, self._inodes = disk, groups, inodes
        self.undecided = 0  # remnants with names of recordings or folders whose inode another file may have got since

    def entry(self, one: Dirent, index: int, path: str) -> Entry:
        """One in use, with the inode at that index of the live ones, -1 = with none."""
        if index < 0:
            return _bare(one, path, deleted=False)
        return _with(self._inodes.live[index], one, path, deleted=False)

    def deleted(self, remnants: list[Dirent], names: set[bytes], path: str) -> Iterator[Entry]:
        """Those of the remnants in a folder that were deleted; `names` are still in use there.

        A remnant whose inode is in use is what a rename leaves, or the inode was given to another file. One without an
        inode, as older kernels leave it, may be that too: it counts where its name is in use no more and a free inode
        of its type has a time of deletion. A file that was renamed and then deleted stands here under both names.
        Linux from 5.13 on wipes the names of what it deletes: of that, nothing is left to be found.
        """
        seen = set[tuple[int, bytes]]()
        for one in remnants:
            if (one.number, one.name) in seen:
                continue
            seen.add((one.number, one.name))
            if one.number == 0:
                dead = self._inodes.dead[KINDS[one.kind]] if one.kind else self._inodes.dead.sum()
                if dead and one.name not in names:
                    yield _bare(one, path, deleted=True)
                continue
            inode = self._dead(one)
            if len(inode) and inode["mode"][0]:
                yield _with(inode[0], one, path, deleted=True)
            elif len(inode):
                yield _bare(one, path, deleted=True)
            elif one.name not in names and (KINDS[one.kind % len(KINDS)] == FOLDER or is_recording(shown(one.name))):
                self.undecided += 1

    def _dead(self, one: Dirent) -> Live:
        """Its inode (1,) where that was freed and is of its type or was wiped, otherwise (0,)."""
        inode = self._inodes.live[:0]
        if not self._inodes.marked(self._disk, one.number) and self._inodes.find_one(one.number) < 0:
            inode = read_inode(self._disk, self._groups, one.number)
        inode = inode[(inode["links"] == 0) | (inode["dtime"] > 0)]
        kind = inode["mode"] >> 12
        dead: Live = inode[(kind == 0) | (not one.kind) | (kind == KINDS[one.kind])]
        return dead


def shown(name: bytes) -> str:
    r"""A name as a part of a path: what is no UTF-8, a `/` and a NUL as `\xff`."""
    return name.decode("utf-8", "backslashreplace").replace("/", "\\x2f").replace("\0", "\\x00")


def _bare(one: Dirent, path: str, *, deleted: bool) -> Entry:
    """Without an inode."""
    times = _NO_INODE, _NO_INODE, _NO_INODE
    return Entry(path + shown(one.name), _nature(KINDS[one.kind % len(KINDS)]), 0, deleted, one.number, *times)


def _with(inode: Live, one: Dirent, path: str, *, deleted: bool) -> Entry:
    kind = int(inode["mode"]) >> 12 or KINDS[one.kind % len(KINDS)]
    return Entry(
        path + shown(one.name),
        _nature(kind),
        int(inode["size"]),
        deleted,
        one.number,
        created=_time(inode, "created"),
        written=_time(inode, "written"),
        accessed=_time(inode, "accessed"),
        executable=kind == REGULAR and bool(int(inode["mode"]) & _EXECUTABLE),
    )


def _nature(kind: int) -> Nature:
    return Nature.FOLDER if kind == FOLDER else Nature.FILE if kind == REGULAR else Nature.OTHER


def _time(inode: Live, name: str) -> FileTime | Absent:
    seconds, extra = int(inode[name]), int(inode[f"{name}_extra"])
    if name == "created" and not seconds and not extra:
        return _NOT_STORED
    return _read(seconds, extra, extended=int(inode["extra"]) >= _EXTENDED[name])


@lru_cache(1 << 12)  # the times of a file are often the same
def _read(seconds: int, extra: int, *, extended: bool) -> FileTime | Absent:
    return ext4_extended_time(seconds, extra) if extended else ext4_time(seconds)
