"""What was examined, by which methods, and what was left out."""

from collections import Counter
from collections.abc import Iterable

from conformance import __version__
from conformance.model.evidence import Dump, Recording
from conformance.model.finding import Finding
from conformance.model.vocabulary import EvidenceKind, Reason
from conformance.report import numbers
from conformance.report.escapes import one_line, shortened
from conformance.report.form.content import (
    Block,
    Column,
    Field,
    Fields,
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
from conformance.report.form.laboratory import items_blocks
from conformance.report.form.teller import Given, Teller

MOST_FILES = 1000  # the rest stands in results.json, whose digest the form prints
_MOST_NAMED = 20
_OURS = "conformance"  # its own version among those of the software


def items_section(given: Given, teller: Teller) -> Section:
    """7.8.2.1 g, h, k, l: the items, and the files that stand for them."""
    blocks: tuple[Block, ...] = (*items_blocks(given, teller), *_files(given, teller))
    return Section(teller.say("items"), "7.8.2.1 g, h, k, l", blocks)


def _files(given: Given, teller: Teller) -> tuple[Block, ...]:
    submission = given.record.submission
    evidence: tuple[Recording | Dump, ...] = (*submission.recordings, *submission.dumps)
    if not evidence:
        return (Paragraph(teller.line("no_evidence")),)
    columns = (
        Column(teller.say("evidence_row"), 12),
        Column(teller.say("file"), 58),
        Column(teller.say("kind"), 14),
        Column(teller.say("size"), 16),
    )
    rows = [
        Row((plain(f"E{number}"), _file(one), _kind(one, teller), plain(numbers.grouped(one.size))))
        for number, one in enumerate(evidence[:MOST_FILES], 1)
    ]
    if len(evidence) > MOST_FILES:
        rest = teller.line("more_evidence", n=teller.count(len(evidence) - MOST_FILES))
        rows.append(Row((rest,), heading=True))
    return Paragraph(plain(teller.say("evidence"), Tone.STRONG)), Table(columns, tuple(rows))


def _file(one: Recording | Dump) -> Line:
    return joined(name(one.path), plain(one.sha256, Tone.CODE), by="\n")


def _kind(one: Recording | Dump, teller: Teller) -> Line:
    return plain(teller.term(one.role)) if isinstance(one, Recording) else teller.line("dump")


def methods_section(given: Given, teller: Teller) -> Section:
    """7.8.2.1 f, n: methods by their names, with the software, and what was added or left out."""
    record = given.record
    titles = {profile.id: teller.words(profile.title) for profile in record.catalog.profiles}
    selected = (plain(f"{one}{teller.punct.colon}{titles[one]}" if one in titles else one) for one in record.profiles)
    overlays = (
        teller.line(
            "overlay_text",
            file=one_line(one.file),
            basis=teller.term(one.basis),
            by=one_line(one.by),
            on=one.on.isoformat(),
            sha256=one.sha256,
        )
        for one in record.catalog.overlays
    )
    fields = [
        Field(teller.say("profiles"), joined(*selected, by="\n")),
        Field(teller.say("catalog"), plain(record.catalog.sha256, Tone.CODE)),
        *(Field(teller.say("overlay"), one) for one in overlays),
        Field(
            teller.say("software"),
            joined(*(name(f"{of} {is_}") for of, is_ in record.tool.versions), by=teller.punct.semicolon),
        ),
    ]
    deviations = (
        Field(teller.say("deviations"), teller.told(given.sheet.deviations, teller.say("deviations"))),
        Field(teller.say("deviations_run"), joined(*_exclusions(given, teller), by="\n")),
    )
    blocks: tuple[Block, ...] = (
        Fields(tuple(fields)),
        _methods(given, teller),
        *_versions(given, teller),
        Fields(deviations),
    )
    return Section(teller.say("methods"), "7.8.2.1 f, n", blocks)


def _methods(given: Given, teller: Teller) -> Table:
    units = {part.measurand: part.unit for finding in given.record.findings for part in finding.parts}
    attested = _measurands(one for one in given.record.findings if given.attestation(one)) - given.methods.keys()
    kinds = {clause.id: clause.evidence for clause in given.record.catalog.clauses}
    wanted = (one for one in given.record.findings if kinds[one.clause] is EvidenceKind.ATTESTATION)
    missing = _measurands(wanted) - attested - given.methods.keys()
    columns = (Column(teller.say("quantity"), 30), Column(teller.say("unit"), 12), Column(teller.say("method"), 58))
    rows = [
        Row((name(one, Tone.CODE), plain(numbers.printed_unit(unit)), _sentence(one, one in attested, given, teller)))
        for one, unit in sorted(units.items())
        if one not in missing
    ]
    if missing:
        rows.append(Row((teller.line("nobody_attested", n=teller.count(len(missing))),), heading=True))
    return Table(columns, tuple(rows))


def _measurands(findings: Iterable[Finding]) -> set[str]:
    return {part.measurand for one in findings for part in one.parts}


def _sentence(measurand: str, attested: bool, given: Given, teller: Teller) -> Line:  # noqa: FBT001 - private
    if measurand in given.methods:
        return english(given.methods[measurand])
    return teller.line("attested_method" if attested else "no_sentence")


def _versions(given: Given, teller: Teller) -> tuple[Paragraph, ...]:
    """That the methods are told by another version than measured, where that is so."""
    then = dict(given.record.tool.versions).get(_OURS, "")
    if then == __version__:
        return ()
    return (Paragraph(teller.line("other_version", now=__version__, then=then or "?")),)


def _exclusions(given: Given, teller: Teller) -> tuple[Line, ...]:
    """What the run itself shows to be left out."""
    record = given.record
    taken = {result.clause for result in record.clauses if result.cases}
    asked = {
        clause for profile in record.catalog.profiles if profile.id in record.profiles for clause in profile.clauses
    }
    left_out = len(asked - taken)
    ignored = [one.path for one in record.submission.ignored if one.recording]
    reasons = Counter(finding.judgement.reason for finding in record.findings)
    shallow = reasons[Reason.DEPTH_TOO_SHALLOW]
    lines = []
    if left_out:
        lines.append(teller.line("left_out", n=teller.count(left_out)))
    if ignored:
        named = [shortened(one_line(path)) for path in ignored[:_MOST_NAMED]]
        names = teller.punct.comma.join([*named, *(["…"] if len(ignored) > _MOST_NAMED else [])])
        lines.append(teller.line("ignored", n=teller.count(len(ignored)), names=names))
    if shallow:
        lines.append(teller.line("too_shallow", n=teller.count(shallow)))
    return tuple(lines) or (teller.line("nothing_left_out"),)
