"""How the findings of a run came out, clause by clause: counted once, however many there are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Reason, Verdict
from conformance.report.weight import WEIGHT


@dataclass(frozen=True)
class Tally:
    """How many cases came to a verdict."""

    verdict: Verdict
    count: int


@dataclass(frozen=True)
class Census:
    """Of each clause, how many findings have which verdict for which reason, in the order of the run."""

    of_clause: Mapping[str, Mapping[tuple[Verdict, Reason], int]]

    @classmethod
    def of(cls, record: RunRecord) -> "Census":
        """Of all clauses of the run."""
        counts: dict[str, dict[tuple[Verdict, Reason], int]] = {result.clause: {} for result in record.clauses}
        for finding in record.findings:
            own, key = counts[finding.clause], (finding.judgement.verdict, finding.judgement.reason)
            own[key] = own.get(key, 0) + 1
        return cls(counts)

    def verdicts(self, clauses: Iterable[str]) -> "Counter[Verdict]":
        """Findings on those clauses by verdict."""
        counted: Counter[Verdict] = Counter()
        for clause in clauses:
            for (verdict, _), count in self.of_clause[clause].items():
                counted[verdict] += count
        return counted


def tallied(counted: Mapping[Verdict, int]) -> tuple[Tally, ...]:
    """Counts as they are printed, the heaviest first and none of nought."""
    return tuple(Tally(verdict, counted[verdict]) for verdict in WEIGHT if counted.get(verdict))


def tallies(verdicts: Iterable[Verdict]) -> tuple[Tally, ...]:
    """How often each verdict was reached, the heaviest first."""
    return tallied(Counter(verdicts))
