"""Boxes around lines of text, from a map of what is likely text; pictures in another size."""

import numpy as np
import pytest

from conformance.extract.burned_in.boxes import Box, lines
from conformance.extract.burned_in.resampling import resized


def marked(*parts: tuple[int, int, int, int]) -> np.ndarray:
    """A map on which those parts (top, bottom, left, right) are text."""
    likely = np.zeros((240, 480), np.float32)
    for top, bottom, left, right in parts:
        likely[top:bottom, left:right] = 0.9
    return likely


def test_nothing_marked_is_no_line() -> None:
    assert lines(marked()) == []
    assert lines(np.full((240, 480), 0.29, np.float32)) == []


def test_a_box_grows_beyond_the_middle_of_its_letters() -> None:
    (box,) = lines(marked((100, 110, 50, 250)))

    assert box.top == pytest.approx(100 - 7.6, abs=0.1)  # 1.6 x 10 x 200 / 420
    assert box.bottom == pytest.approx(110 + 7.6, abs=0.1)
    assert (box.left, box.right) == pytest.approx((50 - 7.6, 250 + 7.6), abs=0.1)


def test_words_of_one_line_are_joined_and_other_lines_are_not() -> None:
    found = lines(marked((10, 20, 10, 100), (11, 21, 130, 200), (40, 50, 10, 100), (10, 20, 400, 470)))

    assert [round(box.left) for box in found] == [3, 393, 3]
    assert round(found[0].right) == 207


@pytest.mark.parametrize("part", [(10, 12, 10, 100), (10, 100, 10, 12)])
def test_specks_are_no_lines(part: tuple[int, int, int, int]) -> None:
    assert lines(marked(part)) == []


def test_parts_beside_and_below_one_another_are_told_apart() -> None:
    parts = [(10, 20, 10, 60), (30, 40, 10, 60), (10, 40, 200, 230), (60, 70, 10, 400)]

    assert len(lines(marked(*parts))) == 4


def test_a_box_is_cut_to_the_picture() -> None:
    rows, columns = Box(-5.5, 12.2, 470.1, 500.0).within((240, 480))

    assert (rows, columns) == (slice(0, 13), slice(470, 480))


@pytest.mark.parametrize("shape", [(48, 96), (10, 20), (31, 64), (300, 500)])
def test_a_resized_picture_keeps_its_mean_and_its_place(shape: tuple[int, int]) -> None:
    picture = np.zeros((40, 80), np.uint8)
    picture[10:20, 40:80] = 200
    scaled = resized(picture, shape)

    assert scaled.shape == shape
    assert float(scaled.mean()) == pytest.approx(float(picture.mean()), rel=0.05)
    rows, columns = np.indices(shape)
    assert float(((rows + 0.5) * scaled).sum() / scaled.sum() / shape[0]) == pytest.approx(0.375, abs=0.02)
    assert float(((columns + 0.5) * scaled).sum() / scaled.sum() / shape[1]) == pytest.approx(0.75, abs=0.02)
