"""Reads an NTFS volume: what it states, what its file table and folders list, and what contradicts itself.

Sources: Linux-NTFS documentation (Russon, Fledel); [MS-FSCC] for times; ntfs-3g reads volumes alike.
"""

from typing import NamedTuple

import numpy as np

from conformance.extract.filesystems.ntfs import attributes as kinds
from conformance.extract.filesystems.ntfs.boot import bears_name, read_boot
from conformance.extract.filesystems.ntfs.closing import LOG_RECORD, Closing, read_closing
from conformance.extract.filesystems.ntfs.disk import NONE, Disk, TooMuchError
from conformance.extract.filesystems.ntfs.entries import Lister
from conformance.extract.filesystems.ntfs.file_table import FileTable, check_mirror, find_table
from conformance.extract.filesystems.ntfs.indexes import read_indexes
from conformance.extract.filesystems.ntfs.maps import check_lists, check_maps
from conformance.extract.filesystems.ntfs.names import check_bitmap, check_names
from conformance.extract.filesystems.ntfs.paths import Paths
from conformance.extract.filesystems.ntfs.records import Records
from conformance.extract.filesystems.ntfs.scan import Scan
from conformance.extract.filesystems.ntfs.stream import Stream, runs_for
from conformance.extract.filesystems.ntfs.usage import BITMAP_RECORD, check_usage
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import UnreadVolume, Volume

_TABLE_RECORD, _MIRROR_RECORD = 0, 1


def is_ntfs(window: Window) -> bool:
    """True where the window's first sector is a boot sector of NTFS by its name and its signature."""
    return bears_name(window.read(0, 512))


def read_ntfs(window: Window) -> Volume | UnreadVolume:
    """The volume that fills the window from its begin on, or why it isn't read.

    `usable` leaves out, of all clusters, those of the file system's own files and of bad ones; `free` are those that
    $Bitmap shows so. The log is not replayed. What stands in unused parts of folders and in the journals is not looked
    at. Security descriptors, object identifiers, reparse points and their indexes are not examined.

    Raises:
        OSError: the image can't be read.
        DamagedImageError: the image does not hold what it should.
    """
    try:
        opened = open_ntfs(window)
        return UnreadVolume(window.start, window.size, opened) if isinstance(opened, str) else _read(opened)
    except TooMuchError as problem:
        return UnreadVolume(window.start, window.size, str(problem))


class Opened(NamedTuple):
    """A volume whose records are read."""

    disk: Disk
    table: FileTable
    records: Records
    closing: Closing


def open_ntfs(window: Window) -> Opened | str:
    """The volume with its records, or why it isn't read.

    Raises:
        TooMuchError: it holds more than is read.
    """
    boot = read_boot(window)
    if isinstance(boot, str):
        return boot
    disk = Disk(window, boot)
    table = find_table(disk)
    if isinstance(table, str):
        return table
    records = Scan(disk, table).run()
    closing = read_closing(disk, table, records, _stream(disk, records, LOG_RECORD, kinds.DATA))
    return closing.unread or Opened(disk, table, records, closing)


def _read(opened: Opened) -> Volume:
    disk, table, records, closing = opened
    window, boot = disk.window, disk.boot
    check_mirror(disk, table, _stream(disk, records, _MIRROR_RECORD, kinds.DATA).size)
    check_maps(disk, table, records)
    check_lists(disk, table, records)
    check_bitmap(disk, table, records, _stream(disk, records, _TABLE_RECORD, kinds.BITMAP))
    check_names(disk, table, records, read_indexes(disk, table, records))
    usage = check_usage(disk, table, records, _stream(disk, records, BITMAP_RECORD, kinds.DATA))
    paths = Paths(table, records)
    lister = Lister(records, paths)
    lister.run()
    _tell(disk, paths)
    return Volume(
        filesystem="NTFS",
        offset=window.start,
        size=boot.size,
        label=closing.label,
        unit=boot.cluster,
        usable=usage.usable * boot.cluster,
        free=usage.free * boot.cluster,
        unclosed=closing.unclosed,
        entries=tuple(lister.entries),
        unlisted=lister.unlisted,
        faults=window.faults,
        flaws=tuple(window.flaws),
        traces=lister.traces,
        bad=usage.bad * boot.cluster,
    )


def _stream(disk: Disk, records: Records, owner: int, kind: int) -> Stream:
    """What a file without a name of its own for it holds outside of its record."""
    kept = records.kept
    chosen = kept["outside"] & (kept["owner"] == owner) & (kept["type"] == kind) & (kept["low"] == 0)
    sizes = kept["size"][np.flatnonzero(chosen & (kept["name"] == kinds.UNNAMED))]
    size = int(sizes[0]) if len(sizes) else 0
    return Stream(disk, runs_for(records.runs, owner, kind, kinds.UNNAMED), size)


def _tell(disk: Disk, paths: Paths) -> None:
    """Flaws of records, under their paths."""
    for note in disk.notes:
        detail = note.detail if note.other == NONE else f"{note.detail} {paths.title(note.other)}"
        disk.window.flaw(paths.title(note.record), note.offset, detail)
    disk.window.faults += disk.noted - len(disk.notes)
