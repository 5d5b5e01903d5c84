"""Finds the attributes of many file records at once, and the runs of clusters of those that lie outside of theirs.

Source: Linux-NTFS documentation, "Concepts: Attribute Header" and "Data Runs".
"""

from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.ntfs.fields import Bytes, Fields, Mask, Numbers

Table: TypeAlias = NDArray[np.void]

STANDARD, LIST, FILE_NAME, VOLUME_NAME, VOLUME_INFORMATION = 0x10, 0x20, 0x30, 0x60, 0x70
DATA, INDEX_ROOT, INDEX_ALLOCATION, BITMAP, REPARSE_POINT = 0x80, 0x90, 0xA0, 0xB0, 0xC0
KNOWN = range(0x10, 0x101, 0x10)
UNNAMED = 0
FOLDER_INDEX = crc32("$I30".encode("utf-16-le"))
SPARSE, ASTRAY = -1, -2  # cluster of a run that has none, and of one that leads out of the volume
_END = 0xFFFF_FFFF
_RESIDENT, _OUTSIDE = 24, 64  # B of a header at least
_LONGEST = 1 << 40  # clusters of a run

# Of each attribute the row of its record and its places, counted from the first row on; `value` is where the value
# begins, or the runs; `size` and `allocated` are in B, of one outside as its first piece states them; `low` and `high`
# are its first and last clusters; `name` is a checksum, 0 = none.
ATTRIBUTE = np.dtype(
    [
        *(("row", "<i8"), ("at", "<i8"), ("type", "<i8"), ("length", "<i8"), ("outside", "?"), ("letters", "<i8")),
        *(("text", "<i8"), ("name", "<i8"), ("flags", "<i8"), ("instance", "<i8"), ("value", "<i8"), ("size", "<i8")),
        *(("allocated", "<i8"), ("valid", "<i8"), ("low", "<i8"), ("high", "<i8")),
    ]
)
RUN = np.dtype([("owner", "<u4"), ("type", "<u2"), ("name", "<u4"), ("vcn", "<i8"), ("lcn", "<i8"), ("length", "<i8")])


def attributes_of(rows: Bytes, chosen: Numbers) -> tuple[Table, Numbers]:
    """Attributes of those rows (n, B of a record), which are whole; and the rows in which they can't be told apart."""
    fields, size = Fields(rows), rows.shape[1]
    begin = chosen * size
    end = begin + np.minimum(fields.at(begin + 24, 4), size)
    at = begin + fields.at(begin + 20, 2)
    row, found, broken = chosen, list[Table](), list[Numbers]()
    while len(row):
        aligned = (at % 8 == 0) & (at + 8 <= end)
        broken.append(row[~aligned])
        row, at, end = row[aligned], at[aligned], end[aligned]
        going = fields.at(at, 4) != _END
        row, at, end = row[going], at[going], end[going]
        length = fields.at(at + 4, 4)
        outside = fields.byte(np.minimum(at + 8, rows.size - 1)) > 0
        least = np.where(outside, _OUTSIDE, _RESIDENT)
        good = (length >= least) & (length % 8 == 0) & (at + length + 8 <= end)
        broken.append(row[~good])
        row, at, end, length = row[good], at[good], end[good], length[good]
        table = np.zeros(len(row), ATTRIBUTE)
        table["row"], table["at"], table["length"] = row, at, length
        found.append(table)
        at = at + length
    table = np.concatenate(found) if found else np.zeros(0, ATTRIBUTE)
    good = _filled(fields, table)
    broken.append(table["row"][~good])
    return table[good], np.unique(np.concatenate(broken))


def _filled(fields: Fields, table: Table) -> Mask:
    """Fill in what their headers state; which of them lie within themselves."""
    at, length = table["at"], table["length"]
    table["type"], table["outside"] = fields.at(at, 4), fields.byte(at + 8) > 0
    table["letters"], table["text"] = fields.byte(at + 9), at + fields.at(at + 10, 2)
    table["flags"], table["instance"] = fields.at(at + 12, 2), fields.at(at + 14, 2)
    inside, outside = np.flatnonzero(~table["outside"]), np.flatnonzero(table["outside"])
    table["size"][inside] = fields.at(at[inside] + 16, 4)
    table["value"][inside] = at[inside] + fields.at(at[inside] + 20, 2)
    there = at[outside]
    table["value"][outside] = there + fields.at(there + 32, 2)
    for name, place in (("low", 16), ("high", 24), ("allocated", 40), ("size", 48), ("valid", 56)):
        table[name][outside] = fields.at(there + place, 8)
    end = at + length
    good: Mask = (table["letters"] == 0) | (table["text"] + 2 * table["letters"] <= end)
    good &= table["value"] + np.where(table["outside"], 0, table["size"]) <= end
    good &= table["outside"] | (table["value"] % 8 == 0)
    good &= ~table["outside"] | (np.minimum(table["size"], table["low"]) >= 0)
    for index in np.flatnonzero(good & (table["letters"] > 0)).tolist():
        table["name"][index] = crc32(fields.text(int(table["text"][index]), 2 * int(table["letters"][index])))
    return good


def decoded_runs(rows: Bytes, table: Table) -> tuple[Table, Numbers, Numbers]:
    """Runs of attributes outside, each with the index of its attribute; and the indexes whose runs make no sense.

    A run without clusters, of a sparse or compressed file, is kept as one at `SPARSE`.
    """
    fields = Fields(rows)
    index, at = np.arange(len(table)), table["value"].astype(np.int64)
    end, vcn = (table["at"] + table["length"]).astype(np.int64), table["low"].astype(np.int64)
    lcn = np.zeros(len(table), np.int64)
    runs, owners, broken = list[Table](), list[Numbers](), list[Numbers]()
    while len(index):
        head = np.where(at < end, fields.byte(np.minimum(at, end - 1)), 0)
        low, high = head & 15, head >> 4
        going = head > 0
        good = going & (low > 0) & (low <= 8) & (high <= 8) & (at + 1 + low + high <= end)
        length = _signed(fields, at + 1, np.where(good, low, 0))
        broken.append(index[going & ~(good & (length > 0) & (length < _LONGEST))])
        good &= (length > 0) & (length < _LONGEST)
        index, at, end, vcn, lcn = index[good], at[good], end[good], vcn[good], lcn[good]
        length, low, high = length[good], low[good], high[good]
        lcn = lcn + _signed(fields, at + 1 + low, high)
        some = np.zeros(len(index), RUN)
        some["vcn"], some["length"], some["lcn"] = vcn, length, np.where(high > 0, lcn, SPARSE)
        some["type"], some["name"] = table["type"][index], table["name"][index]
        runs.append(some)
        owners.append(index)
        at, vcn = at + 1 + low + high, vcn + length
    found = np.concatenate(runs) if runs else np.zeros(0, RUN)
    whose = np.concatenate(owners) if owners else np.zeros(0, np.int64)
    wrong = np.concatenate(broken) if broken else np.zeros(0, np.int64)
    reached = table["low"].astype(np.int64)
    np.maximum.at(reached, whose, found["vcn"] + found["length"])
    return found, whose, np.union1d(wrong, np.flatnonzero(reached != table["high"] + 1))


def _signed(fields: Fields, at: Numbers, width: Numbers) -> Numbers:
    """Numbers of 0 to 8 B, two's complement."""
    value = np.zeros(len(at), np.int64)
    for byte in range(int(width.max(initial=0))):
        some = np.flatnonzero(width > byte)
        value[some] |= fields.byte(at[some] + byte) << (8 * byte)
    spare = 64 - 8 * np.maximum(width, 1)
    signed: Numbers = value << spare >> spare
    return signed
