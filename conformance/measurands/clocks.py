"""The clocks of a recording against a witnessed reference."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from conformance.measurands.reading import Reading, Result, expanded, rectangular
from conformance.measurands.tracks import media_of
from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.facts import Absent, IsoFacts, Media
from conformance.model.measurement import COVERAGE_FACTOR, Opinion
from conformance.model.vocabulary import Reason

_EPOCH_1904 = datetime(1904, 1, 1, tzinfo=UTC)  # ISO/IEC 14496-12, 8.2.2.3


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
    delta = time - reference.start
    offset = Fraction(delta // timedelta(microseconds=1), 1_000_000)
    budget = expanded(rectangular(resolution / 2), reference.expanded_uncertainty / COVERAGE_FACTOR)
    note = f"the container says {time:%Y-%m-%d %H:%M:%S} UTC, the witness {reference.start.astimezone(UTC).isoformat()}"
    return Reading(offset, budget, note=note, opinions=_other_boxes(subject.facts.iso, reference))


def _other_boxes(iso: IsoFacts | Absent, reference: ReferenceTime) -> tuple[Opinion, ...]:
    """Creation times of track and media headers that differ from the movie header's by more than a second."""
    if isinstance(iso, Absent):
        return ()
    differing = [time for time in iso.creation_times if abs(time - iso.creation_time) > 1]
    start = Fraction((reference.start - _EPOCH_1904) // timedelta(microseconds=1), 1_000_000)
    return tuple(Opinion("track or media header", time - start, agrees=False) for time in differing)


def creation(iso: IsoFacts | Absent, media: Media) -> tuple[datetime, Fraction] | Absent:
    """Creation time and the resolution of its field, s."""
    if isinstance(iso, IsoFacts):
        if iso.creation_time == 0:
            return Absent(Reason.TIME_NOT_SET, "the creation time of the container is 0: not set")
        try:
            return _EPOCH_1904 + timedelta(seconds=iso.creation_time), Fraction(1)
        except OverflowError:
            return Absent(Reason.TIME_NOT_SET, f"the creation time {iso.creation_time} s since 1904 is no date")
    if not media.creation_time:
        return Absent(Reason.TIME_NOT_SET, f"the {media.format} file states no creation time")
    try:
        stated = datetime.fromisoformat(media.creation_time)
    except ValueError:
        return Absent(Reason.TIME_NOT_SET, f"the creation time {media.creation_time!r} is no date")
    return stated.replace(tzinfo=stated.tzinfo or UTC), Fraction(1, 1000)
