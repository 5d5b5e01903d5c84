"""Sections that rest on the laboratory's own file: who, for whom, what was received, when, and who signs."""

from conformance.model.facts import Absent
from conformance.model.laboratory import Item
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
    joined,
    name,
    plain,
)
from conformance.report.form.teller import Given, Teller


def report_section(given: Given, teller: Teller) -> Section:
    """7.8.2.1 a, b, c, d, e, j and 7.8.8: the report itself."""
    sheet = given.sheet
    told = {
        "title": sheet.title,
        "number": sheet.number,
        "issued": sheet.issued,
        "laboratory": sheet.body.name,
        "address": sheet.body.address,
        "location": sheet.body.location,
        "customer": sheet.customer.name,
        "contact": sheet.customer.contact,
    }
    fields = [Field(teller.say(key), teller.told(value, teller.say(key))) for key, value in told.items()]
    accreditation = plain(sheet.accreditation) if sheet.accreditation else teller.line("no_accreditation")
    amends = [plain(one.number) for one in sheet.amends] or [teller.line("amends_none")]
    fields += [Field(teller.say("accreditation"), accreditation), Field(teller.say("amends"), amends[0])]
    return Section(teller.say("report"), "7.8.2.1 a, b, c, d, e, j; 7.8.8", (Fields(tuple(fields)),))


def amendment(given: Given, teller: Teller) -> tuple[Notice, ...]:
    """Which report this one replaces, why, and what was changed; none where it replaces none."""
    return tuple(
        Notice(
            Mark.NOTE,
            teller.line("amends_notice", number=one.number, issued=_inline(one.issued, teller)),
            (
                _labelled("amends_reason", teller.told(one.reason, teller.say("amends_reason")), teller),
                _labelled("amends_changes", teller.told(one.changes, teller.say("amends_changes")), teller),
            ),
        )
        for one in given.sheet.amends
    )


def _inline(day: object, teller: Teller) -> str:
    if isinstance(day, Absent):
        teller.missing.append(teller.say("amends_issued"))
        return teller.say("not_stated")
    return str(day)


def _labelled(key: str, line: Line, teller: Teller) -> Line:
    return joined(plain(f"{teller.say(key)}{teller.punct.colon}", Tone.STRONG), line, by="")


def items_blocks(given: Given, teller: Teller) -> tuple[Block, ...]:
    """7.8.2.1 g, h, k, l: what was received, in which condition, and how it was chosen."""
    keys = ("description", "identification", "condition", "received")
    columns = (Column(teller.say("item"), 6), *(Column(teller.say(key), 20) for key in keys))
    rows = []
    for number, item in enumerate(given.sheet.items or (Item(),), 1):
        values = (item.description, item.identification, item.condition, item.received)
        cells = tuple(
            teller.told(value, teller.say("item_of", what=teller.say(key), n=number))
            for key, value in zip(keys, values, strict=True)
        )
        rows.append(Row((plain(str(number)), *cells)))
    sampling = given.sheet.sampling
    fields = [Field(teller.say("device"), _device(given, teller))]
    fields.append(Field(teller.say("sampling"), teller.told(sampling.plan, teller.say("sampling"))))
    if not isinstance(sampling.on, Absent):
        fields.append(Field(teller.say("sampled"), teller.told(sampling.on, teller.say("sampled"))))
    return (
        Table(columns, tuple(rows)),
        Paragraph(plain(teller.say("only_items"), Tone.STRONG)),
        Fields(tuple(fields)),
    )


def _device(given: Given, teller: Teller) -> Line:
    device = given.record.submission.device
    named = (("maker", device.maker), ("model", device.model), ("firmware", device.firmware), ("serial", device.serial))
    parts = (
        joined(plain(teller.say(key)), name(value) if value else teller.line("not_named"), by=teller.punct.colon)
        for key, value in named
    )
    return joined(*parts, by=teller.punct.semicolon)


def performed_section(given: Given, teller: Teller) -> Section:
    """7.8.2.1 i and 7.8.3.1: when was tested, and under which conditions."""
    tested, conditions = given.sheet.tested, given.sheet.conditions
    if isinstance(tested.first, Absent) or isinstance(tested.last, Absent):
        days = teller.unstated(teller.say("tested"))
    else:
        days = teller.line("span", first=tested.first.isoformat(), last=tested.last.isoformat())
    if isinstance(conditions, Absent):
        stated = teller.unstated(teller.say("conditions"))
    else:
        stated = joined(*(plain(f"{one.what}{teller.punct.colon}{one.value}") for one in conditions), by="\n")
    fields = (
        Field(teller.say("tested"), days),
        Field(teller.say("analysed"), plain(given.record.started.isoformat(sep=" ", timespec="seconds"))),
        Field(teller.say("conditions"), stated or teller.line("conditions_none")),
    )
    return Section(teller.say("performed"), "7.8.2.1 i; 7.8.3.1", (Fields(fields),))


def providers_section(given: Given, teller: Teller) -> Section:
    """7.8.2.1 p: whose results they are, where they are not the laboratory's own."""
    providers = given.sheet.providers
    block: Block
    if isinstance(providers, Absent):
        block = Paragraph(teller.unstated(teller.say("providers")))
    elif providers:
        columns = (Column(teller.say("provider"), 30), Column(teller.say("provider_clauses"), 70))
        block = Table(
            columns, tuple(Row((plain(one.name), name(teller.punct.comma.join(one.clauses)))) for one in providers)
        )
    else:
        block = Paragraph(teller.line("providers_none"))
    return Section(teller.say("providers"), "7.8.2.1 p", (block,))


def opinions_section(given: Given, teller: Teller) -> Section:
    """7.8.3.1 and 7.8.7: opinions, apart from all results and marked as such."""
    blocks: list[Block] = []
    for number, one in enumerate(given.sheet.interpretations, 1):
        basis, by = (
            _labelled(key, teller.told(value, teller.say("opinion_of", what=teller.say(key), n=number)), teller)
            for key, value in (("opinion_basis", one.basis), ("opinion_by", one.by))
        )
        mark = plain(teller.say("opinions_mark"), Tone.STRONG)
        blocks.append(Notice(Mark.OPINION, mark, (plain(one.text), basis, by)))
    none: list[Block] = [Paragraph(teller.line("opinions_none"))]
    return Section(teller.say("opinions"), "7.8.3.1; 7.8.7", tuple(blocks or none))


def authorisation_section(given: Given, teller: Teller) -> Section:
    """7.8.2.1 o: who stands behind the report."""
    sheet = given.sheet
    who = (("authorised_by", sheet.authorised.name), ("function", sheet.authorised.function))
    fields = [Field(teller.say(key), teller.told(value, teller.say(key))) for key, value in who]
    issued = teller.line("not_stated") if isinstance(sheet.issued, Absent) else plain(sheet.issued.isoformat())
    fields += [Field(teller.say("issued"), issued), Field(teller.say("signature"), plain("\n\n\n"))]
    return Section(teller.say("authorisation"), "7.8.2.1 o", (Fields(tuple(fields)),))
