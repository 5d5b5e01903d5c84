"""Windows on FAT volumes in memory, and one volume whose every cluster is known."""

from conformance.extract.filesystems.fat.reading import read_fat
from conformance.model.dump_facts import UnreadVolume, Volume
from conformance.synthesis.fat_image import FatDefect, FatPlan, PlannedFile, fat_image

from .windows import window

WRITTEN, CREATED = 1_700_000_000, 1_699_999_987  # 2023-11-14 22:13:20 and :07
FIRST, SECOND = "DCIM/100MEDIA/CLIP0001.MP4", "DCIM/100MEDIA/CLIP0002.MP4"
LONG = "DCIM/a long name of a clip.mp4"
FILES = (
    PlannedFile(FIRST, bytes(range(256)) * 8, WRITTEN, CREATED),
    PlannedFile(SECOND, b"x" * 1500, WRITTEN, CREATED),
    PlannedFile(LONG, b"y" * 700, WRITTEN, CREATED),
    PlannedFile("EMPTY.TXT", b"", WRITTEN, CREATED),
)
CLUSTERS = 100
TABLE, SECTOR = 32 * 512, 512  # of FAT32 as it is made here; one sector holds the table
INFO_FREE = 512 + 488
DATA = TABLE + 2 * SECTOR


class Sparse:
    """An image that is zero but for some pieces of it."""

    def __init__(self, size: int, pieces: dict[int, bytes]) -> None:
        self.size, self._pieces = size, pieces

    def read(self, offset: int, count: int) -> bytes:
        data = bytearray(max(0, min(count, self.size - offset)))
        for at, piece in self._pieces.items():
            begin, stop = max(at, offset), min(at + len(piece), offset + len(data))
            if begin < stop:
                data[begin - offset : stop - offset] = piece[begin - at : stop - at]
        return bytes(data)


def volume(data: bytes) -> Volume:
    found = read_fat(window(data))
    assert isinstance(found, Volume)
    return found


def unread(data: bytes) -> str:
    found = read_fat(window(data))
    assert isinstance(found, UnreadVolume)
    return found.why


def flaws(found: Volume) -> list[str]:
    assert found.faults == len(found.flaws)
    return [f"{one.path} @{one.offset}: {one.detail}" for one in found.flaws]


def details(data: bytes) -> list[str]:
    """What is wrong and with which element, wherever it stands."""
    return [f"{one.path}: {one.detail}" for one in volume(data).flaws]


def paths(found: Volume, *, deleted: bool = False) -> list[str]:
    return [entry.path for entry in found.entries if entry.deleted is deleted]


def card(kind: int = 32, defect: FatDefect = FatDefect.NONE, files: tuple[PlannedFile, ...] = FILES) -> bytes:
    """FAT32 has these clusters: 2 root, 3 DCIM, 4 100MEDIA, 5 to 8 first, 9 to 11 second, 12 and 13 long."""
    return fat_image(FatPlan(kind, 4085 if kind == 16 else CLUSTERS, files, "CARD", defect))


def put(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def linked(data: bytes, links: dict[int, int]) -> bytes:
    """FAT32's entries of clusters set in both tables, and FSInfo's count unknown."""
    for cluster, following in links.items():
        for table in (TABLE, TABLE + SECTOR):
            data = put(data, table + 4 * cluster, following.to_bytes(4, "little"))
    return put(data, INFO_FREE, b"\xff" * 4)


def slot(data: bytes, name: bytes) -> int:
    """Where the entry of a short name stands."""
    return data.index(name, DATA)


def with_first(data: bytes, name: bytes, cluster: int) -> bytes:
    """Another first cluster in an entry."""
    return put(data, slot(data, name) + 26, cluster.to_bytes(2, "little"))
