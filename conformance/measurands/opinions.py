"""Second opinions: what MediaInfo or the container's own header says of a value, and whether that agrees."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, SecondAudio, SecondVideo, VideoTrack
from conformance.model.measurement import Opinion, Text

MEDIAINFO = "MediaInfo"
HEADER = "container header"


@dataclass(frozen=True)
class Silent:
    """The second extractor says nothing of this track."""


def second_video(subject: RecordingSubject, track: VideoTrack) -> SecondVideo | Silent:
    """MediaInfo's view of the same video track: by place; where it counts other tracks, by codec and size.

    Where none is alike its first is given: the two then disagree, which is what is known.
    """
    second, media = subject.facts.second, subject.facts.media
    if isinstance(second, Absent) or isinstance(media, Absent) or not second.video:
        return Silent()
    if len(second.video) == len(media.video):
        return second.video[media.video.index(track)]
    ours = (track.codec, {track.width, track.height})
    alike = [one for one in second.video if (one.codec, {one.width, one.height}) == ours]
    return (*alike, *second.video)[0]


def second_audio(subject: RecordingSubject) -> SecondAudio | Silent:
    """MediaInfo's view of the first audio track: where it counts other tracks by codec, else its first."""
    second, media = subject.facts.second, subject.facts.media
    if isinstance(second, Absent) or isinstance(media, Absent) or not second.audio or not media.audio:
        return Silent()
    alike = [one for one in second.audio if one.codec == media.audio[0].codec]
    if len(second.audio) == len(media.audio):
        return second.audio[0]
    return (*alike, *second.audio)[0]


def number(source: str, value: Fraction | int, agrees: Callable[[Fraction], bool]) -> tuple[Opinion, ...]:
    """An opinion on a number; none where the source is silent (0)."""
    said = Fraction(value)
    return (Opinion(source, said, agrees(said)),) if said else ()


def text(source: str, said: str, ours: str) -> tuple[Opinion, ...]:
    """An opinion on a text; none where the source is silent."""
    return (Opinion(source, Text(said), said == ours),) if said else ()
