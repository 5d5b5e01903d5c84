"""The judge: relations, ILAC-G8 decision rules, nominal rates, second opinions, three-valued composites."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.judge import fold, judge, judge_condition
from conformance.model.clause import AllOf, AnyOf, Condition, Limit, LimitNotSupplied, Quantifier
from conformance.model.facts import Absent
from conformance.model.finding import NO_ACCEPTANCE, Acceptance, Judgement
from conformance.model.measurement import (
    EXACT,
    Measurement,
    NotMeasured,
    Opinion,
    Text,
    Uncertain,
    UncertaintyUnknown,
    Value,
)
from conformance.model.vocabulary import DecisionRule, QuantifierKind, Reason, Relation, Verdict

PASS, FAIL, INCONCLUSIVE = Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE
NOT_TESTED, NOT_EXERCISED = Verdict.NOT_TESTED, Verdict.NOT_EXERCISED


def condition(relation: str, limit: Value | str, rule: str = "simple", *, nominal: bool = False) -> Condition:
    value = Fraction(limit) if isinstance(limit, str) else limit
    return Condition("m", "Hz", Relation(relation), Limit((value,), f"{limit} Hz"), DecisionRule(rule), nominal)


def measured(value: str, expanded: str = "0", *, opinions: tuple[Opinion, ...] = ()) -> Measurement:
    return Measurement("m", "Hz", Fraction(value), Uncertain(Fraction(expanded)), 10, opinions=opinions)


@pytest.mark.parametrize(
    ("relation", "value", "verdict"),
    [
        (">=", "25", PASS),
        (">=", "24.999", FAIL),
        (">", "25", FAIL),
        (">", "25.001", PASS),
        ("<=", "25", PASS),
        ("<=", "25.001", FAIL),
        ("<", "25", FAIL),
        ("<", "24.999", PASS),
        ("==", "25", PASS),
        ("==", "25.000001", FAIL),
        ("|x|<=", "-25", PASS),
        ("|x|<=", "-25.1", FAIL),
        ("|x|<", "-25", FAIL),
        ("|x|<", "24.9", PASS),
    ],
)
def test_simple_acceptance_takes_the_value_as_it_is(relation: str, value: str, verdict: Verdict) -> None:
    assert judge_condition(condition(relation, "25"), measured(value, "3")).verdict is verdict


@pytest.mark.parametrize(
    ("value", "verdict"), [("26", PASS), ("25.999", FAIL), ("25", FAIL), ("24", FAIL), ("23.9", FAIL)]
)
def test_a_guard_band_of_u_rejects_up_to_limit_plus_u(value: str, verdict: Verdict) -> None:
    assert judge_condition(condition(">=", "25", "guarded"), measured(value, "1")).verdict is verdict


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("26", PASS), ("25.5", INCONCLUSIVE), ("25", INCONCLUSIVE), ("24", INCONCLUSIVE), ("23.999", FAIL)],
)
def test_the_non_binary_rule_leaves_the_band_open(value: str, verdict: Verdict) -> None:
    found = judge_condition(condition(">=", "25", "band"), measured(value, "1"))

    assert found.verdict is verdict
    assert (found.reason is Reason.GUARD_BAND) == (verdict is INCONCLUSIVE)


@pytest.mark.parametrize(("value", "verdict"), [("30000/1001", PASS), ("30", PASS), ("29.96", FAIL), ("29.917", FAIL)])
def test_a_nominal_rate_admits_its_1001_sibling_and_nothing_slower(value: str, verdict: Verdict) -> None:
    assert judge_condition(condition(">=", "30", nominal=True), measured(value)).verdict is verdict


@pytest.mark.parametrize(("value", "verdict"), [("29.9658", PASS), ("29.9", FAIL)])
def test_a_nominal_rate_is_met_within_its_uncertainty_and_the_sentence_says_so(value: str, verdict: Verdict) -> None:
    found = judge_condition(condition(">=", "30", nominal=True), measured(value, "0.0244"))

    assert found.verdict is verdict
    assert "(nominal rate: x 1000/1001, within U)" in found.sentence


def test_a_limit_that_names_no_rate_is_not_met_within_the_uncertainty() -> None:
    assert judge_condition(condition(">=", "30"), measured("29.99", "0.1")).verdict is FAIL


@pytest.mark.parametrize("rule", ["simple", "guarded", "band"])
def test_a_negative_uncertainty_is_a_defect_and_no_verdict(rule: str) -> None:
    with pytest.raises(ValueError, match="m has a negative expanded uncertainty: -1"):
        judge_condition(condition(">=", "25", rule), measured("24.5", "-1"))


def test_without_nominal_rate_30000_over_1001_is_below_30() -> None:
    assert judge_condition(condition(">=", "30"), measured("30000/1001")).verdict is FAIL


def test_an_unknown_uncertainty_never_passes_a_guard_band() -> None:
    outcome = Measurement("m", "Hz", Fraction(100), UncertaintyUnknown("one sample"), 10)

    assert judge_condition(condition(">=", "25", "guarded"), outcome).reason is Reason.UNCERTAINTY_UNKNOWN


def test_nothing_looked_at_is_not_exercised_and_never_a_pass() -> None:
    outcome = Measurement("m", "count", Fraction(0), EXACT, exercised=0)

    assert judge_condition(condition("<=", "0"), outcome).verdict is NOT_EXERCISED


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [
        (Reason.SCENE_TOO_STILL, NOT_EXERCISED),
        (Reason.NOTHING_TO_MEASURE, NOT_EXERCISED),
        (Reason.EXTRACTOR_FAILED, NOT_TESTED),
        (Reason.DEPTH_TOO_SHALLOW, NOT_TESTED),
        (Reason.ATTESTATION_EXPIRED, NOT_TESTED),
    ],
)
def test_what_was_not_measured_is_open_with_its_reason(reason: Reason, verdict: Verdict) -> None:
    found = judge_condition(condition("<=", "0"), NotMeasured("m", reason, "why"))

    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_limit_that_nobody_may_state_is_not_tested_even_where_a_value_is_there() -> None:
    limitless = Condition("m", "Hz", Relation.AT_LEAST, LimitNotSupplied("the rate"), DecisionRule.SIMPLE)

    assert judge_condition(limitless, measured("1000")).reason is Reason.LIMIT_NOT_SUPPLIED


def test_extractors_that_disagree_across_the_limit_are_inconclusive_with_both_values() -> None:
    found = judge_condition(
        condition(">=", "25"), measured("30", opinions=(Opinion("MediaInfo", Fraction(24), agrees=False),))
    )

    assert (found.verdict, found.reason) == (INCONCLUSIVE, Reason.EXTRACTORS_DISAGREE)
    assert "30" in found.sentence
    assert "24" in found.sentence


@pytest.mark.parametrize(("theirs", "verdict"), [("26", PASS), ("24", INCONCLUSIVE)])
def test_a_disagreement_that_changes_nothing_leaves_the_verdict(theirs: str, verdict: Verdict) -> None:
    found = judge_condition(
        condition(">=", "25"), measured("30", opinions=(Opinion("x", Fraction(theirs), agrees=False),))
    )

    assert found.verdict is verdict


def test_texts_are_compared_with_all_values_of_the_limit() -> None:
    either = Condition(
        "video.codec", "text", Relation.ONE_OF, Limit((Text("h264"), Text("hevc")), "h264, hevc"), DecisionRule.SIMPLE
    )

    assert judge_condition(either, Measurement("video.codec", "text", Text("hevc"))).verdict is PASS
    assert judge_condition(either, Measurement("video.codec", "text", Text("mjpeg"))).verdict is FAIL


def outcome_of(verdict: Verdict) -> Measurement | NotMeasured:
    if verdict is NOT_TESTED:
        return NotMeasured("m", Reason.EVIDENCE_UNREADABLE, "why")
    if verdict is NOT_EXERCISED:
        return NotMeasured("m", Reason.NOTHING_TO_MEASURE, "why")
    return measured("30" if verdict is PASS else "20")


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (PASS, PASS, PASS, PASS),
        (PASS, FAIL, FAIL, PASS),
        (FAIL, FAIL, FAIL, FAIL),
        (PASS, NOT_TESTED, NOT_TESTED, PASS),
        (FAIL, NOT_TESTED, FAIL, NOT_TESTED),
        (NOT_EXERCISED, PASS, NOT_EXERCISED, PASS),
        (NOT_EXERCISED, FAIL, FAIL, NOT_EXERCISED),
    ],
)
def test_composites_follow_three_valued_logic(one: Verdict, other: Verdict, both: Verdict, either: Verdict) -> None:
    parts = tuple(Condition(name, *_rest(condition(">=", "25"))) for name in ("one", "other"))
    outcomes = {"one": outcome_of(one), "other": outcome_of(other)}

    assert judge(AllOf(parts), lambda part: outcomes[part.measurand])[0].verdict is both
    assert judge(AnyOf(parts), lambda part: outcomes[part.measurand])[0].verdict is either


def _rest(one: Condition) -> tuple[str, Relation, Limit | LimitNotSupplied, DecisionRule, bool]:
    return one.unit, one.relation, one.limit, one.rule, one.nominal_rate


def test_the_deciding_part_of_a_composite_stands_first() -> None:
    parts = tuple(Condition(name, *_rest(condition(">=", "25"))) for name in ("one", "other"))
    outcomes = {"one": measured("30"), "other": measured("20")}

    _, judged = judge(AllOf(parts), lambda part: outcomes[part.measurand])

    assert [part.measurand for part in judged] == ["other", "one"]


def judgements(*verdicts: Verdict) -> tuple[Judgement, ...]:
    return tuple(Judgement(verdict, Reason.MET, "") for verdict in verdicts)


@pytest.mark.parametrize(
    ("kind", "count", "verdicts", "folded"),
    [
        ("every", 1, (PASS, PASS), PASS),
        ("every", 1, (PASS, NOT_TESTED), NOT_TESTED),
        ("every", 1, (FAIL, NOT_TESTED), FAIL),
        ("any", 1, (FAIL, PASS), PASS),
        ("any", 1, (FAIL, NOT_TESTED), NOT_TESTED),
        ("any", 1, (FAIL, FAIL), FAIL),
        ("any", 1, (PASS, Verdict.ERROR), Verdict.ERROR),
        ("at_least", 2, (PASS, PASS, FAIL), PASS),
        ("at_least", 2, (PASS, FAIL, NOT_TESTED), NOT_TESTED),
        ("at_least", 2, (PASS, FAIL, FAIL), FAIL),
    ],
)
def test_a_quantifier_folds_the_cases_of_a_clause(
    kind: str, count: int, verdicts: tuple[Verdict, ...], folded: Verdict
) -> None:
    assert fold(Quantifier(QuantifierKind(kind), count), judgements(*verdicts)).verdict is folded


RATIONAL = st.fractions(min_value=-1000, max_value=1000, max_denominator=1001)
RELATION = st.sampled_from([">=", "<=", ">", "<", "|x|<=", "|x|<"])


@given(RELATION, RATIONAL, RATIONAL, st.fractions(min_value=0, max_value=50, max_denominator=1001))
def test_a_stricter_rule_never_passes_what_simple_acceptance_rejects(
    relation: str, value: Fraction, limit: Fraction, expanded: Fraction
) -> None:
    outcome = Measurement("m", "Hz", value, Uncertain(expanded), 1)
    by_rule = {
        rule: judge_condition(
            Condition("m", "Hz", Relation(relation), Limit((limit,), str(limit)), rule), outcome
        ).verdict
        for rule in DecisionRule
    }

    if by_rule[DecisionRule.GUARDED] is PASS:
        assert by_rule[DecisionRule.BAND] is PASS
    if by_rule[DecisionRule.BAND] is PASS:
        assert by_rule[DecisionRule.SIMPLE] is PASS
    if by_rule[DecisionRule.BAND] is FAIL:
        assert by_rule[DecisionRule.SIMPLE] is FAIL


@given(RELATION, RATIONAL, RATIONAL)
def test_a_strict_relation_and_its_opposite_never_both_hold(relation: str, value: Fraction, limit: Fraction) -> None:
    opposite = {">=": "<", "<=": ">", ">": "<=", "<": ">=", "|x|<=": "|x|<=", "|x|<": "|x|<"}[relation]
    outcome = Measurement("m", "Hz", value, EXACT, 1)
    one, other = (
        judge_condition(Condition("m", "Hz", Relation(name), Limit((limit,), ""), DecisionRule.SIMPLE), outcome).verdict
        for name in (relation, opposite)
    )

    assert (one is other) == (relation == opposite)


@pytest.mark.parametrize(
    ("relation", "rule", "acceptance"),
    [
        (">=", "simple", Acceptance(Fraction(25), Fraction(0))),
        (">=", "guarded", Acceptance(Fraction(25), Fraction(3))),
        ("|x|<=", "band", Acceptance(Fraction(25), Fraction(3), Fraction(3))),
        ("==", "band", Acceptance(Fraction(25), Fraction(0))),
    ],
)
def test_a_part_keeps_what_its_value_was_compared_with(relation: str, rule: str, acceptance: Acceptance) -> None:
    part = judge(condition(relation, "25", rule), lambda _: measured("26", "3"))[1][0]
    assert part.acceptance == acceptance


def test_a_part_keeps_the_exact_value_of_a_nominal_rate_and_how_far_it_may_be_missed() -> None:
    part = judge(condition(">=", "30", nominal=True), lambda _: measured("29.97", "0.01"))[1][0]
    assert part.acceptance == Acceptance(Fraction(30000, 1001), Fraction(-1, 100))


def test_a_part_whose_guard_band_nobody_knows_keeps_its_limit() -> None:
    outcome = Measurement("m", "Hz", Fraction(26), UncertaintyUnknown("no budget"), 10)
    part = judge(condition(">=", "25", "guarded"), lambda _: outcome)[1][0]
    why = "the guarded rule needs an expanded uncertainty: no budget"
    assert part.acceptance == Acceptance(Fraction(25), Absent(Reason.UNCERTAINTY_UNKNOWN, why))


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        (condition("in", Text("h264")), Measurement("m", "text", Text("h264"), EXACT, 10)),
        (condition(">=", "25"), Measurement("m", "Hz", Fraction(26), EXACT, 0)),
        (condition(">=", "25"), NotMeasured("m", Reason.ENCRYPTED, "encrypted")),
    ],
)
def test_a_part_without_a_compared_number_keeps_none(asked: Condition, outcome: Measurement | NotMeasured) -> None:
    assert judge(asked, lambda _: outcome)[1][0].acceptance == NO_ACCEPTANCE
