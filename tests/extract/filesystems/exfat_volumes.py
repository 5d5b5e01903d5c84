"""exFAT volumes in memory of which every cluster is known, and ways to change them."""

from conformance.extract.filesystems.exfat.reading import read_exfat
from conformance.extract.filesystems.exfat.sums import sum16, sum32
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import UnreadVolume, Volume
from conformance.model.facts import Absent
from conformance.model.filesystem_facts import FileTime
from conformance.synthesis.exfat_image import ExfatFile, ExfatPlan

VIDEO = ExfatFile("DCIM/100MEDIA/VIDEO 00000001.mp4", b"v" * 10_000)  # clusters 7, 8 and 9
PIECES = ExfatFile("DCIM/100MEDIA/pieces.mp4", b"p" * 20_000, fragmented=True)  # clusters 10, 12, 14, 16 and 18
GONE = ExfatFile("DCIM/gone.mp4", b"g" * 5_000, deleted=True)
OWN = "which is one of its own: a loop"
OTHER = "which belongs to allocation bitmap: it is not followed"
PLAN = ExfatPlan((VIDEO, PIECES, GONE))
FAT, HEAP, ROOT = 12_288, 14_848, 14_848 + 2 * 4096  # offsets in the images of that plan
DCIM, MEDIA = HEAP + 3 * 4096, HEAP + 4 * 4096


class Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def read(self, offset: int, count: int) -> bytes:
        return self.data[offset : offset + count]


def read(data: bytes, start: int = 0) -> Volume | UnreadVolume:
    return read_exfat(Window(Bytes(data), start, len(data) - start, lambda: None))


def volume_of(data: bytes) -> Volume:
    found = read(data)
    assert isinstance(found, Volume), found
    return found


def told(found: Volume) -> list[str]:
    assert found.faults == len(found.flaws)
    return [f"{one.path}: {one.detail}" for one in found.flaws]


def with_bytes(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def with_word(data: bytes, cluster: int, word: int) -> bytes:
    """The FAT's entry of a cluster replaced."""
    return with_bytes(data, FAT + 4 * cluster, word.to_bytes(4, "little"))


def with_boot(data: bytes, at: int, new: bytes) -> bytes:
    """Bytes of both boot sectors replaced, both checksums right."""
    region = bytearray(with_bytes(data[:6144], at, new))
    summed = region[:106] + region[108:112] + region[113:5632]
    region[5632:] = sum32(bytes(summed)).to_bytes(4, "little") * 128
    return bytes(region) * 2 + data[12_288:]


def with_set(data: bytes, at: int, entries: int, changes: dict[int, bytes]) -> bytes:
    """Bytes of the set at `at` replaced, its checksum right."""
    piece = bytearray(data[at : at + 32 * entries])
    for place, new in changes.items():
        piece[place : place + len(new)] = new
    piece[2:4] = sum16(bytes(piece[:2] + piece[4:])).to_bytes(2, "little")
    return with_bytes(data, at, bytes(piece))


def set_time(found: FileTime | Absent) -> FileTime:
    assert isinstance(found, FileTime), found
    return found
