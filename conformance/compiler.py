"""Catalog x submission -> cases, before any file is decoded; every selected clause makes at least one case."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase

from conformance.applicability import Truth, deciding, truth
from conformance.declarations import check_answers
from conformance.errors import SelectionError
from conformance.model.applicability import Always
from conformance.model.clause import Catalog, Clause, Profile, Unassessed, conditions
from conformance.model.evidence import Attestation, Dump, Recording, Submission
from conformance.model.facts import Absent
from conformance.model.finding import DEVICE_EVIDENCE, NO_EVIDENCE, Case, DeclaredAway, WholeDevice
from conformance.model.measurement import Text
from conformance.model.units import TEXT, Quantity, fitting
from conformance.model.vocabulary import EvidenceKind, Reason, Role


def compile_cases(catalog: Catalog, submission: Submission, profiles: tuple[str, ...]) -> tuple[Case, ...]:
    """Cases of the profiles in the order of the catalog, then of the evidence.

    Raises:
        SelectionError: an unknown profile, an attestation or an answer that fits nothing, a waiver of no clause.
    """
    clauses = selected_clauses(catalog, profiles)
    check_answers(catalog.statement, submission.statement)
    _check_attestations(catalog, submission)
    _check_waivers(catalog, submission)
    mandatory = {one for profile in catalog.profiles if profile.id in profiles for one in profile.mandatory}
    return tuple(case for clause in clauses for case in _applicable(clause, submission, clause.id in mandatory))


def narrowed(cases: tuple[Case, ...], only: tuple[str, ...]) -> tuple[Case, ...]:
    """Those of the cases whose id, clause or topic matches one of the glob patterns; all where there is none.

    Raises:
        SelectionError: a pattern matches nothing.
    """
    for pattern in only:
        if not any(_matches(case, pattern) for case in cases):
            raise SelectionError(_unmatched(pattern, cases))
    return tuple(case for case in cases if not only or any(_matches(case, pattern) for pattern in only))


def selected_clauses(catalog: Catalog, profiles: tuple[str, ...]) -> tuple[Clause, ...]:
    """Clauses of the profiles, once each, in the order of the catalog.

    Raises:
        SelectionError: unknown profile, or profiles without a clause.
    """
    known: Mapping[str, Profile] = {profile.id: profile for profile in catalog.profiles}
    wanted: set[str] = set()
    for name in profiles:
        if name not in known:
            raise SelectionError(f"unknown profile {name!r}{_nearest(name, tuple(known))}")
        wanted.update(known[name].clauses)
    if not wanted:
        raise SelectionError(f"no profile was chosen; the profiles are {', '.join(known)}")
    return tuple(clause for clause in catalog.clauses if clause.id in wanted)


def _applicable(clause: Clause, submission: Submission, mandatory: bool) -> tuple[Case, ...]:  # noqa: FBT001 - one of three
    """The cases of a clause; one of no evidence where the implementation statement says that it does not apply."""
    if isinstance(clause.applies, Always):
        return _cases(clause, submission)
    expression, answers = clause.applies.expression, submission.statement.answer
    decided = truth(expression, answers)
    if decided is Truth.TRUE:
        return _cases(clause, submission)
    items = deciding(expression, answers)
    if decided is Truth.FALSE:
        return (Case(clause, NO_EVIDENCE, DeclaredAway(items, mandatory)),)
    return tuple(replace(case, undeclared=items) for case in _cases(clause, submission))


def _cases(clause: Clause, submission: Submission) -> tuple[Case, ...]:
    if isinstance(clause.requirement, Unassessed):
        return (Case(clause, NO_EVIDENCE, Absent(clause.requirement.reason, clause.requirement.why)),)
    if clause.evidence is EvidenceKind.DEVICE:
        return (Case(clause, DEVICE_EVIDENCE, WholeDevice()),)
    if clause.evidence is EvidenceKind.ATTESTATION:
        return _attested(clause, submission.attestations)
    if clause.evidence is EvidenceKind.DUMP:
        return _of_dumps(clause, submission.dumps)
    found = tuple(recording for recording in submission.recordings if serves(clause, recording))
    if found:
        return tuple(Case(clause, recording.id, recording) for recording in found)
    wanted = ", ".join(clause.roles) or "any unstaged role"
    detail = f"the submission has no recording of role {wanted}"
    return (Case(clause, NO_EVIDENCE, Absent(Reason.EVIDENCE_MISSING, detail)),)


def serves(clause: Clause, recording: Recording) -> bool:
    """True where the recording is evidence for the clause: unstaged roles stand in for each other.

    A clause without roles asks what every recording of the device owes, staged or not, but for one cut off on purpose.
    """
    if not clause.roles:
        return recording.role is not Role.POWER_LOSS
    if any(not role.staged for role in clause.roles):
        return not recording.role.staged or recording.role in clause.roles
    return recording.role in clause.roles


def _of_dumps(clause: Clause, dumps: tuple[Dump, ...]) -> tuple[Case, ...]:
    if dumps:
        return tuple(Case(clause, dump.id, dump) for dump in dumps)
    detail = "the submission has no image of the device's storage; submission.yaml names one under dumps"
    return (Case(clause, NO_EVIDENCE, Absent(Reason.EVIDENCE_MISSING, detail)),)


def _attested(clause: Clause, attestations: tuple[Attestation, ...]) -> tuple[Case, ...]:
    mine = [attestation for attestation in attestations if attestation.clause == clause.id]
    if not mine:
        detail = "no file can show this: submission.yaml must bring an attestation of this clause"
        return (Case(clause, NO_EVIDENCE, Absent(Reason.ATTESTATION_PENDING, detail)),)
    return tuple(Case(clause, f"attestation-{index}", one) for index, one in enumerate(mine, 1))


def _check_attestations(catalog: Catalog, submission: Submission) -> None:
    known = {clause.id: clause for clause in catalog.clauses}
    for attestation in submission.attestations:
        name = attestation.clause
        if name not in known:
            raise SelectionError(f"attestation of unknown clause {name!r}{_nearest(name, tuple(known))}")
        if known[name].evidence is not EvidenceKind.ATTESTATION:
            raise SelectionError(f"attestation of clause {name!r}, which is measured and takes no attestation")
        _check_unit(attestation, known[name])


def _check_waivers(catalog: Catalog, submission: Submission) -> None:
    known = tuple(clause.id for clause in catalog.clauses)
    for waiver in submission.waivers:
        if waiver.clause not in known:
            raise SelectionError(f"waiver of unknown clause {waiver.clause!r}{_nearest(waiver.clause, known)}")


def _check_unit(attestation: Attestation, clause: Clause) -> None:
    wanted = conditions(clause.requirement)[0].unit
    if isinstance(attestation.value, Text) and wanted != TEXT:
        raise SelectionError(f"attestation of {clause.id!r}: {attestation.value} is no quantity in {wanted}")
    if isinstance(attestation.value, Quantity) and attestation.value.unit not in fitting(wanted):
        units = ", ".join(fitting(wanted))
        raise SelectionError(f"attestation of {clause.id!r}: {attestation.value} has no unit of {units}")


def _matches(case: Case, pattern: str) -> bool:
    return (
        fnmatchcase(case.id, pattern) or fnmatchcase(case.clause.id, pattern) or fnmatchcase(case.clause.topic, pattern)
    )


def _unmatched(pattern: str, cases: tuple[Case, ...]) -> str:
    names = tuple(dict.fromkeys(name for case in cases for name in (case.clause.id, case.clause.topic.value, case.id)))
    return f"--only {pattern!r} matches no case of the selected profiles{_nearest(pattern, names)}"


def _nearest(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known are {', '.join(known[:12])}{' ...' if len(known) > 12 else ''}"
