"""The verdicts of a run found anew: the same catalog, the same day, the facts that were kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conformance.bundle.facts import KeptFacts
from conformance.errors import UnusableInputError
from conformance.model.finding import Case, Finding, RunRecord
from conformance.model.measurement import Measurement
from conformance.model.vocabulary import Statement, Verdict
from conformance.report.escapes import one_line
from conformance.report.numbers import measured_text
from conformance.suite.overlaid import overlay_sentences
from conformance.suite.session import Arguments, Basis, Session

_OTHER_CATALOG = " Judged by another catalog than the one that ships: "


@dataclass(frozen=True)
class Rejudged:
    """How many findings were found anew, how many of them without facts, and all that is not as the record says."""

    findings: int
    without_facts: int
    differences: tuple[str, ...]


def judged_again(record: RunRecord, source: KeptFacts, *, exactly: bool) -> Rejudged:
    """The record against what follows from facts; where not `exactly`, only verdicts and values are compared.

    Findings that the record has are found anew one by one, and what it says of clauses, answers and waivers from the
    record's own findings. A finding for which no facts are kept must be open in both, whatever the reason.
    """
    arguments = Arguments(record.submission.root, Path(), record.profiles)
    try:
        session = Session(arguments, record.submission, source, Basis(record.catalog, record.started))
    except UnusableInputError as error:
        return Rejudged(0, 0, (f"the record can't be judged again: {error}",))
    again = _Again(record, session, source, exactly)
    differences = (*again.of_findings(), *again.of_conclusion())
    return Rejudged(len(record.findings), again.without_facts, differences)


class _Again:
    def __init__(self, record: RunRecord, session: Session, source: KeptFacts, exactly: bool) -> None:  # noqa: FBT001
        self._record, self._session, self._source, self._exactly = record, session, source, exactly
        self._stated = {f"{one.clause}@{one.evidence}": one for one in record.findings}
        self.without_facts = 0

    def of_findings(self) -> Iterator[str]:
        ordered = tuple(case.id for case in self._session.cases if case.id in self._stated)
        if ordered != tuple(f"{one.clause}@{one.evidence}" for one in self._record.findings):
            yield "the record's findings are not the cases of its catalog and evidence, once each and in their order"
        for case in self._session.cases:
            if case.id in self._stated:
                yield from self._of_finding(case, self._stated[case.id])

    def _of_finding(self, case: Case, stated: Finding) -> Iterator[str]:
        found = self._session.finding(case)
        if self._lacks_facts(case):
            self.without_facts += 1
            if {stated.judgement.verdict, found.judgement.verdict} == {Verdict.NOT_TESTED}:
                return
        same = stated == found if self._exactly else _bare(stated) == _bare(found)
        if not same:
            yield f"{one_line(case.id)}: the record says {_told(stated)}, and the facts give {_told(found)}"

    def _lacks_facts(self, case: Case) -> bool:
        """True where no facts are kept of something that the case looks at, as when its extractor failed."""
        recordings, dumps = self._session.recordings_of((case,)), self._session.dumps_of((case,))
        looked_at = {*(one.id for one in recordings), *(one.id for one in dumps)}
        return not looked_at.isdisjoint(self._source.missing)

    def of_conclusion(self) -> Iterator[str]:
        if self._record.statement is Statement.INVALID:
            return  # why a run can't be relied on is known to the run alone
        found = self._session.record(self._stated, frozenset(self._stated))
        for what in ("statement", "clauses", "declarations", "waivers"):
            if getattr(found, what) != getattr(self._record, what):
                yield f"what the record has as its {what} does not follow from its findings{self._which(found, what)}"
        if not _is_sentence(self._record, found):
            yield f"the sentence of the record is not {one_line(found.sentence)!r}"

    def _which(self, found: RunRecord, what: str) -> str:
        if what == "statement":
            return f": it says {self._record.statement}, and they come to {found.statement}"
        if what != "clauses":
            return ""
        pairs = zip(self._record.clauses, found.clauses, strict=False)
        return next((f": the first is {one_line(one.clause)}" for one, other in pairs if one != other), "")


def _is_sentence(record: RunRecord, found: RunRecord) -> bool:
    """The sentence, in which a run names a catalog that is none of those that ship by a path of its own."""
    overlays = overlay_sentences(record.catalog, frozenset(one.clause for one in record.clauses))
    head = found.sentence.removesuffix(overlays).partition(_OTHER_CATALOG)[0]
    if not record.sentence.startswith(head) or not record.sentence.endswith(overlays):
        return False
    between = record.sentence.removeprefix(head).removesuffix(overlays)
    return not between or between.startswith(_OTHER_CATALOG)


def _bare(finding: Finding) -> tuple[object, ...]:
    return (finding.judgement.verdict, *(_value(finding, at) for at in range(len(finding.parts))))


def _value(finding: Finding, at: int) -> object:
    outcome = finding.parts[at].outcome
    return (outcome.value, outcome.uncertainty) if isinstance(outcome, Measurement) else outcome.reason


def _told(finding: Finding) -> str:
    """Verdict and value for people."""
    judged = finding.judgement
    values = (part.outcome for part in finding.parts[:1])
    measured = "".join(f" with {measured_text(one)}" for one in values if isinstance(one, Measurement))
    return one_line(f"{judged.verdict}{measured} ({judged.sentence})")
