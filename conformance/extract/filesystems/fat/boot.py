"""Finds the boot sector of a FAT volume and works out where its tables, folders and clusters lie.

Source, by the names of its fields: Microsoft, FAT32 File System Specification 1.03. As every driver does, `BPB_FATSz16`
of 0 tells FAT32, and the count of clusters FAT12 from FAT16.
"""

from dataclasses import dataclass
from struct import Struct
from typing import NamedTuple

from conformance.extract.filesystems.window import Window

FAT12, FAT16, FAT32 = 12, 16, 32
FIRST_CLUSTER = 2
ROOT_AT = 0x2C  # BPB_RootClus
_SECTOR = 512
_SECTOR_SIZES = (512, 1024, 2048, 4096)
_PER_CLUSTER = tuple(1 << power for power in range(8))
_MEDIA = (0xF0, *range(0xF8, 0x100))
_OTHERS = (b"EXFAT   ", b"NTFS    ")
_SIGNATURE = b"\x55\xaa"
_USUAL_BACKUP = 6
_NO_SECTOR = 0xFFFF
_CLUSTERS_12, _CLUSTERS_16, _CLUSTERS_32 = 4085, 65_525, 0x0FFF_FFF5  # from these on there are too many
_MOST_CLUSTERS = 1 << 24  # 512 GB in clusters of 32 kB; the memory that their chains take grows with them
_LIKELY = 7  # of 9 marks
_EXTENDED = (0x28, 0x29)  # BS_BootSig
_STATE_16, _STATE_32, _FIELDS_END = 0x25, 0x41, 0x5A  # BS_Reserved1, and where the fields of FAT32 end
_NO_LABEL = b"NO NAME    "


class _Bpb(NamedTuple):
    """The fields that all three have, from 0x0B on."""

    sector: int
    per_cluster: int
    reserved: int
    fats: int
    root_entries: int
    total_16: int
    media: int
    fat_16: int
    sectors_a_track: int
    heads: int
    hidden: int
    total_32: int


class _Bpb32(NamedTuple):
    """What only FAT32 has, from 0x24 on."""

    fat_32: int
    flags: int
    version: int
    root: int
    info: int
    backup: int


_COMMON, _COMMON_AT = Struct("<HBHBHHBHHHII"), 0x0B
_ONLY_32, _ONLY_32_AT = Struct("<IHHIHH"), 0x24


@dataclass(frozen=True)
class Boot:
    """A volume's geometry, in B from its beginning: `size` B, `clusters` of `unit` B from `data_at` on.

    `fats` tables of `table_size` B follow each other from `table_at` on, of which `active` is read; they are copies
    where `mirrored`. FAT32 has its root folder at cluster `root`, the others at `root_at`. `unnumbered` clusters have
    no entry in the table. `info_at` and `backup_at` are 0 where there is none. `state` is `BS_Reserved1`.
    """

    kind: int
    unit: int
    fats: int
    table_at: int
    table_size: int
    root_at: int
    root_size: int
    data_at: int
    size: int
    clusters: int
    unnumbered: int
    media: int
    label: bytes
    state: int
    root: int
    info_at: int
    backup_at: int
    active: int
    mirrored: bool
    signed: bool

    @property
    def end(self) -> int:
        """One more than the last cluster's number."""
        return FIRST_CLUSTER + self.clusters

    def place(self, cluster: int) -> int:
        """Where a cluster begins."""
        return self.data_at + (cluster - FIRST_CLUSTER) * self.unit


@dataclass(frozen=True)
class Absurd:
    """Why a sector is no boot sector that can be read by."""

    why: str


def looks_like_fat(window: Window) -> bool:
    """True where a volume begins with what can only be meant as FAT, or FAT32's backup of it is there."""
    sector = window.read(0, _SECTOR)
    if sector[3:11] in _OTHERS:
        return False
    return _likely(sector) or (not _partitions(sector) and isinstance(_backup(window), Boot))


def _partitions(sector: bytes) -> bool:
    """A master boot record with a partition, behind which an old backup may stand."""
    rows = [sector[at : at + 16] for at in range(446, 510, 16)]
    return sector[-2:] == _SIGNATURE and all(row[0] in (0, 0x80) for row in rows) and any(row[4] for row in rows)


def _likely(sector: bytes) -> bool:
    """Most marks of a boot sector of FAT, so that a damaged one is still told from something else."""
    if len(sector) < _SECTOR:
        return False
    bpb = _Bpb._make(_COMMON.unpack_from(sector, _COMMON_AT))
    fat_32 = _Bpb32._make(_ONLY_32.unpack_from(sector, _ONLY_32_AT)).fat_32
    marks = (
        sector[0] == 0xE9 or (sector[0] == 0xEB and sector[2] == 0x90),
        sector[-2:] == _SIGNATURE,
        bpb.sector in _SECTOR_SIZES,
        bpb.per_cluster in _PER_CLUSTER,
        bpb.reserved > 0,
        bpb.fats in (1, 2),
        bpb.media in _MEDIA,
        bool(bpb.total_16 or bpb.total_32),
        bool(bpb.fat_16 or (fat_32 and not bpb.root_entries)),
    )
    return sum(marks) >= _LIKELY


def find_boot(window: Window) -> Boot | Absurd:
    """The geometry by the primary boot sector, else by FAT32's backup of it; flaws of both are noted."""
    sector = window.read(0, _SECTOR)
    boot = _parsed(sector)
    if isinstance(boot, Absurd):
        backup = _backup(window)
        if isinstance(backup, Absurd):
            return boot
        window.flaw("boot sector", 0, f"{boot.why}; the volume is read by the backup at offset {backup.backup_at}")
        return backup
    if not boot.signed:
        window.flaw("boot sector", _SECTOR - 2, "does not end with 55 AA")
    if boot.unnumbered:
        said = f"the table of {boot.table_size} bytes has no entry for the last {boot.unnumbered} clusters"
        window.flaw("boot sector", _COMMON_AT, said)
    if boot.backup_at:
        _compare(window, sector, boot.backup_at)
    return boot


def _backup(window: Window) -> Boot | Absurd:
    """FAT32's backup at its usual place, whatever the size of the sectors."""
    for size in _SECTOR_SIZES:
        boot = _parsed(window.read(_USUAL_BACKUP * size, _SECTOR))
        if isinstance(boot, Boot) and boot.signed and boot.backup_at == _USUAL_BACKUP * size:
            return boot
    return Absurd("there is no backup")


def _compare(window: Window, sector: bytes, at: int) -> None:
    backup = window.read(at, _SECTOR)
    places = (*range(_STATE_32), *range(_STATE_32 + 1, _FIELDS_END), _SECTOR - 2, _SECTOR - 1)  # that one is a state
    unlike = [place for place in places if backup[place : place + 1] != sector[place : place + 1]]
    if unlike:
        said = f"the backup at offset {at} differs in {len(unlike)} bytes of its fields, first in byte {unlike[0]}"
        window.flaw("boot sector", unlike[0], said)


def _parsed(sector: bytes) -> Boot | Absurd:
    if len(sector) < _SECTOR:
        return Absurd("the image ends within the boot sector")
    bpb = _Bpb._make(_COMMON.unpack_from(sector, _COMMON_AT))
    only_32 = _Bpb32._make(_ONLY_32.unpack_from(sector, _ONLY_32_AT))
    fat_sectors, total = bpb.fat_16 or only_32.fat_32, bpb.total_16 or bpb.total_32
    wrongs = (
        (bpb.sector not in _SECTOR_SIZES, f"the boot sector states sectors of {bpb.sector} bytes"),
        (bpb.per_cluster not in _PER_CLUSTER, f"the boot sector states {bpb.per_cluster} sectors a cluster"),
        (not bpb.reserved, "the boot sector reserves no sector, not even itself"),
        (not bpb.fats, "the boot sector states that there are no tables"),
        (not fat_sectors, "the boot sector states tables of no sector"),
        (not total, "the boot sector states a volume of no sector"),
        (bool(bpb.root_entries) != bool(bpb.fat_16), f"the boot sector states {bpb.root_entries} entries of the root"),
    )
    for wrong, why in wrongs:
        if wrong:
            return Absurd(why)
    return _measured(sector, bpb, only_32)


def _measured(sector: bytes, bpb: _Bpb, only_32: _Bpb32) -> Boot | Absurd:
    """The geometry, of fields that make sense one by one; the arithmetic is the specification's, section 3.5."""
    fat_sectors, total = bpb.fat_16 or only_32.fat_32, bpb.total_16 or bpb.total_32
    root_size = -(-bpb.root_entries * 32 // bpb.sector) * bpb.sector
    root_at = (bpb.reserved + bpb.fats * fat_sectors) * bpb.sector
    data_at, size, unit = root_at + root_size, total * bpb.sector, bpb.per_cluster * bpb.sector
    stated = max(0, size - data_at) // unit
    wide = not bpb.fat_16
    kind = FAT32 if wide else FAT12 if stated < _CLUSTERS_12 else FAT16
    clusters = max(0, min(stated, fat_sectors * bpb.sector * 8 // kind - FIRST_CLUSTER))
    alone = wide and bool(only_32.flags & 0x80)
    boot = Boot(
        kind=kind,
        unit=unit,
        fats=bpb.fats,
        table_at=bpb.reserved * bpb.sector,
        table_size=fat_sectors * bpb.sector,
        root_at=root_at,
        root_size=root_size,
        data_at=data_at,
        size=size,
        clusters=clusters,
        unnumbered=stated - clusters,
        media=bpb.media,
        label=_extended(sector, wide=wide)[0],
        state=_extended(sector, wide=wide)[1],
        root=only_32.root if wide else 0,
        info_at=_sector_at(only_32.info, bpb) if wide else 0,
        backup_at=_sector_at(only_32.backup, bpb) if wide else 0,
        active=only_32.flags & 0xF if alone else 0,
        mirrored=not alone,
        signed=sector[-2:] == _SIGNATURE,
    )
    why = _unreadable(boot, only_32.version if wide else 0)
    return Absurd(why) if why else boot


def _unreadable(boot: Boot, version: int) -> str:
    """Why nothing can be read by that geometry, '' where it can."""
    stated = boot.clusters + boot.unnumbered
    wrongs = (
        (not boot.clusters, f"states a volume of {boot.size} bytes, of which its tables leave no cluster"),
        (boot.kind == FAT16 and stated >= _CLUSTERS_16, f"states {stated} clusters, too many for FAT16"),
        (stated >= _CLUSTERS_32, f"states {stated} clusters, too many for FAT32"),
        (boot.clusters > _MOST_CLUSTERS, f"states {boot.clusters} clusters; {_MOST_CLUSTERS} are read at most"),
        (version > 0, f"states version {version:#x} of FAT32"),
        (
            boot.kind == FAT32 and not FIRST_CLUSTER <= boot.root < boot.end,
            f"states cluster {boot.root} for the root folder; the clusters are {FIRST_CLUSTER} to {boot.end - 1}",
        ),
    )
    return next((f"the boot sector {why}" for wrong, why in wrongs if wrong), "")


def _extended(sector: bytes, *, wide: bool) -> tuple[bytes, int]:
    """`BS_VolLab` and `BS_Reserved1`, where `BS_BootSig` says that they are there; of FAT32 the latter always is."""
    at = _STATE_32 if wide else _STATE_16
    if sector[at + 1] not in _EXTENDED:
        return b"", sector[at] if wide else 0
    label = sector[at + 6 : at + 17]
    return b"" if label == _NO_LABEL else label, sector[at]


def _sector_at(number: int, bpb: _Bpb) -> int:
    """Where a reserved sector begins; 0 and FFFF state that there is none."""
    return 0 if number == _NO_SECTOR else number * bpb.sector
