"""What a recording needs: the most that any of its clauses asks."""

from fractions import Fraction

import pytest

from conformance.lab.needs import _SCENES, Needs, Scene, needs_of
from conformance.measurands import registry
from conformance.model.clause import AllOf
from conformance.model.vocabulary import EvidenceKind, Relation
from tests.lab.making import clause, condition


def test_a_recording_that_nothing_looks_at_still_lasts_two_windows() -> None:
    assert needs_of(()) == Needs(Fraction(20), (), (), reference=False)


@pytest.mark.parametrize(
    ("limit", "relation", "seconds"),
    [
        ("3 s", Relation.AT_LEAST, 20),
        ("180 s", Relation.AT_LEAST, 180),
        ("180 s", Relation.ABOVE, 180),
        ("180 s", Relation.EQUAL, 180),
        ("180 s", Relation.AT_MOST, 20),
        ("", Relation.AT_LEAST, 20),
    ],
)
def test_a_recording_lasts_as_long_as_a_clause_asks(limit: str, relation: Relation, seconds: int) -> None:
    assert needs_of([clause("a", condition("video.duration", limit, relation))]).duration == seconds


def test_needs_are_joined_over_clauses_and_their_parts() -> None:
    needs = needs_of(
        [
            clause("a", condition("time.creation_offset", "2 s")),
            clause(
                "b", AllOf((condition("video.bit_rate_deviation", "0.1 ratio"), condition("audio.channels", "1 count")))
            ),
            clause("c", condition("video.picture_size_deviation", "0 px")),
        ]
    )

    settings = ("bit_rate", "width", "height")
    assert needs == Needs(Fraction(20), (Scene.MOVING, Scene.AUDIBLE), settings, reference=True, zone=True)


def test_storage_is_measured_on_a_moving_picture_over_more_than_two_windows() -> None:
    storage = clause("a", condition("storage.recordable_time", "8 h"), evidence=EvidenceKind.DEVICE)

    assert needs_of([storage]) == Needs(Fraction(30), (Scene.MOVING,))


def test_any_device_clause_asks_for_a_moving_picture() -> None:
    number = clause("a", condition("device.gb28181_id_digits", "20 count"), evidence=EvidenceKind.DEVICE)

    assert needs_of([number]).scenes == (Scene.MOVING,)


@pytest.mark.parametrize(
    ("measurand", "scenes"),
    [
        ("video.frozen_max", (Scene.MOVING,)),
        ("audio.sample_rate", (Scene.AUDIBLE,)),
        ("export.suep_boxes", (Scene.EXPORTED,)),
        ("export.loci_boxes", (Scene.OPEN_SKY, Scene.EXPORTED)),
        ("video.codec", ()),
    ],
)
def test_a_measurand_asks_for_the_scene_without_which_there_is_nothing_to_measure(
    measurand: str, scenes: tuple[Scene, ...]
) -> None:
    assert needs_of([clause("a", condition(measurand, "1 s"))]).scenes == scenes


def test_every_beginning_of_a_name_is_that_of_a_measurand() -> None:
    names = [one.name for one in registry.MEASURANDS]

    assert [start for start in _SCENES if not any(name.startswith(start) for name in names)] == []
