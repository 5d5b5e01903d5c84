"""The findings that a page tells in full: which ones, and each with its pictures, its curves and its scale."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from glob import escape

from conformance.model.clause import Clause
from conformance.model.finding import Finding, Part, RunRecord
from conformance.model.shots import Album
from conformance.report.messages import Language
from conformance.report.page.drawings import Drawings
from conformance.report.page.paging import Paging
from conformance.report.page.parts import PartView, part_view, scaled
from conformance.report.page.scale import Drawn, to_be_drawn
from conformance.report.page.strips import Strips, strips_of
from conformance.report.page.subjects import Subjects
from conformance.report.page.views import CaseView

SHOWN_OF_A_CLAUSE = 3  # findings that did not pass, where other pages hold the rest


@dataclass(frozen=True)
class Cases:
    """Tells the findings of a run for its first page, which shows those of the numbers `shown`."""

    record: RunRecord
    lang: Language
    strips: Strips
    drawings: Drawings
    shown: tuple[int, ...]
    drawn: Drawn

    @classmethod
    def of(cls, record: RunRecord, lang: Language, album: Album, paging: Paging) -> "Cases":
        """All findings where one page holds all, else the worst of each clause and what shows pictures or curves."""
        strips, drawings = strips_of(record, album), Drawings.of(record)
        if paging.is_one:
            every = tuple(range(1, len(record.findings) + 1))
            return cls(record, lang, strips, drawings, every, to_be_drawn(record))
        chosen = frozenset((*strips.showing(), *drawings.first.values(), *_worst(record, paging)))
        return cls(record, lang, strips, drawings, tuple(sorted(chosen)), Drawn(chosen, left_out=False))

    def told(self, subjects: Subjects) -> Iterator[CaseView]:
        """Those that are shown, in the order of the run."""
        clauses = {clause.id: clause for clause in self.record.catalog.clauses}
        anchors = {result.clause: f"c{number}" for number, result in enumerate(self.record.clauses, 1)}
        for number in self.shown:
            finding = self.record.findings[number - 1]
            clause = clauses[finding.clause]
            yield CaseView(
                number=number,
                clause=clause,
                clause_anchor=anchors[finding.clause],
                subject=subjects.subject(finding),
                judgement=finding.judgement,
                parts=tuple(self._part(number, finding, one, clause) for one in finding.parts),
                command=command(finding, self.record),
            )

    def _part(self, number: int, finding: Finding, part: Part, clause: Clause) -> PartView:
        strip = self.strips.of(number, finding.evidence, part.outcome)
        drawing = self.drawings.draw(number, finding.evidence, part.outcome)
        view = part_view(part, clause, self.lang, strip, drawing)
        return scaled(view, part, self.lang) if number in self.drawn.numbers else view


def _worst(record: RunRecord, paging: Paging) -> Iterator[int]:
    """Of each clause the heaviest that did not pass, and those of the verdict that the clause came to."""
    for result in record.clauses:
        failed = [number for page in paging.clauses[result.clause] for number in page.numbers]
        deciding = (n for n in failed if record.findings[n - 1].judgement.verdict is result.judgement.verdict)
        yield from failed[:SHOWN_OF_A_CLAUSE]
        yield from (number for number, _ in zip(deciding, range(SHOWN_OF_A_CLAUSE), strict=False))


def command(finding: Finding, record: RunRecord) -> str:
    """The command that measures one finding again; SUBMISSION stands for a folder that the record does not name."""
    words = ["conformance", "run", "SUBMISSION"]
    for profile in record.profiles:
        words += ["--profile", profile]
    for overlay in record.catalog.overlays:
        words += ["--overlay", overlay.file]
    return shlex.join([*words, "--only", escape(f"{finding.clause}@{finding.evidence}")])
