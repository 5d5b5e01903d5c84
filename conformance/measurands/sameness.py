"""Whether everything that tells device and officer tells the same: names, pictures, the recorder's own record."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations, islice
from math import comb
from pathlib import PurePosixPath
from typing import TypeAlias

from conformance.measurands import overlay_text
from conformance.measurands.identity import stated_digits
from conformance.measurands.reading import Reading, Result
from conformance.model.device_record import Numbers
from conformance.model.evidence import DeviceSubject, RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Opinion
from conformance.model.vocabulary import Reason

_DEVICE, _OFFICER = "device", "officer"
_REGISTERED_DIGITS = 20  # of an identifier of GB/T 28181; shorter numbers of a device are other ones
_MOST_TOLD = 5  # pairs and numbers that a note names
_LONGEST = 40  # characters of a number


class _Source(StrEnum):
    """Where a number stands."""

    NAME = "the file's name"
    PICTURE = "the text in the pictures"
    RECORD = "ZFY_INFO"
    LOG = "the log"
    REGISTERED = "the GB/T 28181 identifier"


@dataclass(frozen=True, order=True)
class _Said:
    """One number as one kind of source tells it."""

    number: str
    source: _Source

    @property
    def text(self) -> str:
        return f"{self.number[:_LONGEST]!r} by {self.source}"


_Pair: TypeAlias = tuple[_Said, _Said]


@dataclass(frozen=True)
class _Compared:
    """Device or officer: what is said, how many pairs differ, the first of them, and without the text in pictures."""

    field: str
    said: tuple[_Said, ...]
    differ: int
    plain: int
    pairs: tuple[_Pair, ...]
    two_sources: bool
    aside: str = ""

    @property
    def text(self) -> str:
        told = ", ".join(one.text for one in self.said[:_MOST_TOLD]) or "nothing"
        more = f" and {len(self.said) - _MOST_TOLD} more" if len(self.said) > _MOST_TOLD else ""
        return f"{self.field}: {told}{more}{self.aside}"


def disagreements(subject: DeviceSubject) -> Result:
    """Pairs of sources that tell another device, or another officer of one recording.

    Sources are names (`file_names`), text in pictures (`overlay_texts`), ZFY_INFO, the stated GB/T 28181 identifier,
    and of the device entries of logs. Text is read in one picture of each recording, so that where it alone differs,
    nothing is decided.
    """
    both = _device(subject), _officer(subject)
    differ, plain = sum(one.differ for one in both), sum(one.plain for one in both)
    note = "; ".join(one.text for one in both)
    if not differ:
        silent = tuple(_silent(subject, both))
        if silent:
            return silent[0]
        if not any(one.two_sources for one in both):
            return Absent(Reason.EVIDENCE_MISSING, f"no two sources tell device or officer; {note}")
    pairs = [f"{one.text} and {other.text}" for compared in both for one, other in compared.pairs]
    told = f"{'; '.join(pairs[:_MOST_TOLD])}; {note}" if pairs else note
    others = (Opinion("all but the text in the pictures", Fraction(plain), agrees=False),) if plain < differ else ()
    return Reading(Fraction(differ), exercised=sum(len(one.said) for one in both), note=told, opinions=others)


def _device(subject: DeviceSubject) -> _Compared:
    """All that is said of the device is said of one."""
    said = {one for recording in subject.recordings for one in _of_recording(recording, _DEVICE)}
    said |= {_Said(one.serial, _Source.RECORD) for one in _records(subject)}
    said |= {_Said(number, _Source.LOG) for number in _logged(subject)}
    if any(len(one.number) == _REGISTERED_DIGITS for one in said):
        said |= set(_registered(subject))
    pairs = ((one, other) for one, other in combinations(sorted(said), 2) if one.number != other.number)
    without = [one for one in said if one.source is not _Source.PICTURE]
    sources = {one.source for one in said}
    first = tuple(islice(pairs, _MOST_TOLD))
    return _Compared(_DEVICE, tuple(sorted(said)), _differing(said), _differing(without), first, len(sources) > 1)


def _differing(said: Iterable[_Said]) -> int:
    """How many pairs tell different numbers, without making them."""
    counts = Counter(one.number for one in said)
    return comb(counts.total(), 2) - sum(comb(count, 2) for count in counts.values())


def _officer(subject: DeviceSubject) -> _Compared:
    """One recorder may serve several officers, so that recordings are compared with themselves.

    ZFY_INFO tells the last one, and is compared where all recordings are of one officer.
    """
    each = [_of_recording(recording, _OFFICER) for recording in subject.recordings]
    said = {one for mine in each for one in mine}
    numbers = {one.number for one in said}
    pairs = {(one, other) for mine in each for one, other in combinations(mine, 2) if one.number != other.number}
    records = {_Said(one.officer, _Source.RECORD) for one in _records(subject)}
    compared = records if len(numbers) == 1 else set()
    pairs |= {(one, other) for one in said for other in compared if one.number != other.number}
    plain = [pair for pair in pairs if all(one.source is not _Source.PICTURE for one in pair)]
    two = bool(compared) or any(len(mine) > 1 for mine in each)
    aside = " (ZFY_INFO is not compared: the recordings are of several)" if records and len(numbers) > 1 else ""
    first = tuple(sorted(pairs)[:_MOST_TOLD])
    return _Compared(_OFFICER, tuple(sorted(said | records)), len(pairs), len(plain), first, two, aside)


def _of_recording(recording: RecordingSubject, field: str) -> tuple[_Said, ...]:
    """What its name and its pictures tell."""
    named = _named(recording, field)
    shown = _shown(recording, field)
    said = [_Said(named, _Source.NAME)] if named else []
    said += [] if isinstance(shown, Absent) else [_Said(str(shown.value), _Source.PICTURE)]
    return tuple(said)


def _named(recording: RecordingSubject, field: str) -> str:
    """By the patterns of names; '' where it fits none with that field, or several that tell different numbers."""
    name = PurePosixPath(recording.recording.path).name
    patterns = recording.recording.name_patterns
    numbers = {dict(one.fields(name)).get(field, "") for one in patterns if one.holds(field) and one.fields(name)}
    return numbers.pop() if len(numbers) == 1 else ""


def _shown(recording: RecordingSubject, field: str) -> Result:
    return (overlay_text.device_number if field == _DEVICE else overlay_text.officer_number)(recording)


def _records(subject: DeviceSubject) -> Iterator[Numbers]:
    return (one.numbers for one in subject.device_record if not isinstance(one.numbers, Absent))


def _logged(subject: DeviceSubject) -> Iterator[str]:
    """What entries of logs tell, where the patterns of their lines have the field."""
    contents = [log.content for log in subject.logs]
    return (number for one in contents if not isinstance(one, Absent) for number in one.devices)


def _registered(subject: DeviceSubject) -> Iterator[_Said]:
    digits = stated_digits(subject)
    if not isinstance(digits, Absent) and len(digits) == _REGISTERED_DIGITS:
        yield _Said(digits, _Source.REGISTERED)


def _silent(subject: DeviceSubject, both: Iterable[_Compared]) -> Iterator[Absent]:
    """Sources that the submission states and that tell nothing of a recording: what they would have told is open."""
    yield from (one.numbers for one in subject.device_record if isinstance(one.numbers, Absent))
    for compared in both:
        yield from _silent_field(subject, compared.field, {one.source for one in compared.said})


def _silent_field(subject: DeviceSubject, field: str, sources: set[_Source]) -> Iterator[Absent]:
    for one in subject.recordings:
        if any(pattern.holds(field) for pattern in one.recording.name_patterns) and not _named(one, field):
            if _Source.NAME not in sources:
                said = f"{one.recording.path} and all others: no name fits one pattern with {{{field}}}"
                yield Absent(Reason.EVIDENCE_UNREADABLE, said)
            elif not _is_nameless(one, field):
                said = f"{one.recording.path}: its name fits no pattern, or several that tell different numbers"
                yield Absent(Reason.EVIDENCE_UNREADABLE, said)
        if any(pattern.holds(field) for pattern in one.recording.line_patterns):
            shown = _shown(one, field)
            if isinstance(shown, Absent):
                yield Absent(shown.reason, f"{one.recording.path}: {shown.detail}")


def _is_nameless(recording: RecordingSubject, field: str) -> bool:
    """Whether its name fits patterns without that field alone, as names of another kind of file do."""
    name = PurePosixPath(recording.recording.path).name
    fitting = [pattern for pattern in recording.recording.name_patterns if pattern.fields(name)]
    return bool(fitting) and not any(pattern.holds(field) for pattern in fitting)
