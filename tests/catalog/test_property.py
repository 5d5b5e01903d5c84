"""Any catalog that loads also compiles and judges: no combination of what the schema and the lint allow is a crash."""

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, event, given, reject, settings
from hypothesis import strategies as st

from conformance.catalog import parametrized, parse_catalog
from conformance.compiler import compile_cases
from conformance.conclusion import Doubts, conclude
from conformance.errors import DocumentError
from conformance.judge import judge
from conformance.measurands import registry
from conformance.model import codec
from conformance.model.clause import Catalog, conditions
from conformance.model.dump_facts import DumpFacts
from conformance.model.evidence import Attestation, Device, Dump, Recording, Stated, StatedValue, Submission
from conformance.model.facts import Absent, Facts
from conformance.model.finding import Finding
from conformance.model.measurement import EXACT, Measurement, NotMeasured, Outcome, Text, Uncertain, UncertaintyUnknown
from conformance.model.statement import StatementItem
from conformance.model.units import TEXT, Quantity
from conformance.model.vocabulary import Depth, ItemKind, Reason, Role, Statement, Verdict
from conformance.suite.adjudicate import Adjudicator, Defect
from conformance.suite.declared import contradicted

MEASURANDS = registry.signatures()
WORDS = {"en": "some words", "zh": "文字"}
ITEMS = {
    "sound": {"kind": "bool", "shown_by": {"measurand": "audio.channels", "relation": ">=", "limit": "1 count"}},
    "gnss": {"kind": "bool"},
    "container": {"kind": "choice", "choices": ["mp4", "avi"], "shown_by": {"measurand": "container.format"}},
    "storage_bytes": {"kind": "quantity", "unit": "B"},
    "width": {"kind": "quantity", "unit": "px", "shown_by": {"measurand": "video.width"}},
}
EXPRESSIONS = (
    *("sound", "not gnss", "container == avi", "container != mp4", "storage_bytes >= 16 GB", "width < 1280 px"),
    *("sound and gnss", "sound or not gnss", "not (sound and container == mp4)", "gnss or width > 1 px and sound"),
)
UNITS = ("s", "count", TEXT, "h", "px", "ratio", "Hz")
LIMITS = ("1 s", "0 count", "10 %", "8 h", "25 Hz", "30 Hz", "1280 px", "-1 s", "h264", "present", "1 GB", "0.1 ratio")


def condition() -> st.SearchStrategy[dict[str, Any]]:
    what = st.one_of(
        st.builds(lambda name: {"measurand": name}, st.sampled_from(sorted(MEASURANDS))),
        st.builds(lambda unit: {"attested": {"name": "seen", "unit": unit}}, st.sampled_from(UNITS)),
    )
    limit = st.one_of(
        st.builds(lambda text: {"limit": text}, st.sampled_from(LIMITS)),
        st.builds(lambda texts: {"limit": texts}, st.lists(st.sampled_from(LIMITS), min_size=1, max_size=2)),
        st.just({"limit_wanted": "some limit"}),
    )
    rest = st.fixed_dictionaries(
        {"relation": st.sampled_from((">=", "<=", ">", "<", "==", "|x|<=", "|x|<", "in"))},
        optional={
            "decision_rule": st.sampled_from(("simple", "guarded", "band")),
            "nominal_rate": st.booleans(),
            "parameter": st.sampled_from(("shift", "rate")),
        },
    )
    return st.builds(lambda *parts: {key: value for part in parts for key, value in part.items()}, what, limit, rest)


def seen(unit: str) -> dict[str, Any]:
    return {"attested": {"name": "seen", "unit": unit}}


def fitting_condition() -> st.SearchStrategy[dict[str, Any]]:
    """Conditions of which most load: the limit is in the unit of what is measured."""

    def fit(what: dict[str, Any], unit: str, relation: str, rule: str) -> dict[str, Any]:
        if unit == TEXT:
            return {**what, "relation": "==", "limit": "mp4"}
        return {**what, "relation": relation, "limit": f"1 {unit}", "decision_rule": rule}

    relations, rules = (
        st.sampled_from((">=", "<=", ">", "<", "|x|<=", "|x|<")),
        st.sampled_from(("simple", "guarded", "band")),
    )
    measured = st.sampled_from(sorted(MEASURANDS)).flatmap(
        lambda name: st.builds(fit, st.just({"measurand": name}), st.just(MEASURANDS[name].unit), relations, rules)
    )
    attested = st.sampled_from(UNITS).flatmap(
        lambda unit: st.builds(
            fit, st.just({"attested": {"name": "seen", "unit": unit}}), st.just(unit), relations, rules
        )
    )
    return measured | attested


def part() -> st.SearchStrategy[dict[str, Any]]:
    leaf = fitting_condition() | condition() | st.just({"planned": "a method"}) | st.just({"not_testable": "a duty"})
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            lambda key, parts: {key: parts},
            st.sampled_from(("all_of", "any_of")),
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=4,
    )


def kind_of(entry: Mapping[str, Any]) -> str:
    """The kind of evidence that the first condition of an entry is measured on."""
    if "measurand" in entry:
        return MEASURANDS[entry["measurand"]].kind.value
    if "attested" in entry:
        return "attestation"
    parts = entry.get("all_of", entry.get("any_of"))
    return kind_of(parts[0]) if parts else "none"


@st.composite
def clauses(draw: st.DrawFn, number: int) -> dict[str, Any]:
    asked = draw(part())
    return {
        "id": f"c{number}",
        "document": "rule",
        "clause": str(number),
        "topic": "audio",
        "level": draw(st.sampled_from(("shall", "should", "may"))),
        "title": WORDS,
        "requirement": WORDS,
        "provenance": {"grade": draw(st.sampled_from(("text", "draft", "house"))), "seen": "here"},
        "evidence": {"kind": kind_of(asked)},
        "quantifier": draw(st.sampled_from(("every", "any", {"at_least": 2}))),
        **({"applies": draw(st.sampled_from(EXPRESSIONS))} if draw(st.booleans()) else {}),
        **asked,
    }


@st.composite
def catalogs(draw: st.DrawFn) -> str:
    made = [draw(clauses(number)) for number in range(draw(st.integers(1, 3)))]
    names = [clause["id"] for clause in made]
    text = " ".join(clause.get("applies", "") for clause in made)
    wanted = {name: item for name, item in ITEMS.items() if name in text or name == "storage_bytes"}
    return json.dumps(
        {
            "documents": {"rule": {"title": WORDS, "status": "in_force", "find": "here"}},
            "statement": {name: {**item, "question": WORDS} for name, item in wanted.items()},
            "clauses": made,
            "profiles": {
                "a": {
                    "title": WORDS,
                    "clauses": names,
                    "mandatory": draw(st.lists(st.sampled_from(names), max_size=2, unique=True)),
                    "waivers": draw(st.booleans()),
                    "parameters": {"shift": "2 h"} if '"parameter": "shift"' in json.dumps(made) else {},
                }
            },
        }
    )


def answer(item: StatementItem) -> st.SearchStrategy[StatedValue]:
    match item.kind:
        case ItemKind.BOOL:
            return st.booleans()
        case ItemKind.CHOICE:
            return st.sampled_from([Text(one) for one in item.choices])
        case ItemKind.QUANTITY:
            return st.builds(
                Quantity, st.sampled_from((Fraction(1), Fraction(1280), Fraction(10**12))), st.just(item.unit)
            )


NUMBERS = st.fractions(-3, 2000, max_denominator=100)


def outcome(name: str, unit: str) -> st.SearchStrategy[Outcome]:
    value = st.sampled_from([Text("mp4"), Text("x")]) if unit == TEXT else NUMBERS
    spread = st.sampled_from((EXACT, Uncertain(Fraction(1, 3)), UncertaintyUnknown("nobody knows")))
    measured = st.builds(Measurement, st.just(name), st.just(unit), value, spread, st.integers(0, 2))
    return measured | st.builds(NotMeasured, st.just(name), st.sampled_from(list(Reason)), st.just("why"))


class NoFacts:
    """A source whose every recording is unreadable."""

    def prefetch(self, recordings: object, dumps: object = ()) -> None: ...

    def facts(self, recording: Recording) -> Facts:
        unread = Absent(Reason.EVIDENCE_UNREADABLE, "unreadable")
        return Facts(recording.sha256, recording.size, "none", Depth.FRAMES, unread, unread, unread)

    def dump_facts(self, dump: Dump) -> DumpFacts:
        return DumpFacts(dump.sha256, dump.size, "none", Absent(Reason.EVIDENCE_UNREADABLE, "unreadable"))

    def extractors(self) -> frozenset[str]:
        return frozenset()

    def close(self) -> None: ...


@st.composite
def submissions(draw: st.DrawFn, catalog: Catalog) -> Submission:
    roles = draw(st.lists(st.sampled_from(list(Role)), max_size=3))
    absent = Absent(Reason.NO_REFERENCE_TIME, "none")
    recordings = tuple(
        Recording(f"r{n}", f"r{n}", Path(f"r{n}"), 1, "00" * 32, role, absent, Stated()) for n, role in enumerate(roles)
    )
    answered = [item for item in catalog.statement if draw(st.booleans())]
    attestations = tuple(
        Attestation(clause.id, value, Fraction(1), "a ruler", "J", date(2026, 1, 1), date(2026, 12, 31))
        for clause in catalog.clauses
        if clause.evidence == "attestation" and draw(st.booleans())
        for value in [Text("present") if units(clause) == TEXT else Quantity(Fraction(1), units(clause))]
    )
    stated = Stated(tuple((item.id, draw(answer(item))) for item in answered))
    return Submission(Path(), Device(), stated, recordings, attestations, ())


def units(clause: Any) -> str:
    return conditions(clause.requirement)[0].unit


@settings(max_examples=100, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(text=catalogs(), data=st.data())
def test_a_catalog_that_loads_compiles_and_judges_without_an_exception(text: str, data: st.DataObject) -> None:
    try:
        catalog = parametrized(parse_catalog(text.encode(), "c.yaml", MEASURANDS), ("a",))
    except DocumentError:
        reject()
    submission = data.draw(submissions(catalog))
    cases = compile_cases(catalog, submission, ("a",))
    adjudicator = Adjudicator(catalog, submission, NoFacts(), date(2026, 6, 1))
    findings = {case.id: adjudicator.finding(case) for case in cases}

    assert {case.clause.id for case in cases} == {clause.id for clause in catalog.clauses}
    assert not [one for one in findings.values() if one.judgement.verdict is Verdict.ERROR]
    for case in cases:
        judged, parts = judge(case.clause.requirement, lambda one: data.draw(outcome(one.measurand, one.unit)))
        finding = Finding(case.clause.id, case.evidence, judged, parts)
        assert codec.decode(Finding, codec.encode(Finding, finding)) == finding
    removed = [one.clause for one in findings.values() if one.judgement.verdict is Verdict.NOT_APPLICABLE]
    declarations = adjudicator.declarations(catalog.clauses, removed)
    assert not isinstance(declarations, Defect)
    concluded = conclude(cases, findings, Doubts((), (), contradicted(declarations)))
    event(concluded.statement)
    assert concluded.statement in (Statement.DOES_NOT_CONFORM, Statement.NOT_DETERMINED, Statement.CONFORMS)
    assert codec.decode(Catalog, codec.encode(Catalog, catalog)) == catalog
