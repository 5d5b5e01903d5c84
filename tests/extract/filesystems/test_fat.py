"""FAT volumes that are made with known files and one known defect each."""

import pytest

from conformance.errors import FixtureError
from conformance.extract.filesystems.fat.reading import is_fat, read_fat
from conformance.model.dump_facts import Nature, Volume
from conformance.model.filesystem_facts import FileTime
from conformance.synthesis.fat_image import FatDefect, FatPlan, PlannedFile, fat_image

from .fat_volumes import CREATED, FIRST, LONG, SECOND, WRITTEN, card, flaws, paths, volume, window

DELETED = (
    PlannedFile("KEPT.MP4", b"k" * 600, WRITTEN, CREATED),
    PlannedFile("SHORT.MP4", b"s" * 600, WRITTEN, CREATED, deleted=True),
    PlannedFile("Löschung vom 24. Dezember.mp4", b"l" * 600, WRITTEN, CREATED, deleted=True),
    PlannedFile("thirteen..mp4", b"l" * 100, WRITTEN, CREATED, deleted=True),
    PlannedFile("DCIM/some clip.mp4", b"l" * 100, WRITTEN, CREATED, deleted=True),
)


@pytest.mark.parametrize(("kind", "clusters", "used"), [(12, 100, 11), (16, 4085, 11), (32, 100, 12)])
def test_a_clean_volume_is_told_as_it_was_made(kind: int, clusters: int, used: int) -> None:
    data = card(kind)
    found = volume(data)

    assert is_fat(window(data))
    assert (found.filesystem, found.label, found.offset, found.size) == (f"FAT{kind}", "CARD", 0, len(data))
    assert (found.unit, found.usable, found.free) == (512, clusters * 512, (clusters - used) * 512)
    assert (found.faults, found.flaws, found.unclosed, found.unlisted) == (0, (), (), 0)
    assert paths(found, deleted=True) == []


def test_entries_stand_in_the_order_of_their_folders() -> None:
    found = volume(card())

    assert [(entry.path, entry.nature, entry.size, entry.number) for entry in found.entries] == [
        ("DCIM", Nature.FOLDER, 0, 3),
        ("EMPTY.TXT", Nature.FILE, 0, 0),
        ("DCIM/100MEDIA", Nature.FOLDER, 0, 4),
        (LONG, Nature.FILE, 700, 12),
        (FIRST, Nature.FILE, 2048, 5),
        (SECOND, Nature.FILE, 1500, 9),
    ]


def test_the_times_of_an_entry_are_those_of_its_fields() -> None:
    entry = volume(card()).entries[1]

    assert isinstance(entry.created, FileTime)
    assert isinstance(entry.written, FileTime)
    assert isinstance(entry.accessed, FileTime)
    assert entry.created.shown.isoformat() == "2023-11-14T22:13:07"
    assert entry.written.shown.isoformat() == "2023-11-14T22:13:20"
    assert entry.accessed.shown.isoformat() == "2023-11-14T00:00:00"


@pytest.mark.parametrize("kind", [12, 16, 32])
def test_deleted_files_are_found_with_what_is_left_of_their_names(kind: int) -> None:
    found = volume(card(kind, files=DELETED))

    assert paths(found) == ["KEPT.MP4", "DCIM"]
    assert paths(found, deleted=True) == [
        "_HORT.MP4",
        "Löschung vom 24. Dezember.mp4",
        "thirteen..mp4",
        "DCIM/some clip.mp4",
    ]
    assert [entry.size for entry in found.entries if entry.deleted] == [600, 600, 100, 100]
    assert flaws(found) == []


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (12, ("the boot sector says that it is in use",)),
        (16, ("entry 1 of the table says that it is in use", "the boot sector says that it is in use")),
        (32, ("entry 1 of the table says that it is in use", "the boot sector says that it is in use")),
    ],
)
def test_a_volume_in_use_is_not_closed(kind: int, said: tuple[str, ...]) -> None:
    found = volume(card(kind, FatDefect.DIRTY))

    assert (found.unclosed, found.faults) == (said, 0)


@pytest.mark.parametrize("kind", [12, 16, 32])
@pytest.mark.parametrize(
    ("defect", "said"),
    [
        (FatDefect.CROSS_LINK, "DCIM/100MEDIA/CLIP0002.MP4: shares cluster {7} and what follows with " + FIRST),
        (FatDefect.LOOP, FIRST + ": its chain leads back to cluster {4} after 4 clusters"),
        (FatDefect.SHORT_CHAIN, FIRST + ": has a chain of 3 clusters; its 2048 bytes take 4"),
        (FatDefect.COPIES_DIFFER, "table: copy 2 differs from the first in 1 entries, first in entry {4}"),
    ],
)
def test_a_defect_is_the_only_flaw(kind: int, defect: FatDefect, said: str) -> None:
    one_on = int(kind == 32)  # its root folder takes a cluster
    told = said.replace("{4}", str(4 + one_on)).replace("{7}", str(7 + one_on))

    assert [f"{one.path}: {one.detail}" for one in volume(card(kind, defect)).flaws] == [told]


@pytest.mark.parametrize(("kind", "at", "first"), [(12, 512 + 150, 100), (16, 512 + 8170, 4085), (32, 16784, 100)])
def test_lost_clusters_are_told_by_their_chain(kind: int, at: int, first: int) -> None:
    said = f"2 clusters from cluster {first} on are allocated and belong to no entry"

    assert flaws(volume(card(kind, FatDefect.LOST_CHAIN))) == [f"table @{at}: {said}"]


def test_a_wrong_count_of_free_clusters_is_told() -> None:
    found = volume(card(32, FatDefect.WRONG_FREE_COUNT))

    assert flaws(found) == ["FSInfo @1000: states 89 free clusters; the table shows 88"]


def test_offsets_of_flaws_count_from_the_image() -> None:
    found = read_fat(window(b"\0" * 1024 + card(32, FatDefect.WRONG_FREE_COUNT), 1024))

    assert isinstance(found, Volume)
    assert found.offset == 1024
    assert flaws(found) == ["FSInfo @2024: states 89 free clusters; the table shows 88"]


def test_the_same_plan_makes_the_same_bytes() -> None:
    assert card(12) == card(12)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (FatPlan(16, 100, ()), "FAT16 has 4085 to 65524 clusters here"),
        (FatPlan(12, 2, (PlannedFile("A", b"a" * 2000, 0, 0),)), "the files need 4 clusters, and the volume has 2"),
        (FatPlan(12, 9, (), defect=FatDefect.LOOP), "defect loop needs two files of two clusters"),
        (FatPlan(12, 9, (), defect=FatDefect.WRONG_FREE_COUNT), "only FAT32 states a count of free clusters"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(plan: FatPlan, said: str) -> None:
    with pytest.raises(FixtureError, match=said):
        fat_image(plan)
