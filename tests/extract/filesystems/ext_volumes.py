"""Volumes of ext2, ext3 and ext4 as e2fsprogs makes and changes them, in memory once they are made."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from conformance.extract.filesystems.ext.reading import read_ext
from conformance.model.dump_facts import UnreadVolume, Volume

from .windows import window

WHERE = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
TOOLS = ("mke2fs", "debugfs", "e2fsck")
needs_tools = pytest.mark.skipif(
    not all(shutil.which(tool, path=WHERE) for tool in TOOLS), reason=f"{', '.join(TOOLS)}: not all are installed"
)
UUID = "6b1c8b4e-52a1-4f0e-9d0c-3b1d6a2f7e55"
WRITTEN = 1_700_000_000  # 2023-11-14 22:13:20 UTC
CLIP, NOTE, CHINESE = "DCIM/100/clip.mp4", "DCIM/100/note.txt", "中文/视频.txt"
MANY = 300
KINDS = {
    "ext2": ("-t", "ext2", "-b", "1024"),
    "ext3": ("-t", "ext3", "-b", "1024"),
    "ext4": ("-t", "ext4", "-b", "4096", "-O", "64bit,metadata_csum,orphan_file"),
    "ext4 without checksums": ("-t", "ext4", "-b", "1024", "-O", "^64bit,^metadata_csum,^uninit_bg"),
}
OTHERS = {
    "ext2 of blocks of 4 KiB": ("-t", "ext2", "-b", "4096"),
    "ext2 of revision 0": ("-t", "ext2", "-b", "4096", "-r", "0"),
    "ext3 of blocks of 4 KiB": ("-t", "ext3", "-b", "4096"),
    "ext4 with checksums of groups": ("-t", "ext4", "-b", "4096", "-O", "^64bit,^metadata_csum,uninit_bg"),
    "ext4 of blocks of 1 KiB": ("-t", "ext4", "-b", "1024", "-O", "^64bit,metadata_csum"),
    "ext4 of small inodes": ("-t", "ext4", "-b", "2048", "-I", "128"),
    "ext4 of large blocks": ("-t", "ext4", "-b", "65536"),
    "ext4 with meta groups": ("-t", "ext4", "-b", "1024", "-O", "meta_bg,^resize_inode", "-g", "256"),
    "ext4 in groups of their own": ("-t", "ext4", "-b", "4096", "-O", "^flex_bg,metadata_csum_seed"),
    "ext4 with clusters": ("-t", "ext4", "-b", "4096", "-O", "bigalloc", "-C", "16384"),
    "ext4 with clusters of small blocks": ("-t", "ext4", "-b", "1024", "-O", "bigalloc", "-C", "16384"),
    "ext4 with inline data": ("-t", "ext4", "-b", "4096", "-O", "inline_data"),
    "ext4 with two copies": ("-t", "ext4", "-b", "1024", "-O", "sparse_super2", "-g", "8192"),
    "ext4 without types": ("-t", "ext4", "-b", "4096", "-O", "^has_journal,^filetype"),
    "ext4 with more features": ("-t", "ext4", "-b", "1024", "-O", "mmp,casefold,encrypt,verity,large_dir,ea_inode"),
    "ext4 with mmp": ("-t", "ext4", "-b", "1024", "-O", "mmp,^metadata_csum"),
}


def volume(data: bytes) -> Volume:
    found = read_ext(window(data))
    assert isinstance(found, Volume), found
    return found


def unread(data: bytes) -> str:
    found = read_ext(window(data))
    assert isinstance(found, UnreadVolume)
    return found.why


def flaws(data: bytes) -> list[str]:
    return [f"{one.path}: {one.detail}" for one in volume(data).flaws]


def deleted(data: bytes) -> list[tuple[str, int]]:
    return [(entry.path, entry.size) for entry in volume(data).entries if entry.deleted]


def put(data: bytes, at: int, piece: bytes) -> bytes:
    return data[:at] + piece + data[at + len(piece) :]


def run(tool: str, *arguments: object, good: tuple[int, ...] = (0,)) -> str:
    found = shutil.which(tool, path=WHERE)
    assert found
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    done = subprocess.run([found, *map(str, arguments)], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode in good, done.stdout + done.stderr
    return done.stdout + done.stderr


def source(folder: Path) -> Path:
    """What every volume here holds: 3 MB of noise, small files, a link, a program, many files in one folder."""
    random = np.random.default_rng(7)
    for name in ("DCIM/100", "many", "empty", "中文"):
        (folder / name).mkdir(parents=True)
    (folder / CLIP).write_bytes(random.bytes(3_000_000))
    (folder / NOTE).write_bytes(random.bytes(300))
    (folder / CHINESE).write_text("影像")
    (folder / "DCIM/100/link").symlink_to("note.txt")
    (folder / "player").write_bytes(random.bytes(5000))
    (folder / "player").chmod(0o755)
    for number in range(MANY):
        (folder / f"many/a-file-with-a-long-name-{number:04}").write_bytes(random.bytes(number))
    for path in folder.rglob("*"):
        os.utime(path, (WRITTEN + 60, WRITTEN), follow_symlinks=False)
    return folder


def make(folder: Path, image: Path, *options: str, size: str = "24M") -> bytes:
    """A new volume of that kind with what a folder holds."""
    extended = "hash_seed=" + UUID + ",lazy_itable_init=0"
    run("mke2fs", "-q", "-F", "-L", "card", "-U", UUID, "-E", extended, "-d", folder, *options, image, size)
    return image.read_bytes()


def changed(data: bytes, image: Path, *commands: str) -> bytes:
    """The volume after commands of debugfs."""
    image.write_bytes(data)
    (image.parent / "commands").write_text("\n".join(commands) + "\n", "utf-8")
    said = run("debugfs", "-w", "-f", image.parent / "commands", image)
    assert "not found" not in said, said
    assert "nvalid" not in said, said
    return image.read_bytes()


def asked(data: bytes, image: Path, command: str) -> str:
    """What debugfs answers, without the line of its version."""
    image.write_bytes(data)
    return "\n".join(line for line in run("debugfs", "-R", command, image).splitlines() if "debugfs 1." not in line)


def clean(data: bytes, image: Path) -> bool:
    """Whether e2fsck finds nothing wrong."""
    image.write_bytes(data)
    found = shutil.which("e2fsck", path=WHERE)
    assert found
    return subprocess.run([found, "-fn", str(image)], capture_output=True, check=False).returncode == 0


@cache
def made(kind: str) -> bytes:
    """A volume of one of the `KINDS`, made once."""
    with TemporaryDirectory() as folder:
        filled = source(Path(folder, "filled"))
        return make(filled, Path(folder, "image"), *{**KINDS, **OTHERS}[kind])


def blocks(data: bytes, image: Path, path: str) -> list[int]:
    """Blocks of a file, those of its map among them."""
    return [int(number) for number in asked(data, image, f"blocks /{path}").split()]
