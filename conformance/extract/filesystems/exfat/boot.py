"""Finds the boot region of an exFAT volume that can be trusted, and what it states of the volume.

Source: exFAT file system specification, section 3, by the names of its fields.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

from conformance.extract.filesystems.exfat.sums import sum32
from conformance.extract.filesystems.window import Window

NAME_AT, NAME = 3, b"EXFAT   "
SIGNATURE_AT, SIGNATURE = 510, b"\x55\xaa"
FIRST = 2  # number of the first cluster
MOST_CLUSTERS = 1 << 26  # 4 B of memory each; the specification recommends at most 2**24 - 2
_MOST_STATED = (1 << 32) - 11
DIRTY, FAILING = 2, 4  # bits of VolumeFlags
_SECOND_FAT = 1
_FIELDS_AT, _FIELDS = 64, Struct("<QQIIIIIIHHBBB")
_SHIFT_AT = 108
_SHIFTS = range(9, 13)
_LARGEST_CLUSTER = 25  # 32 MB
_SECTORS = 12  # of a region: the boot sector, 10 more that are summed up, and the sum
_UNSUMMED = (106, 107, 112)  # VolumeFlags, PercentInUse
_JUMP = b"\xeb\x76\x90"
_ZEROS = slice(11, 64)  # MustBeZero
_BIGGEST = 1 << 64
_MAIN, _BACKUP = "main boot region", "backup boot region"


@dataclass(frozen=True)
class Boot:
    """What a boot sector states; offsets, `sector`, `cluster` and `length` in B, `fat` is where the active one begins.

    Each FAT takes `fat_length`. `flags` are the VolumeFlags of the main boot sector, the only ones that are current.
    """

    sector: int
    cluster: int
    length: int
    fat: int
    fat_length: int
    fats: int
    active: int
    heap: int
    clusters: int
    root: int
    flags: int

    @property
    def end(self) -> int:
        """The number behind that of the last cluster."""
        return self.clusters + FIRST

    @property
    def spare(self) -> Iterator[tuple[int, int]]:
        """Where begin and end the stretches before, in and behind the FATs that no entry of theirs takes."""
        reached = 2 * _SECTORS * self.sector
        for number in range(self.fats):
            begin = self.fat + (number - self.active) * self.fat_length
            yield reached, begin
            reached = begin + 4 * self.end
        yield reached, self.heap

    def place(self, cluster: int) -> int:
        """Where a cluster begins."""
        return self.heap + (cluster - FIRST) * self.cluster


def read_boot(window: Window) -> Boot | str:
    """What the first region states whose checksum is right, or why no region describes a volume.

    A region whose checksum is wrong is a flaw, and so are regions that differ.
    """
    stated = (window.read(_SHIFT_AT, 1) or b"\0")[0]
    main = _region(window, 0, stated)
    sound = _is_sound(main)
    backup, size = _find_backup(window, [stated] if sound else sorted(_SHIFTS, key=lambda shift: shift != stated))
    if not sound:
        window.flaw(_MAIN, 0, "its checksum is wrong" + (", the backup's is right" if backup else ""))
    if not backup:
        window.flaw(_BACKUP, _SECTORS * size, "its checksum is wrong")
    if sound and backup:
        _compare(window, main, backup)
    return _best(window, ([main, backup] if sound else [backup, main]) if backup else [main])


def _region(window: Window, first: int, shift: int) -> bytes:
    """The region's sectors, or the boot sector only where its own size of sectors is none."""
    return window.read(first << shift, _SECTORS << shift) if shift in _SHIFTS else window.read(0, 512)


def _find_backup(window: Window, shifts: list[int]) -> tuple[bytes, int]:
    """The backup whose checksum is right, or none; and the size of a sector that it was looked for by."""
    for shift in shifts:
        region = _region(window, _SECTORS, shift)
        if _is_sound(region) and region[_SHIFT_AT] == shift:
            return region, 1 << shift
    return b"", 1 << shifts[0]


def _is_sound(region: bytes) -> bool:
    sector = len(region) // _SECTORS
    if sector.bit_length() - 1 not in _SHIFTS or not bears_name(region):
        return False
    end = sector * (_SECTORS - 1)
    summed = bytes(byte for at, byte in enumerate(region[:end]) if at not in _UNSUMMED)
    return region[end:] == sum32(summed).to_bytes(4, "little") * (sector // 4)


def bears_name(sector: bytes) -> bool:
    """True where a boot sector has FileSystemName and BootSignature."""
    return sector[NAME_AT : NAME_AT + 8] == NAME and sector[SIGNATURE_AT : SIGNATURE_AT + 2] == SIGNATURE


def _compare(window: Window, main: bytes, backup: bytes) -> None:
    differing = [at for at in range(len(main)) if main[at] != backup[at] and at not in _UNSUMMED]
    if differing:
        at = differing[0]
        window.flaw(_MAIN, at, f"differs from the backup in {len(differing)} bytes, the first one is byte {at}")


def _best(window: Window, regions: list[bytes]) -> Boot | str:
    """Of the first region that describes a volume, by the flags of the main one."""
    flags = int.from_bytes(window.read(_UNSUMMED[0], 2), "little")
    reasons = []
    for region in regions:
        found = _stated(region, flags)
        if isinstance(found, Boot):
            _check(window, found, region)
            return found
        reasons.append(found)
    return reasons[0]


def _stated(region: bytes, flags: int) -> Boot | str:
    if len(region) < _FIELDS_AT + _FIELDS.size:
        return f"the boot sector of exFAT ends after {len(region)} bytes"
    _, length, fat, fat_length, heap, count, root, _, revision, _, shift, more, fats = _FIELDS.unpack_from(
        region, _FIELDS_AT
    )
    for absurdity in (
        _absurd_units(revision, shift, more, fats),
        _absurd_sizes(length, shift, count),
        _absurd_places((fat, fat_length, fats), heap, count, shift),
    ):
        if absurdity:
            return f"the boot sector of exFAT states {absurdity}"
    active = flags & _SECOND_FAT if fats == 2 else 0
    return Boot(
        sector=1 << shift,
        cluster=1 << shift + more,
        length=length << shift,
        fat=fat + active * fat_length << shift,
        fat_length=fat_length << shift,
        fats=fats,
        active=active,
        heap=heap << shift,
        clusters=count,
        root=root,
        flags=flags,
    )


def _absurd_units(revision: int, shift: int, more: int, fats: int) -> str:
    if shift not in _SHIFTS or shift + more > _LARGEST_CLUSTER:
        return f"sectors of 2**{shift} bytes and clusters of 2**{more} sectors"
    if revision >> 8 != 1:
        return f"revision {revision >> 8}.{revision & 0xFF:02}; 1 is read"
    return "" if fats in (1, 2) else f"{fats} FATs"


def _absurd_sizes(length: int, shift: int, count: int) -> str:
    if length << shift >= _BIGGEST:
        return f"{length} sectors of {1 << shift} bytes, more than any storage holds"
    return "" if 0 < count <= MOST_CLUSTERS else f"{count} clusters; 1 to {MOST_CLUSTERS} are read"


def _absurd_places(fats: tuple[int, int, int], heap: int, count: int, shift: int) -> str:
    fat, length, number = fats
    if fat >= 2 * _SECTORS and heap >= fat + length * number and length << shift >= (count + FIRST) * 4:
        return ""
    told = f"{number} FATs of {length} sectors from sector {fat} on, {count} clusters from sector {heap} on"
    return f"{told}, which do not fit one another"


def _check(window: Window, boot: Boot, region: bytes) -> None:
    if region[:3] != _JUMP:
        window.flaw(_MAIN, 0, f"its JumpBoot is {region[:3].hex(' ')}, {_JUMP.hex(' ')} is due")
    if any(region[_ZEROS]):
        window.flaw(_MAIN, _ZEROS.start, "its MustBeZero is not zero")
    if boot.flags & _SECOND_FAT and boot.fats == 1:
        window.flaw(_MAIN, _UNSUMMED[0], "its ActiveFat is the second FAT, and there is one")
    held = window.held(boot.length)
    if held < boot.length:
        told = f"states a volume of {boot.length} bytes, of which {boot.length - held} are missing"
        window.flaw(_MAIN, 72, f"{told}: partition or image end before")
    behind = boot.heap + boot.clusters * boot.cluster - boot.length
    if behind > 0:
        window.flaw(_MAIN, 92, f"states {boot.clusters} clusters, which run {behind} bytes past the volume's end")
    fit = (boot.length - boot.heap) // boot.cluster
    if boot.clusters < min(fit, _MOST_STATED):  # 3.1.9: all that fit; what lies behind them is in no file
        window.flaw(_MAIN, 92, f"states {boot.clusters} clusters, and {fit} fit into the volume")
