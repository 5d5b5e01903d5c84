"""The chart is found where a camera of known geometry put it: edges alone in their crops, patches of the true grey."""

import math
import subprocess
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from conformance.extract.chart.watcher import ChartWatcher
from conformance.measurands.esfr.edge import measure_edge
from conformance.measurands.esfr.linearise import tone
from conformance.model.chart import GROUPS, Group
from conformance.model.chart_facts import ChartFacts, EdgeCrop
from conformance.model.facts import Absent
from conformance.model.vocabulary import Place
from conformance.synthesis.encoder import ffmpeg_binary

from .charting import Camera, Grey, code, found, pasted, why_absent

PLACES = {group.place for group in GROUPS}
# all four edges of all five places: 2 x 2 x 5
SEEN = [
    Camera(1280, 720, fill=1.0, roll=1, noise=2),
    Camera(1280, 720, fill=0.4, blur=1.2, noise=5),
    Camera(1280, 720, fill=0.5, roll=10),
    Camera(1280, 720, fill=0.7, roll=-10, tilt=(25, 0), blur=1.2, noise=5),
    Camera(1280, 720, fill=1.0, roll=5, tilt=(0, 25), barrel=-0.15),
    Camera(1920, 1080, fill=1.0, roll=-3, tilt=(-18, 18), barrel=-0.15, blur=1.2, noise=5),
    Camera(1920, 1080, fill=0.4, roll=2, tilt=(-25, 0), barrel=-0.15, blur=1.2, noise=5),
]
SWEPT = [
    Camera(width, height, fill, roll, tilt, barrel, blur=blur, noise=noise)
    for (width, height, fills), (roll, tilt), barrel, (blur, noise) in product(
        [(1280, 720, (0.7, 1.0)), (1920, 1080, (0.4, 0.5, 0.7, 1.0))],
        [(10, (0, 0)), (-10, (25, 0)), (5, (0, 25)), (-3, (-18, 18)), (-10, (0, -25))],
        [0.0, -0.15],
        [(0.6, 1), (1.2, 5)],
    )
    for fill in fills
]


def group_at(place: Place) -> Group:
    return next(group for group in GROUPS if group.place is place)


def sides(camera: Camera, group: Group) -> list[NDArray[np.float64]]:
    """The four sides of a square as the camera sees them, each as many points."""
    corners = group.square_corners
    shares = np.linspace(0, 1, 401)[:, None]
    return [
        camera.seen(np.array(corners[k]) + shares * np.subtract(corners[(k + 1) % 4], corners[k])) for k in range(4)
    ]


def middle_of(side: NDArray[np.float64]) -> NDArray[np.float64]:
    """The point of a side, bent or not, nearest to the middle between its ends."""
    away = side - (side[0] + side[-1]) / 2
    middle: NDArray[np.float64] = side[np.argmin(np.hypot(*away.T))]
    return middle


def check(facts: ChartFacts, camera: Camera) -> None:
    """Every crop is centred on an edge of its own place, and no corner of anything on the chart lies in it."""
    corners = np.concatenate(
        [
            camera.seen(quad)
            for group in GROUPS
            for quad in (group.square_corners, group.code_corners, *group.patch_boxes)
        ]
    )
    taken: Counter[tuple[Place, int]] = Counter()
    for edge in facts.edges:
        centre = np.array([edge.left + edge.width / 2, edge.top + edge.height / 2])
        lines = sides(camera, group_at(edge.place))
        off = [np.abs(centre - middle_of(side)).max() for side in lines]
        side = int(np.argmin(off))
        taken[edge.place, side] += 1
        assert off[side] <= 3, (edge.place, side, off)
        assert max(edge.width, edge.height) >= 40
        assert edge.width <= 160
        assert edge.height <= 160
        inside = (np.abs(corners - centre) < (edge.width / 2 + 2, edge.height / 2 + 2)).all(axis=1)
        assert not inside.any(), (edge.place, side)
        assert runs_through(edge, lines[side], centre)
        assert len(edge.codes) == edge.width * edge.height * len(edge.pictures)
    assert set(taken.values()) <= {1}
    for patch in facts.patches:
        assert patch.code == pytest.approx(255 * min(1, camera.gain * patch.reflectance) ** (1 / 2.2), abs=2)


def runs_through(edge: EdgeCrop, side: NDArray[np.float64], centre: NDArray[np.float64]) -> bool:
    """True where the edge enters and leaves a crop by its short sides with ground of 8 px or more beside it."""
    way = np.abs(side[-1] - side[0])
    along = int(way[1] > way[0])  # the axis that the edge is nearer to
    half = np.array([edge.width, edge.height])[along] / 2
    within = side[np.abs(side[:, along] - centre[along]) <= half]
    across = np.abs(within[:, 1 - along] - centre[1 - along]).max()
    return bool(np.array([edge.width, edge.height])[1 - along] / 2 - across >= 8)


@pytest.mark.parametrize("camera", SEEN, ids=lambda one: f"{one.height}p-{one.fill}-{one.roll}-{one.tilt}-{one.barrel}")
def test_all_five_places_are_found_where_they_are(camera: Camera) -> None:
    facts = found(camera.picture())

    check(facts, camera)
    assert {edge.place for edge in facts.edges} == PLACES
    assert len(facts.patches) == 30
    assert len(facts.edges) >= 19
    assert (facts.width, facts.height) == (camera.width, camera.height)


@pytest.mark.slow
@pytest.mark.parametrize("camera", SWEPT, ids=str)
def test_all_five_places_are_found_in_the_whole_sweep(camera: Camera) -> None:
    facts = found(camera.picture())

    check(facts, camera)
    assert {edge.place for edge in facts.edges} == PLACES
    assert len(facts.patches) >= 24


def slant(camera: Camera, edge: EdgeCrop) -> float:
    """Angle between an edge and the nearer axis of the picture, degrees."""
    centre = (edge.left + edge.width / 2, edge.top + edge.height / 2)
    side = min(sides(camera, group_at(edge.place)), key=lambda one: np.abs(middle_of(one) - centre).max())
    level, steep = sorted(np.abs(side[-1] - side[0]))
    return math.degrees(math.atan2(level, steep))


@pytest.mark.parametrize(("roll", "tilt"), [(2, (0, 0)), (-2, (0, 0)), (1, (-1, 1))])
def test_a_chart_set_up_as_the_instruction_says_keeps_its_edges_slanted(roll: float, tilt: tuple[float, float]) -> None:
    camera = Camera(1280, 720, fill=0.95, roll=roll, tilt=tilt)
    facts = found(camera.picture())

    assert len(facts.edges) == 20
    assert all(3 < slant(camera, edge) < 7.2 for edge in facts.edges)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_picture_that_is_stored_turned_names_the_places_as_they_are_printed(turns: int) -> None:
    picture = Camera(fill=0.9, noise=0).picture()
    upright, turned = found(picture), found(np.rot90(picture, turns))
    size = np.array([turned.width, turned.height])

    assert len(turned.edges) == 20
    for edge, other in product(upright.edges, turned.edges):
        if edge.place is other.place is Place.TOP_LEFT:
            centre = (other.left + other.width / 2, other.top + other.height / 2) / size
            expected = {1: (0.13, 0.88), 2: (0.88, 0.78), 3: (0.78, 0.13)}
            assert np.abs(centre - expected[turns]).max() < 0.25


def test_the_least_chart_that_the_instruction_names_has_all_its_edges() -> None:
    camera = Camera(1280, 720, fill=400 / 1280)
    facts = found(camera.picture())

    check(facts, camera)
    assert len(facts.edges) == 20


def test_a_chart_that_is_too_small_is_refused_with_the_numbers() -> None:
    assert why_absent(Camera(1280, 720, fill=0.27).picture()).startswith(
        "method_does_not_apply: centre, top_left, top_right, bottom_left, bottom_right: "
        "top and right and bottom and left edge: 34 px of it can be used, fewer than 40"
    )


def test_the_places_that_are_in_the_picture_are_given_and_the_others_named() -> None:
    camera = Camera(1280, 720, fill=0.9, shift=(-420, 0))
    facts = found(camera.picture())

    check(facts, camera)
    assert {edge.place for edge in facts.edges} == {Place.CENTRE, Place.TOP_RIGHT, Place.BOTTOM_RIGHT}
    assert {(one.place, one.why) for one in facts.refused} == {
        (Place.TOP_LEFT, "its code was not found"),
        (Place.BOTTOM_LEFT, "its code was not found"),
    }


def test_a_square_at_the_border_gives_the_edges_that_are_whole() -> None:
    camera = Camera(1280, 720, fill=1.0, shift=(-62, 0))
    facts = found(camera.picture())

    check(facts, camera)
    assert Counter(edge.place for edge in facts.edges)[Place.TOP_RIGHT] == 4
    assert [one.why for one in facts.refused if one.place is Place.TOP_LEFT][
        -1
    ] == "left edge: it is too near the border of the picture"


def test_something_beside_an_edge_costs_that_edge_only() -> None:
    camera = Camera(1280, 720, fill=0.9)
    (x, y), *_ = camera.seen([(168 - 23 - 7, 94.5)])
    finger = np.full((14, 10), 60, np.uint8)
    facts = found(pasted(camera.picture(), finger, round(x) - 5, round(y) - 7))

    check(facts, camera)
    assert Counter(edge.place for edge in facts.edges) == {**dict.fromkeys(PLACES, 4), Place.CENTRE: 3}
    assert [(one.place, one.why) for one in facts.refused] == [
        (Place.CENTRE, "left edge: the ground beside it is not even, or something else is there")
    ]


def test_a_hidden_corner_costs_the_edges_that_end_there() -> None:
    camera = Camera(1280, 720, fill=0.9)
    (x, y), *_ = camera.seen([GROUPS[0].square_corners[0]])
    card = np.full((90, 90), 240, np.uint8)
    facts = found(pasted(camera.picture(), card, round(x) - 45, round(y) - 45))

    check(facts, camera)
    assert Counter(edge.place for edge in facts.edges)[Place.CENTRE] <= 2
    assert Counter(edge.place for edge in facts.edges)[Place.TOP_LEFT] == 4


def test_two_groups_of_one_place_are_refused_and_the_others_given() -> None:
    picture = pasted(Camera(1280, 720, fill=0.7).picture(), code("RC-CHART/1 BR", 4), 1100, 10)
    facts = found(picture)

    assert {edge.place for edge in facts.edges} == PLACES - {Place.BOTTOM_RIGHT}
    assert [(one.place, one.why) for one in facts.refused] == [
        (Place.BOTTOM_RIGHT, "its code is in one picture more than once")
    ]


def test_highlights_that_are_clipped_leave_the_other_patches_as_they_are() -> None:
    camera = Camera(1280, 720, fill=0.7, gain=1.6)
    facts = found(camera.picture())

    check(facts, camera)
    assert [round(patch.code) for patch in facts.patches[-1:]] == [255]
    assert len(facts.patches) == 30


@pytest.mark.parametrize(("blur", "sfr50"), [(0.5, 0.3231), (1.2, 0.1518)])
def test_what_is_cut_out_is_as_sharp_as_the_camera(blur: float, sfr50: float) -> None:
    camera = Camera(1280, 720, fill=0.6, roll=1, tilt=(4, 4), barrel=-0.05, blur=blur)
    facts = found(*(camera.picture(seed=seed) for seed in range(4)))
    measured = []
    for edge in facts.edges:
        codes = np.frombuffer(edge.codes, np.uint8).reshape(len(edge.pictures), edge.height, edge.width)
        patches = [patch for patch in facts.patches if patch.place is edge.place]
        sharp = measure_edge(codes, tone(patches, limited=False), limited=False)
        assert not isinstance(sharp, Absent), sharp
        measured.append(sharp.sfr50.value)

    assert len(measured) == 20
    assert measured == pytest.approx([sfr50] * 20, rel=0.025)
    assert np.mean(measured) == pytest.approx(sfr50, rel=0.01)


def moved(*shifts: float) -> list[Grey]:
    return [Camera(1280, 720, fill=0.8, shift=(x, 0)).picture(seed=number) for number, x in enumerate(shifts)]


def test_only_pictures_that_show_an_edge_in_the_same_place_are_cut() -> None:
    facts = found(*moved(0, 0, 0.4, 40, 40))

    check(facts, Camera(1280, 720, fill=0.8))
    assert {edge.pictures for edge in facts.edges} == {(0, 1, 2)}


def test_the_place_where_most_pictures_show_an_edge_is_taken() -> None:
    facts = found(*moved(0, 40, 40, 40.4, 80))

    check(facts, Camera(1280, 720, fill=0.8, shift=(40, 0)))
    assert {edge.pictures for edge in facts.edges} == {(1, 2, 3)}


def test_a_code_that_one_picture_shows_is_enough_for_all() -> None:
    first, second = moved(0, 0)
    camera = Camera(1280, 720, fill=0.8)
    (x, y), *_ = camera.seen([group_at(Place.TOP_LEFT).code])
    hidden = pasted(first, np.full((60, 60), 150, np.uint8), round(x), round(y))
    facts = found(hidden, second)

    check(facts, camera)
    assert len(facts.edges) == 20
    assert {edge.pictures for edge in facts.edges} == {(0, 1)}


@pytest.mark.parametrize("crf", ["23", "32"])
def test_the_chart_is_found_in_a_coded_recording_in_pictures_of_both_kinds(crf: str, tmp_path: Path) -> None:
    camera = Camera(1280, 720, fill=0.6, roll=2, tilt=(10, -5), barrel=-0.1, blur=0.8, noise=2)
    raw, file = tmp_path / "chart.gray", tmp_path / "chart.mp4"
    raw.write_bytes(b"".join(camera.picture(seed=seed).tobytes() for seed in range(12)))
    given = ("-f", "rawvideo", "-pix_fmt", "gray", "-s", "1280x720", "-r", "25", "-i", str(raw))
    coder = ("-c:v", "libx264", "-preset", "veryfast", "-crf", crf, "-g", "6", "-pix_fmt", "yuv420p", "-threads", "2")
    subprocess.run((ffmpeg_binary(), "-loglevel", "error", *given, *coder, str(file)), check=True, timeout=60)
    watcher = ChartWatcher(limited=True)
    with av.open(str(file)) as container:
        for number, picture in enumerate(container.decode(video=0)):
            watcher.take(picture, number)
    facts = watcher.frozen()
    assert isinstance(facts, ChartFacts), facts

    check(replace(facts, patches=()), camera)
    assert len(facts.edges) == 20
    assert {sum(edge.intra) for edge in facts.edges} == {2}
    assert {len(edge.intra) for edge in facts.edges} == {6}
    expected = [16 + 219 * patch.reflectance ** (1 / 2.2) for patch in facts.patches]
    assert [patch.code for patch in facts.patches] == pytest.approx(expected, abs=3)
