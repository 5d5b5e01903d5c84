"""The av-drift-detector pattern in decoded pictures and sound: delays in, condensed facts out."""

from fractions import Fraction
from functools import cache

import av
import numpy as np
import pytest
from av_drift_detector import PatternRenderer, synthesize_audio
from numpy.typing import NDArray

from conformance.extract.sync.drift import PatternPictures, PatternSound
from conformance.model.codec import decode, encode
from conformance.model.facts import Absent
from conformance.model.sound_facts import DriftFacts
from conformance.model.vocabulary import Reason

WIDTH, HEIGHT = 640, 360
COUNT = 60
RATE = 48_000
TICK = Fraction(1, 30)


@cache
def drawn(number: int) -> NDArray[np.uint8]:
    codes = PatternRenderer(fps="30", width=WIDTH, height=HEIGHT).render(number)
    return np.frombuffer(codes, np.uint8).reshape(HEIGHT, WIDTH)


def picture(codes: NDArray[np.uint8], stamp: int | None) -> av.VideoFrame:
    made = av.VideoFrame.from_ndarray(codes, "gray")
    made.pts, made.time_base = stamp, TICK
    return made


def pattern(numbers: range = range(COUNT)) -> PatternPictures:
    pictures = PatternPictures()
    for number in numbers:
        pictures.take(picture(drawn(number), number))
    return pictures


def frame(samples: NDArray[np.float32], stamp: int | None, rate: int = RATE) -> av.AudioFrame:
    made = av.AudioFrame.from_ndarray(samples[None, :].astype(np.float32), "fltp", "mono")
    made.sample_rate, made.pts, made.time_base = rate, stamp, Fraction(1, RATE)
    return made


def tones(delay: float = 0.0) -> NDArray[np.float32]:
    return np.frombuffer(synthesize_audio(COUNT * RATE // 30, fps="30", sample_rate=RATE, delay=delay), np.float32)


def heard(samples: NDArray[np.float32], begin: int = 0) -> PatternSound:
    sound = PatternSound()
    for at in range(0, samples.size, 1024):
        sound.take(frame(samples[at : at + 1024], begin + at))
    return sound


def facts(pictures: PatternPictures, sound: PatternSound) -> DriftFacts:
    found = pictures.against(sound)
    assert isinstance(found, DriftFacts), found
    return found


@pytest.mark.parametrize("delay", [0.0, 0.04, -0.1])
def test_a_delay_in_the_sound_is_read_within_ten_microseconds(delay: float) -> None:
    found = facts(pattern(), heard(tones(delay)))
    assert abs(found.median - delay * 1e9) < 10_000
    assert (found.pictures, found.as_camera, found.ambiguous, found.cut) == (60, False, False, False)
    assert found.measured >= 50
    assert found.interval == 33_333_333
    assert decode(DriftFacts, encode(DriftFacts, found)) == found


def test_sound_that_is_stamped_late_is_late() -> None:
    found = facts(pattern(), heard(tones(), begin=2400))
    assert abs(found.median - 50_000_000) < 10_000


def test_a_gap_in_the_sound_moves_nothing() -> None:
    sound, samples = PatternSound(), tones()
    for at in range(0, samples.size, 1000):
        if not 40_000 <= at < 50_000:
            sound.take(frame(samples[at : at + 1000], at))
    found = facts(pattern(), sound)
    assert abs(found.median) < 10_000
    assert 40 <= found.measured < 60


def test_stamps_that_jitter_by_milliseconds_do_not_tear_the_sound() -> None:
    sound, samples = PatternSound(), tones()
    for number, at in enumerate(range(0, samples.size, 1024)):
        sound.take(frame(samples[at : at + 1024], at + (0 if number % 2 else 200)))
    assert abs(facts(pattern(), sound).median - 200 / RATE * 1e9) < 10_000


def test_pictures_without_the_pattern_are_not_measured() -> None:
    pictures = PatternPictures()
    for number in range(COUNT):
        pictures.take(picture(np.full((HEIGHT, WIDTH), 90, np.uint8), number))
    found = pictures.against(heard(tones()))
    assert isinstance(found, Absent)
    assert (found.reason, found.detail) == (Reason.NOTHING_TO_MEASURE, "0 pictures show the av-drift-detector pattern")


def test_the_pattern_with_other_sound_is_not_measured() -> None:
    found = pattern().against(heard(np.zeros(96_000, np.float32)))
    assert isinstance(found, Absent)
    assert (found.reason, found.detail) == (
        Reason.NOTHING_TO_MEASURE,
        "the av-drift-detector pattern is shown, but 60 of 60 pictures have none of its sound",
    )


def test_the_pattern_without_sound_is_not_measured() -> None:
    found = pattern().against(PatternSound())
    assert isinstance(found, Absent)
    assert found.reason is Reason.EVIDENCE_UNREADABLE


def test_samples_that_are_no_numbers_and_frames_of_another_rate_do_no_harm() -> None:
    samples = tones().copy()
    samples[5000:5010] = [np.nan, np.inf, -np.inf, 1e30, *[np.nan] * 6]
    sound = heard(samples)
    sound.take(frame(samples[:1024], 0, rate=8000))
    assert abs(facts(pattern(), sound).median) < 10_000


def test_sound_beyond_two_minutes_or_before_its_beginning_is_not_kept() -> None:
    sound, samples = PatternSound(), tones()
    for stamp in (0, 10**12, -(10**12), 121 * RATE):
        sound.take(frame(samples[:1024], stamp))
    captured = sound.captured()
    assert not isinstance(captured, Absent)
    assert len(memoryview(captured["samples"])) == 1024


def test_sound_that_is_told_again_and_again_takes_no_more_room() -> None:
    sound, samples = PatternSound(), tones()
    for stamp in [0, 4800] * 100:
        sound.take(frame(samples[:4800], stamp))
    captured = sound.captured()
    assert not isinstance(captured, Absent)
    assert len(memoryview(captured["samples"])) == 9600


def test_of_a_recording_of_more_than_two_minutes_the_beginning_is_looked_at() -> None:
    pictures = pattern()
    pictures.take(picture(drawn(0), 121 * 30))
    found = facts(pictures, heard(tones()))
    assert (found.cut, found.pictures) == (True, 60)


def test_a_picture_without_a_stamp_of_time_is_left_out() -> None:
    pictures = pattern()
    pictures.take(picture(drawn(0), None))
    assert facts(pictures, heard(tones())).pictures == 60


def test_the_pattern_is_found_when_it_begins_late() -> None:
    pictures = PatternPictures()
    for number in range(40):
        pictures.take(picture(np.full((HEIGHT, WIDTH), 90, np.uint8), number - 40))
    for number in range(COUNT):
        pictures.take(picture(drawn(number), number))
    assert facts(pictures, heard(tones())).measured >= 50
