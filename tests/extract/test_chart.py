"""The watcher keeps a few pictures whatever the length, of both kinds, and hands on luma in 8-bit code values."""

import av
import numpy as np
import pytest

from conformance.extract.chart import watcher as chart
from conformance.extract.chart.watcher import ChartWatcher
from conformance.model.areas import Region
from conformance.model.chart_facts import ChartFacts, EdgeCrop
from conformance.model.codec import decode, encode
from conformance.model.facts import Absent
from conformance.model.vocabulary import Place, Reason

from .charting import Camera, Grey, found, frame, looked

SPOT = Region(2, 1, 4, 3)
FLAT = np.full((16, 16), 99, np.uint8)


def kept(length: int, gop: int) -> EdgeCrop:
    """The crop of a named region from a recording whose every `gop`th picture is intra."""
    watcher = ChartWatcher(limited=False, regions=(SPOT,))
    intra, inter = frame(FLAT), frame(FLAT, intra=False)
    for number in range(length):
        watcher.take(inter if number % gop else intra, number)
    facts = watcher.frozen()
    assert isinstance(facts, ChartFacts), facts
    assert facts.looked_at == len(facts.edges[0].pictures)
    return facts.edges[0]


@pytest.mark.parametrize(
    ("length", "gop", "intra", "inter"),
    [(1, 1, 1, 0), (3, 30, 1, 2), (8, 1, 4, 0), (9000, 1, 4, 0), (300, 30, 4, 4), (9001, 250, 4, 4), (300, 999, 1, 4)],
)
def test_at_most_four_pictures_of_each_kind_are_kept(length: int, gop: int, intra: int, inter: int) -> None:
    crop = kept(length, gop)

    assert (sum(crop.intra), len(crop.intra) - sum(crop.intra)) == (intra, inter)
    assert list(crop.intra) == [number % gop == 0 for number in crop.pictures]
    assert list(crop.pictures) == sorted(set(crop.pictures))


@pytest.mark.parametrize("gop", [1, 12, 25, 30, 50, 64, 250])
@pytest.mark.parametrize("length", [500, 1500, 9000])
def test_the_pictures_kept_are_spread_over_the_recording(length: int, gop: int) -> None:
    crop = kept(length, gop)
    kinds = [
        [number for number, intra in zip(crop.pictures, crop.intra, strict=True) if intra is kind]
        for kind in {*crop.intra}
    ]
    spread = [max(np.diff([0, *numbers, length])) / length for numbers in kinds if len(numbers) == 4]

    assert spread
    assert max(spread) <= 0.4


def test_a_picture_that_is_not_kept_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[int] = []

    def samples(frame: av.VideoFrame, step: int) -> Grey:
        copied.append(step)
        return FLAT

    monkeypatch.setattr(chart, "samples", samples)
    kept(9000, 30)

    assert 8 <= len(copied) <= 60
    assert set(copied) == {1}


def ten_bit(luma: Grey) -> av.VideoFrame:
    height, width = luma.shape
    made = av.VideoFrame(width, height, "yuv420p10le")
    plane = made.planes[0]
    rows = np.frombuffer(memoryview(plane), np.dtype("<u2")).reshape(height, -1)
    rows[:, :width] = luma.astype(np.uint16) << 2
    return made


def test_ten_bits_give_the_same_crops_as_eight() -> None:
    picture = Camera(fill=0.8).picture()
    watcher = ChartWatcher(limited=False)
    watcher.take(ten_bit(picture), 0)
    facts = watcher.frozen()

    assert isinstance(facts, ChartFacts)
    assert [one.codes for one in facts.edges] == [one.codes for one in found(picture).edges]


@pytest.mark.parametrize("pixels", ["rgb24", "gbrp", "yuyv422", "pal8", "gray10be"])
def test_a_format_without_luma_plane_says_so(pixels: str) -> None:
    watcher = ChartWatcher(limited=True, regions=(SPOT,))
    watcher.take(frame(FLAT), 0)
    watcher.take(av.VideoFrame(16, 16, pixels), 1)

    assert watcher.frozen() == Absent(Reason.METHOD_DOES_NOT_APPLY, "the pixel format has no plain luma plane")


def test_a_recording_without_pictures_says_so() -> None:
    assert looked() == Absent(Reason.NOTHING_TO_MEASURE, "no picture was decoded")


def test_a_size_that_changes_in_mid_stream_says_so() -> None:
    assert looked(FLAT, FLAT[:8], regions=(SPOT,)) == Absent(
        Reason.METHOD_DOES_NOT_APPLY, "the size of the pictures changes within the recording"
    )


def test_a_region_of_the_submission_is_cut_as_it_is_without_any_code() -> None:
    pictures = [np.arange(256, dtype=np.uint8).reshape(16, 16), FLAT]
    facts = found(*pictures, regions=(SPOT, Region(0, 0, 16, 16)))
    first, second = facts.edges

    assert (first.place, first.left, first.top, first.width, first.height) == (Place.GIVEN, 2, 1, 4, 3)
    assert (first.pictures, first.intra) == ((0, 1), (True, False))
    assert list(first.codes) == [18, 19, 20, 21, 34, 35, 36, 37, 50, 51, 52, 53, *[99] * 12]
    assert second.codes == bytes(range(256)) + bytes([99]) * 256
    assert (facts.width, facts.height, facts.limited_range, facts.looked_at) == (16, 16, False, 2)
    assert facts.patches == ()


@pytest.mark.parametrize(
    ("region", "why"),
    [
        (Region(13, 1, 4, 3), "4 x 3 px at 13, 1 do not lie in the picture of 16 x 16 px"),
        (Region(0, 14, 4, 3), "4 x 3 px at 0, 14 do not lie in the picture of 16 x 16 px"),
        (Region(-1, 0, 4, 3), "4 x 3 px at -1, 0 do not lie in the picture of 16 x 16 px"),
        (Region(0, 0, 0, 3), "0 x 3 px at 0, 0 do not lie in the picture of 16 x 16 px"),
        (Region(0, 0, 4, -3), "4 x -3 px at 0, 0 do not lie in the picture of 16 x 16 px"),
        (Region(10**12, 0, 4, 3), "4 x 3 px at 1000000000000, 0 do not lie in the picture of 16 x 16 px"),
    ],
)
def test_a_region_outside_the_picture_is_refused(region: Region, why: str) -> None:
    assert looked(FLAT, regions=(region,)) == Absent(Reason.METHOD_DOES_NOT_APPLY, f"given: {why}")
    refused = found(FLAT, regions=(region, SPOT)).refused
    assert (refused[0].place, refused[0].why) == (Place.GIVEN, why)


def test_a_region_that_would_take_too_much_memory_is_refused() -> None:
    large = np.zeros((600, 600), np.uint8)

    assert looked(large, regions=(Region(0, 0, 600, 600),)) == Absent(
        Reason.METHOD_DOES_NOT_APPLY, "given: 600 x 600 px at 0, 0 are more than 262144 samples"
    )


def test_the_facts_come_back_from_text_as_they_were() -> None:
    facts = found(Camera(fill=0.5).picture())

    assert decode(ChartFacts, encode(ChartFacts, facts)) == facts
