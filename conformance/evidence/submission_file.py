"""`submission.yaml`: its shape, and what it states about device, recordings and attestations."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from conformance.errors import Problem, SubmissionError, UnitError
from conformance.evidence.files import SUBMISSION_FILE, is_inside
from conformance.model.evidence import Attestation, Device, ReferenceTime, Stated, StatedValue, Waiver
from conformance.model.facts import Absent
from conformance.model.measurement import COVERAGE_FACTOR, Text
from conformance.model.units import Quantity, parse_quantity
from conformance.model.vocabulary import Reason, Role
from conformance.strictyaml import StrictModel, Tree, load, read_document, validate


def _quantity_in(unit: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            quantity = parse_quantity(text).to(unit)
        except UnitError as error:
            raise ValueError(str(error)) from error
        if quantity.value <= 0:
            raise ValueError("it must be greater than 0")
        return text

    return check


def _within_the_calendar(start: datetime) -> datetime:
    if not 1990 <= start.year <= 2199:
        raise ValueError("the year must lie between 1990 and 2199")
    return start


_Time: TypeAlias = Annotated[str, AfterValidator(_quantity_in("s"))]
_Rate: TypeAlias = Annotated[str, AfterValidator(_quantity_in("Hz"))]
_BitRate: TypeAlias = Annotated[str, AfterValidator(_quantity_in("bit/s"))]
_Pixels: TypeAlias = Annotated[str, AfterValidator(_quantity_in("px"))]
# A recorder's clock can't have been witnessed before there were any; years beyond overflow the calendar.
_Witnessed: TypeAlias = Annotated[AwareDatetime, AfterValidator(_within_the_calendar)]
_Words: TypeAlias = Annotated[str, StringConstraints(min_length=1)]
_Item: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]


class DeviceEntry(StrictModel):
    """The device under test."""

    maker: str = ""
    model: str = ""
    firmware: str = ""
    serial: str = ""


class SettingsEntry(StrictModel):
    """What the device was set to."""

    bit_rate: _BitRate | None = None
    frame_rate: _Rate | None = None
    width: _Pixels | None = None
    height: _Pixels | None = None


class ReferenceEntry(StrictModel):
    """True start against a reference clock, and its standard uncertainty."""

    start: _Witnessed
    u: _Time


class RecordingEntry(StrictModel):
    """One recording, or several by a pattern."""

    path: _Words
    role: Role = Role.GENERAL
    settings: SettingsEntry = SettingsEntry()
    reference: ReferenceEntry | None = None


class AttestationEntry(StrictModel):
    """What was witnessed, with what, by whom and until when it counts."""

    clause: _Words
    value: _Words
    u: str = ""
    instrument: _Words
    by: _Words
    on: date
    valid_until: date


class WaiverEntry(StrictModel):
    """Who lives with which clause not met, why, and until when."""

    clause: _Words
    reason: _Words
    approver: _Words
    expires: date


class SubmissionEntry(StrictModel):
    """The whole file."""

    device: DeviceEntry = DeviceEntry()
    statement: Annotated[dict[_Item, bool | _Words], Field(default_factory=dict)]
    recordings: tuple[RecordingEntry, ...]
    attestations: tuple[AttestationEntry, ...] = ()
    waivers: tuple[WaiverEntry, ...] = ()


class SubmissionFile:
    """A read `submission.yaml`, in the words of the model; `sha256` is of its bytes."""

    def __init__(self, tree: Tree, sha256: str) -> None:
        self._tree = tree
        self.sha256 = sha256
        self._entry = validate(SubmissionEntry, tree)
        if not self._entry.recordings:
            raise self._refusal(("recordings",), "no recording is named here; list them, or remove the file")

    @property
    def device(self) -> Device:
        """The device under test."""
        return Device(**self._entry.device.model_dump())

    @property
    def statement(self) -> Stated:
        """What the device claims: the implementation statement.

        Raises:
            SubmissionError: a quantity can't be read.
        """
        return Stated(tuple((name, self._claim(name)) for name in self._entry.statement))

    def _claim(self, name: str) -> StatedValue:
        value = self._entry.statement[name]
        if isinstance(value, bool):
            return value
        try:
            return _quantity_or_text(value)
        except UnitError as error:
            raise self._refusal(("statement", name), str(error)) from error

    @property
    def recordings(self) -> tuple[RecordingEntry, ...]:
        """The entries, in their order."""
        return self._entry.recordings

    @property
    def attestations(self) -> tuple[Attestation, ...]:
        """What was witnessed.

        Raises:
            SubmissionError: a value or its uncertainty can't be read.
        """
        return tuple(self._attestation(index, entry) for index, entry in enumerate(self._entry.attestations))

    @property
    def waivers(self) -> tuple[Waiver, ...]:
        """Who lives with what."""
        return tuple(Waiver(**entry.model_dump()) for entry in self._entry.waivers)

    def refuse(self, index: int, message: str) -> SubmissionError:
        """The error about one recording entry."""
        return self._refusal(("recordings", index, "path"), message)

    def _refusal(self, place: tuple[str | int, ...], message: str) -> SubmissionError:
        return SubmissionError(str(Problem(self._tree.mark_of(place), message)))

    def _attestation(self, index: int, entry: AttestationEntry) -> Attestation:
        place = ("attestations", index)
        value: Quantity | Text
        spread = Fraction(0)
        if entry.value[:1].isdigit() or entry.value[:1] in "+-":
            try:
                value = parse_quantity(entry.value)
                if not entry.u:
                    raise self._refusal((*place, "value"), "a measured value needs its standard uncertainty: write 'u'")
                spread = parse_quantity(entry.u).to(value.unit).value
                if spread <= 0:
                    raise self._refusal((*place, "u"), "a standard uncertainty must be greater than 0")
            except UnitError as error:
                raise self._refusal((*place, "value"), str(error)) from error
        else:
            value = Text(entry.value)
        return Attestation(entry.clause, value, spread, entry.instrument, entry.by, entry.on, entry.valid_until)


def read_submission_file(root: Path) -> SubmissionFile | Absent:
    """The folder's `submission.yaml`, if it has one.

    Raises:
        DocumentError: it can't be used; all problems with file, line and column.
        SubmissionError: it can't be read.
    """
    file = root / SUBMISSION_FILE
    if not file.exists() and not file.is_symlink():
        return Absent(Reason.EVIDENCE_MISSING, f"the submission has no {SUBMISSION_FILE}")
    if not is_inside(root, file):
        raise SubmissionError(f"{file}: a link that leaves the submission")
    try:
        text = read_document(file)
    except OSError as error:
        raise SubmissionError(f"{file}: the file can't be read: {error.strerror or error}") from error
    return SubmissionFile(load(text, str(file)), hashlib.sha256(text).hexdigest())


def settings_of(entry: RecordingEntry) -> Stated:
    """What the device was set to while it recorded."""
    return _stated(entry.settings)


def reference_of(entry: RecordingEntry) -> ReferenceTime | Absent:
    """The witnessed start of a recording."""
    if entry.reference is None:
        return no_reference()
    standard = parse_quantity(entry.reference.u).to("s").value
    start: datetime = entry.reference.start
    return ReferenceTime(start, standard * COVERAGE_FACTOR)


def no_reference() -> Absent:
    """Why a recording has no reference time."""
    return Absent(Reason.NO_REFERENCE_TIME, f"{SUBMISSION_FILE} states no witnessed start of this recording")


def _quantity_or_text(text: str) -> Quantity | Text:
    return parse_quantity(text) if text[:1].isdigit() or text[:1] in "+-" else Text(text)


def _stated(entry: SettingsEntry) -> Stated:
    given = entry.model_dump(exclude_none=True)
    return Stated(tuple((name, parse_quantity(text)) for name, text in given.items()))
