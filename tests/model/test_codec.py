"""Stored values are read back exactly, and hostile ones are refused without an error for each of their items."""

from dataclasses import dataclass
from fractions import Fraction

import pytest
from pydantic import ValidationError

from conformance.model import codec


@dataclass(frozen=True)
class Row:
    name: str
    numbers: tuple[int, ...]
    pairs: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Table:
    rows: tuple[Row, ...]


def test_what_was_encoded_is_decoded() -> None:
    table = Table((Row("a", (1, 2), (("x", 3),)), Row("b", ())))

    assert codec.decode(Table, codec.encode(Table, table)) == table


@pytest.mark.parametrize(
    "text",
    [
        '{"rows":[{"name":"a","numbers":[' + '"x",' * 1000 + '"x"]}]}',
        '{"rows":[' + "0," * 1000 + "0]}",
        '{"rows":[{"name":"a","numbers":[],"pairs":[' + "[1]," * 1000 + "[1]]}]}",
    ],
)
def test_a_row_is_left_at_its_first_wrong_item(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        codec.decode(Table, text)

    assert caught.value.error_count() <= 2


def test_the_text_of_a_stranger_is_read_alike_and_its_errors_copy_nothing_of_it() -> None:
    table = Table((Row("a", (1, 2), (("x", 3),)), Row("b", ())))

    assert codec.decode_strange(Table, codec.encode(Table, table)) == table
    with pytest.raises(ValidationError) as caught:
        codec.decode_strange(Table, b'{"row":[' + b"0," * 1000 + b"0]}")
    assert caught.value.error_count() == 1


@pytest.mark.parametrize("value", [Fraction(30000, 1001), Fraction(-1, 3), Fraction(0), Fraction(10**300)])
def test_fractions_are_read_as_they_are_written(value: Fraction) -> None:
    assert codec.decode(Fraction, codec.encode(Fraction, value)) == value
    assert codec.decode_strange(Fraction, codec.encode(Fraction, value)) == value


@pytest.mark.parametrize("text", ['"1e999999999"', '"1.5"', '" 1"', '"1/-2"', '"1/0"', '"١"', '""', "1", "1.5", "null"])
def test_what_no_fraction_is_written_as_is_none(text: str) -> None:
    with pytest.raises(ValidationError):
        codec.decode(Fraction, text)


@pytest.mark.parametrize("text", [b"[" * 100_000, b"\xff", b"", b"9" * 5000])
def test_the_text_of_a_stranger_that_is_no_value_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of several kinds, which nobody tells apart
        codec.decode_strange(Table, text)
