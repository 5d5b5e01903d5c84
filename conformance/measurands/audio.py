"""What the sound is: codec, sample rate, channels of the first audio track."""

from fractions import Fraction

from conformance.measurands import opinions
from conformance.measurands.opinions import MEDIAINFO, Silent, second_audio
from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import media_of
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, AudioTrack
from conformance.model.measurement import Text
from conformance.model.vocabulary import Reason


def codec(subject: RecordingSubject) -> Result:
    """Codec of the sound, by FFmpeg's name."""
    track = _first(subject)
    if isinstance(track, Absent):
        return track
    second = second_audio(subject)
    said = () if isinstance(second, Silent) else opinions.text(MEDIAINFO, second.codec, track.codec)
    return Reading(Text(track.codec), opinions=said)


def sample_rate(subject: RecordingSubject) -> Result:
    """Sample rate, Hz."""
    track = _first(subject)
    if isinstance(track, Absent):
        return track
    second = second_audio(subject)
    theirs = 0 if isinstance(second, Silent) else second.sample_rate
    said = opinions.number(MEDIAINFO, theirs, lambda rate: rate == track.sample_rate)
    return Reading(Fraction(track.sample_rate), opinions=said)


def channels(subject: RecordingSubject) -> Result:
    """Channels of the sound; 0 where a readable file has no audio track."""
    track = _first(subject)
    if isinstance(track, Absent):
        if track.reason is Reason.TRACK_MISSING:
            return Reading(Fraction(0), note=track.detail)
        return track
    second = second_audio(subject)
    theirs = 0 if isinstance(second, Silent) else second.channels
    said = opinions.number(MEDIAINFO, theirs, lambda count: count == track.channels)
    return Reading(Fraction(track.channels), opinions=said)


def _first(subject: RecordingSubject) -> AudioTrack | Absent:
    media = media_of(subject)
    if isinstance(media, Absent):
        return media
    if not media.audio:
        return Absent(Reason.TRACK_MISSING, "the file has no audio track")
    return media.audio[0]
