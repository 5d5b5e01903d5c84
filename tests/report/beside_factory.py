"""A hand-made run with all that stands beside verdicts: statement, waivers, overlays, limits that are wanted."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from conformance.model.applicability import Applicability, IsDeclared
from conformance.model.clause import AllOf, Clause, Overlay, Supplied, Unassessed
from conformance.model.evidence import Waiver
from conformance.model.facts import Absent
from conformance.model.finding import (
    DEVICE_EVIDENCE,
    NO_EVIDENCE,
    Declaration,
    Finding,
    Judgement,
    RunRecord,
    WaiverResult,
)
from conformance.model.measurement import Text
from conformance.model.statement import NotShown, ShownByLimit, ShownByValue, StatementItem
from conformance.model.units import Quantity
from conformance.model.vocabulary import (
    Basis,
    EvidenceKind,
    ItemKind,
    Reason,
    Relation,
    Shown,
    Statement,
    Topic,
    Verdict,
    WaiverState,
)
from conformance.model.words import Words

from .factory import (
    BASE,
    CLOCK,
    CODECS,
    COMPLETE,
    FRAME_RATE,
    HOURS,
    JUDGEMENTS,
    NOMINAL,
    SIZE,
    bytes_part,
    clock_part,
    finding,
    hours_part,
    measurement,
    no_limit,
    part,
    record,
    recording,
    simple_finding,
    size_parts,
)

SOUND = StatementItem(
    "sound",
    ItemKind.BOOL,
    Words("Does the device record sound?", "设备是否录音？"),
    "text",
    (),
    ShownByLimit("audio.channels", "count", Relation.AT_LEAST, Fraction(1)),
)
STORE = StatementItem(
    "storage_bytes", ItemKind.QUANTITY, Words("How much storage has it?", "存储容量是多少？"), "GB", (), NotShown()
)
CONTAINER = StatementItem(
    "container",
    ItemKind.CHOICE,
    Words("What does it record into?", "封装格式是什么？"),
    "text",
    ("mp4", "MPEG-PS"),
    ShownByValue("container.format", "text"),
)
SPLIT = StatementItem(
    "split_type",
    ItemKind.BOOL,
    Words("Is the camera apart from the recorder?", "是否为分体式？"),
    "text",
    (),
    NotShown(),
)
MUTE = replace(
    BASE,
    id="ex1-7.1-sound",
    number="7.1",
    topic=Topic.AUDIO,
    title=Words("Sound is recorded", "录音"),
    applies=Applicability("sound", IsDeclared("sound")),
)
SEALED = replace(
    BASE,
    id="ex1-8.2-sealed",
    number="8.2",
    evidence=EvidenceKind.NONE,
    requirement=Unassessed(Reason.METHOD_PLANNED, "no reader of the card's log is written yet"),
    title=Words("Log entries can't be deleted", "日志不可删除"),
)
COURT = replace(
    BASE,
    id="ex1-9-court",
    number="9",
    evidence=EvidenceKind.NONE,
    requirement=Unassessed(Reason.NOT_TESTABLE, "a duty of the agency, not of the device"),
    title=Words("The agency keeps copies", "机关留存副本"),
)
PARTLY = replace(
    BASE,
    id="ex1-8.3-partly",
    number="8.3",
    requirement=AllOf((FRAME_RATE, Unassessed(Reason.METHOD_PLANNED, "the second stream is not read yet"))),
    title=Words("Both streams", "双码流"),
)
HOSTILE = "</bdi><script>alert(1)</script>\u202e{{ 7 * 7 }}"


def beside_record() -> RunRecord:
    """Declarations that hold and do not, waivers of every state, overlays of both kinds, limits still wanted."""
    clauses = (BASE, NOMINAL, SIZE, MUTE, SEALED, COURT, PARTLY, CLOCK, HOURS, COMPLETE)
    file = recording("DCIM/0001.mp4")
    half = part(FRAME_RATE, measurement(), JUDGEMENTS[Verdict.PASS])
    findings = (
        simple_finding(BASE, file.id, Verdict.FAIL),
        simple_finding(NOMINAL, file.id, Verdict.PASS),
        finding(SIZE, file.id, Verdict.PASS, *size_parts(1920, 1080)),
        Finding(MUTE.id, NO_EVIDENCE, _does_not_apply(), ()),
        Finding(SEALED.id, NO_EVIDENCE, _unassessed(SEALED), ()),
        Finding(COURT.id, NO_EVIDENCE, _unassessed(COURT), ()),
        Finding(PARTLY.id, file.id, _not_tested(Reason.METHOD_PLANNED, "the second stream is not read yet"), (half,)),
        finding(CLOCK, file.id, Verdict.INCONCLUSIVE, clock_part()),
        Finding(HOURS.id, DEVICE_EVIDENCE, no_limit(), (hours_part(),)),
        finding(COMPLETE, file.id, Verdict.FAIL, bytes_part()),
    )
    run = record(clauses, (file,), findings, Statement.DOES_NOT_CONFORM)
    known = (*clauses, CODECS)
    catalog = replace(run.catalog, clauses=known, statement=(SOUND, CONTAINER, STORE, SPLIT), overlays=OVERLAYS)
    return replace(run, catalog=catalog, declarations=DECLARATIONS, waivers=WAIVERS)


DECLARATIONS = (
    Declaration("sound", False, Shown.CONFIRMED, "none of 1 recordings shows it", (MUTE.id,)),  # noqa: FBT003 - an answer
    Declaration("container", Text("mp4"), Shown.DECLARED_BUT_ABSENT, "DCIM/0001.mp4 shows MPEG-PS", ()),
    Declaration("storage_bytes", Quantity(Fraction(1024001, 8000), "GB"), Shown.NOT_SHOWN, "no recording shows it", ()),
    Declaration("split_type", Absent(Reason.STATEMENT_SILENT, "left open"), Shown.NOT_SHOWN, "", ()),
)
OVERLAYS = (
    Overlay(
        "cd" * 32,
        "lab.yaml",
        "Lab A",
        date(2026, 11, 2),
        Basis.LICENSED_COPY,
        (Supplied(BASE.id, "EX 1:2020", "9"), Supplied(CODECS.id, "EX 2:2011", "3")),
    ),
    Overlay("ef" * 32, "own.yaml", "Lab B", date(2026, 11, 3), Basis.HOUSE_VALUES, (Supplied(SIZE.id, "", ""),)),
)
WAIVERS = (
    WaiverResult(
        Waiver(BASE.id, "spare part ordered", "A. Tester", date(2027, 1, 1), "Example", "BC-1", "2.0", "2.4"),
        WaiverState.IN_USE,
        "the clause fails, and counts as waived until 2027-01-01",
    ),
    WaiverResult(
        Waiver(CLOCK.id, "clock module under repair", "B. Tester", date(2027, 1, 1), firmware_from="2.0"),
        WaiverState.PENDING,
        "the clause is not decided: inconclusive (guard_band)",
    ),
    WaiverResult(
        Waiver(COMPLETE.id, HOSTILE, HOSTILE, date(2020, 1, 1), HOSTILE, "", "", "9"),
        WaiverState.EXPIRED,
        "it held until 2020-01-01: renew it, or remove it",
    ),
    WaiverResult(
        Waiver(SIZE.id, "was small", "C. Tester", date(2027, 1, 1)),
        WaiverState.NOT_NEEDED,
        "the clause is met: remove the waiver",
    ),
)


def _does_not_apply() -> Judgement:
    sentence = "the submission declares sound: false; the clause applies where sound"
    return Judgement(Verdict.NOT_APPLICABLE, Reason.DECLARED_ABSENT, sentence)


def _not_tested(reason: Reason, sentence: str) -> Judgement:
    return Judgement(Verdict.NOT_TESTED, reason, sentence)


def _unassessed(of: Clause) -> Judgement:
    assert isinstance(of.requirement, Unassessed)
    return _not_tested(of.requirement.reason, of.requirement.why)
