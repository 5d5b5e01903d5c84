"""Zip archives: each way in which their headers can lie, contradict each other or be cut."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from stat import S_IFIFO, S_IFLNK

import pytest

from conformance.evidence.archives.folder import Unpacking

from .packed import TWO, Bench, tree, zip_of


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def central(archive: bytes, offset: int, form: str, *values: int) -> bytes:
    """The archive with other values at that offset of its first central directory header."""
    changed = bytearray(archive)
    struct.pack_into(form, changed, changed.index(b"PK\x01\x02") + offset, *values)
    return bytes(changed)


@pytest.mark.parametrize("mode", [S_IFLNK | 0o777, S_IFIFO | 0o644, 0o060644, 0o140644])
def test_what_is_neither_file_nor_folder_is_refused_in_a_zip(bench: Bench, mode: int) -> None:
    content = central(zip_of({"odd": b"/etc/passwd"}), 38, "<L", mode << 16)

    assert bench.refusal(content) == "'odd': a link, device or pipe; only files and folders are unpacked"


FIELDS = {
    "encrypted": (8, "<H", 0x0001, "it is encrypted"),
    "strongly encrypted": (8, "<H", 0x0040, "it is encrypted"),
    "deflate64": (10, "<H", 9, "it is compressed in way 9"),
    "lzma": (10, "<H", 14, "it is compressed in way 14"),
    "wrong CRC": (16, "<L", 1, "its CRC is wrong"),
    "fewer bytes than packed": (24, "<L", 3, "it has more than the 3 bytes that the directory states"),
    "more bytes than packed": (24, "<L", 30, "it has 10 bytes where the directory states 30"),
    "packed bytes left over": (20, "<L", 3, "its compressed data is cut off"),
    "header elsewhere": (42, "<L", 1, "its header is not where the directory says"),
    "a folder by its mode": (38, "<L", 0o040755 << 16, "a folder by its name or by its mode, but not by both"),
}


@pytest.mark.parametrize(("offset", "form", "value", "sentence"), FIELDS.values(), ids=FIELDS.keys())
def test_a_central_header_that_lies_is_refused(bench: Bench, offset: int, form: str, value: int, sentence: str) -> None:
    content = central(zip_of({"a.mp4": b"0123456789"}, zipfile.ZIP_DEFLATED), offset, form, value)

    assert bench.refusal(content).startswith(f"'a.mp4': {sentence}")


def test_bytes_that_follow_the_deflated_ones_are_refused(bench: Bench) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"x" * 50) + packer.flush() + b"hidden"
    content = central(zip_of({"a": packed}), 10, "<H", 8)

    content = central(content, 16, "<3L", zlib.crc32(b"x" * 50), len(packed), 50)
    assert bench.refusal(content) == "'a': bytes follow where its compressed data has ended"


def test_another_name_in_the_members_own_header_is_refused(bench: Bench) -> None:
    assert "another name in its header" in bench.refusal(zip_of({"a.mp4": b"x"}).replace(b"a.mp4", b"b.mp4", 1))


def test_members_that_overlap_are_refused(bench: Bench) -> None:
    inner = zip_of({"b": b"recording"})
    local = inner[: inner.index(b"PK\x01\x02")]
    outer = zip_of({"a": local, "b": b"recording"})  # `a` quotes a whole member: its directory may point into it
    second = outer.rindex(b"PK\x01\x02")
    content = outer[: second + 42] + struct.pack("<L", 31) + outer[second + 46 :]

    assert bench.refusal(content).startswith("'a': its bytes overlap with those of the next member")


def test_two_headers_of_one_member_are_refused(bench: Bench) -> None:
    content = zip_of({"a": b"x"})
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    twice = content[:end] + content[start:end] + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, 94, start, 0)

    assert bench.refusal(twice).startswith("'a': its bytes overlap")


def test_a_name_in_another_encoding_than_utf8_is_refused_rather_than_guessed(bench: Bench) -> None:
    content = zip_of({"????.mp4": b"x"}).replace(b"????", "巡逻".encode("gbk"))

    assert "'╤▓┬▀.mp4': the encoding of its name is not stated" in bench.refusal(content)


def test_a_name_in_utf8_that_is_not_flagged_is_read(bench: Bench) -> None:
    bench.unpack(zip_of({"???.mp4": b"x"}).replace(b"???", "巡".encode()))

    assert tree(bench.folder) == {"巡.mp4": b"x"}


def test_a_unicode_path_beside_the_name_is_read(bench: Bench) -> None:
    packed, member = io.BytesIO(), zipfile.ZipInfo("????.mp4")
    raw, name = "巡逻.mp4".encode("gbk"), "巡逻.mp4".encode()
    member.extra = struct.pack("<2HBL", 0x7075, 5 + len(name), 1, zlib.crc32(raw)) + name
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member, b"x")
    bench.unpack(packed.getvalue().replace(b"????", raw[:4]))

    assert tree(bench.folder) == {"巡逻.mp4": b"x"}


def end64(members: int, size: int, offset: int, begin: int) -> bytes:
    """All end records of a zip64 archive, which begin at that offset."""
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, members, members, size, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, begin, 1)
    return record + locator + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)


def test_too_many_members_of_a_zip_are_refused_before_their_directory_is_read(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(zipfile, "ZipFile")
    header = b"PK\x01\x02" + b"\0" * 42
    unstated = header * 100_001 + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 100_001 * 46, 4, 0)

    assert bench.refusal(b"PK\x03\x04" + end64(1_000_000, 0, 4, 4)) == "more than 100000 members"
    assert bench.refusal(b"PK\x03\x04" + unstated) == "more than 100000 members"
    assert bench.refusal(b"PK\x03\x04" + end64(9, 1 << 30, 4, 4)) == "its directory has more than 67108864 bytes"


def test_a_zip64_is_unpacked_if_its_locator_is_right(bench: Bench) -> None:
    content = zip_of({"a.mp4": b"x"})
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    astray = bench.refusal(content[:end] + end64(1, end - start, start, end + 1))
    bench.unpack(content[:end] + end64(1, end - start, start, end))

    assert astray == "its zip64 end record is not where its locator says"
    assert tree(bench.folder) == {"a.mp4": b"x"}


def test_a_directory_that_can_be_read_in_two_ways_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = zip_of(TWO)
    end = whole.index(b"PK\x05\x06")
    counted = whole[: end + 8] + b"\x03\0\x03\0" + whole[end + 12 :]
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda _: [])

    assert bench.refusal(counted) == "its directory lists 2 members where its end record states 3"
    assert bench.refusal(central(zip_of({"a": b"x"}), 32, "<H", 9)) == "header 1 of its directory is damaged"
    assert bench.refusal(whole) == "its directory can be read in two ways"


def test_a_folder_that_holds_bytes_is_refused(bench: Bench) -> None:
    assert bench.refusal(zip_of({"a/": b"x"})) == "'a/': a folder that holds bytes"


def test_the_sum_of_all_members_is_refused_before_one_is_written(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Unpacking, "write")

    assert bench.refusal(zip_of({"a": bytes(9), "b": bytes(9)}), most=17).startswith(
        "unpacked, it has more than the 17"
    )


def test_a_zip_that_is_cut_or_grown_is_refused(bench: Bench) -> None:
    whole = zip_of(TWO)

    assert bench.refusal(whole[:-30]) == "it has no end record: the archive is cut off"
    assert bench.refusal(whole[:60] + whole[70:]).startswith("its directory is not where its end record says")
    assert bench.refusal(whole + b"more").startswith("bytes are missing, or were added, after its end record")
    assert bench.refusal(b"PK\x07\x08" + whole).startswith("its directory is not where its end record says")
    assert bench.refusal(whole.replace(b"PK\x01\x02", b"PK\x01\x03")) == "header 1 of its directory is damaged"
    assert bench.refusal(whole[:-12] + b"\x01" + whole[-11:]).startswith("a part of an archive in several parts")
