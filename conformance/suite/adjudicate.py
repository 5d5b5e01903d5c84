"""One case to one finding: facts from the store, measurement from the registry, verdict from the judge."""

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from conformance.compiler import serves
from conformance.conclusion import defect
from conformance.execution.store import FactsSource
from conformance.judge import judge
from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand, DumpMeasurand, RecordingMeasurand
from conformance.model.clause import Catalog, Clause, Condition
from conformance.model.evidence import (
    Attestation,
    DeviceSubject,
    Dump,
    DumpSubject,
    Recording,
    RecordingSubject,
    Submission,
)
from conformance.model.facts import Absent
from conformance.model.finding import Case, Declaration, DeclaredAway, Finding, Judgement, Part, WholeDevice
from conformance.model.measurement import NotMeasured, Outcome
from conformance.suite.attesting import attested
from conformance.suite.declared import Declared
from conformance.suite.storing import Shelf

T = TypeVar("T")


@dataclass(frozen=True)
class Defect:
    """A crash of our own code, in words."""

    what: str


def caught(work: Callable[[], T]) -> T | Defect:
    """What the work comes to, or the crash that ended it."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - the one place where any crash of ours is caught and named so
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Defect(f"{type(error).__name__}: {error} ({place.name}, line {place.lineno})")


class Adjudicator:
    """Makes findings; `today` decides whether an attestation is still valid."""

    def __init__(self, catalog: Catalog, submission: Submission, source: FactsSource, today: date) -> None:
        self._submission = submission
        self._source = source
        self._today = today
        self._subjects: dict[str, RecordingSubject] = {}
        self._declared = Declared(catalog.statement, submission, self._of_recording)

    def finding(self, case: Case) -> Finding:
        """The finding of a case; a defect of ours becomes the verdict `error`, never the device's failure."""
        judged = caught(lambda: self._judged(case))
        if isinstance(judged, Defect):
            return Finding(case.clause.id, case.evidence, defect(case.id, judged.what), ())
        return Finding(case.clause.id, case.evidence, *judged)

    def declarations(self, clauses: tuple[Clause, ...], removed: Iterable[str]) -> tuple[Declaration, ...] | Defect:
        """The implementation statement against its evidence, or the defect of ours that kept it from being checked."""
        return caught(lambda: self._declared.declarations(clauses, removed))

    def _judged(self, case: Case) -> tuple[Judgement, tuple[Part, ...]]:
        if isinstance(case.subject, DeclaredAway):
            return self._declared.away(case.clause, case.subject), ()
        judgement, parts = judge(case.clause.requirement, lambda condition: self._measure(case, condition))
        return self._declared.unless_silent(case, judgement), parts

    def examined(self, case: Case) -> tuple[Recording, ...]:
        """Recordings that a case judges."""
        if isinstance(case.subject, Recording):
            return (case.subject,)
        return self._of_clause(case.clause) if isinstance(case.subject, WholeDevice) else ()

    def dumps_of(self, case: Case) -> tuple[Dump, ...]:
        """Dumps whose facts a case may ask for: of a recording, when its file was made."""
        if isinstance(case.subject, Dump):
            return (case.subject,)
        return self._submission.dumps if isinstance(case.subject, Recording | WholeDevice) else ()

    def needed(self, case: Case) -> tuple[Recording, ...]:
        """Recordings whose facts a case may ask for: those that it judges, and those that bear out a declaration."""
        items = case.subject.items if isinstance(case.subject, DeclaredAway) else case.undeclared
        return (*self.examined(case), *self._declared.needed(items))

    def _measure(self, case: Case, condition: Condition) -> Outcome:
        match case.subject:
            case Recording() as recording:
                return self._of_recording(recording, condition.measurand)
            case Dump() as dump:
                return self._of_dump(dump, condition.measurand)
            case Attestation() as attestation:
                return attested(attestation, condition, self._today)
            case WholeDevice():
                return self._of_device(case, condition)
            case DeclaredAway():
                raise TypeError(f"{case.id} does not apply, so that nothing is measured for it")
            case Absent(reason, detail):
                return NotMeasured(condition.measurand, reason, detail)

    def _of_recording(self, recording: Recording, name: str) -> Outcome:
        measurand = registry.find(name)
        if not isinstance(measurand, RecordingMeasurand):
            raise TypeError(f"{measurand.name} is measured on a {measurand.kind}, not on a recording")
        return measurand.measure(self._subject(recording))

    def _of_dump(self, dump: Dump, name: str) -> Outcome:
        measurand = registry.find(name)
        if not isinstance(measurand, DumpMeasurand):
            raise TypeError(f"{measurand.name} is measured on a {measurand.kind}, not on a dump")
        return measurand.measure(self._stored(dump))

    def _of_device(self, case: Case, condition: Condition) -> Outcome:
        measurand = registry.find(condition.measurand)
        if not isinstance(measurand, DeviceMeasurand):
            raise TypeError(f"{measurand.name} is measured on a {measurand.kind}, not on the device")
        recordings = tuple(map(self._subject, self.examined(case)))
        dumps = tuple(map(self._stored, self.dumps_of(case)))
        given = self._submission
        subject = DeviceSubject(
            recordings,
            given.statement,
            given.manifests,
            dumps,
            logs=given.logs,
            device_record=given.device_record,
            time_stamps=given.time_stamps,
            trusted_roots=given.trusted_roots,
            today=self._today,
        )
        return measurand.measure(subject)

    def _stored(self, dump: Dump) -> DumpSubject:
        return DumpSubject(dump, self._source.dump_facts(dump))

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(map(self._stored, self._submission.dumps))

    def _subject(self, recording: Recording) -> RecordingSubject:
        """One for all cases, so that what is worked out for one case is known to the next."""
        if recording.id not in self._subjects:
            facts, entry = self._source.facts(recording), self._shelf.entry_of(recording)
            golden = self._submission.golden_of(recording)
            self._subjects[recording.id] = RecordingSubject(recording, facts, self._today, entry, golden)
        return self._subjects[recording.id]

    def _of_clause(self, clause: Clause) -> tuple[Recording, ...]:
        """Recordings that tell of the device: those of the roles that the clause names, else the unstaged ones."""
        recordings = self._submission.recordings
        if clause.roles:
            return tuple(recording for recording in recordings if serves(clause, recording))
        return tuple(recording for recording in recordings if not recording.role.staged)
