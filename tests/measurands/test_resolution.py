"""Directions, kinds of pictures, places and corners of a chart of which every edge is known."""

from dataclasses import replace
from fractions import Fraction
from time import process_time

import numpy as np
import pytest

from conformance.measurands import resolution
from conformance.measurands.reading import Reading, Result
from conformance.measurands.resolution import (
    resolution_lines,
    resolution_lines_corners,
    sfr50,
    sfr50_corners,
    sfr_at_0_45,
    sfr_at_0_45_corners,
)
from conformance.model.chart_facts import ChartFacts, EdgeCrop, Refusal
from conformance.model.facts import Absent
from conformance.model.measurement import Uncertain
from conformance.model.vocabulary import Place, Reason
from tests.measurands.edges import DARK, LIGHT, Edge, both, bt709, chart, crop, filmed, grey_patches, noisy

CORNERS = (Place.TOP_LEFT, Place.TOP_RIGHT, Place.BOTTOM_LEFT, Place.BOTTOM_RIGHT)
SHARP, SOFT = Edge(sigma=0.5), Edge(sigma=0.8)  # 0.3231 and 0.2201 cycles/px at 50 %


def read(result: Result) -> Reading:
    assert isinstance(result, Reading), result
    return result


def number(result: Result) -> float:
    found = read(result).value
    assert isinstance(found, Fraction)
    return float(found)


def expanded(reading: Reading) -> float:
    assert isinstance(reading.uncertainty, Uncertain)
    return float(reading.uncertainty.expanded)


def absent(result: Result) -> Absent:
    assert isinstance(result, Absent), result
    return result


def of_corners(*edges: Edge) -> ChartFacts:
    crops = [one for place, edge in zip(CORNERS, edges, strict=True) for one in both(edge, place)]
    patches = [patch for place in CORNERS for patch in grey_patches(place)]
    return chart(*crops, patches=tuple(patches))


def test_all_three_quantities_are_read_at_the_centre_within_their_uncertainty() -> None:
    one = filmed(chart(*both(SOFT), patches=grey_patches()))
    truths = {
        sfr50: SOFT.frequency(0.5),
        sfr_at_0_45: SOFT.response(0.45),
        resolution_lines: 2 * 1080 * SOFT.frequency(0.1),
    }

    for measurand, truth in truths.items():
        found = read(measurand(one))
        assert abs(number(found) - truth) <= expanded(found), measurand.__name__
        assert 0 < expanded(found) < max(0.05 * truth, 0.03)
        assert found.exercised == 2
        assert found.opinions == ()


def test_the_smaller_of_both_directions_counts() -> None:
    upright, _ = both(SHARP)
    _, level = both(SOFT)
    one = filmed(chart(upright, level))

    assert number(sfr50(one)) == pytest.approx(0.2201, rel=0.01)
    assert "smallest: near horizontal, intra-coded" in read(sfr50(one)).note


def test_edges_of_one_direction_are_averaged() -> None:
    upright, level = both(SHARP)
    softer, _ = both(SOFT)
    found = read(sfr50(filmed(chart(upright, softer, level))))

    assert number(found) == pytest.approx((0.3231 + 0.2201) / 2, rel=0.01)


def test_the_smaller_of_intra_and_inter_coded_pictures_counts() -> None:
    mixed = tuple(
        crop(np.concatenate([codes(SHARP, turned), codes(SOFT, turned)]), intra=(True, True, False, False))
        for turned in (False, True)
    )
    found = read(sfr50(filmed(chart(*mixed), "KKPP")))

    assert number(found) == pytest.approx(0.2201, rel=0.015)
    assert "inter-coded" in found.note
    assert found.exercised == 4


def codes(edge: Edge, turned: bool) -> np.ndarray:  # noqa: FBT001 - told apart by a loop
    signal = bt709(DARK + (LIGHT - DARK) * edge.light())
    return noisy(signal.T if turned else signal, 2, 1.0)


def test_a_direction_that_was_not_seen_leaves_a_pass_open() -> None:
    upright, _ = both(SHARP)
    found = read(sfr50(filmed(chart(upright))))

    assert [(one.source, one.value, one.agrees) for one in found.opinions] == [
        ("near horizontal edges (not measured: 0 at worst)", Fraction(0), False)
    ]


def test_pictures_of_a_kind_that_was_not_seen_leave_a_pass_open() -> None:
    of_intra = filmed(chart(*both(SHARP)), types="KKPBP")

    assert [one.source for one in read(sfr50(of_intra)).opinions] == ["inter-coded pictures (not measured: 0 at worst)"]


def test_of_given_regions_the_smallest_counts() -> None:
    edges = (*both(SHARP, Place.GIVEN), *both(SOFT, Place.GIVEN))

    assert number(sfr50(filmed(chart(*edges)))) == pytest.approx(0.2201, rel=0.01)


def test_a_given_region_that_was_refused_leaves_a_pass_open() -> None:
    facts = replace(chart(*both(SHARP, Place.GIVEN)), refused=(Refusal(Place.GIVEN, "lies outside"),))
    found = read(sfr50(filmed(facts)))

    assert [one.source for one in found.opinions] == ["a given region (not measured: 0 at worst)"]
    assert "refused: given: lies outside" in found.note


def test_line_widths_count_the_height_as_displayed() -> None:
    facts = chart(*both(SOFT), patches=grey_patches())
    lying, standing = (number(resolution_lines(filmed(facts, rotation=turn))) for turn in (0, 90))

    assert lying == pytest.approx(2 * 0.3937 * 1080, rel=0.04)
    assert standing == pytest.approx(lying * 1920 / 1080)


def test_a_response_that_never_falls_to_10_percent_resolves_as_many_lines_as_the_picture_has() -> None:
    found = read(resolution_lines(filmed(chart(*both(Edge(sigma=0.3))))))

    assert found.value == 1080
    assert "above 10 % up to 0.5 cycles/px" in found.note


def test_the_corners_are_the_mean_of_all_four() -> None:
    one = filmed(of_corners(SHARP, SOFT, SOFT, SOFT))

    assert number(sfr50_corners(one)) == pytest.approx((0.3231 + 3 * 0.2201) / 4, rel=0.01)
    assert number(sfr_at_0_45_corners(one)) == pytest.approx((0.2572 + 3 * 0.0543) / 4, abs=0.02)
    lines = (SHARP.frequency(0.1), *(SOFT.frequency(0.1),) * 3)
    whole = 2 * 1080 * sum(min(0.5, one) for one in lines) / 4
    assert number(resolution_lines_corners(one)) == pytest.approx(whole, rel=0.02)


def test_three_corners_are_no_corners() -> None:
    facts = of_corners(SHARP, SHARP, SHARP, SHARP)
    three = replace(facts, edges=facts.edges[:6], refused=(Refusal(Place.BOTTOM_RIGHT, "its code was not found"),))
    found = absent(sfr50_corners(filmed(three)))

    assert found.reason is Reason.METHOD_DOES_NOT_APPLY
    assert found.detail == "no edge in bottom right can be measured: bottom right: its code was not found"


def test_corners_say_nothing_of_the_centre_nor_it_of_them() -> None:
    corners, centre = filmed(of_corners(SHARP, SHARP, SHARP, SHARP)), filmed(chart(*both(SHARP)))

    assert absent(sfr50(corners)).detail == "the recording shows no edge of the chart at the centre"
    assert absent(sfr50_corners(centre)).reason is Reason.EVIDENCE_MISSING


def test_without_a_chart_there_is_no_resolution() -> None:
    one = filmed(chart())
    without = replace(one, facts=replace(one.facts, chart=Absent(Reason.NOTHING_TO_MEASURE, "no chart was found")))

    for measurand in (
        sfr50,
        sfr_at_0_45,
        resolution_lines,
        sfr50_corners,
        sfr_at_0_45_corners,
        resolution_lines_corners,
    ):
        assert absent(measurand(without)).detail == "no chart was found"


def test_an_edge_that_cannot_be_measured_is_named_with_the_reason() -> None:
    clipped = noisy(10 + 240 * SHARP.light(), 2, 0.0)
    found = absent(sfr50(filmed(chart(crop(clipped)))))

    assert found.reason is Reason.METHOD_DOES_NOT_APPLY
    assert found.detail.endswith("centre, 80 x 120 px at 0, 0: the dark side is clipped at code 16 (intra-coded)")


def test_an_edge_whose_samples_are_not_complete_is_refused() -> None:
    whole = both(SHARP)[0]
    cut = replace(whole, codes=whole.codes[:-1])

    assert "its samples are not complete" in absent(sfr50(filmed(chart(cut)))).detail


def test_without_patches_the_unknown_tone_curve_widens_the_uncertainty() -> None:
    bare = read(sfr50(filmed(chart(*both(SOFT)))))
    known = read(sfr50(filmed(chart(*both(SOFT), patches=grey_patches()))))

    assert "the inverse of BT.709" in bare.note
    assert "6 grey patches" in known.note
    assert expanded(bare) > 1.3 * expanded(known)


def test_the_note_tells_angle_contrast_and_what_was_refused() -> None:
    facts = chart(*both(SHARP), patches=grey_patches())
    facts = replace(facts, refused=(Refusal(Place.CENTRE, "top edge: it is too near the border of the picture"),))

    assert read(sfr50(filmed(facts))).note == (
        "edges: 1 near vertical, 1 near horizontal; slanted by 5.1 to 5.1 degrees; contrast 0.60; "
        "smallest: near vertical, intra-coded; linear light by 6 grey patches; "
        "above 10 % up to 0.5 cycles/px, beyond which a pixel grid shows nothing; "
        "refused: centre: top edge: it is too near the border of the picture"
    )


def test_eight_pictures_of_an_edge_take_less_than_a_tenth_of_a_second() -> None:
    edge = both(Edge(rows=200, columns=120), noise=3, pictures=8)[0]
    resolution._measured.cache_clear()
    best = min(_seconds(edge) for _ in range(3))

    assert best < 0.1


def _seconds(edge: EdgeCrop) -> float:
    resolution._measured.cache_clear()
    start = process_time()
    resolution._measured(edge, (), limited=True)
    return process_time() - start
