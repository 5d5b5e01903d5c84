"""A frame rate equals its setting where counting pictures shows no difference."""

from fractions import Fraction

import pytest

from conformance.model.evidence import RecordingSubject, Stated
from conformance.model.facts import Absent
from conformance.model.measurement import Measurement
from conformance.model.units import Quantity
from conformance.model.vocabulary import Reason

from .facts import clip, outcome, reason, value, witnessed

NAME = "video.frames_off_setting"
NOBODY = Absent(Reason.NO_REFERENCE_TIME, "no witness")


def set_to(rate: str, interval: Fraction, pictures: int) -> RecordingSubject:
    one = clip(tuple(range(pictures)), interval)
    return witnessed(one, NOBODY, Stated((("frame_rate", Quantity(Fraction(rate), "Hz")),)))


@pytest.mark.parametrize(
    ("rate", "interval", "pictures", "off"),
    [
        ("25", Fraction(1, 25), 4501, 0),
        ("30", Fraction(1001, 30000), 5400, 0),
        ("30", Fraction(1, 30), 5401, 0),
        ("25", Fraction(1001, 25000), 4501, -4),
        ("25", Fraction(1, 20), 101, -25),
        ("12", Fraction(1, 15), 151, 30),
        ("30", Fraction(1, 29), 291, -9),
    ],
)
def test_whole_pictures_too_many_or_too_few_are_counted(rate: str, interval: Fraction, pictures: int, off: int) -> None:
    assert value(NAME, set_to(rate, interval, pictures)) == off


def test_a_quartz_that_is_off_by_fifty_in_a_million_is_not_seen_in_three_minutes() -> None:
    assert value(NAME, set_to("25", Fraction(1, 25) * Fraction(1_000_050, 1_000_000), 4501)) == 0


def test_the_note_gives_both_rates() -> None:
    found = outcome(NAME, set_to("25", Fraction(1, 20), 101))

    assert isinstance(found, Measurement)
    assert (found.note, found.exercised) == ("20 Hz measured, 25 Hz set", 101)


def test_without_a_setting_there_is_nothing_to_compare() -> None:
    assert reason(NAME, clip(tuple(range(50)), Fraction(1, 25))) is Reason.SETTING_NOT_STATED


def test_too_few_pictures_show_no_rate() -> None:
    assert reason(NAME, set_to("25", Fraction(1, 25), 5)) is Reason.NOTHING_TO_MEASURE
