"""What the measurands of an export share: the boxes of a recording, and whether damage may hide some of them."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeAlias

from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.measurands.tracks import media_of
from conformance.model.evidence import RecordingSubject
from conformance.model.export_facts import ExportFacts
from conformance.model.facts import Absent, IsoFacts
from conformance.model.measurement import Opinion, Text, Value, Where
from conformance.model.vocabulary import Axis, Reason

FILE, MOVIE = ("file", "meta"), ("file", "moov", "trak", "udta")
METADATA = ("file", "moov", "trak", "mdia", "minf", "stbl", "stsd")
FRAGMENTS = ("file", "moof", "traf")
SEAL = (*FILE, "ipro", "sinf", "schi")

# Faults after which a box may stand in the file and not have been read.
_HIDING = frozenset(
    {
        "trailing_bytes",
        "box_past_parent",
        "box_too_short",
        "box_too_large",
        "duplicate_box",
        "table_truncated",
        "table_too_large",
        "no_full_box",
    }
)
_HIDING_ALL = frozenset({"box_past_end", "too_many_boxes", "too_many_faults"})  # wherever they stand

Measured: TypeAlias = Callable[[ExportFacts, IsoFacts], Result]


def measured(subject: RecordingSubject, containers: Sequence[str], function: Measured) -> Result:
    """What `function` makes of the export boxes; absent where damage to one of `containers` may hide boxes from it."""
    media, iso = media_of(subject), subject.facts.iso
    if isinstance(media, Absent):
        return media
    if isinstance(iso, Absent):
        if iso.reason is not Reason.METHOD_DOES_NOT_APPLY:
            return iso
        return Absent(iso.reason, f"the boxes of an export are those of ISO BMFF; this file is {media.format}")
    if isinstance(iso.export, Absent):
        return iso.export
    damage = [(one.code, one.path, one.detail) for one in iso.faults]
    damage += [(one.code, one.path, one.detail) for one in iso.export.faults]
    for code, path, detail in damage:
        if hides(code, path, containers):
            return Absent(Reason.EVIDENCE_UNREADABLE, f"boxes may be hidden behind damage: {path}: {detail}")
    return function(iso.export, iso)


def hides(code: str, path: str, containers: Sequence[str]) -> bool:
    """Whether a fault there may hide boxes inside one of the containers."""
    swallows = code == "box_past_parent" and last_of(path.rpartition("/")[0]) in containers
    return code in _HIDING_ALL or swallows or (code in _HIDING and last_of(path) in containers)


def last_of(path: str) -> str:
    """Type of the box at the end of a path such as `meta/ipro/sinf[1]`."""
    return path.rpartition("/")[2].partition("[")[0]


def nothing(detail: str) -> Absent:
    """No box that the question is about."""
    return Absent(Reason.NOTHING_TO_MEASURE, detail)


def counted(number: int, exercised: int, places: Sequence[Where] = ()) -> Reading:
    """An exact count over `exercised` boxes, with the first places of what was counted."""
    return Reading(Fraction(number), exercised=exercised, where=tuple(places[:MOST_PLACES]))


def place(offset: int, detail: str) -> Where:
    """A byte offset in the file."""
    return Where(Axis.BYTE, Fraction(offset), detail)


def first_of(values: Sequence[Value], source: str) -> Reading:
    """The first of several values; every other one that differs speaks against it."""
    others = [value for value in dict.fromkeys(values) if value != values[0]]
    said = tuple(Opinion(source, value, agrees=False) for value in others[:MOST_PLACES])
    return Reading(values[0], exercised=len(values), opinions=said)


def joined(values: Sequence[str]) -> Reading:
    """The text that all boxes state, or every distinct one, so that no limit is met where one box differs."""
    return Reading(Text(" | ".join(dict.fromkeys(values))), exercised=len(values))
