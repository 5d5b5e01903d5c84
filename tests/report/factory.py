"""Hand-made runs for the tests of the reports; documents, clauses and limits here are invented on purpose."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from urllib.parse import quote_from_bytes

from conformance.model.clause import (
    AllOf,
    Catalog,
    Clause,
    Condition,
    Document,
    Limit,
    LimitNotSupplied,
    Profile,
    Provenance,
    Quantifier,
)
from conformance.model.evidence import Device, IgnoredFile, Recording, Stated, Submission
from conformance.model.facts import Absent
from conformance.model.finding import (
    DEVICE_EVIDENCE,
    NO_EVIDENCE,
    ClauseResult,
    Finding,
    Judgement,
    Part,
    RunRecord,
    ToolVersions,
)
from conformance.model.measurement import (
    Measurement,
    NotMeasured,
    Opinion,
    Outcome,
    Text,
    Uncertain,
    UncertaintyUnknown,
    Where,
)
from conformance.model.units import Quantity
from conformance.model.vocabulary import (
    Axis,
    DecisionRule,
    DocumentStatus,
    EvidenceKind,
    Grade,
    Level,
    QuantifierKind,
    Reason,
    Relation,
    Role,
    Statement,
    Topic,
    Verdict,
)
from conformance.model.words import Words

STARTED = datetime(2026, 11, 20, 14, 3, 7, 250_000, tzinfo=UTC)
HOSTILE_PATHS = (
    "DCIM/<script>alert(1)</script>.mp4",
    "DCIM/\"><img src=x onerror=alert(1)>'`.mp4",
    "DCIM/evidence\u202egnp.4pm",
    "DCIM/bad\udcff\udc80name\x07\nnew.mp4",
    "DCIM/{{ 7 * 7 }}{% raw %}.mp4",
    "DCIM/" + "a" * 4091,
)

FRAME_RATE = Condition(
    "video.frame_rate", "Hz", Relation.AT_LEAST, Limit((Fraction(25),), "25 Hz"), DecisionRule.SIMPLE
)
WIDTH = Condition("video.width", "px", Relation.AT_LEAST, Limit((Fraction(1280),), "1280 px"), DecisionRule.SIMPLE)
HEIGHT = Condition("video.height", "px", Relation.AT_LEAST, Limit((Fraction(720),), "720 px"), DecisionRule.SIMPLE)
CODEC = Condition(
    "video.codec", "text", Relation.ONE_OF, Limit((Text("h264"), Text("hevc")), "h264, hevc"), DecisionRule.SIMPLE
)
OFFSET = Condition("time.creation_offset", "s", Relation.WITHIN, Limit((Fraction(1),), "1 s"), DecisionRule.GUARDED)
MISSING = Condition(
    "container.media_bytes_missing", "B", Relation.EQUAL, Limit((Fraction(0),), "0 B"), DecisionRule.SIMPLE
)
STORAGE = Condition(
    "storage.recordable_time", "h", Relation.AT_LEAST, LimitNotSupplied("hours of recording, 4.7"), DecisionRule.BAND
)

WORST_FIRST = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.NOT_TESTED,
    Verdict.INCONCLUSIVE,
    Verdict.NOT_EXERCISED,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)
JUDGEMENTS = {
    Verdict.PASS: Judgement(Verdict.PASS, Reason.MET, "29.97 Hz is at least 25 Hz."),
    Verdict.FAIL: Judgement(Verdict.FAIL, Reason.NOT_MET, "12.5 Hz is less than 25 Hz."),
    Verdict.INCONCLUSIVE: Judgement(
        Verdict.INCONCLUSIVE, Reason.GUARD_BAND, "0.98 s lies within 0.035 s of the limit of 1 s."
    ),
    Verdict.NOT_EXERCISED: Judgement(
        Verdict.NOT_EXERCISED, Reason.NOTHING_TO_MEASURE, "The file holds one picture, so it has no frame rate."
    ),
    Verdict.NOT_TESTED: Judgement(
        Verdict.NOT_TESTED, Reason.EVIDENCE_UNREADABLE, "The file holds no readable movie header."
    ),
    Verdict.NOT_APPLICABLE: Judgement(
        Verdict.NOT_APPLICABLE, Reason.METHOD_DOES_NOT_APPLY, "The statement says loop_recording: false."
    ),
    Verdict.ERROR: Judgement(Verdict.ERROR, Reason.INTERNAL_ERROR, "The measurand video.frame_rate raised KeyError."),
}


NAMED_RATE = replace(FRAME_RATE, relation=Relation.EQUAL, limit=Limit((Fraction(30),), "30 Hz"), nominal_rate=True)
BASE = Clause(
    id="ex1-4.1-rate",
    document="example-1",
    number="4.1",
    topic=Topic.FRAME_RATE,
    level=Level.SHALL,
    title=Words("Recording frame rate", "录像帧率"),
    wording=Words("A recorder records at 25 frames per second or more.", "录像帧率不应低于 25 帧每秒。"),
    provenance=Provenance(Grade.TEXT, "PDF text layer, page 9"),
    evidence=EvidenceKind.RECORDING,
    roles=(Role.PATROL,),
    requirement=FRAME_RATE,
    quantifier=Quantifier(QuantifierKind.EVERY),
    notes=("The edition of 2020 raised the limit.",),
)


def graded(grade: Grade, level: Level = Level.SHALL) -> Clause:
    """The usual clause with a source and a level."""
    return replace(BASE, provenance=Provenance(grade, "PDF text layer, page 9"), level=level)


def recording(path: str, role: Role = Role.GENERAL, size: int = 1_234_567) -> Recording:
    """One recording, its id the percent-encoded path."""
    return Recording(
        id=quote_from_bytes(path.encode("utf-8", "surrogateescape")),
        path=path,
        file=Path("/nowhere") / path,
        size=size,
        sha256="5f" * 32,
        role=role,
        reference=Absent(Reason.NO_REFERENCE_TIME, "no reference clock"),
        settings=Stated(),
    )


def measurement(
    condition: Condition = FRAME_RATE,
    value: Fraction | Text = Fraction(30000, 1001),
    uncertainty: Uncertain | UncertaintyUnknown = Uncertain(Fraction(0)),  # noqa: B008 - frozen
) -> Measurement:
    """A measured value with nothing beside it."""
    return Measurement(condition.measurand, condition.unit, value, uncertainty, exercised=362)


def not_measured(condition: Condition, reason: Reason, detail: str) -> NotMeasured:
    """The absence of a value."""
    return NotMeasured(condition.measurand, reason, detail)


def part(condition: Condition, outcome: Outcome, judgement: Judgement) -> Part:
    """One judged condition."""
    limit = condition.limit.text if isinstance(condition.limit, Limit) else condition.limit.wanted
    return Part(condition.measurand, condition.unit, condition.relation, limit, condition.rule, outcome, judgement)


def finding(of: Clause, evidence: str, verdict: Verdict, *parts: Part) -> Finding:
    """One finding with the verdict's usual judgement."""
    return Finding(of.id, evidence, JUDGEMENTS[verdict], parts)


def simple_finding(of: Clause, evidence: str, verdict: Verdict) -> Finding:
    """One finding on the clause's only condition: a value where the verdict has one, else why not."""
    condition = of.requirement
    assert isinstance(condition, Condition)
    judgement = JUDGEMENTS[verdict]
    outcome: Outcome = not_measured(condition, judgement.reason, judgement.sentence)
    if verdict in (Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE):
        outcome = measurement(condition, Fraction(25, 2) if verdict is Verdict.FAIL else Fraction(30000, 1001))
    return finding(of, evidence, verdict, part(condition, outcome, judgement))


def record(
    clauses: tuple[Clause, ...] = (),
    recordings: tuple[Recording, ...] = (),
    findings: tuple[Finding, ...] = (),
    statement: Statement = Statement.NOT_DETERMINED,
) -> RunRecord:
    """A run; each clause folds to its worst finding."""
    results = []
    for one in clauses:
        own = [item.judgement for item in findings if item.clause == one.id]
        worst = min(own, key=lambda item: WORST_FIRST.index(item.verdict), default=JUDGEMENTS[Verdict.NOT_TESTED])
        results.append(ClauseResult(one.id, worst, len(own)))
    return RunRecord(
        statement=statement,
        sentence="2 clauses failed, 3 are open; 1 passed.",
        profiles=("example",),
        catalog=Catalog("ab" * 32, DOCUMENTS, clauses, (replace(PROFILE, clauses=tuple(one.id for one in clauses)),)),
        tool=ToolVersions((("recorder-conformance", "0.1.0"), ("PyAV", "18.1.0"), ("MediaInfo", "26.05"))),
        started=STARTED,
        submission=Submission(
            root=Path("/nowhere"),
            device=Device("Example & Sons", "BC-1 <mini>", "2.4.1", ""),
            statement=Stated((("storage_bytes", Quantity(Fraction(128), "GB")),)),
            recordings=recordings,
            attestations=(),
            ignored=(IgnoredFile("notes.txt", "no media file"), IgnoredFile("\udcfe.bin", "no media file")),
        ),
        findings=findings,
        clauses=tuple(results),
    )


def one_case(verdict: Verdict, level: Level = Level.SHALL, grade: Grade = Grade.TEXT) -> RunRecord:
    """A run of one clause on one recording."""
    of = graded(grade, level)
    file = recording("a.mp4")
    return record((of,), (file,), (simple_finding(of, file.id, verdict),))


DOCUMENTS = (
    Document("example-1", Words("Example recorders", "示例记录仪"), DocumentStatus.IN_FORCE, "EX 1:2020"),
    Document("example-2", Words("Example files", "示例文件"), DocumentStatus.SUPERSEDED, "EX 2:2011"),
    Document("house", Words("Baseline", "基准"), DocumentStatus.IN_FORCE, "requirements_catalog.yaml"),
)
PROFILE = Profile("example", Words("Example profile", "示例依据"), ())

NOMINAL = replace(
    BASE,
    id="ex1-4.2-nominal",
    requirement=replace(FRAME_RATE, relation=Relation.EQUAL, limit=Limit((Fraction(30),), "30 Hz"), nominal_rate=True),
    number="4.2",
    title=Words("Nominal frame rate", "标称帧率"),
)
SIZE = replace(
    BASE, id="ex1-5.1-size", requirement=AllOf((WIDTH, HEIGHT)), number="5.1", title=Words("Picture size", "画面尺寸")
)
CLOCK = replace(
    BASE, id="ex1-6-clock", requirement=OFFSET, number="6", title=Words("Clock offset", "时钟偏差"), level=Level.SHOULD
)
CODECS = replace(
    graded(Grade.TENDER),
    id="ex2-3-codec",
    requirement=CODEC,
    document="example-2",
    number="3",
    title=Words("Codec", "编码格式"),
)
HOURS = replace(
    BASE,
    id="ex2-4.7-hours",
    requirement=STORAGE,
    document="example-2",
    number="4.7",
    title=Words("Hours of recording", "录像时长"),
)
COMPLETE = replace(
    graded(Grade.HOUSE),
    id="house-complete",
    requirement=MISSING,
    document="house",
    number="1",
    title=Words("No media byte is missing", "媒体数据完整"),
)


def full_record() -> RunRecord:
    """All verdicts, a composite, conflicts, advisory and house clauses, hostile names, a file nobody asked about."""
    good = recording("DCIM/0001.mp4", Role.PATROL, 2_147_483_648)
    bad = recording("DCIM/0002.mp4")
    hostile = tuple(recording(path) for path in HOSTILE_PATHS)
    idle = recording("lab/clock.mp4", Role.REFERENCE_CLOCK)
    exact = measurement(uncertainty=Uncertain(Fraction(12, 10_000)))
    seen = replace(
        exact,
        note="PTS of 362 pictures.",
        opinions=(Opinion("MediaInfo", Fraction(2997, 100), agrees=True),),
    )
    disputed = replace(measurement(), opinions=(Opinion("MediaInfo", Fraction(25), agrees=False),))
    places = tuple(Where(Axis.TIME, Fraction(number, 3), "interval of 80 ms") for number in range(1, 14))
    slow = replace(
        measurement(value=Fraction(25, 2), uncertainty=Uncertain(Fraction(3, 1000))),
        where=places,
        opinions=(Opinion("MediaInfo", Fraction(13), agrees=False),),
    )
    findings = [
        finding(BASE, good.id, Verdict.PASS, part(FRAME_RATE, seen, JUDGEMENTS[Verdict.PASS])),
        finding(BASE, bad.id, Verdict.FAIL, part(FRAME_RATE, slow, JUDGEMENTS[Verdict.FAIL])),
        *(simple_finding(BASE, one.id, Verdict.NOT_TESTED) for one in hostile),
        finding(NOMINAL, good.id, Verdict.PASS, part(NAMED_RATE, disputed, JUDGEMENTS[Verdict.PASS])),
        simple_finding(NOMINAL, bad.id, Verdict.NOT_EXERCISED),
        finding(SIZE, good.id, Verdict.PASS, *size_parts(1920, 1080)),
        finding(SIZE, bad.id, Verdict.FAIL, *size_parts(1920, 480)),
        finding(CLOCK, good.id, Verdict.INCONCLUSIVE, clock_part()),
        finding(CODECS, good.id, Verdict.PASS, part(CODEC, measurement(CODEC, Text("h264")), JUDGEMENTS[Verdict.PASS])),
        finding(CODECS, bad.id, Verdict.FAIL, part(CODEC, measurement(CODEC, Text("<b>")), JUDGEMENTS[Verdict.FAIL])),
        Finding(HOURS.id, DEVICE_EVIDENCE, no_limit(), (hours_part(),)),
        finding(COMPLETE, good.id, Verdict.NOT_APPLICABLE),
        finding(COMPLETE, bad.id, Verdict.FAIL, bytes_part()),
        finding(COMPLETE, NO_EVIDENCE, Verdict.ERROR),
    ]
    clauses = (BASE, NOMINAL, SIZE, CLOCK, CODECS, HOURS, COMPLETE)
    return record(clauses, (good, bad, *hostile, idle), tuple(findings), Statement.INVALID)


def size_parts(width: int, height: int) -> tuple[Part, ...]:
    """Width and height, judged; the deciding one first."""
    low = height < 720
    parts = (
        part(WIDTH, measurement(WIDTH, Fraction(width)), Judgement(Verdict.PASS, Reason.MET, "Wide enough.")),
        part(
            HEIGHT,
            measurement(HEIGHT, Fraction(height)),
            Judgement(
                Verdict.FAIL if low else Verdict.PASS,
                Reason.NOT_MET if low else Reason.MET,
                "480 px is less than 720 px." if low else "High enough.",
            ),
        ),
    )
    return tuple(reversed(parts)) if low else parts


def clock_part() -> Part:
    """An offset inside its guard band."""
    value = measurement(OFFSET, Fraction(98, 100), Uncertain(Fraction(35, 1000)))
    return part(OFFSET, value, JUDGEMENTS[Verdict.INCONCLUSIVE])


def no_limit() -> Judgement:
    """The judgement where nobody supplied the limit."""
    return Judgement(Verdict.NOT_TESTED, Reason.LIMIT_NOT_SUPPLIED, "The limit of 4.7 is not supplied.")


def hours_part() -> Part:
    """A value with nothing to compare it with."""
    value = measurement(STORAGE, Fraction(317, 40), UncertaintyUnknown("the bit rate varies with the scene"))
    return part(STORAGE, value, no_limit())


def bytes_part() -> Part:
    """Missing bytes, with the place."""
    value = replace(
        measurement(MISSING, Fraction(123_456)), where=(Where(Axis.BYTE, Fraction(987_654), "mdat of track 1"),)
    )
    return part(MISSING, value, Judgement(Verdict.FAIL, Reason.NOT_MET, "123456 bytes of media are missing."))
