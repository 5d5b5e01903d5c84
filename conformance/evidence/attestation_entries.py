"""Attestations in `submission.yaml`: what was witnessed, by whom and with what, refused where it contradicts itself."""

from fractions import Fraction

from conformance.errors import SubmissionError, UnitError
from conformance.evidence.exhibits import Exhibits
from conformance.evidence.fields import Day, Refusal, Sha256, ShortText, WrittenPath
from conformance.model.evidence import NO_CALIBRATION, NO_EXHIBIT, Attestation, Exhibit
from conformance.model.facts import Absent
from conformance.model.measurement import Text
from conformance.model.units import Quantity, dimension, parse_quantity
from conformance.strictyaml import Place, StrictModel

_COUNTED = ("count", "size")  # counted, not measured: exact, and no instrument's


class ExhibitEntry(StrictModel):
    """The file that shows what was witnessed, with its digest."""

    path: WrittenPath
    sha256: Sha256


class AttestationEntry(StrictModel):
    """What was witnessed with an instrument, or read in a document, by whom and until when it counts."""

    clause: ShortText
    value: ShortText
    u: str = ""
    instrument: ShortText | None = None
    document: ShortText | None = None
    calibration_due: Day | None = None
    by: ShortText
    on: Day
    valid_until: Day
    file: ExhibitEntry | None = None


class AttestationReader:
    """Entries to attestations; every refusal names its place."""

    def __init__(self, refusal: Refusal, exhibits: Exhibits) -> None:
        self._refusal = refusal
        self._exhibits = exhibits

    def attestation(self, place: Place, entry: AttestationEntry) -> Attestation:
        """One attestation.

        Raises:
            SubmissionError: a value that can't be read, dates that contradict, an evidence file that may not be used.
        """
        if (entry.instrument is None) == (entry.document is None):
            what = "write what it was witnessed with (instrument), or where it was read (document)"
            raise self._refusal((*place, "clause"), f"{what}: one of the two")
        value, spread = self._value(place, entry)
        if spread and entry.calibration_due is None:
            what = "a measured value needs the day until which its instrument is calibrated"
            raise self._refusal((*place, "value"), f"{what}: write 'calibration_due: YYYY-MM-DD'")
        if entry.valid_until < entry.on:
            what = f"{entry.valid_until} lies before the day of the attestation, {entry.on}"
            raise self._refusal((*place, "valid_until"), f"{what}; mend one of the two")
        return Attestation(
            clause=entry.clause,
            value=value,
            standard_uncertainty=spread,
            instrument=entry.instrument or entry.document or "",
            by=entry.by,
            on=entry.on,
            valid_until=entry.valid_until,
            calibration_due=entry.calibration_due or NO_CALIBRATION,
            exhibit=self._exhibit((*place, "file", "path"), entry),
            documented=entry.document is not None,
        )

    def _value(self, place: Place, entry: AttestationEntry) -> tuple[Quantity | Text, Fraction]:
        try:
            value = quantity_or_text(entry.value)
        except UnitError as error:
            raise self._refusal((*place, "value"), str(error)) from error
        if isinstance(value, Quantity):
            return value, self._spread(place, entry, value)
        if entry.u:
            raise self._refusal(
                (*place, "u"), "a text has no uncertainty; remove 'u', or write the value as a quantity"
            )
        return value, Fraction(0)

    def _spread(self, place: Place, entry: AttestationEntry, value: Quantity) -> Fraction:
        if entry.document is not None and entry.u:
            raise self._refusal((*place, "u"), "a document states a value without uncertainty; remove 'u'")
        if not entry.u and (entry.document is not None or dimension(value.unit) in _COUNTED):
            return Fraction(0)
        if not entry.u:
            raise self._refusal((*place, "value"), "a measured value needs its standard uncertainty: write 'u'")
        try:
            spread = parse_quantity(entry.u).to(value.unit).value
        except UnitError as error:
            raise self._refusal((*place, "u"), str(error)) from error
        if spread <= 0:
            raise self._refusal((*place, "u"), "a standard uncertainty must be greater than 0")
        return spread

    def _exhibit(self, place: Place, entry: AttestationEntry) -> Exhibit | Absent:
        if entry.file is None:
            return NO_EXHIBIT
        try:
            return self._exhibits.exhibit(entry.file.path, entry.file.sha256.lower())
        except SubmissionError as error:
            raise self._refusal(place, str(error)) from error


def quantity_or_text(text: str) -> Quantity | Text:
    """A text that begins like a number is a quantity, any other is itself.

    Raises:
        UnitError: it begins like a number and is no quantity.
    """
    return parse_quantity(text) if text[:1].isdigit() or text[:1] in "+-" else Text(text)
