"""Makes small exFAT volumes whose files, times and defects are known, to test readers of storage against.

Source: Microsoft, exFAT file system specification, by the names of its fields.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count
from struct import pack, pack_into

from conformance.errors import FixtureError

_ENTRY = 32
_FAT_SECTOR = 24
_SERIAL, _NO_PERCENTAGE = 0x2024_0514, 0xFF
_FIRST, _LAST = 2, 0xFFFF_FFFF
_LEAST_VOLUME = 1 << 20
_FOLDER, _ARCHIVE = 0x10, 0x20
_NAME_CHARACTERS = 15  # of a File Name entry
_IN_USE = 0x80
_LATIN = (*range(0xE0, 0xF7), *range(0xF8, 0xFF))  # lower-case letters, 32 above their upper case


class Defect(StrEnum):
    """What is made wrong; of files the first ones of the plan."""

    DIRTY = "dirty"
    MEDIA_FAILURE = "media_failure"
    BOOT_CHECKSUM = "boot_checksum"
    MARKED_FREE = "marked_free"
    LOST_CLUSTERS = "lost_clusters"
    CROSS_LINK = "cross_link"
    LOOP = "loop"
    CUT_CHAIN = "cut_chain"
    SET_CHECKSUM = "set_checksum"
    NAME_HASH = "name_hash"
    CYCLIC_FOLDER = "cyclic_folder"
    UPCASE_CHECKSUM = "upcase_checksum"


@dataclass(frozen=True)
class ExfatTime:
    """A local time, which is cut to 10 ms, and the byte UtcOffset: 0x80 | quarters of an hour, or 0 for unknown."""

    shown: datetime
    offset: int = 0x80


_MADE = ExfatTime(datetime(2024, 5, 14, 11, 1, 6))  # noqa: DTZ001 - local, as the entry keeps it


@dataclass(frozen=True)
class ExfatFile:
    """A file at `path`, `/` between names; `reserved` are bytes of its DataLength beyond the content.

    A fragmented one takes every other cluster and has a chain in the FAT, any other one is contiguous and has none.
    """

    path: str
    content: bytes = b""
    created: ExfatTime = _MADE
    written: ExfatTime = _MADE
    accessed: ExfatTime = _MADE
    fragmented: bool = False
    deleted: bool = False
    reserved: int = 0


@dataclass(frozen=True)
class ExfatPlan:
    """What the volume is to hold: files in the order of their entries, empty folders, and `clusters` of `cluster` B.

    A sector is 512 to 4096 B and no larger than a cluster.
    """

    files: tuple[ExfatFile, ...] = ()
    folders: tuple[str, ...] = ()
    label: str = "EVIDENCE"
    cluster: int = 4096
    clusters: int = 512
    sector: int = 512
    defects: tuple[Defect, ...] = ()


def exfat_image(plan: ExfatPlan) -> bytes:
    """The volume, the same bytes for the same plan.

    Raises:
        FixtureError: the clusters don't suffice, or a defect needs a file that the plan lacks.
    """
    return _Builder(plan).build()


@dataclass
class _Node:
    """A file or folder with the clusters that it was given."""

    file: ExfatFile
    is_folder: bool
    children: list["_Node"] = field(default_factory=list)
    clusters: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.file.path.rpartition("/")[2]


class _Builder:
    def __init__(self, plan: ExfatPlan) -> None:
        self._plan = plan
        self._fat_sectors = -(-(plan.clusters + _FIRST) * 4 // plan.sector)
        self._heap = (_FAT_SECTOR + self._fat_sectors) * plan.sector
        self._image = bytearray(self._heap + plan.clusters * plan.cluster)
        self._numbers = count(_FIRST)
        self._used: set[int] = set()
        self._root = _Node(ExfatFile(""), is_folder=True)
        self._nodes = {"": self._root}

    def build(self) -> bytes:
        if len(self._image) < _LEAST_VOLUME:
            raise FixtureError(f"a volume of {len(self._image)} bytes is less than exFAT's {_LEAST_VOLUME}")
        for path in self._plan.folders:
            self._folder(path)
        for file in self._plan.files:
            node = _Node(file, is_folder=False)
            self._folder(file.path.rpartition("/")[0]).children.append(node)
            self._nodes[file.path] = node
        bitmap = self._allocate(-(-self._plan.clusters // 8))
        table = _upcase_table()
        upcase = self._allocate(len(table))
        for node in self._nodes.values():
            self._give(node)
        self._damage_clusters()
        self._set_words(0, [0xFFFF_FFF8, _LAST])
        for chain in (bitmap, upcase, self._root.clusters):
            self._link(chain)
        self._write(upcase, table)
        self._write_nodes(_special(self._plan, (bitmap[0], upcase[0]), table))
        self._write(bitmap, self._bitmap())
        self._write_boot()
        return bytes(self._image)

    def _folder(self, path: str) -> _Node:
        """The folder of that path, made with those above it."""
        if path not in self._nodes:
            above, node = self._folder(path.rpartition("/")[0]), _Node(ExfatFile(path), is_folder=True)
            above.children.append(node)
            self._nodes[path] = node
        return self._nodes[path]

    def _allocate(self, size: int, *, fragmented: bool = False) -> list[int]:
        """Clusters for that many bytes; those between the ones of a fragmented file stay free."""
        taken = []
        for _ in range(-(-size // self._plan.cluster)):
            taken.append(next(self._numbers))
            if fragmented:
                next(self._numbers)
        if taken and taken[-1] >= self._plan.clusters + _FIRST:
            raise FixtureError(f"{self._plan.clusters} clusters of {self._plan.cluster} bytes don't hold the plan")
        self._used.update(taken)
        return taken

    def _give(self, node: _Node) -> None:
        if node.is_folder:
            sets = sum(2 + -(-len(_units(child.name)) // 2 // _NAME_CHARACTERS) for child in node.children)
            node.clusters = self._allocate((sets + 4) * _ENTRY)
            return
        node.clusters = self._allocate(len(node.file.content) + node.file.reserved, fragmented=node.file.fragmented)
        if node.file.deleted:
            self._used.difference_update(node.clusters)

    def _link(self, chain: Sequence[int]) -> None:
        for cluster, following in zip(chain, [*chain[1:], _LAST], strict=True):
            self._set_words(cluster, [following])

    def _set_words(self, entry: int, words: Sequence[int]) -> None:
        pack_into(f"<{len(words)}I", self._image, _FAT_SECTOR * self._plan.sector + entry * 4, *words)

    def _write(self, clusters: Iterable[int], data: bytes) -> None:
        size = self._plan.cluster
        for index, cluster in enumerate(clusters):
            piece = data[index * size : (index + 1) * size]
            at = self._heap + (cluster - _FIRST) * size
            self._image[at : at + len(piece)] = piece

    def _write_nodes(self, special: bytes) -> None:
        """Contents of files, entries of folders; `special` are the entries that only the root has."""
        for node in self._nodes.values():
            if node.is_folder:
                entries = b"".join(self._set(child) for child in node.children)
                self._write(node.clusters, special + entries if node is self._root else entries)
            else:
                self._write(node.clusters, node.file.content)
                if node.file.fragmented and not node.file.deleted:
                    self._link(node.clusters)
        self._damage_chains()

    def _set(self, node: _Node) -> bytes:
        """The entries of a file or folder."""
        name, file = _units(node.name), node.file
        size = len(node.clusters) * self._plan.cluster if node.is_folder else len(file.content) + file.reserved
        valid = size if node.is_folder else len(file.content)
        flags = 1 if file.fragmented or not size else 3
        wrong = node is self._first_file()
        name_hash = _sum(_units(_upper(node.name)), 16) ^ (wrong and Defect.NAME_HASH in self._plan.defects)
        first = node.clusters[0] if node.clusters else 0
        pieces = [name[at : at + 30].ljust(30, b"\0") for at in range(0, len(name), 30)]
        stream = pack("<BBxBHxxQ4xIQ", 0xC0, flags, len(name) // 2, name_hash, valid, first, size)
        data = bytearray(_primary(node, 1 + len(pieces)) + stream + b"".join(b"\xc1\0" + piece for piece in pieces))
        checksum = _sum(data[:2] + data[4:], 16) ^ (wrong and Defect.SET_CHECKSUM in self._plan.defects)
        pack_into("<H", data, 2, checksum)
        for at in range(0, len(data) * file.deleted, _ENTRY):
            data[at] &= ~_IN_USE
        return bytes(data)

    def _first_file(self) -> _Node:
        return next((node for node in self._nodes.values() if not node.is_folder), self._root)

    def _damage_clusters(self) -> None:
        """Clusters that two files share; and a folder that lies where the one above it does."""
        files = [node for node in self._nodes.values() if not node.is_folder and node.clusters]
        if Defect.CROSS_LINK in self._plan.defects:
            if len(files) < 2:
                raise FixtureError("a cross link needs two files")
            first, second = files[0].clusters, files[1].clusters
            self._used.difference_update(second)
            shared = first[-1]
            moved = [shared, *second[1:]] if files[1].file.fragmented else range(shared, shared + len(second))
            files[1].clusters = list(moved)
            self._used.update(moved)
        if Defect.CYCLIC_FOLDER in self._plan.defects:
            inner = next((node for path, node in self._nodes.items() if node.is_folder and "/" in path), None)
            if inner is None:
                raise FixtureError("a cyclic folder needs one in another")
            self._used.difference_update(inner.clusters)
            inner.clusters = self._nodes[inner.file.path.rpartition("/")[0]].clusters
            inner.children = self._nodes[inner.file.path.rpartition("/")[0]].children

    def _damage_chains(self) -> None:
        chains = [node.clusters for node in self._nodes.values() if node.file.fragmented and len(node.clusters) > 1]
        wanted = {Defect.LOOP, Defect.CUT_CHAIN}.intersection(self._plan.defects)
        if wanted and not chains:
            raise FixtureError("a damaged chain needs a fragmented file of several clusters")
        if Defect.LOOP in wanted:
            self._set_words(chains[0][-1], [chains[0][0]])
        if Defect.CUT_CHAIN in wanted:
            self._set_words(chains[0][-2], [0])

    def _bitmap(self) -> bytes:
        used = set(self._used)
        if Defect.MARKED_FREE in self._plan.defects:
            used -= set(self._first_file().clusters)
        if Defect.LOST_CLUSTERS in self._plan.defects:
            used |= {self._plan.clusters, self._plan.clusters + 1}
        bits = sum(1 << cluster - _FIRST for cluster in used)
        return bits.to_bytes(-(-self._plan.clusters // 8), "little")

    def _write_boot(self) -> None:
        """Both boot regions; a wrong checksum is the main one's."""
        sector = self._plan.sector
        places = (len(self._image), _FAT_SECTOR * sector, self._fat_sectors * sector, self._heap)
        region = _boot_region(self._plan, [place // sector for place in places], self._root.clusters[0])
        self._image[12 * sector : 24 * sector] = region
        region[-1] ^= Defect.BOOT_CHECKSUM in self._plan.defects
        self._image[: 12 * sector] = region


def _boot_region(plan: ExfatPlan, places: list[int], root: int) -> bytearray:
    """Boot sector, extended boot sectors and their checksum.

    `places` are VolumeLength, FatOffset, FatLength and ClusterHeapOffset.
    """
    region = bytearray(12 * plan.sector)
    flags = 2 * (Defect.DIRTY in plan.defects) + 4 * (Defect.MEDIA_FAILURE in plan.defects)
    shifts = plan.sector.bit_length() - 1, (plan.cluster // plan.sector).bit_length() - 1
    region[:11] = b"\xeb\x76\x90EXFAT   "
    numbers = (0, *places, plan.clusters, root, _SERIAL, 0x100, flags, *shifts, 1, 0x80, _NO_PERCENTAGE)
    pack_into("<QQIIIIIIHHBBBBB", region, 64, *numbers)
    region[120:510] = b"\xf4" * 390
    region[510:512] = b"\x55\xaa"
    for end in range(2 * plan.sector, 10 * plan.sector, plan.sector):
        region[end - 4 : end] = b"\0\0\x55\xaa"
    summed = region[:106] + region[108:112] + region[113 : 11 * plan.sector]
    region[11 * plan.sector :] = pack("<I", _sum(summed, 32)) * (plan.sector // 4)
    return region


def _special(plan: ExfatPlan, firsts: tuple[int, int], table: bytes) -> bytes:
    """Volume Label, Allocation Bitmap and Up-case Table."""
    label = _units(plan.label)
    checksum = _sum(table, 32) ^ (Defect.UPCASE_CHECKSUM in plan.defects)
    return (
        pack("<BB22s8x", 0x83, len(label) // 2, label)
        + pack("<BB18xIQ", 0x81, 0, firsts[0], -(-plan.clusters // 8))
        + pack("<B3xI12xIQ", 0x82, checksum, firsts[1], len(table))
    )


def _primary(node: _Node, secondaries: int) -> bytes:
    times = [node.file.created, node.file.written, node.file.accessed]
    return pack(
        "<BBHH2x3I5B7x",
        *(0x85, secondaries, 0, _FOLDER if node.is_folder else _ARCHIVE),
        *(_stamp(one.shown) for one in times),
        *(_hundredths(one.shown) for one in times[:2]),
        *(one.offset for one in times),
    )


def _stamp(shown: datetime) -> int:
    date = shown.year - 1980 << 9 | shown.month << 5 | shown.day
    return date << 16 | shown.hour << 11 | shown.minute << 5 | shown.second // 2


def _hundredths(shown: datetime) -> int:
    return shown.second % 2 * 100 + shown.microsecond // 10_000


def _upcase_table() -> bytes:
    """Letters of ASCII and of Latin-1, compressed: 0xFFFF and a count for characters that stay what they are."""
    table = list(range(0x100))
    for letter in (*range(ord("a"), ord("z") + 1), *_LATIN):
        table[letter] = letter - 32
    return pack(f"<{len(table)}H", *table) + pack("<2H", 0xFFFF, 0xFF00)


def _upper(name: str) -> str:
    return "".join(chr(ord(one) - 32) if "a" <= one <= "z" or ord(one) in _LATIN else one for one in name)


def _units(name: str) -> bytes:
    return name.encode("utf-16-le")


def _sum(data: bytes | bytearray, bits: int) -> int:
    """The specification's checksum: the word turns right by one bit before each byte is added."""
    total = 0
    for byte in data:
        total = ((total >> 1) + ((total & 1) << bits - 1) + byte) % (1 << bits)
    return total
