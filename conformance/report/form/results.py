"""Results as a table: every binding clause with its evidence, values, limits and verdicts, what weighs most first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from conformance.model.clause import AllOf, AnyOf, Clause, Document
from conformance.model.finding import DEVICE_EVIDENCE, ClauseResult, Finding, Part
from conformance.model.laboratory import Provider
from conformance.model.vocabulary import Verdict
from conformance.report.form.content import (
    Block,
    Column,
    Line,
    Paragraph,
    Row,
    Section,
    Table,
    Tone,
    english,
    joined,
    name,
    plain,
)
from conformance.report.form.teller import Given, Teller
from conformance.report.numbers import printed_unit
from conformance.report.page.asking import Passages, asked, formula, nominal_rates, rules
from conformance.report.page.parts import ResultView, result_view
from conformance.report.page.views import binding
from conformance.report.weight import WEIGHT

MOST_OF_A_CLAUSE = 40  # findings; the rest is counted by verdict and stands in results.json
MOST_FINDINGS = 3000  # of the whole form: some 150 pages


def results_section(given: Given, teller: Teller) -> Section:
    """7.8.2.1 m, 7.8.3.1: results with their units and uncertainties, of the clauses that decide."""
    table = _Results(given, teller)
    blocks = (Paragraph(teller.line("uncertainty")), *table.of(binding_results(given)))
    return Section(teller.say("results"), "7.8.2.1 m; 7.8.3.1", blocks)


def beside_section(given: Given, teller: Teller) -> Section:
    """Results of clauses that do not decide: apart, and marked as advisory."""
    others = [one for one in given.record.clauses if not binding(clauses_of(given)[one.clause])]
    table = _Results(given, teller)
    blocks: tuple[Block, ...] = (Paragraph(teller.line("beside_none")),)
    if others:
        blocks = (Paragraph(plain(teller.say("beside_intro"), Tone.STRONG)), *table.of(others))
    return Section(teller.say("beside"), "7.8.2.1 m", blocks)


def binding_results(given: Given) -> tuple[ClauseResult, ...]:
    """The clauses that decide conformity."""
    return tuple(one for one in given.record.clauses if binding(clauses_of(given)[one.clause]))


def clauses_of(given: Given) -> Mapping[str, Clause]:
    """Clauses by id."""
    return {clause.id: clause for clause in given.record.catalog.clauses}


def document_line(document: Document, teller: Teller) -> str:
    """A document as it is found, with its title and standing."""
    title = teller.words(document.title)
    return teller.say("document_head", find=document.find, title=title, status=teller.term(document.status))


class _Results:
    """Tables of results, one a document, with as many findings as a form can hold."""

    def __init__(self, given: Given, teller: Teller) -> None:
        self._given = given
        self._teller = teller
        self._clauses = clauses_of(given)
        self._subjects = given.subjects
        self._left = MOST_FINDINGS
        self._findings: dict[str, list[Finding]] = {}
        for finding in given.record.findings:
            self._findings.setdefault(finding.clause, []).append(finding)
        providers = given.sheet.providers
        self._providers: Sequence[Provider] = providers if isinstance(providers, tuple) else ()

    def of(self, results: Sequence[ClauseResult]) -> Iterator[Block]:
        """Blocks of these clauses by document, in the order of the catalog."""
        for document in self._given.record.catalog.documents:
            own = [one for one in results if self._clauses[one.clause].document == document.id]
            if own:
                yield Paragraph(plain(document_line(document, self._teller), Tone.STRONG))
                yield Table(self._columns(), tuple(row for one in own for row in self._rows(one)))

    def _columns(self) -> tuple[Column, ...]:
        heads = (("subject", 11), ("quantity_asked", 27), ("value", 29), ("limit", 18), ("verdict", 15))
        return tuple(Column(self._teller.say(key), share) for key, share in heads)

    def _rows(self, result: ClauseResult) -> Iterator[Row]:
        yield Row((self._head(result),), heading=True)
        found = sorted(self._findings.get(result.clause, ()), key=lambda one: WEIGHT.index(one.judgement.verdict))
        shown = found[: min(MOST_OF_A_CLAUSE, self._left)]
        self._left -= len(shown)
        for finding in shown:
            yield from self._finding(finding)
        rest = Counter(one.judgement.verdict for one in found[len(shown) :])
        if rest:
            yield Row((self._teller.line("more_rows", n=rest.total(), verdicts=self._tallies(rest)),), heading=True)

    def _tallies(self, rest: Mapping[Verdict, int]) -> str:
        counted = ((rest[verdict], self._teller.term(verdict)) for verdict in WEIGHT if verdict in rest)
        return self._teller.punct.comma.join(self._teller.say("tally", n=n, verdict=verdict) for n, verdict in counted)

    def _head(self, result: ClauseResult) -> Line:
        clause, teller = self._clauses[result.clause], self._teller
        title = teller.say("clause_head", number=clause.number, title=teller.words(clause.title))
        applied = teller.punct.comma.join(map(teller.term, rules(clause.requirement))) or teller.say("no_rule")
        facts = teller.say(
            "clause_facts",
            id=clause.id,
            level=teller.term(clause.level),
            grade=teller.term(clause.provenance.grade),
            rules=applied,
            folds=teller.term(clause.quantifier.kind).format(count=clause.quantifier.count),
        )
        named = (plain(teller.say("nominal", n=rate), Tone.QUIET) for rate in nominal_rates(clause.requirement))
        composite = clause.requirement if isinstance(clause.requirement, AllOf | AnyOf) else None
        conditions = _line(formula(composite, teller.lang), Tone.QUIET) if composite else ()
        folded = teller.say("folded", verdict=teller.term(result.judgement.verdict))
        return joined(
            plain(f"{title} – {folded}", Tone.STRONG),
            plain(teller.words(clause.wording)),
            conditions,
            plain(facts, Tone.QUIET),
            *named,
            by="\n",
        )

    def _finding(self, finding: Finding) -> Iterator[Row]:
        clause, teller = self._clauses[finding.clause], self._teller
        whole = finding.judgement
        single = len(finding.parts) == 1 and finding.parts[0].judgement.verdict is whole.verdict
        sentence = (
            ()
            if whole.verdict is Verdict.PASS
            else joined(plain(f"{teller.term(whole.reason)}{teller.punct.colon}"), english(whole.sentence), by="")
        )
        if not single:
            value = joined(self._marks(finding), sentence, by="\n")
            yield Row((self._subject(finding), teller.line("case"), value, (), self._verdict(whole.verdict)))
        for part in finding.parts:
            result = result_view(part)
            extra = sentence if single and not result.value else ()
            marks = self._marks(finding) if single else ()
            value = joined(_value(result, printed_unit(part.unit), teller), marks, extra, by="\n")
            subject = self._subject(finding) if single else ()
            verdict = self._verdict(whole.verdict) if single else self._condition(part.judgement.verdict)
            yield Row((subject, self._quantity(part), value, _line(asked(part, clause, teller.lang)), verdict))

    def _quantity(self, part: Part) -> Line:
        return name(part.measurand, Tone.CODE)

    def _subject(self, finding: Finding) -> Line:
        number = self._subjects.get(finding.evidence)
        if number is not None:
            return plain(f"E{number}")
        attested = self._given.attestation(finding)
        if attested:
            return plain(f"A{attested[0][0]}")
        return self._teller.line("whole_device" if finding.evidence == DEVICE_EVIDENCE else "nothing")

    def _marks(self, finding: Finding) -> Line:
        """That a result was attested, or comes from elsewhere."""
        attested = (self._teller.say("attested_as", n=number) for number, _ in self._given.attestation(finding))
        elsewhere = (
            self._teller.say("provided_by", name=one.name) for one in self._providers if finding.clause in one.clauses
        )
        return joined(*(plain(f"[{mark}]", Tone.STRONG) for mark in (*attested, *elsewhere)))

    def _condition(self, verdict: Verdict) -> Line:
        """What one of several conditions came to: no verdict of the clause, for another may be enough."""
        word = {Verdict.PASS: "condition_met", Verdict.FAIL: "condition_not_met"}.get(verdict, "condition_open")
        return plain(self._teller.say(word, verdict=self._teller.term(verdict)), Tone.QUIET)

    def _verdict(self, verdict: Verdict) -> Line:
        tone = Tone.PLAIN if verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE) else Tone.STRONG
        return plain(self._teller.term(verdict), tone)


def _line(passages: Passages, tone: Tone = Tone.PLAIN) -> Line:
    pieces = (english(one.text, tone) if one.english else plain(one.text, tone) for one in passages)
    return joined(*pieces, by="")


def _value(result: ResultView, unit: str, teller: Teller) -> Line:
    if not result.value:
        return teller.line("no_value")
    text = f"{result.value} ± {result.uncertainty}" if result.uncertainty else result.value
    value = name(f"{text} {unit}".rstrip())
    if result.coverage:
        value = joined(value, teller.line("coverage", k=result.coverage), by=teller.punct.comma)
    elif result.uncertainty_unknown:
        before = plain(f"{teller.punct.before}{teller.say('u_unknown')}{teller.punct.colon}")
        value = joined(value, before, english(result.uncertainty_unknown), plain(teller.punct.after), by="")
    others = (
        name(teller.say("disputed", source=one.source, value=f"{one.value} {unit}".rstrip()), Tone.STRONG)
        for one in result.opinions
        if not one.agrees
    )
    return joined(value, *others, by="\n")
