"""Reads the marks of $Volume and the restart area of $LogFile, and says why a volume can't be called cleanly closed.

Source: Linux-NTFS documentation, "$Volume" and "$LogFile"; ntfs-3g takes a log of version 2.0 for one whose volume may
have parts that were never written.
"""

from dataclasses import dataclass
from struct import Struct

import numpy as np

from conformance.extract.filesystems.ntfs import attributes as kinds
from conformance.extract.filesystems.ntfs.disk import Disk
from conformance.extract.filesystems.ntfs.fields import repaired
from conformance.extract.filesystems.ntfs.file_table import FileTable
from conformance.extract.filesystems.ntfs.records import Records
from conformance.extract.filesystems.ntfs.stream import Stream
from conformance.extract.filesystems.utf16 import shown

LOG_RECORD, VOLUME_RECORD = 2, 3
_VERSIONS = ((1, 1), (1, 2), (3, 0), (3, 1))
_MARKS = (
    (0x0001, "it is marked as in work (dirty)"),
    (0x0002, "it is marked for another size of its log"),
    (0x0004, "it is marked to be changed to another version"),
    (0x0010, "it is marked as deleting its journal of changes"),
    (0x4000, "it is marked as under repair (chkdsk)"),
)
_PAGE_HEAD, _AREA = Struct("<4s12xIIHHHH"), Struct("<QHHHH")
_PAGES = (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
_USUAL_PAGE = 4096
_LOG_VERSION = 1
_NO_CLIENT, _CLEAN = 0xFFFF, 0x0002
_NOT_KNOWN = "whether it was closed is not known"


@dataclass(frozen=True)
class Closing:
    """`unclosed` as `Volume` has it, the label, and why the version is not read ('' = it is)."""

    unclosed: tuple[str, ...]
    label: str
    unread: str


def read_closing(disk: Disk, table: FileTable, records: Records, log: Stream) -> Closing:
    """All marks; none is believed for the others."""
    values = {}
    for one in records.kept[(records.kept["owner"] == VOLUME_RECORD) & ~records.kept["outside"]]:
        if int(one["type"]) in (kinds.VOLUME_NAME, kinds.VOLUME_INFORMATION):
            begin, end = int(one["value"]), int(one["value"] + one["size"])
            values[int(one["type"])] = table.whole(int(one["record"])).reshape(-1)[begin:end].tobytes()
    label, stated = shown(values.get(kinds.VOLUME_NAME, b"")), values.get(kinds.VOLUME_INFORMATION, b"")
    unclosed = _log_says(disk, log)
    if len(stated) < 12:
        disk.note(VOLUME_RECORD, table.place(VOLUME_RECORD), "does not state version and marks of the volume")
        return Closing((f"$Volume can't be read: {_NOT_KNOWN}", *unclosed), label, "")
    version, flags = (stated[8], stated[9]), int.from_bytes(stated[10:12], "little")
    unread = "" if version in _VERSIONS else f"it is of version {version[0]}.{version[1]} of NTFS; 3.1 is read"
    return Closing((*(why for bit, why in _MARKS if flags & bit), *unclosed), label, unread)


def _log_says(disk: Disk, log: Stream) -> tuple[str, ...]:
    """By the newer one of both restart pages; a log of nothing but ff holds nothing, as after a format or a repair."""
    first = log.read(0, _USUAL_PAGE)
    if len(first) < _USUAL_PAGE:
        disk.note(LOG_RECORD, log.place(0), "can't be read")
        return (f"$LogFile can't be read: {_NOT_KNOWN}",)
    if first.strip(b"\xff") == b"" and log.read(_USUAL_PAGE, _USUAL_PAGE).strip(b"\xff") == b"":
        return ()
    size = int.from_bytes(first[16:20], "little") if first[:4] in (b"RSTR", b"CHKD") else _USUAL_PAGE
    size = size if size in _PAGES else _USUAL_PAGE
    pages = [page for at in (0, size) if (page := _page(disk, log, at, size))]
    if not pages:
        return (f"$LogFile has no restart page that is whole: {_NOT_KNOWN}",)
    newest = max(pages, key=_lsn)
    return tuple(_page_says(newest))


def _page(disk: Disk, log: Stream, at: int, size: int) -> bytes:
    """A restart page, repaired, none where it isn't whole, which is a flaw."""
    data = log.read(at, size)
    row = np.frombuffer(data, np.uint8).reshape(1, -1).copy()
    if len(data) < size or data[:4] not in (b"RSTR", b"CHKD") or not repaired(row)[0]:
        disk.note(LOG_RECORD, log.place(at), f"has no whole restart page at its byte {at}")
        return b""
    page = row.tobytes()
    area = _area(page)
    if area < 0 or area % 8 or area + _AREA.size > size:
        disk.note(LOG_RECORD, log.place(at), f"has a restart page without a restart area at its byte {at}")
        return b""
    return page


def _area(page: bytes) -> int:
    return int(_PAGE_HEAD.unpack_from(page)[3])


def _lsn(page: bytes) -> int:
    return int(_AREA.unpack_from(page, _area(page))[0])


def _page_says(page: bytes) -> list[str]:
    mark, _, _, area, _, major, _ = _PAGE_HEAD.unpack_from(page)
    _, _, _, in_use, flags = _AREA.unpack_from(page, area)
    said = []
    if mark == b"CHKD":
        said.append("$LogFile was changed by a repair (chkdsk) and not used since")
    if in_use != _NO_CLIENT and not flags & _CLEAN:
        said.append("$LogFile is in use and not marked as clean: changes may not have been written")
    if major != _LOG_VERSION:
        said.append(f"$LogFile is of version {major}, as where the volume was not dismounted: parts may not be written")
    return said
