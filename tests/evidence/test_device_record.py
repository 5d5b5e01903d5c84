"""ZFY_INFO in both layouts that makers use, and everything that is neither or both."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.evidence.device_record import numbers_of
from conformance.evidence.opening import open_submission
from conformance.model.device_record import Numbers
from conformance.model.facts import Absent

from .written import put, refused, state

BARE, ENDED = (7, 6, 32, 12, 32), (8, 7, 33, 13, 33)
TEXTS = ("8888888", "000123", "张三", "320100000000", "示例单位")


def record(sizes: tuple[int, ...], texts: tuple[str, ...] = TEXTS, pad: bytes = b"\0") -> bytes:
    return b"".join(text.encode("gbk").ljust(size, pad)[:size] for text, size in zip(texts, sizes, strict=True))


def why(content: bytes) -> str:
    found = numbers_of("i.bin", content)
    assert isinstance(found, Absent), found
    return found.detail


@pytest.mark.parametrize(
    ("content", "layout"),
    [
        (record(BARE), 89),
        (record(ENDED), 94),
        (record(BARE) + b"\0" * 5, 89),
        (record(BARE, ("8888888", "000123", "", "", "")), 89),
        (record(ENDED, ("8888888", "000123", "", "", "")), 94),
        (record(BARE, pad=b" "), 89),
    ],
)
def test_both_layouts_tell_the_same_numbers(content: bytes, layout: int) -> None:
    assert numbers_of("i.bin", content) == Numbers("8888888", "000123", layout)


def test_short_numbers_are_those_before_the_nul() -> None:
    assert numbers_of("i.bin", record(ENDED, ("A1", "7", "", "", ""))) == Numbers("A1", "7", 94)
    assert numbers_of("i.bin", record(BARE, ("A1", "7", "", "", ""))) == Numbers("A1", "7", 89)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\0" * 89, "the serial is '', and not letters and digits"),
        (b"\0" * 94, "the serial is '', and not letters and digits"),
        (record(BARE, ("8888888", "", "", "", "")), "the officer's number is ''"),
        (record(BARE, ("<b>1</b", "000123", "", "", "")), "the serial is '<b>1</b', and not letters and digits"),
        (record(BARE)[:45] + b"\xff" * 44, "the unit code is no GBK"),
        (record(BARE, ("8888888", "000123", "a\u0007", "", "")), "the officer's name holds control characters"),
        (record(BARE, ("8888888", "000\x0012", "", "", "")), "something stands behind the NUL"),
        (record(BARE)[::-1], "is no ZFY_INFO"),
    ],
)
def test_what_is_no_such_record_is_refused_with_the_reason(content: bytes, said: str) -> None:
    assert said in why(content)


LETTERS = st.binary(max_size=7).map(lambda text: bytes(48 + byte % 10 for byte in text))


@given(serial=LETTERS, officer=LETTERS, rest=st.binary(max_size=80), size=st.sampled_from([89, 94]))
def test_no_bytes_fit_both_layouts(serial: bytes, officer: bytes, rest: bytes, size: int) -> None:
    for first, second in ((7, 6), (8, 7)):
        content = (serial[:first].ljust(first, b"\0") + officer[:second].ljust(second, b"\0") + rest).ljust(94, b"\0")
        bare, ended = numbers_of("i", content[:89]), numbers_of("i", content[:size])
        both = isinstance(bare, Numbers) and isinstance(ended, Numbers) and ended.layout == 94

        assert not both


@pytest.mark.parametrize("size", [0, 88, 90, 93, 95, 10_000_000])
def test_a_file_of_another_size_is_told_and_not_read(folder: Path, size: int) -> None:
    put(folder, "a.mp4")
    put(folder, "i.bin", b"1" * size)
    state(folder, "recordings: [{path: a.mp4}]\nzfy_info: i.bin\n")
    (found,) = open_submission(folder).device_record

    assert isinstance(found.numbers, Absent)
    assert found.numbers.detail == f"i.bin: ZFY_INFO has 89 or 94 bytes, and this file {size}"
    assert found.file.size == size


def test_names_are_not_kept(folder: Path) -> None:
    put(folder, "a.mp4")
    put(folder, "i.bin", record(ENDED))
    state(folder, "recordings: [{path: a.mp4}]\nzfy_info: i.bin\n")
    opened = open_submission(folder)

    assert opened.device_record[0].numbers == Numbers("8888888", "000123", 94)
    assert opened.ignored == ()
    assert "张三" not in repr(opened)


def test_a_record_that_is_not_there_or_is_a_recording_is_refused(folder: Path) -> None:
    put(folder, "a.mp4")
    state(folder, "recordings: [{path: a.mp4}]\nzfy_info: b.bin\n")
    assert "submission.yaml:2:" in refused(folder)

    state(folder, "recordings: [{path: a.mp4}]\nzfy_info: a.mp4\n")
    assert "'a.mp4' is named for two things" in refused(folder)
