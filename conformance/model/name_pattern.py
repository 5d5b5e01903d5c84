"""How a device names its files, letters its pictures and writes its logs: fields between literal text, as stated.

`{year}{month}{day}` have the widths that their digits have; `{device:7}` states the width of a text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from string import Formatter
from types import MappingProxyType
from typing import TypeAlias

from conformance.errors import PatternError

_TIMES = MappingProxyType(
    {"year": 4, "year2": 2, "month": 2, "day": 2, "hour": 2, "minute": 2, "second": 2, "milli": 3}
)
_NUMBERS = ("sequence", "channel")  # digits
_WORDS = ("device", "officer")  # letters and digits
_ANYTHING = "text"  # any characters, of a stated width; the only field that may stand several times
_FIELDS = (*_TIMES, *_NUMBERS, *_WORDS, _ANYTHING)
_DEGREES = ("north", "south", "east", "west")  # degrees in that direction, with decimals; of lines in pictures alone
_EVENT = "event"  # all that is left of a line of a log
_WORD = "word"  # letters and digits of no use; may stand several times, and of lines of logs alone
_CLOCK = ("hour", "minute", "second", "milli")
_NEEDED = ("month", "day", "hour", "minute")  # beside a year: a date and a time of day to the minute at least
_WIDEST = 64  # characters of a field
MOST_CHARACTERS = 200  # of a pattern; file systems allow names of 255

_Part: TypeAlias = tuple[str, str, str]  # literal text, the field behind it ('' = none), its width ('' = none)


@dataclass(frozen=True)
class NamePattern:
    """One pattern, as it is written; `parse_pattern` makes those that can be used."""

    text: str

    @property
    def holds_time(self) -> bool:
        """False for a name that tells no time, as of a device that numbers its files."""
        return any(map(self.holds, _TIMES))

    @property
    def order(self) -> tuple[str, ...]:
        """The fields of its time, in the order in which they stand."""
        return tuple(field for _, field, _ in _parts(self.text) if field in _TIMES)

    def holds(self, field: str) -> bool:
        """True where that field is in it."""
        return any(one == field for _, one, _ in _parts(self.text))

    def fields(self, name: str) -> tuple[tuple[str, str], ...]:
        """The fields of a file's name in their order, with what stands there; none where the name does not fit."""
        found = _expression(self.text).fullmatch(name)
        return tuple(found.groupdict().items()) if found else ()

    def spans(self, name: str) -> dict[str, slice]:
        """Where its fields stand in that name; none where the name does not fit."""
        found = _expression(self.text).fullmatch(name)
        return {field: slice(*found.span(field)) for field in found.groupdict()} if found else {}


def parse_line(text: str) -> NamePattern:
    """The pattern of a line of text in pictures that a text is; blanks do not count.

    Raises:
        PatternError: as `parse_pattern`.
    """
    return _parsed("".join(text.split()), (*_FIELDS, *_DEGREES))


def parse_log_line(text: str) -> NamePattern:
    """The pattern of a line of a log that a text is; a run of blanks in it counts as one, and so it does in the line.

    Raises:
        PatternError: as `parse_pattern`; it holds no time, one whose minutes do not follow its hours, and so on, or no
            event at its end.
    """
    pattern = _parsed(" ".join(text.split()), (*_FIELDS, _WORD, _EVENT))
    if not pattern.holds_time:
        raise PatternError("an entry of a log needs a time; add {year}, {month}, {day}, {hour}, {minute}")
    clock, at = tuple(field for field in _CLOCK if pattern.holds(field)), pattern.order.index("hour")
    if pattern.order[at : at + len(clock)] != clock:
        raise PatternError(
            f"a time of day is written {_listed(clock)}, in this order and with no part of a date between"
        )
    if _parts(pattern.text)[-1][1] != _EVENT:
        raise PatternError("{event} is the rest of the line, and must end the pattern")
    return pattern


def parse_pattern(text: str) -> NamePattern:
    """The pattern of a file's name that a text is.

    Raises:
        PatternError: a field is unknown, stands twice or has no such width, the time is not whole, the ends of a field
            could lie in several places, or a name can't hold the text.
    """
    _parts(text)
    if any(char in "/\\" or ord(char) < ord(" ") for char in text):
        raise PatternError("a pattern is of the file's name alone, without its folders and control characters")
    return _parsed(text, _FIELDS)


def _parsed(text: str, known: tuple[str, ...]) -> NamePattern:
    parts = _parts(text)
    fields = [field for _, field, _ in parts if field]
    if not fields:
        raise PatternError(f"the pattern holds no field; the fields are {_listed(known)}")
    for _, field, width in parts:
        _check_field(field, width, known)
    for field in dict.fromkeys(fields):
        if field not in (_ANYTHING, _WORD) and fields.count(field) > 1:
            raise PatternError(f"{{{field}}} stands twice; of a part that is of no use write {{text:WIDTH}}")
    _check_time(fields)
    _check_ends(parts)
    return NamePattern(text)


@cache
def _parts(text: str) -> tuple[_Part, ...]:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise PatternError(f"a field is written {{name}} or {{name:width}}: {error}") from error
    if any(conversion for *_, conversion in parsed) or "{{" in text or "}}" in text:
        raise PatternError("a field is written {name} or {name:width}; a name holds no other braces")
    if any(field == "" for _, field, _, _ in parsed):
        raise PatternError(f"{{}} names no field; the fields are {_listed(_FIELDS)}")
    return tuple((literal, field or "", width or "") for literal, field, width, _ in parsed)


def _check_field(field: str, width: str, known: tuple[str, ...]) -> None:
    if field and field not in known:
        raise PatternError(f"{{{field}}} is no field; the fields are {_listed(known)}")
    if width and field == _EVENT:
        raise PatternError("{event} is the rest of the line; write it without a width")
    if width and field in _DEGREES:
        raise PatternError(f"{{{field}}} is a number with decimals; write it without a width")
    if width and field in _TIMES:
        raise PatternError(f"{{{field}}} always has {_TIMES[field]} digits; write it without a width")
    if width and not (re.fullmatch("[1-9][0-9]?", width, re.ASCII) and int(width) <= _WIDEST):
        raise PatternError(f"{width!r} is no width of {{{field}}}; write a number from 1 to {_WIDEST}")
    if field == _ANYTHING and not width:
        raise PatternError("{text} may be anything and needs a width, such as {text:4}")


def _check_time(fields: list[str]) -> None:
    """Either no field of a time, or all from the year to the minute."""
    told = [field for field in fields if field in _TIMES]
    if not told:
        return
    if ("year" in told) == ("year2" in told):
        raise PatternError("a time needs {year} (4 digits) or {year2} (2 digits, 2000 to 2099), one of them")
    missing = [field for field in _NEEDED if field not in told]
    if "milli" in told and "second" not in told:
        missing.append("second")
    if missing:
        raise PatternError(f"the time is not whole; add {_listed(missing)}")


def _check_ends(parts: tuple[_Part, ...]) -> None:
    """A field without a width ends before a character that it can't hold, so that a name fits in one way only."""
    for (_, field, width), (behind, following, _) in pairwise((*parts, ("", "", ""))):
        if not field or width or field in (*_TIMES, _EVENT) or not (behind or following):
            continue
        if not behind or _holds(field, behind[0]):
            what = "letter or digit" if field in (*_WORDS, _WORD) else "digit"
            or_width = "" if field in _DEGREES else f"state its width ({{{field}:6}}), or "
            raise PatternError(f"{{{field}}} has no certain end; {or_width}put no {what} behind")


def _holds(field: str, char: str) -> bool:
    """Whether that character may belong to a field without a width."""
    if field in (*_WORDS, _WORD):
        return char.isalnum()
    return char.isdigit() or (char == "." and field in _DEGREES)


@cache
def _expression(text: str) -> re.Pattern[str]:
    return re.compile("".join(_expressed(_parts(text))), re.DOTALL)


def _expressed(parts: tuple[_Part, ...]) -> Iterator[str]:
    for literal, field, width in parts:
        yield re.escape(literal)
        if field in _TIMES:
            yield f"(?P<{field}>[0-9]{{{_TIMES[field]}}})"
        elif field in _DEGREES:
            yield rf"(?P<{field}>[0-9]{{1,3}}(?:\.[0-9]{{1,9}})?)"
        elif field == _ANYTHING:
            yield f".{{{width}}}"
        elif field == _EVENT:
            yield "(?P<event>.*)"
        elif field == _WORD:
            yield rf"[^\W_]{f'{{{width}}}' if width else '+'}"
        elif field:
            kind = "[0-9]" if field in _NUMBERS else r"[^\W_]"
            yield f"(?P<{field}>{kind}{f'{{{width}}}' if width else '+'})"


def _listed(fields: Iterator[str] | list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"{{{field}}}" for field in fields)
