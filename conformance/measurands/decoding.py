"""What the decoder could not do right, and what its silence is worth."""

from fractions import Fraction

from conformance.measurands.reading import MOST_PLACES, Reading, Result, at
from conformance.measurands.tracks import media_of
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, AudioTrack, Packets, Pictures, VideoTrack
from conformance.model.measurement import Opinion
from conformance.model.vocabulary import Reason

# Share of single flipped bits that FFmpeg's decoders noticed, of 60 trials a codec with one encoder each (+-10 points)
_NOTICED = {"h264": "73 to 88 %", "hevc": "3 %", "mjpeg": "22 %", "aac": "37 %", "pcm_alaw": "0 %", "pcm_mulaw": "0 %"}


def errors(subject: RecordingSubject) -> Result:
    """Packets refused or damaged, and pictures or sound decoded with concealed errors, over all tracks."""
    media = media_of(subject)
    if isinstance(media, Absent):
        return media
    if not any(isinstance(track.pictures, Pictures) and track.pictures.pts for track in media.video):
        return Absent(Reason.EVIDENCE_UNREADABLE, "no picture could be decoded")
    tracks: tuple[VideoTrack | AudioTrack, ...] = (*media.video, *media.audio)
    found = [(track, complaint) for track in tracks for complaint in track.complaints]
    places = tuple(
        at((complaint.time - _first(track)) * track.time_base, f"track {track.index}: {complaint.detail}")
        for track, complaint in found[:MOST_PLACES]
    )
    total = len(found) + len(media.complaints)
    looked_at = sum(len(track.pictures.pts) for track in media.video if isinstance(track.pictures, Pictures))
    notes = [*media.complaints, worth(tracks)]
    silent = sum(_never_came_out(track) for track in media.video)
    said = (Opinion("packets with a coded picture", Fraction(total + silent), agrees=False),) if silent else ()
    return Reading(Fraction(total), exercised=looked_at, note="; ".join(notes), where=places, opinions=said)


def _never_came_out(track: VideoTrack) -> int:
    """Coded pictures without a decoded one: lost, or the second field or the skipped lead-in of a sound stream."""
    if isinstance(track.packets, Absent) or isinstance(track.pictures, Absent):
        return 0
    coded = zip(track.packets.picture, track.packets.discard, strict=True)
    return max(sum(picture and not discard for picture, discard in coded) - len(track.pictures.pts), 0)


def worth(tracks: tuple[VideoTrack | AudioTrack, ...]) -> str:
    """What a clean decode of these codecs proves."""
    codecs = sorted({track.codec for track in tracks} & set(_NOTICED))
    shares = ", ".join(f"{_NOTICED[codec]} in {codec}" for codec in codecs)
    proof = f" (single flipped bits noticed in trials: {shares})" if shares else ""
    return f"a clean decode does not prove that a file is unaltered{proof}"


def _first(track: VideoTrack | AudioTrack) -> int:
    if isinstance(track, VideoTrack) and isinstance(track.packets, Packets) and track.packets.pts:
        return min(track.packets.pts)
    return 0
