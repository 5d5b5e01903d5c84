"""A file with several video tracks: the largest is measured, and every other one has its say."""

from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from functools import wraps
from typing import TypeAlias

from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import primary
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Media, VideoTrack
from conformance.model.measurement import Opinion, Value
from conformance.model.vocabulary import Reason

Measure: TypeAlias = Callable[[RecordingSubject], Result]


def every_track(function: Measure) -> Measure:
    """`function` with an opinion of every other video track that has a value, agreeing only where it is equal."""

    @wraps(function)
    def measured(subject: RecordingSubject) -> Result:
        ours = function(subject)
        return ours if isinstance(ours, Absent) else _with_opinions(ours, _others(function, subject))

    return measured


def all_tracks(function: Measure, good: Container[Value]) -> Measure:
    """As `every_track`, but a good value counts only where all tracks have one: absent where another's is.

    Tracks that have nothing of the kind (`nothing_to_measure`) are left out.
    """

    @wraps(function)
    def measured(subject: RecordingSubject) -> Result:
        ours = function(subject)
        if isinstance(ours, Absent):
            return ours
        theirs = _others(function, subject)
        for other, found in theirs if ours.value in good else ():
            if isinstance(found, Absent) and found.reason is not Reason.NOTHING_TO_MEASURE:
                return Absent(found.reason, f"{_named(other)}: {found.detail}")
        return _with_opinions(ours, theirs)

    return measured


def _others(function: Measure, subject: RecordingSubject) -> list[tuple[VideoTrack, Result]]:
    """What every video track but the measured one comes to."""
    media, track = subject.facts.media, primary(subject)
    if isinstance(track, Absent) or isinstance(media, Absent):
        return []
    return [(other, function(_alone(subject, media, other))) for other in media.video if other is not track]


def _with_opinions(ours: Reading, theirs: Sequence[tuple[VideoTrack, Result]]) -> Reading:
    said = tuple(
        Opinion(_named(other), found.value, found.value == ours.value)
        for other, found in theirs
        if isinstance(found, Reading)
    )
    return replace(ours, opinions=(*ours.opinions, *said))


def _alone(subject: RecordingSubject, media: Media, track: VideoTrack) -> RecordingSubject:
    second = Absent(Reason.METHOD_DOES_NOT_APPLY, "asked for the measured track only")
    return replace(
        subject, facts=replace(subject.facts, media=replace(media, video=(track,), complaints=()), second=second)
    )


def _named(track: VideoTrack) -> str:
    return f"video track {track.index} ({track.width}x{track.height})"
