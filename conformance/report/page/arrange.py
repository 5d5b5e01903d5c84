"""From a run to its page: what is linked, counted and put first; decides nothing."""

import shlex
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from glob import escape

from conformance.model.clause import Clause
from conformance.model.evidence import Dump, Recording
from conformance.model.finding import DEVICE_EVIDENCE, NO_EVIDENCE, ClauseResult, Finding, Part, RunRecord
from conformance.model.shots import Album
from conformance.model.vocabulary import Reason, Verdict
from conformance.report.escapes import one_line, shortened
from conformance.report.messages import Language, chosen
from conformance.report.page.drawings import Drawings
from conformance.report.page.parts import PartView, part_view, scaled
from conformance.report.page.phrases import PHRASES
from conformance.report.page.scale import to_be_drawn
from conformance.report.page.strips import strips_of
from conformance.report.page.views import (
    CaseView,
    ClauseView,
    CountRow,
    DocumentView,
    EvidenceView,
    OpenReason,
    PageView,
    Subject,
    Trouble,
    by_weight,
    tallies,
)
from conformance.report.weight import WEIGHT

# why a finding without evidence has none, where it is not that somebody owes it
_NOTHING_OWED = {
    Reason.DECLARED_ABSENT: "by_statement",
    Reason.DECLARED_AWAY: "by_statement",
    Reason.STATEMENT_CONTRADICTED: "by_statement",
    Reason.METHOD_PLANNED: "no_method",
    Reason.NOT_TESTABLE: "no_method",
}


def page_view(record: RunRecord, lang: Language, album: Album) -> PageView:
    """The run in the order it is read, its own judge's sentences unchanged."""
    clauses = {clause.id: clause for clause in record.catalog.clauses}
    subjects = _Subjects.of(record, lang)
    anchors = {result.clause: f"c{number}" for number, result in enumerate(record.clauses, 1)}
    strips, drawings, drawn = strips_of(record, album), Drawings.of(record), to_be_drawn(record)

    def part(number: int, finding: Finding, one: Part) -> PartView:
        strip = strips.of(number, finding.evidence, one.outcome)
        drawing = drawings.draw(number, finding.evidence, one.outcome)
        view = part_view(one, clauses[finding.clause], lang, strip, drawing)
        return scaled(view, one, lang) if number in drawn.numbers else view

    cases = tuple(
        CaseView(
            number=number,
            clause=clauses[finding.clause],
            clause_anchor=anchors[finding.clause],
            subject=subjects.subject(finding),
            judgement=finding.judgement,
            parts=tuple(part(number, finding, one) for one in finding.parts),
            command=_command(finding, record),
        )
        for number, finding in enumerate(record.findings, 1)
    )
    views = _clause_views(record, clauses, cases)
    return PageView(
        documents=_documents(record, views),
        deciding=_deciding(views),
        has_shall=any(view.decides for view in views),
        counts=_counts(views, cases),
        open_reasons=_open_reasons(views),
        evidence=_evidence(record, subjects, cases),
        left_out=_left_out(record),
        scales_left_out=drawn.left_out,
        shows_pictures=any(strip.shows for case in cases for part in case.parts for strip in part.strips),
    )


@dataclass(frozen=True)
class _Subjects:
    """What the findings looked at: recordings and dumps by id, and all else by the key of its phrase."""

    files: Mapping[str, Subject]
    others: Mapping[str, Subject]

    @classmethod
    def of(cls, record: RunRecord, lang: Language) -> "_Subjects":
        """In the order of the submission, then of the findings."""
        files = {}
        evidence: tuple[Recording | Dump, ...] = (*record.submission.recordings, *record.submission.dumps)
        for number, one in enumerate(evidence, 1):
            label = one_line(one.path)
            files[one.id] = Subject(f"r{number}", shortened(label), label, is_file=True)
        keys = dict.fromkeys(_nature(finding) for finding in record.findings if finding.evidence not in files)
        labels = {key: chosen(PHRASES[key], lang) for key in keys}
        numbered = enumerate(labels.items(), len(files) + 1)
        others = {key: Subject(f"r{number}", label, label, is_file=False) for number, (key, label) in numbered}
        return cls(files, others)

    def subject(self, finding: Finding) -> Subject:
        """What one finding looked at."""
        return self.files.get(finding.evidence) or self.others[_nature(finding)]


def _nature(finding: Finding) -> str:
    """Key of the phrase for evidence that is no file."""
    if finding.evidence == NO_EVIDENCE:
        return _NOTHING_OWED.get(finding.judgement.reason, "no_evidence")
    return "whole_device" if finding.evidence == DEVICE_EVIDENCE else "attested"


def _clause_views(record: RunRecord, clauses: dict[str, Clause], cases: tuple[CaseView, ...]) -> tuple[ClauseView, ...]:
    documents = {document.id: document for document in record.catalog.documents}
    grouped: dict[str, list[CaseView]] = {result.clause: [] for result in record.clauses}
    for case in cases:
        grouped[case.clause.id].append(case)

    def view(number: int, result: ClauseResult) -> ClauseView:
        own = tuple(grouped[result.clause])
        clause = clauses[result.clause]
        return ClauseView(
            number,
            clause,
            documents[clause.document],
            result.judgement,
            tallies(own),
            own,
        )

    return tuple(view(number, result) for number, result in enumerate(record.clauses, 1))


def _documents(record: RunRecord, views: tuple[ClauseView, ...]) -> tuple[DocumentView, ...]:
    grouped = (
        DocumentView(document, tuple(view for view in views if view.document.id == document.id))
        for document in record.catalog.documents
    )
    return tuple(one for one in grouped if one.clauses)


def _deciding(views: tuple[ClauseView, ...]) -> tuple[ClauseView, ...]:
    """Errors, then shalls that failed, then shalls that are open."""
    outside = (Verdict.PASS, Verdict.NOT_APPLICABLE)
    wrong = [
        view
        for view in views
        if view.judgement.verdict is Verdict.ERROR or (view.decides and view.judgement.verdict not in outside)
    ]
    return tuple(sorted(wrong, key=lambda view: WEIGHT.index(view.judgement.verdict)))


def _counts(views: tuple[ClauseView, ...], cases: tuple[CaseView, ...]) -> tuple[CountRow, ...]:
    folded = Counter((view.judgement.verdict, view.decides) for view in views)
    single = Counter(case.judgement.verdict for case in cases)
    return tuple(
        CountRow(verdict, folded[verdict, True], folded[verdict, False], single[verdict]) for verdict in Verdict
    )


def _open_reasons(views: tuple[ClauseView, ...]) -> tuple[OpenReason, ...]:
    """Open cases by verdict and reason, the most frequent first; a clause open only as a whole counts no case."""
    counts: Counter[tuple[Verdict, Reason]] = Counter()
    concerned: dict[tuple[Verdict, Reason], dict[str, ClauseView]] = {}
    for view in views:
        for judgement in (view.judgement, *(case.judgement for case in view.cases)):
            if judgement.verdict.is_open:
                concerned.setdefault((judgement.verdict, judgement.reason), {})[view.clause.id] = view
        counts.update((case.judgement.verdict, case.judgement.reason) for case in view.cases)
    rows = (OpenReason(*key, counts[key], tuple(found.values())) for key, found in concerned.items())
    return tuple(sorted(rows, key=lambda row: -row.cases))


def _evidence(record: RunRecord, subjects: _Subjects, cases: tuple[CaseView, ...]) -> tuple[EvidenceView, ...]:
    grouped: dict[str, list[CaseView]] = {}
    for case in cases:
        grouped.setdefault(case.subject.anchor, []).append(case)

    def view(subject: Subject, recordings: tuple[Recording, ...] = (), dumps: tuple[Dump, ...] = ()) -> EvidenceView:
        own = grouped.get(subject.anchor, [])
        disputed = tuple(case for case in own if case.in_conflict and case.judgement.verdict is Verdict.PASS)
        return EvidenceView(subject, recordings, dumps, tallies(own), _troubles(own), disputed)

    recordings = (view(subjects.files[one.id], recordings=(one,)) for one in record.submission.recordings)
    dumps = (view(subjects.files[one.id], dumps=(one,)) for one in record.submission.dumps)
    return (*recordings, *dumps, *map(view, subjects.others.values()))


def _troubles(cases: Iterable[CaseView]) -> tuple[Trouble, ...]:
    """What did not pass, said once: a file that can't be read fails no clause in words of its own."""
    grouped: dict[tuple[Verdict, str], list[CaseView]] = {}
    for case in by_weight(case for case in cases if case.judgement.verdict is not Verdict.PASS):
        grouped.setdefault((case.judgement.verdict, case.judgement.sentence), []).append(case)
    return tuple(Trouble(verdict, sentence, tuple(own)) for (verdict, sentence), own in grouped.items())


def _left_out(record: RunRecord) -> tuple[Clause, ...]:
    """Clauses of the run's profiles that the run did not select: a filter narrowed it."""
    taken = {result.clause for result in record.clauses if result.cases}
    asked = {
        clause for profile in record.catalog.profiles if profile.id in record.profiles for clause in profile.clauses
    }
    return tuple(clause for clause in record.catalog.clauses if clause.id in asked - taken)


def _command(finding: Finding, record: RunRecord) -> str:
    """The command that measures one finding again; SUBMISSION stands for a folder that the record does not name."""
    words = ["conformance", "run", "SUBMISSION"]
    for profile in record.profiles:
        words += ["--profile", profile]
    for overlay in record.catalog.overlays:
        words += ["--overlay", overlay.file]
    return shlex.join([*words, "--only", escape(f"{finding.clause}@{finding.evidence}")])
