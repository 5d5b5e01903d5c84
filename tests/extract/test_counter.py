"""Reading the filmed frame counter: right or refused, and never light of a refresh that was not shown."""

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.extract.counter import watcher as counter
from conformance.extract.counter.watcher import CounterWatcher
from conformance.lab.counter_drawing import CounterDrawing
from conformance.model.facts import Absent
from conformance.model.pattern_facts import CounterFacts, CounterPicture, Seen
from conformance.model.vocabulary import Reason
from tests.extract.filming import DISPLAY_RATE, Camera, Plane, Shutter, View, frame, watched_by

SIZE = (640, 360)


@pytest.fixture(scope="module")
def drawing() -> CounterDrawing:
    return CounterDrawing(DISPLAY_RATE, *SIZE)


def watched(pictures: list[Plane]) -> CounterFacts:
    facts = watched_by(CounterWatcher(limited=True), pictures)
    assert isinstance(facts, CounterFacts), facts
    return facts


def lit(picture: CounterPicture) -> dict[int, int]:
    """Light of every refresh over all bands, in percent."""
    sums = [sum(shares) for shares in zip(*picture.light, strict=True)]
    return {picture.first + place: round(total / 40) for place, total in enumerate(sums) if total}


def blend(pictures: list[Plane], shares: list[float]) -> Plane:
    mixed: Plane = np.rint(sum(share * one for share, one in zip(shares, pictures, strict=True))).astype(np.uint8)
    return mixed


def test_what_is_drawn_is_read(drawing: CounterDrawing) -> None:
    facts = watched([drawing.picture(refresh) for refresh in (0, 1, 600, 17999, 599)])

    assert facts.display_rate == 60
    assert [lit(picture) for picture in facts.pictures] == [{0: 100}, {1: 100}, {600: 100}, {17999: 100}, {599: 100}]


@pytest.mark.parametrize("apart", [1, 2, 4, 9])
def test_a_blend_of_two_refreshes_is_read_as_both(drawing: CounterDrawing, apart: int) -> None:
    one, other = drawing.picture(300), drawing.picture(300 + apart)

    assert lit(watched([blend([one, other], [0.5, 0.5])]).pictures[0]) == {300: 50, 300 + apart: 50}


def test_a_picture_that_was_moved_in_parts_holds_no_light_in_between(drawing: CounterDrawing) -> None:
    one, other = drawing.picture(300), drawing.picture(304)
    moved = blend([np.roll(one, 12, axis=1), np.roll(other, -12, axis=1)], [0.5, 0.5])
    moved[:, :120], moved[:, 520:] = one[:, :120], one[:, 520:]
    picture = watched([one, moved]).pictures[1]

    assert picture.seen is Seen.NO_CODE or not set(lit(picture)) & {301, 302, 303}


VIEWS = {
    "square": View(),
    "small": View(width=0.55),
    "from the left": View(yaw=20, width=0.7),
    "from the right": View(yaw=-20, width=0.7),
    "rolled": View(roll=20, width=0.55),
    "upside down": View(roll=180),
    "on its side": View(roll=90, width=0.5),
    "blurred": View(blur=1.8),  # at 2.0 the marks are read in 25 of 30 draws of the noise
    "unevenly lit": View(shade=0.7),
    "dim": View(white=0.06, noise=5.0),
}


@pytest.mark.parametrize("name", VIEWS)
def test_every_refresh_that_is_read_was_shown(name: str) -> None:
    camera, shutter = Camera(VIEWS[name]), Shutter(30, 1 / 50, readout=1 / 60)
    starts = [2.003, 2.019]
    facts = watched([camera.picture(start, shutter) for start in starts])

    for start, picture in zip(starts, facts.pictures, strict=True):
        assert picture.seen is Seen.READ
        shown = range(int(start * 60), int((start + 1 / 50 + 1 / 60) * 60) + 1)
        assert sum(share for refresh, share in lit(picture).items() if refresh not in shown) <= 3  # noise, in percent


def test_an_exposure_is_read_as_the_shares_of_its_refreshes() -> None:
    picture = watched([Camera(View()).picture(2 + 1 / 120, Shutter(30, 1 / 30))]).pictures[0]

    assert lit(picture) == {120: pytest.approx(25, abs=3), 121: pytest.approx(50, abs=3), 122: pytest.approx(25, abs=3)}


def test_a_rolling_shutter_shows_in_the_bands() -> None:
    picture = watched([Camera(View()).picture(2.0, Shutter(30, 1 / 1000, readout=1 / 30))]).pictures[0]
    brightest = [picture.first + band.index(max(band)) for band in picture.light]

    assert brightest == [120, 120, 121, 121]


def test_a_hidden_counter_is_no_fault_of_the_recorder(drawing: CounterDrawing) -> None:
    shown, grey = drawing.picture(100), np.full(SIZE[::-1], 120, np.uint8)

    assert [one.seen for one in watched([shown, grey, shown]).pictures] == [Seen.READ, Seen.NO_MARKS, Seen.READ]


def test_a_still_ring_without_a_known_code_is_told_apart(drawing: CounterDrawing) -> None:
    shown, foreign = drawing.picture(100), drawing.picture(100)
    dice = np.random.default_rng(3)
    cells = np.kron(dice.choice([16, 235], (12, 20)), np.ones((24, 19)))
    foreign[36 : 36 + 288, 133 : 133 + 380] = cells

    assert [one.seen for one in watched([shown, foreign]).pictures] == [Seen.READ, Seen.NO_CODE]


def test_a_tripod_that_gives_way_is_followed() -> None:
    shutter = Shutter(30, 1 / 60)
    before, after = Camera(View()), Camera(View(yaw=8, roll=5, width=0.7))
    facts = watched([before.picture(2.001, shutter), after.picture(2.035, shutter)])

    assert [one.seen for one in facts.pictures] == [Seen.READ, Seen.READ]
    assert 122 in lit(facts.pictures[1])


def test_pictures_beyond_the_first_ones_are_counted_and_not_read(
    drawing: CounterDrawing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counter, "MOST_READ", 2)
    facts = watched([drawing.picture(100)] * 5)

    assert (len(facts.pictures), facts.unread) == (2, 3)


def _others() -> Iterator[tuple[str, av.VideoFrame]]:
    dice = np.random.default_rng(7)
    yield "grey", frame(np.full(SIZE[::-1], 120, np.uint8))
    yield "noise", frame(dice.integers(0, 256, SIZE[::-1], np.uint8))
    yield "tiny", frame(np.full((2, 2), 120, np.uint8))
    yield "colours", av.VideoFrame.from_ndarray(np.zeros((36, 64, 3), np.uint8), format="rgb24")


@pytest.mark.parametrize(("name", "other"), list(_others()))
def test_a_recording_of_something_else_has_no_counter(name: str, other: av.VideoFrame) -> None:
    watcher = CounterWatcher(limited=True)
    for number in range(30):
        watcher.take(other, number)
    found = watcher.frozen()

    assert isinstance(found, Absent)
    assert found.reason is Reason.NOTHING_TO_MEASURE


def test_a_recording_without_pictures_has_no_counter() -> None:
    assert CounterWatcher(limited=True).frozen() == Absent(
        Reason.NOTHING_TO_MEASURE, "no frame counter was found: no picture was decoded"
    )


def test_ten_bits_and_full_range_are_read_alike(drawing: CounterDrawing) -> None:
    codes = np.full((SIZE[1] * 3 // 2, SIZE[0]), 512, np.uint16)
    codes[: SIZE[1]] = (drawing.picture(77).astype(np.uint16) - 16) * 1023 // 219
    watcher = CounterWatcher(limited=False)
    watcher.take(av.VideoFrame.from_ndarray(codes, format="yuv420p10le"), 0)
    facts = watcher.frozen()

    assert isinstance(facts, CounterFacts)
    assert lit(facts.pictures[0]) == {77: 100}


def test_a_change_of_size_is_survived(drawing: CounterDrawing) -> None:
    larger = CounterDrawing(DISPLAY_RATE, 800, 450)

    assert [lit(one) for one in watched([drawing.picture(10), larger.picture(12)]).pictures] == [{10: 100}, {12: 100}]


@settings(max_examples=25)
@given(st.binary(min_size=64, max_size=64), st.integers(1, 40), st.integers(1, 40))
def test_any_picture_is_survived_and_none_is_taken_for_a_counter(seed: bytes, rows: int, columns: int) -> None:
    dice = np.random.default_rng(list(seed))
    coarse = dice.integers(0, 256, (rows, columns), np.uint8)
    picture = np.kron(coarse, np.ones((-(-360 // rows), -(-640 // columns)), np.uint8))[:360, :640]
    watcher = CounterWatcher(limited=True)
    watcher.take(frame(picture), 0)

    assert isinstance(watcher.frozen(), Absent)


def test_the_marks_alone_are_no_counter(drawing: CounterDrawing) -> None:
    bare = drawing.picture(5)
    bare[:, 112:528] = 16

    assert [one.seen for one in watched([bare]).pictures] == [Seen.NO_MARKS]


def test_times_of_the_light_are_exact() -> None:
    picture = CounterPicture(0, Seen.READ, 10, ((500, 500), (0, 1000)))

    assert picture.centre == Fraction(45, 4)
