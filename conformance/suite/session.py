"""One run from its arguments: catalog, submission, cases, store of facts, and the record at the end."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from conformance.catalog import load_catalog, load_overlays, parametrized
from conformance.compiler import compile_cases, narrowed
from conformance.conclusion import Doubts, clause_results, conclude
from conformance.errors import SubmissionError
from conformance.evidence.digests import changed_since, sha256_of
from conformance.evidence.opening import open_submission
from conformance.execution.store import FactsSource, FactsStore, Plan, StoredFacts
from conformance.extract.versions import extractor, library_versions
from conformance.measurands import registry
from conformance.model.clause import Catalog
from conformance.model.evidence import Dump, Recording, Submission
from conformance.model.finding import Case, Declaration, Finding, RunRecord, ToolVersions, WaiverResult
from conformance.model.sidecar import Sidecar
from conformance.model.vocabulary import Depth, Verdict
from conformance.shipped import catalog_path
from conformance.suite.adjudicate import Adjudicator, Defect
from conformance.suite.declared import contradicted
from conformance.suite.overlaid import overlay_sentences, refuse_of_the_future
from conformance.waivers import Terms, settled, waivable, waived

DEFAULT_PROFILE = "baseline"
FACTS_FOLDER = "facts"
FOREIGN_FACTS = "facts of an earlier run, by"  # in the place of a name among the versions


def _cores() -> int:
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Arguments:
    """What a run is asked to do."""

    submission: Path
    facts: Path
    profiles: tuple[str, ...] = (DEFAULT_PROFILE,)
    only: tuple[str, ...] = ()
    catalog: Path = field(default_factory=catalog_path)
    depth: Depth = Depth.FRAMES
    workers: int = field(default_factory=_cores)
    overlays: tuple[Path, ...] = ()
    archive: tuple[Sidecar, ...] = ()  # that the submission was unpacked from, one or none


@dataclass(frozen=True)
class Basis:
    """What is judged by: a catalog, overlays laid over it and set for the profiles, at a time."""

    catalog: Catalog
    started: datetime


def basis_of(arguments: Arguments) -> Basis:
    """The catalog that the arguments name, now.

    Raises:
        UnusableInputError: the catalog or an overlay can't be used.
    """
    started = datetime.now(UTC)
    loaded = load_overlays(load_catalog(arguments.catalog, registry.signatures()), arguments.overlays)
    refuse_of_the_future(loaded, started.date())
    return Basis(parametrized(loaded, arguments.profiles), started)


class Session:
    """Cases of one run and the means to decide them."""

    def __init__(self, arguments: Arguments, submission: Submission, source: FactsSource, basis: Basis) -> None:
        self.arguments = arguments
        self.submission = submission
        self.started = basis.started
        self.catalog = basis.catalog
        self._all_cases = compile_cases(self.catalog, submission, arguments.profiles)
        self.cases = narrowed(self._all_cases, arguments.only)
        self._source = source
        self._adjudicator = Adjudicator(self.catalog, submission, source, self.started.date())

    def recordings_of(self, cases: tuple[Case, ...]) -> tuple[Recording, ...]:
        """Recordings that these cases need, once each, in the order of the submission."""
        needed = {recording.id for case in cases for recording in self._adjudicator.needed(case)}
        return tuple(recording for recording in self.submission.recordings if recording.id in needed)

    def dumps_of(self, cases: tuple[Case, ...]) -> tuple[Dump, ...]:
        """Dumps that these cases need."""
        needed = {dump.id for case in cases for dump in self._adjudicator.dumps_of(case)}
        return tuple(dump for dump in self.submission.dumps if dump.id in needed)

    def prefetch(self, cases: tuple[Case, ...]) -> None:
        """Begin to measure what these cases need."""
        self._source.prefetch(self.recordings_of(cases), self.dumps_of(cases))

    def finding(self, case: Case) -> Finding:
        """The finding of one case."""
        return self._adjudicator.finding(case)

    def record(self, findings: dict[str, Finding], selected: frozenset[str], broken: tuple[str, ...] = ()) -> RunRecord:
        """The run's record; a selected case without exactly one verdict, or changed evidence, makes it INVALID."""
        declarations, crashes = self._declarations(findings)
        missing = sorted(selected - findings.keys())
        reasons = [*broken, *crashes]
        if missing:
            reasons.append(f"{len(missing)} selected cases have no verdict, the first is {missing[0]}")
        if isinstance(self._source, FactsStore):
            reasons.extend(f"{name} changed while it was measured" for name in changed_since(self.submission))
        ordered = tuple(findings[case.id] for case in self.cases if case.id in findings)
        doubts = Doubts(tuple(reasons), self._unexamined(), contradicted(declarations))
        waivers, waived_clauses = self._waivers(findings)
        conclusion = conclude(self._all_cases, findings, doubts, waived_clauses)
        judged = frozenset(result.clause for result in conclusion.clauses)
        return RunRecord(
            statement=conclusion.statement,
            sentence=conclusion.sentence + self._catalog_warning() + overlay_sentences(self.catalog, judged),
            profiles=self.arguments.profiles,
            catalog=self.catalog,
            tool=self._versions(),
            started=self.started,
            submission=self.submission,
            findings=ordered,
            clauses=conclusion.clauses,
            declarations=declarations,
            waivers=waivers,
        )

    def _waivers(self, findings: dict[str, Finding]) -> tuple[tuple[WaiverResult, ...], frozenset[str]]:
        """What the waivers came to, and the clauses whose failure does not decide."""
        profiles = tuple(one for one in self.catalog.profiles if one.id in self.arguments.profiles)
        terms = Terms(self.started.date(), waivable(profiles))
        results = settled(self.submission, clause_results(self._all_cases, findings), terms)
        return results, waived(results, terms)

    def _declarations(self, findings: dict[str, Finding]) -> tuple[tuple[Declaration, ...], tuple[str, ...]]:
        """What the statement's answers come to, and what of our own went wrong over them."""
        clauses = tuple(dict.fromkeys(case.clause for case in self._all_cases))
        away = Verdict.NOT_APPLICABLE
        removed = (finding.clause for finding in findings.values() if finding.judgement.verdict is away)
        made = self._adjudicator.declarations(clauses, removed)
        if isinstance(made, Defect):
            return (), (f"a defect of this tool in the implementation statement: {made.what}",)
        return made, ()

    def _unexamined(self) -> tuple[str, ...]:
        """Recordings that were handed in and that no case of the profiles looks at."""
        looked_at = {recording.id for case in self._all_cases for recording in self._adjudicator.examined(case)}
        named = tuple(one.path for one in self.submission.recordings if one.id not in looked_at)
        judged = {case.clause.id for case in self._all_cases}
        ignored = (one for one in self.submission.ignored if one.recording and judged.isdisjoint(one.behind))
        return (*named, *(one.path for one in ignored))

    def _catalog_warning(self) -> str:
        shipped = sha256_of(catalog_path())[0] == self.catalog.sha256
        return "" if shipped else f" Judged by another catalog than the one that ships: {self.arguments.catalog}."

    def _versions(self) -> ToolVersions:
        """The software of this run, and what it rests on that is not of this run."""
        versions = list(library_versions())
        foreign = sorted(self._source.extractors() - {extractor()})
        versions.extend((FOREIGN_FACTS, line) for line in foreign)
        return ToolVersions(tuple(versions))

    def close(self) -> None:
        """End all work."""
        self._source.close()


def open_session(arguments: Arguments, measured: Callable[[Recording], None] = lambda _: None) -> Session:
    """A session on a submission that is at hand; its recordings are measured.

    Raises:
        UnusableInputError: catalog, submission, profile or filter can't be used.
    """
    if arguments.facts.resolve().is_relative_to(arguments.submission.resolve()):
        out = arguments.facts.parent
        raise SubmissionError(
            f"{out}: the reports would be written into the submission; name a folder outside with --out"
        )
    submission = replace(open_submission(arguments.submission), archive=arguments.archive)
    return session_on(arguments, submission, measured)


def session_on(
    arguments: Arguments, submission: Submission, measured: Callable[[Recording], None] = lambda _: None
) -> Session:
    """The same for a submission that was opened before."""
    plan = Plan(arguments.facts, arguments.depth, arguments.workers)
    return Session(arguments, submission, FactsStore(plan, measured), basis_of(arguments))


def stored_session(arguments: Arguments, submission: Submission) -> Session:
    """A session on the facts of an earlier run: no recording is opened."""
    return Session(arguments, submission, StoredFacts(arguments.facts), basis_of(arguments))
