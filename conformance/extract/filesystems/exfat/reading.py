"""Reads an exFAT volume: what it states, what its folders list, and what contradicts itself.

Source: Microsoft, exFAT file system specification.
"""

from conformance.extract.filesystems.exfat.bitmap import BitmapCheck
from conformance.extract.filesystems.exfat.boot import DIRTY, FAILING, Boot, bears_name, read_boot
from conformance.extract.filesystems.exfat.clusters import UNSTATED, Clusters, Extent, Stream
from conformance.extract.filesystems.exfat.entry_sets import LARGEST_FOLDER
from conformance.extract.filesystems.exfat.folders import Walk
from conformance.extract.filesystems.exfat.root import ROOT, bitmap_of, find_special, label_of, table_of
from conformance.extract.filesystems.exfat.table import LAST, Fat
from conformance.extract.filesystems.window import Window
from conformance.model.dump_facts import UnreadVolume, Volume

_FAT = "FAT"


def is_exfat(window: Window) -> bool:
    """True where the window's first sector is a boot sector of exFAT by its name and its signature."""
    return bears_name(window.read(0, 512))


def read_exfat(window: Window) -> Volume | UnreadVolume:
    """The volume that fills the window from its begin on.

    Clusters that the bitmap marks as in use and no entry holds are told only where every entry could be listed.
    PercentInUse is a hint and ignored; an inactive FAT (TexFAT) is stale and not read.

    Raises:
        OSError: the image can't be read.
        DamagedImageError: the image does not hold what it should.
    """
    boot = read_boot(window)
    if isinstance(boot, str):
        return UnreadVolume(window.start, window.size, boot)
    fat = Fat(window, boot)
    _check_begin(window, boot, fat)
    clusters = Clusters(window, boot, fat)
    root = root_of(window, boot, clusters)
    special = find_special(window, root)
    stream, bitmap = bitmap_of(window, boot, clusters, special.bitmaps)
    walk = Walk(window, boot, clusters, table_of(window, boot, clusters, special.tables))
    walk.run(root)
    check = BitmapCheck(window, boot, fat, clusters)
    check.run(stream, bitmap, complete=clusters.complete and not walk.unlisted)
    label = label_of(window, special.labels)
    held = min(boot.clusters * boot.cluster, window.held(boot.length) - boot.heap)
    return Volume(
        filesystem="exfat",
        offset=window.start,
        size=boot.length,
        label=label,
        unit=boot.cluster,
        usable=max(0, held - check.bad * boot.cluster),
        free=check.free * boot.cluster,
        unclosed=tuple(_unclosed(boot)),
        entries=tuple(walk.entries),
        unlisted=walk.unlisted,
        faults=window.faults,
        flaws=tuple(window.flaws),
        traces=walk.traces,
        bad=check.bad * boot.cluster,
        spare=tuple((window.start + begin, end - begin) for begin, end in boot.spare),
    )


def _check_begin(window: Window, boot: Boot, fat: Fat) -> None:
    media, ones = (int(word) for word in fat.words(0, 2))
    if media >> 8 != LAST >> 8:
        window.flaw(_FAT, boot.fat, f"its first entry is {media:#010x}; 0xfffffff8 is due")
    if ones != LAST:
        window.flaw(_FAT, boot.fat + 4, f"its second entry is {ones:#010x}; {LAST:#010x} is due")


def root_of(window: Window, boot: Boot, clusters: Clusters) -> Stream:
    """The root folder, whose length only its chain tells."""
    root = Stream(window, boot, clusters.claim(ROOT, 0, Extent(boot.root, UNSTATED)))
    if not root.size:
        window.flaw(ROOT, 0, "the root folder is missing")
    elif root.size > LARGEST_FOLDER:
        window.flaw(ROOT, boot.place(boot.root), f"is a folder of {root.size} bytes, {LARGEST_FOLDER} are the most")
    return root


def _unclosed(boot: Boot) -> list[str]:
    said = []
    if boot.flags & DIRTY:
        said.append("the volume is marked as in work (VolumeDirty): it was not closed, or errors were found")
    if boot.flags & FAILING:
        said.append("the volume is marked as one on failing media (MediaFailure)")
    return said
