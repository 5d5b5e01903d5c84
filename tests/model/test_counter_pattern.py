"""The frame counter's layout and codes: what is printed today is read tomorrow."""

from itertools import combinations

import pytest

from conformance.model import counter_pattern as pattern


def test_codes_are_those_of_clips_made_before() -> None:
    assert pattern.packed_code(0).hex() == "2deb8b44dd74fac3a592839ab29bfc"
    assert pattern.packed_code(17999).hex() == "0a6bf40f4f705e77f0622dcf6ad307"


def test_a_code_is_its_bytes_highest_bit_first() -> None:
    bits = "".join("1" if bit else "0" for bit in pattern.code(7))

    assert len(bits) == 120
    assert int(bits, 2).to_bytes(15) == pattern.packed_code(7)


def test_neighbouring_codes_are_as_different_as_chance_makes_them() -> None:
    codes = [pattern.code(refresh) for refresh in range(200)]
    agreements = [sum(a == b for a, b in zip(one, other, strict=True)) for one, other in combinations(codes, 2)]

    assert max(agreements) < 90
    assert min(agreements) > 30
    assert 59 < sum(agreements) / len(agreements) < 61


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("C060A", (60, "A")),
        ("C120D", (120, "D")),
        ("C060E", (0, "")),
        ("C06A", (0, "")),
        ("D060A", (0, "")),
        ("C٠٦٠A", (0, "")),
        ("", (0, "")),
    ],
)
def test_only_a_mark_of_a_counter_has_a_rate(text: str, read: tuple[int, str]) -> None:
    assert pattern.rate_of(text) == read


def test_a_mark_says_what_is_read_from_it() -> None:
    assert [pattern.rate_of(pattern.mark_text(rate, "C")) for rate in (24, 60, 240)] == [
        (24, "C"),
        (60, "C"),
        (240, "C"),
    ]
