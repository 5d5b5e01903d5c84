"""A clock that is found in a later window only is read from the beginning, where it stood at the top or the bottom."""

from pathlib import Path

import numpy as np
import pytest

from conformance.extract.burned_in import watcher as watching
from conformance.extract.burned_in.earlier import Earlier, Pictures
from conformance.extract.burned_in.place import AllGathered, Cell, Plane, find
from conformance.extract.burned_in.strip import Frame, Strip

from .drawing import Scene, film
from .truth import unseen_ticks, watched, wrong_pictures

PLACES = {"top": 0.03, "bottom": 0.9, "middle": 0.45}


@pytest.fixture(scope="module", params=PLACES)
def filmed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Scene, Path]:
    scene = Scene(font="Aileron", background="still", place=(0.02, PLACES[request.param]))
    return scene, film(scene, tmp_path_factory.mktemp("clock") / f"{request.param}.mp4")


def searching_late(monkeypatch: pytest.MonkeyPatch, blind: int) -> None:
    """The first searches, so many, find nothing."""
    searched: list[float] = []

    def late(pictures: list[Plane], times: list[float], gathered: AllGathered, *, thorough: bool) -> list[Cell]:
        searched.append(times[0])
        return [] if len(searched) <= blind else find(pictures, times, gathered, thorough=thorough)

    monkeypatch.setattr(watching, "find", late)


@pytest.mark.parametrize("blind", [0, 1, 2, 3])
def test_a_clock_that_is_found_later_is_read_from_the_first_second_where_overlays_stand(
    blind: int, filmed: tuple[Scene, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, file = filmed
    searching_late(monkeypatch, blind)
    found = watched(file)
    decided = [one for one in found.seconds if one.clock and "?" not in one.before + one.clock]
    read = {number for one in decided for number in range(one.first, one.last + 1)}

    assert list(wrong_pictures(scene, found)) == []
    assert list(unseen_ticks(scene, found)) == []
    assert sum(one.last - one.first + 1 for one in found.seconds) == len(
        {number for one in found.seconds for number in range(one.first, one.last + 1)}
    )
    kept = blind < 3 and scene.place[1] != PLACES["middle"]
    if blind == 3:  # the fourth search begins after 30 s
        assert not read
    else:
        assert len(read) >= 0.97 * (720 if kept or not blind else 720 - 181 * blind)
        assert min(read) == 0 if kept or not blind else min(read) > 180 * blind


@pytest.mark.parametrize(("place", "read_of"), [("bottom", 630), ("middle", 0)])
def test_the_digits_are_learnt_from_all_that_was_kept_where_too_little_is_left(
    place: str, read_of: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(font="Aileron", background="still", place=(0.02, PLACES[place]), seconds=21)
    file = film(scene, tmp_path / "clock.mp4")
    searching_late(monkeypatch, 2)  # 9 s are left: not each digit is seen in them
    found = watched(file)
    decided = [one for one in found.seconds if one.clock and "?" not in one.before + one.clock]
    read = {number for one in decided for number in range(one.first, one.last + 1)}

    assert list(wrong_pictures(scene, found)) == []
    assert list(unseen_ticks(scene, found)) == []
    assert 0.97 * read_of <= len(read) <= read_of


def test_rows_that_lack_nothing_but_the_rim_of_a_digit_hold_it() -> None:
    frame = Frame.around(Cell(100, 120, 40, 52), (480, 640))  # its rim is 2 rows

    assert [frame.within(slice(begin, 480)) is not None for begin in (98, 100, 101)] == [True, True, False]
    assert [frame.within(slice(0, end)) is not None for end in (122, 120, 119)] == [True, True, False]
    clipped = frame.within(slice(100, 480))
    assert clipped is not None
    assert (clipped.rows.start, clipped.inner) == (100, slice(0, 22))


def pictures(count: int, first: int, shape: tuple[int, int]) -> list[tuple[int, float, Plane]]:
    """Each of one grey, its number, and ten more in every row than in the one above."""
    rows = np.arange(shape[0])[:, None] * 10 + np.zeros(shape)
    return [(number, number / 10, (rows + number).astype(np.uint8)) for number in range(first, first + count)]


def kept(earlier: Earlier, rows: tuple[int, int], onward: Pictures, step: int = 1) -> list[tuple[int, int, int]]:
    """Of a digit found in those rows the number, the rows and the grey of the digit's first row in what is kept."""
    picture = onward[0][2]
    shape = -(-picture.shape[0] // step), -(-picture.shape[1] // step)
    found = Strip(Frame.around(Cell(*rows, 4, 7).reduced(step), shape), step)
    strip = earlier.strip(found, step, onward)
    if strip is None:
        return []
    assert strip.digit == found.digit
    return [
        (number, len(strip.crop(index)), int(strip.crop(index)[0, 0])) for index, number in enumerate(strip.numbers)
    ]


def test_what_is_kept_are_the_rows_of_the_digit_at_the_top_or_the_bottom_of_what_goes_on_in_the_same_size() -> None:
    earlier = Earlier()
    earlier.keep(pictures(1, 0, (100, 60)))
    earlier.keep(pictures(2, 1, (100, 60)))
    onward = pictures(2, 3, (100, 60))

    assert kept(earlier, (2, 9), onward) == [(0, 9, 10), (1, 9, 11), (2, 9, 12)]  # row 1 is the rim
    assert kept(earlier, (92, 97), onward) == [(0, 7, 910 % 256), (1, 7, 911 % 256), (2, 7, 912 % 256)]
    assert kept(earlier, (92, 98), onward, step=2) == [(0, 5, 900 % 256), (1, 5, 901 % 256), (2, 5, 902 % 256)]
    assert kept(earlier, (40, 47), onward) == []
    assert kept(earlier, (6, 13), onward) == []  # ends below the tenth that is kept
    assert kept(earlier, (2, 9), pictures(1, 3, (100, 64))) == []
    assert kept(earlier, (2, 9), pictures(1, 2, (100, 60))) == []
    earlier.keep(pictures(1, 7, (50, 60)))
    assert kept(earlier, (1, 4), pictures(1, 8, (50, 60))) == [(7, 5, 7)]
    earlier.clear()
    assert kept(earlier, (1, 4), pictures(1, 8, (50, 60))) == []
