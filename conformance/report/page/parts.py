"""What the page prints of one judged condition: numbers already rounded, places already spelled."""

from dataclasses import dataclass, replace
from fractions import Fraction

from conformance.model.clause import (
    AllOf,
    Clause,
    Condition,
    Limit,
    LimitNotSupplied,
    Requirement,
    Unassessed,
    conditions,
)
from conformance.model.finding import Part
from conformance.model.measurement import NotMeasured, Text, Uncertain
from conformance.model.vocabulary import Axis, DecisionRule, Reason, Verdict
from conformance.report import numbers
from conformance.report.messages import Language, chosen, term
from conformance.report.page.drawings import DrawingView
from conformance.report.page.phrases import PHRASES
from conformance.report.page.scale import Printed, ScaleView, scales_of
from conformance.report.page.strips import StripView
from conformance.report.punctuation import punctuation

PLACES_SHOWN = 10  # the rest stands in results.json
_EXACT_SHOWN = 24  # characters of a fraction that still help a reader


@dataclass(frozen=True)
class PlaceView:
    """One place in the evidence."""

    axis: Axis
    position: str
    detail: str


@dataclass(frozen=True)
class OpinionView:
    """What an independent extractor says."""

    source: str
    value: str
    agrees: bool


@dataclass(frozen=True)
class ResultView:
    """A measured value as it is printed, or why there is none; '' = nothing to print there.

    `budget` are the sources of its uncertainty with the standard uncertainty of each.
    """

    value: str = ""
    uncertainty: str = ""
    coverage: str = ""
    uncertainty_unknown: str = ""
    exact: str = ""
    exercised: str = ""
    note: str = ""
    opinions: tuple[OpinionView, ...] = ()
    budget: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PartView:
    """One condition with its result; `asked` is relation and limit in words."""

    measurand: str
    unit: str
    result: ResultView
    asked: str
    rule: DecisionRule
    verdict: Verdict
    reason: Reason
    sentence: str
    places: tuple[PlaceView, ...]
    more_places: int
    strips: tuple[StripView, ...] = ()
    drawings: tuple[DrawingView, ...] = ()
    scales: tuple[ScaleView, ...] = ()

    @property
    def in_conflict(self) -> bool:
        """True where an independent extractor disagrees."""
        return any(not opinion.agrees for opinion in self.result.opinions)


def part_view(
    part: Part, clause: Clause, lang: Language, strips: tuple[StripView, ...], drawings: tuple[DrawingView, ...]
) -> PartView:
    """The condition as the page prints it; the clause tells a limit that nobody supplied."""
    where = part.outcome.where
    return PartView(
        measurand=part.measurand,
        unit=numbers.printed_unit(part.unit),
        result=result_view(part),
        asked=asked_text(part, clause, lang),
        rule=part.rule,
        verdict=part.judgement.verdict,
        reason=part.judgement.reason,
        sentence=part.judgement.sentence,
        places=tuple(PlaceView(one.axis, numbers.place(one), one.detail) for one in where[:PLACES_SHOWN]),
        more_places=max(0, len(where) - PLACES_SHOWN),
        strips=strips,
        drawings=drawings,
    )


def scaled(view: PartView, part: Part, lang: Language) -> PartView:
    """The same with its scale, where it has one."""
    spread = f" ± {view.result.uncertainty}" if view.result.uncertainty else ""
    value = f"{view.result.value}{spread} {view.unit}".rstrip()
    return replace(view, scales=scales_of(part, Printed(value, view.asked, lang)))


def formula(requirement: Requirement, lang: Language) -> str:
    """A requirement in one line: `video.width ≥ 1280 px and video.height ≥ 720 px`."""
    if isinstance(requirement, Condition):
        return f"{requirement.measurand} {_limit(requirement, lang)}"
    if isinstance(requirement, Unassessed):
        return term(requirement.reason, lang)
    word = chosen(PHRASES["all_of" if isinstance(requirement, AllOf) else "any_of"], lang)
    parts = (formula(part, lang) for part in requirement.parts)
    return f" {word} ".join(
        text if isinstance(part, Condition) else f"({text}{_why(part, lang)})"
        for part, text in zip(requirement.parts, parts, strict=True)
    )


def _why(requirement: Requirement, lang: Language) -> str:
    return f"{punctuation(lang).colon}{requirement.why}" if isinstance(requirement, Unassessed) else ""


def nominal_rates(requirement: Requirement) -> tuple[str, ...]:
    """Limits, in Hz, that the clause reads as names of the 1000/1001 family."""
    return tuple(
        numbers.number(value)
        for condition in conditions(requirement)
        if condition.nominal_rate and isinstance(condition.limit, Limit)
        for value in condition.limit.values
    )


def rules(requirement: Requirement) -> tuple[DecisionRule, ...]:
    """The decision rules of a requirement, each once."""
    return tuple(dict.fromkeys(condition.rule for condition in conditions(requirement)))


def result_view(part: Part) -> ResultView:
    """The measured value of a condition as it is printed, or why there is none."""
    outcome = part.outcome
    if isinstance(outcome, NotMeasured):
        told = outcome.detail in part.judgement.sentence
        return ResultView(note="" if told else outcome.detail)
    result = ResultView(
        exercised=numbers.grouped(outcome.exercised),
        note=outcome.note,
        opinions=tuple(OpinionView(one.source, numbers.number(one.value), one.agrees) for one in outcome.opinions),
        budget=tuple((one.source, numbers.standard(one.standard)) for one in outcome.budget),
    )
    value, uncertainty = outcome.value, outcome.uncertainty
    if isinstance(value, Text):
        return replace(result, value=value.text)
    limits = numbers.limit_values(part.limit, part.unit)
    if not isinstance(uncertainty, Uncertain):
        return replace(result, value=numbers.number(value, limits), uncertainty_unknown=uncertainty.why)
    if uncertainty.expanded == 0:
        return replace(result, value=numbers.number(value, limits), exact=_exact(value))
    text, expanded = numbers.with_uncertainty(value, uncertainty.expanded, limits)
    return replace(result, value=text, uncertainty=expanded, coverage=numbers.number(uncertainty.coverage_factor))


def _exact(value: Fraction) -> str:
    """The fraction where its decimals do not end and it is short enough to be read."""
    ends = Fraction(10**numbers.SIGNIFICANT) % value.denominator == 0
    text = numbers.exact_text(value)
    return "" if ends or len(text) > _EXACT_SHOWN else text


def asked_text(part: Part, clause: Clause, lang: Language) -> str:
    """Relation and limit; never a limit for a part whose limit nobody supplied."""
    for condition in conditions(clause.requirement):
        same = (condition.measurand, condition.relation) == (part.measurand, part.relation)
        if same and isinstance(condition.limit, LimitNotSupplied):
            return _limit(condition, lang)
    if part.judgement.reason is Reason.LIMIT_NOT_SUPPLIED or not part.limit:
        return chosen(PHRASES["no_limit"], lang)
    return term(part.relation, lang).format(limit=_printed_limit(part.limit, part.unit))


def _limit(condition: Condition, lang: Language) -> str:
    if isinstance(condition.limit, Limit):
        return term(condition.relation, lang).format(limit=_printed_limit(condition.limit.text, condition.unit))
    return f"{chosen(PHRASES['no_limit'], lang)}{punctuation(lang).colon}{condition.limit.wanted}"


def _printed_limit(limit: str, unit: str) -> str:
    """The limit as the catalog writes it, a count without its unit."""
    return limit if numbers.printed_unit(unit) else limit.removesuffix(f" {unit}")
