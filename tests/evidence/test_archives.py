"""Archives as submissions: what is unpacked and where, and that a hostile one leaves nothing behind."""

import bz2
import gzip
import lzma
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from conformance.errors import SubmissionError
from conformance.evidence.archives.opening import is_archive

from .packed import TIME, TWO, Bench, tar_of, tree, zip_of


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def v7(archive: bytes) -> bytes:
    """The archive with an old first header: without the magic, and with the checksum of that."""
    head = archive[:148] + b" " * 8 + archive[156:257] + b"\0" * 8 + archive[265:512]
    return head[:148] + b"%06o\0 " % sum(head) + head[156:] + archive[512:]


GOOD = {
    "stored zip": zip_of(TWO),
    "deflated zip": zip_of(TWO, zipfile.ZIP_DEFLATED),
    "bzip2 zip": zip_of(TWO, zipfile.ZIP_BZIP2),
    "tar": tar_of(TWO),
    "old tar": v7(tar_of(TWO)),
    "tar.gz": tar_of(TWO, "gz"),
    "tar.xz": tar_of(TWO, "xz"),
    "tar.bz2": tar_of(TWO, "bz2"),
    "tar.gz in two streams": gzip.compress(tar_of(TWO)[:700]) + gzip.compress(tar_of(TWO)[700:]),
    "tar.gz with padding": gzip.compress(tar_of(TWO)[:700])
    + bytes(9)
    + gzip.compress(tar_of(TWO)[700:])
    + bytes(20_000),
}
EMPTY_ZIP = zip_of({})


@pytest.mark.parametrize("content", GOOD.values(), ids=GOOD.keys())
def test_an_archive_is_known_and_unpacked_byte_by_byte(bench: Bench, content: bytes) -> None:
    assert bench.unpack(content) == bench.folder
    assert is_archive(bench.archive)
    assert tree(bench.folder) == TWO
    assert sorted(bench.parent.iterdir()) == [bench.archive, bench.folder]
    assert bench.archive.read_bytes() == content


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (EMPTY_ZIP, True),
        (b"PK\x07\x08PK\x03\x04", True),
        (b"BZh9\x17rE8P\x90", True),
        (b"", False),
        (b"PK\x01\x02", False),
        (b"BZh9 is no magic", False),
        (b"\0" * 1024, False),
        (b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" * 100, False),
    ],
)
def test_what_is_an_archive_shows_in_its_first_bytes(tmp_path: Path, head: bytes, known: bool) -> None:  # noqa: FBT001 - parametrized
    (tmp_path / "file").write_bytes(head)

    assert is_archive(tmp_path / "file") is known


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    assert not is_archive(tmp_path)


@pytest.mark.parametrize(
    ("names", "where"),
    [
        (("case 7/submission.yaml", "case 7/a.mp4"), "case 7"),
        (("DCIM/a.mp4", "DCIM/b.mp4"), ""),
        (("case 7/submission.yaml", "__MACOSX/case 7/._a.mp4"), "case 7"),
        (("case 7/a.mp4", "notes.txt"), ""),
        (("a/a.mp4", "b/b.mp4"), ""),
        (("a.mp4",), ""),
        (("submission.yaml/a.mp4",), ""),
    ],
)
def test_the_submission_lies_in_the_only_folder_at_the_top_that_states_it(
    bench: Bench, names: tuple[str, ...], where: str
) -> None:
    assert bench.unpack(zip_of(dict.fromkeys(names, b"x"))) == bench.folder / where


def test_folders_are_unpacked_too_named_before_or_after_their_files(bench: Bench) -> None:
    bench.unpack(zip_of({"./": b"", "a/": b"", "a/1.mp4": b"x", "b/2.mp4": b"y", "b/": b"", "empty/": b""}))

    assert tree(bench.folder) == {"a/1.mp4": b"x", "b/2.mp4": b"y"}
    assert (bench.folder / "empty").is_dir()


def test_a_tar_keeps_the_times_of_files_and_no_mode_bits(bench: Bench) -> None:
    bench.unpack(tar_of({"a.mp4": b"x"}, mode=0o4777, mtime=TIME + 0.25))
    found = (bench.folder / "a.mp4").stat()

    assert found.st_mtime_ns == 1_600_000_000_250_000_000
    assert found.st_mode & 0o7111 == 0


@pytest.mark.parametrize("time", [0, -5, 1 << 40])
def test_a_time_that_can_be_none_is_not_kept(bench: Bench, time: int) -> None:
    bench.unpack(tar_of({"a.mp4": b"x"}, mtime=time))

    assert TIME < (bench.folder / "a.mp4").stat().st_mtime < 1 << 32


def test_no_time_is_taken_from_a_zip_for_it_has_no_zone(bench: Bench) -> None:
    bench.unpack(zip_of({"a.mp4": b"x"}))  # 1980-01-01 in the archive

    assert (bench.folder / "a.mp4").stat().st_mtime > TIME


def test_a_folder_with_something_in_it_is_refused_and_left(bench: Bench) -> None:
    (bench.folder / "mine").write_bytes(b"kept")

    with pytest.raises(SubmissionError, match="no empty folder to unpack archive into"):
        bench.unpack(zip_of(TWO))
    assert tree(bench.folder) == {"mine": b"kept"}


def test_what_is_no_archive_is_refused(bench: Bench) -> None:
    assert bench.refusal(b"hello") == "it is neither a zip nor a tar archive"
    assert bench.refusal(gzip.compress(b"hello")).startswith("what it holds is no tar archive: ")


NAMES = {
    "/etc/passwd": "'/etc/passwd': an absolute path",
    "C:/a.mp4": "'C:/a.mp4': its path begins with a drive letter",
    "./c:a.mp4": "'./c:a.mp4': its path begins with a drive letter",
    "a/../../b.mp4": "'a/../../b.mp4': its path goes up with '..'",
    "..": "'..': its path goes up with '..'",
    "a\\b.mp4": "'a\\b.mp4': its name holds a backslash",
    "a\nb.mp4": "'a\\nb.mp4': its name holds a control character",
    "\x1b[2J": "'\\x1b[2J': its name holds a control character",
    "a\x85.mp4": "'a\\x85.mp4': its name holds a control character",
    "n" * 256: f"'{'n' * 199}…': a part of its path has more than 255 bytes",
    "é" * 128: f"'{'é' * 128}': a part of its path has more than 255 bytes",
    "d/" * 2048 + "x": f"'{'d/' * 99}d…': its name has more than 4096 bytes",
    "d/" * 100 + "x": f"'{'d/' * 99}d…': it lies more than 100 folders deep",
    ".": "'.': a file that is named like a folder",
}


@pytest.mark.parametrize(("name", "sentence"), NAMES.items(), ids=range(len(NAMES)))
def test_a_hostile_name_is_refused_and_shown_safely(bench: Bench, name: str, sentence: str) -> None:
    for content in (zip_of({"a.mp4": b"x", name: b"x"}), tar_of({"a.mp4": b"x", name: b"x"})):
        assert bench.refusal(content).startswith(sentence)


def test_a_name_with_a_nul_is_refused(bench: Bench) -> None:
    assert "control character" in bench.refusal(zip_of({"a.mp4?.txt": b"x"}).replace(b"?", b"\0"))
    assert "control character" in bench.refusal(tar_of({"a": b"x"}, pax_headers={"path": "a\0b"}))


MEETING = {
    "two of one name": (("a.mp4", "./a.mp4"), "'./a.mp4': two members have this name"),
    "but for case": (("a.mp4", "A.MP4"), "'A.MP4': it differs from 'a.mp4' in case or Unicode form only"),
    "but for form": (("\u00e9", "e\u0301"), "'e\u0301': it differs from '\u00e9' in case or Unicode form only"),
    "but for form and case": (
        ("\u1fb4", "\u1fb3\u0301"),
        "'\u1fb3\u0301': it differs from '\u1fb4' in case or Unicode form only",
    ),
    "folders but for case": (("a/1", "A/2"), "'A/2': it differs from 'a' in case or Unicode form only"),
    "file then folder": (("a", "A/2"), "'A/2': it needs a folder where 'a' is a file"),
    "folder then file": (("a/1", "A"), "'A': a file, where 'a' is a folder"),
}


@pytest.mark.parametrize(("names", "sentence"), MEETING.values(), ids=MEETING.keys())
def test_two_names_that_a_file_system_may_take_for_one_are_refused(
    bench: Bench, names: tuple[str, ...], sentence: str
) -> None:
    assert bench.refusal(zip_of(dict.fromkeys(names, b"x"))) == sentence
    assert bench.refusal(tar_of(dict.fromkeys(names, b"x"))) == sentence


@pytest.mark.parametrize(
    "content", [zip_of(dict.fromkeys("abc", bytes(100))), tar_of(dict.fromkeys("abc", bytes(100)))]
)
def test_more_bytes_than_may_be_written_are_refused(bench: Bench, content: bytes) -> None:
    assert "unpacked, it has more than the 299 bytes that may be written" in bench.refusal(content, most=299)
    assert bench.unpack(content, most=300) == bench.folder


def test_a_gigabyte_of_the_disk_stays_free(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": (1 << 30) + 9}))

    assert "more than the 9 bytes that may be written" in bench.refusal(zip_of({"a": bytes(10)}))


ZEROS = bytes(80_000_000)


def test_a_bomb_of_deflated_zeros_is_refused(bench: Bench) -> None:
    assert bench.refusal(zip_of({"a": ZEROS}, zipfile.ZIP_DEFLATED)).startswith(
        "'a': unpacked, it has more than 1000 times the bytes of the archive"
    )


def test_a_bomb_of_many_members_is_refused_on_what_was_written(bench: Bench) -> None:
    content = bz2.compress(tar_of({f"{index}": ZEROS[:8_000_000] for index in range(9)}), 1)

    assert "'8': unpacked, it has more than 1000 times" in bench.refusal(content)


def test_a_bomb_of_headers_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bz2.compress(tar_of({f"{index}": b"" for index in range(400)}, pax_headers={"c": "c" * 60_000}))
    monkeypatch.setattr("conformance.evidence.archives.folder._NO_BOMB", 10_000_000)

    assert bench.refusal(content) == "decompressed, it has more than 10000000 bytes: a bomb"


def test_a_stream_for_each_few_bytes_is_refused(bench: Bench) -> None:
    assert "1001 compressed streams that hold next to nothing" in bench.refusal(gzip.compress(b"") * 2000)


def test_an_xz_that_wants_a_gigabyte_of_memory_is_refused(bench: Bench) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    content = bytearray(lzma.compress(tar_of(TWO), filters=filters))
    block = content[12 : 12 + (content[12] + 1) * 4 - 4]
    block[block.index(b"\x21\x01") + 2] = 36  # 1 GiB
    content[12 : 12 + len(block) + 4] = block + struct.pack("<L", zlib.crc32(block))

    assert "emory usage limit" in bench.refusal(bytes(content))


def test_what_cannot_be_written_is_refused_with_the_systems_reason(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.utime", full)

    assert bench.refusal(tar_of(TWO)) == "'submission.yaml': No space left on device"
