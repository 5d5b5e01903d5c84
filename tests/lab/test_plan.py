"""The capture plan: smallest, complete, and open about what it leaves."""

from collections import Counter
from dataclasses import replace
from itertools import combinations_with_replacement, count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.catalog import load_catalog
from conformance.compiler import compile_cases, serves
from conformance.errors import SelectionError
from conformance.lab.plan import Plan, capture_plan
from conformance.measurands import registry
from conformance.model.applicability import Applicability, IsDeclared
from conformance.model.clause import AllOf, Catalog, Clause, Quantifier, Unassessed
from conformance.model.evidence import Device, Recording, Stated, Submission
from conformance.model.facts import Absent
from conformance.model.statement import NotShown, StatementItem
from conformance.model.units import TEXT
from conformance.model.vocabulary import EvidenceKind, ItemKind, QuantifierKind, Reason, Role
from conformance.shipped import catalog_path
from tests.lab.making import ONCE, attested, catalog, clause, condition, words

SHIPPED: Catalog = load_catalog(catalog_path(), registry.signatures())
PROFILES = [profile.id for profile in SHIPPED.profiles]
RATE = condition("video.frame_rate")
SOUND = StatementItem("sound", ItemKind.BOOL, words("Does it record sound?"), TEXT, (), NotShown())


def planned(*clauses: Clause, items: tuple[StatementItem, ...] = ()) -> Plan:
    return capture_plan(catalog(*clauses, items=items), ("p",))


def roles(plan: Plan) -> list[Role]:
    return [recording.role for recording in plan.recordings]


def recording(role: Role, name: str = "a") -> Recording:
    return Recording(name, name, Path(name), 1, "00" * 32, role, Absent(Reason.NO_REFERENCE_TIME, ""), Stated())


@pytest.mark.parametrize("profile", PROFILES)
def test_every_selected_clause_stands_in_the_plan_exactly_once(profile: str) -> None:
    plan = capture_plan(SHIPPED, (profile,))
    selected = next(one for one in SHIPPED.profiles if one.id == profile).clauses
    by_steps = {row.clause.id for row in plan.rows if row.exercised}
    left = [one.clause.id for one in plan.unexercised if one.whole]

    assert Counter(row.clause.id for row in plan.rows) == Counter(selected)
    assert Counter([*by_steps, *left]) == Counter(selected)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_compiler_finds_a_recording_for_every_clause_that_wants_one(profile: str) -> None:
    made = tuple(recording(one.role, one.step) for one in capture_plan(SHIPPED, (profile,)).recordings)
    cases = compile_cases(SHIPPED, Submission(Path(), Device(), Stated(), made, (), ()), (profile,))
    missing = {case.id for case in cases if isinstance(case.subject, Absent)}

    assert not [case.id for case in cases if case.id in missing and case.clause.evidence is EvidenceKind.RECORDING]


roled = st.builds(
    lambda name, wanted, quantifier: clause(f"c{name}", RATE, *wanted, quantifier=quantifier),
    st.integers(0, 10**9),
    st.lists(st.sampled_from(Role), unique=True, max_size=3),
    st.builds(Quantifier, st.sampled_from(QuantifierKind), st.integers(1, 2)),
)


@given(st.lists(roled, min_size=1, max_size=4, unique_by=lambda one: one.id))
def test_no_smaller_set_of_recordings_exercises_the_clauses(clauses: list[Clause]) -> None:
    def exercised(chosen: tuple[Role, ...]) -> bool:
        return all(
            sum(serves(one, recording(role)) for role in chosen)
            >= (one.quantifier.count if one.quantifier.kind is QuantifierKind.AT_LEAST else 1)
            for one in clauses
        )

    found = tuple(roles(planned(*clauses)))
    smaller = next(size for size in count(1) if any(map(exercised, combinations_with_replacement(Role, size))))

    assert exercised(found)
    assert len(found) == smaller


def test_of_several_smallest_sets_the_unstaged_one_is_taken() -> None:
    assert roles(planned(clause("a", RATE))) == [Role.PATROL]


def test_a_staged_recording_serves_the_others_too() -> None:
    plan = planned(clause("a", RATE), clause("b", RATE, Role.CHART))

    assert roles(plan) == [Role.CHART]
    assert [row.steps for row in plan.rows] == [("R1",), ("R1",)]


def test_a_device_clause_wants_an_unstaged_recording_beside_the_staged_one() -> None:
    storage = clause("a", condition("storage.recordable_time", "8 h"), evidence=EvidenceKind.DEVICE)
    plan = planned(storage, clause("b", RATE, Role.CHART))

    assert [(one.step, one.folder) for one in plan.recordings] == [
        ("R1", "recordings/01-patrol"),
        ("R2", "recordings/02-chart"),
    ]
    assert plan.rows[0].steps == ("R1",)


def test_a_clause_that_asks_every_recording_adds_its_needs_to_all_and_another_to_one() -> None:
    plan = planned(
        clause("a", condition("video.bit_rate_deviation", "0.1 ratio")),
        clause("b", condition("video.duration", "180 s"), quantifier=ONCE),
        clause("c", RATE, Role.PATROL),
        clause("d", RATE, Role.CHART),
    )

    assert [one.needs.settings for one in plan.recordings] == [("bit_rate",), ("bit_rate",)]
    assert [one.needs.duration for one in plan.recordings] == [180, 20]
    assert [row.steps for row in plan.rows] == [("R1", "R2"), ("R1",), ("R1",), ("R2",)]


def test_so_many_recordings_are_made_as_a_clause_asks() -> None:
    three = clause("a", RATE, Role.POWER_LOSS, quantifier=Quantifier(QuantifierKind.AT_LEAST, 3))

    assert roles(planned(three)) == [Role.POWER_LOSS] * 3


def test_more_recordings_than_a_plan_holds_are_refused() -> None:
    many = clause("a", RATE, quantifier=Quantifier(QuantifierKind.AT_LEAST, 100))
    fifty = Quantifier(QuantifierKind.AT_LEAST, 50)

    with pytest.raises(SelectionError, match="'a' asks for 100 recordings; a plan holds 99"):
        planned(many)
    with pytest.raises(SelectionError, match="these profiles ask for 100 recordings; a plan holds 99"):
        planned(clause("b", RATE, Role.CHART, quantifier=fifty), clause("c", RATE, Role.SYNC, quantifier=fifty))


def test_clauses_that_ask_for_the_same_quantity_share_one_witnessing() -> None:
    plan = planned(
        attested("a", "battery_time", "8 h"),
        attested("b", "gps", "present"),
        attested("c", "battery_time", "10 h"),
        attested("d", "battery_time", "600 min"),
    )

    assert [(one.step, one.name, one.unit, [c.id for c in one.clauses]) for one in plan.witnessed] == [
        ("W1", "battery_time", "h", ["a", "c"]),
        ("W2", "gps", "text", ["b"]),
        ("W3", "battery_time", "min", ["d"]),
    ]


def test_a_submission_holds_a_recording_even_where_everything_is_witnessed() -> None:
    plan = planned(attested("a", "gps", "present"))

    assert [(one.role, one.clauses) for one in plan.recordings] == [(Role.PATROL, ())]


def test_a_clause_without_limit_is_captured_and_listed_for_an_overlay() -> None:
    plan = planned(attested("a", "gap", ""), clause("b", condition("video.duration", "")))

    assert [row.steps for row in plan.rows] == [("W1", "O1"), ("R1", "O2")]
    assert [one.wanted for one in plan.limits] == [("the greatest error in s",)] * 2


def test_what_no_method_decides_is_listed_with_its_reason() -> None:
    missing = Unassessed(Reason.METHOD_PLANNED, "no reader of card images yet")
    plan = planned(
        clause("a", missing, evidence=EvidenceKind.NONE), clause("b", AllOf((RATE, missing))), clause("c", RATE)
    )

    assert [(one.clause.id, one.why, one.whole) for one in plan.unexercised] == [
        ("a", ("no reader of card images yet",), True),
        ("b", ("no reader of card images yet",), False),
    ]
    assert [(row.exercised, row.steps) for row in plan.rows] == [(False, ()), (True, ("R1",)), (True, ("R1",))]


def test_the_statement_asks_what_decides_whether_a_clause_applies_and_nothing_else() -> None:
    other = replace(SOUND, id="location")
    applies = replace(clause("a", RATE), applies=Applicability("sound", IsDeclared("sound")))
    plan = planned(applies, clause("b", RATE), items=(other, SOUND))

    assert [(one.step, one.item.id) for one in plan.questions] == [("S1", "sound")]
    assert [row.steps for row in plan.rows] == [("R1", "S1"), ("R1",)]


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(SelectionError, match="unknown profile 'q'"):
        capture_plan(catalog(clause("a", RATE)), ("q",))
