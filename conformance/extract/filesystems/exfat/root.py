"""Finds what the root folder alone describes: allocation bitmap, up-case table and label.

Source: exFAT file system specification, sections 7.1 to 7.3.
"""

from array import array
from dataclasses import dataclass, field

import numpy as np

from conformance.extract.filesystems.exfat.boot import Boot
from conformance.extract.filesystems.exfat.clusters import Clusters, Stream
from conformance.extract.filesystems.exfat.entry_sets import ENTRY, LARGEST_FOLDER, generic_extent
from conformance.extract.filesystems.exfat.sums import sum32
from conformance.extract.filesystems.exfat.upcase import MOST_BYTES, Upcase, plain, unpacked
from conformance.extract.filesystems.utf16 import shown
from conformance.extract.filesystems.window import Window

ROOT = "/"
BITMAP, UPCASE, LABEL = 0x81, 0x82, 0x83
BITMAP_PATH, UPCASE_PATH = "allocation bitmap", "up-case table"
_READ = 1 << 20
_MOST = 100  # entries of each kind that are looked at
_MOST_LETTERS = 11


@dataclass
class Special:
    """Those entries by offset in the volume; only one of each is due, and of bitmaps one for each FAT."""

    bitmaps: list[tuple[int, bytes]] = field(default_factory=list)
    tables: list[tuple[int, bytes]] = field(default_factory=list)
    labels: list[tuple[int, bytes]] = field(default_factory=list)


def find_special(window: Window, root: Stream) -> Special:
    """What stands in the root folder before its end marker."""
    found = Special()
    kinds = {BITMAP: found.bitmaps, UPCASE: found.tables, LABEL: found.labels}
    for position in range(0, min(root.size, LARGEST_FOLDER), _READ):
        window.beat()
        data = root.read(position, _READ)
        types = np.frombuffer(data, np.uint8)[::ENTRY]
        ends = np.flatnonzero(types == 0)
        stop = int(ends[0]) if len(ends) else len(types)
        for index in np.flatnonzero(np.isin(types[:stop], list(kinds))).tolist():
            at, chosen = index * ENTRY, kinds[int(types[index])]
            if len(chosen) < _MOST:
                chosen.append((root.place(position + at), data[at : at + ENTRY]))
        if len(ends) or not data:
            break
    return found


def label_of(window: Window, labels: list[tuple[int, bytes]]) -> str:
    """The volume's label, '' = none."""
    if len(labels) > 1:
        window.flaw(ROOT, labels[1][0], f"holds {len(labels)} volume labels")
    if not labels:
        return ""
    at, entry = labels[0]
    if entry[1] > _MOST_LETTERS:
        window.flaw(ROOT, at, f"holds a volume label of {entry[1]} characters, {_MOST_LETTERS} are the most")
    return shown(entry[2 : 2 + 2 * min(entry[1], _MOST_LETTERS)])


def table_of(window: Window, boot: Boot, clusters: Clusters, tables: list[tuple[int, bytes]]) -> Upcase:
    """The volume's up-case table, or the mandatory part of every one where it can't be had."""
    if len(tables) != 1:
        window.flaw(ROOT, tables[1][0] if tables else 0, f"holds {len(tables)} up-case tables, one is due")
    runs = [clusters.claim(UPCASE_PATH, at, generic_extent(entry, 0)) for at, entry in tables]
    if not tables:
        return plain()
    at, entry = tables[0]
    length, stated = generic_extent(entry, 0).length, int.from_bytes(entry[4:8], "little")
    data = Stream(window, boot, runs[0]).read(0, min(length, MOST_BYTES))
    if length > MOST_BYTES or len(data) < length:
        window.flaw(UPCASE_PATH, at, f"states {length} bytes, of which {len(data)} are read")
        return plain()
    if (given := sum32(data)) != stated:
        window.flaw(UPCASE_PATH, at, f"its TableChecksum is {stated:#010x}, its bytes give {given:#010x}")
        return plain()
    found = unpacked(data)
    if isinstance(found, str):
        window.flaw(UPCASE_PATH, at, found)
        return plain()
    return found


def bitmap_of(window: Window, boot: Boot, clusters: Clusters, bitmaps: list[tuple[int, bytes]]) -> tuple[Stream, bytes]:
    """The active allocation bitmap: its stream, and those of its bytes that the clusters need and the image has."""
    if len(bitmaps) != boot.fats:
        told = f"holds {len(bitmaps)} allocation bitmaps, {boot.fats} are due"
        window.flaw(ROOT, bitmaps[-1][0] if bitmaps else 0, told)
    runs = [clusters.claim(BITMAP_PATH, at, generic_extent(entry, 0)) for at, entry in bitmaps]
    active = [index for index, (_, entry) in enumerate(bitmaps) if entry[1] & 1 == boot.active]
    if not active:
        if bitmaps:
            window.flaw(ROOT, bitmaps[0][0], "holds no allocation bitmap that belongs to the active FAT")
        return Stream(window, boot, (array("I"), array("I"))), b""
    (at, entry), stream = bitmaps[active[0]], Stream(window, boot, runs[active[0]])
    needed, length = -(-boot.clusters // 8), generic_extent(entry, 0).length
    if length < needed:
        window.flaw(BITMAP_PATH, at, f"is {length} bytes long, {boot.clusters} clusters need {needed}")
    data = stream.read(0, min(needed, length))
    if len(data) < min(needed, length):
        window.flaw(BITMAP_PATH, at, f"of its {needed} bytes {len(data)} can be read")
    return stream, data
