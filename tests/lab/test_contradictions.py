"""Clauses that no single value meets are named together, and no others."""

from dataclasses import replace

import pytest

from conformance.lab.contradictions import contradictions
from conformance.model.applicability import Applicability, IsDeclared
from conformance.model.clause import AllOf, AnyOf, Limit
from conformance.model.measurement import Text
from conformance.model.vocabulary import Relation
from tests.lab.making import clause, condition

MP4 = condition("container.format", "mp4", Relation.EQUAL)
PS = condition("container.format", "mpeg-ps", Relation.EQUAL)
EITHER = replace(MP4, relation=Relation.ONE_OF, limit=Limit((Text("mp4"), Text("avi")), "mp4, avi"))


def sound(limit: str, relation: Relation) -> object:
    return condition("audio.channels", limit, relation)


@pytest.mark.parametrize(
    ("one", "other", "excluded"),
    [
        (MP4, PS, True),
        (MP4, MP4, False),
        (MP4, EITHER, False),
        (PS, EITHER, True),
        (sound("1 count", Relation.AT_LEAST), sound("0 count", Relation.AT_MOST), True),
        (sound("1 count", Relation.AT_LEAST), sound("1 count", Relation.AT_MOST), False),
        (sound("1 count", Relation.ABOVE), sound("1 count", Relation.AT_MOST), True),
        (sound("1 count", Relation.ABOVE), sound("2 count", Relation.BELOW), False),
        (sound("1 count", Relation.WITHIN), sound("1 count", Relation.ABOVE), True),
        (sound("1 count", Relation.WITHIN), sound("1 count", Relation.EQUAL), False),
        (sound("1 count", Relation.STRICTLY_WITHIN), sound("1 count", Relation.EQUAL), True),
        (sound("1 count", Relation.STRICTLY_WITHIN), sound("0 count", Relation.BELOW), False),
        (sound("", Relation.AT_LEAST), sound("0 count", Relation.AT_MOST), False),
        (AnyOf((MP4, PS)), PS, False),
        (AllOf((MP4, sound("1 count", Relation.AT_LEAST))), PS, True),
        (MP4, sound("1 count", Relation.AT_LEAST), False),
    ],
)
def test_two_clauses_exclude_each_other_where_no_value_meets_both(
    one: object, other: object, *, excluded: bool
) -> None:
    found = contradictions((clause("a", one), clause("b", other)))  # type: ignore[arg-type]

    assert [[named.id for named in each.clauses] for each in found] == ([["a", "b"]] if excluded else [])


def test_clauses_are_named_once_a_measurand_and_bystanders_are_not() -> None:
    found = contradictions((clause("a", MP4), clause("b", PS), clause("c", EITHER), clause("d", AnyOf((MP4, PS)))))

    assert [(each.measurand, [named.id for named in each.clauses]) for each in found] == [
        ("container.format", ["a", "b", "c"])
    ]


def test_a_rate_that_is_a_name_excludes_nothing() -> None:
    named = replace(condition("video.frame_rate", "30 Hz"), nominal_rate=True)
    less = condition("video.frame_rate", "29.98 Hz", Relation.AT_MOST)

    assert contradictions((clause("a", named), clause("b", less))) == ()


def test_clauses_that_the_statement_may_set_aside_need_not_meet() -> None:
    aside = replace(clause("a", MP4), applies=Applicability("mp4", IsDeclared("mp4")))

    assert contradictions((aside, clause("b", PS))) == ()


def test_quantities_of_two_units_are_not_compared() -> None:
    hours, minutes = condition("attested.time", "8 h"), condition("attested.time", "60 min", Relation.AT_MOST)

    assert contradictions((clause("a", hours), clause("b", minutes))) == ()
