"""Pictures taken out of a file again: the very ones that were measured, whatever the container, or none."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from conformance.extract import stills
from conformance.extract.imaging import shot
from conformance.extract.opening import opened
from conformance.extract.request import Request
from conformance.extract.stills import take
from conformance.model.areas import Rectangle
from conformance.model.facts import Absent, Facts, Luma, Media, Pictures
from conformance.model.shots import Image, Shot
from conformance.model.still import Sight
from conformance.model.vocabulary import Depth, Privacy, Reason

from .conftest import Coded
from .making import facts_of

MARK = Rectangle(16, 16, 120, 40)
OPEN = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=30:duration=4", "-c:v", "libx264", "-preset", "fast")
GOPS = ("-x264-params", "open-gop=1:keyint=25:min-keyint=25:bframes=3:scenecut=0:threads=1")


def request_for(file: Path) -> Request:
    data = file.read_bytes()
    return Request(file, hashlib.sha256(data).hexdigest(), len(data), Depth.FRAMES)


def table(facts: Facts) -> tuple[int, Pictures, Luma]:
    assert isinstance(facts.media, Media)
    track = facts.media.video[0]
    assert isinstance(track.pictures, Pictures)
    assert isinstance(track.pictures.luma, Luma)
    return track.index, track.pictures, track.pictures.luma


def sights(facts: Facts, numbers: Sequence[int]) -> tuple[Sight, ...]:
    track, pictures, luma = table(facts)
    return tuple(Sight(track, number, pictures.pts[number], luma.mean[number], (MARK,)) for number in numbers)


def in_one_go(file: Path, numbers: Sequence[int]) -> list[Shot]:
    """The same pictures, counted while the file is decoded from its beginning."""
    shots = {}
    with opened(file) as source:
        assert not isinstance(source, Absent)
        frames = (frame for packet in source.packets(source.video[:1]) for frame in packet.decode())
        shots = {number: shot(frame, (MARK,)) for number, frame in enumerate(frames) if number in numbers}
    return [shots[number] for number in numbers]


def taken(file: Path, wanted: Sequence[Sight]) -> list[Shot | Absent]:
    return list(take(request_for(file), wanted, lambda: None).taken)


def pixels(image: Image) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    coder = av.CodecContext.create("png" if image.media_type == "image/png" else "mjpeg", "r")
    (frame,) = [*coder.decode(av.Packet(image.data)), *coder.decode(None)]
    return frame.to_ndarray(format="rgb24")


@pytest.mark.parametrize("recipe", ["patrol-ntsc", "patrol-hevc", "patrol-mkv", "gbt28181", "patrol-damaged"])
def test_a_picture_is_the_one_that_is_counted_from_the_beginning(
    recipe: str, built: Callable[[str], Path], facts: Callable[[str], Facts]
) -> None:
    last = len(table(facts(recipe))[1].pts) - 1
    numbers = (last, 0, 13, 14, last - 3)

    assert taken(built(recipe), sights(facts(recipe), numbers)) == in_one_go(built(recipe), numbers)


@pytest.mark.parametrize("name", ["open.mp4", "open.ts"])
def test_pictures_that_need_the_group_before_are_right_too(name: str, coded: Coded) -> None:
    file = coded(name, *OPEN, *GOPS)
    numbers = (22, 23, 24, 25, 26, 74, 75, 119)

    assert taken(file, sights(facts_of(file), numbers)) == in_one_go(file, numbers)


def test_a_picture_far_into_a_file_is_not_decoded_from_its_beginning(
    coded: Coded, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = coded("open.mp4", *OPEN, *GOPS)
    monkeypatch.setattr(stills, "_MOST", 40)

    (found,) = taken(file, sights(facts_of(file), (110,)))

    assert found == in_one_go(file, (110,))[0]


def test_no_more_is_decoded_than_allowed(coded: Coded, monkeypatch: pytest.MonkeyPatch) -> None:
    file = coded("open.mp4", *OPEN, *GOPS)
    monkeypatch.setattr(stills, "_MOST", 5)

    (found,) = taken(file, sights(facts_of(file), (110,)))

    assert isinstance(found, Absent)
    assert found.detail == "the 5 pictures that may be decoded for it did not lead to it"


@pytest.mark.parametrize("change", [{"luma": 100.5}, {"pts": 513}, {"track": 7}, {"pts": 1 << 40}, {"luma": 0.0}])
def test_a_picture_that_is_not_the_one_named_stays_out(
    change: dict[str, float], built: Callable[[str], Path], facts: Callable[[str], Facts]
) -> None:
    one, other = sights(facts("patrol"), (20, 30))

    found, sound = taken(built("patrol"), (replace(one, **change), other))  # type: ignore[arg-type]

    assert isinstance(found, Absent)
    assert found.detail == "its time stamp and its luma lead to no picture of the file"
    assert isinstance(sound, Shot)


def test_a_picture_of_another_number_stays_out_where_no_seek_leads_to_it(
    built: Callable[[str], Path], facts: Callable[[str], Facts], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = sights(facts("patrol"), (20, 30))
    monkeypatch.setattr(stills, "_sought", lambda *_: False)

    found, sound = taken(built("patrol"), (replace(one, number=21), other))

    assert isinstance(found, Absent)
    assert sound == in_one_go(built("patrol"), (30,))[0]


def test_a_file_that_was_replaced_shows_nothing(built: Callable[[str], Path], facts: Callable[[str], Facts]) -> None:
    request = replace(request_for(built("patrol")), sha256="00" * 32)
    found = take(request, sights(facts("patrol"), (1, 2)), lambda: None).taken

    assert found == (Absent(Reason.EVIDENCE_UNREADABLE, "the file changed after its digest was taken"),) * 2


def test_the_frame_stands_around_the_mark_and_hides_nothing_of_it() -> None:
    grey = np.full((360, 640, 3), 120, np.uint8)
    whole, line = (pixels(image).astype(int) for image in _images(grey, Rectangle(200, 100, 440, 128)))

    yellow = (whole[:, :, 0] > 200) & (whole[:, :, 1] > 170) & (whole[:, :, 2] < 90)
    rows, columns = np.flatnonzero(yellow.any(1)), np.flatnonzero(yellow.any(0))
    inside = whole[75:96, 150:330]
    assert whole.shape == (270, 480, 3)
    assert (rows[0], rows[-1], columns[0], columns[-1]) == (70, 101, 145, 335)
    assert abs(inside - 120).max() <= 12, "but for what coding as JPEG leaves"
    assert line.shape == (42, 254, 3)
    assert (line == line[0, 0]).all()


def test_a_line_that_can_be_read_in_the_picture_is_not_shown_twice() -> None:
    assert len(_images(np.zeros((240, 320, 3), np.uint8), MARK)) == 1
    assert len(_images(np.zeros((720, 1280, 3), np.uint8), Rectangle(0, 0, 900, 80))) == 1


def test_a_line_of_a_very_wide_picture_is_shrunk() -> None:
    _, line = _images(np.zeros((2160, 3840, 3), np.uint8), Rectangle(20, 20, 3000, 80))

    assert (line.width, line.height) == (1200, 36)


@pytest.mark.parametrize(
    "mark",
    [Rectangle(-30, -30, 10, 10), Rectangle(1000, 500, 9000, 9000), Rectangle(5, 5, 5, 5), Rectangle(2000, 0, 2100, 9)],
)
def test_a_mark_that_does_not_fit_the_picture_does_no_harm(mark: Rectangle) -> None:
    assert _images(np.zeros((720, 1280, 3), np.uint8), mark)[0].width == 480


def test_pixelated_nothing_but_what_was_measured_is_left_of_a_picture() -> None:
    rgb = np.random.default_rng(7).integers(0, 256, (240, 480, 3), dtype=np.uint8)
    whole = _grey(_images(rgb, Rectangle(100, 40, 300, 60), Privacy.PIXELATED)[0])
    kept, block = whole[42:58, 102:298], whole[122:138, 222:238]

    assert np.abs(kept - rgb[42:58, 102:298].mean(axis=2)).mean() < 25
    assert kept.std() > 30
    assert block.std() < 2  # of 20 x 20 samples that lie in one block
    assert abs(float(block.mean()) - 127.5) < 10


def test_pixelated_a_line_is_cut_out_without_what_stands_around_it() -> None:
    full, pixelated = (
        _images(np.zeros((1080, 1920, 3), np.uint8), Rectangle(100, 40, 900, 60), privacy)[1]
        for privacy in (Privacy.FULL, Privacy.PIXELATED)
    )

    assert (full.width, full.height) == (810, 30)
    assert (pixelated.width, pixelated.height) == (800, 20)


def test_pixelated_a_picture_without_a_mark_is_blocks_alone() -> None:
    rgb = np.random.default_rng(7).integers(0, 256, (240, 480, 3), dtype=np.uint8)
    found = shot(av.VideoFrame.from_ndarray(rgb, "rgb24"), (), Privacy.PIXELATED)

    assert _grey(found.whole).std() < 12


def _grey(image: Image) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    coder = av.CodecContext.create("mjpeg", "r")
    (frame,) = coder.decode(av.Packet(bytes(image.data)))  # type: ignore[attr-defined]
    return frame.to_ndarray(format="gray").astype(int)  # type: ignore[no-any-return]


def _images(
    rgb: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]", mark: Rectangle, privacy: Privacy = Privacy.FULL
) -> tuple[Image, ...]:
    found = shot(av.VideoFrame.from_ndarray(rgb, "rgb24"), (mark,), privacy)
    return (found.whole, *found.lines)
