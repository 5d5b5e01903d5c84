"""Codes to linear light: by the standard's curve, and by grey patches of known reflectance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.measurands.esfr.linearise import monotone, standard, tone
from conformance.model.chart_facts import GreyPatch
from conformance.model.vocabulary import Place
from tests.measurands.edges import bt709, grey_patches


def patches(*pairs: tuple[float, float]) -> tuple[GreyPatch, ...]:
    return tuple(GreyPatch(Place.CENTRE, reflectance, code) for code, reflectance in pairs)


def test_black_white_and_the_knee_of_the_standard_are_where_they_belong() -> None:
    limited, full = standard(limited=True).light, standard(limited=False).light

    assert (limited[16], limited[235], full[0], full[255]) == pytest.approx((0, 1, 0, 1), abs=1e-12)
    assert limited[16 + 18] == pytest.approx(18 / 219 / 4.5, rel=0.004)
    assert limited[180] == pytest.approx(((164 / 219 + 0.099) / 1.099) ** (1 / 0.45))


def test_the_standard_gives_back_the_light_that_a_camera_coded() -> None:
    light = np.linspace(0, 1, 11)

    assert standard(limited=True).light[np.rint(bt709(light)).astype(int)] == pytest.approx(light, abs=0.01)


def test_a_camera_without_a_curve_and_one_for_a_display_bound_the_standard() -> None:
    without, display = standard(limited=True).others

    assert without[126] == pytest.approx(110 / 219)
    assert display[126] == pytest.approx((110 / 219) ** 2.4)


def test_grey_patches_give_back_the_light_between_them() -> None:
    found = tone(grey_patches(), limited=True)
    light = np.linspace(0.08, 0.70, 12)

    assert found.source == "6 grey patches"
    assert np.interp(bt709(light), np.arange(256), found.light) == pytest.approx(light, abs=0.005)


def test_a_few_patches_or_patches_that_fall_are_no_curve() -> None:
    for some in (patches((50, 0.1), (100, 0.3), (150, 0.5)), patches((50, 0.1), (90, 0.3), (100, 0.2), (150, 0.5))):
        assert tone(some, limited=True).source == "the inverse of BT.709"


def test_a_curve_is_trusted_a_tenth_of_its_range_beyond_its_patches() -> None:
    found = tone(patches((50, 0.1), (80, 0.2), (110, 0.3), (150, 0.5)), limited=True)

    assert found.covers(np.array([[41, 159]], dtype=np.uint8))
    assert not found.covers(np.array([[41, 170]], dtype=np.uint8))


@given(st.lists(st.tuples(st.floats(2, 40), st.floats(0.01, 0.3)), min_size=4, max_size=6))
def test_a_curve_rises_wherever_its_patches_do_and_runs_through_them(steps: list[tuple[float, float]]) -> None:
    codes, light = np.cumsum(np.array(steps), axis=0).T
    codes = np.rint(codes)
    found = monotone(codes, light)

    assert (np.diff(found) > 0).all()
    assert found[codes[codes < 256].astype(int)] == pytest.approx(light[codes < 256])
