"""Which pages a run that is too large for one is divided into, and where on them everything stands."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Verdict
from conformance.report.page.census import Tally, tallied
from conformance.report.page.subjects import Subject, Subjects
from conformance.report.weight import WEIGHT

FIRST, FOLDER = "report.html", "report"  # the page that leads to the others, and where these are
PAGED_FROM = 13_000  # findings; of more, one page takes over 5 MB where two fifths did not pass
_WORST = 30  # pieces of evidence that the first page names
_ON_A_PAGE = 2_000  # findings: 1 MB and a fraction of a second to show


@dataclass(frozen=True)
class Filed:
    """One piece of evidence and the numbers of the findings on it."""

    subject: Subject
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class EvidencePage:
    """Recordings one after another, each with all findings on it."""

    file: str
    evidence: tuple[Filed, ...]


@dataclass(frozen=True)
class ClausePage:
    """Findings of one clause that did not pass, the heaviest first."""

    file: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Paging:
    """The pages beside the first: those of the evidence, and those of each clause; none where one page holds all."""

    evidence: tuple[EvidencePage, ...]
    clauses: Mapping[str, tuple[ClausePage, ...]]
    page_of: Mapping[str, str]  # file, by the anchor of a subject

    @classmethod
    def of(cls, record: RunRecord, subjects: Subjects) -> "Paging":
        """Findings by evidence, some 2000 a page, and once more by clause where they did not pass."""
        numbers: dict[str, list[int]] = {subject.anchor: [] for subject in subjects}
        failed: dict[str, list[int]] = {result.clause: [] for result in record.clauses}
        for number, finding in enumerate(record.findings, 1):
            numbers[subjects.subject(finding).anchor].append(number)
            if finding.judgement.verdict is not Verdict.PASS:
                failed[finding.clause].append(number)
        filed = (Filed(subject, tuple(numbers[subject.anchor])) for subject in subjects)
        evidence = tuple(
            EvidencePage(f"{FOLDER}/evidence-{number:05d}.html", page) for number, page in enumerate(_filled(filed), 1)
        )
        clauses = {
            clause: tuple(_clause_pages(place, _heaviest_first(own, record)))
            for place, (clause, own) in enumerate(failed.items(), 1)
        }
        page_of = {one.subject.anchor: page.file for page in evidence for one in page.evidence}
        return cls(evidence, clauses, page_of)

    @property
    def is_one(self) -> bool:
        """True where the first page holds all."""
        return not self.evidence

    def address(self, subject: Subject) -> str:
        """Where the first page finds what is told of that evidence."""
        return f"{self.page_of.get(subject.anchor, '')}#{subject.anchor}"


@dataclass(frozen=True)
class Standing:
    """How the findings on one piece of evidence came out."""

    subject: Subject
    tallies: tuple[Tally, ...]


def is_page(name: str) -> bool:
    """True for what this tool calls a file of `FOLDER`."""
    return re.fullmatch(r"(evidence-[0-9]{5,}|clause-[0-9]{4,}-[0-9]{3,})\.html", name) is not None


def worst(record: RunRecord, paging: Paging) -> tuple[Standing, ...]:
    """The evidence on which most findings are errors, then on which most failed; none without either."""
    counted = (
        (one.subject, Counter(record.findings[number - 1].judgement.verdict for number in one.numbers))
        for page in paging.evidence
        for one in page.evidence
    )
    wrong = [one for one in counted if one[1][Verdict.ERROR] or one[1][Verdict.FAIL]]
    wrong.sort(key=lambda one: (-one[1][Verdict.ERROR], -one[1][Verdict.FAIL]))
    return tuple(Standing(subject, tallied(verdicts)) for subject, verdicts in wrong[:_WORST])


ONE_PAGE = Paging((), MappingProxyType({}), MappingProxyType({}))


def _heaviest_first(numbers: list[int], record: RunRecord) -> list[int]:
    """Numbers of findings, what weighs most first and of equals the first."""
    return sorted(numbers, key=lambda number: WEIGHT.index(record.findings[number - 1].judgement.verdict))


def _filled(filed: Iterator[Filed]) -> Iterator[tuple[Filed, ...]]:
    """Pages of whole pieces of evidence."""
    page: list[Filed] = []
    room = _ON_A_PAGE
    for one in filed:
        if page and len(one.numbers) > room:
            yield tuple(page)
            page, room = [], _ON_A_PAGE
        page.append(one)
        room -= max(1, len(one.numbers))
    if page:
        yield tuple(page)


def _clause_pages(place: int, numbers: list[int]) -> Iterator[ClausePage]:
    for page, begin in enumerate(range(0, len(numbers), _ON_A_PAGE), 1):
        file = f"{FOLDER}/clause-{place:04d}-{page:03d}.html"
        yield ClausePage(file, tuple(numbers[begin : begin + _ON_A_PAGE]))
