"""Plots: every point lies inside the frame, marks are round numbers, and what is drawn is told in words too."""

from dataclasses import replace

import pytest

from conformance.model.measurement import Curve
from conformance.model.vocabulary import Verdict
from conformance.report.messages import Language
from conformance.report.page.drawings import MOST_CURVES
from conformance.report.page.html import html_page
from conformance.report.page.plot import plot

from ..factory import BASE, FRAME_RATE, JUDGEMENTS, NOMINAL, finding, measurement, part, record, recording


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


def test_joined_points_are_one_line_and_one_of_them_alone_is_a_point() -> None:
    line = plot(replace(curve(((0, 1.0), (1, 2.0), (2, 1.0))), joined=True))
    alone = plot(replace(curve(((0, 1.0),)), joined=True))

    assert (line.points, len(line.run.split())) == ((), 3)
    assert (len(alone.points), alone.run) == (1, "")


def test_a_curve_is_drawn_at_the_heaviest_finding_and_linked_from_the_others() -> None:
    measured = replace(measurement(), curves=(curve(((0, 1.0), (1, 2.0))),))
    findings = tuple(
        finding(of, "a.mp4", verdict, part(FRAME_RATE, measured, JUDGEMENTS[verdict]))
        for of, verdict in ((BASE, Verdict.PASS), (NOMINAL, Verdict.FAIL))
    )
    source = html_page(record((BASE, NOMINAL), (recording("a.mp4"),), findings), Language.EN)

    assert source.count('<figure class="plot">') == 1
    assert source.count('<a href="#f2">drawn at finding 2</a>') == 1
    assert 'offset in s over time in h: 1 to 2 from 0 to 1"' in source  # no band is told where none was laid


def test_of_very_many_curves_those_of_the_heaviest_findings_are_drawn_and_the_rest_says_so() -> None:
    files = tuple(recording(f"{number:03}.mp4") for number in range(MOST_CURVES + 5))
    measured = replace(measurement(), curves=(curve(((0, 1.0), (1, 2.0))),))
    findings = tuple(
        finding(BASE, one.id, verdict, part(FRAME_RATE, measured, JUDGEMENTS[verdict]))
        for number, one in enumerate(files)
        for verdict in (Verdict.FAIL if number >= 60 else Verdict.PASS,)
    )
    source = html_page(record((BASE,), files, findings), Language.EN)

    assert source.count('<figure class="plot">') == MOST_CURVES
    assert source.count("Not drawn: this report shows the curves of the heaviest findings only") == 5
