"""Puts together what the passes over one file found, to the same facts whichever process made them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from conformance.errors import ExtractionError
from conformance.extract import luma
from conformance.extract.sound_pass import Heard
from conformance.extract.stream import nal
from conformance.extract.views import Seen, View
from conformance.model.facts import Absent, AudioTrack, Media, Pictures, VideoTrack
from conformance.model.signing_facts import SigningFacts
from conformance.model.vocabulary import Reason


def joined_media(packets: Media, heard: Sequence[Heard], views: Sequence[View]) -> Media:
    """The media of a file that was decoded: `views` are in the order of the spans.

    Raises:
        ExtractionError: the sound of a track is not among what was heard.
    """
    sounds = {one.index: one for one in heard}
    video = tuple(
        _with_pictures(track, [one for view in views for one in view.tracks if one.index == track.index])
        for track in packets.video
    )
    audio = tuple(_with_sound(track, sounds) for track in packets.audio)
    return replace(packets, video=video, audio=audio)


def with_signatures(packets: Media, signing: Mapping[int, SigningFacts]) -> Media:
    """The media with what signatures say of each track, by its index: of the others that they are not signed."""
    return replace(packets, video=tuple(_with_signature(track, signing) for track in packets.video))


def _with_signature(track: VideoTrack, signing: Mapping[int, SigningFacts]) -> VideoTrack:
    if isinstance(track.packets, Absent):
        return replace(track, signing=track.packets)
    if track.codec not in nal.VCL:
        detail = f"signatures are read in H.264 and HEVC; this track is {track.codec}"
        return replace(track, signing=Absent(Reason.METHOD_DOES_NOT_APPLY, detail))
    return replace(track, signing=signing.get(track.index, SigningFacts()))


def _with_pictures(track: VideoTrack, runs: list[Seen]) -> VideoTrack:
    sizes = dict.fromkeys(size for run in runs for size in run.sizes)
    pictures = Pictures(
        pts=tuple(pts for run in runs for pts in run.pts),
        timed=tuple(timed for run in runs for timed in run.timed),
        duration=tuple(duration for run in runs for duration in run.duration),
        sizes=tuple(sizes),
        rotation=next((run.rotation for run in runs if run.pts), 0),
        luma=luma.joined([run.luma for run in runs]),
        types="".join(run.types for run in runs),
        interlaced=sum(run.interlaced for run in runs),
    )
    return replace(track, pictures=pictures, complaints=tuple(one for run in runs for one in run.complaints))


def _with_sound(track: AudioTrack, sounds: Mapping[int, Heard]) -> AudioTrack:
    if track.index not in sounds:
        raise ExtractionError(f"audio track {track.index} was there for its packets and not for its sound")
    heard = sounds[track.index]
    return replace(
        track,
        sample_rate=heard.sample_rate,
        channels=heard.channels,
        samples=heard.samples,
        sound=heard.sound,
        complaints=heard.complaints,
    )
