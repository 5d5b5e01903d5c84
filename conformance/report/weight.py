"""Which verdict a reader needs to see first."""

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
