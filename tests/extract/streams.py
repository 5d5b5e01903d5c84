"""Streams of several encoders and settings, taken apart into packets so that any of them can be lost without a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import av

from conformance.extract.stream.audit import StreamAudit
from conformance.model.facts import Absent, FrameNumbers

_SCENE = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=2")


@dataclass(frozen=True)
class Setting:
    """How FFmpeg makes a stream; `unseen` are packets besides the last one whose loss leaves no trace."""

    options: tuple[str, ...]
    unseen: tuple[int, ...] = ()


def _x265(parameters: str, *options: str, unseen: tuple[int, ...] = ()) -> Setting:
    common = ("-c:v", "libx265", "-preset", "ultrafast", *options)
    return Setting((*_SCENE, *common, "-x265-params", f"log-level=none:pools=1:{parameters}"), unseen)


_GROUPS = "keyint=16:min-keyint=16:scenecut=0"
HEVC = {
    "p-pictures": _x265(f"{_GROUPS}:bframes=0"),
    "closed-groups": _x265(f"{_GROUPS}:bframes=3:b-adapt=0:b-pyramid=0:open-gop=0"),
    "pyramid": _x265(f"{_GROUPS}:bframes=4:b-adapt=0:b-pyramid=1:open-gop=1"),
    "adaptive": _x265("bframes=8:b-adapt=2:rc-lookahead=20:keyint=30"),
    "slices": _x265(f"{_GROUPS}:bframes=2:slices=3"),
    "temporal-layers": _x265("bframes=4:b-adapt=0:keyint=25:temporal-layers=3"),
    "fields": _x265(f"{_GROUPS}:bframes=2:interlace=tff"),
    "refresh-by-columns": _x265("intra-refresh=1:bframes=0:keyint=25"),
    # the first leading picture of a group may be missing like the last of the group before
    "leading": _x265(f"{_GROUPS}:bframes=4:b-adapt=0:radl=2:open-gop=0", unseen=(16, 32, 48)),
    "ten-bit": _x265(f"{_GROUPS}:bframes=2", "-pix_fmt", "yuv420p10le"),
}


@dataclass(frozen=True)
class Stream:
    """The packets of one track."""

    codec: str
    extradata: bytes
    packets: tuple[bytes, ...]
    keys: frozenset[int]

    def numbers(self, lost: Sequence[int] = ()) -> FrameNumbers | Absent:
        """What the audit says where those packets are lost."""
        audit = StreamAudit(self.codec, self.extradata)
        for number, packet in enumerate(one for index, one in enumerate(self.packets) if index not in lost):
            audit.take(packet, number)
        return audit.frame_numbers()

    def events(self, lost: int) -> int:
        """Gaps and holes where that packet is lost."""
        found = self.numbers((lost,))
        assert isinstance(found, FrameNumbers), found
        return len(found.gaps) + len(found.holes)


@cache
def stream_of(path: Path) -> Stream:
    with av.open(str(path)) as container:
        track = container.streams.video[0]
        packets = [packet for packet in container.demux(track) if packet.size]
        keys = frozenset(number for number, packet in enumerate(packets) if packet.is_keyframe)
        context = track.codec_context
        extradata = bytes(context.extradata or b"")
        return Stream(context.codec.canonical_name, extradata, tuple(map(bytes, packets)), keys)
