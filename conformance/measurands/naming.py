"""Which known pattern the name of a recording follows; patterns seen in public code, in no standard's text."""

import re
from datetime import datetime
from pathlib import PurePosixPath

from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import media_of
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Text

_NONE = "none"
_SERIAL, _OFFICER, _SEQUENCE = "[0-9A-Za-z]{7}", "[0-9A-Za-z]{6}", "[0-9]{4}"
_TIME = "(?P<time>[0-9]{14})"
_IMPORTANT = "IMP"
_PATTERNS = (
    ("serial7_officer6_time14_seq4", re.compile(f"{_SERIAL}_{_OFFICER}_{_TIME}_{_SEQUENCE}")),
    ("officer6_serial7_time14_seq4", re.compile(f"{_OFFICER}_{_SERIAL}_{_TIME}_{_SEQUENCE}")),
    ("time14_seq4", re.compile(f"{_TIME}_{_SEQUENCE}")),
)


def name_pattern(subject: RecordingSubject) -> Result:
    """Pattern of the file's name (serial, officer, yyyyMMddHHmmss, sequence; IMP before the dot), or `none`.

    The date must be one of the calendar; what serial and officer are is not checked. The name of what is no readable
    recording is not measured.
    """
    name = _name(subject)
    if isinstance(name, Absent):
        return name
    stem = name.stem
    marked = stem.endswith(_IMPORTANT)
    plain = stem.removesuffix(_IMPORTANT)
    note = f"{_IMPORTANT} before the dot: marked as important" if marked else ""
    for pattern, expression in _PATTERNS:
        found = expression.fullmatch(plain)
        if found:
            if _is_date(found["time"]):
                return Reading(Text(pattern), note=note)
            return Reading(Text(_NONE), note=f"{found['time']} is no date and time")
    return Reading(Text(_NONE))


def name_extension(subject: RecordingSubject) -> Result:
    """Extension of the file's name, in small letters without the dot; `none` where it has none."""
    name = _name(subject)
    if isinstance(name, Absent):
        return name
    return Reading(Text(name.suffix.removeprefix(".").lower() or _NONE))


def _name(subject: RecordingSubject) -> PurePosixPath | Absent:
    media = media_of(subject)
    return media if isinstance(media, Absent) else PurePosixPath(subject.recording.path)


def _is_date(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007 - a name tells no time zone
    except ValueError:
        return False
    return True
