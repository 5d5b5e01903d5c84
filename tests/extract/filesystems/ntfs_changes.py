"""Changes an NTFS image by the library of ntfs-3g, in a process of its own: `python ntfs_changes.py IMAGE < steps`."""

import ctypes
import json
import struct
import sys
from ctypes import c_char_p, c_int, c_int64, c_size_t, c_uint8, c_uint32, c_ulong, c_void_p
from pathlib import PurePosixPath

LIBRARY = "libntfs-3g.so.89"
_DATA, _FOLDER, _FILE = 0x80, 0o040000, 0o100000
_SIGNATURES = {
    "ntfs_mount": (c_void_p, c_char_p, c_ulong),
    "ntfs_umount": (c_int, c_void_p, c_int),
    "ntfs_pathname_to_inode": (c_void_p, c_void_p, c_void_p, c_char_p),
    "ntfs_create": (c_void_p, c_void_p, c_uint32, c_char_p, c_uint8, c_uint32),
    "ntfs_inode_close": (c_int, c_void_p),
    "ntfs_link": (c_int, c_void_p, c_void_p, c_char_p, c_uint8),
    "ntfs_delete": (c_int, c_void_p, c_char_p, c_void_p, c_void_p, c_char_p, c_uint8),
    "ntfs_attr_open": (c_void_p, c_void_p, c_uint32, c_char_p, c_uint32),
    "ntfs_attr_add": (c_int, c_void_p, c_uint32, c_char_p, c_uint8, c_char_p, c_int64),
    "ntfs_attr_pwrite": (c_int64, c_void_p, c_int64, c_int64, c_char_p),
    "ntfs_attr_close": (None, c_void_p),
    "ntfs_inode_set_times": (c_int, c_void_p, c_char_p, c_size_t, c_int),
    "ntfs_set_ntfs_dos_name": (c_int, c_void_p, c_void_p, c_char_p, c_size_t, c_int),
}


class Image:
    """A mounted image."""

    def __init__(self, path: str) -> None:
        self.lib = ctypes.CDLL(LIBRARY)
        for name, (result, *arguments) in _SIGNATURES.items():
            function = getattr(self.lib, name)
            function.restype, function.argtypes = result, arguments
        self.volume = self.lib.ntfs_mount(path.encode(), 0)
        assert self.volume, "not mounted"

    def inode(self, path: str) -> int:
        found = self.lib.ntfs_pathname_to_inode(self.volume, None, f"/{path}".encode())
        assert found, path
        return int(found)

    def close(self, *inodes: int) -> None:
        for inode in inodes:
            assert self.lib.ntfs_inode_close(inode) == 0

    def make(self, path: str, kind: int) -> None:
        place = PurePosixPath(path)
        parent = self.inode("" if str(place.parent) == "." else str(place.parent))
        found = self.lib.ntfs_create(parent, 0, *letters(place.name), kind)
        assert found, path
        self.close(found, parent)

    def folder(self, path: str) -> None:
        self.make(path, _FOLDER)

    def file(self, path: str, size: int = 0) -> None:
        self.make(path, _FILE)
        if size:
            self.write(path, 0, size)

    def write(self, path: str, position: int, size: int) -> None:
        inode = self.inode(path)
        data = self.lib.ntfs_attr_open(inode, _DATA, None, 0)
        assert self.lib.ntfs_attr_pwrite(data, position, size, b"v" * size) == size
        self.lib.ntfs_attr_close(data)
        self.close(inode)

    def holes(self, path: str, size: int, times: int) -> None:
        """A sparse file, of which that many pieces are written, each behind a hole of as many bytes."""
        for turn in range(times):
            self.write(path, (2 * turn + 1) * size, size)

    def stream(self, path: str, name: str, size: int) -> None:
        inode = self.inode(path)
        assert self.lib.ntfs_attr_add(inode, _DATA, *letters(name), b"s" * size, size) == 0
        self.close(inode)

    def link(self, path: str, name: str) -> None:
        inode, parent = self.inode(path), self.inode("")
        assert self.lib.ntfs_link(inode, parent, *letters(name)) == 0
        self.close(inode, parent)

    def short(self, path: str, name: str) -> None:
        place = PurePosixPath(path)
        inode, parent = self.inode(path), self.inode(str(place.parent))
        assert self.lib.ntfs_set_ntfs_dos_name(inode, parent, name.encode(), len(name), 0) == 0

    def delete(self, path: str) -> None:
        place = PurePosixPath(path)
        inode, parent = self.inode(path), self.inode("" if str(place.parent) == "." else str(place.parent))
        name = letters(place.name)
        assert self.lib.ntfs_delete(self.volume, f"/{path}".encode(), inode, parent, *name) == 0

    def times(self, path: str, created: int, written: int, accessed: int) -> None:
        inode = self.inode(path)
        value = struct.pack("<3Q", created, written, accessed)
        assert self.lib.ntfs_inode_set_times(inode, value, len(value), 0) == 0
        self.close(inode)


def letters(name: str) -> tuple[bytes, int]:
    return name.encode("utf-16-le"), len(name)


def main() -> None:
    image = Image(sys.argv[1])
    for step, *arguments in json.load(sys.stdin):
        getattr(image, step)(*arguments)
    assert image.lib.ntfs_umount(image.volume, 0) == 0


if __name__ == "__main__":
    main()
