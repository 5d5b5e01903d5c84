"""The chart for a screen: the share of a pixel that a polygon covers is exact, so an edge is where geometry says."""

import io

import av
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from conformance.errors import UnusableInputError
from conformance.lab.chart_png import paint, png, screen_size
from conformance.model.chart import GROUPS

Plane = NDArray[np.float64]


def covered(*outlines: list[tuple[float, float]], height: int = 6, width: int = 8) -> Plane:
    plane = np.zeros((height, width))
    paint(plane, [np.array(outline, float) for outline in outlines], 1.0)
    return plane


def test_a_pixel_holds_the_share_of_its_area_that_is_covered() -> None:
    triangle = covered([(0, 0), (2, 0), (0, 2)], height=2, width=2)
    box = covered([(0.25, 0.5), (2.5, 0.5), (2.5, 1.5), (0.25, 1.5)], height=2, width=3)
    steep = covered([(1, 0), (1.5, 2), (0.5, 2)], height=2, width=2)

    assert triangle == pytest.approx(np.array([[1, 0.5], [0.5, 0]]))
    assert box == pytest.approx(np.array([[0.375, 0.5, 0.25], [0.375, 0.5, 0.25]]))
    assert steep == pytest.approx(np.array([[0.125, 0.125], [0.375, 0.375]]))


coordinates = st.floats(-3, 9, allow_nan=False)


@example([(0.0, 0.0), (0.0, 2.2250738585e-313), (1.0, 0.0)])  # a side whose slope no number holds
@given(st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=3))
def test_the_shares_of_a_triangle_sum_to_its_area_within_the_picture(corners: list[tuple[float, float]]) -> None:
    (ax, ay), (bx, by), (cx, cy) = corners
    area = abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
    whole = covered([(x + 3, y + 3) for x, y in corners], height=13, width=13)

    assert whole.sum() == pytest.approx(area, abs=1e-6)
    assert whole.min() >= -1e-9
    assert whole.max() <= 1 + 1e-9
    assert covered(corners) == pytest.approx(whole[3:9, 3:11], abs=1e-9)


def test_polygons_that_touch_leave_no_seam() -> None:
    left, right = [(1.3, 1.1), (3.7, 1.1), (3.7, 3.9), (1.3, 3.9)], [(3.7, 1.1), (6, 1.1), (6, 3.9), (3.7, 3.9)]
    whole = [(1.3, 1.1), (6.0, 1.1), (6.0, 3.9), (1.3, 3.9)]

    assert covered(left, right) == pytest.approx(covered(whole))


def decoded(data: bytes) -> NDArray[np.uint8]:
    with av.open(io.BytesIO(data), "r", format="png_pipe") as container:
        picture = next(container.decode(video=0))
        assert picture.format.name == "gray"
        return np.asarray(picture.to_ndarray(format="gray"), np.uint8)


def test_an_edge_of_the_screen_picture_is_where_the_geometry_says() -> None:
    codes = decoded(png(1344, 756)) / 255  # 4 px a unit
    linear = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
    light, dark = linear[0, 0], linear[378, 672]
    (x0, y0), _, _, (x3, y3) = GROUPS[0].square_corners
    for row in range(360, 400):
        reflectances = linear[row, 4 * 135 : 4 * 168]
        measured = 135 + ((reflectances - dark) / (light - dark)).sum() / 4
        expected = x0 + (x3 - x0) * ((row + 0.5) / 4 - y0) / (y3 - y0)
        assert measured == pytest.approx(expected, abs=0.01)  # 8-bit greys


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (720, 1280), (1024, 768), (641, 363)])
def test_a_screen_of_another_shape_shows_the_whole_chart_on_its_own_ground(width: int, height: int) -> None:
    codes = decoded(png(width, height))

    assert codes.shape == (height, width)
    assert {*codes[0], *codes[-1], *codes[:, 0], *codes[:, -1]} == {184}
    assert {0, 69, 97, 124, 153, 184, 221} <= set(codes.ravel())


@pytest.mark.parametrize(("text", "size"), [("3840x2160", (3840, 2160)), ("640x360", (640, 360))])
def test_a_size_of_a_screen_is_read(text: str, size: tuple[int, int]) -> None:
    assert screen_size(text) == size


@pytest.mark.parametrize(
    "text", ["", "3840", "3840X2160", "3840 x 2160", "0x0", "1x1", "7681x4320", "99999x99999", "-1x5", "٣٨٤٠x٢١٦٠"]
)
def test_what_is_no_size_of_a_screen_is_refused(text: str) -> None:
    with pytest.raises(UnusableInputError, match="is no size of a screen, such as 3840x2160"):
        screen_size(text)
