"""The pass over a signed recording: every unit hashed, every message verified, nothing decoded."""

from pathlib import Path
from typing import Any

import av
from av.video.stream import VideoStream

from conformance.extract.decoding import is_flush
from conformance.extract.opening import Source, opened
from conformance.extract.packet_pass import Heartbeat
from conformance.extract.signing.messages import DEFAULT_HASH, NotUnderstood, is_signing, message_of
from conformance.extract.signing.track import SignedTrack
from conformance.extract.signing.units import Hasher
from conformance.extract.stream import nal
from conformance.model.facts import Absent
from conformance.model.signing_facts import SigningFacts


def read_signing(file: Path, beat: Heartbeat) -> dict[int, SigningFacts]:
    """What signatures say of each H.264 and HEVC track, by its index.

    Units are hashed as the messages say: where one names another algorithm than the usual one, in a second pass.
    """
    tracks = _read(file, Hasher(DEFAULT_HASH), beat)
    other = next((track.other for track in tracks if track.other), "")
    if other:
        tracks = _read(file, Hasher(other), beat)
    return {track.index: track.signed.frozen() for track in tracks}


def _read(file: Path, hasher: Hasher, beat: Heartbeat) -> list["_Packets"]:
    with opened(file) as source:
        return [] if isinstance(source, Absent) else _followed(source, hasher, beat)


def _followed(source: Source, hasher: Hasher, beat: Heartbeat) -> list["_Packets"]:
    coded = [stream for stream in source.video if stream.codec_context.codec.canonical_name in nal.VCL]
    tracks = {stream.index: _Packets(stream, hasher) for stream in coded}
    for packet in source.packets(coded):
        beat()
        if not is_flush(packet):
            tracks[packet.stream.index].take(packet)
    return list(tracks.values())


class _Packets:
    """Takes the packets of one track; `other` is the algorithm by which it hashes, where that is not the one given."""

    def __init__(self, stream: VideoStream, hasher: Hasher) -> None:
        context = stream.codec_context
        self.index = stream.index
        self.other = ""
        self._codec, self._hasher = context.codec.canonical_name, hasher
        self._framing = nal.framing(self._codec, bytes(context.extradata or b""))
        self.signed = SignedTrack(self._codec, hasher)
        self._number = -1

    def take(self, packet: "av.Packet[Any]") -> None:
        """Add one packet."""
        self._number += 1
        data = bytes(packet)
        units, rest = nal.whole_units(self._framing, data)
        if rest or packet.has_sidedata("new_extradata"):  # pictures may stand where they are not walked to
            self.signed.unit(data)  # which no list can hold
        for unit in units:
            kind = nal.kind(self._codec, unit)
            if kind in nal.VCL[self._codec]:
                self.signed.unit(unit)
            elif kind in nal.SEI[self._codec] and is_signing(unit):
                self._take_message(unit)

    def _take_message(self, unit: bytes) -> None:
        try:
            message = message_of(self._codec, unit, self._hasher.name)
        except NotUnderstood:
            message = None
        if message is None or message.hash_name != self._hasher.name:
            self.other = self.other or (message.hash_name if message else "")
            self.signed.unread(self._number)
            return
        self.signed.message(message, self._number)
