"""What waivers come to: in use, pending, expired, unused or not needed; and which of them count."""

from datetime import date
from pathlib import Path

import pytest

from conformance.model.clause import Profile, Words
from conformance.model.evidence import Device, Stated, Submission, Waiver
from conformance.model.finding import ClauseResult, Judgement, WaiverResult
from conformance.model.vocabulary import Reason, Verdict, WaiverState
from conformance.waivers import Terms, settled, stale_lines, waivable, waived

TODAY = date(2026, 11, 23)
DEVICE = Device("Example", "M1", "V2.10.1", "7")
ALL = Terms(TODAY, frozenset({"c1", "c2"}))


def waiver(clause: str = "c1", expires: str = "2027-01-31", **scope: str) -> Waiver:
    return Waiver(clause, "spare part ordered", "A. Tester", date.fromisoformat(expires), **scope)


def result(verdict: Verdict, clause: str = "c1", reason: Reason = Reason.NOT_MET) -> ClauseResult:
    return ClauseResult(clause, Judgement(verdict, reason, "so it is"), 1)


def settle(
    *waivers: Waiver, results: tuple[ClauseResult, ...] = (result(Verdict.FAIL),), device: Device = DEVICE
) -> tuple[WaiverResult, ...]:
    return settled(Submission(Path(), device, Stated(), (), (), (), waivers), results, ALL)


def only(one: Waiver, verdict: Verdict = Verdict.FAIL, reason: Reason = Reason.NOT_MET) -> tuple[WaiverState, str]:
    (found,) = settle(one, results=(result(verdict, reason=reason),))
    assert found.waiver is one
    return found.state, found.sentence


def profile(name: str, *clauses: str, waivers: bool, mandatory: tuple[str, ...] = ()) -> Profile:
    return Profile(name, Words(name, name), clauses, mandatory, (), waivers)


def test_a_waiver_of_a_failing_clause_is_in_use() -> None:
    assert only(waiver()) == (WaiverState.IN_USE, "the clause fails, and counts as waived until 2027-01-31")


def test_a_waiver_that_the_profile_does_not_allow_says_so() -> None:
    (found,) = settled(
        Submission(Path(), DEVICE, Stated(), (), (), (), (waiver(),)),
        (result(Verdict.FAIL),),
        Terms(TODAY, frozenset()),
    )

    assert found.state is WaiverState.IN_USE
    assert found.sentence == "the clause fails, and counts as not met: a profile of the run lets none waive it"


@pytest.mark.parametrize(
    ("verdict", "reason", "sentence"),
    [
        (Verdict.NOT_TESTED, Reason.NOT_SELECTED, "the clause is not decided: not_tested (not_selected)"),
        (Verdict.NOT_TESTED, Reason.METHOD_PLANNED, "the clause is not decided: not_tested (method_planned)"),
        (Verdict.INCONCLUSIVE, Reason.GUARD_BAND, "the clause is not decided: inconclusive (guard_band)"),
        (Verdict.NOT_EXERCISED, Reason.SCENE_TOO_STILL, "the clause is not decided: not_exercised (scene_too_still)"),
        (Verdict.ERROR, Reason.INTERNAL_ERROR, "the clause is not decided: error (internal_error)"),
    ],
)
def test_a_waiver_of_an_open_clause_is_pending(verdict: Verdict, reason: Reason, sentence: str) -> None:
    assert only(waiver(), verdict, reason) == (WaiverState.PENDING, sentence)


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (Verdict.PASS, "the clause is met: remove the waiver"),
        (Verdict.NOT_APPLICABLE, "the clause does not apply: remove the waiver"),
    ],
)
def test_a_waiver_of_a_clause_that_does_not_fail_is_not_needed(verdict: Verdict, sentence: str) -> None:
    assert only(waiver(), verdict) == (WaiverState.NOT_NEEDED, sentence)


@pytest.mark.parametrize(
    ("expires", "state"),
    [("2026-11-22", WaiverState.EXPIRED), ("2026-11-23", WaiverState.IN_USE), ("2026-11-24", WaiverState.IN_USE)],
)
def test_a_waiver_holds_through_the_day_on_which_it_expires(expires: str, state: WaiverState) -> None:
    assert only(waiver(expires=expires))[0] is state


@pytest.mark.parametrize("verdict", Verdict)
def test_an_expired_waiver_is_expired_whatever_the_verdict(verdict: Verdict) -> None:
    assert only(waiver(expires="2026-11-22"), verdict) == (
        WaiverState.EXPIRED,
        "it held until 2026-11-22: renew it, or remove it",
    )


def test_a_waiver_of_a_clause_that_no_profile_selects_is_unused() -> None:
    assert only(waiver("c9")) == (WaiverState.UNUSED, "no profile of the run selects the clause")


@pytest.mark.parametrize(
    ("scope", "sentence"),
    [
        ({"maker": "Other"}, "it holds for maker 'Other', and the submission names 'Example'"),
        ({"maker": "example"}, "it holds for maker 'example', and the submission names 'Example'"),
        ({"maker": "Exam*"}, "it holds for maker 'Exam*', and the submission names 'Example'"),
        ({"model": "M2"}, "it holds for model 'M2', and the submission names 'M1'"),
        (
            {"maker": "Example", "firmware_from": "V1", "firmware_to": "V2.9"},
            "it holds for firmware from 'V1' to 'V2.9', and the submission names 'V2.10.1'",
        ),
        ({"firmware_from": "V2.11"}, "it holds for firmware from 'V2.11', and the submission names 'V2.10.1'"),
        ({"firmware_from": "<script>"}, "it holds for firmware from '<script>', and the submission names 'V2.10.1'"),
        ({"model": "M\x1b[2J\n"}, r"it holds for model 'M\x1b[2J\n', and the submission names 'M1'"),
        ({"model": "x" * 300}, f"it holds for model '{'x' * 80}...', and the submission names 'M1'"),
    ],
)
def test_a_waiver_of_another_device_is_unused(scope: dict[str, str], sentence: str) -> None:
    assert only(waiver(**scope)) == (WaiverState.UNUSED, sentence)


@pytest.mark.parametrize(
    "scope", [{"maker": "Example"}, {"model": "M1"}, {"firmware_from": "V2.9", "firmware_to": "V2.10.1"}]
)
def test_a_waiver_of_this_device_is_in_use(scope: dict[str, str]) -> None:
    assert only(waiver(**scope))[0] is WaiverState.IN_USE


@pytest.mark.parametrize(
    ("scope", "sentence"),
    [
        ({"maker": "Example"}, "it holds for maker 'Example', and the submission names none"),
        ({"firmware_to": "V3"}, "it holds for firmware to 'V3', and the submission names none"),
    ],
)
def test_a_device_that_is_not_named_matches_nothing_but_any(scope: dict[str, str], sentence: str) -> None:
    for_any, for_one = settle(waiver("c2"), waiver(**scope), device=Device(), results=(result(Verdict.FAIL, "c2"),) * 2)
    assert for_any.state is WaiverState.IN_USE
    (found,) = settle(waiver(**scope), device=Device())

    assert for_one.state is WaiverState.UNUSED
    assert (found.state, found.sentence) == (WaiverState.UNUSED, sentence)


def test_the_first_waiver_that_fits_covers_the_clause() -> None:
    states = [
        found.state
        for found in settle(waiver(expires="2026-01-01"), waiver(maker="Other"), waiver(), waiver(maker="Example"))
    ]

    assert states == [WaiverState.EXPIRED, WaiverState.UNUSED, WaiverState.IN_USE, WaiverState.UNUSED]


def test_a_clause_may_be_waived_only_where_every_profile_that_selects_it_allows_that() -> None:
    lenient = profile("lenient", "c1", "c2", "c3", waivers=True)
    strict = profile("strict", "c2", waivers=False)

    assert waivable((lenient,)) == {"c1", "c2", "c3"}
    assert waivable((lenient, strict)) == {"c1", "c3"}
    assert waivable((strict,)) == frozenset()


def test_a_mandatory_clause_is_never_waived() -> None:
    lenient = profile("lenient", "c1", "c2", waivers=True)
    insisting = profile("insisting", "c1", waivers=True, mandatory=("c1",))

    assert waivable((lenient, insisting)) == {"c2"}


def test_only_waivers_in_use_of_clauses_that_may_be_waived_count() -> None:
    results = (result(Verdict.FAIL, "c1"), result(Verdict.FAIL, "c2"), result(Verdict.NOT_TESTED, "c3"))
    found = settle(waiver("c1"), waiver("c2"), waiver("c3"), results=results)

    assert waived(found, Terms(TODAY, frozenset({"c1", "c3"}))) == {"c1"}


def test_stale_waivers_are_named_with_what_to_do() -> None:
    found = settle(
        waiver(expires="2026-11-22"),
        waiver("c9"),
        waiver("c1"),
        waiver("c2"),
        waiver("c3"),
        results=(result(Verdict.FAIL, "c1"), result(Verdict.PASS, "c2"), result(Verdict.NOT_TESTED, "c3")),
    )

    assert stale_lines(found) == (
        "stale waiver of c1 (expired): it held until 2026-11-22: renew it, or remove it",
        "stale waiver of c9 (unused): no profile of the run selects the clause",
        "stale waiver of c2 (not_needed): the clause is met: remove the waiver",
    )
