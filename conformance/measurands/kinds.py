"""The kinds of measurand: of one recording, of one dump, and of the device with all its evidence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from conformance.measurands.reading import Result
from conformance.model.evidence import DeviceSubject, DumpSubject, RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Measurement, NotMeasured, Outcome
from conformance.model.vocabulary import Depth, EvidenceKind, Reason

# how U is found, of what has none
COUNTED, READ = "none: an exact count", "none: read as text"


@dataclass(frozen=True)
class RecordingMeasurand:
    """A quantity of one recording; `needs` is the depth of reading without which there is no value."""

    name: str
    unit: str
    needs: Depth
    uncertainty: str  # how U is found, one phrase
    function: Callable[[RecordingSubject], Result]
    rests_on: tuple[str, ...] = ()
    kind = EvidenceKind.RECORDING

    @property
    def method(self) -> str:
        """How it is measured, one sentence."""
        return _first_sentence(self.function)

    def measure(self, subject: RecordingSubject) -> Outcome:
        """The measurement, or why there is none."""
        if not subject.facts.depth.reaches(self.needs):
            detail = f"needs the {self.needs} pass; this run stopped at {subject.facts.depth}"
            return NotMeasured(self.name, Reason.DEPTH_TOO_SHALLOW, detail)
        return _named(self.name, self.unit, self.function(subject))


@dataclass(frozen=True)
class DumpMeasurand:
    """A quantity of one image of a device's storage, which is read whatever the depth."""

    name: str
    unit: str
    uncertainty: str
    function: Callable[[DumpSubject], Result]
    rests_on: tuple[str, ...] = ()
    needs = Depth.CONTAINER
    kind = EvidenceKind.DUMP

    @property
    def method(self) -> str:
        """How it is measured, one sentence."""
        return _first_sentence(self.function)

    def measure(self, subject: DumpSubject) -> Outcome:
        """The measurement, or why there is none."""
        return _named(self.name, self.unit, self.function(subject))


@dataclass(frozen=True)
class DeviceMeasurand:
    """A quantity of the whole device, from all its recordings and dumps and what it states."""

    name: str
    unit: str
    needs: Depth
    uncertainty: str
    function: Callable[[DeviceSubject], Result]
    rests_on: tuple[str, ...] = ()
    kind = EvidenceKind.DEVICE

    @property
    def method(self) -> str:
        """How it is measured, one sentence."""
        return _first_sentence(self.function)

    def measure(self, subject: DeviceSubject) -> Outcome:
        """The measurement, or why there is none."""
        return _named(self.name, self.unit, self.function(subject))


Measurand: TypeAlias = RecordingMeasurand | DumpMeasurand | DeviceMeasurand


def _first_sentence(function: Callable[..., Result]) -> str:
    return (function.__doc__ or "").split("\n", 1)[0]


def _named(name: str, unit: str, result: Result) -> Outcome:
    if isinstance(result, Absent):
        return NotMeasured(name, result.reason, result.detail)
    return Measurement(
        name,
        unit,
        result.value,
        result.uncertainty,
        result.exercised,
        result.note,
        result.where,
        result.opinions,
        result.budget,
        result.curves,
        result.stills,
        result.timelines,
    )
