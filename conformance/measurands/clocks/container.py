"""The times that a container states, alone against a witness, and as clocks to be compared."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from conformance.measurands.clocks.clock import EPOCH_1601, EPOCH_1904, UTC_ZONE, Clock, witnessed_offset
from conformance.measurands.clocks.start import started
from conformance.measurands.clocks.written import WHOLE, written_time
from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import media_of
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, IsoFacts, Media
from conformance.model.measurement import Opinion
from conformance.model.vocabulary import Reason

_TENTH_MICRO = Fraction(1, 10_000_000)  # s
_UNSTATED = Absent(Reason.METHOD_DOES_NOT_APPLY, "QuickTime files leave the zone of their times open")
_UNIX = 2_082_844_800  # s from 1904 to 1970
_FIRST = 631_152_000  # s from 1970 to 1990: no recorder wrote a file before
_ROLL_OVER = 2**32  # s: a header of 32 bits begins anew behind 2040-02-06 06:28:15 UTC
# Strings that speak of the recording (user data of ISO BMFF and QuickTime, RIFF INFO, FLV, tags of Matroska), not of
# when it was tagged, edited, released or bought.
_OF_THE_RECORDING = frozenset(
    ("creation_time", "date", "creationdate", "com.apple.quicktime.creationdate", "date_recorded", "date_encoded")
)


def creation_offset(subject: RecordingSubject) -> Result:
    """Container creation time, in UTC or the zone that goes with it, minus the witnessed start of the recording, s.

    ISO BMFF, QuickTime and Matroska are read as UTC; what stands elsewhere without a zone, in the recorder's own.
    """
    media = media_of(subject)
    if isinstance(media, Absent):
        return media
    clock = created(subject, media)
    if isinstance(clock, Absent):
        return clock
    found = witnessed_offset(_read_as_utc(clock, subject.recording.clock_zone), started(subject))
    if isinstance(found, Absent):
        return found
    return replace(found, opinions=(*found.opinions, *_other_headers(subject.facts.iso, found)))


def _read_as_utc(clock: Clock, own: int | Absent) -> Clock:
    """QuickTime's times, whose zone is open, as UTC; the recorder's own zone, where stated, is another reading."""
    if clock.zone != _UNSTATED:
        return clock
    others = [replace(one, zone=UTC_ZONE) for one in clock.others]
    if not isinstance(own, Absent):
        others.append(replace(clock, source="that of the recorder's zone", zone=own, others=()))
    return replace(clock, zone=UTC_ZONE, others=tuple(others))


def _other_headers(iso: IsoFacts | Absent, found: Reading) -> Iterator[Opinion]:
    """Creation times of track and media headers that differ from the movie header's by more than a second."""
    if isinstance(iso, Absent) or not isinstance(found.value, Fraction):
        return
    for time in iso.creation_times:
        if abs(time - iso.creation_time) > 1:
            yield Opinion("track or media header", found.value + time - iso.creation_time, agrees=False)


def created(subject: RecordingSubject, media: Media) -> Clock | Absent:
    """The creation time of the container: of ISO BMFF the movie header's, else the one that FFmpeg reads."""
    iso = subject.facts.iso
    if isinstance(iso, Absent):
        return _of_text(media, subject.recording.clock_zone)
    if iso.creation_time == 0:
        return Absent(Reason.TIME_NOT_SET, "the creation time of the container is 0: not set")
    for clock in _of_header("movie header", iso.creation_time, iso, media):
        return clock
    return Absent(Reason.TIME_NOT_SET, f"the creation time {iso.creation_time} s since 1904 is no date")


def container_clocks(subject: RecordingSubject, media: Media) -> tuple[Clock, ...]:
    """Every time that the container states for the recording's start or close; none that is not set or is no date.

    Times of ISO BMFF are UTC (ISO/IEC 14496-12, 8.2.2.3), whatever a recorder writes there; so is DateUTC of Matroska.
    """
    iso, own = subject.facts.iso, subject.recording.clock_zone
    strings = tuple(_of_strings(media, own, headers=isinstance(iso, IsoFacts)))
    if isinstance(iso, Absent):
        header = _of_text(media, own)
        return strings if isinstance(header, Absent) else (header, *strings)
    return (*_of_headers(iso, media), *_of_export(iso), *strings)


def _of_headers(iso: IsoFacts, media: Media) -> Iterator[Clock]:
    for stated in iso.creation_times:
        source = "movie header" if stated == iso.creation_time else "track or media header"
        yield from _of_header(source, stated, iso, media)


def _of_header(source: str, stated: int, iso: IsoFacts, media: Media) -> Iterator[Clock]:
    zone = _UNSTATED if media.format == "mov" else UTC_ZONE
    for shown in _date(EPOCH_1904, Fraction(stated)):
        clock = Clock(source, shown, zone, WHOLE, may_close=True)
        rules = _other_rules(stated, wide=stated in iso.wide_creation_times)
        others = (replace(clock, source=how, shown=one) for how, since in rules for one in _date(EPOCH_1904, since))
        yield replace(clock, others=tuple(others))


def _other_rules(stated: int, *, wide: bool) -> Iterator[tuple[str, Fraction]]:
    """What a number that names a time before 1970 may mean, in s since 1904."""
    if stated >= _UNIX:
        return
    if stated >= _FIRST:
        yield "seconds since 1970", Fraction(stated + _UNIX)
    if not wide:
        yield "rolled over in 2040", Fraction(stated + _ROLL_OVER)


def _of_export(iso: IsoFacts) -> Iterator[Clock]:
    """Start times of capture; 0 is no time."""
    boxes = () if isinstance(iso.export, Absent) else iso.export.start_times
    for ticks in dict.fromkeys(entry.ticks for box in boxes for entry in box.entries if entry.ticks):
        for shown in _date(EPOCH_1601, ticks * _TENTH_MICRO):
            yield Clock("cstb box", shown, UTC_ZONE, _TENTH_MICRO)


def _of_text(media: Media, own: int | Absent) -> Clock | Absent:
    """The creation time that FFmpeg reads."""
    if not media.creation_time:
        return Absent(Reason.TIME_NOT_SET, f"the {media.format} file states no creation time")
    return _written(f"{media.format} header", media.creation_time, own)


def _of_strings(media: Media, own: int | Absent, *, headers: bool) -> Iterator[Clock]:
    """The strings that tell a time of the recording; `creation_time` of ISO BMFF is FFmpeg's print of the headers."""
    for date in media.dates:
        wanted = date.key in _OF_THE_RECORDING
        if wanted and not (headers and date.key == "creation_time"):
            clock = _written(f"string {date.key}", date.text, own)
            if not isinstance(clock, Absent):
                yield clock


def _written(source: str, text: str, own: int | Absent) -> Clock | Absent:
    """With the zone that stands there, else in the recorder's own."""
    time = written_time(text)
    if isinstance(time, Absent):
        return Absent(time.reason, f"{source}: {time.detail}")
    zone = own if isinstance(time.zone, Absent) else time.zone
    return Clock(source, time.shown, zone, time.resolution, may_close=True)


def _date(epoch: datetime, since: Fraction) -> Iterator[datetime]:
    """That time as UTC shows it, where it is a date."""
    with suppress(OverflowError):
        yield (epoch + timedelta(microseconds=round(since * 1_000_000))).replace(tzinfo=None)
