"""Fields of the text in the pictures, beside date and time: whose recording it is, and where it was made."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from conformance.measurands.clocks.recognised import SURE
from conformance.measurands.reading import Reading, Result
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Text
from conformance.model.overlay_facts import TextLine
from conformance.model.vocabulary import Reason

_LATITUDES, _LONGITUDES = ("north", "south"), ("east", "west")
_POLE, _ANTIMERIDIAN = 90, 180  # degrees
_MOST_TOLD = 4  # lines that a note names
_LONGEST = 80  # characters of them


class _Field(NamedTuple):
    """What stands in one field of a line, and the probability of its least certain character, percent."""

    text: str
    sure: int
    line: TextLine


def device_number(subject: RecordingSubject) -> Result:
    """Device number in the first pictures, where the submission's pattern of their text has it."""
    return _read(subject, "device")


def officer_number(subject: RecordingSubject) -> Result:
    """Officer's number in the first pictures, where the submission's pattern of their text has it."""
    return _read(subject, "officer")


def position(subject: RecordingSubject) -> Result:
    """Latitude and longitude in the first pictures, degrees, north and east positive, by the submission's pattern."""
    latitude, longitude = (_degrees(subject, sides) for sides in (_LATITUDES, _LONGITUDES))
    if isinstance(latitude, Absent):
        return latitude
    if isinstance(longitude, Absent):
        return longitude
    place = f"{latitude.value}, {longitude.value}"
    if abs(Fraction(str(latitude.value))) > _POLE or abs(Fraction(str(longitude.value))) > _ANTIMERIDIAN:
        return Absent(Reason.NOTHING_TO_MEASURE, f"no place on earth has the coordinates {place}")
    return replace(latitude, value=Text(place))


def _degrees(subject: RecordingSubject, sides: tuple[str, str]) -> Result:
    """What stands in the field of one of two sides, with all its digits; negative where the second one does."""
    found = [(side, _read(subject, side)) for side in sides]
    read = [(side, one) for side, one in found if isinstance(one, Reading)]
    if len(read) == 1:
        ((side, one),) = read
        return one if side == sides[0] else replace(one, value=Text(f"-{one.value}"))
    if read:
        return Absent(Reason.NOTHING_TO_MEASURE, f"both {sides[0]} and {sides[1]} stand in the picture")
    absent = [one for _, one in found if isinstance(one, Absent)]
    return next((one for one in absent if one.reason is not Reason.SETTING_NOT_STATED), absent[0])


def _read(subject: RecordingSubject, field: str) -> Result:
    """What stands in that field of the one picture whose text was read."""
    overlay = subject.facts.overlay
    if not any(pattern.holds(field) for pattern in subject.recording.line_patterns):
        return Absent(Reason.SETTING_NOT_STATED, f"submission.yaml states no overlay_texts with {{{field}}}")
    if isinstance(overlay, Absent):
        return overlay
    found = [one for line in overlay.lines for one in _fields(subject, line, field)]
    if not found:
        seen = ", ".join(repr(line.text[:_LONGEST]) for line in overlay.lines[:_MOST_TOLD])
        return Absent(Reason.NOTHING_TO_MEASURE, f"no line of text fits a pattern with {{{field}}}: {seen or 'none'}")
    if len({one.text for one in found}) > 1:
        several = ", ".join(repr(one.text) for one in found[:_MOST_TOLD])
        return Absent(Reason.NOTHING_TO_MEASURE, f"several lines fit, and tell different things: {several}")
    best = max(found, key=lambda one: one.sure)
    where = f"in picture {best.line.number} stands {best.line.text[:_LONGEST]!r}"
    if best.sure < SURE:
        said = f"{where}, of which {best.text!r} is read for sure to {best.sure} % only, {SURE} % needed"
        return Absent(Reason.NOTHING_TO_MEASURE, said)
    return Reading(Text(best.text), note=where)


def _fields(subject: RecordingSubject, line: TextLine, field: str) -> Iterator[_Field]:
    """The field by each pattern that the whole line fits; blanks, which are often lost or made up, do not count."""
    kept = [(_plain(char), sure) for char, sure in zip(line.text, line.sure, strict=True) if not char.isspace()]
    text = "".join(char for char, _ in kept)
    for pattern in subject.recording.line_patterns:
        place = pattern.spans(text).get(field)
        if place:
            yield _Field(text[place], min(sure for _, sure in kept[place]), line)


def _plain(char: str) -> str:
    """A letter, digit or mark of full width as the plain one."""
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char
