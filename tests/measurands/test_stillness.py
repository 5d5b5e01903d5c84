"""Runs of pictures that look like the one before: where they lie, whatever the changes are."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from conformance.measurands.stillness import Run, runs
from conformance.model.facts import Luma

CHANGES = st.lists(st.sampled_from([0.0, 0.01, 0.1, 0.3, 1.0, 4.0, 9.0, 255.0]), min_size=1, max_size=80)


def luma(changes: list[float]) -> Luma:
    flat = (0.0,) * (len(changes) + 1)
    return Luma(flat, (0.0, *changes), flat, flat)


def test_a_run_is_numbered_by_the_pictures_that_repeat() -> None:
    moving = [4.0] * 12

    assert runs(luma([*moving, 0.0, 0.0, *moving]), "P" * 27, 5) == (Run(13, 14, sure=True),)


def test_a_long_run_must_be_exact_and_a_short_one_need_not() -> None:
    moving = [4.0] * 12

    assert runs(luma([*moving, *[0.1] * 8, *moving]), "P" * 33, 5) == (Run(13, 20, sure=False),)
    assert runs(luma([*moving, *[0.1] * 8, *moving]), "P" * 33, 8) == (Run(13, 20, sure=True),)


def test_who_slows_down_and_goes_on_repeats_nothing() -> None:
    moving = [4.0] * 12

    assert runs(luma([*moving, 3.0, 1.8, 0.5, 1.8, 3.0, *moving]), "P" * 30, 5) == (Run(15, 15, sure=False),)
    assert runs(luma([*moving, 3.0, 2.2, 0.5, 2.2, 3.0, *moving]), "P" * 30, 5) == (Run(15, 15, sure=True),)


@given(CHANGES, st.sampled_from(["P", "KPP", "K", "PBB", "I"]), st.integers(0, 10))
def test_runs_lie_apart_in_order_and_within_the_recording(changes: list[float], types: str, short: int) -> None:
    count = len(changes) + 1
    found = runs(luma(changes), (types * count)[:count], short)

    assert all(1 <= run.first <= run.last < count for run in found)
    assert all(earlier.last + 1 < later.first for earlier, later in pairwise(found))


@given(CHANGES)
def test_without_a_picture_that_moves_nothing_repeats(changes: list[float]) -> None:
    still = [min(change, 0.2) for change in changes]

    assert runs(luma(still), "P" * (len(still) + 1), 5) == ()
