"""Measurement against limit: the only place where a verdict is made.

Decision rules are those of ILAC-G8:09/2019: simple acceptance (4.2.1), guard band w = U (4.2.2) and the non-binary
rule with w = U (4.2.3), whose conditional results are `inconclusive` here.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction

from conformance.model.clause import AllOf, Condition, Limit, LimitNotSupplied, Quantifier, Requirement, Unassessed
from conformance.model.facts import Absent
from conformance.model.finding import NO_ACCEPTANCE, Acceptance, Judgement, Part
from conformance.model.measurement import Measurement, NotMeasured, Outcome, Text, Uncertain, Value
from conformance.model.units import decimal, two_digits
from conformance.model.vocabulary import DecisionRule, QuantifierKind, Reason, Relation, Verdict

_NOT_EXERCISED = frozenset({Reason.NOTHING_TO_MEASURE, Reason.SCENE_TOO_STILL})
# worst first: what decides when every case must hold
_ORDER = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.NOT_TESTED,
    Verdict.INCONCLUSIVE,
    Verdict.NOT_EXERCISED,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)
_NAMED_RATE = Fraction(1000, 1001)  # 30 Hz is the name of 30000/1001 Hz (SMPTE ST 170)

_NOTHING = Fraction(0)  # one for all: a run holds hundreds of thousands

Measure = Callable[[Condition], Outcome]


def judge(requirement: Requirement, measure: Measure) -> tuple[Judgement, tuple[Part, ...]]:
    """Verdict of a requirement with its judged conditions, the deciding one first."""
    if isinstance(requirement, Condition):
        outcome = measure(requirement)
        judgement = judge_condition(requirement, outcome)
        return judgement, (_part(requirement, outcome, judgement),)
    if isinstance(requirement, Unassessed):
        return Judgement(Verdict.NOT_TESTED, requirement.reason, requirement.why), ()
    judged = [judge(part, measure) for part in requirement.parts]
    verdicts = [judgement.verdict for judgement, _ in judged]
    wanted = worst(verdicts) if isinstance(requirement, AllOf) else _best(verdicts)
    decides = verdicts.index(wanted)
    parts = [part for _, some in (judged[decides], *judged[:decides], *judged[decides + 1 :]) for part in some]
    return judged[decides][0], tuple(parts)


def _part(condition: Condition, outcome: Outcome, judgement: Judgement) -> Part:
    limit = condition.limit.text if isinstance(condition.limit, Limit) else ""
    return Part(
        condition.measurand,
        condition.unit,
        condition.relation,
        limit,
        condition.rule,
        outcome,
        judgement,
        _compared(condition, outcome),
    )


def _compared(condition: Condition, outcome: Outcome) -> Acceptance | Absent:
    """What a report draws beside the value; absent where no number was compared with a number."""
    if not isinstance(condition.limit, Limit) or not isinstance(outcome, Measurement) or outcome.exercised == 0:
        return NO_ACCEPTANCE
    bound = condition.limit.values[0]
    if isinstance(bound, Text) or isinstance(outcome.value, Text):
        return NO_ACCEPTANCE
    return _acceptance(condition, bound, outcome)


def _acceptance(condition: Condition, bound: Fraction, outcome: Measurement) -> Acceptance:
    """The limit and the guard band that the rule lays beside it."""
    if condition.nominal_rate:
        bound *= _NAMED_RATE
    if condition.relation is Relation.EQUAL:
        return Acceptance(bound, _NOTHING)
    if condition.rule is DecisionRule.SIMPLE:
        return Acceptance(bound, -_slack(condition, outcome) if condition.nominal_rate else _NOTHING)
    if not isinstance(outcome.uncertainty, Uncertain):
        why = f"the {condition.rule} rule needs an expanded uncertainty: {outcome.uncertainty.why}"
        return Acceptance(bound, Absent(Reason.UNCERTAINTY_UNKNOWN, why))
    guard = outcome.uncertainty.expanded
    return Acceptance(bound, guard, guard if condition.rule is DecisionRule.BAND else _NOTHING)


def judge_condition(condition: Condition, outcome: Outcome) -> Judgement:
    """Verdict of one measurand against one limit."""
    if isinstance(condition.limit, LimitNotSupplied):
        wanted = f"the catalog states no limit; an overlay must supply: {condition.limit.wanted}"
        return Judgement(Verdict.NOT_TESTED, Reason.LIMIT_NOT_SUPPLIED, wanted)
    if isinstance(outcome, NotMeasured):
        verdict = Verdict.NOT_EXERCISED if outcome.reason in _NOT_EXERCISED else Verdict.NOT_TESTED
        return Judgement(verdict, outcome.reason, outcome.detail)
    if outcome.exercised == 0:
        return Judgement(Verdict.NOT_EXERCISED, Reason.NOTHING_TO_MEASURE, f"nothing was looked at; {outcome.note}")
    if isinstance(outcome.uncertainty, Uncertain) and outcome.uncertainty.expanded < 0:
        raise ValueError(f"{outcome.measurand} has a negative expanded uncertainty: {outcome.uncertainty.expanded}")
    ours = _judge_value(condition, condition.limit, outcome, outcome.value)
    for opinion in outcome.conflicts:
        theirs = _judge_value(condition, condition.limit, outcome, opinion.value)
        if theirs.verdict is not ours.verdict:
            return Judgement(
                Verdict.INCONCLUSIVE,
                Reason.EXTRACTORS_DISAGREE,
                f"{_shown(outcome, outcome.value)} measured, {_shown(outcome, opinion.value)} by {opinion.source}: "
                f"the one would be {ours.verdict}, the other {theirs.verdict}",
            )
    return ours


def _judge_value(condition: Condition, limit: Limit, outcome: Measurement, value: Value) -> Judgement:
    bound = limit.values[0]
    if isinstance(value, Text) or isinstance(bound, Text):
        return _verdict(condition, outcome, value, met=value in limit.values)
    accepted = _acceptance(condition, bound, outcome)
    if condition.relation is Relation.EQUAL:
        return _verdict(condition, outcome, value, met=value == accepted.bound)
    guard = accepted.guard
    if isinstance(guard, Absent):
        return Judgement(Verdict.INCONCLUSIVE, guard.reason, guard.detail)
    margin, strict = _margin(condition.relation, value, accepted.bound)
    met = _inside(margin, guard, strict=strict)
    if met or condition.rule is not DecisionRule.BAND or margin < -accepted.still_open:
        return _verdict(condition, outcome, value, met=met)
    sentence = f"{_comparison(condition, outcome, value)}: within the guard band of {two_digits(guard)} {outcome.unit}"
    return Judgement(Verdict.INCONCLUSIVE, Reason.GUARD_BAND, sentence)


def _slack(condition: Condition, outcome: Measurement) -> Fraction:
    """How far a nominal rate may miss its limit: by U, for the name of a rate is no closer than its measurement."""
    known = condition.nominal_rate and isinstance(outcome.uncertainty, Uncertain)
    return outcome.uncertainty.expanded if known and isinstance(outcome.uncertainty, Uncertain) else Fraction(0)


def _margin(relation: Relation, value: Fraction, bound: Fraction) -> tuple[Fraction, bool]:
    """Distance from the limit, positive on the side that conforms, and whether the limit itself is outside."""
    match relation:
        case Relation.AT_LEAST:
            return value - bound, False
        case Relation.ABOVE:
            return value - bound, True
        case Relation.AT_MOST:
            return bound - value, False
        case Relation.BELOW:
            return bound - value, True
        case Relation.WITHIN:
            return bound - abs(value), False
        case Relation.STRICTLY_WITHIN:
            return bound - abs(value), True
        case _:
            raise ValueError(f"relation {relation} has no margin")


def _inside(margin: Fraction, guard: Fraction, *, strict: bool) -> bool:
    return margin > guard if strict else margin >= guard


def _verdict(condition: Condition, outcome: Measurement, value: Value, *, met: bool) -> Judgement:
    sentence = _comparison(condition, outcome, value)
    if met:
        return Judgement(Verdict.PASS, Reason.MET, f"{sentence}: met")
    return Judgement(Verdict.FAIL, Reason.NOT_MET, f"{sentence}: not met")


def _comparison(condition: Condition, outcome: Measurement, value: Value) -> str:
    limit = condition.limit.text if isinstance(condition.limit, Limit) else ""
    nominal = " (nominal rate: x 1000/1001, within U)" if condition.nominal_rate else ""
    bound = limit.removesuffix(" count")
    return f"{condition.measurand} = {_shown(outcome, value)} {condition.relation} {bound}{nominal}"


def _shown(outcome: Measurement, value: Value) -> str:
    if isinstance(value, Text):
        return value.text
    spread = outcome.uncertainty
    plus = f" ± {two_digits(spread.expanded)}" if isinstance(spread, Uncertain) and spread.expanded else ""
    unit = "" if outcome.unit == "count" else f" {outcome.unit}"
    return f"{decimal(value)}{plus}{unit}"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that decides where all must hold; not applicable counts only where nothing else is there."""
    return min(verdicts, key=_ORDER.index)


def _best(verdicts: list[Verdict]) -> Verdict:
    """The verdict that decides where one is enough: a pass, else what is still open, else the failure."""
    if Verdict.ERROR in verdicts:
        return Verdict.ERROR
    return max(
        (verdict for verdict in verdicts if verdict is not Verdict.NOT_APPLICABLE),
        key=_ORDER.index,
        default=verdicts[0],
    )


def fold(quantifier: Quantifier, judgements: tuple[Judgement, ...]) -> Judgement:
    """A clause's verdict from its cases."""
    verdicts = [judgement.verdict for judgement in judgements]
    if quantifier.kind is QuantifierKind.EVERY or Verdict.ERROR in verdicts:
        return judgements[verdicts.index(worst(verdicts))]
    if quantifier.kind is QuantifierKind.ANY:
        return judgements[verdicts.index(_best(verdicts))]
    return _at_least(quantifier.count, judgements)


def _at_least(wanted: int, judgements: tuple[Judgement, ...]) -> Judgement:
    passed = [judgement for judgement in judgements if judgement.verdict is Verdict.PASS]
    still = [judgement for judgement in judgements if judgement.verdict.is_open]
    if len(passed) >= wanted:
        return passed[0]
    sentence = f"{len(passed)} of at least {wanted} cases pass, {len(still)} are open"
    if len(passed) + len(still) < wanted:
        return Judgement(Verdict.FAIL, Reason.NOT_MET, sentence)
    return Judgement(still[0].verdict, still[0].reason, sentence)
