"""Delay from the av-drift-detector pattern, from facts of which every number is known."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.measurands.delays import Delay
from conformance.measurands.pattern_delay import BEGINNING, END, OTHER_READING, pattern
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.sound_facts import DriftFacts
from conformance.model.vocabulary import Reason

from .facts import clip

AS_FILE = DriftFacts(
    pictures=300,
    measured=298,
    without_stamp=1,
    without_sound=1,
    median=40_000_000,
    spread=2_000,
    least=39_990_000,
    most=40_010_000,
    skew=20,
    interval=33_333_333,
    as_camera=False,
    timing=0,
    ambiguous=False,
    other_reading=0,
    cut=False,
)
FILMED = replace(AS_FILE, spread=3_000_000, as_camera=True, timing=2_000_000)


def subject(facts: DriftFacts | Absent) -> RecordingSubject:
    one = clip(tuple(3000 * number for number in range(300)), Fraction(1, 90_000))
    return replace(one, facts=replace(one.facts, drift=facts))


def told(facts: DriftFacts) -> Delay:
    found = pattern(subject(facts))
    assert isinstance(found, Delay), found
    return found


def test_the_delay_is_the_median_of_the_pictures() -> None:
    found = told(AS_FILE)
    assert (found.value, found.pairs, found.opinions) == (Fraction(4, 100), 298, ())
    assert found.note == (
        "av-drift-detector pattern, read as a file, at 298 of 300 pictures; "
        "from 39.99 to 40.01 ms, changing by 0.02 ppm"
    )


def test_of_a_file_the_scatter_alone_is_uncertain() -> None:
    assert float(told(AS_FILE).uncertainty.expanded) == pytest.approx(1.96 * 2e-6, rel=1e-3)


def test_of_a_filmed_screen_stamp_and_screen_are_uncertain_too() -> None:
    found = told(FILMED)
    # of four million draws of +-16.67 ms and +-2 ms with 3 ms / sqrt 10, 95 % lie within 16.26 ms
    assert float(found.uncertainty.expanded) == pytest.approx(16.26e-3, rel=2e-3)
    assert float(found.uncertainty.coverage_factor) == pytest.approx(
        16.26 / (16.667**2 / 3 + 4 / 3 + 0.9) ** 0.5, rel=2e-3
    )
    assert "read filmed" in found.note


def test_a_screen_of_unknown_timing_is_noted() -> None:
    assert "how well the screen's timing is known is not said" in told(replace(FILMED, timing=0)).note


@pytest.mark.parametrize(("other", "agrees"), [(40_000_001, True), (41_000_000, False)])
def test_what_the_other_reading_would_say_is_an_opinion(other: int, agrees: bool) -> None:  # noqa: FBT001 - a table
    found = told(replace(AS_FILE, ambiguous=True, other_reading=other))
    assert [(one.source, one.value, one.agrees) for one in found.opinions] == [
        (OTHER_READING, Fraction(other, 10**9), agrees)
    ]


def test_a_delay_that_drifts_by_more_than_a_picture_is_told_at_both_ends() -> None:
    found = told(replace(AS_FILE, skew=10_000_000))  # 1 %: 100 ms in 10 s
    assert [(one.source, round(float(one.value), 4), one.agrees) for one in found.opinions] == [
        (BEGINNING, -0.01, False),
        (END, 0.09, False),
    ]


def test_a_recording_of_which_only_the_beginning_was_read_says_so() -> None:
    assert told(replace(AS_FILE, cut=True)).note.endswith("only the beginning of the recording was looked at")


def test_four_pictures_are_no_pattern() -> None:
    found = pattern(subject(replace(AS_FILE, measured=4)))
    assert isinstance(found, Absent)
    assert found.reason is Reason.NOTHING_TO_MEASURE


def test_a_recording_that_was_not_searched_says_why() -> None:
    why = Absent(Reason.METHOD_DOES_NOT_APPLY, "not looked for")
    assert pattern(subject(why)) == why
