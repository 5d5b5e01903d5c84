"""What the page prints of one judged condition: numbers already rounded, places already spelled."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from conformance.model.clause import Clause
from conformance.model.finding import Part
from conformance.model.measurement import NotMeasured, Text, Uncertain
from conformance.model.vocabulary import Axis, DecisionRule, Reason, Verdict
from conformance.report import numbers
from conformance.report.messages import Language
from conformance.report.page.asking import Passages, asked, line_of
from conformance.report.page.drawings import DrawingView
from conformance.report.page.scale import Printed, ScaleView, scales_of
from conformance.report.page.strips import StripView

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
    asked: Passages
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
        asked=asked(part, clause, lang),
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
    return replace(view, scales=scales_of(part, Printed(value, line_of(view.asked), lang)))


def result_view(part: Part) -> ResultView:
    """The measured value of a condition as it is printed, or why there is none."""
    outcome = part.outcome
    if isinstance(outcome, NotMeasured):
        told = outcome.detail in part.judgement.sentence
        return ResultView(note="" if told else outcome.detail)
    result = partial(
        ResultView,
        exercised=numbers.grouped(outcome.exercised),
        note=outcome.note,
        opinions=tuple(OpinionView(one.source, numbers.number(one.value), one.agrees) for one in outcome.opinions),
        budget=tuple((one.source, numbers.standard(one.standard)) for one in outcome.budget),
    )
    value, uncertainty = outcome.value, outcome.uncertainty
    if isinstance(value, Text):
        return result(value=value.text)
    limits = numbers.limit_values(part.limit, part.unit)
    if not isinstance(uncertainty, Uncertain):
        return result(value=numbers.number(value, limits), uncertainty_unknown=uncertainty.why)
    if uncertainty.expanded == 0:
        return result(value=numbers.number(value, limits), exact=_exact(value))
    text, expanded = numbers.with_uncertainty(value, uncertainty.expanded, limits)
    return result(value=text, uncertainty=expanded, coverage=numbers.number(uncertainty.coverage_factor))


def _exact(value: Fraction) -> str:
    """The fraction where its decimals do not end and it is short enough to be read."""
    ends = Fraction(10**numbers.SIGNIFICANT) % value.denominator == 0
    text = numbers.exact_text(value)
    return "" if ends or len(text) > _EXACT_SHOWN else text
