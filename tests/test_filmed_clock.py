"""The reference clock, filmed by a simulated camera and coded: the UTC of every picture is right within U."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.measurands.clocks.reference import PictureTime, reference_times
from conformance.model.clock_facts import ClockFacts
from tests.extract.clock_filming import START_MS, Take, filmed, middle_of_exposure, watched
from tests.extract.filming import Shutter, View
from tests.measurands.clocks.test_reference import filmed as subject

WIDE = View((960, 540), 0.8, yaw=12, roll=-6, bend=-0.25)


def as_a_page_shows_it(facts: ClockFacts) -> ClockFacts:
    """The same as of a page: the time is no clip's, U and delay were entered."""
    stated = {"relative": False, "uncertainty": 10, "delay_stated": True}
    return ClockFacts(
        tuple(
            replace(one, lanes=tuple(replace(lane, draw=replace(lane.draw, **stated)) for lane in one.lanes))
            for one in facts.pictures
        )
    )


def times(take: Take, target: Path) -> tuple[PictureTime, ...]:
    facts = watched(filmed(take, target))
    assert isinstance(facts, ClockFacts)
    stamps = tuple(90_000 // take.shutter.fps * number for number in range(take.pictures))
    found = reference_times(subject(as_a_page_shows_it(facts), stamps))
    assert isinstance(found, tuple), found
    return found


@pytest.mark.parametrize(
    ("shutter", "widest"),
    [
        (Shutter(25, 1 / 25, readout=0.03), 0.05),
        (Shutter(30, 1 / 60, readout=0.016), 0.035),
        (Shutter(60, 1 / 500, readout=0.005), 0.032),
    ],
)
def test_the_middle_of_every_exposure_is_known_within_u(shutter: Shutter, widest: float, tmp_path: Path) -> None:
    take = Take(WIDE, shutter, 1.0071, crf=32, pictures=30)
    found = times(take, tmp_path / "clock.mp4")
    truths = [Fraction(START_MS, 1000) + Fraction(middle_of_exposure(take, one.number, 500)) for one in found]

    assert len(found) >= 26  # the last ones have no later draw
    assert all(abs(one.utc - truth) <= 2 * one.standard for one, truth in zip(found, truths, strict=True))
    assert max(2 * one.standard for one in found) < widest
