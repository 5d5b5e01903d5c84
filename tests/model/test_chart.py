"""The chart's geometry holds together: five groups that name themselves, edges that a camera can be measured by."""

import math
from itertools import combinations

import pytest

from conformance.model.chart import BY_TEXT, GROUPS, HEIGHT, SQUARE_TURN, WIDTH, Group, Quad, version_of
from conformance.model.vocabulary import Place

Bounds = tuple[float, float, float, float]


def bounds(quad: Quad) -> Bounds:
    xs, ys = zip(*quad, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def gap(one: Bounds, other: Bounds) -> float:
    """Distance between two upright boxes along the axis that parts them; negative where they overlap."""
    return max(one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])


def things(group: Group) -> list[Bounds]:
    (left, top, *_), *_, (*_, right, bottom) = map(bounds, group.patch_boxes)
    return [bounds(group.code_corners), (left, top, right, bottom)]


def test_every_place_of_the_picture_has_one_group_that_names_it() -> None:
    assert [(group.place, group.text) for group in GROUPS] == [
        (Place.CENTRE, "RC-CHART/1 C"),
        (Place.TOP_LEFT, "RC-CHART/1 TL"),
        (Place.TOP_RIGHT, "RC-CHART/1 TR"),
        (Place.BOTTOM_LEFT, "RC-CHART/1 BL"),
        (Place.BOTTOM_RIGHT, "RC-CHART/1 BR"),
    ]
    assert list(BY_TEXT) == [group.text for group in GROUPS]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("RC-CHART/1 C", 1),
        ("RC-CHART/2 BR", 2),
        ("RC-CHART/9999 TL", 9999),
        ("RC-CHART/10000 TL", 0),
        ("RC-CHART/0 C", 0),
        ("RC-CHART/1", 0),
        ("RC-CHART/1 C ", 0),
        ("RC-CHART/1 C\n", 0),
        ("rc-chart/1 c", 0),
        ("RC-CHART/١ C", 0),
        ("<script>alert(1)</script>", 0),
        ("", 0),
    ],
)
def test_a_code_is_of_a_chart_only_to_the_letter(text: str, version: int) -> None:
    assert version_of(text) == version


def test_no_edge_meets_the_pixel_grid_in_a_few_phases_only() -> None:
    phases = 1 / math.tan(SQUARE_TURN)

    assert abs(phases - round(phases)) > 0.2
    for group in GROUPS:
        (x0, y0), (x1, y1), (x2, y2), _ = group.square_corners
        assert math.degrees(math.atan2(y1 - y0, x1 - x0)) == pytest.approx(5.1)
        assert math.degrees(math.atan2(x1 - x2, y2 - y1)) == pytest.approx(5.1)
        assert math.dist((x0, y0), (x1, y1)) == pytest.approx(46)


def beyond(square: Bounds, other: Bounds) -> float:
    """How far something is from the side that it stands before; far away where it stands before none."""
    level = other[0] < square[2] and square[0] < other[2]
    upright = other[1] < square[3] and square[1] < other[3]
    return gap(square, other) if level or upright else math.inf


def test_sixteen_units_of_light_ground_lie_beyond_every_side_of_every_square() -> None:
    others = [thing for group in GROUPS for thing in things(group)]
    for group in GROUPS:
        left, top, right, bottom = square = bounds(group.square_corners)
        assert min(left, top, WIDTH - right, HEIGHT - bottom) >= 16
        assert min(beyond(square, other) for other in others) >= 16


def test_nothing_lies_on_anything_else() -> None:
    everything = [bounds(group.square_corners) for group in GROUPS]
    everything += [thing for group in GROUPS for thing in things(group)]

    assert [(one, other) for one, other in combinations(everything, 2) if gap(one, other) < 0] == []
    assert all(x0 >= 0 and y0 >= 0 and x1 <= WIDTH and y1 <= HEIGHT for x0, y0, x1, y1 in everything)


def test_every_code_has_two_modules_of_quiet_ground() -> None:
    codes = [bounds(group.code_corners) for group in GROUPS]
    patches = [things(group)[1] for group in GROUPS]

    assert min(gap(code, other) for code in codes for other in patches) >= 2 * 48 / 21
    assert min(gap(one, other) for one, other in combinations(codes, 2)) >= 2 * 48 / 21
