"""Clause x evidence -> cases: roles, missing evidence, attestations, selections."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.catalog import load_catalog
from conformance.compiler import compile_cases, narrowed, selected_clauses, serves
from conformance.errors import SelectionError
from conformance.measurands import registry
from conformance.model.clause import Catalog, Clause
from conformance.model.evidence import Attestation, Device, Recording, Stated, Submission
from conformance.model.facts import Absent
from conformance.model.measurement import Text
from conformance.model.units import parse_quantity
from conformance.model.vocabulary import Reason, Role
from conformance.shipped import catalog_path

CATALOG: Catalog = load_catalog(catalog_path(), registry.signatures())
DISPLAY = "gat947.2-6.4.1-display"


def recording(name: str, role: Role = Role.GENERAL) -> Recording:
    return Recording(name, name, Path(name), 1, "00" * 32, role, Absent(Reason.NO_REFERENCE_TIME, ""), Stated())


def submission(*recordings: Recording, attestations: tuple[Attestation, ...] = ()) -> Submission:
    return Submission(Path(), Device(), Stated(), recordings, attestations, ())


def attestation(clause: str = DISPLAY, value: str = "5 cm") -> Attestation:
    read = parse_quantity(value) if value[0].isdigit() else Text(value)
    return Attestation(clause, read, Fraction(0), "caliper", "A", date(2026, 11, 20), date(2027, 11, 20))


def test_a_clause_asks_every_recording_that_serves_it() -> None:
    cases = compile_cases(CATALOG, submission(recording("a"), recording("b", Role.PATROL)), ("baseline",))
    ids = [case.id for case in cases if case.clause.id == "house-decode"]

    assert ids == ["house-decode@a", "house-decode@b"]


def test_every_clause_of_a_profile_makes_a_case_even_without_evidence() -> None:
    cases = compile_cases(CATALOG, submission(recording("a", Role.CHART)), ("everything",))

    assert {case.clause.id for case in cases} == {clause.id for clause in CATALOG.clauses}


def test_missing_evidence_is_a_case_with_its_reason() -> None:
    cases = compile_cases(CATALOG, submission(recording("a")), ("baseline",))
    (clock,) = [case for case in cases if case.clause.id == "house-clock"]

    assert clock.id == "house-clock@-"
    assert clock.subject == Absent(Reason.EVIDENCE_MISSING, "the submission has no recording of role reference_clock")


def clause(*roles: Role) -> Clause:
    return replace(CATALOG.clauses[0], roles=roles)


@pytest.mark.parametrize(
    ("roles", "role", "served"),
    [
        ((), Role.GENERAL, True),
        ((), Role.PATROL, True),
        ((), Role.CHART, True),
        ((), Role.POWER_LOSS, False),
        ((Role.PATROL,), Role.GENERAL, True),
        ((Role.PATROL,), Role.CHART, False),
        ((Role.CHART,), Role.GENERAL, False),
        ((Role.CHART,), Role.CHART, True),
        ((Role.PATROL, Role.SYNC), Role.SYNC, True),
    ],
)
def test_what_a_scene_was_staged_for_serves_only_clauses_that_name_it(
    roles: tuple[Role, ...], role: Role, *, served: bool
) -> None:
    assert serves(clause(*roles), recording("a", role)) == served


def test_an_attestation_becomes_the_case_of_its_clause() -> None:
    with_one = compile_cases(CATALOG, submission(recording("a"), attestations=(attestation(),)), ("bwc-cn",))
    without = compile_cases(CATALOG, submission(recording("a")), ("bwc-cn",))

    assert f"{DISPLAY}@attestation-1" in [case.id for case in with_one]
    assert f"{DISPLAY}@-" in [case.id for case in without]


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (attestation("nothing-like-it"), "attestation of unknown clause 'nothing-like-it'"),
        (attestation("house-decode"), "is measured and takes no attestation"),
        (attestation(value="5 h"), "has no unit of cm, mm, m"),
        (attestation(value="large"), "is no quantity in cm"),
    ],
)
def test_an_attestation_that_fits_no_clause_is_refused(one: Attestation, sentence: str) -> None:
    with pytest.raises(SelectionError, match=sentence):
        compile_cases(CATALOG, submission(recording("a"), attestations=(one,)), ("baseline",))


def test_profiles_are_joined_once_each_in_the_order_of_the_catalog() -> None:
    both = selected_clauses(CATALOG, ("gbt-28181-2016", "baseline"))

    assert [clause.document for clause in both[:10]] == ["house-baseline"] * 10
    assert len(both) == len({clause.id for clause in both}) == 48


def test_no_profile_is_no_selection() -> None:
    with pytest.raises(SelectionError, match="no profile was chosen"):
        selected_clauses(CATALOG, ())


@pytest.mark.parametrize(
    ("pattern", "count"), [("house-decode", 2), ("house-decode@a", 1), ("frame_rate", 4), ("*@b", 8), ("house-*", 18)]
)
def test_a_filter_takes_cases_clauses_or_topics(pattern: str, count: int) -> None:
    cases = compile_cases(CATALOG, submission(recording("a"), recording("b")), ("baseline",))

    assert len(narrowed(cases, (pattern,))) == count


def test_case_ids_are_unique() -> None:
    cases = compile_cases(CATALOG, submission(recording("a"), recording("b")), ("everything",))

    assert len({case.id for case in cases}) == len(cases)
