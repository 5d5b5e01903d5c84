"""UTC of a recording's first picture: as it was witnessed, or by the reference clock that was filmed."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from conformance.measurands.clocks.reference import PictureTime, reference_times
from conformance.measurands.reading import seconds
from conformance.measurands.tracks import primary_pictures
from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.facts import Absent
from conformance.model.measurement import COVERAGE_FACTOR
from conformance.model.units import decimal
from conformance.model.vocabulary import Reason

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FILMED = "filmed reference clock"
_STRAY = Fraction(1, 10_000)  # by which a recorder's time stamps may run fast or slow


def started(subject: RecordingSubject) -> ReferenceTime | Absent:
    """The better known of the witnessed start and the filmed one; absent where there is none, or they disagree."""
    witness, filmed = subject.recording.reference, _filmed(subject)
    if isinstance(filmed, Absent):
        nothing_filmed = isinstance(subject.facts.clock, Absent)
        return witness if nothing_filmed or not isinstance(witness, Absent) else filmed
    if isinstance(witness, Absent):
        return filmed
    apart = seconds(filmed.start - witness.start)
    if abs(apart) > filmed.expanded_uncertainty + witness.expanded_uncertainty:
        said = f"the filmed reference clock and the witnessed start are {decimal(apart)} s apart, more than both allow"
        return Absent(Reason.NO_REFERENCE_TIME, said)
    return min(filmed, witness, key=lambda one: one.expanded_uncertainty)


def _filmed(subject: RecordingSubject) -> ReferenceTime | Absent:
    """By the picture that leaves the least open."""
    times, shown = reference_times(subject), primary_pictures(subject)
    if isinstance(times, Absent):
        return times
    if isinstance(shown, Absent):
        return shown
    track, table = shown
    first = table.pts[0] * track.time_base

    def uncertainty(one: PictureTime) -> Fraction:
        return one.standard * COVERAGE_FACTOR + (one.pts - first) * _STRAY

    best = min(times, key=uncertainty)
    since_1970 = best.utc - (best.pts - first)
    return ReferenceTime(_EPOCH + timedelta(microseconds=round(since_1970 * 1_000_000)), uncertainty(best), _FILMED)
