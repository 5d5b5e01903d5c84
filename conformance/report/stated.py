"""A stated value as `submission.yaml` spells it, so that what is printed can be written back."""

from conformance.model.evidence import StatedValue
from conformance.model.facts import Absent
from conformance.model.units import Quantity
from conformance.report.numbers import plain_decimal


def stated_text(value: StatedValue | Absent) -> str:
    """Text of a stated value, all digits of a quantity kept; '' where nothing is stated."""
    match value:
        case bool():
            return "true" if value else "false"
        case Quantity(number, unit):
            return f"{plain_decimal(number)} {unit}"
        case Absent():
            return ""
        case _:
            return value.text
