"""Pictures that were made to mislead or to break the search: no crash, no edge that is none, none of their texts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.extract.chart.squares import find_square
from conformance.model.chart import GROUPS
from conformance.model.facts import Absent

from .charting import Camera, Grey, code, looked, pasted, why_absent

NO_CHART = "nothing_to_measure: no chart was found in 1 pictures"
NO_SQUARE = "no dark square on light ground is where its code says"
RNG = np.random.default_rng(7)


def ground(grey: int = 120, height: int = 720, width: int = 1280) -> Grey:
    return np.full((height, width), grey, np.uint8)


def crowd(texts: list[str], count: int) -> Grey:
    """So many codes of silly sizes anywhere, over each other and over the border."""
    picture = ground(255)
    for number in range(count):
        one = code(texts[number % len(texts)], int(RNG.integers(1, 6)))
        picture = pasted(picture, one, int(RNG.integers(-60, 1250)), int(RNG.integers(-60, 700)))
    return picture


@pytest.mark.parametrize(
    "picture",
    [
        ground(),
        ground(255, 2160, 3840),
        RNG.integers(0, 256, (720, 1280)).astype(np.uint8),
        (np.indices((720, 1280)).sum(axis=0) // 3 % 2 * 255).astype(np.uint8),
        *(ground(99, height, width) for height, width in ((1, 1), (1, 64), (64, 1), (2, 2), (3, 5))),
        pasted(ground(), code("<script>alert(1)</script>"), 300, 200),
        pasted(ground(255), code("x" * 2900, 4), 0, 0),
        pasted(ground(255), code(bytes(range(256)) * 10, 4), 0, 0),
        pasted(ground(), code("RC-CHART/1 C\x00"), 300, 200),
        pasted(ground(), code("RC-CHART/1 CENTRE"), 300, 200),
        255 - Camera(fill=0.9).picture(),
    ],
    ids=lambda picture: "x".join(map(str, picture.shape)),
)
def test_a_picture_without_a_code_of_the_chart_has_no_chart(picture: Grey) -> None:
    assert why_absent(picture) == NO_CHART


@pytest.mark.parametrize("place", [(-24, -24), (1130, 0), (0, 570), (1130, 570), (300, 200)])
@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.place.value)
def test_a_code_without_its_square_yields_no_edge(group: object, place: tuple[int, int]) -> None:
    said = why_absent(pasted(ground(), code(group.text), *place))  # type: ignore[attr-defined]

    assert f"{group.place}: {NO_SQUARE}" in said or f"{group.place}: its square lies outside the picture" in said  # type: ignore[attr-defined]


def test_a_chart_of_another_version_is_named_as_such() -> None:
    said = why_absent(pasted(ground(), code("RC-CHART/2 TL"), 300, 200))

    assert said == (
        "method_does_not_apply: centre, top_left, top_right, bottom_left, bottom_right: "
        "its code was not found, but one of version 2 of the chart"
    )


@pytest.mark.parametrize(
    "texts", [["RC-CHART/1 C"], [group.text for group in GROUPS], ["RC-CHART/1 C", "RC-CHART/3 C", "hello"]]
)
def test_a_crowd_of_codes_yields_no_edge(texts: list[str]) -> None:
    facts = looked(crowd(texts, 50))

    assert isinstance(facts, Absent)
    assert "its code is in one picture more than once" in facts.detail


def test_a_mirrored_chart_yields_no_edge() -> None:
    said = why_absent(Camera(fill=0.9).picture()[:, ::-1])

    assert said.startswith("method_does_not_apply: ")


def test_a_chart_without_contrast_yields_no_edge() -> None:
    assert why_absent((Camera(fill=0.9).picture() * 0.04 + 100).astype(np.uint8)) == NO_CHART


def test_codes_of_a_chart_whose_squares_are_covered_yield_no_edge() -> None:
    camera = Camera(fill=0.9)
    picture = camera.picture()
    for group in GROUPS:
        low, high = camera.seen(group.square_corners).min(axis=0), camera.seen(group.square_corners).max(axis=0)
        width, height = np.rint(high - low).astype(int)
        stripes = (np.indices((height, width)).sum(axis=0) // 9 % 2 * 90 + 97).astype(np.uint8)
        picture = pasted(picture, stripes, *np.rint(low).astype(int))

    assert NO_SQUARE in why_absent(picture) or "no straight edge" in why_absent(picture)


numbers = st.floats(-400, 700, allow_nan=False)


@settings(max_examples=60)
@given(st.lists(st.tuples(numbers, numbers), min_size=4, max_size=4))
def test_no_idea_of_a_square_however_wrong_breaks_the_search(corners: list[tuple[float, float]]) -> None:
    picture = ground(150, 200, 300)
    picture[50:120, 60:160] = 40
    outline = find_square(picture, np.array(corners))

    assert len(outline.sound) == 4
    assert np.isfinite(outline.corners).all() or not any(outline.sound)


@pytest.mark.parametrize(
    "corners", [[(0, 0)] * 4, [(np.nan, 0), (1, 0), (1, 1), (0, 1)], [(0, 0), (9, 9), (0, 9), (9, 0)]]
)
def test_what_is_no_square_at_all_is_no_square(corners: list[tuple[float, float]]) -> None:
    assert not any(find_square(ground(), np.array(corners, float)).sound)
