"""Firmware versions: digits as numbers, the rest as text, and no range across two ways of numbering."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.versions import lies_within, same_scheme, version_key

NINES = "9" * 5000  # more digits than Python turns into a number


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("V2.9", "V2.10.1"),
        ("2.0", "2.0.1"),
        ("2.0", "2.0-rc1"),
        ("1.0.9", "1.0.10"),
        ("9", "10"),
        ("1.0a", "1.0b"),
        ("V1.0_20251231", "V1.0_20260101"),
        ("", "1"),
        ("1" + NINES, "2" + NINES),
        (NINES, "1" + NINES),
    ],
)
def test_versions_come_in_the_order_of_their_numbers(earlier: str, later: str) -> None:
    assert version_key(earlier) < version_key(later)


@pytest.mark.parametrize(("one", "other"), [("2.09", "2.9"), ("V002", "V2"), ("0", "000")])
def test_leading_zeros_count_for_nothing(one: str, other: str) -> None:
    assert version_key(one) == version_key(other)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("V1.0", "V2", True), ("1.0", "2", True), ("V1", "1", False), ("V1", "v1", False), ("", "beta", False)],
)
def test_versions_are_numbered_alike_when_the_same_text_comes_before_the_number(
    one: str, other: str, *, alike: bool
) -> None:
    assert same_scheme(one, other) is alike


@pytest.mark.parametrize(
    ("version", "low", "high", "inside"),
    [
        ("V2.10.1", "V2.9", "V3", True),
        ("V2.9", "V2.9", "V3", True),
        ("V3", "V2.9", "V3", True),
        ("V3.0", "V2.9", "V3", False),
        ("V2.8", "V2.9", "V3", False),
        ("V2.8", "", "V3", True),
        ("V3.1", "", "V3", False),
        ("V9", "V3", "", True),
        ("2.10", "V2.9", "V3", False),
        ("2.10", "V2.9", "", False),
        ("v2.10", "V2.9", "V3", False),
        ("<script>", "1.0", "", False),
        ("٢", "1", "3", False),
        ("", "", "", True),
        ("anything", "", "", True),
        ("", "V2.9", "", False),
        ("", "", "V3", False),
        (NINES, "1", "", True),
    ],
)
def test_a_range_includes_both_ends_and_nothing_that_is_numbered_otherwise(
    version: str, low: str, high: str, *, inside: bool
) -> None:
    assert lies_within(version, low, high) is inside


@given(st.text(), st.text(), st.text())
def test_any_texts_can_be_compared(version: str, low: str, high: str) -> None:
    inside = lies_within(version, low, high)

    assert inside in (True, False)
    assert not (inside and low and version_key(low) > version_key(version))
    assert not (inside and high and version_key(version) > version_key(high))
