"""exFAT volumes that are damaged, cut, huge or made to trap a reader: an answer, in bounded time and memory."""

import struct
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.extract.filesystems.exfat import clusters as clusters_module
from conformance.extract.filesystems.exfat import folders as folders_module
from conformance.extract.filesystems.exfat.reading import read_exfat
from conformance.extract.filesystems.exfat.sums import sum16, sum32
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import UnreadVolume, Volume
from conformance.synthesis.exfat_image import ExfatFile, ExfatPlan, exfat_image

from .exfat_volumes import DCIM, FAT, HEAP, MEDIA, PLAN, ROOT, read, told, volume_of, with_boot, with_bytes, with_set

IMAGE = exfat_image(PLAN)
METADATA = st.one_of(  # random places of the whole image are mostly free clusters
    st.integers(0, 127),
    st.integers(FAT, FAT + 80),
    st.integers(HEAP, HEAP + 64),
    st.integers(ROOT, ROOT + 200),
    st.integers(DCIM, DCIM + 200),
    st.integers(MEDIA, MEDIA + 260),
    st.integers(0, len(IMAGE) - 1),
)


class Sparse:
    """An image of zeros but for a few pieces."""

    def __init__(self, size: int) -> None:
        self.size, self.pieces = size, dict[int, bytes]()

    def read(self, offset: int, count: int) -> bytes:
        count = max(0, min(count, self.size - offset))
        data = bytearray(count)
        for at, piece in self.pieces.items():
            begin, end = max(at, offset), min(at + len(piece), offset + count)
            if begin < end:
                data[begin - offset : end - offset] = piece[begin - at : end - at]
        return bytes(data)


def entry_set(name: str, first: int, size: int, flags: int, attributes: int = 0x20) -> bytes:
    """A set of three entries; the NameHash is of a name in upper case."""
    text = name.encode("utf-16-le")
    data = bytearray(struct.pack("<BBHH2x3I5B7x", 0x85, 2, 0, attributes, *[0x58AE_5823] * 3, 0, 0, 0x80, 0x80, 0x80))
    data += struct.pack("<BBxBHxxQ4xIQ", 0xC0, flags, len(name), sum16(text), size, first, size)
    data += b"\xc1\0" + text.ljust(30, b"\0")
    data[2:4] = sum16(bytes(data[:2] + data[4:])).to_bytes(2, "little")
    return bytes(data)


class Card:
    """A volume of 512 GB: 16 million clusters of 32 kB, the table of the small image, and sets in the root."""

    COUNT, SIZE, FAT, HEAP = 1 << 24, 1 << 15, 2048 * 512, 135_168 * 512

    def __init__(self) -> None:
        sectors = self.HEAP // 512 + self.COUNT * 64
        self.image = Sparse(sectors * 512)
        fields = (sectors, 2048, 131_073, self.HEAP // 512, self.COUNT, 67)
        boot = with_boot(IMAGE, 72, struct.pack("<QIIIII", *fields))
        self.image.pieces[0] = with_boot(boot, 109, b"\x06")[:FAT]
        self.fat = np.zeros(self.COUNT + 2, "<u4")
        self.fat[:2] = 0xFFFF_FFF8, 0xFFFF_FFFF
        self.used = np.zeros(self.COUNT + 2, np.bool_)
        for first, count in ((2, 64), (66, 1), (67, 1)):
            self.chain(np.arange(first, first + count))
        table = IMAGE[HEAP + 4096 : HEAP + 4096 + 516]
        self.put(66, table)
        self.sets = struct.pack("<BB18xIQ", 0x81, 0, 2, self.COUNT // 8)
        self.sets += struct.pack("<B3xI12xIQ", 0x82, sum32(table), 66, len(table))

    def put(self, cluster: int, data: bytes) -> None:
        self.image.pieces[self.HEAP + (cluster - 2) * self.SIZE] = data

    def chain(self, clusters: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> None:
        self.fat[clusters[:-1]], self.fat[clusters[-1]] = clusters[1:], 0xFFFF_FFFF
        self.used[clusters] = True

    def window(self) -> Window:
        self.put(67, self.sets)
        self.put(2, np.packbits(self.used[2:], bitorder="little").tobytes())
        self.image.pieces[self.FAT] = self.fat.tobytes()
        return Window(self.image, 0, self.image.size, lambda: None)


@settings(max_examples=300)
@given(st.lists(st.tuples(METADATA, st.integers(0, 255)), min_size=1, max_size=6))
def test_bytes_changed_anywhere_never_raise(changes: list[tuple[int, int]]) -> None:
    data = bytearray(IMAGE)
    for at, byte in changes:
        data[at] = byte
    found = read(bytes(data))

    assert isinstance(found, UnreadVolume) or found.faults >= len(found.flaws)


@settings(max_examples=150)
@given(st.sampled_from([DCIM, MEDIA]), st.dictionaries(st.integers(4, 95), st.binary(min_size=1, max_size=1)))
def test_entries_changed_under_a_right_checksum_never_raise(at: int, changes: dict[int, bytes]) -> None:
    found = volume_of(with_set(IMAGE, at, 3 if at == DCIM else 4, changes))

    assert found.entries


@settings(max_examples=150)
@given(st.dictionaries(st.integers(64, 119), st.binary(min_size=1, max_size=1), min_size=1, max_size=3))
def test_boot_sectors_changed_under_a_right_checksum_never_raise(changes: dict[int, bytes]) -> None:
    data = IMAGE
    for at, new in changes.items():
        data = with_boot(data, at, new)
    found = read(data)

    assert isinstance(found, Volume | UnreadVolume)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(2, 40), st.integers(0, 42)), min_size=1, max_size=40))
def test_chains_that_lead_anywhere_never_raise(words: list[tuple[int, int]]) -> None:
    data = IMAGE
    for cluster, word in words:
        data = with_bytes(data, FAT + 4 * cluster, struct.pack("<I", word))

    assert isinstance(read(data), Volume)


@pytest.mark.parametrize("share", [0.001, 0.004, 0.006, 0.0075, 0.0085, 0.01, 0.012, 0.5, 0.99])
def test_a_cut_image_is_never_clean(share: float) -> None:
    found = read(IMAGE[: int(len(IMAGE) * share)])

    assert isinstance(found, UnreadVolume) or "are missing: partition or image end before" in "".join(told(found))


def test_half_an_image_still_lists_what_it_holds() -> None:
    found = volume_of(IMAGE[: len(IMAGE) // 2])

    assert len(found.entries) == 5
    (said,) = told(found)
    assert said.startswith("main boot region: states a volume of 2112000 bytes, of which 1056000 are missing: ")


def test_a_stated_size_of_2_to_the_63_sectors_is_no_volume() -> None:
    found = read(with_boot(IMAGE, 72, struct.pack("<Q", 1 << 63)))

    assert isinstance(found, UnreadVolume)
    assert found.why.endswith("9223372036854775808 sectors of 512 bytes, more than any storage holds")


def test_a_volume_of_512_gigabytes_is_read_in_seconds() -> None:
    card = Card()
    card.sets += entry_set("LONG.MP4", 1000, 8_000_000 * card.SIZE, 3)
    card.used[1000:8_001_000] = True
    pieces = np.arange(9_000_000, 9_400_000, 2)
    card.chain(pieces)
    card.sets += entry_set("PIECES.MP4", 9_000_000, 200_000 * card.SIZE, 1)
    card.used[15_000_000:15_000_007] = True
    window = card.window()
    began = time.process_time()
    found = read_exfat(window)
    took = time.process_time() - began

    assert isinstance(found, Volume)
    assert told(found) == ["allocation bitmap: marks clusters as in use that belong to no file: 7, from 15000000 on"]
    assert found.free == (card.COUNT - 66 - 8_000_000 - 200_000 - 7) * card.SIZE
    assert took < 10


def test_a_volume_of_512_gigabytes_is_read_within_500_megabytes() -> None:
    card = Card()
    card.sets += entry_set("PIECES.MP4", 1000, 400_000 * card.SIZE, 1)
    card.chain(np.arange(1000, 16_001_000, 40))
    window = card.window()
    tracemalloc.start()
    found = read_exfat(window)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert isinstance(found, Volume)
    assert told(found) == []
    assert peak < 500_000_000


def test_chains_that_jump_from_page_to_page_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.extract.filesystems.exfat.table._SWITCHES", 40)
    card = Card()
    card.sets += entry_set("PIECES.MP4", 1000, 256 * card.SIZE, 1)
    card.chain(np.arange(1000, 1000 + 256 * 65536, 65536))
    found = read_exfat(card.window())

    assert isinstance(found, Volume)
    (said,) = told(found)
    assert said.endswith("the chains of the FAT are too entangled to follow more of them")


def test_files_that_all_hold_all_clusters_are_told_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters_module, "_CELLS", 1 << 12)
    card = Card()
    for number in range(300):
        card.sets += entry_set(f"{number:03}.MP4", 100, (card.COUNT - 98) * card.SIZE, 3)
    card.used[100:] = True
    began = time.process_time()
    found = read_exfat(card.window())

    assert isinstance(found, Volume)
    assert (found.faults, time.process_time() - began < 10) == (299, True)


def test_entries_beyond_the_limit_are_counted_and_nothing_is_said_of_their_clusters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(folders_module, "MOST_ENTRIES", 100)
    files = tuple(ExfatFile(f"A/{number:04}.mp4", b"x", deleted=number > 240) for number in range(250))
    found = volume_of(exfat_image(ExfatPlan(files)))

    assert (len(found.entries), found.unlisted, told(found)) == (100, 151, [])


def test_candidates_that_are_no_deleted_files_are_not_examined_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders_module, "_MOST_EXAMINED", 150)
    files = tuple(ExfatFile(f"A/{number:04}.mp4", b"", deleted=True) for number in range(100))
    data = exfat_image(ExfatPlan(files))
    folder = HEAP + 3 * 4096
    broken = bytearray(data)
    for at in range(folder, folder + 300 * 32, 96):
        broken[at + 2] ^= 1
    found = volume_of(bytes(broken))

    assert (len(found.entries), found.unlisted) == (1, 52)


def test_folders_that_are_nested_without_end_are_left() -> None:
    path = "/".join("F" * 200 for _ in range(25))
    found = volume_of(exfat_image(ExfatPlan((ExfatFile(f"{path}/deep.mp4", b"x"),))))

    assert (len(found.entries), found.unlisted, told(found)) == (21, 1, [])


def test_a_folder_that_holds_itself_is_entered_once() -> None:
    inner = with_set(IMAGE, DCIM, 3, {52: struct.pack("<I", 5)})
    root = with_set(IMAGE, DCIM, 3, {52: struct.pack("<I", 4)})

    assert told(volume_of(inner))[0] == (
        "DCIM/100MEDIA: begins at the cluster of the folder DCIM: it is not entered again"
    )
    assert told(volume_of(root))[0] == "DCIM/100MEDIA: begins at the cluster of the folder /: it is not entered again"
