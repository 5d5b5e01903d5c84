"""From a run to its page: what is linked, counted and put first; decides nothing."""

from collections import Counter
from collections.abc import Iterable

from conformance.model.clause import Clause
from conformance.model.evidence import Dump, Recording
from conformance.model.finding import ClauseResult, RunRecord
from conformance.model.shots import Album
from conformance.model.vocabulary import Reason, Verdict
from conformance.report.messages import Language
from conformance.report.page.cases import Cases
from conformance.report.page.census import Census, tallied, tallies
from conformance.report.page.paging import Paging
from conformance.report.page.subjects import Subject, Subjects
from conformance.report.page.views import (
    CaseView,
    ClauseView,
    CountRow,
    DocumentView,
    EvidenceView,
    OpenReason,
    PageView,
    Trouble,
    by_weight,
)
from conformance.report.weight import WEIGHT


def page_view(record: RunRecord, lang: Language, album: Album, paging: Paging) -> PageView:
    """The run in the order it is read, its own judge's sentences unchanged; what other pages tell is counted here."""
    subjects, census = Subjects.of(record, lang), Census.of(record)
    chosen = Cases.of(record, lang, album, paging)
    cases = tuple(chosen.told(subjects))
    views = _clause_views(record, census, cases, paging)
    return PageView(
        documents=_documents(record, views),
        deciding=_deciding(views),
        has_shall=any(view.decides for view in views),
        counts=_counts(views, census),
        open_reasons=_open_reasons(views, census),
        evidence=_evidence(record, subjects, cases) if paging.is_one else (),
        case_tallies=tallied(census.verdicts(census.of_clause)),
        left_out=_left_out(record),
        scales_left_out=chosen.drawn.left_out,
        shows_pictures=any(strip.shows for case in cases for part in case.parts for strip in part.strips),
    )


def _clause_views(
    record: RunRecord, census: Census, cases: tuple[CaseView, ...], paging: Paging
) -> tuple[ClauseView, ...]:
    clauses = {clause.id: clause for clause in record.catalog.clauses}
    documents = {document.id: document for document in record.catalog.documents}
    grouped: dict[str, list[CaseView]] = {result.clause: [] for result in record.clauses}
    for case in cases:
        grouped[case.clause.id].append(case)

    def view(number: int, result: ClauseResult) -> ClauseView:
        clause = clauses[result.clause]
        return ClauseView(
            number=number,
            clause=clause,
            document=documents[clause.document],
            judgement=result.judgement,
            tallies=tallied(census.verdicts([clause.id])),
            reasons=frozenset(reason for _, reason in census.of_clause[clause.id]),
            cases=tuple(grouped[clause.id]),
            pages=tuple(page.file for page in paging.clauses.get(clause.id, ())),
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


def _counts(views: tuple[ClauseView, ...], census: Census) -> tuple[CountRow, ...]:
    shall, other = (
        Counter(view.judgement.verdict for view in views if view.decides is decides) for decides in (True, False)
    )
    single = census.verdicts(census.of_clause)
    return tuple(CountRow(verdict, shall[verdict], other[verdict], single[verdict]) for verdict in Verdict)


def _open_reasons(views: tuple[ClauseView, ...], census: Census) -> tuple[OpenReason, ...]:
    """Open cases by verdict and reason, the most frequent first; a clause open only as a whole counts no case."""
    counts: Counter[tuple[Verdict, Reason]] = Counter()
    concerned: dict[tuple[Verdict, Reason], dict[str, ClauseView]] = {}
    for view in views:
        own = census.of_clause[view.clause.id]
        for key in ((view.judgement.verdict, view.judgement.reason), *own):
            if key[0].is_open:
                concerned.setdefault(key, {})[view.clause.id] = view
        counts.update(own)
    rows = (OpenReason(*key, counts[key], tuple(found.values())) for key, found in concerned.items())
    return tuple(sorted(rows, key=lambda row: -row.cases))


def _evidence(record: RunRecord, subjects: Subjects, cases: tuple[CaseView, ...]) -> tuple[EvidenceView, ...]:
    grouped: dict[str, list[CaseView]] = {}
    for case in cases:
        grouped.setdefault(case.subject.anchor, []).append(case)

    def view(subject: Subject, recordings: tuple[Recording, ...] = (), dumps: tuple[Dump, ...] = ()) -> EvidenceView:
        own = grouped.get(subject.anchor, [])
        disputed = tuple(case for case in own if case.in_conflict and case.judgement.verdict is Verdict.PASS)
        return EvidenceView(
            subject, recordings, dumps, tallies(case.judgement.verdict for case in own), _troubles(own), disputed
        )

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
