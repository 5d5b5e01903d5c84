"""Reading the filmed reference clock: right or refused, whatever stands before the lens."""

from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.extract.reference_clock import lanes, watcher
from conformance.extract.reference_clock.watcher import ClockWatcher
from conformance.lab.clock_drawing import ClockDrawing
from conformance.lab.counter_drawing import CounterDrawing
from conformance.model import clock_pattern as pattern
from conformance.model.clock_facts import ClockFacts, ClockPicture
from conformance.model.clock_pattern import Draw
from conformance.model.codec import decode, encode
from conformance.model.facts import Absent
from conformance.model.pattern_facts import Seen
from conformance.model.vocabulary import Reason
from tests.extract.clock_filming import START, START_MS, Score, Take, any_take, clock, filmed, middle_of_exposure
from tests.extract.clock_filming import watched as watched_file
from tests.extract.filming import DISPLAY_RATE, Camera, Plane, Shutter, View, frame, watched_by

SIZE = (640, 360)


@pytest.fixture(scope="module")
def drawing() -> ClockDrawing:
    return ClockDrawing(START, DISPLAY_RATE, SIZE)


def watched(pictures: list[Plane]) -> ClockFacts:
    facts = watched_by(ClockWatcher(limited=True), pictures)
    assert isinstance(facts, ClockFacts), facts
    return facts


def times(picture: ClockPicture) -> list[int]:
    """Times of the lanes from the top, ms from the start of the clip."""
    return [lane.draw.time - START_MS for lane in picture.lanes]


def test_what_is_drawn_is_read(drawing: ClockDrawing) -> None:
    facts = watched([drawing.picture(refresh) for refresh in (4, 5, 600)])

    assert [times(picture) for picture in facts.pictures] == [
        [67, 17, 33, 50],
        [67, 83, 33, 50],
        [10000, 9950, 9967, 9983],
    ]
    assert [picture.middle for picture in facts.pictures] == [500] * 3
    assert [(lane.top, lane.bottom) for lane in facts.pictures[0].lanes] == [
        (pytest.approx(top, abs=2), pytest.approx(top + 211, abs=2)) for top in (78, 289, 500, 711)
    ]


@pytest.mark.parametrize(("share", "expected"), [(0.9, [67, 17, 33, 50]), (0.5, [17, 33, 50]), (0.1, [0, 17, 33, 50])])
def test_a_lane_that_changed_in_mid_exposure_is_refused_and_the_others_are_not(
    drawing: ClockDrawing, share: float, expected: list[int]
) -> None:
    light = [((drawing.picture(refresh).astype(float) - 16) / 219) ** 2.2 for refresh in (3, 4)]
    mixed = np.rint(219 * ((1 - share) * light[0] + share * light[1]) ** (1 / 2.2) + 16).astype(np.uint8)

    assert times(watched([drawing.picture(0), mixed]).pictures[1]) == expected


def test_lanes_that_were_never_shown_together_are_refused(drawing: ClockDrawing) -> None:
    forged = drawing.picture(300).copy()
    forged[180:] = drawing.picture(200)[180:]

    assert watched([forged]).pictures[0].seen is Seen.NO_CODE


def test_a_page_that_stood_still_shows_its_lanes_and_one_that_stood_for_long_does_not() -> None:
    def block(draw: Draw) -> np.ndarray:  # type: ignore[type-arg]
        return np.where(np.array(pattern.bits(draw)), 1.0, -1.0).reshape(pattern.GRID.pairs, pattern.LINES).T

    def read(wait: int) -> int:
        shown = [Draw(5000 + 17 * number, number) for number in range(3)] + [Draw(5034 + wait, 3)]
        return len(lanes.read(np.concatenate([block(draw) for draw in shown])))

    assert read(2000) == 4
    assert read(2001) == 0


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_lane_that_is_covered_leaves_the_others(drawing: ClockDrawing, place: int) -> None:
    covered = drawing.picture(103).copy()
    top = (46 + 38 * (1 + 6 * place)) // 3
    covered[top + 20 : top + 50, 200:330] = 120

    facts = watched([drawing.picture(100), covered])
    assert times(facts.pictures[1]) == [time for lane, time in enumerate((1667, 1683, 1700, 1717)) if lane != place]


def test_a_covered_mark_is_made_up_for_and_two_are_not(drawing: ClockDrawing) -> None:
    picture = drawing.picture(100).copy()
    picture[:110, :100] = 60
    assert len(watched([picture]).pictures[0].lanes) == 4

    picture[-110:, :100] = 60
    watcher = ClockWatcher(limited=True)
    watcher.take(frame(picture), 0)
    absent = watcher.frozen()
    assert isinstance(absent, Absent)
    assert absent.reason is Reason.NOTHING_TO_MEASURE
    assert "2 of the 4 corner marks" in absent.detail


def test_a_camera_that_moves_is_followed(drawing: ClockDrawing) -> None:
    picture = drawing.picture(100)
    larger = np.pad(picture, ((0, 180), (0, 320)), constant_values=40)
    pictures = [np.roll(larger, (number * 9, number * 16), axis=(0, 1)) for number in range(16)]

    assert [len(one.lanes) for one in watched(pictures).pictures] == [4] * 16


def test_a_frame_counter_is_no_clock() -> None:
    watcher = ClockWatcher(limited=True)
    watcher.take(frame(CounterDrawing(60, *SIZE).picture(7)), 0)

    assert isinstance(watcher.frozen(), Absent)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["bits", "noise", "grey"]))
@settings(max_examples=200)
def test_chance_is_never_read(seed: int, kind: str) -> None:
    dice = np.random.default_rng(seed)
    shape = (pattern.GRID.lines, pattern.GRID.pairs)
    pairs = {"bits": dice.choice((-1.0, 1.0), shape), "noise": dice.normal(0, 1, shape), "grey": np.zeros(shape)}[kind]

    assert lanes.read(pairs) == ()


def test_no_more_than_the_first_pictures_are_read(drawing: ClockDrawing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "MOST_READ", 3)
    facts = watched([drawing.picture(100 + number) for number in range(5)])

    assert (len(facts.pictures), facts.unread) == (3, 2)


def test_a_picture_without_luma_is_not_read() -> None:
    watcher = ClockWatcher(limited=True)
    watcher.take(av.VideoFrame.from_ndarray(np.zeros((90, 160, 3), np.uint8), format="rgb24"), 0)
    absent = watcher.frozen()

    assert isinstance(absent, Absent)
    assert "no plain luma plane" in absent.detail


@given(sizes=st.lists(st.sampled_from([(16, 16), (96, 96), (360, 640), (1, 200)]), max_size=4), seed=st.integers(0, 99))
@settings(max_examples=30)
def test_pictures_of_any_size_and_content_are_refused(sizes: list[tuple[int, int]], seed: int) -> None:
    dice = np.random.default_rng(seed)
    noise = [dice.integers(0, 256, size, np.uint8) for size in ((180, 320), *sizes)]
    shown = ClockDrawing(START, DISPLAY_RATE, SIZE).picture(seed)
    watcher = ClockWatcher(limited=bool(seed % 2))
    for number, picture in enumerate([shown, *noise, shown]):
        watcher.take(av.VideoFrame.from_ndarray(picture, format="gray"), number)
    facts = watcher.frozen()

    assert isinstance(facts, ClockFacts)
    assert [len(one.lanes) for one in facts.pictures] == [4, *([0] * len(noise)), 4]


def test_what_was_read_is_kept_as_it_is(drawing: ClockDrawing) -> None:
    facts = watched([drawing.picture(5), np.full((360, 640), 90, np.uint8)])

    assert [one.seen for one in facts.pictures] == [Seen.READ, Seen.NO_MARKS]
    assert decode(ClockFacts, encode(ClockFacts, facts)) == facts


SAMPLE = (0, 2, 7, 9)


@pytest.mark.parametrize("seed", SAMPLE)
def test_a_filmed_clock_is_read_right(seed: int, tmp_path: Path) -> None:
    take, score = any_take(seed), Score()
    score.add(take, watched_file(filmed(take, tmp_path / "clock.mp4", seed)))

    assert (score.read, score.refused, score.wrong) == (12, 0, 0)


def test_the_middle_of_the_exposure_lies_in_what_all_lanes_leave(tmp_path: Path) -> None:
    take = Take(View((960, 540), 0.7, yaw=15, roll=-8), Shutter(30, 1 / 40, readout=0.01), 1.2345, pictures=20)
    facts = watched_file(filmed(take, tmp_path / "clock.mp4"))
    assert isinstance(facts, ClockFacts)
    for picture in facts.pictures:
        begins = max(times(picture)) / 1000
        ends = (min(times(picture)) + 4000 / 60) / 1000
        truth = middle_of_exposure(take, picture.number, picture.middle)
        assert begins - 0.006 <= truth <= ends + 0.006  # half of the pattern's rows are read in 5 ms


@pytest.mark.slow
@pytest.mark.parametrize("first", range(10_000, 10_300, 10))
def test_no_filmed_clock_is_read_wrong(first: int, tmp_path: Path) -> None:
    score = Score()
    for seed in range(first, first + 10):
        take = any_take(seed)
        score.add(take, watched_file(filmed(take, tmp_path / f"{seed}.mp4", seed)))

    assert score.wrong == 0
    assert score.read >= 40  # of 120; the others are too small, cut off by the picture's edge or covered


def test_an_exposure_of_two_and_a_half_refreshes_leaves_a_lane_in_every_picture() -> None:
    camera = Camera(View((640, 360), 0.9, noise=1), display=clock(640))
    facts = watched(camera.film(Shutter(25, 2.5 / 60), 12, start=1.003))

    assert [one.seen for one in facts.pictures] == [Seen.READ] * 12
