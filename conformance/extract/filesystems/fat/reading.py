"""Reads a FAT12, FAT16 or FAT32 volume: its tree of files, and where it contradicts itself."""

from conformance.extract.filesystems.fat.boot import Absurd, Boot, find_boot, looks_like_fat
from conformance.extract.filesystems.fat.chains import check_chains
from conformance.extract.filesystems.fat.checks import check_info, check_size, spare
from conformance.extract.filesystems.fat.folders import label_of, walk
from conformance.extract.filesystems.fat.table import read_table, unclosed
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import UnreadVolume, Volume


def is_fat(window: Window) -> bool:
    """True where a window holds FAT, by the fields of its boot sector, or of FAT32's backup where that one is lost."""
    return looks_like_fat(window)


def read_fat(window: Window) -> Volume | UnreadVolume:
    """The volume in a window, or why it can't be read.

    Raises:
        OSError: the image can't be read.
        DamagedImageError: it does not hold what it should.
    """
    boot = find_boot(window)
    if isinstance(boot, Absurd):
        return UnreadVolume(window.start, window.size, f"FAT: {boot.why}")
    held = check_size(window, boot)
    if held < boot.data_at:
        why = f"the tables and folders of FAT{boot.kind} end at byte {boot.data_at} of the volume, and {held} are there"
        return UnreadVolume(window.start, window.size, why)
    return _read(window, boot, held)


def _read(window: Window, boot: Boot, held: int) -> Volume:
    """The volume of which so many B can be read: clusters that are not there, or bad, hold no file."""
    table = read_table(window, boot)
    check_info(window, boot, table)
    tree = walk(window, boot, table)
    check_chains(window, boot, table, tree)
    return Volume(
        filesystem=f"FAT{boot.kind}",
        offset=window.start,
        size=boot.size,
        label=tree.label or label_of(boot.label),
        unit=boot.unit,
        usable=max(0, min(boot.clusters * boot.unit, held - boot.data_at) - table.bad * boot.unit),
        free=table.free * boot.unit,
        unclosed=unclosed(boot, table),
        entries=tuple(tree.entries),
        unlisted=tree.unlisted,
        faults=window.faults,
        flaws=tuple(window.flaws),
        traces=tree.traces,
        bad=table.bad * boot.unit,
        spare=tuple((window.start + begin, end - begin) for begin, end in spare(boot)),
    )
