"""What the tests of the form start from: a laboratory's file with everything in it, runs, and the form's text."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import chain

from conformance.model.clause import Clause
from conformance.model.evidence import Attestation
from conformance.model.finding import RunRecord
from conformance.model.laboratory import (
    Amended,
    Authorised,
    Body,
    Circumstance,
    Customer,
    Data,
    Interpretation,
    Item,
    LaboratorySheet,
    Period,
    Provider,
    Sampling,
    Supplier,
)
from conformance.model.units import Quantity
from conformance.model.vocabulary import EvidenceKind, Statement, Verdict
from conformance.model.words import Words
from conformance.report.exchange.results import results_json
from conformance.report.form.compose import form_17025
from conformance.report.form.content import Block, Fields, Form, Line, Notice, Paragraph, Section, Span, Table, plain
from conformance.report.form.teller import Given
from conformance.report.messages import Language
from tests.report.factory import BASE, FRAME_RATE, JUDGEMENTS, finding, measurement, part, record

SHEET = LaboratorySheet(
    title="Test report",
    number="EX-7",
    body=Body("Lab One", "1 Lab Street\nLab City", "Hall B"),
    customer=Customer("Police of Example", "desk@police.example"),
    items=(Item("A body camera", "label 26-7", "sealed, no damage", date(2026, 11, 16)),),
    tested=Period(date(2026, 11, 18), date(2026, 11, 20)),
    issued=date(2026, 11, 23),
    sampling=Sampling("None: the customer chose it.", date(2026, 11, 15)),
    conditions=(Circumstance("Air temperature", "23 °C ± 2 °C"),),
    deviations="Clause 5.2 was measured at two distances.",
    rule_agreed="Agreed in the order of 2026-11-01.",
    providers=(Provider("Climate Ltd", ("ex1-4.1-rate",)),),
    supplied=(
        (Data.RECORDINGS, Supplier.CUSTOMER),
        (Data.CLOCK, Supplier.LABORATORY),
        (Data.STATEMENT, Supplier.CUSTOMER),
        (Data.ATTESTATIONS, Supplier.LABORATORY),
    ),
    interpretations=(Interpretation("A newer firmware may cure it.", "The release notes of 2.5.", "A. Tester"),),
    authorised=Authorised("B. Signer", "Head of laboratory"),
    accreditation="EX-ACC 0815, scope 3",
    amends=(Amended("EX-6", date(2026, 11, 21), "A wrong label.", "Identification of item 1."),),
)
WEIGHED = replace(
    BASE, id="ex1-9.9-weight", number="9.9", evidence=EvidenceKind.ATTESTATION, title=Words("Battery time", "电池时间")
)


def given(run: RunRecord, sheet: LaboratorySheet = SHEET) -> Given:
    """What a form of that run is made from, with one method."""
    text = results_json(run)
    methods = {"video.frame_rate": "(N - 1) / (last PTS - first PTS)."}
    return Given(run, sheet, methods, text, hashlib.sha256(text.encode()).hexdigest())


def form_of(run: RunRecord, sheet: LaboratorySheet = SHEET, lang: Language = Language.EN) -> Form:
    """The form of that run."""
    return form_17025(given(run, sheet), lang)


def attested_run() -> RunRecord:
    """A clause that was attested: one finding, 8.4 h with a caliper due on a day."""
    clause: Clause = WEIGHED
    one = finding(clause, "attestation-1", Verdict.PASS, part(FRAME_RATE, measurement(), JUDGEMENTS[Verdict.PASS]))
    run = record((clause,), (), (one,), Statement.CONFORMS)
    witnessed = Attestation(
        clause=clause.id,
        value=Quantity(Fraction(42, 5), "h"),
        standard_uncertainty=Fraction(1, 10),
        instrument="timer 7",
        by="A. Witness",
        on=date(2026, 11, 19),
        valid_until=date(2027, 11, 19),
        calibration_due=date(2027, 3, 31),
    )
    return replace(run, submission=replace(run.submission, attestations=(witnessed,)))


def section(form: Form, title: str) -> Section:
    """The section of that title."""
    return next(one for one in form.sections if one.title == title)


def said(line: Line) -> str:
    """A line's text."""
    return "".join(span.text for span in line)


def lines(block: Block) -> Iterator[Line]:
    """All lines of a block, in the order in which they are read."""
    match block:
        case Paragraph(line):
            yield line
        case Notice(_, line, items):
            yield from (line, *items)
        case Fields(rows):
            for field in rows:
                yield from (plain(field.label), field.value)
        case Table(columns, rows):
            yield from (plain(column.title) for column in columns)
            for row in rows:
                yield from row.cells


def texts(block: Block) -> Iterator[str]:
    """All text of a block, in the order in which it is read."""
    return map(said, lines(block))


def spans(form: Form) -> Iterator[Span]:
    """All spans of a form's blocks, in the order in which they are read."""
    for block in (*form.notices, *chain.from_iterable(section.blocks for section in form.sections)):
        for line in lines(block):
            yield from line


def text_of(one: Section) -> str:
    """A section's text, a line for each cell."""
    return "\n".join(text for block in one.blocks for text in texts(block))


def all_texts(form: Form) -> Iterator[str]:
    """All text of a form but the margins, in the order in which it is read."""
    yield said(form.title)
    for notice in form.notices:
        yield from texts(notice)
    for number, one in enumerate(form.sections, 1):
        yield from (str(number), one.title, one.answers)
        for block in one.blocks:
            yield from texts(block)
    yield form.end
