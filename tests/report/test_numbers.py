"""Numbers carry the digits their uncertainty allows, and never say the opposite of the verdict."""

from fractions import Fraction

import pytest

from conformance.model.measurement import Measurement, Text, Uncertain, UncertaintyUnknown, Where
from conformance.model.vocabulary import Axis
from conformance.report.numbers import (
    byte_count,
    grouped,
    limit_values,
    measured_text,
    number,
    place,
    time_code,
    with_uncertainty,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(362), "362"),
        (Fraction(1000), "1000"),
        (Fraction(2_147_483_648), "2\u202f147\u202f483\u202f648"),
        (Fraction(-12_345), "\u221212\u202f345"),
        (Fraction(30000, 1001), "29.9700"),
        (Fraction(25, 2), "12.5"),
        (Fraction(120787, 10000), "12.0787"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(12_345_678, 7), "1\u202f763\u202f668"),
        (Fraction(11, 1_000_000), "1.1 × 10⁻⁵"),
        (Fraction(-1, 90_000), "\u22121.11111 × 10⁻⁵"),
        (Text("h264"), "h264"),
    ],
)
def test_an_exact_value_is_whole_or_has_six_significant_digits(value: Fraction | Text, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "expanded", "texts"),
    [
        (Fraction(30000, 1001), Fraction(12, 10_000), ("29.9700", "0.0012")),
        (Fraction(30000, 1001), Fraction(123_456, 10**8), ("29.9700", "0.0012")),
        (Fraction(98, 100), Fraction(35, 1000), ("0.980", "0.035")),
        (Fraction(-98, 100), Fraction(35, 1000), ("\u22120.980", "0.035")),
        (Fraction(5), Fraction(996, 1000), ("5.0", "1.0")),
        (Fraction(567_894), Fraction(1234), ("567\u202f900", "1200")),
        (Fraction(3, 1000), Fraction(12), ("0", "12")),
        (Fraction(8), Fraction(1, 3), ("8.00", "0.33")),
    ],
)
def test_uncertainty_has_two_digits_and_the_value_ends_at_the_same_place(
    value: Fraction, expanded: Fraction, texts: tuple[str, str]
) -> None:
    assert with_uncertainty(value, expanded) == texts


def test_rounding_never_moves_a_value_onto_or_across_its_limit() -> None:
    just_below = Fraction(2_499_996, 100_000)
    assert number(just_below) == "25.0000"
    assert number(just_below, (Fraction(25),)) == "24.99996"
    assert with_uncertainty(just_below, Fraction(2, 100)) == ("25.000", "0.020")
    assert with_uncertainty(just_below, Fraction(2, 100), (Fraction(25),)) == ("24.99996", "0.020")


def test_a_value_on_its_limit_is_printed_as_the_limit() -> None:
    assert with_uncertainty(Fraction(25), Fraction(2, 100), (Fraction(25),)) == ("25.000", "0.020")


@pytest.mark.parametrize(
    ("limit", "unit", "values"),
    [
        ("25 Hz", "Hz", (Fraction(25), Fraction(-25))),
        ("300 ms", "s", (Fraction(3, 10), Fraction(-3, 10))),
        ("h264, hevc", "text", ()),
        ("25 Hz, 30 Hz", "Hz", ()),
        ("25 px", "Hz", ()),
        ("", "Hz", ()),
    ],
)
def test_the_number_of_a_limit_is_read_in_the_measurands_unit(
    limit: str, unit: str, values: tuple[Fraction, ...]
) -> None:
    assert limit_values(limit, unit) == values


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (Fraction(0), "0:00:00.000"),
        (Fraction(1, 3), "0:00:00.333"),
        (Fraction(3_599_999_6, 10_000), "1:00:00.000"),
        (Fraction(37_230_042, 1000), "10:20:30.042"),
        (Fraction(-3, 2), "\u22120:00:01.500"),
        (Fraction(-1, 10_000), "0:00:00.000"),
    ],
)
def test_a_time_is_hours_minutes_seconds_milliseconds(seconds: Fraction, text: str) -> None:
    assert time_code(seconds) == text


def test_a_byte_offset_stands_in_both_bases_and_a_packet_is_an_index() -> None:
    assert place(Where(Axis.BYTE, Fraction(987_654), "")) == "987\u202f654 (0xF1206)"
    assert place(Where(Axis.PACKET, Fraction(17), "")) == "17"
    assert place(Where(Axis.TIME, Fraction(61), "")) == "0:01:01.000"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (9_999, "9999 B"),
        (12_345, "12\u202f345 B (12.3 kB)"),
        (999_990_000, "999\u202f990\u202f000 B (1000.0 MB)"),
        (2_147_483_648, "2\u202f147\u202f483\u202f648 B (2.1 GB)"),
        (5 * 10**12, "5\u202f000\u202f000\u202f000\u202f000 B (5.0 TB)"),
    ],
)
def test_sizes_are_exact_with_a_decimal_unit_beside(count: int, text: str) -> None:
    assert byte_count(count) == text


def test_thousands_below_ten_thousand_stand_unbroken() -> None:
    assert (grouped(9999), grouped(10_000)) == ("9999", "10\u202f000")


def test_one_line_of_a_measurement_has_value_uncertainty_and_unit() -> None:
    rate = Measurement("video.frame_rate", "Hz", Fraction(30000, 1001), Uncertain(Fraction(12, 10_000)))
    unknown = Measurement("video.frame_rate", "Hz", Fraction(25), UncertaintyUnknown("one picture"))
    assert measured_text(rate) == "29.9700 ± 0.0012 Hz"
    assert measured_text(unknown) == "25 Hz"
    assert measured_text(Measurement("video.frames", "count", Fraction(362))) == "362"
    assert measured_text(Measurement("video.codec", "text", Text("h264"))) == "h264"
