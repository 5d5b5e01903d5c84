"""Decodes one packet and keeps what the decoder had to say against it."""

from dataclasses import dataclass, field
from typing import Any

import av

from conformance.extract.opening import LogEntry, line
from conformance.extract.references import weighed
from conformance.model.facts import DecoderComplaint
from conformance.model.vocabulary import Complaint


@dataclass(frozen=True)
class Said:
    """What a decoder had to say against a packet."""

    kind: Complaint
    detail: str


# What FFmpeg says of an H.264 packet without a slice, damaged or not.
NO_PICTURE = Said(Complaint.REFUSED, "h264: no frame!")


@dataclass
class Complaints:
    """Decoder complaints of one track, one a time stamp: a corrupt picture that was also logged counts once."""

    timed: bool = True
    found: list[DecoderComplaint] = field(default_factory=list)
    _known: set[tuple[bool, int]] = field(default_factory=set)

    def add(self, kind: Complaint, packet: int, stamp: int | None, detail: str) -> None:
        """Keep the first complaint about each time stamp, or each packet where there is none."""
        known = (stamp is None, packet if stamp is None else stamp)
        if known not in self._known:
            self._known.add(known)
            time = stamp if self.timed and stamp is not None else 0
            self.found.append(DecoderComplaint(kind, packet, time, detail))


def is_flush(packet: "av.Packet[Any]") -> bool:
    """True for the empty packet behind the last one of a track."""
    return packet.size == 0 and packet.dts is None


def decode(packet: "av.Packet[Any]", log: list[LogEntry]) -> tuple[list[Any], list[Said]]:
    """Frames that come out, and what the decoder said against the packet; `log` is empty afterwards.

    Raises:
        MemoryError: the process came to the limit of its memory.
    """
    frames: list[Any] = []
    said: list[Said] = []
    try:
        frames = packet.decode()
    except MemoryError:  # PyAV's own is an FFmpegError too
        raise
    except av.FFmpegError as error:
        said = [Said(Complaint.REFUSED, str(error.strerror))]
    if log:
        lines = [line(entry) for entry in log]
        kind = weighed(Complaint.REFUSED if said else Complaint.LOGGED, lines)
        said = [Said(kind, text) for text in lines]
        log.clear()
    return frames, said
