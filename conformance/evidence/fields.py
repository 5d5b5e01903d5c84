"""What the fields of `submission.yaml` may hold, and how an entry is refused at its place."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from conformance.errors import PatternError, SubmissionError, UnitError
from conformance.model.name_pattern import MOST_CHARACTERS, NamePattern, parse_line, parse_log_line, parse_pattern
from conformance.model.units import parse_quantity
from conformance.strictyaml import Place

MOST_REGIONS = 64  # edges of one chart
MOST_PATTERNS = 32  # of the names of one device's files
MOST_LOGS = 8  # of one device
_LARGEST = 65_535  # px: no codec of a recorder makes larger pictures
_FURTHEST_EAST, _FURTHEST_WEST = 14, 12  # h from UTC: Line Islands, Baker Island
FIRST_YEAR, LAST_YEAR = 1990, 2199  # a recorder's clock can't have been witnessed before there were any


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


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}")


def _time_in_the_calendar(start: datetime) -> datetime:
    _check_year(start.year)
    return start


def _day_in_the_calendar(day: date) -> date:
    _check_year(day.year)
    return day


def _zone(text: str) -> str:
    found = re.fullmatch(r"([+-])([0-9]{2}):(00|15|30|45)", text, re.ASCII)
    hours = int(found[2]) + int(found[3]) / 60 if found else 99
    if not found or hours > (_FURTHEST_EAST if found[1] == "+" else _FURTHEST_WEST):
        raise ValueError(f"{text!r} is no offset from UTC, such as '+08:00'")
    return text


def _parsed_by(parse: Callable[[str], NamePattern]) -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            parse(text)
        except PatternError as error:
            raise ValueError(str(error)) from error
        return text

    return check


Time: TypeAlias = Annotated[str, AfterValidator(_quantity_in("s"))]
Rate: TypeAlias = Annotated[str, AfterValidator(_quantity_in("Hz"))]
BitRate: TypeAlias = Annotated[str, AfterValidator(_quantity_in("bit/s"))]
Pixels: TypeAlias = Annotated[str, AfterValidator(_quantity_in("px"))]
Witnessed: TypeAlias = Annotated[AwareDatetime, AfterValidator(_time_in_the_calendar)]
Day: TypeAlias = Annotated[date, AfterValidator(_day_in_the_calendar)]
Words: TypeAlias = Annotated[str, StringConstraints(min_length=1)]
ShortText: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=300)]  # stands in a line of a report
WrittenPath: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=4096)]
Zone: TypeAlias = Annotated[str, AfterValidator(_zone)]
Item: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Sha256: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$")]
_Written: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=MOST_CHARACTERS)]
Pattern: TypeAlias = Annotated[_Written, AfterValidator(_parsed_by(parse_pattern))]
LinePattern: TypeAlias = Annotated[_Written, AfterValidator(_parsed_by(parse_line))]
LogLine: TypeAlias = Annotated[_Written, AfterValidator(_parsed_by(parse_log_line))]
Ending: TypeAlias = Annotated[str, StringConstraints(pattern=r"^\.[A-Za-z0-9._-]+$", max_length=80)]
Offset: TypeAlias = Annotated[int, Field(ge=0, le=_LARGEST)]
Side: TypeAlias = Annotated[int, Field(ge=1, le=_LARGEST)]
Refusal: TypeAlias = Callable[[Place, str], SubmissionError]
