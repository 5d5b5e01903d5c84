"""From a file with a known delay to the delay that is read: codecs, containers, priming, and jumps of the sound."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from conformance.extract.sound.watcher import SoundWatcher
from conformance.extract.sync.flashes import FlashWatcher
from conformance.measurands import sound, sync
from conformance.measurands.reading import Reading
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Uncertain
from conformance.model.vocabulary import Reason

from ..measurands.facts import NOTHING, subject
from .flashing import FLASHES, Coding, Luma, beeps, dark_room, flash_pictures, recording
from .making import media_of

PICTURES = 220
SECONDS = Fraction(PICTURES, 30)
MILLISECOND = Fraction(1, 1000)
_drawn: list[Luma] = flash_pictures(PICTURES)


def watched(path: Path) -> RecordingSubject:
    """The recording with its flashes and beeps, as a recording of role sync is read."""
    media = media_of(path)
    flashes, heard = FlashWatcher(), SoundWatcher(media.audio[0].codec, hear_beeps=True)
    with av.open(str(path)) as container:
        for number, picture in enumerate(container.decode(container.streams.video[0])):
            flashes.take(picture, number)
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.audio[0]):
            heard.take(frame)
    one = subject(replace(media, audio=(replace(media.audio[0], sound=heard.frozen()),)))
    return replace(one, facts=replace(one.facts, flashes=flashes.frozen(), drift=NOTHING))


def delay_of(path: Path) -> Reading:
    found = sync.audio_delay(watched(path))
    assert isinstance(found, Reading), found
    return found


@pytest.mark.parametrize(
    ("name", "coding"),
    [
        ("clip.mp4", Coding("libx264", "aac", 48_000)),
        ("clip.ts", Coding("libx264", "aac", 48_000)),
        ("clip.mov", Coding("mjpeg", "pcm_s16le", 48_000)),
        ("clip.mkv", Coding("libx264", "mp3", 44_100)),
        ("clip.avi", Coding("mjpeg", "pcm_alaw", 8_000)),
        ("mulaw.mov", Coding("libx264", "pcm_mulaw", 8_000)),
    ],
)
@pytest.mark.parametrize("delay", [Fraction(0), Fraction(40, 1000), Fraction(-100, 1000)])
def test_a_delay_in_the_file_is_read_within_a_millisecond(
    tmp_path: Path, name: str, coding: Coding, delay: Fraction
) -> None:
    tones = beeps(SECONDS, coding.rate, tuple(flash + delay for flash in FLASHES), noise=0.01)
    found = delay_of(recording(tmp_path / name, _drawn, tones, coding))
    assert isinstance(found.value, Fraction)
    assert abs(found.value - delay) < MILLISECOND
    assert found.exercised == len(FLASHES)
    assert isinstance(found.uncertainty, Uncertain)
    assert Fraction(20, 1000) < found.uncertainty.expanded < Fraction(30, 1000)


def written(path: Path, sound_at: NDArray[np.float64], stamps: list[int]) -> Path:
    """The clip with 16-bit sound of 8 kHz in frames of 800 samples of those stamps, in ms."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mjpeg", rate=30)
        video.width, video.height, video.pix_fmt = 192, 128, "yuvj420p"
        audio = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        for number, luma in enumerate(_drawn):
            picture = av.VideoFrame.from_ndarray(np.concatenate([luma, np.full((64, 192), 128, np.uint8)]), "yuv420p")
            picture.pts, picture.time_base = number, Fraction(1, 30)
            container.mux(video.encode(picture))
        container.mux(video.encode(None))
        codes = np.rint(sound_at * 32767).astype("<i2")
        for number, stamp in enumerate(stamps):
            packet = av.Packet(codes[800 * number : 800 * (number + 1)].tobytes())
            packet.stream, packet.time_base = audio, Fraction(1, 1000)
            packet.pts = packet.dts = stamp
            container.mux(packet)
    return path


def test_sound_that_was_lost_and_stamped_as_lost_moves_no_beep(tmp_path: Path) -> None:
    tones = beeps(SECONDS, 8000, FLASHES)
    kept = np.concatenate([tones[:24_800], tones[28_000:]])  # 0.4 s between two beeps are gone
    stamps = [100 * number + (400 if number >= 31 else 0) for number in range(kept.size // 800)]
    path = written(tmp_path / "lost.mkv", kept, stamps)
    found = delay_of(path)
    assert isinstance(found.value, Fraction)
    assert abs(found.value) < MILLISECOND
    gap = sound.gap_max(watched(path))
    assert isinstance(gap, Reading)
    assert gap.value == Fraction(4, 10)


def test_without_flashes_there_is_no_delay(tmp_path: Path) -> None:
    still = [dark_room(0)] * PICTURES
    path = recording(tmp_path / "still.mkv", still, beeps(SECONDS, 8000, FLASHES), Coding("mjpeg", "pcm_s16le", 8000))
    found = sync.audio_delay(watched(path))
    assert isinstance(found, Absent)
    assert (found.reason, found.detail) == (
        Reason.NOTHING_TO_MEASURE,
        "0 flashes and 7 beeps; at least 5 of each are needed",
    )


def test_without_beeps_there_is_no_delay(tmp_path: Path) -> None:
    quiet = beeps(SECONDS, 8000, (), noise=0.01)
    path = recording(tmp_path / "quiet.mkv", _drawn, quiet, Coding("mjpeg", "pcm_s16le", 8000))
    found = sync.audio_delay(watched(path))
    assert isinstance(found, Absent)
    assert found.detail == "7 flashes and 0 beeps; at least 5 of each are needed"
