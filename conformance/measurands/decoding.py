"""What the decoder could not do right, and what its silence is worth."""

from fractions import Fraction

from conformance.measurands.losses import losses
from conformance.measurands.reading import MOST_PLACES, Reading, Result, at
from conformance.measurands.tracks import media_of
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import (
    Absent,
    AudioTrack,
    DecoderComplaint,
    FrameNumbers,
    Media,
    Packets,
    Pictures,
    VideoTrack,
)
from conformance.model.measurement import Opinion
from conformance.model.stream_facts import PictureHashes
from conformance.model.vocabulary import Reason

# Share of single flipped bits that FFmpeg's decoders noticed, of 60 trials a codec with one encoder each (+-10 points)
_NOTICED = {"h264": "73 to 88 %", "hevc": "3 %", "mjpeg": "22 %", "aac": "37 %", "pcm_alaw": "0 %", "pcm_mulaw": "0 %"}


def errors(subject: RecordingSubject) -> Result:
    """Packets refused or damaged, and pictures or sound decoded with concealed errors, over all tracks.

    What the decoder says of pictures that rest on a lost one is the loss's, not a further error.
    """
    media = media_of(subject)
    if isinstance(media, Absent):
        return media
    if not any(isinstance(track.pictures, Pictures) and track.pictures.pts for track in media.video):
        return Absent(Reason.EVIDENCE_UNREADABLE, "no picture could be decoded")
    found, explained = _weighed(media)
    places = tuple(
        at((complaint.time - _first(track)) * track.time_base, f"track {track.index}: {complaint.detail}")
        for track, complaint in found[:MOST_PLACES]
    )
    total = len(found) + len(media.complaints)
    looked_at = sum(len(track.pictures.pts) for track in media.video if isinstance(track.pictures, Pictures))
    notes = [*media.complaints]
    if explained:
        notes.append(f"{explained} complaints about pictures that rest on a lost one are not counted (frame_num_gaps)")
    notes.append(worth((*media.video, *media.audio)))
    said = _opinions(media, total)
    return Reading(Fraction(total), exercised=looked_at, note="; ".join(notes), where=places, opinions=said)


def _opinions(media: Media, total: int) -> tuple[Opinion, ...]:
    """Pictures that never came out and packets that show neither picture nor message, where the decoder was silent."""
    silent = sum(_never_came_out(track) for track in media.video)
    numbers = [track.frame_numbers for track in media.video]
    damaged = sum(one.damaged for one in numbers if isinstance(one, FrameNumbers))
    found = {
        "packets with a coded picture": total + silent,
        "packets that show neither a picture nor a message": max(damaged, total),
    }
    return tuple(Opinion(source, Fraction(count), agrees=False) for source, count in found.items() if count > total)


def _weighed(media: Media) -> tuple[list[tuple[VideoTrack | AudioTrack, DecoderComplaint]], int]:
    """Complaints that are errors, each with its track, and how many a lost picture explains."""
    found: list[tuple[VideoTrack | AudioTrack, DecoderComplaint]] = []
    explained = 0
    for track in media.video:
        lost = losses(track)
        errors_of = [complaint for complaint in track.complaints if not lost.explain(complaint)]
        explained += len(track.complaints) - len(errors_of)
        found += [(track, complaint) for complaint in errors_of]
    found += [(track, complaint) for track in media.audio for complaint in track.complaints]
    return found, explained


def _never_came_out(track: VideoTrack) -> int:
    """Coded pictures without a decoded one: lost, or the second field or the skipped lead-in of a sound stream."""
    if isinstance(track.packets, Absent) or isinstance(track.pictures, Absent):
        return 0
    coded = zip(track.packets.picture, track.packets.discard, strict=True)
    silent = sum(picture and not discard for picture, discard in coded) - len(track.pictures.pts)
    return max(silent - losses(track).hide(track.packets, track.pictures), 0) if silent > 0 else 0


def worth(tracks: tuple[VideoTrack | AudioTrack, ...]) -> str:
    """What a clean decode of these tracks proves."""
    hashed = [track for track in tracks if isinstance(track, VideoTrack) and _proves_pictures(track)]
    codecs = sorted({track.codec for track in tracks if track not in hashed} & set(_NOTICED))
    shares = ", ".join(f"{_NOTICED[codec]} in {codec}" for codec in codecs)
    proof = f" (single flipped bits noticed in trials: {shares})" if shares else ""
    parts = [f"a clean decode does not prove that a file is unaltered{proof}"]
    if hashed:
        parts.append("every HEVC picture carries its MD5: a clean decode proves the pictures, not that none is missing")
    parts += [part for track in tracks if isinstance(track, VideoTrack) for part in _unproved(track)]
    return "; ".join(parts)


def _proves_pictures(track: VideoTrack) -> bool:
    """True where the decoder holds every picture against its hash."""
    hashes = track.picture_hashes
    return isinstance(hashes, PictureHashes) and 0 < hashes.pictures == hashes.md5


def _unproved(track: VideoTrack) -> list[str]:
    hashes = track.picture_hashes
    if not isinstance(hashes, PictureHashes) or _proves_pictures(track):
        return []
    found = []
    if hashes.md5:
        found.append(f"{hashes.md5} of {hashes.pictures} HEVC pictures carry their MD5, which was checked")
    if hashes.crc or hashes.checksum:
        found.append("picture hashes by CRC or checksum, which the decoder does not check, are there too")
    return found


def _first(track: VideoTrack | AudioTrack) -> int:
    if isinstance(track, VideoTrack) and isinstance(track.packets, Packets) and track.packets.pts:
        return min(track.packets.pts)
    return 0
