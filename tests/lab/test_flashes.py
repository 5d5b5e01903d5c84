"""When the flash-and-beep clip flashes."""

from conformance.lab.flashes import LONGEST, SHORTEST, flash_refreshes, flashes, intervals


def test_flashes_begin_where_they_always_did() -> None:
    assert flashes(60, 600) == (60, 124, 175, 247, 306, 352, 419, 473, 549)
    assert flash_refreshes(60) == 6


def test_intervals_are_irregular_and_within_their_bounds() -> None:
    found = intervals(flashes(60, 60 * 60))

    assert len(found) >= 55
    assert min(found) >= SHORTEST * 60 - 1
    assert max(found) <= LONGEST * 60 + 1
    assert len(set(found)) >= 30


def test_phases_against_a_camera_of_30_pictures_a_second_are_spread() -> None:
    phases = [start / 60 * 29.97 % 1 for start in flashes(60, 300 * 60)]
    tenths = [sum(int(10 * phase) == tenth for phase in phases) for tenth in range(10)]

    assert min(tenths) > 0.5 * len(phases) / 10
    assert max(tenths) < 1.5 * len(phases) / 10


def test_every_flash_is_over_before_the_clip_ends() -> None:
    assert all(flashes(24, count)[-1] + flash_refreshes(24) < count for count in range(60, 400))


def test_a_clip_too_short_for_a_flash_has_none() -> None:
    assert flashes(60, 60) == ()
