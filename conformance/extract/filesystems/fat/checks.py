"""Checks that a FAT volume fits its partition and the image, and that FAT32's FSInfo says what the table says."""

from collections.abc import Iterator

from conformance.extract.filesystems.fat.boot import Boot
from conformance.extract.filesystems.fat.table import Table
from conformance.extract.filesystems.window import Window

_LEAD, _STRUCTURE, _TRAIL = b"RRaA", b"rrAa", b"\0\0\x55\xaa"
_SIGNATURES = ((0, _LEAD), (484, _STRUCTURE), (508, _TRAIL))
_LOADERS = 1 << 16  # B
_FREE_AT, _UNKNOWN = 488, 0xFFFF_FFFF


def check_size(window: Window, boot: Boot) -> int:
    """B of the volume that partition and image hold; less than it states is a flaw."""
    if boot.size > window.size:
        said = f"states {boot.size} bytes, {boot.size - window.size} more than the partition has"
        window.flaw("boot sector", 0, said)
    due = min(boot.size, window.size)
    held = window.held(due)
    if held < due:
        window.flaw("boot sector", 0, f"the image lacks the last {due - held} of the volume's {due} bytes")
    return held


def check_info(window: Window, boot: Boot, table: Table) -> None:
    """FSInfo of FAT32: its signatures, and its count of free clusters where it knows it."""
    if not boot.info_at:
        return
    sector = window.read(boot.info_at, 512)
    for at, signature in _SIGNATURES:
        if sector[at : at + 4] != signature:
            window.flaw("FSInfo", boot.info_at + at, f"{sector[at : at + 4].hex(' ')} stands for its signature")
    stated = int.from_bytes(sector[_FREE_AT : _FREE_AT + 4], "little")
    if stated not in (_UNKNOWN, table.free):
        said = f"states {stated} free clusters; the table shows {table.free}"
        window.flaw("FSInfo", boot.info_at + _FREE_AT, said)


def spare(boot: Boot) -> Iterator[tuple[int, int]]:
    """Where begin and end what is reserved behind boot sectors, and what each table has beyond its last entry.

    Loaders may stand in the first 64 KiB of what is reserved.
    """
    yield _LOADERS, max(_LOADERS, boot.table_at)
    for number in range(boot.fats):
        begin = boot.table_at + number * boot.table_size
        yield begin + min(boot.table_size, -(-boot.end * boot.kind // 8)), begin + boot.table_size
