"""The file of a bundle has one layout: whatever else a zip archive may be is refused, and quickly."""

import io
import time
import warnings
import zipfile
from pathlib import Path

import pytest

from conformance.bundle.checks import status_of
from conformance.bundle.container import Container, Fault, write_container
from conformance.errors import BundleError
from tests.bundle.forging import checks

CONTENTS = {"envelope.json": b"{}", "facts/b.json": b"beta", "a.txt": b"alpha"}


def written(contents: dict[str, bytes | Path]) -> bytes:
    file = io.BytesIO()
    write_container(file, contents)
    return file.getvalue()


def fault_of(content: bytes) -> str:
    with pytest.raises(Fault) as caught:
        Container(io.BytesIO(content))
    return str(caught.value)


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def test_the_same_entries_are_the_same_bytes_in_whatever_order_they_come() -> None:
    backwards = dict(reversed(CONTENTS.items()))

    assert written(dict(CONTENTS)) == written(dict(backwards))


def test_any_unzip_reads_it_and_the_envelope_comes_last() -> None:
    with zipfile.ZipFile(io.BytesIO(written(dict(CONTENTS)))) as archive:
        assert archive.namelist() == ["a.txt", "facts/b.json", "envelope.json"]
        assert archive.read("facts/b.json") == b"beta"
        assert archive.testzip() is None
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_was_written_is_read() -> None:
    container = Container(io.BytesIO(written(dict(CONTENTS))))

    assert container.names == ("a.txt", "facts/b.json", "envelope.json")
    assert container.content("a.txt", 5) == b"alpha"
    assert container.measured("a.txt").sha256 == "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8"


def test_an_entry_with_more_bytes_than_are_read_is_refused() -> None:
    container = Container(io.BytesIO(written(dict(CONTENTS))))

    with pytest.raises(Fault, match=r"a\.txt has 5 bytes, where 4 are the most that is read"):
        container.content("a.txt", 4)


def test_every_single_byte_counts_but_those_of_the_contents_which_have_digests() -> None:
    """Of each header and of the directory, no bit may be another."""
    good = written({"a.txt": b"alpha"})
    contents = range(35, 40)
    silent = []
    for at in range(len(good)):
        bad = bytearray(good)
        bad[at] ^= 1
        try:
            Container(io.BytesIO(bytes(bad)))
        except Fault:
            continue
        silent.append(at)

    assert silent == list(contents)


def test_a_bundle_that_was_cut_anywhere_is_cut_off() -> None:
    good = written(dict(CONTENTS))

    assert {fault_of(good[:at]).partition(":")[0] for at in range(2, len(good))} <= {
        "it does not end as a bundle does",
        "its last record is not that of a bundle",
    }


@pytest.mark.parametrize("more", [b"x", b"PK\x05\x06" + bytes(18), b"\0" * 22])
def test_bytes_behind_the_end_are_found(more: bytes) -> None:
    assert "added" in fault_of(written(dict(CONTENTS)) + more)


def test_bytes_before_the_first_entry_are_found() -> None:
    assert "added" in fault_of(b"#!/bin/sh\n" + written(dict(CONTENTS)))


def test_bytes_between_entries_and_directory_are_found() -> None:
    good = written({"a.txt": b"alpha"})
    directory = good.index(b"PK\x01\x02")
    end = good.index(b"PK\x05\x06")
    moved = bytearray(good[:directory] + b"hidden" + good[directory:])
    moved[end + 6 + 16 : end + 6 + 20] = (directory + 6).to_bytes(4, "little")

    assert fault_of(bytes(moved)) == "byte 40: 6 bytes stand between the last entry and the directory"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (zipped(("a.txt", bytes(1 << 20)), method=zipfile.ZIP_DEFLATED), "'a.txt' is compressed"),
        (zipped(("../a.txt", b"x")), "no entry of a bundle has a name like '../a.txt'"),
        (zipped(("/etc/passwd", b"x")), "no entry of a bundle has a name like '/etc/passwd'"),
        (zipped(("facts/../../a", b"x")), "no entry of a bundle has a name like 'facts/../../a'"),
        (zipped(("a\\b", b"x")), "no entry of a bundle has a name like"),
        (zipped(("\u202eexe.txt", b"x")), "no entry of a bundle has a name like"),
        (zipped(("a" * 4096, b"x")), "its directory has 4142 bytes, too many for 1 entries"),
        (zipped(("facts/", b"")), "no entry of a bundle has a name like 'facts/'"),
        (zipped(("a.txt", b"x")), "the directory says of 'a.txt' what no bundle says"),
    ],
)
def test_other_zip_archives_are_no_bundles(content: bytes, why: str) -> None:
    assert why in fault_of(content)


def test_a_name_that_stands_twice_is_found() -> None:
    one = written({"a.txt": b"alpha"})
    directory, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entry, central = one[:directory], bytearray(one[directory:end])
    central[42:46] = len(entry).to_bytes(4, "little")
    tail = bytearray(one[end:])
    tail[8:10] = tail[10:12] = (2).to_bytes(2, "little")
    tail[12:16] = (2 * len(central)).to_bytes(4, "little")
    tail[16:20] = (2 * len(entry)).to_bytes(4, "little")

    assert fault_of(entry * 2 + one[directory:end] + central + tail) == "two entries are named 'a.txt'"


def test_a_bomb_in_a_bomb_is_refused_without_a_byte_of_it_being_unpacked(tmp_path: Path) -> None:
    bomb = zipped(("zeros", bytes(50 << 20)), method=zipfile.ZIP_DEFLATED)
    file = tmp_path / "b.zip"
    file.write_bytes(zipped(("bomb.zip", bomb), method=zipfile.ZIP_DEFLATED))
    begun = time.monotonic()
    found = checks(file)

    assert status_of(found) == 1
    assert found[-1].told == "'bomb.zip' is compressed, which no entry of a bundle is"
    assert time.monotonic() - begun < 5


def test_a_directory_of_all_the_entries_that_a_zip_can_have_is_walked_in_seconds() -> None:
    many = written({f"facts/{number:05}.json": b"" for number in range(65_000)})
    begun = time.monotonic()

    assert len(Container(io.BytesIO(many)).names) == 65_000
    assert time.monotonic() - begun < 10


def test_more_entries_than_a_zip_can_have_are_not_written() -> None:
    with pytest.raises(BundleError, match="a bundle holds 65534 at most"):
        written({f"facts/{number:05}.json": b"" for number in range(65_535)})
