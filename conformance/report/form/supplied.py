"""Data that the customer supplied, the disclaimer for them, and every attested value with its instrument."""

from conformance.model.clause import Condition, conditions
from conformance.model.evidence import Attestation
from conformance.model.facts import Absent
from conformance.model.laboratory import Data, Supplier
from conformance.model.measurement import Text
from conformance.model.units import Quantity
from conformance.report.form.content import (
    Block,
    Column,
    Line,
    Mark,
    Notice,
    Row,
    Section,
    Table,
    joined,
    name,
    plain,
)
from conformance.report.form.teller import Given, Teller
from conformance.report.numbers import plain_decimal
from conformance.report.stated import stated_text

_WHO = {Supplier.CUSTOMER: "by_customer", Supplier.LABORATORY: "by_laboratory"}


def supplied_section(given: Given, teller: Teller) -> Section:
    """7.8.2.2: which data are the customer's, and what rests on them."""
    columns = (
        Column(teller.say("data"), 36),
        Column(teller.say("supplied_by"), 26),
        Column(teller.say("rests"), 38),
    )
    rows = tuple(_row(one, count, given, teller) for one, count in _counts(given).items())
    blocks: list[Block] = [Notice(Mark.NOTE, teller.line("disclaimer")), Table(columns, rows)]
    blocks += [*_answers(given, teller), *_attested(given, teller)]
    return Section(teller.say("supplied"), "7.8.2.2", tuple(blocks))


def _counts(given: Given) -> dict[Data, int]:
    submission = given.record.submission
    settings = sum(len(one.settings.items) for one in submission.recordings)
    return {
        Data.RECORDINGS: len(submission.recordings) + len(submission.dumps),
        Data.CLOCK: sum(not isinstance(one.reference, Absent) for one in submission.recordings),
        Data.STATEMENT: len(submission.statement.items) + settings,
        Data.ATTESTATIONS: len(submission.attestations),
    }


def _row(one: Data, count: int, given: Given, teller: Teller) -> Row:
    what = teller.say(f"data_{one.value}", n=teller.count(count))
    supplier = given.sheet.supplier(one)
    who: Line
    if not count and one in (Data.STATEMENT, Data.ATTESTATIONS):
        who = teller.line("no_such_data")
    elif isinstance(supplier, Absent):
        who = teller.unstated(teller.say("who_supplied", what=what), "by_nobody")
    else:
        who = teller.line(_WHO[supplier])
    return Row((plain(what), who, teller.line(f"rests_{one.value}")))


def _answers(given: Given, teller: Teller) -> tuple[Block, ...]:
    """The answers of the implementation statement that were given, and what the evidence says of them."""
    questions = {item.id: teller.words(item.question) for item in given.record.catalog.statement}
    columns = (
        Column(teller.say("answer_item"), 44),
        Column(teller.say("answer"), 16),
        Column(teller.say("shown"), 26),
        Column(teller.say("removed"), 14),
    )
    rows = tuple(
        Row(
            (
                plain(questions.get(one.item, one.item)),
                name(stated_text(one.value)),
                plain(teller.term(one.shown)),
                plain(str(len(one.removed))),
            )
        )
        for one in given.record.declarations
        if not isinstance(one.value, Absent)
    )
    return (Table(columns, rows),) if rows else ()


def _attested(given: Given, teller: Teller) -> tuple[Block, ...]:
    columns = (
        Column(teller.say("attested_value"), 32),
        Column(teller.say("instrument"), 24),
        Column(teller.say("calibration"), 18),
        Column(teller.say("attested_by"), 26),
    )
    rows = tuple(
        Row((_value(number, one, given, teller), _instrument(one, teller), _due(one, teller), _by(one)))
        for number, one in enumerate(given.record.submission.attestations, 1)
    )
    return (Table(columns, rows),) if rows else ()


def _value(number: int, one: Attestation, given: Given, teller: Teller) -> Line:
    clause = next((clause for clause in given.record.catalog.clauses if clause.id == one.clause), None)
    asked: tuple[Condition, ...] = conditions(clause.requirement) if clause else ()
    what = ", ".join(condition.measurand for condition in asked)
    value = one.value.text if isinstance(one.value, Text) else stated_text(one.value)
    spread = (
        teller.line("standard_u", u=f"{plain_decimal(one.standard_uncertainty)} {one.value.unit}")
        if isinstance(one.value, Quantity) and one.standard_uncertainty
        else ()
    )
    return joined(name(f"A{number} {one.clause}: {what} = {value}"), spread, by=teller.punct.comma)


def _instrument(one: Attestation, teller: Teller) -> Line:
    return name(teller.say("documented", what=one.instrument) if one.documented else one.instrument)


def _due(one: Attestation, teller: Teller) -> Line:
    due = one.calibration_due
    return teller.line("calibration_none") if isinstance(due, Absent) else plain(due.isoformat())


def _by(one: Attestation) -> Line:
    return name(f"{one.by}, {one.on.isoformat()}; {one.valid_until.isoformat()}")
