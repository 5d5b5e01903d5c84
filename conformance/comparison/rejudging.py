"""Any mixture of two runs judged again from kept facts: the facts of one by the catalog of the other, and so on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.compiler import compile_cases
from conformance.conclusion import clause_results
from conformance.errors import SelectionError
from conformance.execution.store import StoredFacts
from conformance.model.comparison import Cause, EvidencePair, Stand
from conformance.model.dump_facts import DumpFacts
from conformance.model.evidence import Dump, Recording, Submission
from conformance.model.facts import Absent, Facts
from conformance.model.finding import Case, Finding, RunRecord, ToolVersions
from conformance.model.vocabulary import Reason
from conformance.suite.adjudicate import Adjudicator
from conformance.suite.session import FOREIGN_FACTS
from conformance.waivers import Terms, settled, waivable, waived


@dataclass(frozen=True)
class Run:
    """A run as it was recorded, and the folders that may hold its facts, in the order in which they are asked."""

    record: RunRecord
    facts: tuple[Path, ...]


@dataclass(frozen=True)
class Corner:
    """One mixture judged: verdicts alone, by case (clause, evidence) and by clause; absent where not to be known."""

    cases: Mapping[tuple[str, str], Stand | Absent]
    clauses: Mapping[str, Stand | Absent]
    refused: str = ""  # why nothing could be judged

    def case(self, clause: str, evidence: str) -> Stand | Absent:
        """The verdict of a case."""
        return self.cases.get((clause, evidence), self._unknown(f"{clause}@{evidence}"))

    def clause(self, clause: str) -> Stand | Absent:
        """The verdict of a clause."""
        return self.clauses.get(clause, self._unknown(clause))

    def _unknown(self, name: str) -> Absent:
        return Absent(Reason.EVIDENCE_MISSING, self.refused or f"that mixture of the two runs has no case {name}")


class Bench:
    """Judges mixtures of two runs, `clauses` of them; what a mixture takes from the second run is named by causes."""

    def __init__(self, before: Run, after: Run, pairs: tuple[EvidencePair, ...], clauses: frozenset[str]) -> None:
        self._runs = (before, after)
        self._pairs = pairs
        self._clauses = clauses
        self._corners: dict[frozenset[Cause], Corner] = {}

    @property
    def differing(self) -> tuple[Cause, ...]:
        """What differs between the runs at all."""
        nothing: frozenset[Cause] = frozenset()
        before, after = (run.record for run in self._runs)
        submission = self._submission(nothing)
        differs = {
            Cause.DEVICE: self._submission(frozenset({Cause.DEVICE})) != submission,
            Cause.STATEMENT: self._submission(frozenset({Cause.STATEMENT})) != submission,
            Cause.CATALOG: (before.catalog, before.profiles) != (after.catalog, after.profiles),
            Cause.TOOL: _extractors(before.tool) != _extractors(after.tool),
            Cause.WAIVER: before.submission.waivers != after.submission.waivers,
            Cause.DAY: before.started.date() != after.started.date(),
        }
        return tuple(cause for cause, does in differs.items() if does)

    def corner(self, taken: frozenset[Cause]) -> Corner:
        """The mixture that takes these from the second run and all else from the first."""
        if taken not in self._corners:
            self._corners[taken] = self._judged(taken)
        return self._corners[taken]

    def _of(self, cause: Cause, taken: frozenset[Cause]) -> Run:
        return self._runs[cause in taken]

    def _judged(self, taken: frozenset[Cause]) -> Corner:
        catalog_run, day = self._of(Cause.CATALOG, taken).record, self._of(Cause.DAY, taken).record.started.date()
        catalog, profiles = catalog_run.catalog, catalog_run.profiles
        known = frozenset(clause.id for clause in catalog.clauses)
        given = self._submission(taken)
        given = replace(
            given,
            attestations=tuple(one for one in given.attestations if one.clause in known),
            waivers=tuple(one for one in given.waivers if one.clause in known),
        )
        facts = _Facts.of(self._of(Cause.DEVICE, taken), self._of(Cause.TOOL, taken).record.tool)
        try:
            cases = compile_cases(catalog, given, profiles)
        except SelectionError as error:
            return Corner({}, {}, f"the catalog of one run does not take the submission of the other: {error}")
        mine = tuple(case for case in cases if case.clause.id in self._clauses)
        adjudicator = Adjudicator(catalog, given, facts, day)
        findings = {case.id: adjudicator.finding(case) for case in mine}
        missing = {case.id: facts.missing_of(adjudicator.needed(case), adjudicator.dumps_of(case)) for case in mine}
        terms = Terms(day, waivable(tuple(one for one in catalog.profiles if one.id in profiles)))
        return _corner(mine, findings, missing, _covered(given, mine, findings, terms))

    def _submission(self, taken: frozenset[Cause]) -> Submission:
        """Evidence, device and names of one run, with what the other one states of it."""
        evidence, stated = self._of(Cause.DEVICE, taken), self._of(Cause.STATEMENT, taken)
        mixed = _stated_anew(evidence.record.submission, stated.record.submission, self._partners(evidence, stated))
        return replace(mixed, waivers=self._of(Cause.WAIVER, taken).record.submission.waivers)

    def _partners(self, of: Run, other: Run) -> Mapping[str, str]:
        """Ids of the evidence of one run -> ids in the other."""
        if of is other:
            return {}
        forward = of is self._runs[0]
        return {one.before: one.after for one in self._pairs} if forward else {p.after: p.before for p in self._pairs}


class _Facts:
    """Kept facts by the extractors of one run, of whatever folder holds them; notes what is missing."""

    def __init__(self, stored: StoredFacts) -> None:
        self._stored = stored
        self._missing: dict[str, str] = {}

    @classmethod
    def of(cls, evidence: Run, tool: ToolVersions) -> "_Facts":
        """Facts of a run's evidence, by the extractors of a run that may be another."""
        return cls(StoredFacts(*evidence.facts, by=_extractors(tool)))

    def prefetch(self, recordings: Iterable[Recording], dumps: Iterable[Dump] = ()) -> None:
        """Nothing to begin."""

    def facts(self, recording: Recording) -> Facts:
        """Facts of a recording."""
        facts = self._stored.facts(recording)
        if not facts.extractor:
            self._missing[recording.id] = recording.path
        return facts

    def dump_facts(self, dump: Dump) -> DumpFacts:
        """Facts of a dump."""
        facts = self._stored.dump_facts(dump)
        if not facts.extractor:
            self._missing[dump.id] = dump.path
        return facts

    def extractors(self) -> frozenset[str]:
        """Those that made the facts handed out so far."""
        return self._stored.extractors()

    def close(self) -> None:
        """Nothing to end."""

    def missing_of(self, recordings: Iterable[Recording], dumps: Iterable[Dump]) -> str:
        """Path of the first of these whose facts were asked for and are not kept; '' where all are."""
        ids = [*(one.id for one in recordings), *(one.id for one in dumps)]
        return next((self._missing[one] for one in ids if one in self._missing), "")


def _extractors(tool: ToolVersions) -> frozenset[str]:
    """The lines that name the extractors whose facts a run may rest on."""
    own = "; ".join(f"{name} {text}" for name, text in tool.versions if name != FOREIGN_FACTS)
    return frozenset({own, *(text for name, text in tool.versions if name == FOREIGN_FACTS)})


def _stated_anew(evidence: Submission, stated: Submission, partners: Mapping[str, str]) -> Submission:
    """The evidence of one submission with all that the other one states; a file without a partner keeps its own."""
    if evidence is stated:
        return evidence
    recordings = {one.id: one for one in stated.recordings}
    dumps = {one.id: one for one in stated.dumps}
    return replace(
        evidence,
        statement=stated.statement,
        attestations=stated.attestations,
        stated_sha256=stated.stated_sha256,
        trusted_roots=stated.trusted_roots,
        goldens=stated.goldens,
        recordings=tuple(
            _recording(one, recordings[partners[one.id]]) if one.id in partners else one for one in evidence.recordings
        ),
        dumps=tuple(_dump(one, dumps[partners[one.id]]) if one.id in partners else one for one in evidence.dumps),
    )


def _recording(one: Recording, stated: Recording) -> Recording:
    """Path, bytes and what was recorded beside it are evidence; all else of a recording is stated of it."""
    return replace(
        stated,
        id=one.id,
        path=one.path,
        file=one.file,
        size=one.size,
        sha256=one.sha256,
        gnss_log=one.gnss_log,
        time_stamp=one.time_stamp,
    )


def _dump(one: Dump, stated: Dump) -> Dump:
    return replace(one, clock_zone=stated.clock_zone, name_patterns=stated.name_patterns)


def _covered(
    given: Submission, cases: tuple[Case, ...], findings: Mapping[str, Finding], terms: Terms
) -> frozenset[str]:
    return waived(settled(given, clause_results(cases, findings), terms), terms)


def _corner(
    cases: tuple[Case, ...], findings: Mapping[str, Finding], missing: Mapping[str, str], covered: frozenset[str]
) -> Corner:
    def absent(path: str) -> Absent:
        return Absent(Reason.EVIDENCE_MISSING, f"no facts of {path} by the extractor of that run are at hand")

    judged = {
        (case.clause.id, case.evidence): absent(missing[case.id])
        if missing[case.id]
        else Stand(findings[case.id].judgement)
        for case in cases
    }
    holes = {case.clause.id: missing[case.id] for case in reversed(cases) if missing[case.id]}
    folded = {
        one.clause: absent(holes[one.clause])
        if one.clause in holes
        else Stand(one.judgement, waived=one.clause in covered)
        for one in clause_results(cases, findings)
    }
    return Corner(judged, folded)
