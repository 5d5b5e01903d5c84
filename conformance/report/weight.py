"""Which verdict a reader needs to see first."""

from conformance.model.finding import Finding, RunRecord
from conformance.model.vocabulary import Verdict

# what weighs most comes first
WEIGHT = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.INCONCLUSIVE,
    Verdict.NOT_TESTED,
    Verdict.NOT_EXERCISED,
    Verdict.NOT_APPLICABLE,
    Verdict.PASS,
)


def heaviest(record: RunRecord) -> list[tuple[int, Finding]]:
    """Findings with their numbers, those that weigh most first."""
    return sorted(enumerate(record.findings, 1), key=lambda one: WEIGHT.index(one[1].judgement.verdict))
