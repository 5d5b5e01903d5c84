"""How the catalog is covered, counted by hand: a clause is only as automated as its least automated part."""

from dataclasses import replace

import pytest

from conformance.model.clause import AllOf, AnyOf, Catalog, Clause, Condition, Document, LimitNotSupplied, Unassessed
from conformance.model.vocabulary import DecisionRule, DocumentStatus, EvidenceKind, Grade, Reason, Relation
from conformance.model.words import Words
from conformance.report.catalog_text import Automation, automation, clause_text
from conformance.report.coverage import coverage_lines
from tests.report.factory import BASE

STATED = BASE.requirement
WANTED = Condition("video.width", "px", Relation.AT_LEAST, LimitNotSupplied("least width in px"), DecisionRule.SIMPLE)
PLANNED = Unassessed(Reason.METHOD_PLANNED, "signatures are not read")
NOT_TESTABLE = Unassessed(Reason.NOT_TESTABLE, "a duty of the agency")


def clause(name: str, requirement: object, evidence: EvidenceKind = EvidenceKind.RECORDING) -> Clause:
    return replace(BASE, id=name, requirement=requirement, evidence=evidence)


@pytest.mark.parametrize(
    ("one", "way"),
    [
        (clause("a", STATED), Automation.MEASURED),
        (clause("a", STATED, EvidenceKind.DEVICE), Automation.MEASURED),
        (clause("a", STATED, EvidenceKind.ATTESTATION), Automation.ATTESTED),
        (clause("a", WANTED, EvidenceKind.ATTESTATION), Automation.NO_LIMIT),
        (clause("a", AllOf((STATED, WANTED))), Automation.NO_LIMIT),
        (clause("a", AnyOf((STATED, PLANNED))), Automation.PLANNED),
        (clause("a", AllOf((PLANNED, AnyOf((WANTED, NOT_TESTABLE))))), Automation.NOT_TESTABLE),
        (clause("a", PLANNED, EvidenceKind.NONE), Automation.PLANNED),
        (clause("a", NOT_TESTABLE, EvidenceKind.NONE), Automation.NOT_TESTABLE),
    ],
)
def test_a_clause_is_as_automated_as_its_least_automated_part(one: Clause, way: Automation) -> None:
    assert automation(one) is way


def test_documents_and_totals_are_counted_and_what_nothing_decides_is_listed_with_its_reason() -> None:
    clauses = (
        clause("a-1", STATED),
        clause("a-2", WANTED),
        clause("a-3", PLANNED, EvidenceKind.NONE),
        replace(clause("b-1", STATED, EvidenceKind.ATTESTATION), document="b"),
        replace(clause("b-long", NOT_TESTABLE, EvidenceKind.NONE), document="b"),
    )
    clauses = tuple(replace(one, document="a") if one.id.startswith("a") else one for one in clauses)
    clauses = (replace(clauses[0], provenance=replace(clauses[0].provenance, grade=Grade.HOUSE)), *clauses[1:])
    documents = tuple(Document(name, Words(name, name), DocumentStatus.IN_FORCE, name) for name in ("a", "b"))

    assert "\n".join(coverage_lines(Catalog("0" * 64, documents, clauses, ()))) == (
        "by automation  clauses  measured  attested  no limit  planned  not testable\n"
        "a                    3         1         -         1        1             -\n"
        "b                    2         -         1         -        -             1\n"
        "total                5         1         1         1        1             1\n"
        "\n"
        "by grade of the source  clauses  text  excerpt  draft  secondary  implementation  tender  lab  house\n"
        "a                             3     2        -      -          -               -       -    -      1\n"
        "b                             2     2        -      -          -               -       -    -      -\n"
        "total                         5     4        -      -          -               -       -    -      1\n"
        "\n"
        "no limit, and what an overlay must supply\n"
        "  a-2  least width in px\n"
        "\n"
        "planned, and what this version lacks\n"
        "  a-3  signatures are not read\n"
        "\n"
        "not testable, and why\n"
        "  b-long  a duty of the agency"
    )


def test_a_clause_that_is_not_testable_is_shown_with_its_reason() -> None:
    document = Document(BASE.document, Words("D", "D"), DocumentStatus.IN_FORCE, "EX 1")
    one = clause("a", NOT_TESTABLE, EvidenceKind.NONE)
    shown = clause_text(Catalog("0" * 64, (document,), (one,), ()), one).splitlines()

    assert "  decides by  nothing: a duty of the agency" in shown
