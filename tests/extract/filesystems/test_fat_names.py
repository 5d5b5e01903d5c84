"""Names of entries that live and of deleted ones, and what is no entry at all."""

import pytest

from conformance.extract.filesystems.fat.slots import checksum

from .fat_volumes import CREATED, DATA, WRITTEN, PlannedFile, card, details, paths, put, slot, volume

NAME = b"EMPTY   TXT"


def renamed(name: bytes, cases: int = 0) -> list[str]:
    data = card()
    return paths(volume(put(put(data, slot(data, NAME) + 12, bytes((cases,))), slot(data, NAME), name)))


@pytest.mark.parametrize(
    ("name", "cases", "shown"),
    [
        (b"EMPTY   TXT", 0x08, "empty.TXT"),
        (b"EMPTY   TXT", 0x10, "EMPTY.txt"),
        (b"EMPTY   TXT", 0x18, "empty.txt"),
        (b"EMPTY      ", 0x00, "EMPTY"),
        (b"\x05MPTY   TXT", 0x00, "\\xe5MPTY.TXT"),
        (b"M\x99WE    TXT", 0x00, "M\\x99WE.TXT"),
        (b"A B     TXT", 0x00, "A B.TXT"),
    ],
)
def test_a_short_name_is_shown_as_it_is_meant(name: bytes, cases: int, shown: str) -> None:
    assert shown in renamed(name, cases)


def test_a_long_name_may_have_any_letter_and_no_separator() -> None:
    files = (
        PlannedFile("日🎬本語.mp4", b"", WRITTEN, CREATED),
        PlannedFile("x" * 255, b"", WRITTEN, CREATED),
    )
    data = card(files=files)
    separated = put(data, data.index("本".encode("utf-16-le"), DATA), "/".encode("utf-16-le"))
    torn = put(data, data.index("🎬".encode("utf-16-le"), DATA), b"\x20\0")

    assert paths(volume(data)) == ["日🎬本語.mp4", "x" * 255]
    assert details(separated) == ["日🎬\\x2f語.mp4: its long name has characters that none can have"]
    assert details(torn)[0].endswith("its long name has characters that none can have")


def deleted(short: bytes, cluster: int = 50, size: int = 100, **changed: int) -> list[str]:
    """Paths of deleted entries, where a slot so made is one of the root's."""
    data = card()
    at = slot(data, NAME) + 32
    fields = {"attributes": 0x20, "date": 0x576E, "time": 0xB1AA, **changed}
    entry = short + bytes((fields["attributes"], 0, 0))
    for word in (fields["time"], fields["date"], fields["date"], 0, fields["time"], fields["date"], cluster):
        entry += word.to_bytes(2, "little")
    return paths(volume(put(data, at, entry + size.to_bytes(4, "little"))), deleted=True)


def test_a_deleted_slot_that_stands_whole_is_an_entry() -> None:
    assert deleted(b"\xe5LIP0003MP4") == ["_LIP0003.MP4"]
    assert deleted(b"\xe5LIP0003MP4", cluster=0, size=0, date=0) == ["_LIP0003.MP4"]


def test_garbage_in_a_deleted_slot_is_no_entry() -> None:
    name = b"\xe5LIP0003TXT"

    assert deleted(b"\xe5" * 11, attributes=0xE5) == []
    assert deleted(b"\xe5LI\x000003MP4") == []
    assert deleted(b"\xe5LI?0003MP4") == []
    assert deleted(name, attributes=0x08) == []
    assert deleted(name, attributes=0x40) == []
    assert deleted(name, cluster=1) == []
    assert deleted(name, cluster=102) == []
    assert deleted(name, size=51_201) == []
    assert deleted(name, attributes=0x10) == []
    assert deleted(name, date=0x57FF) == []
    assert deleted(name, time=0xFFFF) == []


@pytest.mark.parametrize(
    "changed", [{"cluster": 1}, {"cluster": 102}, {"size": 51_201}, {"date": 0x57FF}, {"date": 1}, {"time": 0xFFFF}]
)
def test_what_is_called_as_recordings_are_is_an_entry_whatever_its_clock_and_table_say(changed: dict[str, int]) -> None:
    assert deleted(b"\xe5LIP0003MP4", **changed) == ["_LIP0003.MP4"]


def test_a_deleted_long_name_that_does_not_fit_is_left_out() -> None:
    files = (PlannedFile("some clip of mine.mp4", b"", WRITTEN, CREATED, deleted=True),)
    data = card(files=files)
    at = data.index(b"\xe5OMECL~1MP4", DATA)

    assert paths(volume(data), deleted=True) == ["some clip of mine.mp4"]
    assert paths(volume(put(data, at + 1, b"X")), deleted=True) == ["_XMECL~1.MP4"]
    assert paths(volume(put(data, at - 32 + 13, b"\0")), deleted=True) == ["_OMECL~1.MP4"]


def test_deleted_parts_before_a_live_entry_are_nobodys() -> None:
    files = (PlannedFile("some clip of mine.mp4", b"", WRITTEN, CREATED, deleted=True),)
    data = card(files=files)
    found = volume(put(data, data.index(b"\xe5OMECL~1MP4", DATA), b"NEW     TXT"))

    assert (paths(found), paths(found, deleted=True), found.faults) == (["NEW.TXT"], [], 0)
    assert found.traces == 1, "what they were of is gone, and is not nothing"


def test_a_long_name_of_another_ending_is_not_that_of_a_deleted_recording() -> None:
    files = (PlannedFile("some note of mine.txt", b"", WRITTEN, CREATED, deleted=True),)
    data = card(files=files)
    stale = put(data, data.index(b"\xe5OMENO~1TXT", DATA), b"\xe5LIP0001MP4")

    assert paths(volume(stale), deleted=True) == ["_LIP0001.MP4"]


def test_the_sum_over_a_short_name_is_the_published_one() -> None:
    # "FAT32 File System Specification", ChkSum: an empty sum, and one worked by hand: rotate right, add
    assert checksum(b"") == 0
    assert checksum(b"AB") == 0xE2


def test_a_program_is_one_by_its_short_name_whatever_its_long_one_says() -> None:
    files = (PlannedFile("data of the camera.bin", b"MZ", WRITTEN, CREATED),)
    data = card(files=files)
    at = data.index(b"DATAOF~1BIN", DATA)
    renamed = put(data, at, b"SETUP   EXE")
    renamed = put(
        put(renamed, at - 32 + 13, bytes((checksum(b"SETUP   EXE"),))), at - 64 + 13, bytes((checksum(b"SETUP   EXE"),))
    )
    (entry,) = volume(renamed).entries

    assert (entry.path, entry.executable) == ("data of the camera.bin", True)
    assert not any(one.executable for one in volume(data).entries)
