"""GPMF items: what is written is read, and what is damaged costs little and invents nothing."""

import time
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.gnss.klv import MOST_ITEMS, MOST_ROWS, Budget, Item, items, kinds, rows

from .making import item, nest

KEYS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=4, max_size=4)
CODES = {"b": "b", "B": "B", "s": "h", "S": "H", "l": "i", "L": "I", "j": "q", "J": "Q"}
RANGES = {"b": (-128, 127), "B": (0, 255), "s": (-(2**15), 2**15 - 1), "S": (0, 2**16 - 1)}
RANGES |= {"l": (-(2**31), 2**31 - 1), "L": (0, 2**32 - 1), "j": (-(2**63), 2**63 - 1), "J": (0, 2**64 - 1)}


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[tuple[int, ...]]]:
    layout = draw(st.text("bBsSlLjJ", min_size=1, max_size=20))
    row = st.tuples(*(st.integers(*RANGES[kind]) for kind in layout))
    return layout, draw(st.lists(row, min_size=1, max_size=9))


def read(data: bytes) -> tuple[list[Item], Budget]:
    budget = Budget()
    return list(items(data, budget)), budget


@given(table=tables())
def test_numbers_of_a_complex_structure_come_back(table: tuple[str, list[tuple[int, ...]]]) -> None:
    layout, stated = table
    code = ">" + "".join(CODES[kind] for kind in layout)
    body = b"".join(pack(code, *row) for row in stated)
    (found,), budget = read(item("DATA", "?", len(body) // len(stated), body))

    assert rows(found, layout) == stated
    assert budget.damaged == 0


@given(written=st.lists(st.tuples(KEYS, st.binary(max_size=70)), max_size=20))
def test_keys_and_bodies_come_back_whatever_their_padding(written: list[tuple[str, bytes]]) -> None:
    found, budget = read(b"".join(item(key, "B", 1, body) for key, body in written))

    assert [(one.key.decode(), one.body) for one in found] == written
    assert budget.damaged == 0


@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    found, budget = read(data)

    assert sum(8 + len(one.body) for one in found) <= len(data)
    assert budget.damaged <= 1
    for one in found:
        rows(one, "fssL")


@pytest.mark.parametrize(
    ("layout", "size", "told"),
    [
        ("f[8]L", 36, "ffffffffL"),
        ("fssL", 12, "fssL"),
        ("fssL", 16, ""),
        ("", 4, ""),
        ("c", 1, ""),
        ("L[999]", 255, ""),
        ("B[255]B", 255, ""),
    ],
)
def test_a_layout_has_to_fill_its_structure(layout: str, size: int, told: str) -> None:
    (found,), _ = read(item("DATA", "?", size, bytes(size)))

    assert kinds(found, layout) == told


def test_a_simple_item_has_its_type_as_often_as_there_is_room() -> None:
    (found,), _ = read(item("GPS5", "l", 20, pack(">10l", *range(10))))

    assert kinds(found, "") == "lllll"
    assert rows(found, "") == [(0, 1, 2, 3, 4), (5, 6, 7, 8, 9)]


def test_zeros_behind_the_last_item_are_padding_and_anything_else_is_damage() -> None:
    whole = item("DATA", "L", 4, bytes(4))

    assert (len(read(whole + bytes(40))[0]), read(whole + bytes(40))[1].damaged) == (1, 0)
    assert (len(read(whole + bytes(39) + b"x")[0]), read(whole + bytes(39) + b"x")[1].damaged) == (1, 1)
    assert read(whole[:-1])[1].damaged == 1


def test_a_repeat_count_beyond_the_payload_is_damage() -> None:
    found, budget = read(b"GPS9?" + bytes([255]) + b"\xff\xff" + bytes(100))

    assert (found, budget.damaged) == ([], 1)


def test_ever_deeper_nests_and_ever_more_items_cost_no_time() -> None:
    bomb = b""
    while len(bomb) < 60_000:
        bomb = nest("STRM", bomb)
    began = time.monotonic()
    read(bomb)
    found, budget = read(item("DATA", "B", 0, b"") * 100_000)

    assert time.monotonic() - began < 1
    assert len(found) == MOST_ITEMS
    assert budget.damaged == 1


def test_of_very_many_structures_the_first_are_read() -> None:
    (found,), _ = read(item("DATA", "B", 1, bytes(65_535)))

    assert len(rows(found, "")) == MOST_ROWS
