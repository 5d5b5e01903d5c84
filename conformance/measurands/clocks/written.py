"""Times that stand as text in the metadata of a file: the year first, or as C's asctime prints them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

MINUTE, WHOLE, MILLI, MICRO = Fraction(60), Fraction(1), Fraction(1, 1000), Fraction(1, 1_000_000)  # s

_CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
# ISO 8601 with `-`, and what cameras write into IDIT: "1990/01/02 02:03", "2001/ 1/27  1:42PM", "2005/11/28/ 09:19"
_YEAR_FIRST = re.compile(
    r"(?P<year>[0-9]{4})(?P<in_date>[-/:])(?P<month>[ 0-9]?[0-9])(?P=in_date)(?P<day>[ 0-9]?[0-9])/?(?:T| {1,2})"
    + _CLOCK
    + r"(?: ?(?P<half>[AP]M))? ?(?P<zone>Z|UTC|[-+][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
_ASCTIME = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<month>[A-Z][a-z]{2}) (?P<day>[ 0-9]?[0-9]) "
    + _CLOCK
    + r" (?P<year>[0-9]{4})",
    re.ASCII,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EASTMOST, _WESTMOST = 14 * 60, -12 * 60  # min from UTC: Line Islands, Baker Island


@dataclass(frozen=True)
class WrittenTime:
    """What stands there: date and time, the zone in min east of UTC where one is written, the last unit in s."""

    shown: datetime
    zone: int | Absent
    resolution: Fraction


def written_time(text: str) -> WrittenTime | Absent:
    """The full date and time to the minute at least that the text is; a date alone is no time.

    A fraction of zeros counts as whole seconds: FFmpeg prints one of six digits whatever was stored.
    """
    bare = text.strip(" \t\r\n\0")
    found = _YEAR_FIRST.fullmatch(bare) or _ASCTIME.fullmatch(bare)
    if not found:
        return Absent(Reason.TIME_NOT_SET, f"{text!r} is no full date and time in a known form")
    try:
        return _read(found)
    except ValueError as error:
        return Absent(Reason.TIME_NOT_SET, f"{text!r} is no date: {error}")


def _read(found: re.Match[str]) -> WrittenTime:
    """The time of the fields; ValueError for what is in no calendar and on no clock."""
    fields = found.groupdict()
    month = fields["month"]
    number = _MONTHS.index(month) + 1 if month[0].isalpha() else int(month)
    hour = _of_day(int(fields["hour"]), fields.get("half"))
    second, micro = int(fields["second"] or 0), int((fields["fraction"] or "0").ljust(6, "0")[:6])
    whole = datetime(int(fields["year"]), number, int(fields["day"]), hour, int(fields["minute"]), second)  # noqa: DTZ001
    shown = whole + timedelta(microseconds=micro)
    return WrittenTime(shown, _zone(fields.get("zone")), _resolution(fields["second"], micro))


def _resolution(second: str | None, micro: int) -> Fraction:
    if second is None:
        return MINUTE
    if micro == 0:
        return WHOLE
    return MICRO if micro % 1000 else MILLI


def _of_day(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"there is no hour {hour} {half}")
    return hour % 12 + (12 if half == "PM" else 0)


def _zone(text: str | None) -> int | Absent:
    if text is None:
        return Absent(Reason.SETTING_NOT_STATED, "no zone stands there")
    if text in ("Z", "UTC"):
        return 0
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    signed = -minutes if text[0] == "-" else minutes
    if int(text[-2:]) > 59 or not _WESTMOST <= signed <= _EASTMOST:
        raise ValueError(f"there is no zone {text}")
    return signed
