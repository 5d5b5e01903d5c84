"""Volumes of NTFS made to be misread: none takes long, much memory, or ends in an exception."""

import struct
import time
import tracemalloc
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from conformance.extract.filesystems.ntfs import file_table, indexes, maps, scan
from conformance.extract.filesystems.ntfs import paths as paths_module
from conformance.extract.filesystems.ntfs.reading import is_ntfs, read_ntfs
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import UnreadVolume, Volume

from .ntfs_volumes import (
    CHINESE,
    MB,
    Known,
    changed,
    flaws,
    fresh,
    made,
    needs_tools,
    pieces,
    put,
    unread,
    volume,
    window,
)

pytestmark = needs_tools
READ = (Volume, UnreadVolume)
MOST_SECONDS, MOST_BYTES = 10, 500_000_000  # of the processor: a busy machine is no fault
MANY = 1_000_000


@cache
def used(data: bytes) -> NDArray[np.int64]:
    """Bytes of the volume that are not 0, but for those of the log and of what the files hold."""
    log, held = Known(data).content(2), np.frombuffer(data, np.uint8)
    places = np.flatnonzero((held != 0) & (held != ord("v")))
    return places[(places < log) | (places >= log + 2 * MB)]


@settings(max_examples=150)
@given(st.data())
def test_changed_bytes_are_read_or_refused(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from([made(), pieces()]))
    places = used(base)
    changes = st.tuples(st.integers(0, len(places) - 1), st.integers(0, 255))
    changed_ = bytearray(base)
    for place, byte in data.draw(st.lists(changes, min_size=1, max_size=8)):
        changed_[int(places[place])] = byte

    assert isinstance(read_ntfs(window(bytes(changed_))), READ)


@settings(max_examples=200)
@given(st.data())
def test_changed_records_are_read_or_refused(data: st.DataObject) -> None:
    known = Known(made())
    changed_ = bytearray(made())
    numbers = st.sampled_from([0, 1, 2, 3, 5, 6, 8, 11, *known.numbers.values()])
    for _ in range(data.draw(st.integers(1, 4))):
        at = known.record(data.draw(numbers)) + data.draw(st.integers(16, 505))
        changed_[at] = data.draw(st.integers(0, 255))

    assert isinstance(read_ntfs(window(bytes(changed_))), READ)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(0x0B, 0x50), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_changed_boot_sector_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(made())
    for at, byte in changes:
        data[at] = byte

    assert is_ntfs(window(bytes(data)))
    assert isinstance(read_ntfs(window(bytes(data))), READ)


@settings(max_examples=40)
@given(st.data())
def test_a_cut_volume_is_never_clean(data: st.DataObject) -> None:
    found = read_ntfs(window(made()[: data.draw(st.integers(0, len(made()) - 1))]))

    assert isinstance(found, UnreadVolume) or found.faults > 0


class Sparse:
    """An image that is 0 but for its pieces, and for equal records from `first` on."""

    def __init__(self, size: int, held: dict[int, bytes]) -> None:
        self.size, self._held = size, held
        self.first, self.row = size, b""

    def read(self, offset: int, count: int) -> bytes:
        count = max(0, min(count, self.size - offset))
        before = min(count, max(0, self.first - offset))
        data = bytearray(before)
        for at, piece in self._held.items():
            begin, end = max(at, offset), min(at + len(piece), offset + before)
            if begin < end:
                data[begin - offset : end - offset] = piece[begin - at : end - at]
        skip = (offset + before - self.first) % 1024
        return bytes(data) + (self.row * -(-(skip + count - before) // 1024))[skip : skip + count - before]


def many(count: int, row: bytes) -> Sparse:
    """A volume whose file table ends in so many equal records behind the 32 of mkntfs."""
    data, known, first = fresh(), Known(fresh()), 64 * MB
    size = (count + 32) * 1024
    clusters = (first + size) // 4096 + 1
    data = put(data, 0x28, struct.pack("<QQ", clusters * 8, first // 4096))
    begin, attribute = known.record(0), known.attribute(0, 0x80)
    data = put(data, attribute + 24, struct.pack("<Q", size // 4096 - 1))
    data = put(data, attribute + 40, struct.pack("<3Q", size, size, size))
    runs = b"\x33" + (size // 4096).to_bytes(3, "little") + (first // 4096).to_bytes(3, "little") + b"\0"
    data = put(data, known.value(0, 0x80), runs)
    image = Sparse(clusters * 4096 + 512, {0: data, first: data[begin : begin + 32 * 1024]})
    image.first, image.row = first + 32 * 1024, row
    return image


def timed(image: Sparse) -> Volume | UnreadVolume:
    began = time.process_time()
    found = read_ntfs(Window(image, 0, image.size, lambda: None))
    assert time.process_time() - began < MOST_SECONDS
    return found


def record_of(name: str) -> bytes:
    at = Known(made()).record(name)
    return made()[at : at + 1024]


def test_a_million_records_are_counted_in_seconds() -> None:
    found = timed(many(MANY, record_of(CHINESE)))

    assert isinstance(found, Volume)
    assert len(found.entries) == 30_000
    assert found.unlisted == MANY + 3 - 30_000
    assert found.faults > MANY


@pytest.mark.slow
def test_a_million_records_are_counted_within_500_megabytes() -> None:
    image = many(MANY, record_of(CHINESE))
    tracemalloc.start()
    read_ntfs(Window(image, 0, image.size, lambda: None))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < MOST_BYTES


def attribute(kind: int, value: bytes, name: str = "") -> bytes:
    """One in its record."""
    text = name.encode("utf-16-le")
    place = -(-(24 + len(text)) // 8) * 8
    size = -(-(place + len(value)) // 8) * 8
    head = struct.pack("<IIBBHHHIHH", kind, size, 0, len(name), 24, 0, 7, len(value), place, 0)
    return ((head + text).ljust(place, b"\0") + value).ljust(size, b"\0")


def called(name: str) -> bytes:
    """The value of $FILE_NAME in the root."""
    return struct.pack("<Q56x2B", 5 | 5 << 48, len(name), 1) + name.encode("utf-16-le")


LIST = attribute(0x20, struct.pack("<IHBBQQH6x", 0x10, 32, 0, 26, 0, 7 | 7 << 48, 0))
RUNS = struct.pack("<II2BHHHQQHHI3Q", 0x80, 72, 1, 0, 64, 0, 8, 0, 1, 64, 0, 0, 8192, 8192, 8192)
RUNS += b"\x11\x01\x05\x11\x01\x07\0\0"  # two clusters apart
ENTRY = struct.pack("<QHHHH", 99 | 7 << 48, 104, 82, 0, 0) + called("c1.mp4x8").ljust(88, b"\0")
ENTRIES = (
    struct.pack("<IIIB3xIIII", 0x30, 1, 4096, 1, 16, 240, 240, 0) + ENTRY * 2 + struct.pack("<QHHHH", 0, 16, 0, 2, 0)
)


def crowded(*more: bytes) -> bytes:
    """A record of two names with more attributes, a folder."""
    row = bytearray(record_of(CHINESE))
    at = struct.unpack_from("<H", row, 20)[0]
    names = attribute(0x30, called("aaaaaaaa.mp4")) + attribute(0x30, called("bbbbbbbb.mp4"))
    body = attribute(0x10, bytes(72)) + b"".join(more[:1]) + names + b"".join(more[1:]) + b"\xff" * 4 + bytes(4)
    row[at:] = body.ljust(1024 - at, b"\0")
    numbers = struct.unpack_from("<H", row, 4)[0]
    row[numbers + 2 : numbers + 6] = row[510:512] + row[1022:1024]
    row[510:512] = row[1022:1024] = row[numbers : numbers + 2]
    struct.pack_into("<HHI", row, 18, 2, at, 0)
    struct.pack_into("<HI", row, 22, 3, at + len(body))
    return bytes(row)


@pytest.mark.slow
def test_as_much_of_everything_as_is_read_takes_less_than_500_megabytes() -> None:
    image = many(740_000, crowded(b"", RUNS, attribute(0x90, ENTRIES, "$I30")))
    tracemalloc.start()
    found = read_ntfs(Window(image, 0, image.size, lambda: None))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert isinstance(found, Volume)
    assert found.faults > 5_000_000, "all that the records hold was compared"
    assert peak < MOST_BYTES


def test_a_million_torn_records_are_counted_in_seconds() -> None:
    found = timed(many(MANY, put(record_of(CHINESE), 510, b"\xab\xcd")))

    assert isinstance(found, Volume)
    assert found.faults > MANY


def test_more_pieces_of_files_than_are_read_are_refused() -> None:
    row = bytearray(record_of(CHINESE))
    at = struct.unpack_from("<H", row, 20)[0]
    head = struct.pack("<IIBBHHH", 0x80, 0x200, 1, 0, 64, 0, 0)
    row[at : at + 64] = head + struct.pack("<QQH6x4Q", 0, 199, 64, 0, 0, 0, 0)[:48]
    row[at + 64 : at + 0x200] = (b"\x01\x01" * 200).ljust(0x200 - 64, b"\0")
    row[at + 0x200 : at + 0x204] = b"\xff" * 4
    struct.pack_into("<I", row, 24, at + 0x208)
    numbers = struct.unpack_from("<H", row, 4)[0]
    row[510:512] = row[1022:1024] = row[numbers : numbers + 2]
    found = timed(many(MANY, bytes(row)))

    assert isinstance(found, UnreadVolume)
    assert found.why == "it holds more than 1500000 pieces of files; the rest is not read here"


def test_more_records_than_are_read_are_refused() -> None:
    found = timed(many(1 << 21, bytes(1024)))

    assert isinstance(found, UnreadVolume)
    assert found.why == "its file table ($MFT) holds 2097184 records; 1048576 are read"


def test_a_terabyte_over_nothing_is_told_in_seconds() -> None:
    data = put(fresh(), 0x28, struct.pack("<Q", (1 << 40) // 512 - 1))
    found = timed(Sparse(1 << 40, {0: data}))

    assert isinstance(found, Volume)
    assert "has no bits for the last" in "".join(one.detail for one in found.flaws)


@pytest.mark.parametrize(
    ("module", "limit", "said"),
    [
        (scan, "MOST_RUNS", "it holds more than 1 pieces of files; the rest is not read here"),
        (scan, "MOST_NAMES", "it holds more than 1 names; the rest is not read here"),
        (scan, "MOST_KEPT", "it holds more than 1 attributes; the rest is not read here"),
        (indexes, "MOST_LISTED", "its folders list more than 1 names; the rest is not read here"),
        (indexes, "MOST_INDEX_BYTES", "its folders take more than 1 B; the rest is not read here"),
        (maps, "MOST_PIECES", "its files go on with"),
        (maps, "MOST_LIST_BYTES", "its attribute lists take more than 1 B; the rest is not read here"),
        (file_table, "MOST_RECORDS", "its file table ($MFT) holds"),
    ],
)
def test_more_than_is_read_is_told(module: object, limit: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, limit, 1)

    assert unread(pieces()).startswith(said)


def test_a_million_attribute_lists_are_refused_soon() -> None:
    found = timed(many(MANY, crowded(LIST)))

    assert isinstance(found, UnreadVolume)
    assert found.why == "it holds more than 100000 attribute lists; the rest is not read here"


def test_folders_in_each_other_beyond_any_path_are_listed_by_their_record() -> None:
    name = "d" * 20
    names = ["/".join([name] * depth) for depth in range(1, 80)]
    data = changed(fresh(), [("folder", name) for name in names])
    found = volume(data)

    assert flaws(data) == []
    assert max(len(entry.path) for entry in found.entries) <= paths_module.LONGEST_PATH + 21
    assert sum(entry.path.endswith(name) for entry in found.entries) == 79
