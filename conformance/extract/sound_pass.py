"""The pass over the sound: every packet of every audio track decoded once."""

from dataclasses import dataclass, field
from typing import Any

import av
from av.audio.stream import AudioStream

from conformance.extract.decoding import Complaints, decode, is_flush
from conformance.extract.opening import Source
from conformance.extract.packet_pass import Heartbeat
from conformance.extract.sound.watcher import SoundWatcher
from conformance.model.facts import Absent, DecoderComplaint, Look
from conformance.model.sound_facts import SoundFacts
from conformance.model.vocabulary import Complaint, Role


@dataclass(frozen=True)
class Heard:
    """What decoding gave of one audio track: `samples` a channel; sample rate in Hz as the decoder found it."""

    index: int
    sample_rate: int
    channels: int
    samples: int
    complaints: tuple[DecoderComplaint, ...]
    sound: SoundFacts | Absent


def hear(source: Source, look: Look, beat: Heartbeat) -> tuple[Heard, ...]:
    """Decode all sound, and listen for beeps where they were staged."""
    beeps = look.role is Role.SYNC
    tracks = {stream.index: _Listener(stream, _sound(stream, beeps=beeps)) for stream in source.audio}
    for packet in source.packets(source.audio):
        beat()
        tracks[packet.stream.index].take(packet, source)
    return tuple(track.frozen() for track in tracks.values())


@dataclass
class _Listener:
    stream: AudioStream
    sound: SoundWatcher
    packets: int = 0
    samples: int = 0
    complaints: Complaints = field(default_factory=Complaints)

    def take(self, packet: "av.Packet[Any]", source: Source) -> None:
        """Decode one packet, or what the decoder still holds."""
        if not is_flush(packet):
            self.packets += packet.size > 0
        index = -1 if is_flush(packet) else self.packets - 1
        if packet.is_corrupt:
            self.complaints.add(Complaint.CORRUPT_PACKET, index, packet.pts, "packet is incomplete or damaged")
        frames, said = decode(packet, source.log)
        for frame in frames:
            self.samples += frame.samples
            self.sound.take(frame)
            if frame.is_corrupt:
                self.complaints.add(Complaint.CORRUPT_PICTURE, index, frame.pts, "audio decoded with concealed errors")
        for one in said[:1]:
            self.complaints.add(one.kind, index, packet.pts, one.detail)

    def frozen(self) -> Heard:
        """What was heard."""
        context = self.stream.codec_context
        found = tuple(self.complaints.found)
        rate, channels = context.sample_rate or 0, context.channels
        return Heard(self.stream.index, rate, channels, self.samples, found, self.sound.frozen())


def _sound(stream: AudioStream, *, beeps: bool) -> SoundWatcher:
    return SoundWatcher(stream.codec_context.codec.canonical_name, hear_beeps=beeps)
