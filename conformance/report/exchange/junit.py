"""`junit.xml`: the run for continuous integration, where an open `shall` is never green."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from conformance.model.clause import Clause
from conformance.model.finding import Finding, Judgement, Part, RunRecord, WaiverResult
from conformance.model.measurement import Measurement, Text, Uncertain
from conformance.model.vocabulary import Reason, Statement, Verdict
from conformance.report.escapes import xml_text
from conformance.report.exchange.standing import standing

_RED = frozenset({"failure", "error"})


@dataclass(frozen=True)
class _Mark:
    """The child of a test case that colours it; `tag` '' = plain, the only green."""

    tag: str
    type: str = ""
    message: str = ""


def junit_xml(record: RunRecord) -> str:
    """JUnit XML of the run: one test case a finding, in the run's order.

    Three things that no single finding shows get a case of their own, without `@`: a clause whose cases fold to a worse
    verdict than any of them has (too few of them), a run whose statement is worse than all its cases, and a waiver that
    is expired, unused or not needed. A waived clause stays as red as its verdict.
    """
    return "".join(junit_pieces(record))


def junit_pieces(record: RunRecord) -> Iterator[str]:
    """The same piece by piece, a case at a time."""
    clauses = {clause.id: clause for clause in record.catalog.clauses}
    tags = Counter(_mark(finding.judgement, clauses[finding.clause]).tag for finding in record.findings)
    beside = _beside(record, clauses, tags)
    tags.update(child.tag for case in beside for child in case if child.tag != "properties")
    suite = Element("testsuite", name=xml_text(" + ".join(record.profiles)) or "conformance")
    for outcome, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(outcome, str(tags[tag]))
    suite.set("tests", str(len(record.findings) + len(beside)))
    suite.set("timestamp", record.started.isoformat(timespec="seconds"))
    _properties(suite, (("statement", record.statement.value), ("sentence", record.sentence)))
    begun, end = _printed(suite, 1).rsplit("\n", 1)
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="conformance">\n{begun}\n'
    waivers = {one.waiver.clause: one.state.value for one in record.waivers if not one.state.is_stale}
    for finding in record.findings:
        yield _printed(_finding_case(finding, clauses[finding.clause], waivers), 2) + "\n"
    yield from (_printed(case, 2) + "\n" for case in beside)
    yield f"{end}\n</testsuites>\n"


def _printed(element: Element, level: int) -> str:
    indent(element, " ", level)
    return " " * level + tostring(element, encoding="unicode")


def _beside(record: RunRecord, clauses: dict[str, Clause], tags: Mapping[str, int]) -> list[Element]:
    """Cases of what no single finding shows, by the colours of those."""
    cases = _unseen_clauses(record, clauses)
    if record.statement is not Statement.CONFORMS and not (_RED & tags.keys() or any(map(_is_red, cases))):
        cases.append(_statement_case(record))
    return cases + [_stale_case(result) for result in record.waivers if result.state.is_stale]


def _finding_case(finding: Finding, clause: Clause, waivers: Mapping[str, str]) -> Element:
    case = _case(clause.document, f"{finding.clause}@{finding.evidence}")
    waiver = (("waiver", waivers[clause.id]),) if clause.id in waivers else ()
    _properties(case, (*_clause_rows(clause, finding.judgement), *_value_rows(finding.parts), *waiver))
    _colour(case, _mark(finding.judgement, clause))
    return case


def _unseen_clauses(record: RunRecord, clauses: dict[str, Clause]) -> list[Element]:
    shown = {(finding.clause, _mark(finding.judgement, clauses[finding.clause]).tag) for finding in record.findings}
    unseen = []
    for result in record.clauses:
        clause = clauses[result.clause]
        mark = _mark(result.judgement, clause)
        if mark.tag and (clause.id, mark.tag) not in shown:
            case = _case(clause.document, clause.id)
            _properties(case, _clause_rows(clause, result.judgement))
            _colour(case, mark)
            unseen.append(case)
    return unseen


def _statement_case(record: RunRecord) -> Element:
    case = _case("conformance", "statement")
    tag = "error" if record.statement is Statement.INVALID else "failure"
    kind = record.statement.value.lower().replace(" ", "_")
    _colour(case, _Mark(tag, kind if tag == "error" else f"open:{kind}", record.sentence))
    return case


def _stale_case(result: WaiverResult) -> Element:
    case = _case("conformance", f"waiver of {result.waiver.clause}")
    _colour(case, _Mark("failure", f"waiver:{result.state.value}", result.sentence))
    return case


def _mark(judgement: Judgement, clause: Clause) -> _Mark:
    """What colours the case of a judgement: green only for a pass, red only where the clause decides."""
    verdict, reason = judgement.verdict, judgement.reason.value
    tag = standing(verdict, clause).junit
    if not tag:
        return _Mark("")
    if tag in ("error", "failure"):
        return _Mark(tag, f"open:{reason}" if verdict.is_open else reason, judgement.sentence)
    if verdict is Verdict.NOT_APPLICABLE:
        return _Mark(tag, message=f"not applicable: {judgement.sentence}")
    weight = clause.level.value if clause.provenance.grade.decides else f"{clause.level.value}, advisory"
    return _Mark(tag, message=f"{verdict.value} ({weight}; does not decide): {judgement.sentence}")


def _colour(case: Element, mark: _Mark) -> None:
    if not mark.tag:
        return
    child = SubElement(case, mark.tag, message=xml_text(mark.message))
    if mark.type:
        child.set("type", xml_text(mark.type))


def _is_red(case: Element) -> bool:
    return any(case.find(tag) is not None for tag in _RED)


def _case(document: str, name: str) -> Element:
    return Element("testcase", classname=xml_text(document), name=xml_text(name))


def _clause_rows(clause: Clause, judgement: Judgement) -> tuple[tuple[str, str], ...]:
    return (
        ("clause", clause.id),
        ("number", clause.number),
        ("level", clause.level.value),
        ("verdict", judgement.verdict.value),
        ("reason", judgement.reason.value),
    )


def _value_rows(parts: tuple[Part, ...]) -> tuple[tuple[str, str], ...]:
    names = ("measurand", "value", "unit", "expanded_uncertainty", "relation", "limit", "rule")
    if not parts:
        return tuple((name, "") for name in names)
    part = parts[0]
    value = uncertainty = ""
    if isinstance(part.outcome, Measurement):
        value = part.outcome.value.text if isinstance(part.outcome.value, Text) else repr(float(part.outcome.value))
        if isinstance(part.outcome.uncertainty, Uncertain):
            uncertainty = repr(float(part.outcome.uncertainty.expanded))
    limit = "" if part.judgement.reason is Reason.LIMIT_NOT_SUPPLIED else part.limit
    texts = (part.measurand, value, part.unit, uncertainty, part.relation.value, limit, part.rule.value)
    return tuple(zip(names, texts, strict=True))


def _properties(parent: Element, rows: tuple[tuple[str, str], ...]) -> None:
    properties = SubElement(parent, "properties")
    for name, value in rows:
        SubElement(properties, "property", name=name, value=xml_text(value))
