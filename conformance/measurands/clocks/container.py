"""The times that a container states, alone against a witness, and as clocks to be compared."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from conformance.measurands.clocks.clock import EPOCH_1601, EPOCH_1904, UTC_ZONE, Clock
from conformance.measurands.reading import Reading, Result, expanded, rectangular, seconds
from conformance.measurands.tracks import media_of
from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.facts import Absent, IsoFacts, Media
from conformance.model.measurement import COVERAGE_FACTOR, Opinion
from conformance.model.vocabulary import Reason

_WHOLE, _MILLI, _TENTH_MICRO = Fraction(1), Fraction(1, 1000), Fraction(1, 10_000_000)  # s
_UNSTATED = Absent(Reason.METHOD_DOES_NOT_APPLY, "QuickTime files leave the zone of their times open")


def creation_offset(subject: RecordingSubject) -> Result:
    """Container creation time, read as UTC, minus the witnessed start of the recording, s."""
    media = media_of(subject)
    if isinstance(media, Absent):
        return media
    created = creation(subject.facts.iso, media)
    if isinstance(created, Absent):
        return created
    time, resolution = created
    reference = subject.recording.reference
    if isinstance(reference, Absent):
        return Absent(reference.reason, f"{reference.detail}; the container says {time:%Y-%m-%d %H:%M:%S} UTC")
    offset = seconds(time - reference.start)
    budget = expanded(rectangular(resolution / 2), reference.expanded_uncertainty / COVERAGE_FACTOR)
    note = f"the container says {time:%Y-%m-%d %H:%M:%S} UTC, the witness {reference.start.astimezone(UTC).isoformat()}"
    return Reading(offset, budget, note=note, opinions=_other_boxes(subject.facts.iso, reference))


def _other_boxes(iso: IsoFacts | Absent, reference: ReferenceTime) -> tuple[Opinion, ...]:
    """Creation times of track and media headers that differ from the movie header's by more than a second."""
    if isinstance(iso, Absent):
        return ()
    differing = [time for time in iso.creation_times if abs(time - iso.creation_time) > 1]
    start = seconds(reference.start - EPOCH_1904)
    return tuple(Opinion("track or media header", time - start, agrees=False) for time in differing)


def creation(iso: IsoFacts | Absent, media: Media) -> tuple[datetime, Fraction] | Absent:
    """Creation time and the resolution of its field, s."""
    if isinstance(iso, IsoFacts):
        if iso.creation_time == 0:
            return Absent(Reason.TIME_NOT_SET, "the creation time of the container is 0: not set")
        try:
            return EPOCH_1904 + timedelta(seconds=iso.creation_time), _WHOLE
        except OverflowError:
            return Absent(Reason.TIME_NOT_SET, f"the creation time {iso.creation_time} s since 1904 is no date")
    stated = _stated(media)
    return stated if isinstance(stated, Absent) else (stated.replace(tzinfo=stated.tzinfo or UTC), _MILLI)


def _stated(media: Media) -> datetime | Absent:
    """The one time of a container that FFmpeg reads, with the zone that stands there, if any."""
    if not media.creation_time:
        return Absent(Reason.TIME_NOT_SET, f"the {media.format} file states no creation time")
    try:
        return datetime.fromisoformat(media.creation_time)
    except ValueError:
        return Absent(Reason.TIME_NOT_SET, f"the creation time {media.creation_time!r} is no date")


def container_clocks(subject: RecordingSubject, media: Media) -> tuple[Clock, ...]:
    """Every time that the container states for the recording's start or close; none that is not set or is no date.

    Times of ISO BMFF are UTC (ISO/IEC 14496-12, 8.2.2.3), whatever a recorder writes there; so is DateUTC of Matroska.
    """
    iso = subject.facts.iso
    if isinstance(iso, Absent):
        return tuple(_of_text(media, subject.recording.clock_zone))
    return (*_of_headers(iso, media), *_of_export(iso))


def _of_headers(iso: IsoFacts, media: Media) -> Iterator[Clock]:
    zone = _UNSTATED if media.format == "mov" else UTC_ZONE
    for stated in iso.creation_times:
        source = "movie header" if stated == iso.creation_time else "track or media header"
        for shown in _date(EPOCH_1904, Fraction(stated)):
            yield Clock(source, shown, zone, _WHOLE, may_close=True)


def _of_export(iso: IsoFacts) -> Iterator[Clock]:
    boxes = () if isinstance(iso.export, Absent) else iso.export.start_times
    for ticks in dict.fromkeys(entry.ticks for box in boxes for entry in box.entries):
        for shown in _date(EPOCH_1601, ticks * _TENTH_MICRO):
            yield Clock("cstb box", shown, UTC_ZONE, _TENTH_MICRO)


def _of_text(media: Media, zone: int | Absent) -> Iterator[Clock]:
    """With the zone that stands there, else in the recorder's own."""
    source, time = f"{media.format} header", _stated(media)
    if isinstance(time, Absent):
        return
    if time.tzinfo is None:
        yield Clock(source, time, zone, _WHOLE, may_close=True)
    else:
        yield Clock(source, time.astimezone(UTC).replace(tzinfo=None), UTC_ZONE, _MILLI, may_close=True)


def _date(epoch: datetime, since: Fraction) -> Iterator[datetime]:
    """That time as UTC shows it, where it is a date."""
    with suppress(OverflowError):
        yield (epoch + timedelta(microseconds=round(since * 1_000_000))).replace(tzinfo=None)
