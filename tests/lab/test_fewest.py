"""The fewest recordings: a smallest set, and among those the preferred one, as trying every set finds it."""

from itertools import combinations_with_replacement, count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.lab.fewest import PREFERENCE, Demand, fewest
from conformance.model.vocabulary import Role

ANY = frozenset(Role)
UNSTAGED = frozenset({Role.GENERAL, Role.PATROL})
CLOCK, CHART, SYNC = Role.REFERENCE_CLOCK, Role.CHART, Role.SYNC

demands = st.lists(
    st.builds(Demand, st.frozensets(st.sampled_from(Role), min_size=1, max_size=3), st.integers(0, 2)), max_size=4
).map(tuple)


def meets(roles: tuple[Role, ...], wanted: tuple[Demand, ...]) -> bool:
    return all(sum(role in demand.roles for role in roles) >= demand.count for demand in wanted)


def by_trying_all(wanted: tuple[Demand, ...]) -> tuple[Role, ...]:
    sets = (one for size in count() for one in combinations_with_replacement(PREFERENCE, size))
    return next(one for one in sets if meets(one, wanted))


@given(demands)
def test_no_smaller_set_meets_the_demands_and_no_preferred_one_is_passed_over(wanted: tuple[Demand, ...]) -> None:
    assert fewest(wanted) == by_trying_all(wanted)


@pytest.mark.parametrize(
    ("wanted", "roles"),
    [
        ((), ()),
        ((Demand(ANY, 1),), (Role.PATROL,)),
        ((Demand(ANY, 1), Demand(frozenset({CLOCK}), 1)), (CLOCK,)),
        ((Demand(UNSTAGED, 1), Demand(frozenset({CLOCK}), 1), Demand(ANY, 2)), (Role.PATROL, CLOCK)),
        ((Demand(ANY, 3), Demand(frozenset({CLOCK}), 1)), (Role.PATROL, Role.PATROL, CLOCK)),
        # three that overlap in pairs: two recordings serve them, though no role serves all
        (
            (
                Demand(frozenset({CLOCK, CHART}), 1),
                Demand(frozenset({CHART, SYNC}), 1),
                Demand(frozenset({CLOCK, SYNC}), 1),
            ),
            (CLOCK, CHART),
        ),
    ],
)
def test_sets_that_can_be_found_by_hand(wanted: tuple[Demand, ...], roles: tuple[Role, ...]) -> None:
    assert fewest(wanted) == roles


def test_many_recordings_are_found_as_quickly_as_few() -> None:
    wanted = (Demand(UNSTAGED, 99), Demand(frozenset({CLOCK}), 99), Demand(ANY, 5))

    assert fewest(wanted) == (Role.PATROL,) * 99 + (CLOCK,) * 99
