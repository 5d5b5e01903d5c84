"""Two runs side by side: what became of every clause and case, what hinders the comparison, what changed a verdict."""

from dataclasses import dataclass
from enum import StrEnum

from conformance.model.clause import Clause
from conformance.model.facts import Absent
from conformance.model.finding import Judgement, Part, RunRecord
from conformance.model.vocabulary import Statement


class Change(StrEnum):
    """What became of a verdict from the first run to the second; what asks for attention comes first."""

    ERROR = "error"  # a defect of ours where there was none
    BROKEN = "broken"  # pass -> fail
    FAILED = "failed"  # open, outside or error -> fail
    UNWAIVED = "unwaived"  # a failure that no waiver covers any more
    OPENED = "opened"  # pass -> open
    UNDECIDED = "undecided"  # fail, outside or error -> open
    NEW = "new"
    GONE = "gone"
    WAIVED = "waived"  # a failure that a waiver covers now
    EXEMPTED = "exempted"  # anything -> not applicable
    APPLIED = "applied"  # not applicable -> pass
    FIXED = "fixed"  # fail, open or error -> pass
    OTHER_REASON = "other_reason"  # as open, or as failed, as before: for another reason
    VALUE_CHANGED = "value_changed"
    UNCHANGED = "unchanged"

    @property
    def is_of_verdict(self) -> bool:
        """True where verdict or waiver differ between the runs, so that a cause is asked for."""
        return self not in (Change.NEW, Change.GONE, Change.OTHER_REASON, Change.VALUE_CHANGED, Change.UNCHANGED)


class ValueChange(StrEnum):
    """How two values of one measurand differ; `u` is the combined expanded uncertainty of both."""

    NONE = "none"
    WITHIN_U = "within_u"
    BEYOND_U = "beyond_u"
    U_UNKNOWN = "u_unknown"
    OTHER_TEXT = "other_text"


class Cause(StrEnum):
    """What can change a verdict."""

    DEVICE = "device"  # other evidence, or another firmware named
    STATEMENT = "statement"  # what the submission states, and its attestations
    CATALOG = "catalog"
    TOOL = "tool"
    WAIVER = "waiver"
    DAY = "day"  # an attestation or a certificate ran out in between


class Ground(StrEnum):
    """Why two verdicts do not answer the same question in the same way."""

    SCOPE = "scope"
    CATALOG = "catalog"
    TOOL = "tool"


class MatchedBy(StrEnum):
    """How evidence of one run was found in the other."""

    DIGEST = "digest"
    PATH = "path"  # the same recording by its name, with other bytes
    ROLE = "role"  # the only one of its staged role on either side: another recording


@dataclass(frozen=True)
class Hindrance:
    """One reason why two verdicts may not be compared, in words."""

    ground: Ground
    detail: str


@dataclass(frozen=True)
class Stand:
    """A verdict in one run; `waived` where a waiver covers the failure and the profile lets it count."""

    judgement: Judgement
    parts: tuple[Part, ...] = ()
    waived: bool = False


@dataclass(frozen=True)
class Attribution:
    """What changed a verdict: each of `ways` is a set of causes that did, taken together, and no smaller set does.

    No way: not known. `why` says what could not be judged again, '' = everything was.
    """

    ways: tuple[tuple[Cause, ...], ...] = ()
    why: str = ""


NOT_ASKED = Attribution()


@dataclass(frozen=True)
class EvidencePair:
    """One recording or dump of the first run and the one of the second that is taken for it, by id and by path."""

    before: str
    after: str
    before_path: str
    after_path: str
    by: MatchedBy

    @property
    def same_bytes(self) -> bool:
        """True where both are one file, whatever it is called."""
        return self.by is MatchedBy.DIGEST


@dataclass(frozen=True)
class CaseChange:
    """One case in both runs, or in one; `evidence` are its ids there."""

    evidence: tuple[str, str]
    before: Stand | Absent
    after: Stand | Absent
    change: Change
    value: ValueChange = ValueChange.NONE
    hindrances: tuple[Hindrance, ...] = ()
    attribution: Attribution = NOT_ASKED
    worse: bool = False


@dataclass(frozen=True)
class ClauseChange:
    """One clause in both runs, or in one; `clause` is as the later run that has it knows it."""

    clause: Clause
    before: Stand | Absent
    after: Stand | Absent
    change: Change
    cases: tuple[CaseChange, ...]
    hindrances: tuple[Hindrance, ...] = ()
    attribution: Attribution = NOT_ASKED
    worse: bool = False

    @property
    def value(self) -> ValueChange:
        """The greatest change of a value among its cases."""
        return max((case.value for case in self.cases), key=list(ValueChange).index, default=ValueChange.NONE)

    @property
    def is_worse(self) -> bool:
        """True where it got worse itself, or in one of its cases."""
        return self.worse or any(case.worse for case in self.cases)


class Progress(StrEnum):
    """What a comparison comes to."""

    NOTHING_WORSE = "nothing_worse"
    WORSE = "worse"
    NOTHING_IN_COMMON = "nothing_in_common"


STATEMENTS = (Statement.CONFORMS, Statement.NOT_DETERMINED, Statement.DOES_NOT_CONFORM, Statement.INVALID)


@dataclass(frozen=True)
class Comparison:
    """Two runs; `only_before` and `only_after` are paths of evidence that the other one has not."""

    before: RunRecord
    after: RunRecord
    evidence: tuple[EvidencePair, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    clauses: tuple[ClauseChange, ...]

    @property
    def statement_worse(self) -> bool:
        """True where the second run's statement is further from CONFORMS, the scope of either whatever it is."""
        return STATEMENTS.index(self.after.statement) > STATEMENTS.index(self.before.statement)

    @property
    def worse(self) -> tuple[ClauseChange, ...]:
        """Clauses that got worse, themselves or in one of their cases."""
        return tuple(one for one in self.clauses if one.is_worse)

    @property
    def progress(self) -> Progress:
        """What it comes to; runs that judged no clause in common are never called better or worse."""
        if not any(one.change not in (Change.NEW, Change.GONE) for one in self.clauses):
            return Progress.NOTHING_IN_COMMON
        return Progress.WORSE if self.worse or self.statement_worse else Progress.NOTHING_WORSE
