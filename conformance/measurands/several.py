"""A file with several video tracks: the largest is measured, and every other one has its say."""

from collections.abc import Callable, Container
from dataclasses import replace
from functools import wraps

from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import primary
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Media, VideoTrack
from conformance.model.measurement import Opinion, Value
from conformance.model.vocabulary import Reason


def every_track(function: Callable[[RecordingSubject], Result]) -> Callable[[RecordingSubject], Result]:
    """`function` with an opinion of every other video track that has a value, agreeing only where it is equal."""

    @wraps(function)
    def measured(subject: RecordingSubject) -> Result:
        media, track = subject.facts.media, primary(subject)
        ours = function(subject)
        if isinstance(ours, Absent) or isinstance(track, Absent) or isinstance(media, Absent):
            return ours
        theirs = [(other, function(_alone(subject, media, other))) for other in media.video if other is not track]
        said = tuple(
            Opinion(_named(other), reading.value, reading.value == ours.value)
            for other, reading in theirs
            if isinstance(reading, Reading)
        )
        return replace(ours, opinions=(*ours.opinions, *said))

    return measured


def all_tracks(
    function: Callable[[RecordingSubject], Result], good: Container[Value]
) -> Callable[[RecordingSubject], Result]:
    """As `every_track`, but a good value counts only where all tracks have one: absent where another's is.

    Tracks that have nothing of the kind (`nothing_to_measure`) are left out.
    """
    agreed = every_track(function)

    @wraps(function)
    def measured(subject: RecordingSubject) -> Result:
        media, track = subject.facts.media, primary(subject)
        ours = agreed(subject)
        if isinstance(ours, Absent) or isinstance(track, Absent) or isinstance(media, Absent):
            return ours
        if ours.value not in good:
            return ours
        for other in media.video:
            found = ours if other is track else function(_alone(subject, media, other))
            if isinstance(found, Absent) and found.reason is not Reason.NOTHING_TO_MEASURE:
                return Absent(found.reason, f"{_named(other)}: {found.detail}")
        return ours

    return measured


def _alone(subject: RecordingSubject, media: Media, track: VideoTrack) -> RecordingSubject:
    second = Absent(Reason.METHOD_DOES_NOT_APPLY, "asked for the measured track only")
    return replace(
        subject, facts=replace(subject.facts, media=replace(media, video=(track,), complaints=()), second=second)
    )


def _named(track: VideoTrack) -> str:
    return f"video track {track.index} ({track.width}x{track.height})"
