"""Checks the maps of attributes: that pieces join, that lists name them, and that they hold what is stated.

Source: Linux-NTFS documentation, "$ATTRIBUTE_LIST" and "Concepts: Attribute Header".
"""

import numpy as np

from conformance.extract.filesystems.ntfs import attributes as kinds
from conformance.extract.filesystems.ntfs.attributes import Table
from conformance.extract.filesystems.ntfs.disk import Disk, TooMuchError
from conformance.extract.filesystems.ntfs.file_table import LONGEST_LIST, FileTable, Listed, listed_in
from conformance.extract.filesystems.ntfs.records import Records, attribute_keys
from conformance.extract.filesystems.ntfs.stream import Stream, runs_for

MOST_PIECES = 300_000
MOST_LIST_BYTES = 16 << 20  # of half a million entries
_TITLES = {kinds.DATA: "data", kinds.INDEX_ALLOCATION: "index", kinds.BITMAP: "bitmap"}


def check_maps(disk: Disk, table: FileTable, records: Records) -> None:
    """Whether the runs of each attribute follow each other from its begin on, and hold what it states."""
    unit, runs = disk.boot.cluster, records.runs
    key = attribute_keys(runs)
    behind = (runs["vcn"] + runs["length"]).astype(np.int64)
    begins = np.flatnonzero(np.append(np.ones(min(1, len(key)), bool), key[1:] != key[:-1]))  # runs are in this order
    found = key[begins]
    torn = np.zeros(len(runs), np.int64)
    torn[1:] = runs["vcn"][1:] != behind[:-1]
    torn[begins] = runs["vcn"][begins] != 0
    gaps = np.add.reduceat(torn, begins) if len(runs) else begins
    lasts = behind[np.append(begins[1:], len(runs)) - 1] if len(runs) else behind
    firsts = records.kept[records.kept["outside"] & (records.kept["low"] == 0)]
    stated = attribute_keys(firsts)
    index = np.minimum(np.searchsorted(found, stated), max(0, len(found) - 1))
    match = found[index] == stated if len(found) else np.zeros(len(stated), bool)
    held = np.where(match, lasts[index] * unit, 0) if len(found) else np.zeros(len(stated), np.int64)
    broken = match & (gaps[index] > 0) if len(found) else match
    wrong = broken | (held != firsts["allocated"]) | (firsts["size"] > firsts["allocated"])
    for at in disk.kept(np.flatnonzero(wrong)):
        one = firsts[at]
        gap = " with gaps" if broken[at] else ""
        said = f"states {one['size']} bytes in {one['allocated']} of clusters for its {_title(int(one['type']))}"
        _note(disk, table, int(one["owner"]), f"{said}, its runs hold {held[at]}{gap}")
    without = np.ones(len(found), bool)
    without[index[match]] = False
    for at in disk.kept(np.flatnonzero(without)):
        run = runs[begins[at]]
        _note(disk, table, int(run["owner"]), f"has runs of its {_title(int(run['type']))} without their begin")


def _title(kind: int) -> str:
    return _TITLES.get(kind, f"attribute {kind:#x}")


def _note(disk: Disk, table: FileTable, record: int, said: str) -> None:
    disk.note(record, table.place(record), said)


def check_lists(disk: Disk, table: FileTable, records: Records) -> None:
    """Records that go on with others, and the attribute lists that name them, have to agree.

    Raises:
        TooMuchError: the lists are longer than is read.
    """
    used, base = records.used, records.base
    going = np.flatnonzero(used & (base != 0))
    astray = going[~records.holds(base[going])]
    for number in disk.kept(astray):
        said = f"goes on with record {int(base[number]) & (1 << 48) - 1}, which is not in use or another one"
        _note(disk, table, number, said)
    kept = records.kept
    further = kept[base[kept["record"]] != 0]
    if len(further) > MOST_PIECES:
        raise TooMuchError(f"its files go on with {len(further)} attributes in other records; {MOST_PIECES} are read")
    held = {(int(one["record"]), int(one["type"]), int(one["instance"])) for one in further}
    named, read = set[tuple[int, int, int]](), 0
    for one in kept[(kept["type"] == kinds.LIST) & (kept["low"] == 0)]:
        owner, content = int(one["owner"]), _content(disk, table, records, one)
        read += len(content)
        if read > MOST_LIST_BYTES:
            raise TooMuchError(f"its attribute lists take more than {MOST_LIST_BYTES} B; the rest is not read here")
        others = [entry for entry in listed_in(content) if _number(entry) != owner]
        there = [entry for entry in others if _goes_on(records, entry.reference, owner)]
        pieces = {(_number(entry), entry.kind, entry.instance) for entry in there} & held
        if len(pieces) < len(others):
            said = f"has an attribute list that names {len(others) - len(pieces)} pieces which are not there"
            _note(disk, table, owner, said)
        named |= pieces
    for number in sorted({one[0] for one in held - named} - set(astray.tolist())):
        _note(disk, table, number, "goes on with a record whose attribute list does not name all of it")


def _content(disk: Disk, table: FileTable, records: Records, one: Table) -> bytes:
    """An attribute list, as far as one may be long."""
    owner, size = int(one["owner"]), int(one["size"])
    if size > LONGEST_LIST:
        _note(disk, table, owner, f"has an attribute list of {size} bytes; {LONGEST_LIST} are the most")
    if one["outside"]:
        return Stream(disk, runs_for(records.runs, owner, kinds.LIST, kinds.UNNAMED), size).read(0, LONGEST_LIST)
    value = int(one["value"])
    return table.whole(int(one["record"])).reshape(-1)[value : value + size].tobytes()


def _number(entry: Listed) -> int:
    return entry.reference & (1 << 48) - 1


def _goes_on(records: Records, reference: int, owner: int) -> bool:
    """Whether that record is a used one that goes on with the owner."""
    number = reference & (1 << 48) - 1
    if number >= records.count:
        return False
    base = int(records.base[number]) & (1 << 48) - 1
    return bool(records.used[number]) and base == owner and int(records.sequence[number]) == reference >> 48
