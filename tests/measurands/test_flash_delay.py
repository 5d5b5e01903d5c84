"""Delay from a filmed flash and beep: the value, the budget behind it, and how often its interval holds the truth."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from conformance.measurands.delays import Delay
from conformance.measurands.flash_delay import BEGINNING, END, NEXT_PERIOD, flash_and_beep
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.sound_facts import Flash, FlashFacts, Onset, Onsets, SoundFacts, Spot
from conformance.model.vocabulary import Reason

from .filming import INTERVAL, RATE, TICK, Camera, covers, measured, scene, sound_facts

PICTURE = 3000  # ticks of 1/90000 s
STAMPS = tuple(PICTURE * number for number in range(420))
FIRST = (20, 47, 71, 104, 139, 163, 199, 228, 260, 297)
IN_STEP = 1.55279 * INTERVAL / 2  # s: two rectangles of half a frame interval


def flashes(firsts: tuple[int, ...] = FIRST) -> FlashFacts:
    seen = tuple(Flash(first, PICTURE * first, PICTURE * (first - 1), 100) for first in firsts)
    return FlashFacts(TICK, len(STAMPS), cut=False, flashes=seen)


def beeps(delays: tuple[float, ...], firsts: tuple[int, ...] = FIRST, rise: int = 0) -> SoundFacts:
    """A beep for each flash, that many s behind the stamp of its picture."""
    starts = [round((first * INTERVAL + delay) * RATE) for first, delay in zip(firsts, delays, strict=True)]
    return sound_facts(tuple(Onset(Spot(0, start), rise, 16_000) for start in starts))


def told(facts: FlashFacts | Absent, sound: SoundFacts) -> Delay:
    found = flash_and_beep(film(facts, sound))
    assert isinstance(found, Delay), found
    return found


def film(facts: FlashFacts | Absent, sound: SoundFacts) -> RecordingSubject:
    one = scene(flashes(), sound, STAMPS)
    return replace(one, facts=replace(one.facts, flashes=facts))


@pytest.mark.parametrize("delay", [0.0, 0.04, -0.1])
def test_a_delay_that_all_pairs_share_is_their_mean(delay: float) -> None:
    found = told(flashes(), beeps((delay,) * 10))
    assert (found.value, found.pairs, found.opinions) == (Fraction(delay).limit_denominator(1000), 10, ())


def test_flashes_in_step_with_the_pictures_leave_phase_and_stamp_open() -> None:
    found = told(flashes(), beeps((0.04,) * 10))
    assert float(found.uncertainty.expanded) == pytest.approx(IN_STEP, rel=2e-3)
    assert float(found.uncertainty.coverage_factor) == pytest.approx(1.902, abs=2e-3)


def test_flashes_of_all_phases_leave_the_stamp_open_and_their_scatter() -> None:
    phases = tuple(INTERVAL * (number / 9 - 0.5) for number in (0, 9, 3, 6, 1, 8, 4, 5, 2, 7))
    found = told(flashes(), beeps(phases))
    assert abs(found.value) < Fraction(1, 10_000)
    # 2.262/1.96 x 0.3364 T / sqrt 10 = 0.1228 T; with a rectangle of +-T/2, 95 % of four million draws are in 0.5586 T
    assert float(found.uncertainty.expanded) == pytest.approx(0.5586 * INTERVAL, rel=3e-3)
    assert float(found.uncertainty.coverage_factor) == pytest.approx(0.5586 / np.hypot(0.1228, 0.5 / 3**0.5), rel=3e-3)


def test_a_slow_attack_of_the_beep_is_in_the_budget() -> None:
    sharp, slow = (told(flashes(), beeps((0.0,) * 10, rise=rise)) for rise in (0, 960))
    assert float(slow.uncertainty.expanded) > 1.1 * float(sharp.uncertainty.expanded)


def test_least_and_largest_delay_are_told_with_their_places() -> None:
    delays = (0.01, 0.01, 0.02, 0.01, 0.01, 0.0, 0.01, 0.01, 0.01, 0.01)
    found = told(flashes(), beeps(delays))
    assert [(where.position, where.detail) for where in found.where] == [
        (Fraction(163, 30), "least delay: 0 ms"),
        (Fraction(71, 30), "largest delay: 20 ms"),
    ]


def test_a_flash_behind_a_hole_in_the_pictures_is_left_out() -> None:
    facts = flashes()
    hole = replace(facts.flashes[3], earlier=facts.flashes[3].stamp - 3 * PICTURE)
    found = told(replace(facts, flashes=(*facts.flashes[:3], hole, *facts.flashes[4:])), beeps((0.0,) * 10))
    assert found.pairs == 9


def test_strictly_periodic_flashes_say_what_they_leave_open() -> None:
    firsts = tuple(range(20, 320, 30))
    found = told(flashes(firsts), beeps((0.04,) * 10, firsts))
    assert found.value == Fraction(4, 100)
    assert "the flashes come every 1 s: the delay may be off by whole periods" in found.note
    assert [(one.source, one.value, one.agrees) for one in found.opinions] == [(NEXT_PERIOD, Fraction(-96, 100), False)]


def test_a_delay_that_drifts_is_told_at_both_ends() -> None:
    delays = tuple(0.004 * number for number in range(10))
    found = told(flashes(), beeps(delays))
    assert [(one.source, round(float(one.value), 3), one.agrees) for one in found.opinions] == [
        (BEGINNING, 0.001, False),
        (END, 0.037, False),
    ]


def test_a_search_that_was_cut_short_is_noted() -> None:
    found = told(replace(flashes(), cut=True), beeps((0.0,) * 10))
    assert found.note.endswith("only the beginning of the recording was searched")


NONE = Onsets(listened=True, count=0, first=())


@pytest.mark.parametrize(
    ("facts", "sound", "reason"),
    [
        (Absent(Reason.METHOD_DOES_NOT_APPLY, "not looked for"), beeps((0.0,) * 10), Reason.METHOD_DOES_NOT_APPLY),
        (flashes(()), beeps((0.0,) * 10), Reason.NOTHING_TO_MEASURE),
        (flashes(FIRST[:4]), beeps((0.0,) * 10), Reason.NOTHING_TO_MEASURE),
        (flashes(), replace(beeps((0.0,) * 10), onsets=NONE), Reason.NOTHING_TO_MEASURE),
        (flashes(), beeps((0.0,) * 4, FIRST[:4]), Reason.NOTHING_TO_MEASURE),
        (
            flashes(),
            replace(beeps((0.0,) * 10), onsets=Onsets(listened=False, count=0, first=())),
            Reason.METHOD_DOES_NOT_APPLY,
        ),
    ],
    ids=["not searched", "no flash", "four flashes", "no beep", "four beeps", "not listened"],
)
def test_without_flashes_or_beeps_there_is_no_delay(
    facts: FlashFacts | Absent, sound: SoundFacts, reason: Reason
) -> None:
    found = flash_and_beep(film(facts, sound))
    assert isinstance(found, Absent)
    assert found.reason is reason


def test_sound_without_stamps_has_no_place_beside_the_pictures() -> None:
    sound = beeps((0.0,) * 10)
    bare = replace(sound, stamps=replace(sound.stamps, untimed=sound.stamps.frames))
    found = flash_and_beep(film(flashes(), bare))
    assert isinstance(found, Absent)
    assert found.reason is Reason.NO_TIME_STAMPS


def test_pictures_that_share_their_stamps_tell_no_time() -> None:
    facts = flashes()
    shared = tuple(replace(flash, earlier=flash.stamp) for flash in facts.flashes)
    found = flash_and_beep(film(replace(facts, flashes=shared), beeps((0.0,) * 10)))
    assert isinstance(found, Absent)
    assert found.reason is Reason.TIME_STAMPS_UNRELIABLE


# Of 500 recordings 95 % are 475 with a standard deviation of 4.9: 93 to 97 % are two of those to either side, and so
# is what is promised. The seeds are fixed, so that the count can't change from run to run.
def test_95_percent_intervals_of_500_filmed_recordings_hold_the_truth_465_to_485_times() -> None:
    assert 465 <= sum(covers(run, 6) for run in range(500)) <= 485


@pytest.mark.slow
@pytest.mark.parametrize("count", [5, 8, 20])
def test_95_percent_intervals_of_4000_filmed_recordings_hold_the_truth_93_to_97_percent_of_the_time(count: int) -> None:
    assert 0.93 <= np.mean([covers(run, count) for run in range(4000)]) <= 0.97


def test_a_camera_in_step_with_the_flashes_does_not_make_the_interval_too_narrow() -> None:
    held = []
    for run in range(40):
        random = np.random.default_rng(run)
        when = 1 + random.uniform(0, INTERVAL) + np.cumsum(random.integers(21, 40, 8)) * INTERVAL
        found = measured(Camera(0.02, 0.01, random.uniform(0, 1)), when, 0.05, random)
        held.append(abs(found.value - Fraction(1, 20)) <= found.uncertainty.expanded)
    assert 36 <= sum(held) < 40
