"""Curves of what was measured: they pass through what the value says, and never leave out the worst."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.measurands import registry
from conformance.measurands.curves import envelope
from conformance.measurands.kinds import DeviceMeasurand
from conformance.measurands.resolution import sfr50
from conformance.model.evidence import DeviceSubject, Stated
from conformance.model.measurement import Curve, Measurement
from conformance.model.units import parse_quantity
from tests.measurands.edges import Edge, both, chart, filmed, grey_patches
from tests.measurands.facts import clip, outcome
from tests.measurands.test_resolution import read
from tests.measurands.test_segments import GAP, MINUTE, file, found
from tests.measurands.test_windows import sized, told

HEIGHTS = st.lists(st.integers(-1000, 1000), min_size=1, max_size=3000)


def curve_of(measured: object) -> Curve:
    assert isinstance(measured, Measurement)
    (curve,) = measured.curves
    return curve


@given(HEIGHTS)
def test_a_thinned_curve_keeps_its_ends_its_extremes_and_its_order(heights: list[int]) -> None:
    points = [(float(index), float(height)) for index, height in enumerate(heights)]
    kept = list(envelope(points))

    assert set(kept) <= set(points)
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert max(height for _, height in kept) == max(heights)
    assert min(height for _, height in kept) == min(heights)
    assert all(one < other for (one, _), (other, _) in pairwise(kept))
    assert len(kept) <= 202


def test_one_long_interval_among_an_hour_of_pictures_is_in_the_curve() -> None:
    stamps = (*range(0, 54_000 * 3000, 3000), *range(54_000 * 3000 + 90_000, 54_000 * 6000, 3000))
    curve = curve_of(outcome("video.frame_interval_max", clip(stamps, Fraction(1, 90_000))))

    assert (curve.unit, curve.over_unit, curve.joined) == ("s", "s", False)
    assert len(curve.points) <= 202
    assert max(curve.points, key=lambda point: point[1]) == pytest.approx((53_999 / 30, 31 / 30))


def test_the_bit_rate_is_drawn_second_by_second() -> None:
    curve = curve_of(outcome("video.bit_rate_peak", told(sized((1000,) * 50 + (5000,) * 25))))

    assert curve.points == ((0, 200_000), (1, 200_000), (2, 1_000_000))
    assert curve.joined


def test_gaps_are_drawn_where_they_begin() -> None:
    files = [file("a.ts", 0), file("b.ts", MINUTE + 9000), file("c.ts", 2 * MINUTE + 4500)]

    assert curve_of(found(GAP, *files)).points == (pytest.approx((60, 0.1)), pytest.approx((120.1, -0.05)))


def test_gaps_of_two_recordings_are_not_drawn_as_one_run() -> None:
    files = [file("a.ts", 0), file("b.ts", MINUTE), file("c.ts", 0, of="other"), file("d.ts", MINUTE, of="other")]

    assert found(GAP, *files).curves == ()


def test_the_drawn_response_falls_to_half_where_the_value_says() -> None:
    reading = read(sfr50(filmed(chart(*both(Edge(sigma=0.8)), patches=grey_patches()))))
    (curve,) = reading.curves
    level = next(height for frequency, height in curve.points if frequency >= reading.value)

    assert curve.points[0] == (0, pytest.approx(1, abs=0.01))
    assert curve.points[-1][0] <= 0.5
    assert level == pytest.approx(0.5, abs=0.04)


def test_the_rate_that_a_storage_is_divided_by_is_drawn_as_a_line_that_no_window_exceeds() -> None:
    measurand = registry.find("storage.recordable_time")
    assert isinstance(measurand, DeviceMeasurand)
    stated = Stated((("storage_bytes", parse_quantity("900 MB")),))
    curve = curve_of(measurand.measure(DeviceSubject((clip(tuple(range(1000)), Fraction(1, 25)),), stated)))

    assert [x for x, _ in curve.points] == [0, 10, 20, 30]
    assert {middle for _, _, middle, _ in curve.fit} == {max(height for _, height in curve.points)}
