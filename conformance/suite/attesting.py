"""What was witnessed, as a measurement: only while it is valid, by a calibrated instrument, with its evidence file."""

from datetime import date, timedelta

from conformance.model.clause import Condition
from conformance.model.evidence import Attestation, Exhibit
from conformance.model.facts import Absent
from conformance.model.measurement import (
    COVERAGE_FACTOR,
    Measurement,
    NotMeasured,
    Outcome,
    Text,
    Uncertain,
    UncertaintyUnknown,
)
from conformance.model.units import Quantity
from conformance.model.vocabulary import Reason

_SHOWN_DIGITS = 12  # of a digest
_AHEAD = timedelta(days=1)  # a laboratory east of Greenwich has tomorrow's date while it is today in UTC


def attested(attestation: Attestation, condition: Condition, today: date) -> Outcome:
    """A witnessed value in the condition's unit, with U = 2 u; or why it does not count.

    An attestation counts through the day until which it is valid, and an instrument through the day on which its
    calibration is due.
    """
    doubt = _doubt(attestation, today)
    if isinstance(doubt, Absent):
        return NotMeasured(condition.measurand, doubt.reason, f"{doubt.detail}; {witnessed(attestation)}")
    note = witnessed(attestation)
    if isinstance(attestation.value, Text):
        return Measurement(condition.measurand, condition.unit, attestation.value, note=note)
    value = attestation.value.to(condition.unit).value
    if attestation.documented:
        unknown = UncertaintyUnknown("the value was read in a document, not measured")
        return Measurement(condition.measurand, condition.unit, value, unknown, note=note)
    standard = Quantity(attestation.standard_uncertainty, attestation.value.unit).to(condition.unit).value
    return Measurement(condition.measurand, condition.unit, value, Uncertain(standard * COVERAGE_FACTOR), note=note)


def witnessed(attestation: Attestation) -> str:
    """Who witnessed it, when, with which instrument, and what shows it."""
    due = attestation.calibration_due
    calibration = due.detail if isinstance(due, Absent) else f"calibration due {due}"
    by = f"by {attestation.instrument}" if attestation.documented else f"with {attestation.instrument} ({calibration})"
    return f"attested by {attestation.by} on {attestation.on} {by}; {_behind(attestation.exhibit)}"


def _behind(exhibit: Exhibit | Absent) -> str:
    if isinstance(exhibit, Absent):
        return "no evidence file"
    return f"evidence file {exhibit.path} (SHA-256 {exhibit.sha256[:_SHOWN_DIGITS] or 'not taken'})"


class _Sound:
    """Nothing stands against the attestation."""


def _doubt(attestation: Attestation, today: date) -> Absent | _Sound:
    due = attestation.calibration_due
    if attestation.valid_until < today:
        return Absent(Reason.ATTESTATION_EXPIRED, f"the attestation was valid until {attestation.valid_until}")
    if attestation.on > today + _AHEAD:
        return Absent(Reason.ATTESTATION_PENDING, f"the attestation is of {attestation.on}, which is still to come")
    if isinstance(due, Absent) and attestation.standard_uncertainty:
        return Absent(Reason.INSTRUMENT_OUT_OF_CALIBRATION, "nobody states that the instrument was calibrated")
    if isinstance(due, date) and attestation.on > due:
        return Absent(Reason.INSTRUMENT_OUT_OF_CALIBRATION, f"the instrument was due for calibration on {due}")
    return _doubt_of_exhibit(attestation.exhibit)


def _doubt_of_exhibit(exhibit: Exhibit | Absent) -> Absent | _Sound:
    if isinstance(exhibit, Absent):
        return _Sound()
    if not exhibit.sha256:
        return Absent(Reason.EXHIBIT_MISSING, f"the submission has no file {exhibit.path}")
    if exhibit.sha256 == exhibit.stated_sha256:
        return _Sound()
    stated = exhibit.stated_sha256[:_SHOWN_DIGITS]
    return Absent(Reason.EXHIBIT_ALTERED, f"the digest of {exhibit.path} is stated as {stated}, and is another one")
