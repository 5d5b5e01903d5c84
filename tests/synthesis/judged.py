"""Judges a built submission in this process: the parts of a run without its worker processes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from conformance.catalog import load_catalog
from conformance.compiler import compile_cases, narrowed
from conformance.conclusion import Conclusion, Doubts, conclude
from conformance.evidence.opening import open_submission
from conformance.extract.dump import read_dump
from conformance.extract.facts import read_facts
from conformance.extract.request import DumpRequest, Request
from conformance.measurands import registry
from conformance.model.clause import Catalog
from conformance.model.dump_facts import DumpFacts
from conformance.model.evidence import Dump, Recording
from conformance.model.facts import Facts, Look
from conformance.model.finding import Case, Finding
from conformance.model.vocabulary import Depth
from conformance.shipped import catalog_path
from conformance.suite.adjudicate import Adjudicator

CATALOG: Catalog = load_catalog(catalog_path(), registry.signatures())


class FactsHere:
    """Facts read once for each content."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Look], Facts] = {}

    def prefetch(self, recordings: Iterable[Recording], dumps: Iterable[Dump] = ()) -> None:
        """Nothing runs ahead here."""

    def facts(self, recording: Recording) -> Facts:
        known = (recording.sha256, recording.look)
        if known not in self._known:
            request = Request(recording.file, recording.sha256, recording.size, Depth.FRAMES, recording.look)
            self._known[known] = read_facts(request, lambda: None)
        return self._known[known]

    def dump_facts(self, dump: Dump) -> DumpFacts:
        return read_dump(DumpRequest(dump.files, dump.sha256, dump.size), lambda: None)

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class Judged:
    """The selected cases and their findings."""

    cases: tuple[Case, ...]
    findings: tuple[Finding, ...]

    @property
    def conclusion(self) -> Conclusion:
        by_case = {f"{one.clause}@{one.evidence}": one for one in self.findings}
        return conclude(self.cases, by_case, Doubts())

    @property
    def verdicts(self) -> dict[str, str]:
        """Verdict by clause."""
        return {result.clause: result.judgement.verdict.value for result in self.conclusion.clauses}


def judged(folder: Path, profile: str, only: tuple[str, ...], source: FactsHere) -> Judged:
    submission = open_submission(folder)
    adjudicator = Adjudicator(CATALOG, submission, source, date(2026, 12, 1))
    cases = narrowed(compile_cases(CATALOG, submission, (profile,)), only)
    return Judged(cases, tuple(adjudicator.finding(case) for case in cases))
