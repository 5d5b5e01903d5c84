"""Volumes of NTFS as ntfs-3g makes and changes them, in memory once they are made, and ways to damage them."""

import ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from conformance.extract.filesystems.ntfs.attributes import DATA, Table
from conformance.extract.filesystems.ntfs.boot import Boot, read_boot
from conformance.extract.filesystems.ntfs.disk import Disk
from conformance.extract.filesystems.ntfs.file_table import FileTable, find_table
from conformance.extract.filesystems.ntfs.reading import read_ntfs
from conformance.extract.filesystems.ntfs.scan import Scan
from conformance.extract.filesystems.ntfs.stream import Stream, runs_for
from conformance.model.dump_facts import UnreadVolume, Volume

from . import ntfs_changes
from .windows import window

WHERE = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
TOOLS = ("mkntfs", "ntfsinfo", "ntfscp", "ntfsfix")
MB = 1 << 20
WRITTEN = 133_444_736_000_000_000  # 2023-11-14 22:13:20 UTC
CLIP, NOTE, GONE, CHINESE = "DCIM/100/clip.mp4", "DCIM/100/note.txt", "DCIM/100/gone.mp4", "DCIM/100/中文.mp4"
STEPS: tuple[tuple[object, ...], ...] = (
    ("folder", "DCIM"),
    ("folder", "DCIM/100"),
    ("file", CLIP, 300_000),
    ("file", NOTE, 30),
    ("file", GONE, 5_000),
    ("file", CHINESE, 0),
    ("stream", NOTE, "hidden.mp4", 2_000),
    ("short", NOTE, "NOTE~1.TXT"),
    ("link", CLIP, "again.mp4"),
    ("times", CLIP, WRITTEN, WRITTEN + 10_000_000, WRITTEN + 20_000_001),
    ("delete", GONE),
)
PIECES: tuple[tuple[object, ...], ...] = (
    ("folder", "many"),
    *(("file", f"many/a-file-with-a-long-name-{number:04}", 10) for number in range(300)),
    ("file", "one.mp4"),
    ("file", "two.mp4"),
    ("holes", "one.mp4", 65_536, 200),
    ("holes", "two.mp4", 65_536, 5),
)


def _has_library() -> bool:
    try:
        ctypes.CDLL(ntfs_changes.LIBRARY)
    except OSError:
        return False
    return True


needs_tools = pytest.mark.skipif(
    not all(shutil.which(tool, path=WHERE) for tool in TOOLS) or not _has_library(),
    reason=f"{', '.join(TOOLS)} and {ntfs_changes.LIBRARY}: not all are installed",
)


def volume(data: bytes) -> Volume:
    found = read_ntfs(window(data))
    assert isinstance(found, Volume), found
    return found


def unread(data: bytes) -> str:
    found = read_ntfs(window(data))
    assert isinstance(found, UnreadVolume)
    return found.why


def flaws(data: bytes) -> list[str]:
    return [f"{one.path}: {one.detail}" for one in volume(data).flaws]


def put(data: bytes, at: int, piece: bytes) -> bytes:
    return data[:at] + piece + data[at + len(piece) :]


def word(number: int, width: int = 2) -> bytes:
    return number.to_bytes(width, "little")


def run(tool: str, *arguments: object, good: tuple[int, ...] = (0,)) -> str:
    found = shutil.which(tool, path=WHERE)
    assert found
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    done = subprocess.run([found, *map(str, arguments)], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode in good, done.stdout + done.stderr
    return done.stdout + done.stderr


def changed(data: bytes, steps: Sequence[Sequence[object]]) -> bytes:
    """The volume after steps of `ntfs_changes`."""
    with TemporaryDirectory() as folder:
        image = Path(folder, "image")
        image.write_bytes(data)
        command = [sys.executable, str(ntfs_changes.__file__), str(image)]
        done = subprocess.run(command, input=json.dumps(steps), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return image.read_bytes()


@cache
def fresh(*options: str, size: int = 8 * MB) -> bytes:
    """What mkntfs makes."""
    with TemporaryDirectory() as folder:
        image = Path(folder, "image")
        image.write_bytes(bytes(size))
        run("mkntfs", "-F", "-q", "-Q", "-L", "card 证据", *options, image)
        return image.read_bytes()


@cache
def made(*options: str) -> bytes:
    """A volume with recordings, made once."""
    return changed(fresh(*options), STEPS)


@cache
def pieces() -> bytes:
    """A volume with a large folder and files in many pieces, so that attribute lists are needed."""
    return changed(fresh(size=32 * MB), PIECES)


class Known:
    """Where in a volume its parts stand, for changes that a test makes."""

    def __init__(self, data: bytes) -> None:
        view = window(data)
        boot = read_boot(view)
        assert isinstance(boot, Boot)
        self.boot, self.data, disk = boot, data, Disk(view, boot)
        table = find_table(disk)
        assert isinstance(table, FileTable)
        self._disk, self.table = disk, table
        self.records = Scan(disk, table).run()
        self.numbers = {entry.path: entry.number for entry in volume(data).entries}

    def record(self, name: str | int) -> int:
        """Where a file's record stands."""
        return self.table.place(name if isinstance(name, int) else self.numbers[name])

    def attribute(self, name: str | int, kind: int) -> int:
        """Where the first attribute of that type stands in it."""
        start = self.record(name)
        at = start + int.from_bytes(self.data[start + 20 : start + 22], "little")
        while self.word(at) != kind:
            assert self.word(at) != 0xFFFF_FFFF, f"no attribute {kind:#x}"
            at += self.word(at + 4)
        return at

    def value(self, name: str | int, kind: int) -> int:
        """Where the value of a resident attribute, or the runs of another one, stand."""
        at = self.attribute(name, kind)
        place = at + (32 if self.data[at + 8] else 20)
        return at + int.from_bytes(self.data[place : place + 2], "little")

    def word(self, at: int) -> int:
        return int.from_bytes(self.data[at : at + 4], "little")

    def runs(self, name: str | int, kind: int = DATA) -> Table:
        """Runs of its clusters."""
        number = name if isinstance(name, int) else self.numbers[name]
        some = self.records.runs[self.records.runs["owner"] == number]
        return some[some["type"] == kind]

    def content(self, number: int, kind: int = DATA) -> int:
        """Where what it holds outside of its record begins."""
        return Stream(self._disk, runs_for(self.records.runs, number, kind, 0), 1 << 40).place(0)

    def entry(self, name: str) -> int:
        """Where a folder's entry of that name stands, the last one on the volume."""
        letters = name.encode("utf-16-le")
        places = [at - 82 for at in _all(self.data, letters) if self.data[at - 2] == len(name) and self._is_entry(at)]
        assert places, name
        return places[-1]

    def _is_entry(self, at: int) -> bool:
        number = int.from_bytes(self.data[at - 82 : at - 76], "little")
        return number in self.numbers.values() and self.data[at - 74 : at - 72] != b"\0\0"


def _all(data: bytes, piece: bytes) -> list[int]:
    found, at = [], data.find(piece)
    while at >= 0:
        found.append(at)
        at = data.find(piece, at + 1)
    return found
