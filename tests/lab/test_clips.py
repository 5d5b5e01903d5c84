"""The clips: what is drawn and heard is what is written, by pip's own FFmpeg, and nothing else is left behind."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av_drift_detector import read_frame
from numpy.typing import NDArray

from conformance.errors import UnusableInputError
from conformance.extract.counter.watcher import CounterWatcher
from conformance.extract.reference_clock.watcher import ClockWatcher
from conformance.lab import clips
from conformance.lab.clips import USUAL_RATE, Clip, ClipPlan, planned, write_clip
from conformance.lab.flashes import flashes
from conformance.model.clock_facts import ClockFacts
from conformance.model.pattern_facts import CounterFacts

SIZE = "640x360"


def lumas(file: Path) -> list[NDArray[np.uint8]]:
    with av.open(str(file)) as container:
        return [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]


def heard(file: Path) -> tuple[Fraction, NDArray[np.float64]]:
    """Start of the sound, s, and its samples in parts of full scale."""
    with av.open(str(file)) as container:
        frames = list(container.decode(audio=0))
    samples = np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(float)
    scale = 32768 if frames[0].format.name.startswith("s16") else 1
    return (frames[0].pts or 0) * Fraction(frames[0].time_base or 0), samples / scale


def test_every_picture_of_a_counter_clip_is_its_own_refresh(tmp_path: Path) -> None:
    target = tmp_path / "counter.mp4"
    write_clip(planned(Clip.COUNTER, 24, 5, SIZE), target)
    watcher = CounterWatcher(limited=True)
    with av.open(str(target)) as container:
        stream = container.streams.video[0]
        stamps = []
        for number, frame in enumerate(container.decode(stream)):
            watcher.take(frame, number)
            stamps.append((frame.pts or 0) * Fraction(stream.time_base or 0))
        sounds = len(container.streams.audio)
    facts = watcher.frozen()

    assert isinstance(facts, CounterFacts)
    assert facts.display_rate == 24
    assert [(one.first, one.light) for one in facts.pictures] == [(number, ((1000,),) * 4) for number in range(120)]
    assert stamps == [Fraction(number, 24) for number in range(120)]
    assert sounds == 0


def test_every_picture_of_a_clock_clip_shows_its_time_from_the_stated_start(tmp_path: Path) -> None:
    target = tmp_path / "clock.mp4"
    write_clip(planned(Clip.CLOCK, 24, 5, SIZE, datetime(2026, 11, 20, 10, 59, 59, tzinfo=UTC)), target)
    watcher = ClockWatcher(limited=True)
    with av.open(str(target)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            watcher.take(frame, number)
        sounds = len(container.streams.audio)
    facts = watcher.frozen()

    assert isinstance(facts, ClockFacts)
    newest = [max((lane.draw for lane in one.lanes), key=lambda draw: draw.time) for one in facts.pictures]
    assert [draw.time for draw in newest] == [1_795_172_399_000 + round(number * 1000 / 24) for number in range(120)]
    assert [draw.number for draw in newest] == list(range(120))
    assert {(draw.relative, draw.uncertainty, draw.delay_stated) for draw in newest} == {(True, 0, False)}
    assert sounds == 0


@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
def test_flash_and_beep_begin_together(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"flash{suffix}"
    write_clip(planned(Clip.FLASH, 30, 5, SIZE), target)
    bright = [float(luma.mean()) > 128 for luma in lumas(target)]
    lit = [number for number in range(1, 150) if bright[number] and not bright[number - 1]]
    start, samples = heard(target)
    loud = np.flatnonzero(np.abs(samples) > 0.125)
    onsets = [int(at) for at, before in zip(loud, [-48_000, *loud[:-1]], strict=True) if at - before > 4800]

    assert lit == list(flashes(30, 150))
    assert len(lit) == 4
    assert [sum(bright[at : at + 10]) for at in lit] == [3, 3, 3, 3]
    assert [float(start + Fraction(at, 48_000)) for at in onsets] == pytest.approx([at / 30 for at in lit], abs=0.0005)


def test_the_tone_of_the_beep_is_1_khz(tmp_path: Path) -> None:
    sound = clips.soundtrack(planned(Clip.FLASH, 60, 5, SIZE))
    begin = flashes(60, 300)[0] * 800
    spectrum = np.abs(np.fft.rfft(sound[begin : begin + 4800]))

    assert int(spectrum.argmax()) * 10 == 1000
    assert float(np.abs(sound).max()) == pytest.approx(0.5, abs=0.001)


def test_pictures_of_the_sync_clip_carry_their_number_and_it_has_sound(tmp_path: Path) -> None:
    target = tmp_path / "sync.mp4"
    write_clip(planned(Clip.SYNC, USUAL_RATE[Clip.SYNC], 5, SIZE), target)
    numbers = []
    for luma in lumas(target)[::30]:
        stamp = read_frame(np.ascontiguousarray(luma), 640, 360)
        assert stamp is not None
        numbers.append((stamp["frame_id"], stamp["fps"]))
    start, samples = heard(target)

    assert numbers == [(0, "30"), (30, "30"), (60, "30"), (90, "30"), (120, "30")]
    assert start == 0
    assert len(samples) / 48_000 == pytest.approx(5, abs=0.05)
    assert float(np.abs(samples).max()) > 0.01


@pytest.mark.parametrize(
    ("rate", "seconds", "size", "sentence"),
    [
        (60, 30, "big", "--size 'big' is no even size from 640x360 to 7680x4320, such as 1920x1080"),
        (60, 30, "641x360", "--size '641x360' is no even size"),
        (60, 30, "640x358", "--size '640x358' is no even size"),
        (23, 30, SIZE, "--rate 23 is not between 24 and 240 Hz"),
        (241, 30, SIZE, "--rate 241 is not between 24 and 240 Hz"),
        (60, 4, SIZE, "--seconds 4 is not between 5 and 300"),
        (60, 301, SIZE, "--seconds 301 is not between 5 and 300"),
    ],
)
def test_a_clip_that_nothing_shows_or_reads_is_refused(rate: int, seconds: int, size: str, sentence: str) -> None:
    with pytest.raises(UnusableInputError, match=sentence):
        planned(Clip.COUNTER, rate, seconds, size)


@pytest.mark.parametrize("year", [1970, 2501])
def test_a_clock_that_starts_in_a_year_that_its_code_does_not_hold_is_refused(year: int) -> None:
    with pytest.raises(UnusableInputError, match="is not between the years 1971 and 2500"):
        planned(Clip.CLOCK, 60, 30, SIZE, datetime(year, 6, 1, tzinfo=UTC))


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "mine.mp4"
    target.write_text("mine")
    with pytest.raises(UnusableInputError, match="is there already"):
        write_clip(planned(Clip.COUNTER, 24, 5, SIZE), target)

    assert target.read_text() == "mine"


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableInputError, match=r"a clip is written as \.mp4 or \.mov"):
        write_clip(planned(Clip.COUNTER, 24, 5, SIZE), tmp_path / "clip.avi")


def test_a_clip_that_was_not_written_as_drawn_is_no_clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = clips.painter

    def other_each_time(plan: ClipPlan) -> object:
        picture = drawn(plan)
        shift = len(list(tmp_path.iterdir())) and (tmp_path / "clip.mp4").stat().st_size > 0
        return lambda number: picture(number + 1 if shift else number)

    monkeypatch.setattr(clips, "painter", other_each_time)
    with pytest.raises(UnusableInputError, match="picture 0 was not written as it was drawn"):
        write_clip(planned(Clip.COUNTER, 24, 5, SIZE), tmp_path / "clip.mp4")

    assert list(tmp_path.iterdir()) == []
