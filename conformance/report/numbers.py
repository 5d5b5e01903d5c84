"""Numbers for readers: as many digits as the uncertainty carries, and none more."""

from fractions import Fraction
from functools import lru_cache

from conformance.errors import UnitError
from conformance.model.measurement import Measurement, Text, Uncertain, Value, Where
from conformance.model.units import TEXT, parse_quantity
from conformance.model.vocabulary import Axis

NARROW_SPACE = "\u202f"  # groups digits by three (ISO 80000-1, 7.3.1) and does not break the line
MINUS = "\u2212"
SIGNIFICANT = 6  # digits of an exact value that does not end
_EXTRA_DIGITS = 12  # at most so many more, to keep a value on its own side of the limit
_REMEMBERED = 8192  # texts: recordings of one device measure alike
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def grouped(count: int) -> str:
    """A whole number, its digits in groups of three from 10 000 on."""
    digits = f"{abs(count):,}" if abs(count) >= 10_000 else str(abs(count))
    return (MINUS if count < 0 else "") + digits.replace(",", NARROW_SPACE)


def exact_text(value: Fraction) -> str:
    """The value as it is: `25`, or `30000/1001`."""
    return str(value)


def plain_decimal(value: Fraction) -> str:
    """A decimal number with all its digits, as it was written; a fraction where its decimals do not end."""
    numerator, places = value.numerator, 0
    denominator = value.denominator
    while denominator > 1 and any(denominator % prime == 0 for prime in (2, 5)):
        places += 1
        scaled = value * 10**places
        numerator, denominator = scaled.numerator, scaled.denominator
    if denominator > 1:
        return str(value)
    digits = str(abs(numerator)).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


@lru_cache(_REMEMBERED)
def number(value: Value, limits: tuple[Fraction, ...] = ()) -> str:
    """An exact value: a text as it is, a whole number whole, any other to six significant digits.

    `limits` are values it must not be rounded onto or across.
    """
    if isinstance(value, Text):
        return value.text
    if value.denominator == 1:
        return grouped(value.numerator)
    magnitude = _magnitude(abs(value))
    if magnitude < -4:
        power = str(magnitude).translate(_SUPERSCRIPTS)
        return f"{number(value / Fraction(10) ** magnitude)} × 10{power}"
    exponent = _apart(value, min(0, magnitude - SIGNIFICANT + 1), limits)
    text = _rounded(value, exponent)
    ends = (value / Fraction(10) ** exponent).denominator == 1
    return text.rstrip("0").rstrip(".") if ends else text


@lru_cache(_REMEMBERED)
def with_uncertainty(value: Fraction, expanded: Fraction, limits: tuple[Fraction, ...] = ()) -> tuple[str, str]:
    """Value and U > 0 in decimals: U to two significant digits, the value to the same place (JCGM 100, 7.2.6).

    `limits` are values that rounding must not move the value onto or across; it then gets the digits it needs.
    """
    exponent = _magnitude(expanded) - 1
    if round(expanded / Fraction(10) ** exponent) == 100:
        exponent += 1
    return _rounded(value, _apart(value, exponent, limits)), _rounded(expanded, exponent)


def standard(value: Fraction) -> str:
    """A standard uncertainty to two significant digits."""
    return _rounded(value, _magnitude(value) - 1) if value else "0"


def measured_text(measurement: Measurement) -> str:
    """Value ± U and unit in one line; texts and counts stand without a unit, an unknown U is not invented."""
    value, uncertainty = measurement.value, measurement.uncertainty
    text = number(value)
    if isinstance(value, Fraction) and isinstance(uncertainty, Uncertain) and uncertainty.expanded:
        text = " ± ".join(with_uncertainty(value, uncertainty.expanded))
    return f"{text} {printed_unit(measurement.unit)}".rstrip()


def printed_unit(unit: str) -> str:
    """The unit's symbol; '' for texts and counts, which stand alone."""
    return "" if unit in (TEXT, "count") else unit


@lru_cache(_REMEMBERED)
def limit_values(limit: str, unit: str) -> tuple[Fraction, ...]:
    """The number of a limit's text in that unit, both signs; nothing where it has none."""
    if unit == TEXT:
        return ()
    try:
        quantity = parse_quantity(limit).to(unit)
    except UnitError:
        return ()
    return (quantity.value, -quantity.value)


def byte_count(count: int) -> str:
    """Bytes, exactly, and from 10 kB on in decimal units too."""
    text = f"{grouped(count)} B"
    for power, prefix in ((12, "T"), (9, "G"), (6, "M"), (3, "k")):
        if count >= 10**power and count >= 10_000:
            return f"{text} ({count / 10**power:.1f} {prefix}B)"
    return text


def time_code(seconds: Fraction) -> str:
    """Seconds as `h:mm:ss.mmm`."""
    total = round(abs(seconds) * 1000)
    minutes, milliseconds = divmod(total, 60_000)
    hours, minutes = divmod(minutes, 60)
    sign = MINUS if seconds < 0 and total else ""
    return f"{sign}{hours}:{minutes:02d}:{milliseconds // 1000:02d}.{milliseconds % 1000:03d}"


def place(where: Where) -> str:
    """A place in the evidence: a time code, a byte offset in both bases, or an index of a packet."""
    if where.axis is Axis.TIME:
        return time_code(where.position)
    index = round(where.position)
    return f"{grouped(index)} (0x{index:X})" if where.axis is Axis.BYTE else grouped(index)


def _magnitude(value: Fraction) -> int:
    """Exponent of the first significant digit of a positive value, without a logarithm's rounding."""
    guess = len(str(value.numerator)) - len(str(value.denominator))
    return guess if value >= Fraction(10) ** guess else guess - 1


def _rounded(value: Fraction, exponent: int) -> str:
    steps = round(value / Fraction(10) ** exponent)
    sign = MINUS if steps < 0 else ""
    if exponent >= 0:
        return sign + grouped(abs(steps) * 10**exponent)
    digits = str(abs(steps)).rjust(1 - exponent, "0")
    return f"{sign}{grouped(int(digits[:exponent]))}.{digits[exponent:]}"


def _apart(value: Fraction, exponent: int, limits: tuple[Fraction, ...]) -> int:
    """The exponent, or a lower one at which rounding leaves the value on its own side of every limit."""
    for lower in range(exponent, exponent - _EXTRA_DIGITS, -1):
        step = Fraction(10) ** lower
        printed = round(value / step) * step
        if all(_side(printed, limit) == _side(value, limit) for limit in limits):
            return lower
    return exponent


def _side(value: Fraction, limit: Fraction) -> int:
    return (value > limit) - (value < limit)
