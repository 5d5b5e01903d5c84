"""The pages beside the report: of the evidence with all findings, and of each clause with what did not pass."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from jinja2 import Environment
from markupsafe import Markup

from conformance.model.evidence import Dump, Recording
from conformance.model.finding import Finding, RunRecord
from conformance.report import numbers
from conformance.report.details.cells import Cells, text
from conformance.report.messages import Language
from conformance.report.page.cases import command
from conformance.report.page.paging import ClausePage, EvidencePage, Filed, Paging
from conformance.report.page.phrases import phrase
from conformance.report.page.subjects import Subject, Subjects
from conformance.report.templating import environment, in_language

_REPORT = "../report.html"


@dataclass(frozen=True)
class Around:
    """The files of the page before and of the next one, '' where there is none, and the place of this one."""

    before: str
    after: str
    number: int
    total: int

    @classmethod
    def of(cls, pages: Sequence[EvidencePage | ClausePage], place: int) -> "Around":
        """Of a page among its own kind."""
        before = _name(pages[place - 1].file) if place else ""
        after = _name(pages[place + 1].file) if place + 1 < len(pages) else ""
        return cls(before, after, place + 1, len(pages))


@dataclass(frozen=True)
class Told:
    """One piece of evidence with its findings, a row each; `files` is the one that holds it, none where none does."""

    subject: Subject
    files: tuple[Recording | Dump, ...]
    count: int
    rows: Markup


@dataclass(frozen=True)
class Pages:
    """Writes the pages of one run in one language."""

    record: RunRecord
    paging: Paging
    subjects: Subjects
    cells: Cells
    files: Mapping[str, Recording | Dump]  # by anchor
    links: Mapping[str, str]  # cells that lead to a clause of the report
    lang: Language

    @classmethod
    def of(cls, record: RunRecord, paging: Paging, lang: Language) -> "Pages":
        """All that the pages have in common."""
        subjects, cells = Subjects.of(record, lang), Cells.of(record, lang)
        given: tuple[Recording | Dump, ...] = (*record.submission.recordings, *record.submission.dumps)
        files = {subjects.files[one.id].anchor: one for one in given}
        links = {
            result.clause: cells.clause(result.clause, f"{_REPORT}#c{place}", record.waivers)
            for place, result in enumerate(record.clauses, 1)
        }
        return cls(record, paging, subjects, cells, files, links, lang)

    def __iter__(self) -> Iterator[tuple[str, Iterable[str]]]:
        """Each page by the path of its file beside the report, and its text piece by piece."""
        for place, page in enumerate(self.paging.evidence):
            yield page.file, self._evidence(page, Around.of(self.paging.evidence, place))
        for place_of_clause, (clause, pages) in enumerate(self.paging.clauses.items(), 1):
            for place, one in enumerate(pages):
                around = Around.of(pages, place)
                yield one.file, self._clause(one, around, clause, f"c{place_of_clause}")

    def _evidence(self, page: EvidencePage, around: Around) -> Iterable[str]:
        told = map(self._told, page.evidence)
        first = self.record.findings[next((one.numbers[0] for one in page.evidence if one.numbers), 1) - 1]
        return self._filled("evidence_page", around=around, told=told, again=command(first, self.record))

    def _told(self, filed: Filed) -> Told:
        rows = "".join(self._row_of_evidence(number) for number in filed.numbers)
        one = self.files.get(filed.subject.anchor)
        return Told(filed.subject, (one,) if one else (), len(filed.numbers), Markup(rows))  # noqa: S704 - Cells escapes

    def _row_of_evidence(self, number: int) -> str:
        finding = self.record.findings[number - 1]
        return self._row(number, finding, self.links[finding.clause])

    def _clause(self, page: ClausePage, around: Around, clause: str, anchor: str) -> Iterable[str]:
        rows = map(self._row_of_clause, page.numbers)
        known = self.cells.clauses[clause]
        return self._filled("clause_page", around=around, rows=rows, clause=known, anchor=anchor)

    def _row_of_clause(self, number: int) -> Markup:
        finding = self.record.findings[number - 1]
        subject = self.subjects.subject(finding)
        file = _name(self.paging.page_of[subject.anchor])
        link = f'<a class="path" href="{file}#f{number}"><bdi>{text(subject.label)}</bdi></a>'
        return Markup(self._row(0, finding, link))  # noqa: S704 - Cells escapes

    def _row(self, number: int, finding: Finding, link: str) -> str:
        named = f' id="f{number}"' if number else ""
        chip, measured, why = self.cells.of_finding(finding)
        return f"<tr{named}><td>{chip}</td><th scope=row>{link}</th><td>{measured}</td><td>{why}</td></tr>\n"

    def _filled(self, name: str, **values: object) -> Iterable[str]:
        return (
            _environment()
            .get_template(f"{name}.html.j2")
            .generate(
                **values,
                record=self.record,
                **in_language(self.lang),
                report=_REPORT,
                t=partial(phrase, lang=self.lang),
            )
        )


def _name(file: str) -> str:
    return file.rpartition("/")[2]


@cache
def _environment() -> Environment:
    made = environment("conformance.report.details", "conformance.report.page")
    made.filters["bytes"] = numbers.byte_count
    return made
