"""What each verdict and each statement is called in each format: one frozen table for writers, document and tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from conformance.model.clause import Clause
from conformance.model.vocabulary import Level, Statement, Verdict


@dataclass(frozen=True)
class Standing:
    """A verdict in the words of each format.

    `junit` is the child of the test case ('' = plain, the only green one), `sarif` kind and level (2.1.0, 3.27.9 and
    3.27.10: any kind but `fail` has the level `none`), `oscal` state and reason of a finding's target, `in_toto` the
    lists of the predicate that name the clause.
    """

    junit: str
    sarif: tuple[str, str]
    oscal: tuple[str, str]
    in_toto: tuple[str, ...]


@dataclass(frozen=True)
class RunStanding:
    """The statement of a run in the words of each format; SARIF and OSCAL have an entry of its own for it."""

    sarif: tuple[str, str]
    succeeded: bool  # SARIF's `executionSuccessful`: false where the run can't be relied on
    oscal: tuple[str, str]
    in_toto: str


_MET = Standing("", ("pass", "none"), ("satisfied", "pass"), ("passedTests",))
_OUTSIDE = Standing("skipped", ("notApplicable", "none"), ("not-satisfied", "other"), ("notApplicableTests",))
_OURS = Standing("error", ("open", "none"), ("not-satisfied", "other"), ("failedTests",))
_OWED = Standing("failure", ("open", "none"), ("not-satisfied", "other"), ("failedTests", "openTests"))
_OPEN = Standing("skipped", ("open", "none"), ("not-satisfied", "other"), ("openTests",))

# (verdict, whether the clause decides conformity) -> its words
STANDINGS: Mapping[tuple[Verdict, bool], Standing] = MappingProxyType(
    {
        (Verdict.PASS, True): _MET,
        (Verdict.PASS, False): _MET,
        (Verdict.FAIL, True): Standing("failure", ("fail", "error"), ("not-satisfied", "fail"), ("failedTests",)),
        (Verdict.FAIL, False): Standing("skipped", ("fail", "warning"), ("not-satisfied", "fail"), ("warnedTests",)),
        (Verdict.INCONCLUSIVE, True): _OWED,
        (Verdict.INCONCLUSIVE, False): _OPEN,
        (Verdict.NOT_EXERCISED, True): _OWED,
        (Verdict.NOT_EXERCISED, False): _OPEN,
        (Verdict.NOT_TESTED, True): _OWED,
        (Verdict.NOT_TESTED, False): _OPEN,
        (Verdict.NOT_APPLICABLE, True): _OUTSIDE,
        (Verdict.NOT_APPLICABLE, False): _OUTSIDE,
        (Verdict.ERROR, True): _OURS,
        (Verdict.ERROR, False): _OURS,
    }
)

# The entry for the whole run says whether the run shows that the device conforms; an undecided run does not show it.
RUN_STANDINGS: Mapping[Statement, RunStanding] = MappingProxyType(
    {
        Statement.CONFORMS: RunStanding(("pass", "none"), True, ("satisfied", "pass"), "PASSED"),  # noqa: FBT003 - a column
        Statement.DOES_NOT_CONFORM: RunStanding(("fail", "error"), True, ("not-satisfied", "fail"), "FAILED"),  # noqa: FBT003 - as above
        Statement.NOT_DETERMINED: RunStanding(("fail", "error"), True, ("not-satisfied", "other"), "FAILED"),  # noqa: FBT003 - as above
        Statement.INVALID: RunStanding(("fail", "error"), False, ("not-satisfied", "other"), "FAILED"),  # noqa: FBT003 - as above
    }
)


def binds(clause: Clause) -> bool:
    """True where the clause decides conformity: level shall, from a source no weaker than an excerpt."""
    return clause.level is Level.SHALL and clause.provenance.grade.decides


def standing(verdict: Verdict, clause: Clause) -> Standing:
    """The words for a verdict of that clause."""
    return STANDINGS[verdict, binds(clause)]
