"""What a requirement asks for, in one line: relations and limits, and the rules by which they are judged."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

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
from conformance.model.vocabulary import DecisionRule, Reason
from conformance.report import numbers
from conformance.report.messages import Language, chosen, term
from conformance.report.page.phrases import PHRASES
from conformance.report.punctuation import punctuation


@dataclass(frozen=True)
class Passage:
    """A piece of a line: in the language of the page, or `english`, as the catalog and the judge speak."""

    text: str
    english: bool = False


Passages: TypeAlias = tuple[Passage, ...]


def line_of(passages: Iterable[Passage]) -> str:
    """The whole line, where it does not matter which language its pieces are in."""
    return "".join(one.text for one in passages)


def asked(part: Part, clause: Clause, lang: Language) -> Passages:
    """Relation and limit; never a limit for a part whose limit nobody supplied."""
    for condition in conditions(clause.requirement):
        same = (condition.measurand, condition.relation) == (part.measurand, part.relation)
        if same and isinstance(condition.limit, LimitNotSupplied):
            return _limit(condition, lang)
    if part.judgement.reason is Reason.LIMIT_NOT_SUPPLIED or not part.limit:
        return (Passage(chosen(PHRASES["no_limit"], lang)),)
    return (Passage(term(part.relation, lang).format(limit=_printed_limit(part.limit, part.unit))),)


def formula(requirement: Requirement, lang: Language) -> Passages:
    """A requirement in one line: `video.width ≥ 1280 px and video.height ≥ 720 px`."""
    if isinstance(requirement, Condition):
        return (Passage(f"{requirement.measurand} "), *_limit(requirement, lang))
    if isinstance(requirement, Unassessed):
        return (Passage(term(requirement.reason, lang)),)
    word = Passage(f" {chosen(PHRASES['all_of' if isinstance(requirement, AllOf) else 'any_of'], lang)} ")
    passages: list[Passage] = []
    for part in requirement.parts:
        passages += [word, *_within(part, lang)] if passages else _within(part, lang)
    return tuple(passages)


def _within(part: Requirement, lang: Language) -> Passages:
    """A part of a composite: in brackets, unless it is a condition."""
    if isinstance(part, Condition):
        return formula(part, lang)
    why = _told(part.why, lang) if isinstance(part, Unassessed) else ()
    return (Passage("("), *formula(part, lang), *why, Passage(")"))


def _limit(condition: Condition, lang: Language) -> Passages:
    if isinstance(condition.limit, Limit):
        limit = _printed_limit(condition.limit.text, condition.unit)
        return (Passage(term(condition.relation, lang).format(limit=limit)),)
    return (Passage(chosen(PHRASES["no_limit"], lang)), *_told(condition.limit.wanted, lang))


def _told(english: str, lang: Language) -> Passages:
    return (Passage(punctuation(lang).colon), Passage(english, english=True))


def _printed_limit(limit: str, unit: str) -> str:
    """The limit as the catalog writes it, a count without its unit."""
    return limit if numbers.printed_unit(unit) else limit.removesuffix(f" {unit}")


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
