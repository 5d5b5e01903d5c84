"""Holes are told only in counts that go evenly, and only where a picture can get lost without a trace."""

import pytest

from conformance.extract.stream.order_grid import Counted, Grid, OrderGrid


def grid_of(*sequences: list[int], step_of: int = 1, disposable: frozenset[int] = frozenset()) -> Grid:
    """The grid of sequences given by their counts in coding order; packets are numbered from 0."""
    grid, packet = OrderGrid(), 0
    for orders in sequences:
        grid.begin()
        for order in orders:
            grid.add(Counted(order * step_of, packet, order in disposable, access=order == 30))
            packet += 1
    return grid.result()


def told(grid: Grid) -> list[tuple[int, int, int, int]]:
    return [(hole.sequence, hole.first, hole.missing, hole.packet) for hole in grid.holes]


ROW = list(range(20))


def test_counts_in_a_row_have_no_hole() -> None:
    assert grid_of(ROW, ROW) == Grid(1, (), 0, "")


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_missing_count_is_a_hole_in_its_sequence(step: int) -> None:
    found = grid_of(ROW, [0, 1, 2, 3, 5, 6, *range(9, 20)], step_of=step)

    assert found.step == step
    assert told(found) == [(2, 4 * step, 1, 24), (2, 7 * step, 2, 26)]


def test_a_hole_in_the_first_sequence_is_seen_though_its_step_came_first() -> None:
    assert told(grid_of([0, 2, 3, 4, 5, 6, 7, 8, 9, 10])) == [(1, 1, 1, 1)]


def test_neither_the_head_nor_the_tail_of_a_sequence_is_a_hole() -> None:
    assert told(grid_of(ROW, [3, 4, 5], ROW)) == []


def test_a_hole_lies_where_the_later_one_of_its_neighbours_is_coded() -> None:
    assert told(grid_of([0, 4, 1, 2, 8, 5, 6, 7, 12, 9, 10, 11])) == [(1, 3, 1, 3)]


def test_pictures_that_nothing_refers_to_and_reordered_ones_get_lost_without_a_trace() -> None:
    assert grid_of([0, 4, 1, 2, 3, 8, 5, 6, 7, 12]).longest_run == 3
    assert grid_of(ROW, disposable=frozenset({4, 5, 9})).longest_run == 2
    assert grid_of(ROW).longest_run == 0


@pytest.mark.parametrize(
    ("missing", "at_access", "credible"), [(1, False, True), (2, False, True), (3, False, False), (3, True, False)]
)
def test_a_hole_as_long_as_their_longest_run_is_credible(missing: int, *, at_access: bool, credible: bool) -> None:
    assert Grid(1, (), 2, "").credible(missing, at_access=at_access) is credible


def test_one_picture_before_an_access_point_can_always_get_lost() -> None:
    assert Grid(1, (), 0, "").credible(1, at_access=True)
    assert not Grid(1, (), 0, "").credible(1, at_access=False)
    assert [hole.at_access for hole in grid_of([*range(29), 30, 31]).holes] == [True]


def test_a_spoilt_sequence_is_left_out() -> None:
    grid = OrderGrid()
    grid.begin()
    for order in (*range(10), 12):
        grid.add(Counted(order, order, disposable=False, access=False))
    grid.spoil()
    grid.begin()
    for order in range(20):
        grid.add(Counted(order, 20 + order, disposable=False, access=False))

    assert told(grid.result()) == []


def test_a_count_that_comes_twice_spoils_its_sequence() -> None:
    assert told(grid_of([0, 1, 2, 4, 4, 5, 9], ROW)) == []


@pytest.mark.parametrize(("odd", "even"), [(2, True), (3, False)])
def test_steps_are_uneven_where_more_than_a_tenth_are_other_ones(odd: int, *, even: bool) -> None:
    orders = [order + min(order, odd) for order in range(23)]  # 22 steps, so many of them of two

    assert (grid_of(orders).uneven == "") is even


def test_fewer_than_eight_steps_show_no_usual_one() -> None:
    assert grid_of(list(range(8))).uneven == "only 7 steps of the picture order count could be compared"
    assert grid_of(list(range(9))).uneven == ""
