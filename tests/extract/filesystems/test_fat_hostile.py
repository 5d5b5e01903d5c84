"""FAT volumes made to be misread: none takes long, much memory, or ends in an exception."""

import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.extract.filesystems.fat import chains, content, folders, runs
from conformance.extract.filesystems.fat.reading import is_fat, read_fat
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import UnreadVolume, Volume

from .fat_volumes import (
    CREATED,
    WRITTEN,
    PlannedFile,
    Sparse,
    card,
    linked,
    paths,
    put,
    slot,
    unread,
    volume,
    window,
    with_first,
)

SMALL = {kind: card(kind) for kind in (12, 32)}
READ = (Volume, UnreadVolume)


@settings(max_examples=200)
@given(
    st.sampled_from((12, 32)), st.lists(st.tuples(st.integers(0, 28_000), st.integers(0, 255)), min_size=1, max_size=8)
)
def test_changed_bytes_are_read_or_refused(kind: int, changes: list[tuple[int, int]]) -> None:
    data = SMALL[kind]
    for at, byte in changes:
        data = put(data, at, bytes((byte,)))

    assert is_fat(window(data)) in (True, False)
    assert isinstance(read_fat(window(data)), READ)


@settings(max_examples=100)
@given(
    st.sampled_from((12, 32)), st.lists(st.tuples(st.integers(0, 0x59), st.integers(0, 255)), min_size=1, max_size=4)
)
def test_a_changed_boot_sector_is_read_or_refused(kind: int, changes: list[tuple[int, int]]) -> None:
    data = SMALL[kind]
    for at, byte in changes:
        data = put(data, at, bytes((byte,)))

    assert isinstance(read_fat(window(data)), READ)


@pytest.mark.parametrize("kind", [12, 32])
@settings(max_examples=60)
@given(st.data())
def test_a_cut_volume_is_never_clean(kind: int, data: st.DataObject) -> None:
    whole = SMALL[kind]
    found = read_fat(window(whole[: data.draw(st.integers(0, len(whole) - 1))]))

    assert isinstance(found, UnreadVolume) or found.faults > 0


def test_half_a_volume_lacks_the_other_half() -> None:
    data = card(16)
    half = len(data) // 2
    found = read_fat(window(data[:half], 0, len(data)))

    assert isinstance(found, Volume)
    assert [one.detail for one in found.flaws] == [f"the image lacks the last {half} of the volume's {len(data)} bytes"]


def test_a_volume_of_two_tebibytes_in_a_small_image_is_refused() -> None:
    data = card()
    for boot in (0, 6 * 512):
        data = put(put(data, boot + 0x20, b"\xff" * 4), boot + 0x24, (1 << 24).to_bytes(4, "little"))
    larger = data
    for boot in (0, 6 * 512):
        larger = put(larger, boot + 0x0D, b"\x80")

    assert unread(data) == "FAT: the boot sector states 4261412831 clusters, too many for FAT32"
    assert unread(larger) == "FAT: the boot sector states 33292287 clusters; 16777216 are read at most"


def test_folders_that_hold_each_other_end() -> None:
    data = with_first(card(), b"100MEDIA   ", 2)
    found = volume(data)

    assert found.flaws[0].detail == "leads to cluster 2, as the folder / does"
    assert len(paths(found)) == 4


def test_a_folder_whose_chain_goes_round_is_read_once() -> None:
    found = volume(linked(card(), {4: 4}))

    assert [one.detail for one in found.flaws] == ["its chain leads back to cluster 4 after 1 clusters"]
    assert len(paths(found)) == 6


def test_a_file_over_a_folder_is_told() -> None:
    found = volume(linked(card(), {5: 4, 6: 0, 7: 0, 8: 0}))

    assert [one.path for one in found.flaws] == ["DCIM/100MEDIA/CLIP0001.MP4"]
    assert found.flaws[0].detail == "shares cluster 4 and what follows with DCIM/100MEDIA"


def test_a_path_longer_than_fat_allows_is_not_followed() -> None:
    deep = "/".join("d" * 120 for _ in range(6))
    found = volume(card(files=(PlannedFile(f"{deep}/A", b"", WRITTEN, CREATED),)))

    assert [one.detail for one in found.flaws] == [
        "its path has 604 characters, more than FAT allows: the folder is not read"
    ]
    assert len(paths(found)) == 5


def test_entries_past_the_bound_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_ENTRIES", 3)
    found = volume(card())

    assert (paths(found), found.unlisted, found.faults) == (["DCIM", "EMPTY.TXT", "DCIM/100MEDIA"], 3, 0)


def test_slots_past_the_bound_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_MOST_SLOTS", 4)

    assert [one.detail for one in volume(card()).flaws] == [
        "the folders hold more than 4 slots; those from here on are not read"
    ]


def test_slots_past_the_bound_are_no_flaw_where_entries_are_past_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_MOST_SLOTS", 4)
    monkeypatch.setattr(folders, "MOST_ENTRIES", 1)
    found = volume(card())

    assert (paths(found), found.unlisted, found.faults) == (["DCIM"], 1, 0)


def test_chains_that_leap_too_often_are_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_FAR", 1)
    monkeypatch.setattr(chains, "_MOST_LEAPS", 1)
    found = volume(linked(card(), {5: 50, 50: 6, 7: 60, 60: 8}))

    assert [one.detail for one in found.flaws] == [
        "the chains leap to and fro 4 times, more than 1: they are not followed"
    ]


def test_lost_chains_past_the_bound_are_counted() -> None:
    data = card(16)
    for table in (512, 512 + 16 * 512):
        data = put(data, table + 2 * 100, b"\xff" * 2 * 2000)
    found = volume(data)

    assert (found.faults, len(found.flaws)) == (2000, 1000)


def test_a_folder_larger_than_any_may_be_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "_LARGEST", 512)
    found = volume(linked(card(), {4: 50, 50: 0x0FFF_FFFF}))

    assert [f"{one.path}: {one.detail}" for one in found.flaws] == [
        "DCIM/100MEDIA: its chain runs past the 512 bytes that a folder may have"
    ]


SECTORS_A_CLUSTER = 64
MANY = 1 << 24
TABLE_SECTORS = (MANY + 2) * 4 // 512 + 1


def large(table: bytes, root: bytes) -> Window:
    """512 GiB of FAT32 with 16,777,216 clusters of 32 KiB, the first entries of its table and its root folder."""
    boot = card()[:512]
    total = 32 + 2 * TABLE_SECTORS + MANY * SECTORS_A_CLUSTER
    for at, new in ((0x0D, SECTORS_A_CLUSTER), (0x20, total & 0xFFFF_FFFF), (0x24, TABLE_SECTORS)):
        boot = put(boot, at, new.to_bytes(1 if at == 0x0D else 4, "little"))
    boot = put(put(boot, 0x30, b"\0\0"), 0x32, b"\0\0")
    at = 32 * 512
    pieces = {0: boot, at: table, at + TABLE_SECTORS * 512: table, at + 2 * TABLE_SECTORS * 512: root}
    return Window(Sparse(total * 512, pieces), 0, total * 512, lambda: None)


def test_a_card_of_sixteen_million_clusters_is_read_soon_and_in_little_memory() -> None:
    clusters = 131_072
    links = [0x0FFF_FFF8, 0x0FFF_FFFF, 0x0FFF_FFFF, *range(4, 3 + clusters), 0x0FFF_FFFF]
    table = b"".join(link.to_bytes(4, "little") for link in links)
    data = card()
    entry = data[slot(data, b"CLIP0001MP4") :][:32]
    entry = put(put(entry, 26, b"\3\0"), 28, (clusters * 32_768 - 1).to_bytes(4, "little"))
    begun = time.process_time()
    tracemalloc.start()
    found = read_fat(large(table, entry))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert isinstance(found, Volume)
    assert (found.faults, paths(found), found.free // found.unit) == (0, ["CLIP0001.MP4"], MANY - clusters - 1)
    assert peak < 500_000_000
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("step", [0, 2])
def test_a_table_of_sixteen_million_fragments_is_read_in_little_memory(step: int) -> None:
    """Each cluster a lost chain of its own, or each second one the end of one that began two before."""
    links = np.full(MANY + 2, 0x0FFF_FFFF, "<u4")
    if step:
        begins = np.arange(2, MANY, 4)[:, np.newaxis] + np.arange(2)
        links[begins] = begins + step
    links[:2] = 0x0FFF_FFF8, 0x0FFF_FFFF
    window = large(links.tobytes(), b"")
    begun = time.process_time()
    tracemalloc.start()
    found = read_fat(window)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert isinstance(found, Volume)
    assert found.faults == (MANY - 1 if not step else MANY // 2 - 1)  # one is the root
    assert peak < 400_000_000
    assert time.process_time() - begun < 10
