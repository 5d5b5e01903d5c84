"""Sparse files of VMDK: grains of every kind give the disk's bytes; what is damaged or can't be read is told."""

import random
import struct
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.extract.filesystems.window import DamagedImageError
from conformance.extract.images import vmdk_audit
from conformance.extract.images.opening import OpenedImage, opened_image

from .making import DEFLATED, HOST, ZERO, nothing
from .vmdk_making import AT_END, GRAIN, REDUNDANT, SECTOR, Vmdk, disk_of, text_of

NOISE = random.Random(8).randbytes(GRAIN)  # noqa: S311 - a fixture
TEXT = b"evidence".ljust(GRAIN, b".")
MEDIA = NOISE + bytes(GRAIN) + TEXT + bytes(GRAIN) + NOISE[:1024]
DISK = Vmdk(MEDIA, (HOST, "", HOST, "", HOST))
PACKED = Vmdk(MEDIA, (DEFLATED, "", DEFLATED, "", DEFLATED))
RGD, RGT, GD, GT = 1536, 2048, 4096, 4608  # bytes at which they stand in DISK
FIRST = 8192  # byte of its first grain
DIRECTORY = DISK.directory


def flaws(tmp_path: Path, data: bytes) -> list[str]:
    found = disk_of(tmp_path, {"disk.vmdk": data})
    assert isinstance(found, tuple), found
    assert isinstance(found[1], list)
    return found[1]


def why(tmp_path: Path, data: bytes) -> str:
    found = disk_of(tmp_path, {"disk.vmdk": data})
    assert isinstance(found, str), found
    return found


def bent(**fields: int) -> dict[int, bytes]:
    """Fields of the header by name, of its numbers of 8 and 4 bytes."""
    places = {"version": 4, "flags": 8, "entries": 44}
    wide = {"capacity": 12, "grain": 20, "descriptor": 28, "redundant": 48, "directory": 56}
    found = {places[name]: value.to_bytes(4, "little") for name, value in fields.items() if name in places}
    return {**found, **{wide[name]: value.to_bytes(8, "little") for name, value in fields.items() if name in wide}}


def with_bytes(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def test_grains_that_stand_somewhere_and_nowhere_give_the_disk(tmp_path: Path) -> None:
    assert disk_of(tmp_path, {"disk.vmdk": DISK.file()}) == (MEDIA, [])


def test_an_entry_of_1_stands_for_zeros_where_the_header_says_so(tmp_path: Path) -> None:
    zeroed = replace(DISK, version=2, flags=7, kinds=(HOST, ZERO, HOST, ZERO, HOST))

    assert disk_of(tmp_path, {"disk.vmdk": zeroed.file()}) == (MEDIA, [])
    assert flaws(tmp_path, replace(zeroed, flags=3).file()) == [
        "grains@512: 1 grains stand where the file keeps another one",
        "grains@512: 2 grains stand where the file keeps its header or a table",
    ]


def test_compressed_grains_with_a_footer_give_the_disk(tmp_path: Path) -> None:
    assert disk_of(tmp_path, {"disk.vmdk": PACKED.stream()}) == (MEDIA, [])


@pytest.mark.parametrize("entries", [1, 2, 512])
def test_a_disk_that_needs_several_tables_is_read_through_all_of_them(entries: int, tmp_path: Path) -> None:
    media = b"".join(number.to_bytes(4, "big") * 1024 for number in range(1, 100))
    plain = Vmdk(media, (HOST,) * 99, entries=entries)
    packed = Vmdk(media, (DEFLATED,) * 99, entries=entries)

    assert disk_of(tmp_path, {"disk.vmdk": plain.file()}) == (media, [])
    assert disk_of(tmp_path, {"disk.vmdk": packed.stream()}) == (media, [])
    assert disk_of(tmp_path, {"disk.vmdk": plain.file()}, lambda image: image.read(GRAIN - 2, GRAIN + 4)) == (
        b"\0\1" + b"\0\0\0\2" * 1024 + b"\0\0"
    )


@pytest.mark.parametrize("entries", [1, 2, 512])
def test_grains_that_stand_nowhere_are_passed_over(entries: int, tmp_path: Path) -> None:
    kinds = ("", ZERO, HOST, "", HOST, *[""] * 20, HOST)
    media = b"".join(TEXT if kind == HOST else bytes(GRAIN) for kind in kinds)
    made = Vmdk(media, kinds, version=2, flags=7, entries=entries)

    def take(image: OpenedImage) -> list[int]:
        return [image.next_data(at) // GRAIN for at in (0, 2 * GRAIN, 3 * GRAIN, 5 * GRAIN, 26 * GRAIN)]

    assert disk_of(tmp_path, {"disk.vmdk": made.file()}, take) == [2, 2, 4, 25, 26]
    assert disk_of(tmp_path, {"disk.vmdk": made.file()}, lambda image: image.next_data(2 * GRAIN + 7)) == 8199


def test_the_file_may_have_any_name(tmp_path: Path) -> None:
    assert disk_of(tmp_path, {"renamed.bin": DISK.file()}) == (MEDIA, [])


def test_a_file_that_was_not_closed_says_so(tmp_path: Path) -> None:
    assert flaws(tmp_path, with_bytes(DISK.file(), 72, b"\1")) == [
        "header@72: the file was not closed (uncleanShutdown)"
    ]


def test_ends_of_lines_that_a_transfer_changed_are_told(tmp_path: Path) -> None:
    changed = with_bytes(DISK.file(), 73, b"\n \n\n")

    assert flaws(tmp_path, changed) == [
        "header@73: 0a 20 0a 0a stands for 0a 20 0d 0a: the file was changed by a transfer as text"
    ]
    assert flaws(tmp_path, with_bytes(changed, 8, b"\2")) == []  # no test of them is promised


@pytest.mark.parametrize(
    ("at", "new", "said"),
    [
        (RGT, b"\x40", "grain table 0 differs from its copy in 1 entries, first in that of grain 0"),
        (RGT + 8, b"\0", "grain table 0 differs from its copy in 1 entries, first in that of grain 2"),
        (RGD, b"\0", "grain table 0 differs from its copy in 3 entries, first in that of grain 0"),
        (RGD + 2, b"\1", "grain table 0, at sector 65540, lies beyond the end of the file"),
    ],
)
def test_a_redundant_directory_that_disagrees_is_told(at: int, new: bytes, said: str, tmp_path: Path) -> None:
    changed = disk_of(tmp_path, {"disk.vmdk": with_bytes(DISK.file(), at, new)})

    assert changed == (MEDIA, [f"redundant grain directory@{RGD}: {said}"])


def test_a_redundant_directory_that_is_nowhere_is_told(tmp_path: Path) -> None:
    beyond = replace(DISK, fields=bent(redundant=1 << 40))

    said = "the redundant grain directory, at sector 1099511627776, lies beyond the end of the file"

    assert flaws(tmp_path, beyond.file()) == [f"header@48: {said}"]
    assert flaws(tmp_path, replace(DISK, fields=bent(redundant=0)).file()) == [
        "header@8: there is to be a redundant grain directory, and its place is 0"
    ]


def test_a_cut_file_is_told_and_gives_no_grain_that_is_lost(tmp_path: Path) -> None:
    cut = DISK.file()[: FIRST + 600]

    def take(image: OpenedImage) -> object:
        for number in (0, 2, 4):
            with pytest.raises(DamagedImageError):
                image.read(number * GRAIN, GRAIN)
        return image.read(GRAIN, GRAIN), image.read(0, 600)

    assert disk_of(tmp_path, {"disk.vmdk": cut}, take) == (bytes(GRAIN), NOISE[:600])
    with opened_image([tmp_path / "disk.vmdk"], nothing) as image:
        assert isinstance(image, OpenedImage)
        assert [f"{flaw.path}@{flaw.offset}: {flaw.detail}" for flaw in image.flaws] == [
            f"grain table@{GT}: 3 grains, of the extent's the first is 0, lie beyond the end of the file"
        ]


def test_the_last_grain_may_end_where_the_disk_does(tmp_path: Path) -> None:
    data = DISK.file()[: FIRST + 2 * GRAIN + 1024]

    assert disk_of(tmp_path, {"disk.vmdk": data}) == (MEDIA, [])


def test_a_table_beyond_the_file_is_told_and_never_read_as_zeros(tmp_path: Path) -> None:
    data = with_bytes(with_bytes(DISK.file(), GD + 2, b"\1"), RGD + 2, b"\1")

    def take(image: OpenedImage) -> object:
        with pytest.raises(DamagedImageError, match="grain table 0 of the VMDK file ends before the entry of grain 0"):
            image.read(0, 1)
        return [f"{flaw.path}@{flaw.offset}: {flaw.detail}" for flaw in image.flaws]

    assert disk_of(tmp_path, {"disk.vmdk": data}, take) == [
        f"grain directory@{GD}: grain table 0, at sector 65545, lies beyond the end of the file"
    ]


def smaller(disk: Vmdk) -> bytes:
    """Header and descriptor leave out all but the first two grains."""
    sectors = 2 * GRAIN // SECTOR
    return replace(disk, fields=bent(capacity=sectors), descriptor=text_of(f'RW {sectors} SPARSE "disk.vmdk"')).file()


def test_grains_and_tables_behind_the_end_of_the_disk_are_told(tmp_path: Path) -> None:
    said = f"grain table@{GT + 8}: 2 grains are named in table 0 behind the 2 of the disk: it states too small a size"
    assert disk_of(tmp_path, {"disk.vmdk": smaller(DISK)}) == (MEDIA[: 2 * GRAIN], [said])

    [said] = flaws(tmp_path, smaller(replace(DISK, entries=2)))
    assert said.endswith(": 2 grain tables are named behind the 1 of the disk: it states too small a size")


def test_two_grains_at_one_place_are_told(tmp_path: Path) -> None:
    both = DISK.file()
    for table in (GT, RGT):
        both = with_bytes(both, table + 8, (FIRST // SECTOR).to_bytes(4, "little"))

    assert flaws(tmp_path, both) == [f"grains@{FIRST}: 1 grains stand where the file keeps another one"]


def test_a_grain_that_stands_in_a_table_is_told(tmp_path: Path) -> None:
    inside = DISK.file()
    for table in (GT, RGT):
        inside = with_bytes(inside, table + 8, b"\2\0\0\0")

    assert flaws(tmp_path, inside) == ["grains@1024: 1 grains stand where the file keeps its header or a table"]


def test_a_table_that_stands_in_a_directory_is_told(tmp_path: Path) -> None:
    inside = with_bytes(DISK.file(), RGD, b"\3")

    assert "tables@1536: 1 tables stand where the file keeps something else" in flaws(tmp_path, inside)


def packed_grain(number: int) -> int:
    """Where the compressed grain begins."""
    return PACKED.stream().index(struct.pack("<Q", number * 8), SECTOR)


@pytest.mark.parametrize(
    ("at", "new", "said"),
    [
        (2 * GRAIN, b"", ""),
        (1536, b"\1", "grain 0 begins with sector 0, and the marker at byte 1536 of the VMDK file states sector 1"),
        (1536 + 8, b"\1\0", "the compressed grain 0 at byte 1536 of the VMDK file is damaged"),
        (1536 + 8, b"\xff\xff\xff\xff", "the compressed grain 0 at byte 1536 of the VMDK file is damaged"),
        (1536 + 500, b"\xaa\xaa", "the compressed grain 0 at byte 1536 of the VMDK file is damaged"),
    ],
)
def test_a_damaged_compressed_grain_is_told_and_gives_no_other_bytes(
    at: int, new: bytes, said: str, tmp_path: Path
) -> None:
    data = with_bytes(PACKED.stream(), at, new)

    def take(image: OpenedImage) -> object:
        if said:
            with pytest.raises(DamagedImageError, match="grain 0"):
                image.read(0, 1)
        return [f"{flaw.path}@{flaw.offset}: {flaw.detail}" for flaw in image.flaws], image.read(2 * GRAIN, GRAIN)

    assert disk_of(tmp_path, {"disk.vmdk": data}, take) == ([f"grain@1536: {said}"] if said else [], TEXT)


def test_a_stream_that_was_cut_is_refused(tmp_path: Path) -> None:
    data = PACKED.stream()

    for cut in (data[:-512], data[:-1024], data[: len(data) // 2]):
        assert "keeps its grain directory at its end, and has no footer there: it was cut" in why(tmp_path, cut)


@pytest.mark.parametrize(
    ("back", "new", "said"),
    [
        (512, b"\1", "footer@{}: no marker of the end of stream stands here"),
        (1536 - 12, b"\4", "footer@{}: no marker of the footer stands here"),
        (1024 - 12, b"\x7f", "footer@{}: it states another disk than the header does"),
    ],
)
def test_a_footer_that_is_not_in_order_is_told(back: int, new: bytes, said: str, tmp_path: Path) -> None:
    data = PACKED.stream()
    changed = with_bytes(data, len(data) - back, new)

    assert said.format((len(data) - back) // SECTOR * SECTOR) in flaws(tmp_path, changed)


def test_bytes_behind_the_stream_are_told(tmp_path: Path) -> None:
    data = PACKED.stream()

    assert flaws(tmp_path, data + b"rest") == [f"footer@{len(data)}: 4 bytes follow the end of the stream"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (bent(version=4), "is of version 4: 1, 2 and 3 are read"),
        (bent(flags=3 | 1 << 18), "has the incompatible flags 0x40000, which are not read here"),
        (bent(flags=3 | 1 << 16), "is compressed in a way that is not read here (flags 0x10003, compressAlgorithm 0)"),
        ({77: b"\1\0"}, "is compressed in a way that is not read here (flags 0x3, compressAlgorithm 1)"),
        (bent(capacity=0), "states a disk of 0 sectors, which can't be"),
        (bent(capacity=1 << 42), "states a disk of 4398046511104 sectors, which can't be"),
        (bent(grain=0), "states grains of 0 sectors and 512 grains a table, which can't be"),
        (bent(grain=12), "states grains of 12 sectors"),
        (bent(grain=1 << 17), "states grains of 131072 sectors"),
        (bent(entries=0), "states grains of 8 sectors and 0 grains a table"),
        (bent(entries=1 << 31), "states grains of 8 sectors and 2147483648 grains a table"),
        (bent(capacity=1 << 40), "needs 268435456 grain tables; 65536 are read at most"),
        (bent(directory=0), "has its grain directory at sector 0, beyond its end"),
        (bent(directory=1 << 55), "has its grain directory at sector 36028797018963968, beyond its end"),
        (bent(descriptor=0), "holds no descriptor: it is one extent of an image"),
        (bent(descriptor=1 << 50), "holds no descriptor: it is one extent of an image"),
        (bent(descriptor=REDUNDANT), "the descriptor of the VMDK image does not begin as descriptors do"),
    ],
)
def test_what_can_not_be_read_is_named(fields: dict[int, bytes], said: str, tmp_path: Path) -> None:
    assert said in why(tmp_path, replace(DISK, fields=fields).file())


def test_an_extent_without_its_descriptor_is_no_disk(tmp_path: Path) -> None:
    assert why(tmp_path, replace(DISK, descriptor=b"").file()) == (
        "evidence_unreadable: the VMDK file holds no descriptor: it is one extent of an image. "
        "Name the descriptor that lists all of them"
    )


def test_a_file_whose_descriptor_names_others_is_no_disk(tmp_path: Path) -> None:
    text = text_of('RW 26 SPARSE "disk.vmdk"', 'RW 8 FLAT "more.bin" 0')

    assert why(tmp_path, replace(DISK, descriptor=text).file()).endswith(
        "holds a part of the disk only: its descriptor names other extents"
    )


def test_a_descriptor_that_states_another_size_is_told(tmp_path: Path) -> None:
    text = text_of('RW 35 SPARSE "disk.vmdk"')

    assert disk_of(tmp_path, {"disk.vmdk": replace(DISK, descriptor=text).file()}) == (
        MEDIA,
        ["descriptor@512: it states a disk of 35 sectors, the header one of 34"],
    )


def test_two_sparse_files_are_no_image(tmp_path: Path) -> None:
    found = disk_of(tmp_path, {"a.vmdk": DISK.file(), "b.vmdk": DISK.file()})

    assert found == "evidence_unreadable: the VMDK file is an image of its own: submit it alone"


def test_a_directory_that_names_one_table_again_and_again_costs_little(tmp_path: Path) -> None:
    made = Vmdk(bytes(SECTOR), (HOST,), fields=bent(capacity=65536 * 512 * 8, redundant=0, flags=1, directory=24))
    table = 24 + 65536 * 4 // SECTOR
    data = made.file().ljust(24 * SECTOR, b"\0") + struct.pack("<I", table) * 65536
    data += struct.pack("<512I", *range(table + 4, table + 4 + 8 * 512, 8)) + bytes(512 * GRAIN)
    begun = time.process_time()

    assert why(tmp_path, data) == (
        "evidence_unreadable: the VMDK file keeps 33553920 grains where it keeps others, and is not believed"
    )
    assert time.process_time() - begun < 10


def test_compressed_grains_far_larger_than_the_file_are_not_all_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vmdk_audit, "_FREE", 2 * GRAIN)
    monkeypatch.setattr(vmdk_audit, "_RATIO", 0)
    data = PACKED.stream()

    assert flaws(tmp_path, data) == [
        f"grain@{packed_grain(4)}: the grains are far larger than the file: those from here on are not verified"
    ]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.sampled_from([DISK.file(), PACKED.stream()]), at=st.integers(0, 1 << 20), value=st.integers(1, 255))
def test_a_byte_that_was_changed_is_never_an_exception(made: bytes, at: int, value: int, tmp_path: Path) -> None:
    data = bytearray(made)
    data[at % len(data)] ^= value
    file = tmp_path / "changed.vmdk"
    file.write_bytes(data)

    with opened_image([file], nothing) as image:
        if not isinstance(image, OpenedImage):
            return
        for number in range(6):
            try:
                got = image.read(number * GRAIN, GRAIN)
            except DamagedImageError:
                continue
            assert len(got) == min(GRAIN, max(0, image.size - number * GRAIN))


EXTREME = st.sampled_from([b"\0" * 8, b"\xff" * 8, b"\xff" * 7 + b"\x7f", b"\1" + bytes(7), b"\0\0\0\0\1\0\0\0"])


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.sampled_from([DISK.file(), PACKED.stream()]),
    changes=st.lists(st.tuples(st.sampled_from([*range(4, 80, 4), GD, GT, RGD, RGT, -1024 + 12, -1024 + 56]), EXTREME)),
)
def test_extreme_numbers_are_never_an_exception(made: bytes, changes: list[tuple[int, bytes]], tmp_path: Path) -> None:
    data = made
    for at, new in changes:
        data = with_bytes(data, at % len(data), new)
    file = tmp_path / "changed.vmdk"
    file.write_bytes(data)

    with opened_image([file], nothing) as image:
        if isinstance(image, OpenedImage):
            assert len(image.flaws) <= 1000
            assert image.next_data(0) >= 0


def test_the_place_of_the_directory_in_a_stream_is_that_of_the_footer(tmp_path: Path) -> None:
    assert struct.unpack("<Q", PACKED.stream()[56:64]) == (AT_END,)
    assert (DIRECTORY * SECTOR, disk_of(tmp_path, {"disk.vmdk": PACKED.stream()})) == (GD, (MEDIA, []))
