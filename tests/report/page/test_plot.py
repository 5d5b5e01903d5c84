"""Plots: every point lies inside the frame, marks are round numbers, and what is drawn is told in words too."""

import pytest

from conformance.model.measurement import Curve
from conformance.report.page.plot import plot


def curve(points: tuple[tuple[float, float], ...], *fit: tuple[float, float, float, float]) -> Curve:
    return Curve("offset", "s", "time", "h", points, fit)


def test_points_line_and_band_lie_where_the_axes_say() -> None:
    drawn = plot(curve(((0, -1.0), (6, 0.0), (12, 1.0)), (0, -1.5, -1.0, -0.5), (12, 0.5, 1.0, 1.5)))
    left, top, right, bottom = drawn.frame
    zero = next(mark.at for mark in drawn.up if mark.label == "0")
    six = drawn.points[1]

    assert [x for x, _ in drawn.points] == [left, (left + right) / 2, right]
    assert six[1] == zero == pytest.approx((top + bottom) / 2)
    assert all(top < y < bottom for _, y in drawn.points)
    assert drawn.line == f"{float(left)},{drawn.points[0][1]} {float(right)},{drawn.points[2][1]}"
    assert len(drawn.band.split()) == 4
    assert drawn.summary == ("0", "12", "−1", "1")


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [(0.0, 10.0, ["0", "5", "10"]), (0.0, 1.0, ["0", "0.5", "1"]), (-70.0, 0.004, ["−60", "−40", "−20", "0"])],
)
def test_marks_are_round_numbers(low: float, high: float, labels: list[str]) -> None:
    assert [mark.label for mark in plot(curve(((0, low), (1, high)))).up] == labels


@pytest.mark.parametrize("height", [0.0, 5.0, -3600.4, 1e-9])
def test_one_point_alone_is_drawn(height: float) -> None:
    drawn = plot(curve(((3, height),)))
    left, top, right, bottom = drawn.frame

    assert left < drawn.points[0][0] < right
    assert top < drawn.points[0][1] < bottom
    assert len(drawn.up) >= 2
