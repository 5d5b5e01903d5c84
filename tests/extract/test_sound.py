"""What decoded sound says: levels, formats, and the frames of hostile files."""

import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from conformance.model.codec import decode, encode
from conformance.model.facts import Absent
from conformance.model.sound_facts import SoundFacts, Spot
from conformance.model.vocabulary import Reason

from .making import coded
from .sounding import RATE, frame, frames, noise, watch, watched

ALTERNATING = np.array([[0, 64, -64, 0] * 400])  # in 1/128 of full scale


@pytest.mark.parametrize(
    ("name", "kind", "codes"),
    [
        ("u8", np.uint8, ALTERNATING + 128),
        ("u8p", np.uint8, ALTERNATING + 128),
        ("s16", np.int16, ALTERNATING * 256),
        ("s16p", np.int16, ALTERNATING * 256),
        ("s32", np.int32, ALTERNATING * 2**24),
        ("s32p", np.int32, ALTERNATING * 2**24),
        ("flt", np.float32, ALTERNATING / 128),
        ("fltp", np.float32, ALTERNATING / 128),
        ("dbl", np.float64, ALTERNATING / 128),
        ("dblp", np.float64, ALTERNATING / 128),
    ],
)
def test_half_of_full_scale_is_16384_in_every_sample_format(name: str, kind: type, codes: np.ndarray) -> None:
    both = np.concatenate([codes, codes]).astype(kind)
    found = watched([frame(both, 0, name=name)])
    assert (found.peak, found.channels, found.samples, found.sample_rate) == (16384, 2, 1600, RATE)
    assert (found.silence.count, found.clipping.runs, found.not_finite) == (0, 0, 0)


@pytest.mark.parametrize(
    ("name", "code", "codec"),
    [
        ("s16p", 32767, "pcm_s16le"),
        ("s16p", -32768, "pcm_s16le"),
        ("s32p", 0x7FFFFF00, "pcm_s24le"),
        ("fltp", 1.0, "pcm_f32le"),
        ("fltp", -3.0, "pcm_f32le"),
        ("u8p", 255, "pcm_u8"),
        ("s16p", 32256, "pcm_alaw"),
        ("s16p", -32124, "pcm_mulaw"),
    ],
)
def test_three_samples_at_full_scale_are_clipped_and_two_are_not(name: str, code: float, codec: str) -> None:
    kind = {"s16p": np.int16, "s32p": np.int32, "fltp": np.float32, "u8p": np.uint8}[name]
    middle = 128 if name == "u8p" else 0
    quiet = [middle, middle + (0.1 if name == "fltp" else 1)] * 40
    codes = np.array([[*quiet, code, code, *quiet, code, code, code, *quiet]]).astype(kind)
    found = watched([frame(codes, 0, name=name)], codec).clipping
    assert (found.runs, found.samples, found.places) == (1, 3, (Spot(0, 162),))


def test_a_sample_just_below_full_scale_is_not_clipped() -> None:
    codes = np.array([[0, *[32766] * 10, 0, *[32255] * 10]], np.int16)
    assert watched([frame(codes, 0)]).clipping.runs == 0
    assert watched([frame(codes[:, 11:], 0)], "pcm_alaw").clipping.runs == 0


def test_samples_that_are_no_numbers_are_counted_and_infinite_ones_are_clipped() -> None:
    sound = (noise(800) / 32768).astype(np.float32)
    sound[0, 100:103] = [np.inf, -np.inf, np.inf]
    sound[0, 200:400] = np.nan
    found = watched([frame(sound, 0, name="fltp")])
    assert (found.not_finite, found.clipping.samples, found.peak) == (203, 3, 32768)
    assert [(run.start, run.length) for run in found.silence.longest] == [(Spot(0, 200), 200)]


def test_a_huge_float_is_bounded() -> None:
    sound = (noise(800) / 32768).astype(np.float32)
    sound[0, 5] = 1e30
    assert watched([frame(sound, 0, name="fltp")]).peak == 2**31


def test_the_facts_do_not_depend_on_how_the_sound_is_cut_into_frames() -> None:
    sound = noise(70_000, channels=2)
    sound[:, 30_000:41_000] = 5
    sound[1, 50_000:50_010] = 32767
    one, other = watched(frames(sound, 160)), watched(frames(sound, 7000))
    assert (one.silence.samples, one.clipping.samples) == (11_000, 10)
    starts = [[run.start.stamp + run.start.offset for run in facts.silence.longest] for facts in (one, other)]
    assert starts == [[30_000], [30_000]]
    assert (one.peak, one.silence.count, one.clipping.runs) == (other.peak, other.silence.count, other.clipping.runs)


def test_silence_goes_on_over_a_jump_of_the_stamps() -> None:
    still = np.zeros((1, 800), np.int16)
    found = watched([frame(still, 0), frame(still, 1000), frame(noise(100), 1800)])
    assert [(run.start, run.length) for run in found.silence.longest] == [(Spot(0, 0), 1600)]


def test_a_change_of_channels_and_format_on_the_way_is_measured_on() -> None:
    some = [
        frame(noise(800), 0),
        frame(noise(800, channels=2), 800),
        frame((noise(800) / 32768).astype(np.float32), 1600, name="fltp"),
    ]
    found = watched(some)
    assert (found.samples, found.channels, found.stamps.gaps.count) == (2400, 2, 0)


def test_a_change_of_the_sample_rate_on_the_way_is_not_measured() -> None:
    found = watch([frame(noise(800), 0), frame(noise(800), 800, rate=16_000), frame(noise(800), 1600)])
    why = "the sample rate changes from 8000 to 16000 Hz on the way"
    assert found == Absent(Reason.METHOD_DOES_NOT_APPLY, why)


@pytest.mark.parametrize("rate", [0, 10**9])
def test_an_absurd_sample_rate_is_unreadable(rate: int) -> None:
    found = watch([frame(noise(800), 0, rate=rate)])
    assert found == Absent(Reason.EVIDENCE_UNREADABLE, f"the decoded sound states 1 channels at {rate} Hz")


def test_a_track_of_no_samples_has_no_sound() -> None:
    empty = av.AudioFrame("s16", "mono", samples=0)
    assert watch([empty]) == Absent(Reason.EVIDENCE_UNREADABLE, "no sound could be decoded")


def test_a_format_that_numpy_does_not_know_is_not_looked_at() -> None:
    wide = av.AudioFrame("s64", "mono", samples=100)
    wide.sample_rate = RATE
    found = watch([wide])
    assert found == Absent(Reason.METHOD_DOES_NOT_APPLY, "samples of the format s64 are not looked at")


def test_a_time_base_of_nothing_leaves_the_sound_without_stamps() -> None:
    one = frame(noise(800), 0)
    bare = av.AudioFrame.from_ndarray(one.to_ndarray(), "s16p", "mono")
    bare.sample_rate, bare.pts = RATE, 5
    found = watched([bare])
    assert (found.samples, found.stamps.untimed) == (800, 1)


@pytest.mark.parametrize("stamp", [-(2**63) + 1, 2**63 - 1])
def test_a_stamp_at_the_end_of_all_stamps_is_a_jump_like_any_other(stamp: int) -> None:
    found = watched([frame(noise(800), 0), frame(noise(800), stamp), frame(noise(800), 1600)])
    assert found.stamps.gaps.count == found.stamps.overlaps.count == 1
    assert decode(SoundFacts, encode(SoundFacts, found)) == found


@pytest.mark.parametrize(
    ("name", "channels", "options"),
    [
        ("surround.mp4", 8, ("-af", "pan=7.1|c0=c0|c7=c0", "-c:a", "aac")),
        ("wide.mkv", 16, ("-af", "pan=16c|c0=c0|c15=c0", "-c:a", "wavpack")),
    ],
)
def test_every_plane_of_many_channels_is_looked_at_and_none_behind_them(
    tmp_path: Path, name: str, channels: int, options: tuple[str, ...]
) -> None:
    tone = ("-f", "lavfi", "-i", "aevalsrc=0.5*sin(2*PI*440*t):s=48000:d=0.512")
    with av.open(str(coded(tmp_path / name, *tone, *options))) as container:
        found = watched(container.decode(container.streams.audio[0]))
    assert (found.channels, found.samples, found.not_finite) == (channels, 24_576, 0)
    assert 14_000 < found.peak < 19_000


def test_a_hundred_channels_are_looked_at(tmp_path: Path) -> None:
    codes = np.zeros((8000, 100), "<i2")
    codes[:, 99] = noise(8000)[0]
    codes[4000:4003, 98] = 32767
    with wave.open(str(tmp_path / "hundred.wav"), "wb") as target:
        target.setnchannels(100)
        target.setsampwidth(2)
        target.setframerate(8000)
        target.writeframes(codes.tobytes())
    with av.open(str(tmp_path / "hundred.wav")) as container:
        found = watched(container.decode(container.streams.audio[0]))
    assert (found.channels, found.samples, found.clipping.samples, found.silence.count) == (100, 8000, 3, 0)


def test_ten_minutes_of_frames_of_one_sample_leave_little_behind() -> None:
    sound = noise(40_000)
    found = watched(frames(sound, 1))
    assert (found.samples, found.stamps.frames, found.stamps.gaps.count) == (40_000, 40_000, 0)
    assert len(encode(SoundFacts, found)) < 16_000


def test_sound_goes_through_json_unchanged() -> None:
    sound = noise(4000)
    sound[0, 1000:2000] = 0
    sound[0, 3000:3010] = 32767
    found = watched([*frames(sound), frame(noise(100), 9000, tick=Fraction(1, RATE))])
    assert (found.silence.count, found.clipping.runs, found.stamps.gaps.count) == (1, 1, 1)
    assert decode(SoundFacts, encode(SoundFacts, found)) == found
