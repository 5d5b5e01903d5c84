"""Cases and findings: what was asked of which evidence, and what it came to."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from conformance.model.clause import Catalog, Clause
from conformance.model.evidence import Attestation, Dump, Recording, StatedValue, Submission, Waiver
from conformance.model.facts import Absent
from conformance.model.measurement import Outcome
from conformance.model.vocabulary import DecisionRule, Reason, Relation, Shown, Statement, Verdict, WaiverState

DEVICE_EVIDENCE = "device"
NO_EVIDENCE = "-"


@dataclass(frozen=True)
class WholeDevice:
    """Subject of a case that looks at all recordings together."""


@dataclass(frozen=True)
class DeclaredAway:
    """Subject of a case whose clause does not apply by declaration; `items` of the statement made it so."""

    items: tuple[str, ...]
    mandatory: bool


@dataclass(frozen=True)
class Case:
    """One clause asked of one piece of evidence; known before any file is decoded.

    `undeclared`: items without whose declaration nobody knows whether the clause applies.
    """

    clause: Clause
    evidence: str  # the id of a recording or a dump, DEVICE_EVIDENCE, or NO_EVIDENCE
    subject: Recording | Dump | Attestation | WholeDevice | DeclaredAway | Absent
    undeclared: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The case's public name, `<clause id>@<evidence id>`."""
        return f"{self.clause.id}@{self.evidence}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the judge makes of one condition or of a whole requirement."""

    verdict: Verdict
    reason: Reason
    sentence: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a decision rule makes of a numeric limit: acceptance limit and guard band (JCGM 106:2012), in the unit.

    `bound`: the limit that the value is compared with, a nominal rate already by its exact value.
    `guard`: how far inside the bound a value must lie to be accepted, below 0 how far outside it may; absent where the
    rule needs an uncertainty that nobody knows.
    `still_open`: how far outside the bound a value is not rejected yet.
    """

    bound: Fraction
    guard: Fraction | Absent
    still_open: Fraction = Fraction(0)


NO_ACCEPTANCE = Absent(Reason.METHOD_DOES_NOT_APPLY, "no number was compared")


@dataclass(frozen=True, slots=True)
class Part:
    """One judged condition of a finding; `acceptance` is what its value was compared with, if it is a number."""

    measurand: str
    unit: str
    relation: Relation
    limit: str
    rule: DecisionRule
    outcome: Outcome
    judgement: Judgement
    acceptance: Acceptance | Absent = NO_ACCEPTANCE


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict of one case; `parts[0]` is the condition that decides, or nothing was measured at all."""

    clause: str
    evidence: str
    judgement: Judgement
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """A clause's findings folded by its quantifier."""

    clause: str
    judgement: Judgement
    cases: int


@dataclass(frozen=True)
class Declaration:
    """One item of the implementation statement: what was declared, what evidence says, which clauses it removed.

    `value` is absent where the submission leaves the item open.
    """

    item: str
    value: StatedValue | Absent
    shown: Shown
    detail: str
    removed: tuple[str, ...]


@dataclass(frozen=True)
class WaiverResult:
    """A waiver and what it came to."""

    waiver: Waiver
    state: WaiverState
    sentence: str


@dataclass(frozen=True)
class ToolVersions:
    """Names and versions of the software that measured."""

    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RunRecord:
    """All that a run produced, in the order of the catalog and of the evidence; source of every report."""

    statement: Statement
    sentence: str
    profiles: tuple[str, ...]
    catalog: Catalog
    tool: ToolVersions
    started: datetime
    submission: Submission
    findings: tuple[Finding, ...]
    clauses: tuple[ClauseResult, ...]
    declarations: tuple[Declaration, ...] = ()
    waivers: tuple[WaiverResult, ...] = ()
