"""Onsets of beeps: exact to a sample in quiet, near it in noise, and none where nothing begins."""

import numpy as np
import pytest
from numpy.typing import NDArray

from conformance.model.sound_facts import Onsets

from .sounding import frames, watched

RATE = 8000
SECOND = np.arange(RATE) / RATE


def heard(sound: NDArray[np.float64]) -> Onsets:
    """Sound in parts of full scale, mono or channels x samples, at 8 kHz."""
    codes = np.clip(np.rint(np.atleast_2d(sound) * 32767), -32768, 32767).astype(np.int16)
    return watched(frames(codes), hear_beeps=True).onsets


def places(found: Onsets) -> list[int]:
    return [onset.start.stamp + onset.start.offset for onset in found.first]


def with_bursts(starts: list[int], tone: float = 1000, level: float = 0.5, attack: int = 0) -> NDArray[np.float64]:
    """Five seconds of silence with bursts of 100 ms of a cosine, so that the first sample is loud."""
    sound = np.zeros(5 * RATE)
    since = np.arange(RATE // 10) / RATE
    burst = level * np.cos(2 * np.pi * tone * since)
    burst[:attack] *= np.arange(attack) / max(attack, 1)
    for start in starts:
        sound[start : start + burst.size] += burst
    return sound


@pytest.mark.parametrize("tone", [440, 1000, 2000, 3400])
def test_the_onset_of_a_beep_in_silence_is_its_first_sample(tone: float) -> None:
    starts = [4001, 11_234, 19_999, 30_003]
    found = heard(with_bursts(starts, tone))
    assert (places(found), found.count) == (starts, 4)


def test_a_quiet_beep_counts_as_well_as_a_loud_one() -> None:
    assert places(heard(with_bursts([4001, 20_000], level=0.01))) == [4001, 20_000]


def test_a_constant_offset_is_no_sound() -> None:
    assert places(heard(with_bursts([4001, 20_000], level=0.05) + 0.3)) == [4001, 20_000]


def test_a_beep_in_opposite_phase_in_two_channels_is_heard() -> None:
    beep = with_bursts([4001])
    assert places(heard(np.stack([beep, -beep]))) == [4001]


def test_a_beep_in_one_channel_of_two_is_heard() -> None:
    assert places(heard(np.stack([np.zeros(5 * RATE), with_bursts([4001])]))) == [4001]


def test_in_noise_20_db_below_the_onset_is_within_half_a_millisecond() -> None:
    starts = list(range(2000, 38_000, 3571))
    errors = []
    for seed in range(20):
        noise = np.random.default_rng(seed).normal(0, 0.035, 5 * RATE)
        found = places(heard(with_bursts(starts, 1000) + noise))
        assert len(found) == len(starts)
        errors += [place - start for place, start in zip(found, starts, strict=True)]
    assert max(abs(error) for error in errors) <= 4


@pytest.mark.parametrize(("attack", "late"), [(8, 4), (40, 14), (80, 26)])
def test_a_slow_attack_is_found_late_by_less_than_a_third_of_it_and_its_rise_tells(attack: int, late: int) -> None:
    onset = heard(with_bursts([4001], attack=attack)).first[0]
    assert 0 <= onset.start.stamp + onset.start.offset - 4001 <= late
    assert onset.rise >= (onset.start.stamp + onset.start.offset - 4001) / 2


def test_the_level_is_told_in_32768ths() -> None:
    assert 16_000 <= heard(with_bursts([4001])).first[0].level <= 16_500


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(5 * RATE),
        np.random.default_rng(1).normal(0, 0.1, 5 * RATE),
        0.5 * np.sin(2 * np.pi * 300 * np.arange(5 * RATE) / RATE),
        0.5 * np.sin(2 * np.pi * 300 * np.arange(5 * RATE) / RATE) * np.linspace(0, 1, 5 * RATE),
        np.random.default_rng(1).normal(0, 1, 5 * RATE) * np.linspace(0.001, 0.2, 5 * RATE),
    ],
    ids=["silence", "noise", "tone", "rising tone", "gain control"],
)
def test_no_onset_is_found_where_nothing_begins(sound: NDArray[np.float64]) -> None:
    assert heard(sound).count == 0


def test_clicks_are_no_beeps() -> None:
    sound = np.zeros(5 * RATE)
    sound[3000::4000] = 0.9
    assert heard(sound).count == 0


def test_of_too_many_beeps_the_first_are_kept_and_all_are_counted() -> None:
    since = np.arange(1600)
    burst = np.where(since < 400, 0.5 * np.cos(2 * np.pi * 1000 * since / RATE), 0)
    found = heard(np.tile(np.roll(burst, 1000), 1100))
    assert (found.count, len(found.first)) == (1100, 1024)


def test_nothing_is_listened_for_where_nobody_asked() -> None:
    assert watched(frames(np.zeros((1, 800), np.int16))).onsets == Onsets(listened=False, count=0, first=())
