"""Small recordings for the extraction tests: coded by FFmpeg, then taken apart and put together again by PyAV."""

import hashlib
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import av

from conformance.extract.facts import read_facts
from conformance.extract.request import Request
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Facts, Media, VideoTrack
from conformance.model.measurement import Measurement
from conformance.model.vocabulary import Depth
from conformance.synthesis.encoder import ffmpeg_binary

from ..measurands.facts import outcome, subject

PICTURES = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=1")
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=1")

# what becomes of coded picture number k: nothing, itself, or several packets
Change = Callable[[int, bytes], Iterable[bytes]]


def coded(target: Path, *options: str) -> Path:
    """What the pip-installed FFmpeg makes of those options; made once."""
    if not target.exists():
        command = (ffmpeg_binary(), "-hide_banner", "-nostdin", "-loglevel", "error", *options, "-y", str(target))
        subprocess.run(command, check=True, timeout=60)
    return target


def remuxed(source: Path, target: Path, change: Change, interval: int = 0) -> Path:
    """The first video track again, its packets changed; the container's format follows the target's name.

    With an `interval` in ticks its packets come at even times, for a last one may have the time of the one before.
    """
    with av.open(str(source)) as before, av.open(str(target), "w") as after:
        track = before.streams.video[0]
        copy = after.add_stream_from_template(track)
        pictures = (packet for packet in before.demux(track) if packet.size)
        for number, packet in enumerate(pictures):
            for place, data in enumerate(change(number, bytes(packet))):
                new = av.Packet(data)
                new.stream, new.time_base, new.is_keyframe = copy, packet.time_base, packet.is_keyframe
                new.pts, new.dts, new.duration = packet.pts + place, packet.dts + place, packet.duration
                if interval:
                    new.pts = new.dts = number * interval + place
                after.mux(new)
    return target


def without(number: int) -> Change:
    """Loses one coded picture."""
    return lambda k, data: [] if k == number else [data]


def followed_by(extra: bytes, numbers: tuple[int, ...]) -> Change:
    """A further packet behind each of those pictures."""
    return lambda k, data: [data, extra] if k in numbers else [data]


def replaced(by: Callable[[bytes], bytes], numbers: tuple[int, ...]) -> Change:
    """Damages those coded pictures."""
    return lambda k, data: [by(data) if k in numbers else data]


def written(target: Path, data: bytes) -> Path:
    target.write_bytes(data)
    return target


def facts_of(path: Path, depth: Depth = Depth.FRAMES) -> Facts:
    data = path.read_bytes()
    return read_facts(Request(path, hashlib.sha256(data).hexdigest(), len(data), depth), lambda: None)


def media_of(path: Path, depth: Depth = Depth.FRAMES) -> Media:
    media = facts_of(path, depth).media
    assert isinstance(media, Media), media
    return media


def why_absent(path: Path) -> str:
    media = facts_of(path).media
    assert isinstance(media, Absent), media
    return f"{media.reason}: {media.detail}"


def video_of(path: Path) -> VideoTrack:
    return media_of(path).video[0]


def complaints_of(media: Media) -> list[tuple[int, str, int]]:
    """Track, kind and packet of every complaint about a packet or picture."""
    tracks = (*media.video, *media.audio)
    return [(track.index, one.kind.value, one.packet) for track in tracks for one in track.complaints]


def subject_of(facts: Facts) -> RecordingSubject:
    """What a measurand is given of these facts."""
    return subject(facts.media, facts.iso, facts.second)


def opinions(told: RecordingSubject, name: str) -> list[tuple[str, bool]]:
    """Who else says something of a measurand, and whether that agrees."""
    found = outcome(name, told)
    assert isinstance(found, Measurement), found
    return [(one.source, one.agrees) for one in found.opinions]


def silent(media: Media) -> bool:
    """True where neither decoder nor demultiplexer had anything to say."""
    return not complaints_of(media) and media.complaints == ()
