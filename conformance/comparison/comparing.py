"""Two runs to their comparison: clauses and cases side by side, and the cause of each changed verdict."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias, TypeVar

from conformance.comparison.attributing import Attributor, Question
from conformance.comparison.changes import change_of, got_worse, stands_against, value_change
from conformance.comparison.hindrances import absence, between, other_versions
from conformance.comparison.pairing import Pairing, pairing
from conformance.comparison.rejudging import Bench, Corner, Run
from conformance.conclusion import is_binding
from conformance.extract.versions import library_versions
from conformance.model.comparison import CaseChange, Change, ClauseChange, Comparison, Ground, Hindrance, Stand
from conformance.model.facts import Absent
from conformance.model.finding import ClauseResult, Finding, RunRecord, ToolVersions
from conformance.model.vocabulary import QuantifierKind, Reason, WaiverState
from conformance.suite.archive import read_archive
from conformance.suite.session import FACTS_FOLDER
from conformance.waivers import waivable

_Of: TypeAlias = Callable[[Corner, bool], Stand | Absent]
_Changed = TypeVar("_Changed", ClauseChange, CaseChange)
_NAMES = ("the first run", "the second run")


def compared(before: Path, after: Path, facts: tuple[Path, ...] = ()) -> Comparison:
    """Two runs by their folders, or the `results.json` in them; every changed verdict is judged again from kept facts.

    Facts are looked for beside either run, as those of a run that was judged again lie beside the one before, and in
    the folders named in `facts`.

    Raises:
        ResultsError: one of them can't be read.
    """
    folders = tuple(path if path.is_dir() else path.parent for path in (before, after))
    beside = tuple(folder / FACTS_FOLDER for folder in folders)
    first = Run(read_archive(before), (*beside, *facts))
    second = Run(read_archive(after), (*reversed(beside), *facts))
    paired = pairing(first.record.submission, second.record.submission)
    changes = tuple(_Sides(first.record, second.record, paired).clauses())
    return Comparison(
        first.record,
        second.record,
        paired.pairs,
        paired.only_before,
        paired.only_after,
        _attributed(changes, first, second, paired),
    )


class _Sides:
    """The clauses and cases of two records, side by side."""

    def __init__(self, before: RunRecord, after: RunRecord, paired: Pairing) -> None:
        self._records = (before, after)
        self._clauses = [{one.id: one for one in record.catalog.clauses} for record in self._records]
        self._results = [_judged(record) for record in self._records]
        self._findings = [_by_clause(record) for record in self._records]
        self._waived = [_waived(record) for record in self._records]
        self._partner = {pair.before: pair.after for pair in paired.pairs}
        self._other_tools = other_versions(before, after)

    def clauses(self) -> Iterator[ClauseChange]:
        """Every clause that either run judged, in the order of the second, then of the first."""
        for name in dict.fromkeys((*self._results[1], *self._results[0])):
            both = tuple(results.get(name) for results in self._results)
            yield self._shared(name) if all(both) else self._alone(name, 1 if both[0] is None else 0)

    def _stand(self, name: str, side: int) -> Stand:
        return Stand(self._results[side][name].judgement, waived=name in self._waived[side])

    def _alone(self, name: str, side: int) -> ClauseChange:
        """A clause that only one run judged; a new failure is worse unless the other run was not asked for it."""
        clause, stand = self._clauses[side][name], self._stand(name, side)
        missing = absence(name, self._records[1 - side], self._records[side], _NAMES[1 - side])
        absent = Absent(Reason.NOT_SELECTED, missing.detail)
        change = Change.NEW if side else Change.GONE
        cases = tuple(
            CaseChange(*_placed(side, one.evidence, _seen(one), absent), change, hindrances=(missing,))
            for one in self._findings[side].get(name, {}).values()
        )
        asked = missing.ground is not Ground.SCOPE
        worse = side == 1 and asked and is_binding(clause) and stands_against(stand)
        before, after = (absent, stand) if side else (stand, absent)
        return ClauseChange(clause, before, after, change, cases, (missing,), worse=worse)

    def _shared(self, name: str) -> ClauseChange:
        old, clause = (clauses[name] for clauses in self._clauses)
        hindrances = between(old, clause, self._other_tools)
        before, after = self._stand(name, 0), self._stand(name, 1)
        counts = is_binding(clause) and clause.quantifier.kind is QuantifierKind.EVERY
        cases = tuple(self._cases(name, hindrances, counts=counts))
        made = ClauseChange(clause, before, after, Change.UNCHANGED, cases, hindrances)
        worse = is_binding(clause) and got_worse(before, after)
        return replace(made, change=change_of(before, after, made.value), worse=worse)

    def _cases(self, name: str, hindrances: tuple[Hindrance, ...], *, counts: bool) -> Iterator[CaseChange]:
        """Cases in the order of the second run; then those that only the first one has."""
        old, new = (findings.get(name, {}) for findings in self._findings)
        places = {self._partner.get(evidence, evidence): evidence for evidence in old}
        for evidence, finding in new.items():
            if evidence in places:
                earlier = old[places[evidence]]
                before, after = _seen(earlier), _seen(finding)
                value = value_change(earlier.parts, finding.parts)
                worse = counts and got_worse(before, after)
                pair = (earlier.evidence, evidence)
                yield CaseChange(pair, before, after, change_of(before, after, value), value, hindrances, worse=worse)
            else:
                yield self._lone_case(finding, 1)
        for partner, evidence in places.items():
            if partner not in new:
                yield self._lone_case(old[evidence], 0)

    def _lone_case(self, finding: Finding, side: int) -> CaseChange:
        why = f"{_NAMES[1 - side]} has no such case: other evidence"
        absent = Absent(Reason.NOT_SELECTED, why)
        change = Change.NEW if side else Change.GONE
        placed = _placed(side, finding.evidence, _seen(finding), absent)
        return CaseChange(*placed, change, hindrances=(Hindrance(Ground.SCOPE, why),))


def _placed(
    side: int, evidence: str, stand: Stand, absent: Absent
) -> tuple[tuple[str, str], Stand | Absent, Stand | Absent]:
    return (("", evidence), absent, stand) if side else ((evidence, ""), stand, absent)


def _seen(finding: Finding) -> Stand:
    return Stand(finding.judgement, finding.parts)


def _judged(record: RunRecord) -> dict[str, ClauseResult]:
    """Clauses that a run judged: one that was left out by its own selection has no cases."""
    return {one.clause: one for one in record.clauses if one.cases}


def _by_clause(record: RunRecord) -> dict[str, dict[str, Finding]]:
    found: dict[str, dict[str, Finding]] = {}
    for one in record.findings:
        found.setdefault(one.clause, {})[one.evidence] = one
    return found


def _waived(record: RunRecord) -> frozenset[str]:
    """Clauses whose failure decides nothing in a run."""
    allowed = waivable(tuple(one for one in record.catalog.profiles if one.id in record.profiles))
    in_use = {one.waiver.clause for one in record.waivers if one.state is WaiverState.IN_USE}
    return frozenset(in_use & allowed)


def _attributed(
    changes: tuple[ClauseChange, ...], before: Run, after: Run, paired: Pairing
) -> tuple[ClauseChange, ...]:
    """The same with the causes of changed verdicts; nothing is judged again where none changed."""
    asked = frozenset(one.clause.id for one in changes if _is_asked(one))
    if not asked:
        return changes
    bench = Bench(before, after, paired.pairs, asked)
    tools = (before.record.tool, after.record.tool, ToolVersions(library_versions()))
    attributor = Attributor(bench, tools)
    return tuple(_with_causes(one, attributor) if one.clause.id in asked else one for one in changes)


def _is_asked(one: ClauseChange) -> bool:
    return one.change.is_of_verdict or any(case.change.is_of_verdict for case in one.cases)


def _with_causes(one: ClauseChange, attributor: Attributor) -> ClauseChange:
    name = one.clause.id

    def of_clause(corner: Corner, _: bool) -> Stand | Absent:  # noqa: FBT001 - of one shape with that of a case
        return corner.clause(name)

    def of_case(case: CaseChange) -> _Of:
        return lambda corner, second: corner.case(name, case.evidence[second])

    cases = tuple(_caused(case, of_case(case), attributor) for case in one.cases)
    return replace(_caused(one, of_clause, attributor), cases=cases)


def _caused(change: _Changed, of: _Of, attributor: Attributor) -> _Changed:
    if not change.change.is_of_verdict or isinstance(change.before, Absent) or isinstance(change.after, Absent):
        return change
    return replace(change, attribution=attributor.attribution(Question(change.before, change.after, of)))
