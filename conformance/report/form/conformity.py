"""The statement of conformity: to which results it applies, by which clauses and rules, and what it does not say."""

from conformance.model.clause import Clause
from conformance.model.finding import ClauseResult
from conformance.model.vocabulary import Statement, Verdict
from conformance.report.form.content import (
    Block,
    Column,
    Field,
    Fields,
    Line,
    Mark,
    Notice,
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
from conformance.report.form.results import binding_results, clauses_of, document_line
from conformance.report.form.teller import Given, Teller
from conformance.report.page.asking import rules
from conformance.report.weight import WEIGHT


def statement_notice(given: Given, teller: Teller) -> Notice:
    """What the run came to, with the judge's own sentence."""
    record = given.record
    said = plain(teller.say(f"statement_{record.statement.value}"), Tone.STRONG)
    return Notice(Mark.STATEMENT, said, (english(record.sentence),))


def conformity_section(given: Given, teller: Teller) -> Section:
    """7.8.3.1, 7.8.6.1, 7.8.6.2."""
    results = binding_results(given)
    blocks: list[Block] = [statement_notice(given, teller)]
    if given.record.statement is Statement.INVALID:
        blocks.append(Fields(_agreed(given, teller)))
    elif results:
        blocks += [Fields((*_scope(results, given, teller), *_agreed(given, teller))), _clauses(results, given, teller)]
    else:
        blocks += [Paragraph(teller.line("no_binding")), Fields(_agreed(given, teller))]
    blocks += _waivers(given, teller)
    return Section(teller.say("conformity"), "7.8.3.1; 7.8.6", tuple(blocks))


def _scope(results: tuple[ClauseResult, ...], given: Given, teller: Teller) -> tuple[Field, ...]:
    clauses = [clauses_of(given)[one.clause] for one in results]
    wanted = {clause.document for clause in clauses}
    documents = (document_line(one, teller) for one in given.record.catalog.documents if one.id in wanted)
    applied = dict.fromkeys(rule for clause in clauses for rule in rules(clause.requirement))
    named = [plain(teller.term(rule)) for rule in applied] or [teller.line("no_rule")]
    count = teller.count(sum(one.cases for one in results))
    return (
        Field(teller.say("applies_to"), teller.line("applies_to_text", n=count)),
        Field(teller.say("specifications"), joined(*map(plain, documents), by="\n")),
        Field(teller.say("rules"), joined(*named, by="\n")),
    )


def _agreed(given: Given, teller: Teller) -> tuple[Field, ...]:
    agreed = teller.say("rule_agreed")
    return (Field(agreed, teller.told(given.sheet.rule_agreed, agreed)),)


def _clauses(results: tuple[ClauseResult, ...], given: Given, teller: Teller) -> Table:
    """Each clause with its verdict, the heaviest first."""
    heads = (("clause", 44), ("rule", 28), ("results_count", 10), ("verdict", 18))
    finds = {one.id: one.find for one in given.record.catalog.documents}
    rows = []
    for one in sorted(results, key=lambda one: WEIGHT.index(one.judgement.verdict)):
        clause = clauses_of(given)[one.clause]
        tone = Tone.PLAIN if one.judgement.verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE) else Tone.STRONG
        verdict = plain(teller.term(one.judgement.verdict), tone)
        titled = plain(f"{finds[clause.document]}, {clause.number}{teller.punct.colon}{teller.words(clause.title)}")
        rows.append(Row((titled, _rules(clause, teller), plain(teller.count(one.cases)), verdict)))
    return Table(tuple(Column(teller.say(key), share) for key, share in heads), tuple(rows))


def _rules(clause: Clause, teller: Teller) -> Line:
    applied = [plain(teller.term(rule)) for rule in rules(clause.requirement)]
    return joined(*applied, by="\n") if applied else teller.line("no_rule")


def _waivers(given: Given, teller: Teller) -> tuple[Block, ...]:
    if not given.record.waivers:
        return ()
    heads = (("waived_clause", 26), ("waiver_reason", 36), ("waiver_approver", 22), ("waiver_state", 16))
    rows = tuple(
        Row(
            (
                name(one.waiver.clause),
                name(one.waiver.reason),
                name(f"{one.waiver.approver}, {one.waiver.expires.isoformat()}"),
                plain(teller.term(one.state)),
            )
        )
        for one in given.record.waivers
    )
    columns = tuple(Column(teller.say(key), share) for key, share in heads)
    return Paragraph(teller.line("waivers")), Table(columns, rows)
