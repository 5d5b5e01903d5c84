"""Units of the measurands and exact quantities: a limit of 25 Hz is the fraction 25, never a float."""

import re
from dataclasses import dataclass
from fractions import Fraction

from conformance.errors import UnitError

TEXT = "text"

# SMPTE names of the rates that are really n * 1000/1001 Hz; 25 and 50 Hz are exact and not among them
RATES_OF_THE_1001_FAMILY = tuple(Fraction(rate) for rate in (15, 24, 30, 48, 60, 120))

# symbol -> (dimension, factor to the dimension's own unit); decimal prefixes for GB, binary for GiB (IEC 80000-13)
_UNITS: dict[str, tuple[str, Fraction]] = {
    "Hz": ("frequency", Fraction(1)),
    "s": ("time", Fraction(1)),
    "ms": ("time", Fraction(1, 1000)),
    "min": ("time", Fraction(60)),
    "h": ("time", Fraction(3600)),
    "d": ("time", Fraction(86400)),
    "s/d": ("drift", Fraction(1)),
    "px": ("pixels", Fraction(1)),
    "LW/PH": ("lines", Fraction(1)),
    "cy/px": ("spatial_frequency", Fraction(1)),
    "bit/s": ("bit_rate", Fraction(1)),
    "kbit/s": ("bit_rate", Fraction(1000)),
    "Mbit/s": ("bit_rate", Fraction(1_000_000)),
    "bit": ("size", Fraction(1, 8)),
    "B": ("size", Fraction(1)),
    "MB": ("size", Fraction(10**6)),
    "GB": ("size", Fraction(10**9)),
    "TB": ("size", Fraction(10**12)),
    "MiB": ("size", Fraction(2**20)),
    "GiB": ("size", Fraction(2**30)),
    "TiB": ("size", Fraction(2**40)),
    "cm": ("length", Fraction(1, 100)),
    "mm": ("length", Fraction(1, 1000)),
    "m": ("length", Fraction(1)),
    "deg": ("angle", Fraction(1)),
    "lx": ("illuminance", Fraction(1)),
    "degC": ("temperature", Fraction(1)),
    "ratio": ("ratio", Fraction(1)),
    "%": ("ratio", Fraction(1, 100)),
    "ppm": ("ratio", Fraction(1, 10**6)),
    "count": ("count", Fraction(1)),
    TEXT: ("text", Fraction(1)),
}

_QUANTITY = re.compile(r"^\s*(?P<number>[+-]?\d+(?:\.\d+)?)\s*(?P<unit>\S.*)?\s*$")


@dataclass(frozen=True)
class Quantity:
    """An exact value in a unit of the table."""

    value: Fraction
    unit: str

    def to(self, unit: str) -> "Quantity":
        """The same quantity in another unit of its dimension.

        Raises:
            UnitError: the units are of different dimensions.
        """
        if dimension(unit) != dimension(self.unit):
            raise UnitError(f"{self.unit} is no unit of {dimension(unit)}; use one of {', '.join(fitting(unit))}")
        return Quantity(self.value * _UNITS[self.unit][1] / _UNITS[unit][1], unit)

    def __str__(self) -> str:
        return f"{decimal(self.value)} {self.unit}"


def known_units() -> tuple[str, ...]:
    """Every unit symbol, in the order of the table."""
    return tuple(_UNITS)


def dimension(unit: str) -> str:
    """Dimension of a unit.

    Raises:
        UnitError: the unit is not in the table.
    """
    if unit not in _UNITS:
        raise UnitError(f"unknown unit {unit!r}; the units are {', '.join(_UNITS)}")
    return _UNITS[unit][0]


def fitting(unit: str) -> tuple[str, ...]:
    """Units of the same dimension as `unit`."""
    return tuple(symbol for symbol, (dim, _) in _UNITS.items() if dim == dimension(unit))


def parse_quantity(text: str) -> Quantity:
    """Read `25 Hz`, `0.3 s`, `128 GB`; a bare number is a count.

    Raises:
        UnitError: not a decimal number, or an unknown unit.
    """
    match = _QUANTITY.match(text)
    if match is None:
        raise UnitError(f"{text!r} is no quantity; write a decimal number and a unit, such as '25 Hz'")
    unit = (match["unit"] or "count").strip()
    dimension(unit)
    return Quantity(Fraction(match["number"]), unit)


def decimal(value: Fraction, digits: int = 6) -> str:
    """Decimal text of a fraction: exact where it ends, else rounded to `digits` significant digits."""
    if value.denominator == 1:
        return str(value.numerator)
    reduced = value.denominator
    for prime in (2, 5):
        while reduced % prime == 0:
            reduced //= prime
    exact = f"{float(value):.15g}"
    if reduced == 1 and "e" not in exact and len(exact.lstrip("-0.")) <= digits + 1:
        return exact
    return f"{float(value):.{digits}g}"


def two_digits(value: Fraction) -> str:
    """Decimal text of an uncertainty: two significant digits, the last one kept where it is 0 (JCGM 100, 7.2.6)."""
    if value >= 100:
        return str(round(value))
    return f"{float(value):#.2g}".rstrip(".")
