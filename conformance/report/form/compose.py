"""From a run and the laboratory's file to the form: its sections in their order, and what they lack at the top."""

from dataclasses import replace

from conformance import __version__
from conformance.model.facts import Absent
from conformance.report.escapes import one_line
from conformance.report.form.conformity import conformity_section, statement_notice
from conformance.report.form.content import Field, Fields, Form, Mark, Notice, Paragraph, Running, Section, Tone, plain
from conformance.report.form.evidence import items_section, methods_section
from conformance.report.form.laboratory import (
    amendment,
    authorisation_section,
    opinions_section,
    performed_section,
    providers_section,
    report_section,
)
from conformance.report.form.results import beside_section, results_section
from conformance.report.form.supplied import supplied_section
from conformance.report.form.teller import Given, Teller
from conformance.report.messages import Language

_SECTIONS = (
    report_section,
    items_section,
    performed_section,
    methods_section,
    supplied_section,
    conformity_section,
    results_section,
    beside_section,
    providers_section,
    opinions_section,
)
_TAGS = {Language.EN: "en", Language.ZH: "zh"}


def form_17025(given: Given, lang: Language) -> Form:
    """The form in one language. What is not stated stands so in its place, and once more at the top."""
    teller = Teller(lang)
    sheet = given.sheet
    sections = [section(given, teller) for section in _SECTIONS]
    amended = amendment(given, teller)
    sections += [_integrity(given, teller), authorisation_section(given, teller)]
    number = teller.say("not_stated") if isinstance(sheet.number, Absent) else one_line(sheet.number)
    missing = tuple(plain(what, Tone.MISSING) for what in dict.fromkeys(teller.missing))
    incomplete = (Notice(Mark.INCOMPLETE, teller.line("incomplete"), missing),) if missing else ()
    title = teller.line("not_stated") if isinstance(sheet.title, Absent) else plain(sheet.title)
    return Form(
        title=(title[0],) if not isinstance(sheet.title, Absent) else plain(title[0].text, Tone.MISSING),
        name=f"{title[0].text} {number}",
        language=_TAGS[lang],
        running=Running(
            teller.say("head", number=number), teller.say("whole"), teller.say("page", page="{page}", pages="{pages}")
        ),
        notices=(*incomplete, *amended, statement_notice(given, teller)),
        sections=tuple(replace(one, answers=teller.say("answers", clauses=one.answers)) for one in sections),
        end=teller.say("end", number=number),
    )


def _integrity(given: Given, teller: Teller) -> Section:
    """7.8.2.1 d: what every part of the report can be recognised by."""
    fields = (
        Field(teller.say("results_digest"), plain(given.results_sha256, Tone.CODE)),
        Field(teller.say("made_by"), plain(f"conformance {__version__}")),
    )
    return Section(
        teller.say("integrity"),
        "7.8.2.1 d",
        (Paragraph(teller.line("attached" if given.attached else "not_attached")), Fields(fields)),
    )
