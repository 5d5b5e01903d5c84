"""The watcher of flashes: decoded pictures in, facts out."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from conformance.extract.sync.flash_finding import COLUMNS, ROWS
from conformance.extract.sync.flashes import FlashWatcher, block_means
from conformance.model.codec import decode, encode
from conformance.model.facts import Absent
from conformance.model.sound_facts import Flash, FlashFacts
from conformance.model.vocabulary import Reason

from .flashing import FLASHES, HEIGHT, WIDTH, Coding, dark_room, flash_pictures, lit, recording

TICK = Fraction(1, 30)


def picture(codes: np.ndarray, stamp: int | None, name: str = "gray") -> av.VideoFrame:
    made = av.VideoFrame.from_ndarray(codes, name)
    made.pts, made.time_base = stamp, TICK
    return made


def watched(frames: list[av.VideoFrame]) -> FlashFacts | Absent:
    watcher = FlashWatcher()
    for number, one in enumerate(frames):
        watcher.take(one, number)
    return watcher.frozen()


def test_block_means_are_those_of_numpy_where_blocks_divide_the_picture() -> None:
    luma = np.random.default_rng(1).integers(0, 256, (ROWS * 8, COLUMNS * 10)).astype(np.uint8)
    means = luma.reshape(ROWS, 8, COLUMNS, 10).mean(axis=(1, 3))
    assert np.abs(block_means(luma) - means).max() <= 0.5


@pytest.mark.parametrize("size", [(ROWS, COLUMNS), (ROWS + 1, COLUMNS + 3), (135, 240), (67, 91)])
def test_every_sample_belongs_to_one_block(size: tuple[int, int]) -> None:
    assert (block_means(np.full(size, 200, np.uint8)) == 200).all()


def test_a_flash_is_told_with_its_picture_its_stamp_and_the_stamp_before() -> None:
    frames = [picture(codes, 7 + 2 * number) for number, codes in enumerate(flash_pictures(90))]
    found = watched(frames)
    assert found == FlashFacts(
        TICK, 90, cut=False, flashes=(Flash(15, 37, 35, 140), Flash(37, 81, 79, 140), Flash(67, 141, 139, 140))
    )
    assert decode(FlashFacts, encode(FlashFacts, found)) == found


@pytest.mark.parametrize("video", ["libx264", "mjpeg", "mpeg4"])
def test_coding_moves_no_flash(tmp_path: Path, video: str) -> None:
    clip = recording(tmp_path / "clip.mkv", flash_pictures(220), np.zeros(8000), Coding(video, "pcm_s16le", 8000))
    with av.open(str(clip)) as container:
        found = watched(list(container.decode(container.streams.video[0])))
    assert isinstance(found, FlashFacts)
    assert [flash.picture for flash in found.flashes] == [int(flash * 30) for flash in FLASHES]


def test_a_change_of_the_picture_size_on_the_way_does_no_harm() -> None:
    pictures = flash_pictures(90)
    frames = [
        picture(codes if number < 50 else codes.repeat(2, axis=0), number) for number, codes in enumerate(pictures)
    ]
    found = watched(frames)
    assert isinstance(found, FlashFacts)
    assert [flash.picture for flash in found.flashes] == [15, 37, 67]


def test_pictures_of_ten_bit_are_looked_at() -> None:
    chroma = np.full((HEIGHT // 2, WIDTH), 512, np.uint16)
    frames = [
        picture(np.concatenate([codes.astype(np.uint16) * 4, chroma]), number, "yuv420p10le")
        for number, codes in enumerate(flash_pictures(60))
    ]
    found = watched(frames)
    assert isinstance(found, FlashFacts)
    assert [flash.picture for flash in found.flashes] == [15, 37]


@pytest.mark.parametrize(
    ("frames", "reason"),
    [
        ([], Reason.EVIDENCE_UNREADABLE),
        ([picture(dark_room(0), None)] * 10, Reason.NO_TIME_STAMPS),
        ([picture(np.zeros((8, 8), np.uint8), 0)] * 10, Reason.METHOD_DOES_NOT_APPLY),
        ([picture(np.zeros((64, 64, 3), np.uint8), 0, "rgb24")] * 10, Reason.METHOD_DOES_NOT_APPLY),
    ],
    ids=["no picture", "no stamps", "tiny", "no luma"],
)
def test_pictures_that_tell_nothing_are_absent_with_a_reason(frames: list[av.VideoFrame], reason: Reason) -> None:
    found = watched(frames)
    assert isinstance(found, Absent)
    assert found.reason is reason


def test_one_picture_has_no_flash() -> None:
    assert watched([picture(lit(dark_room(0), 1.0), 0)]) == FlashFacts(TICK, 1, cut=False, flashes=())


def test_what_is_beyond_the_room_is_not_looked_at_and_the_facts_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.extract.sync.flashes._MOST_PICTURES", 50)
    found = watched([picture(codes, number) for number, codes in enumerate(flash_pictures(90))])
    assert isinstance(found, FlashFacts)
    assert (found.pictures, found.cut, [flash.picture for flash in found.flashes]) == (50, True, [15, 37])
