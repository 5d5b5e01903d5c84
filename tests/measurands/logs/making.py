"""Logs and recordings made by hand: every time in them is known."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.evidence.logs.ordering import content_of
from conformance.evidence.logs.parsing import Parser
from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand
from conformance.model.evidence import NO_ZONE, DeviceSubject, RecordingSubject, Stated
from conformance.model.facts import Absent, Media
from conformance.model.logs import NOT_SAID_SINCE, EventKind, Log
from conformance.model.measurement import Measurement, NotMeasured, Outcome
from conformance.model.name_pattern import parse_log_line
from tests.measurands.facts import subject, video

LINE = "{year}-{month}-{day} {hour}:{minute}:{second} {event}"
WORDS = (
    ("REC START", EventKind.START),
    ("REC STOP", EventKind.STOP),
    ("FAULT", EventKind.FAULT),
    ("OFF", EventKind.POWER_OFF),
)
BEGIN = datetime(2026, 11, 20, 10)  # noqa: DTZ001 - as shown
DAY = 86_400  # s


def lines(*entries: tuple[float, str]) -> str:
    """Entries by their seconds from `BEGIN`."""
    return "".join(f"{BEGIN + timedelta(seconds=at):%Y-%m-%d %H:%M:%S} {event}\n" for at, event in entries)


def log(text: str, words: Sequence[tuple[str, EventKind]] = WORDS, zone: int | Absent = NO_ZONE) -> Log:
    """A log in one file `a.log` of that text."""
    parser = Parser([parse_log_line(LINE)], tuple(words), "utf-8")
    with TemporaryDirectory() as folder:
        file = Path(folder, "a.log")
        file.write_text(text, encoding="utf-8")
        read = parser.read("a.log", file, 1_000_000)
    kinds = tuple(dict.fromkeys(kind for _, kind in words))
    return Log("a.log", (), zone, NOT_SAID_SINCE, kinds, content_of([read], parser))


def recording(at: float, *, zone: int | Absent = NO_ZONE, segment_of: str = "", seconds: int = 20) -> RecordingSubject:
    """A recording of 20 s that is named by its start, in seconds from `BEGIN`."""
    track = video(tuple(range(seconds * 25)), Fraction(1, 25))
    made = subject(Media("mp4", "", (track,), (), ()))
    name = f"{BEGIN + timedelta(seconds=at):%Y%m%d%H%M%S}.mp4"
    return replace(made, recording=replace(made.recording, path=name, clock_zone=zone, segment_of=segment_of))


def outcome(name: str, logs: Iterable[Log], recordings: Iterable[RecordingSubject] = ()) -> Outcome:
    """What a measurand of the device makes of them."""
    measurand = registry.find(name)
    assert isinstance(measurand, DeviceMeasurand)
    return measurand.measure(DeviceSubject(tuple(recordings), Stated(), logs=tuple(logs)))


def measured(name: str, logs: Iterable[Log], recordings: Iterable[RecordingSubject] = ()) -> Measurement:
    found = outcome(name, logs, recordings)
    assert isinstance(found, Measurement), found
    return found


def absent(name: str, logs: Iterable[Log], recordings: Iterable[RecordingSubject] = ()) -> NotMeasured:
    found = outcome(name, logs, recordings)
    assert isinstance(found, NotMeasured), found
    return found
