"""Tar archives: links and devices, holes, headers without end, and what is cut or damaged."""

import gzip
import io
import tarfile
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from conformance.evidence.archives import names, opening, streams
from conformance.evidence.archives.folder import Hole, Unpacking
from conformance.evidence.archives.names import Place

from .packed import Bench, add, tar_of, tree


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


LINK = {"linkname": "/etc/passwd"}
KINDS = {
    "symbolic link": ({"type": tarfile.SYMTYPE, **LINK}, "a symbolic link"),
    "hard link": ({"type": tarfile.LNKTYPE, **LINK}, "a hard link"),
    "character device": ({"type": tarfile.CHRTYPE}, "a device"),
    "block device": ({"type": tarfile.BLKTYPE}, "a device"),
    "pipe": ({"type": tarfile.FIFOTYPE}, "a pipe"),
    "volume label": ({"type": b"V"}, "a member of type b'V'"),
}


@pytest.mark.parametrize(("fields", "kind"), KINDS.values(), ids=KINDS.keys())
def test_what_is_neither_file_nor_folder_is_refused_in_a_tar(
    bench: Bench, fields: dict[str, object], kind: str
) -> None:
    assert bench.refusal(tar_of({"odd": b""}, **fields)) == f"'odd': {kind}; only files and folders are unpacked"


def test_too_many_members_or_folders_of_a_tar_are_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MOST_MEMBERS", 3)
    monkeypatch.setattr(names, "MOST_FOLDERS", 2)

    assert bench.refusal(tar_of(dict.fromkeys("abcd", b"x"))) == "'d': more than 3 members"
    assert bench.refusal(tar_of({"a/b/c/d": b"x"})) == "'a/b/c/d': more than 2 folders"


def test_too_long_names_in_all_are_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_MOST_NAMES", 9)

    assert bench.refusal(tar_of({"12345": b"x", "6789": b"x", "0": b"x"})).startswith("'0': the names of all members")


@pytest.mark.parametrize("length", [300, 600, 1030, 1200, 1536, 1540])
def test_a_tar_that_is_cut_is_refused(bench: Bench, length: int) -> None:
    whole = tar_of({"a.mp4": b"x" * 600})  # header, two blocks of data, end mark

    assert "cut off" in bench.refusal(whole[:length]) if length > 512 else bench.refusal(whole[:length])
    assert bench.unpack(whole) == bench.folder


@pytest.mark.parametrize("packing", ["gz", "xz", "bz2"])
def test_a_compressed_tar_that_is_cut_or_damaged_is_refused(bench: Bench, packing: str) -> None:
    whole = tar_of({"a.mp4": bytes(range(256)) * 9}, packing)
    damaged = bytearray(whole)
    damaged[-6] ^= 1

    assert bench.refusal(whole[:-20])
    assert bench.refusal(whole[:-1]) == "its compressed data is cut off"
    assert bench.refusal(bytes(damaged))
    assert bench.refusal(whole + b"more")


def test_a_tar_with_a_damaged_header_does_not_end_there(bench: Bench) -> None:
    damaged = bytearray(tar_of({"a.mp4": b"x", "b.mp4": b"y"}))
    damaged[1024] ^= 1

    assert bench.refusal(bytes(damaged)) == "the header that ends at byte 1536 is damaged"


def test_what_follows_the_end_mark_of_a_tar_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tar_of({"a.mp4": b"x"})
    monkeypatch.setattr(streams, "_MOST_PADDING", 20_000)

    assert bench.refusal(whole + tar_of({"b.mp4": b"y"})).startswith("something follows its end mark at byte 1536")
    assert bench.refusal(whole + bytes(20_000)).startswith("more than 20000 bytes of padding")


SPARSE = {"GNU.sparse.size": "100000", "GNU.sparse.name": "card.img"}


def test_a_file_with_holes_is_unpacked_whole(bench: Bench) -> None:
    bench.unpack(tar_of({"x": b"headtail"}, pax_headers={**SPARSE, "GNU.sparse.map": "0,4,70000,4"}))

    assert tree(bench.folder) == {"card.img": b"head" + bytes(69_996) + b"tail" + bytes(29_996)}


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ({"GNU.sparse.map": "0,4,2,4"}, "its map of holes contradicts itself"),
        ({"GNU.sparse.map": "50,4,0,4"}, "its map of holes contradicts itself"),
        ({"GNU.sparse.map": "0,4,99998,4"}, "its map of holes contradicts itself"),
        ({"GNU.sparse.map": "0,9,10,-1"}, "its map of holes contradicts itself"),
        ({"GNU.sparse.map": "0,4,8,600"}, "its headers contradict each other about its size"),
        ({"GNU.sparse.map": "0,8", "GNU.sparse.size": "1000000000000000"}, "unpacked, it has more than"),
        ({"GNU.sparse.map": "0,8", "GNU.sparse.size": "70000000"}, "unpacked, it has more than 1000 times the bytes"),
        ({"GNU.sparse.map": "0,8", "GNU.sparse.size": "-1"}, "a negative size"),
    ],
)
def test_holes_that_cannot_be_are_refused(bench: Bench, headers: dict[str, str], sentence: str) -> None:
    content = tar_of({"x": b"headtail"}, pax_headers={**SPARSE, **headers})

    assert bench.refusal(content).startswith(f"'card.img': {sentence}")


def test_a_size_that_a_global_header_changes_is_refused(bench: Bench) -> None:
    content = tar_of({"a.mp4": b"x", "b.mp4": b"y"}, shared={"size": "700"})

    assert bench.refusal(content) == "'a.mp4': its headers contradict each other about its size"


def test_headers_without_end_are_refused(bench: Bench) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        add(archive, "n" * 70_000, b"x")
    shared = {f"k{index}": "v" for index in range(65)}

    assert "more than 65536 bytes of headers" in bench.refusal(packed.getvalue())
    assert "more than 65536 bytes of headers" in bench.refusal(tar_of({"n" * 70_000: b"x"}))
    assert bench.refusal(tar_of({"a.mp4": b"x"}, shared=shared)) == "'a.mp4': more than 64 records of global headers"


def test_a_header_of_a_negative_size_is_refused(bench: Bench) -> None:
    head = tarfile.TarInfo("././@LongLink")
    head.type, head.size = tarfile.GNUTYPE_LONGNAME, -512

    assert "bytes of headers" in bench.refusal(head.tobuf(tarfile.GNU_FORMAT) + tar_of({"a.mp4": b"x"}))


def test_a_chain_of_headers_is_refused(bench: Bench) -> None:
    content = tar_of({"a.mp4": b"x"}, pax_headers={"comment": "c"})
    chained = content[:1024] * 2000 + content[1024:]

    assert "bytes of headers" in bench.refusal(chained)


def test_lines_in_headers_are_counted_over_all_members(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_MOST_LINES", 3)

    assert bench.refusal(tar_of(dict.fromkeys("abcd", b"x"), pax_headers={"comment": "c"})).startswith(
        "more than 3 lines in the headers"
    )


def refused_without_writing(bench: Bench, content: bytes, monkeypatch: pytest.MonkeyPatch) -> str:
    def write(*_: object) -> None:
        pytest.fail("a file was made")

    monkeypatch.setattr(Unpacking, "write", write)
    return bench.refusal(content)


@pytest.mark.parametrize("packing", ["", "gz", "xz", "bz2"])
def test_all_headers_are_looked_at_before_the_first_file_is_made(
    bench: Bench, packing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = tar_of({"a.mp4": b"x" * 3000, "b.mp4": b"y", "../c.mp4": b"z"}, packing)

    assert refused_without_writing(bench, content, monkeypatch) == "'../c.mp4': its path goes up with '..'"


def test_a_file_that_is_cut_off_is_known_before_the_first_one_is_made(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = tar_of({"a.mp4": b"x", "b.mp4": bytes(300_000)})[:200_000]

    assert refused_without_writing(bench, content, monkeypatch) == (
        "'b.mp4': it is cut off: the archive ends 101536 bytes before its end"
    )


def test_of_a_large_compressed_tar_no_more_than_the_beginning_is_read_twice(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_CHECKED", 1000)
    content = tar_of({"a.mp4": b"x", "b.mp4": b"y", "c.mp4": b"z", "../d.mp4": b"z"}, "gz")
    made, write = [], Unpacking.write

    def noted(self: Unpacking, place: Place, parts: Iterable[bytes | Hole], moment: float) -> None:
        made.append(place.file)
        write(self, place, parts, moment)

    monkeypatch.setattr(Unpacking, "write", noted)

    assert bench.refusal(content) == "'../d.mp4': its path goes up with '..'"
    assert made == ["a.mp4", "b.mp4", "c.mp4"]


@pytest.mark.parametrize("packing", ["", "gz"])
def test_a_tar_of_ninety_thousand_members_is_refused_soon(bench: Bench, packing: str) -> None:
    head = bytearray(tarfile.TarInfo("000000.mp4").tobuf())
    sums = int(head[148:154], 8)
    members = []
    for number in range(90_000):
        name = b"%06d" % number
        head[:6], head[148:154] = name, b"%06o" % (sums + sum(name) - 6 * 48)
        members.append(bytes(head))
    content = b"".join(members) + tar_of({"../z": b""})
    begun = time.process_time()
    refusal = bench.refusal(gzip.compress(content, 1) if packing else content)

    assert refusal == "'../z': its path goes up with '..'"
    assert time.process_time() - begun < 10
