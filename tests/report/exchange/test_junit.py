"""JUnit: green means passed, and nothing else does."""

from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element, fromstring

import pytest

from conformance.model.clause import Quantifier
from conformance.model.evidence import Waiver
from conformance.model.finding import ClauseResult, Judgement, RunRecord, WaiverResult
from conformance.model.vocabulary import Grade, Level, QuantifierKind, Reason, Statement, Verdict, WaiverState
from conformance.report.exchange.junit import junit_xml

from ..beside_factory import beside_record
from ..factory import BASE, full_record, one_case, record, recording, simple_finding

OPEN = (Verdict.INCONCLUSIVE, Verdict.NOT_EXERCISED, Verdict.NOT_TESTED)
DECIDING = (Grade.TEXT, Grade.EXCERPT, Grade.LAB, Grade.HOUSE)
ADVISORY = (Grade.DRAFT, Grade.SECONDARY, Grade.IMPLEMENTATION, Grade.TENDER)


def _suite(run: RunRecord) -> Element:
    suite = fromstring(junit_xml(run)).find("testsuite")  # noqa: S314 - our own output
    assert suite is not None
    return suite


def _outcome(case: Element) -> tuple[str, str | None]:
    children = [child for child in case if child.tag != "properties"]
    assert len(children) <= 1
    return (children[0].tag, children[0].get("type")) if children else ("plain", None)


def _outcomes(run: RunRecord) -> list[tuple[str, str | None]]:
    return [_outcome(case) for case in _suite(run).findall("testcase")]


def test_a_pass_is_plain() -> None:
    assert _outcomes(replace(one_case(Verdict.PASS), statement=Statement.CONFORMS)) == [("plain", None)]


@pytest.mark.parametrize("grade", DECIDING)
def test_a_shall_that_is_not_met_fails(grade: Grade) -> None:
    assert _outcomes(one_case(Verdict.FAIL, Level.SHALL, grade)) == [("failure", "not_met")]


@pytest.mark.parametrize("grade", DECIDING)
@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        (Verdict.INCONCLUSIVE, "open:guard_band"),
        (Verdict.NOT_EXERCISED, "open:nothing_to_measure"),
        (Verdict.NOT_TESTED, "open:evidence_unreadable"),
    ],
)
def test_an_open_shall_is_never_green(verdict: Verdict, kind: str, grade: Grade) -> None:
    assert _outcomes(one_case(verdict, Level.SHALL, grade)) == [("failure", kind)]


@pytest.mark.parametrize("verdict", [Verdict.FAIL, *OPEN])
@pytest.mark.parametrize("level", [Level.SHOULD, Level.MAY])
def test_a_should_or_may_that_did_not_pass_is_skipped_with_its_reason(verdict: Verdict, level: Level) -> None:
    run = replace(one_case(verdict, level), statement=Statement.CONFORMS)
    (case,) = _suite(run).findall("testcase")
    assert _outcome(case) == ("skipped", None)
    message = case.find("skipped").get("message", "")  # type: ignore[union-attr]
    assert message.startswith(f"{verdict.value} ({level.value}; does not decide): ")


@pytest.mark.parametrize("verdict", [Verdict.FAIL, *OPEN])
@pytest.mark.parametrize("grade", ADVISORY)
def test_an_advisory_clause_that_did_not_pass_is_skipped_and_says_so(verdict: Verdict, grade: Grade) -> None:
    run = replace(one_case(verdict, Level.SHALL, grade), statement=Statement.CONFORMS)
    (case,) = _suite(run).findall("testcase")
    assert _outcome(case) == ("skipped", None)
    assert "shall, advisory; does not decide" in case.find("skipped").get("message", "")  # type: ignore[union-attr]


@pytest.mark.parametrize("level", Level)
def test_not_applicable_is_skipped(level: Level) -> None:
    run = replace(one_case(Verdict.NOT_APPLICABLE, level), statement=Statement.CONFORMS)
    assert _outcomes(run) == [("skipped", None)]


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("grade", Grade)
def test_a_defect_of_ours_is_an_error_at_any_level(level: Level, grade: Grade) -> None:
    run = replace(one_case(Verdict.ERROR, level, grade), statement=Statement.INVALID)
    assert _outcomes(run) == [("error", "internal_error")]


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.PASS])
@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("grade", Grade)
def test_only_a_pass_is_green(verdict: Verdict, level: Level, grade: Grade) -> None:
    assert ("plain", None) not in _outcomes(one_case(verdict, level, grade))


def test_each_finding_is_one_case_under_its_document() -> None:
    run = full_record()
    cases = _suite(run).findall("testcase")
    assert len(cases) == len(run.findings)
    assert (cases[0].get("classname"), cases[0].get("name")) == ("example-1", "ex1-4.1-rate@DCIM/0001.mp4")


def test_the_counts_of_the_suite_add_up() -> None:
    suite = _suite(full_record())
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "19",
        "failures": "11",
        "errors": "1",
        "skipped": "3",
    }


def test_properties_carry_value_uncertainty_limit_and_rule() -> None:
    case = _suite(full_record()).findall("testcase")[0]
    assert {one.get("name"): one.get("value") for one in case.iter("property")} == {
        "clause": "ex1-4.1-rate",
        "number": "4.1",
        "level": "shall",
        "verdict": "pass",
        "reason": "met",
        "measurand": "video.frame_rate",
        "value": "29.97002997002997",
        "unit": "Hz",
        "expanded_uncertainty": "0.0012",
        "relation": ">=",
        "limit": "25 Hz",
        "rule": "simple",
    }


def test_a_finding_without_parts_has_empty_properties() -> None:
    case = _suite(full_record()).findall("testcase")[-1]
    properties = {one.get("name"): one.get("value") for one in case.iter("property")}
    assert (properties["verdict"], properties["value"], properties["limit"]) == ("error", "", "")


def test_a_clause_with_too_few_passing_cases_is_not_green() -> None:
    few = replace(BASE, quantifier=Quantifier(QuantifierKind.AT_LEAST, 3))
    run = record((few,), (recording("a.mp4"),), (simple_finding(few, "a.mp4", Verdict.PASS),))
    folded = Judgement(Verdict.NOT_TESTED, Reason.EVIDENCE_MISSING, "1 of 3 recordings.")
    run = replace(run, clauses=(ClauseResult(few.id, folded, 1),))
    assert _outcomes(run) == [("plain", None), ("failure", "open:evidence_missing")]
    assert _suite(run).findall("testcase")[1].get("name") == "ex1-4.1-rate"


def test_an_invalid_run_is_not_green_even_when_every_case_passed() -> None:
    run = replace(one_case(Verdict.PASS), statement=Statement.INVALID, sentence="A case has no verdict.")
    assert _outcomes(run) == [("plain", None), ("error", "invalid")]


def test_a_run_that_is_not_determined_is_not_green_even_when_every_case_passed() -> None:
    assert _outcomes(one_case(Verdict.PASS)) == [("plain", None), ("failure", "open:not_determined")]


def test_characters_that_xml_forbids_are_escaped() -> None:
    run = record((BASE,), (recording("a.mp4"),), (simple_finding(BASE, 'a\x00\udcff\ufffe<&">', Verdict.PASS),))
    run = replace(run, sentence="bad \x1b[31m sentence", profiles=("p\x01",))
    suite = _suite(run)
    assert suite.get("name") == r"p\x01"
    assert suite.findall("testcase")[0].get("name") == 'ex1-4.1-rate@a\\x00\\xff\\ufffe<&">'
    assert "\\x1b[31m" in junit_xml(run)


def test_the_file_is_the_same_for_the_same_run() -> None:
    assert junit_xml(full_record()) == junit_xml(full_record())


def _waiver(state: WaiverState) -> WaiverResult:
    return WaiverResult(Waiver(BASE.id, "spare part", "A. Tester", date(2030, 1, 1)), state, "<script> & all")


def test_a_waived_failure_stays_red_and_names_its_waiver() -> None:
    run = replace(one_case(Verdict.FAIL), statement=Statement.CONFORMS, waivers=(_waiver(WaiverState.IN_USE),))
    (case,) = _suite(run).findall("testcase")

    assert _outcome(case) == ("failure", "not_met")
    assert [one.get("value") for one in case.iter("property") if one.get("name") == "waiver"] == ["in_use"]


def test_a_finding_without_a_waiver_names_none() -> None:
    assert not [one for one in _suite(one_case(Verdict.FAIL)).iter("property") if one.get("name") == "waiver"]


@pytest.mark.parametrize("state", [WaiverState.EXPIRED, WaiverState.UNUSED, WaiverState.NOT_NEEDED])
def test_a_stale_waiver_is_red_though_all_else_is_green(state: WaiverState) -> None:
    run = replace(one_case(Verdict.PASS), statement=Statement.CONFORMS, waivers=(_waiver(state),))
    passed, stale = _suite(run).findall("testcase")

    assert _outcome(passed) == ("plain", None)
    assert stale.get("name") == f"waiver of {BASE.id}"
    assert _outcome(stale) == ("failure", f"waiver:{state.value}")
    assert stale.find("failure").get("message") == "<script> & all"  # type: ignore[union-attr]


def test_a_stale_waiver_does_not_stand_in_for_the_statement() -> None:
    run = replace(one_case(Verdict.PASS), waivers=(_waiver(WaiverState.UNUSED),))

    assert [case.get("name") for case in _suite(run).findall("testcase")][1:] == ["statement", f"waiver of {BASE.id}"]


def test_a_pending_waiver_is_no_case_of_its_own() -> None:
    assert len(_outcomes(replace(one_case(Verdict.NOT_TESTED), waivers=(_waiver(WaiverState.PENDING),)))) == 1


def test_what_no_method_decides_is_red_and_what_was_declared_away_is_skipped() -> None:
    cases = {case.get("name", "").partition("@")[0]: case for case in _suite(beside_record()).findall("testcase")}

    assert _outcome(cases["ex1-8.2-sealed"]) == ("failure", "open:method_planned")
    assert _outcome(cases["ex1-9-court"]) == ("failure", "open:not_testable")
    assert _outcome(cases["ex1-8.3-partly"]) == ("failure", "open:method_planned")
    assert cases["ex1-7.1-sound"].find("skipped").get("message") == (  # type: ignore[union-attr]
        "not applicable: the submission declares sound: false; the clause applies where sound"
    )
