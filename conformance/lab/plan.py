"""From the selected clauses to the plan: what to record, to image and to witness, what stays open and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from conformance.compiler import selected_clauses, serves
from conformance.errors import SelectionError
from conformance.lab.contradictions import Contradiction, contradictions
from conformance.lab.fewest import Demand, fewest
from conformance.lab.needs import Needs, needs_of, rests_on
from conformance.model.applicability import Always, items_of
from conformance.model.clause import (
    AllOf,
    AnyOf,
    Catalog,
    Clause,
    Document,
    LimitNotSupplied,
    Profile,
    Requirement,
    Unassessed,
    conditions,
)
from conformance.model.evidence import Recording, Stated
from conformance.model.facts import Absent
from conformance.model.statement import StatementItem
from conformance.model.vocabulary import EvidenceKind, QuantifierKind, Reason, Role, Topic

MOST_RECORDINGS = 99
_STATEMENT, _ATTESTED = "statement.", "attested."
_UNSTAGED = frozenset(role for role in Role if not role.staged)


@dataclass(frozen=True)
class PlannedRecording:
    """One recording to make (`step` R1 ...), the folder it goes to, and the clauses that are judged by it."""

    step: str
    role: Role
    folder: str
    needs: Needs
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class PlannedDump:
    """The image of the storage to take (`step` D1), the folder it goes to, and the clauses that are judged by it."""

    step: str
    folder: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Witnessed:
    """One thing to witness or measure (`step` W1 ...) for all the clauses that ask for it in this unit."""

    step: str
    name: str
    unit: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Question:
    """One item of the implementation statement (`step` S1 ...) that selected clauses rest on."""

    step: str
    item: StatementItem


@dataclass(frozen=True)
class OpenLimit:
    """A clause (`step` O1 ...) that can't be judged until an overlay supplies what it wants."""

    step: str
    clause: Clause
    wanted: tuple[str, ...]


@dataclass(frozen=True)
class Unexercised:
    """A clause, or only some parts of it (`whole` False), that nothing in this plan exercises."""

    clause: Clause
    why: tuple[str, ...]
    whole: bool


@dataclass(frozen=True)
class Row:
    """A selected clause and the steps that it needs; one that is not exercised may still be declared away."""

    clause: Clause
    steps: tuple[str, ...]
    exercised: bool


@dataclass(frozen=True)
class Plan:
    """Everything that one capture plan says; `rows` holds every selected clause exactly once."""

    catalog_sha256: str
    documents: tuple[Document, ...]
    profiles: tuple[Profile, ...]
    questions: tuple[Question, ...]
    recordings: tuple[PlannedRecording, ...]
    dumps: tuple[PlannedDump, ...]
    witnessed: tuple[Witnessed, ...]
    limits: tuple[OpenLimit, ...]
    unexercised: tuple[Unexercised, ...]
    contradictions: tuple[Contradiction, ...]
    rows: tuple[Row, ...]


def capture_plan(catalog: Catalog, profiles: tuple[str, ...]) -> Plan:
    """The smallest plan that exercises the clauses of the profiles.

    Clauses whose limit is missing are captured too: once an overlay supplies it, they are judged without the device.

    Raises:
        SelectionError: unknown profile, or more recordings than a plan can hold.
    """
    clauses = selected_clauses(catalog, profiles)
    recordings, dumps = _recordings(clauses), tuple(_dumps(clauses))
    witnessed = tuple(_witnessed(clauses))
    questions = tuple(_questions(catalog.statement, clauses))
    limits = tuple(_limits(clauses))
    named = {clause.document for clause in clauses}
    return Plan(
        catalog_sha256=catalog.sha256,
        documents=tuple(document for document in catalog.documents if document.id in named),
        profiles=tuple(profile for profile in catalog.profiles if profile.id in profiles),
        questions=questions,
        recordings=recordings,
        dumps=dumps,
        witnessed=witnessed,
        limits=limits,
        unexercised=tuple(_unexercised(clauses)),
        contradictions=contradictions(clauses),
        rows=tuple(_row(one, (*recordings, *dumps, *witnessed), questions, limits) for one in clauses),
    )


def _recordings(clauses: tuple[Clause, ...]) -> tuple[PlannedRecording, ...]:
    roles = fewest(tuple(_demands(clauses)))
    if len(roles) > MOST_RECORDINGS:
        raise SelectionError(f"these profiles ask for {len(roles)} recordings; a plan holds {MOST_RECORDINGS}")
    served: list[list[Clause]] = [[] for _ in roles]
    for clause in clauses:
        for index in _judged_by(clause, roles):
            served[index].append(clause)
    return tuple(
        PlannedRecording(f"R{number}", role, f"recordings/{number:02}-{role}", needs_of(mine), tuple(mine))
        for number, (role, mine) in enumerate(zip(roles, served, strict=True), 1)
    )


def _demands(clauses: tuple[Clause, ...]) -> Iterator[Demand]:
    """What the clauses ask for, and one recording in any case: a submission can't do without."""
    yield Demand(frozenset(Role), 1)
    for clause in clauses:
        count = clause.quantifier.count if clause.quantifier.kind is QuantifierKind.AT_LEAST else 1
        if count > MOST_RECORDINGS:
            raise SelectionError(f"{clause.id!r} asks for {count} recordings; a plan holds {MOST_RECORDINGS}")
        roles = _serving(clause)
        if roles:
            yield Demand(roles, count)


def _serving(clause: Clause) -> frozenset[Role]:
    """Roles of the recordings that a clause is judged by; none where no recording is asked for."""
    if clause.evidence is EvidenceKind.DEVICE and not clause.roles:
        return _UNSTAGED
    if clause.evidence not in (EvidenceKind.RECORDING, EvidenceKind.DEVICE) or not conditions(clause.requirement):
        return frozenset()
    return frozenset(role for role in Role if serves(clause, _of_role(role)))


def _of_role(role: Role) -> Recording:
    """A recording that is still to be made: nothing is known of it but its role."""
    reference = Absent(Reason.NO_REFERENCE_TIME, "the recording is still to be made")
    return Recording("", "", Path(), 0, "", role, reference, Stated())


def _judged_by(clause: Clause, roles: tuple[Role, ...]) -> tuple[int, ...]:
    """Recordings whose needs a clause adds to: all that it judges, or as many as have to meet it."""
    serving = _serving(clause)
    found = tuple(index for index, role in enumerate(roles) if role in serving)
    if clause.evidence is EvidenceKind.DEVICE or clause.quantifier.kind is QuantifierKind.EVERY:
        return found
    return found[: clause.quantifier.count]


def _dumps(clauses: tuple[Clause, ...]) -> Iterator[PlannedDump]:
    """One image, where a clause asks for any."""
    mine = tuple(one for one in clauses if one.evidence is EvidenceKind.DUMP and conditions(one.requirement))
    if mine:
        yield PlannedDump("D1", "dumps", mine)


def _witnessed(clauses: tuple[Clause, ...]) -> Iterator[Witnessed]:
    """One step a quantity and unit, in the order of the topics."""
    groups: dict[tuple[str, str], list[Clause]] = {}
    for clause in clauses:
        asked = conditions(clause.requirement)
        if clause.evidence is EvidenceKind.ATTESTATION and asked:
            groups.setdefault((asked[0].measurand.removeprefix(_ATTESTED), asked[0].unit), []).append(clause)
    topics = list(Topic)
    ordered = sorted(groups.items(), key=lambda group: topics.index(group[1][0].topic))
    for number, ((name, unit), mine) in enumerate(ordered, 1):
        yield Witnessed(f"W{number}", name, unit, tuple(mine))


def _questions(items: tuple[StatementItem, ...], clauses: tuple[Clause, ...]) -> Iterator[Question]:
    asked = {name for clause in clauses for name in _items(clause)}
    for number, item in enumerate((item for item in items if item.id in asked), 1):
        yield Question(f"S{number}", item)


def _items(clause: Clause) -> tuple[str, ...]:
    """Items of the statement that a clause can't be judged without."""
    applies = () if isinstance(clause.applies, Always) else items_of(clause.applies.expression)
    rests = (rest for one in conditions(clause.requirement) for rest in rests_on(one.measurand))
    return (*applies, *(rest.removeprefix(_STATEMENT) for rest in rests if rest.startswith(_STATEMENT)))


def _limits(clauses: tuple[Clause, ...]) -> Iterator[OpenLimit]:
    wanted = ((clause, _wanted(clause)) for clause in clauses)
    for number, (clause, texts) in enumerate(((clause, texts) for clause, texts in wanted if texts), 1):
        yield OpenLimit(f"O{number}", clause, texts)


def _wanted(clause: Clause) -> tuple[str, ...]:
    limits = (one.limit for one in conditions(clause.requirement))
    return tuple(dict.fromkeys(limit.wanted for limit in limits if isinstance(limit, LimitNotSupplied)))


def _unexercised(clauses: tuple[Clause, ...]) -> Iterator[Unexercised]:
    for clause in clauses:
        why = tuple(dict.fromkeys(one.why for one in _unassessed(clause.requirement)))
        if why:
            yield Unexercised(clause, why, whole=not conditions(clause.requirement))


def _unassessed(requirement: Requirement) -> tuple[Unassessed, ...]:
    match requirement:
        case Unassessed():
            return (requirement,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(one for part in parts for one in _unassessed(part))
        case _:
            return ()


def _row(
    clause: Clause,
    taken: Iterable[PlannedRecording | PlannedDump | Witnessed],
    questions: tuple[Question, ...],
    limits: tuple[OpenLimit, ...],
) -> Row:
    items = _items(clause)
    exercising = tuple(one.step for one in taken if clause in one.clauses)
    asked = tuple(question.step for question in questions if question.item.id in items)
    missing = tuple(limit.step for limit in limits if limit.clause == clause)
    return Row(clause, (*exercising, *asked, *missing), exercised=bool(exercising))
