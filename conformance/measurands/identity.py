"""The identifier under which a device registers with a GB/T 28181 platform, as the device states it."""

from fractions import Fraction

from conformance.measurands.reading import Reading, Result
from conformance.model.evidence import DeviceSubject
from conformance.model.facts import Absent
from conformance.model.units import Quantity
from conformance.model.vocabulary import Reason

_ITEM = "gb28181_id"
_LENGTH, _TYPE = 20, slice(10, 13)  # centre 8, industry 2, type 3, serial 7 (GB/T 28181-2016, 6.1.1 and D.1)


def id_digits(subject: DeviceSubject) -> Result:
    """Decimal digits of the stated identifier; 0 where it holds anything else."""
    digits = stated_digits(subject)
    if isinstance(digits, Absent):
        return digits
    return Reading(Fraction(len(digits)), note="as stated, not as registered")


def id_type_code(subject: DeviceSubject) -> Result:
    """Type code of the stated identifier: digits 11 to 13 of 20."""
    digits = stated_digits(subject)
    if isinstance(digits, Absent):
        return digits
    if len(digits) != _LENGTH:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"the stated identifier has no {_LENGTH} digits")
    return Reading(Fraction(digits[_TYPE]), note="as stated, not as registered")


def stated_digits(subject: DeviceSubject) -> str | Absent:
    """The identifier; a number of 20 digits is read as an exact quantity, which keeps them all but a leading zero."""
    stated = subject.statement.value(_ITEM, Reason.SETTING_NOT_STATED)
    if isinstance(stated, Absent):
        return stated
    whole = isinstance(stated, Quantity) and stated.unit == "count"
    text = str(stated.value) if isinstance(stated, Quantity) and whole else str(stated)
    return text if text.isascii() and text.isdigit() else ""
