"""Cells of the tables on detail pages, written without templates: there may be a million of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from conformance.model.clause import Clause
from conformance.model.finding import Finding, RunRecord, WaiverResult
from conformance.model.vocabulary import Grade, Level, Verdict
from conformance.report import numbers
from conformance.report.escapes import visible
from conformance.report.messages import SYMBOLS, Language, chosen, term
from conformance.report.page.parts import OpinionView, PartView, ResultView, part_view
from conformance.report.page.phrases import PHRASES
from conformance.report.punctuation import punctuation

_PHRASES = ("not_measured", "asked", "more_places", "conflicts", "u_unknown", "advisory", "house_short", "waiver_mark")
_PLACES = 3  # of a condition; the rest is counted, and stands in results.json


def text(value: str) -> str:
    """A text of the run as markup: escaped, and nothing in it stays unseen."""
    return escape(visible(value))


@dataclass(frozen=True)
class Cells:
    """Writes the cells of one run in one language."""

    clauses: Mapping[str, Clause]
    lang: Language
    chips: Mapping[Verdict, str]
    phrases: Mapping[str, str]

    @classmethod
    def of(cls, record: RunRecord, lang: Language) -> "Cells":
        """All that the findings of a run have in common."""
        clauses = {clause.id: clause for clause in record.catalog.clauses}
        phrases = {key: chosen(PHRASES[key], lang) for key in _PHRASES}
        return cls(clauses, lang, {verdict: _chip(verdict, lang) for verdict in Verdict}, phrases)

    def clause(self, name: str, address: str, waivers: Iterable[WaiverResult]) -> str:
        """A link to a clause, with all that keeps its verdict from deciding and what is waived of it."""
        clause = self.clauses[name]
        grade, marks = clause.provenance.grade, list[str]()
        if not grade.decides:
            marks.append(self.phrases["advisory"])
        elif grade is Grade.HOUSE:
            marks.append(self.phrases["house_short"])
        if clause.level is not Level.SHALL:
            marks.append(term(clause.level, self.lang))
        own = (one for one in waivers if one.waiver.clause == name)
        marks += [self.phrases["waiver_mark"].format(state=term(one.state, self.lang)) for one in own]
        badges = "".join(f' <span class="badge">{escape(mark)}</span>' for mark in marks)
        title = escape(chosen(clause.title, self.lang))
        return f'<a href="{address}"><span class="num">{escape(clause.number)}</span> {title}</a>{badges}'

    def of_finding(self, finding: Finding) -> tuple[str, str, str]:
        """Verdict; values with U and what is asked, of several conditions with verdicts; sentence, and where."""
        clause = self.clauses[finding.clause]
        parts = tuple(part_view(part, clause, self.lang, (), ()) for part in finding.parts)
        judgement = finding.judgement
        told = f'{self._said(judgement.sentence)} <code class="code">{judgement.reason.value}</code>'
        remarks = "".join(f'<br><span class="quiet">{line}</span>' for line in self._remarks(parts))
        return self.chips[judgement.verdict], self._measured(parts), told + remarks

    def _measured(self, parts: tuple[PartView, ...]) -> str:
        if len(parts) == 1:
            return self._value(parts[0])
        return "".join(
            f"{self.chips[part.verdict]} <code>{part.measurand}</code> {self._value(part)}" for part in parts
        )

    def _value(self, part: PartView) -> str:
        result = part.result
        asked = f'<span class="asked">{self._asked(part)}</span>'
        if not result.value:
            return f"{self.phrases['not_measured']} {asked}"
        spread = f" ± {result.uncertainty}" if result.uncertainty else ""
        unit = f" {part.unit}" if part.unit else ""
        return f"<b><bdi>{text(result.value)}</bdi>{spread}{unit}</b> {self._unknown(result)} {asked}"

    def _asked(self, part: PartView) -> str:
        limit = "".join(self._said(one.text) if one.english else text(one.text) for one in part.asked)
        return f"{self.phrases['asked']}{punctuation(self.lang).colon}{limit}"

    def _unknown(self, result: ResultView) -> str:
        """Why the uncertainty is not known, where it is not."""
        why = result.uncertainty_unknown
        return f"{self.phrases['u_unknown']}{punctuation(self.lang).colon}{self._said(why)}" if why else ""

    def _remarks(self, parts: Iterable[PartView]) -> Iterator[str]:
        for part in parts:
            if part.places:
                yield self._places(part)
            yield from (self._conflict(opinion, part) for opinion in part.result.opinions if not opinion.agrees)
            if part.result.note:
                yield self._said(part.result.note)

    def _places(self, part: PartView) -> str:
        shown = part.places[:_PLACES]
        left = len(part.places) - len(shown) + part.more_places
        places = [
            f"{term(place.axis, self.lang)} {place.position} {self._said(place.detail)}".rstrip() for place in shown
        ]
        more = [self.phrases["more_places"].format(n=numbers.grouped(left))] if left else []
        return punctuation(self.lang).semicolon.join((*places, *more))

    def _conflict(self, opinion: OpinionView, part: PartView) -> str:
        said = f"{self._said(opinion.source)}: <bdi>{text(opinion.value)}</bdi> {part.unit}".rstrip()
        return f'<span class="conflict">{said} ≠ {self.phrases["conflicts"]}</span>'

    def _said(self, sentence: str) -> str:
        """What the judge or the record says, in English in whatever page."""
        if self.lang is Language.EN or not sentence:
            return text(sentence)
        return f'<span lang="en">{text(sentence)}</span>'


def _chip(verdict: Verdict, lang: Language) -> str:
    word = escape(term(verdict, lang))
    return f'<span class="v {verdict.value}"><b aria-hidden="true">{SYMBOLS[verdict.value]}</b>{word}</span>'
