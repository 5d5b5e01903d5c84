"""What the sound is: codec, sample rate, channels of the first audio track."""

from fractions import Fraction

from conformance.measurands import opinions
from conformance.measurands.doubts import sound_length
from conformance.measurands.opinions import MEDIAINFO, Silent, second_audio
from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import Timeline, media_of, timeline
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, AudioTrack, IsoFacts
from conformance.model.measurement import Opinion, Text
from conformance.model.vocabulary import Depth, Reason


def codec(subject: RecordingSubject) -> Result:
    """Codec of the sound, by FFmpeg's name."""
    track = _first(subject)
    if isinstance(track, Absent):
        return track
    second = second_audio(subject)
    said = () if isinstance(second, Silent) else opinions.text(MEDIAINFO, second.codec, track.codec)
    return Reading(Text(track.codec), exercised=_heard(subject, track), opinions=said)


def sample_rate(subject: RecordingSubject) -> Result:
    """Sample rate, Hz."""
    track = _first(subject)
    if isinstance(track, Absent):
        return track
    second = second_audio(subject)
    theirs = 0 if isinstance(second, Silent) else second.sample_rate
    said = opinions.number(MEDIAINFO, theirs, lambda rate: rate == track.sample_rate)
    return Reading(Fraction(track.sample_rate), exercised=_heard(subject, track), opinions=said)


def channels(subject: RecordingSubject) -> Result:
    """Channels of the sound; 0 where a readable file has no audio track."""
    track = _first(subject)
    if isinstance(track, Absent):
        if track.reason is Reason.TRACK_MISSING:
            return Reading(Fraction(0), note=track.detail, opinions=_others_hear(subject))
        return track
    second = second_audio(subject)
    theirs = 0 if isinstance(second, Silent) else second.channels
    said = opinions.number(MEDIAINFO, theirs, lambda count: count == track.channels)
    return Reading(
        Fraction(track.channels), exercised=_heard(subject, track), opinions=(*said, *_too_short(subject, track))
    )


def _first(subject: RecordingSubject) -> AudioTrack | Absent:
    media = media_of(subject)
    if isinstance(media, Absent):
        return media
    if not media.audio:
        return Absent(Reason.TRACK_MISSING, "the file has no audio track")
    track = media.audio[0]
    if not track.channels or not track.sample_rate:
        stated = f"{track.channels} channels at {track.sample_rate} Hz"
        return Absent(Reason.EVIDENCE_UNREADABLE, f"audio track {track.index} could not be read: {stated}")
    return track


def _heard(subject: RecordingSubject, track: AudioTrack) -> int:
    """Samples where the sound was decoded, packets where it was only read; the track alone in a pass over headers."""
    depth = subject.facts.depth
    if depth.reaches(Depth.FRAMES):
        return track.samples
    return track.packets if depth.reaches(Depth.PACKETS) else 1


def _too_short(subject: RecordingSubject, track: AudioTrack) -> tuple[Opinion, ...]:
    """No channel at all for most of the pictures, where the sound lasts less than half as long as they do."""
    line = timeline(subject)
    if not isinstance(line, Timeline) or not track.samples:
        return ()
    short = 2 * sound_length(subject) < line.length
    return (Opinion("most of the pictures, which have no sound", Fraction(0), agrees=False),) if short else ()


def _others_hear(subject: RecordingSubject) -> tuple[Opinion, ...]:
    """At least one channel where MediaInfo or the boxes know of sound that FFmpeg does not list."""
    second, iso = subject.facts.second, subject.facts.iso
    found: list[str] = []
    if not isinstance(second, Absent) and second.audio:
        found.append(MEDIAINFO)
    if isinstance(iso, IsoFacts) and any(track.handler == "soun" for track in iso.tracks):
        found.append("own box walk")
    return tuple(Opinion(source, Fraction(1), agrees=False) for source in found)
