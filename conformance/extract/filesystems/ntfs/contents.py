"""Finds the bytes of the files of an NTFS volume, and of their further streams."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from conformance.extract.filesystems.contents import (
    ZEROS,
    Content,
    Contents,
    Piece,
    Wanted,
    doubted,
    doubts,
    fitted,
    left_out,
    meeting,
    oversized,
)
from conformance.extract.filesystems.ntfs.attributes import ASTRAY, DATA, REPARSE_POINT, UNNAMED, Table, attributes_of
from conformance.extract.filesystems.ntfs.disk import TooMuchError
from conformance.extract.filesystems.ntfs.entries import Lister
from conformance.extract.filesystems.ntfs.fields import STRIDE
from conformance.extract.filesystems.ntfs.paths import Paths
from conformance.extract.filesystems.ntfs.reading import Opened, open_ntfs
from conformance.extract.filesystems.ntfs.stream import runs_for
from conformance.extract.filesystems.ntfs.usage import claims_of
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import Entry, Nature

_COMPRESSED, _ENCRYPTED = 0x00FF, 0x4000  # flags of an attribute
_NOT_ONE = "its records do not say, or say twice, where its data are"


def ntfs_contents(window: Window, wanted: Wanted) -> Contents:
    """The wanted ones of its files and streams; holes, and what lies behind the initialised size, are zeros.

    Raises:
        OSError: the image can't be read.
        DamagedImageError: it does not hold what it should.
    """
    try:
        opened = open_ntfs(window)
    except TooMuchError as problem:
        return Contents(window, (), str(problem))
    if isinstance(opened, str):
        return Contents(window, (), opened)
    records = opened.records
    lister = Lister(records, Paths(opened.table, records))
    lister.run()
    claims = claims_of(records.runs[records.runs["lcn"] >= 0])
    mixed = set(claims.owner[meeting(claims.start, claims.end)].tolist())
    known: dict[tuple[int, int], Content] = {}  # names of one file share its pieces, or they would fill the memory
    files = list[Content]()
    for entry in lister.entries:
        if entry.nature is Nature.FILE and not entry.deleted and wanted(entry.path):
            data = entry.number, lister.streams.get((entry.number, entry.path), UNNAMED)
            if data not in known:
                content = _content(opened, entry, data[1])
                known[data] = doubted(content) if entry.number in mixed else content
            files.append(replace(known[data], path=entry.path))
    torn = int(np.count_nonzero(records.torn)) - records.torn_free
    told = [f"{torn} file records are torn"] if torn else doubts(opened.disk.noted)
    return Contents(window, tuple(files), "; ".join(left_out(lister.unlisted) + told))


def _content(opened: Opened, entry: Entry, name: int) -> Content:
    """One file's data, or with a name those of a further stream."""
    found = list(_data(opened, entry.number, name))
    if len(found) != 1:
        return Content(entry.path, entry.size, (), _NOT_ONE)
    data, record = found[0]
    size = int(data["size"])
    if int(data["flags"]) & (_COMPRESSED | _ENCRYPTED) or (not name and _is_elsewhere(opened, entry.number)):
        return Content(entry.path, size, (), "it is compressed, encrypted or kept elsewhere (reparse point)")
    if data["outside"]:
        return _outside(opened, entry, data)
    return fitted(entry.path, size, list(_inside(opened, record, int(data["value"]), size)), size)


def _outside(opened: Opened, entry: Entry, data: Table) -> Content:
    """Data in clusters of their own, if every one of them has its place."""
    size, unit = int(data["size"]), opened.disk.boot.cluster
    if size > opened.disk.window.size:
        return oversized(entry.path, size)
    runs = runs_for(opened.records.runs, entry.number, DATA, int(data["name"]))
    begins = np.concatenate(([0], runs["vcn"] + runs["length"]))[: len(runs)]
    if (runs["lcn"] == ASTRAY).any() or (runs["vcn"] != begins).any():
        return Content(entry.path, size, (), "its runs leave gaps, meet, or lead out of the volume")
    places = zip(runs["lcn"].tolist(), runs["length"].tolist(), strict=True)
    pieces = [Piece(max(lcn * unit, ZEROS), length * unit) for lcn, length in places]
    if sum(piece.size for piece in pieces) < size:
        return Content(entry.path, size, (), f"its runs do not reach to the end of its {size} bytes")
    return fitted(entry.path, size, pieces, min(size, max(0, int(data["valid"]))))


def _data(opened: Opened, number: int, name: int) -> Iterator[tuple[Table, int]]:
    """Data attributes of that name with the record in which each begins; places count from there."""
    kept = opened.records.kept
    for one in kept[(kept["owner"] == number) & (kept["type"] == DATA) & (kept["name"] == name) & (kept["low"] == 0)]:
        yield one, int(one["record"])
    table = _own(opened, number)
    for one in table[(table["type"] == DATA) & (table["name"] == UNNAMED) & ~table["outside"] & (name == UNNAMED)]:
        yield one, number


def _own(opened: Opened, number: int) -> Table:
    """Attributes in the record itself; those outside of it, and in further records, are kept."""
    rows = opened.table.whole(number)
    return attributes_of(rows, np.arange(len(rows)))[0]


def _is_elsewhere(opened: Opened, number: int) -> bool:
    """Whether a file system filter gives the file its bytes, such as that of Windows for compressed programs."""
    kept = opened.records.kept
    further = (kept["owner"] == number) & (kept["type"] == REPARSE_POINT)
    return bool(further.any() or (_own(opened, number)["type"] == REPARSE_POINT).any())


def _inside(opened: Opened, record: int, value: int, size: int) -> Iterator[Piece]:
    """Data in a record: the last two bytes of each stride stand in its update sequence array."""
    start, end = opened.table.place(record), value + size
    array = int.from_bytes(opened.disk.window.read(start + 4, 2), "little")
    at = value
    while at < end:
        stride, tail = at // STRIDE, at // STRIDE * STRIDE + STRIDE - 2
        if at < tail:
            count = min(end, tail) - at
            yield Piece(start + at, count)
        else:
            count = min(end, tail + 2) - at
            yield Piece(start + array + 2 * (stride + 1) + at - tail, count)
        at += count
