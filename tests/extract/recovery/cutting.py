"""Files that are cut, filled and searched: FFmpeg wrote each whole before, and PyAV says where its pictures lie."""

from collections.abc import Iterator
from pathlib import Path

import av

from conformance.extract.recovery.reading import read_recovery
from conformance.model.facts import Absent
from conformance.model.recovery_facts import Recovery
from conformance.synthesis.defects import noise

SCENE = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=4")
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=4")
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-threads", "1")
X265 = ("-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1", "-x265-params", "keyint=25:log-level=none")
FRAGMENTS = ("-movflags", "frag_keyframe+empty_moov+default_base_moof")
CUTS = 20


def searched(target: Path, data: bytes) -> Recovery | Absent:
    """What the search finds in a file of those bytes."""
    target.write_bytes(data)
    return read_recovery(target, lambda: None)


def found(target: Path, data: bytes) -> Recovery:
    """The same, of a file that is searched."""
    said = searched(target, data)
    assert isinstance(said, Recovery), said
    return said


def pictures_of(path: Path) -> tuple[tuple[int, int], ...]:
    """First byte and size of every coded picture, as FFmpeg demultiplexes the whole file."""
    with av.open(str(path)) as container:
        packets = container.demux(container.streams.video[0])
        return tuple((packet.pos, packet.size) for packet in packets if packet.size and packet.pos is not None)


def whole_before(pictures: tuple[tuple[int, int], ...], cut: int) -> int:
    """Pictures whose bytes all lie before the cut; headers before them, if any, are not counted."""
    return sum(at + size <= cut for at, size in pictures)


def cuts(pictures: tuple[tuple[int, int], ...], stop: int) -> Iterator[int]:
    """Twenty places from the tenth picture to `stop`, spread by a step that no structure of the file shares."""
    begin = pictures[10][0]
    return (begin + (stop - begin) * (2 * number + 1) // (2 * CUTS) + number for number in range(CUTS))


def filled(data: bytes, cut: int, by: str) -> bytes:
    """The file as it lies on the storage after the cut: nothing behind, or the rest of a cluster of 32 KiB."""
    rest = -cut % (1 << 15)
    return data[:cut] + {"nothing": b"", "zeros": bytes(rest), "noise": noise(rest, cut)}[by]
