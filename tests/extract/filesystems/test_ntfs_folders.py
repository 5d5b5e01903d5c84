"""Contradictions between the folders of an NTFS volume, files and attribute lists, each made and found."""

from .ntfs_volumes import CHINESE, GONE, Known, flaws, made, needs_tools, pieces, put, volume, word

pytestmark = needs_tools


def test_an_entry_of_a_free_record_is_told() -> None:
    known = Known(made())
    gone = int.from_bytes(made()[known.record(GONE) + 16 : known.record(GONE) + 18], "little")
    reference = word(known.numbers[GONE], 6) + word(gone)

    assert f"DCIM/100: names {CHINESE[9:]} of record {known.numbers[GONE]}, which is not in use" in flaws(
        put(made(), known.entry(CHINESE[9:]), reference)
    )


def test_an_entry_of_another_sequence_number_is_told() -> None:
    known = Known(made())
    found = flaws(put(made(), known.entry(CHINESE[9:]) + 6, word(9)))

    assert found == [
        f"DCIM/100: names {CHINESE[9:]} of record {known.numbers[CHINESE]} with sequence number 9, which has 1"
    ]


def test_an_entry_of_a_record_that_can_not_be_is_told() -> None:
    known = Known(made())

    assert f"DCIM/100: names {CHINESE[9:]} of record 281474976710655, which is not in use" in flaws(
        put(made(), known.entry(CHINESE[9:]), b"\xff" * 8)
    )


def test_a_file_called_otherwise_than_its_folder_says_is_told() -> None:
    known = Known(made())
    other = CHINESE.replace("中", "下")
    found = flaws(put(made(), known.value(CHINESE, 0x30) + 66, "下".encode("utf-16-le")))

    assert found == [
        f"DCIM/100: names {CHINESE[9:]} of record {known.numbers[CHINESE]}, which is not called so there",
        f"{other}: is in use, and its folder does not name it so",
    ]


def test_a_file_in_use_that_no_folder_names_is_listed_and_told() -> None:
    known = Known(made())
    data = put(made(), known.record(GONE) + 22, b"\1\0")
    found = flaws(data)

    assert f"{GONE}: is in use, and its folder does not name it so" in found
    assert f"{GONE}: states 0 names (hard links), and has 1" in found
    assert f"$MFT: holds records in use that its bitmap shows free: 1, from {known.numbers[GONE]} on" in found
    assert GONE in [entry.path for entry in volume(data).entries if not entry.deleted]


def test_a_file_that_states_another_folder_is_told() -> None:
    known = Known(made())
    found = flaws(put(made(), known.value(CHINESE, 0x30) + 6, word(5)))
    number = known.numbers["DCIM/100"]
    path = f"record {number}/{CHINESE[9:]}"

    assert f"{path}: says that it is in record {number} with sequence number 5, which is no such folder" in found


def test_folders_in_each_other_are_told() -> None:
    known = Known(made())
    number = known.numbers["DCIM/100"]
    data = put(made(), known.value("DCIM", 0x30), word(number, 6) + word(1))
    found = volume(data)

    assert sum(one.detail == "lies in a loop of folders, which the root does not lead to" for one in found.flaws) == 2
    assert {entry.path for entry in found.entries if entry.path.endswith("clip.mp4")} != set()


def test_a_torn_block_of_a_folder_is_told() -> None:
    known = Known(pieces())
    place = int(known.runs("many", 0xA0)["lcn"][0]) * 4096
    found = flaws(put(pieces(), place + 4094, b"\xab\xcd"))

    assert found[0] == "many: has a block 0 of its index that is torn, or another one"
    assert any(one.endswith("is in use, and its folder does not name it so") for one in found)


def test_the_bitmap_of_a_folder_has_to_fit_its_index() -> None:
    known = Known(pieces())
    at = known.value("many", 0xB0)
    held = pieces()[at]

    assert flaws(put(pieces(), at, bytes([held & ~2]))) == [
        "many: marks 1 blocks of its index as free that are part of it"
    ]
    assert flaws(put(pieces(), at + 7, b"\x80")) == [
        "many: marks 1 blocks of its index as in use that are no part of it"
    ]


def test_an_index_that_leads_to_one_block_twice_ends() -> None:
    known = Known(pieces())
    node = int(known.runs("many", 0xA0)["lcn"][0] + 4) * 4096 + 24  # the one below the root
    first = node + int.from_bytes(pieces()[node : node + 4], "little")
    below = first + int.from_bytes(pieces()[first + 8 : first + 10], "little") - 8
    second = below + 8 + int.from_bytes(pieces()[below + 16 : below + 18], "little") - 8
    found = flaws(put(pieces(), below, pieces()[second : second + 8]))

    assert "many: has an index that leads to one of its blocks twice" in found


def test_entries_that_can_not_be_told_apart_are_told() -> None:
    known = Known(pieces())
    place = (
        int(known.runs("many", 0xA0)["lcn"][0]) * 4096
        + 24
        + int.from_bytes(pieces()[int(known.runs("many", 0xA0)["lcn"][0]) * 4096 + 24 :][:4], "little")
    )

    assert "many: lists entries that can't be told apart" in flaws(put(pieces(), place + 8, word(3)))


def test_a_folder_without_an_index_is_told() -> None:
    known = Known(made())
    found = flaws(put(made(), known.attribute("DCIM/100", 0x90), word(0x40, 4)))

    assert "DCIM/100: is a folder without an index of names ($I30)" in found


def extension(known: Known) -> int:
    """Number of a record that goes on with one.mp4."""
    kept = known.records.kept
    chosen = (kept["owner"] == known.numbers["one.mp4"]) & (kept["record"] != kept["owner"]) & (kept["type"] == 0x80)
    return int(kept["record"][chosen][0])


def test_a_record_that_goes_on_with_another_one_than_names_it_is_told() -> None:
    known = Known(pieces())
    number = extension(known)
    found = flaws(put(pieces(), known.record(number) + 32, word(known.numbers["two.mp4"], 6)))

    assert any("one.mp4: has an attribute list that names" in one for one in found)
    assert f"record {number}: goes on with a record whose attribute list does not name all of it" in found


def test_a_record_that_goes_on_with_a_free_one_is_told() -> None:
    known = Known(pieces())
    number = extension(known)
    found = flaws(put(pieces(), known.record(number) + 38, word(99)))
    base = known.numbers["one.mp4"]

    assert f"record {number}: goes on with record {base}, which is not in use or another one" in found


def test_a_piece_of_a_file_that_is_lost_is_told() -> None:
    known = Known(pieces())
    found = flaws(put(pieces(), known.record(extension(known)) + 510, b"\xab\xcd"))

    assert any(
        "one.mp4: states 26214400 bytes in 26214400 of clusters for its data, its runs hold" in one for one in found
    )
    assert any("one.mp4: has an attribute list that names" in one for one in found)
