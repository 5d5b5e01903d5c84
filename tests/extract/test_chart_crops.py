"""A crop is clear of both ends of its edge, holds ground on either side, and shows one edge and nothing else."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.chart.crops import crop_about, shows_one_edge
from conformance.extract.chart.squares import mapped, projection
from conformance.extract.luma import Samples
from conformance.model.areas import Region
from conformance.model.facts import Absent

SIZE = (1920, 1080)


@given(st.floats(0, 1920), st.floats(0, 1080), st.floats(0, 360), st.floats(1, 600))
def test_a_crop_is_clear_of_the_ends_and_has_ground_on_either_side(
    x: float, y: float, turn: float, length: float
) -> None:
    way = np.array([math.cos(math.radians(turn)), math.sin(math.radians(turn))])
    start, end = np.array([x, y]) - way * length / 2, np.array([x, y]) + way * length / 2
    region = crop_about(start, end, SIZE)
    if isinstance(region, Absent):
        return
    along = int(abs(way[1]) > abs(way[0]))
    size = np.array([region.width, region.height])
    corner = np.array([region.left, region.top])
    low, high = corner - (x, y), corner + size - (x, y)

    assert region.lies_in(*SIZE)
    assert 40 <= size[along] <= 160
    assert size[1 - along] <= 162
    for tip in (start, end):
        assert not ((tip > corner - 3) & (tip < corner + size + 3)).all()
    reach = max(abs(low[along]), abs(high[along])) * abs(way[1 - along] / way[along])
    assert min(-low[1 - along], high[1 - along]) - reach >= 8 - 0.5


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ((500, 300), (504, 345), "32 px of it can be used, fewer than 40"),
        ((500, 300), (500, 301), "0 px of it can be used, fewer than 40"),
        ((20, 300), (10, 500), "it is too near the border of the picture"),
        ((500, -60), (510, 140), "it is too near the border of the picture"),
    ],
)
def test_an_edge_that_gives_no_crop_says_why(start: tuple[float, float], end: tuple[float, float], why: str) -> None:
    refused = crop_about(np.array(start, float), np.array(end, float), SIZE)

    assert isinstance(refused, Absent)
    assert refused.detail == why


def test_a_level_edge_lies_across_its_crop_and_an_upright_one_along_it() -> None:
    assert crop_about(np.array([500.0, 300.0]), np.array([700.0, 318.0]), SIZE) == Region(520, 276, 160, 66)
    assert crop_about(np.array([500.0, 300.0]), np.array([482.0, 500.0]), SIZE) == Region(458, 320, 66, 160)


def edge_picture(noise: float = 2.0) -> Samples:
    """Dark to the right of a line from the bottom (52, 100) to the top (48, 0)."""
    y, x = np.mgrid[:100, :100] + 0.5
    depth = np.clip(x - 48 - 0.04 * y, -1.5, 1.5) / 3 + 0.5
    noisy = 180 - 90 * depth + np.random.default_rng(3).normal(0, noise, (100, 100))
    picture: Samples = np.clip(noisy, 0, 255).astype(np.uint8)
    return picture


START, END = np.array([52.0, 100.0]), np.array([48.0, 0.0])
WHOLE = Region(10, 10, 80, 80)


@pytest.mark.parametrize("noise", [0.0, 2.0, 12.0])
def test_an_edge_between_even_grounds_is_one_edge(noise: float) -> None:
    assert shows_one_edge(edge_picture(noise), WHOLE, START, END)


def test_light_and_dark_the_wrong_way_round_is_no_edge_of_the_chart() -> None:
    assert not shows_one_edge(edge_picture(), WHOLE, END, START)
    assert not shows_one_edge(255 - edge_picture(), WHOLE, START, END)


def test_an_edge_elsewhere_is_not_that_edge() -> None:
    assert not shows_one_edge(edge_picture(), WHOLE, START - (15, 0), END - (15, 0))
    assert not shows_one_edge(edge_picture(), WHOLE, START + 300, END + 300)


@pytest.mark.parametrize("spot", [(12, 12), (80, 80), (40, 20)])
def test_something_else_in_the_crop_is_seen(spot: tuple[int, int]) -> None:
    picture = edge_picture()
    row, column = spot
    picture[row : row + 12, column : column + 12] = 20 if column < 50 else 200

    assert not shows_one_edge(picture, WHOLE, START, END)


def test_flat_ground_shows_no_edge() -> None:
    assert not shows_one_edge(np.full((100, 100), 99, np.uint8), WHOLE, START, END)


tilts = st.floats(-0.0004, 0.0004)
shears = st.floats(-0.4, 0.4)


@given(tilts, tilts, shears, shears, st.floats(0.3, 9))
def test_a_projection_is_found_again_from_five_points(a: float, b: float, c: float, d: float, scale: float) -> None:
    true = np.array([[scale, c, 40], [d, scale, 70], [a, b, 1]])
    points = np.array([(0, 0), (336, 0), (336, 189), (0, 189), (100, 60)], float)
    again = projection(points, mapped(true, points), np.array([1, 1, 1, 1, 0.3]))
    others = np.array([(20, 30), (200, 150), (300, 10)], float)

    assert mapped(again, others) == pytest.approx(mapped(true, others), rel=1e-6, abs=1e-5)
