"""The plan as people take it into the laboratory: one HTML page for A4 paper, without script, that loads nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from jinja2 import Environment

from conformance.lab.pages import pages
from conformance.lab.phrases import SCENES, STAGING
from conformance.lab.plan import Plan, PlannedRecording, Row, Witnessed
from conformance.lab.wording import duration_text, phrase, setting, wanted_texts
from conformance.model.applicability import Always
from conformance.model.clause import Clause, Document, conditions
from conformance.model.units import TEXT, fitting
from conformance.model.vocabulary import Topic
from conformance.report.escapes import visible
from conformance.report.messages import Language, chosen, term
from conformance.report.page.asking import formula, line_of


@dataclass(frozen=True)
class Block:
    """Recordings that are made alike, one after the other."""

    recordings: tuple[PlannedRecording, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that are judged by any of them."""
        return tuple({clause.id: clause for one in self.recordings for clause in one.clauses}.values())

    @property
    def topics(self) -> tuple[tuple[Topic, int], ...]:
        """What their clauses are about, and how many of each."""
        counted = ((topic, sum(clause.topic is topic for clause in self.clauses)) for topic in Topic)
        return tuple((topic, count) for topic, count in counted if count)


@dataclass(frozen=True)
class Chapter:
    """The witness steps of one topic."""

    topic: Topic
    steps: tuple[Witnessed, ...]


@dataclass(frozen=True)
class Part:
    """The rows of one document."""

    document: Document
    rows: tuple[Row, ...]


def html_sheet(plan: Plan, lang: Language) -> str:
    """The whole sheet as HTML text in one language; every value is escaped, what can't be seen is made visible."""
    return (
        _environment()
        .get_template("plan.html.j2")
        .render(
            plan=plan,
            lang=lang.value,
            blocks=tuple(_blocks(plan)),
            chapters=tuple(_chapters(plan)),
            parts=tuple(_parts(plan)),
            open_limits={limit.clause.id: limit.step for limit in plan.limits},
            t=lambda key, **values: phrase(key, lang, **values),
            words=lambda text: chosen(text, lang),
            term=lambda member: term(member, lang),
            setting=lambda name: setting(name, lang),
            asked=lambda clause: _asked(clause, lang),
        )
    )


def _blocks(plan: Plan) -> Iterator[Block]:
    for _, alike in groupby(plan.recordings, key=lambda one: (one.role, one.needs)):
        yield Block(tuple(alike))


def _chapters(plan: Plan) -> Iterator[Chapter]:
    for topic, steps in groupby(plan.witnessed, key=lambda one: one.clauses[0].topic):
        yield Chapter(topic, tuple(steps))


def _parts(plan: Plan) -> Iterator[Part]:
    for document in plan.documents:
        yield Part(document, tuple(row for row in plan.rows if row.clause.document == document.id))


@cache
def _environment() -> Environment:
    environment = pages()
    environment.finalize = _shown
    environment.globals.update(
        staging=STAGING, scenes=SCENES, duration=duration_text, texts=wanted_texts, units=fitting, text=TEXT
    )
    environment.filters["condition"] = _condition
    return environment


def _asked(clause: Clause, lang: Language) -> str:
    """What a witnessed value is held against: `≥ 8 h`, the name of the value left out where it is the only one."""
    first = conditions(clause.requirement)[0]
    return line_of(formula(clause.requirement, lang)).removeprefix(f"{first.measurand} ")


def _condition(clause: Clause) -> str:
    """What the statement must say for a clause to apply; '' where it always does."""
    return "" if isinstance(clause.applies, Always) else clause.applies.text


def _shown(value: Any) -> Any:
    """Make unseen characters of plain text visible; markup of the template itself is left alone."""
    return visible(value) if type(value) is str else value
