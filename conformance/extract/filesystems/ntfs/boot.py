"""Finds the boot sector of an NTFS volume that can be trusted, and what it states of the volume.

Source: Microsoft, "NTFS: BIOS parameter block"; Linux-NTFS documentation, "$Boot".
"""

from dataclasses import dataclass
from struct import Struct

from conformance.extract.filesystems.window import Window

NAME_AT, NAME = 3, b"NTFS    "
SIGNATURE_AT, SIGNATURE = 510, b"\x55\xaa"
MOST_CLUSTERS = 1 << 30
_FIELDS = Struct("<HB")  # bytes of a sector, sectors of a cluster
_MORE_AT, _MORE = 0x28, Struct("<QQQb3xb")  # sectors, clusters of $MFT and of $MFTMirr, sizes of records
_COMPARED = (slice(0x0B, 0x24), slice(0x28, 0x50))
_SECTORS = (512, 1024, 2048, 4096)
_MOST_CLUSTER = 1 << 21
_RECORD_SIZES, _BLOCK_SIZES = (512, 1024, 2048, 4096, 8192, 16384), (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
_BIGGEST = 1 << 63
_MAIN, _BACKUP = "boot sector", "backup boot sector"


@dataclass(frozen=True)
class Boot:
    """What a boot sector states: sizes in B, `size` without the sector of the backup; `mft`, `mirror` are clusters."""

    sector: int
    cluster: int
    size: int
    clusters: int
    mft: int
    mirror: int
    record: int
    block: int


def bears_name(sector: bytes) -> bool:
    """True where a sector has the name of NTFS and the signature of a boot sector."""
    return sector[NAME_AT : NAME_AT + 8] == NAME and sector[SIGNATURE_AT : SIGNATURE_AT + 2] == SIGNATURE


def read_boot(window: Window) -> Boot | str:
    """What the boot sector states, or else its backup, or why neither describes a volume; their differences are flaws.

    The backup stands behind the last sector that is stated, which is the last one of the partition.
    """
    data = window.read(0, 512)
    main = _stated(data)
    found = _backup(window, main)
    if isinstance(main, Boot):
        _compare(window, main, (data, found))
        return main
    at = _last(window)
    second = _stated(window.read(at, 512))
    if isinstance(second, str):
        return main
    window.flaw(_MAIN, 0, f"{main}; the backup at byte {at} of the volume is used")
    _check_size(window, second)
    return second


def _last(window: Window) -> int:
    """Where a backup stands that is found without the boot sector."""
    return max(0, window.size // 512 - 1) * 512


def _backup(window: Window, main: Boot | str) -> bytes:
    return window.read(main.size, 512) if isinstance(main, Boot) else b""


def _stated(data: bytes) -> Boot | str:
    if len(data) < 512 or not bears_name(data):
        return "there is no boot sector of NTFS"
    (sector, more), fields = _FIELDS.unpack_from(data, 0x0B), _MORE.unpack_from(data, _MORE_AT)
    cluster = sector * (more if more <= 0x80 else 1 << 256 - more)
    sectors, mft, mirror, record, block = fields
    if sector not in _SECTORS or not cluster or cluster & cluster - 1 or cluster > _MOST_CLUSTER:
        return f"the boot sector of NTFS states sectors of {sector} bytes and clusters of {cluster}"
    record, block = _sized(record, cluster), _sized(block, cluster)
    if record not in _RECORD_SIZES or block not in _BLOCK_SIZES:
        return f"the boot sector of NTFS states file records of {record} bytes and index blocks of {block}"
    size = sectors * sector
    clusters = size // cluster
    if not 0 < clusters <= MOST_CLUSTERS or size >= _BIGGEST:
        return f"the boot sector of NTFS states {clusters} clusters; 1 to {MOST_CLUSTERS} are read"
    if not 0 < mft < clusters or not mirror < clusters:
        return f"the boot sector of NTFS states clusters {mft} and {mirror} for the file table and its mirror"
    return Boot(sector, cluster, size, clusters, mft, mirror, record, block)


def _sized(stated: int, cluster: int) -> int:
    """Clusters, or below 0 the power of two of B."""
    return stated * cluster if stated > 0 else 1 << -stated if -32 < stated < 0 else 0


def _compare(window: Window, main: Boot, sectors: tuple[bytes, bytes]) -> None:
    _check_size(window, main)
    first, second = sectors
    if len(second) < 512 or not bears_name(second):
        window.flaw(_BACKUP, main.size, "there is none behind the volume's last sector")
    elif any(first[part] != second[part] for part in _COMPARED):
        window.flaw(_BACKUP, main.size, "states another volume than the boot sector: that one is used")


def _check_size(window: Window, boot: Boot) -> None:
    held = window.held(boot.size)
    if held < boot.size:
        told = f"states a volume of {boot.size} bytes, of which {boot.size - held} are missing"
        window.flaw(_MAIN, _MORE_AT, f"{told}: partition or image end before")
