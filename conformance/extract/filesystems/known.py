"""The file systems that are read, a line each."""

from collections.abc import Callable
from typing import NamedTuple

from conformance.extract.filesystems.contents import Contents, Wanted
from conformance.extract.filesystems.exfat.contents import exfat_contents
from conformance.extract.filesystems.exfat.reading import is_exfat, read_exfat
from conformance.extract.filesystems.ext.contents import ext_contents
from conformance.extract.filesystems.ext.reading import is_ext, read_ext
from conformance.extract.filesystems.fat.contents import fat_contents
from conformance.extract.filesystems.fat.reading import is_fat, read_fat
from conformance.extract.filesystems.ntfs.contents import ntfs_contents
from conformance.extract.filesystems.ntfs.reading import is_ntfs, read_ntfs
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import UnreadVolume, Volume


class FileSystem(NamedTuple):
    """Whether a window holds one, what it states and lists, and where its files lie."""

    knows: Callable[[Window], bool]
    read: Callable[[Window], Volume | UnreadVolume]
    contents: Callable[[Window, Wanted], Contents]


_ALL = (
    FileSystem(is_exfat, read_exfat, exfat_contents),
    FileSystem(is_ext, read_ext, ext_contents),
    FileSystem(is_fat, read_fat, fat_contents),
    FileSystem(is_ntfs, read_ntfs, ntfs_contents),
)


def file_systems_in(window: Window) -> list[FileSystem]:
    """Those that begin in a window: where there are several, which one holds is not told.

    Raises:
        OSError: the image can't be read.
        DamagedImageError: it does not hold what it should.
    """
    return [one for one in _ALL if one.knows(window)]
