"""Flashes and beeps find each other by the one delay that they have in common, or not at all."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.measurands.pairing import Pairs, paired
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

WIDTH = Fraction(40, 1000)
FLASHES = tuple(Fraction(number, 100) for number in (100, 181, 305, 378, 502, 594, 664, 789, 861, 972))


def late(by: Fraction, flashes: Sequence[Fraction] = FLASHES) -> tuple[Fraction, ...]:
    return tuple(flash + by for flash in flashes)


def pairs(flashes: Sequence[Fraction], beeps: Sequence[Fraction]) -> Pairs:
    found = paired(flashes, beeps, WIDTH)
    assert isinstance(found, Pairs), found
    return found


def reason(flashes: Sequence[Fraction], beeps: Sequence[Fraction]) -> Reason:
    found = paired(flashes, beeps, WIDTH)
    assert isinstance(found, Absent), found
    return found.reason


@given(
    gaps=st.lists(st.integers(700, 1300), min_size=12, max_size=24),
    delay=st.fractions(Fraction(-3, 10), Fraction(3, 10), max_denominator=1000),
)
def test_irregular_flashes_find_all_their_beeps(gaps: list[int], delay: Fraction) -> None:
    flashes = [Fraction(sum(gaps[: number + 1]), 1000) for number in range(len(gaps))]
    found = paired(flashes, late(delay, flashes), WIDTH)
    if isinstance(found, Pairs):  # intervals drawn at random may be ambiguous, and are then refused
        assert {pair.delay for pair in found.pairs} == {delay}
        assert len(found.pairs) == len(flashes)
    else:
        assert found.reason is Reason.METHOD_DOES_NOT_APPLY


@pytest.mark.parametrize("delay", [Fraction(0), Fraction(4, 100), Fraction(-1, 10), Fraction(17, 10)])
def test_the_delay_that_all_share_is_found(delay: Fraction) -> None:
    assert [pair.delay for pair in pairs(FLASHES, late(delay)).pairs] == [delay] * 10


def test_lost_flashes_lost_beeps_and_noises_between_do_no_harm() -> None:
    noises = tuple(Fraction(number, 1000) for number in (1437, 2666, 4205, 5555, 7281, 9023))
    beeps = sorted((*late(Fraction(3, 100))[2:], *noises))
    found = pairs(FLASHES[:8], beeps)
    assert [pair.flash for pair in found.pairs] == list(FLASHES[2:8])
    assert {pair.delay for pair in found.pairs} == {Fraction(3, 100)}


def test_delays_may_differ_by_the_width_and_not_by_more() -> None:
    spread = [Fraction(number % 3 * 19, 1000) for number in range(10)]
    beeps = [flash + more for flash, more in zip(FLASHES, spread, strict=True)]
    assert [pair.delay for pair in pairs(FLASHES, beeps).pairs] == spread
    beeps[4] += Fraction(1, 10)
    assert len(pairs(FLASHES, beeps).pairs) == 9


def test_two_beeps_of_one_flash_are_one_pair_with_the_nearer_one() -> None:
    echoes = late(Fraction(35, 1000))[:3]
    found = pairs(FLASHES, sorted((*late(Fraction(0)), *echoes)))
    assert [pair.delay for pair in found.pairs] == [Fraction(0)] * 10


@pytest.mark.parametrize("count", [0, 1, 4])
def test_fewer_than_five_pairs_are_nothing(count: int) -> None:
    assert reason(FLASHES, late(Fraction(0))[:count]) is Reason.NOTHING_TO_MEASURE
    assert reason(FLASHES[:count], late(Fraction(0))) is Reason.NOTHING_TO_MEASURE


def test_pairs_of_less_than_half_of_the_flashes_may_be_chance() -> None:
    more = tuple(Fraction(number, 100) for number in (1050, 1150, 1245))
    assert reason((*FLASHES, *more), late(Fraction(0))[:6]) is Reason.NOTHING_TO_MEASURE


def test_beeps_that_have_nothing_to_do_with_the_flashes_are_no_delay() -> None:
    others = tuple(Fraction(number, 1000) for number in (911, 1999, 2718, 3777, 4499, 5711, 6333, 7402, 8191, 9444))
    assert reason(FLASHES, others) is Reason.NOTHING_TO_MEASURE


@pytest.mark.parametrize("count", [6, 12, 20])
def test_a_street_full_of_noises_gives_no_delay(count: int) -> None:
    accepted = 0
    for seed in range(100):
        random = np.random.default_rng(seed)
        flashes = 1 + np.cumsum(random.uniform(0.7, 1.3, count))
        noises = np.sort(random.uniform(0, count + 1, 3 * count))
        times = [[Fraction(round(time * 1000), 1000) for time in some.tolist()] for some in (flashes, noises)]
        accepted += isinstance(paired(times[0], times[1], WIDTH), Pairs)
    assert accepted == 0


def test_a_thousand_flashes_find_their_beeps() -> None:
    gaps = np.random.default_rng(1).integers(700, 1300, 1000)
    flashes = [Fraction(int(time), 1000) for time in np.cumsum(gaps)]
    assert len(pairs(flashes, late(Fraction(1, 100), flashes)).pairs) == 1000


def test_all_beeps_are_found_in_a_street_full_of_noises() -> None:
    random = np.random.default_rng(1)
    noises = [Fraction(round(time * 1000), 1000) for time in random.uniform(0, 11, 30).tolist()]
    found = pairs(FLASHES, sorted((*late(Fraction(6, 100)), *noises)))
    assert len(found.pairs) == 10
    assert abs(sum(pair.delay for pair in found.pairs) / 10 - Fraction(6, 100)) < Fraction(1, 100)


@pytest.mark.parametrize("delay", [Fraction(0), Fraction(4, 100), Fraction(-4, 10), Fraction(9, 10), Fraction(-11, 10)])
def test_strictly_periodic_flashes_are_off_by_less_than_half_a_period_and_say_so(delay: Fraction) -> None:
    flashes = [Fraction(number) for number in range(1, 13)]
    found = pairs(flashes, late(delay, flashes))
    assert found.period == 1
    assert {pair.delay for pair in found.pairs} == {delay - round(delay)}


def test_flashes_that_repeat_themselves_in_pairs_are_refused() -> None:
    flashes = [Fraction(number * 17 + more, 10) for number in range(8) for more in (0, 7)]
    beeps = late(Fraction(12, 10), flashes)
    found = paired(flashes, beeps, WIDTH)
    assert isinstance(found, Absent)
    assert found.reason is Reason.METHOD_DOES_NOT_APPLY
    assert "film flashes at irregular intervals" in found.detail
