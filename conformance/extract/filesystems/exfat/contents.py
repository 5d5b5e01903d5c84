"""Finds the bytes of the files of an exFAT volume."""

from conformance.extract.filesystems.contents import Content, Contents, Piece, Wanted, doubted, doubts, fitted, left_out
from conformance.extract.filesystems.exfat.boot import Boot, read_boot
from conformance.extract.filesystems.exfat.clusters import Clusters, Runs
from conformance.extract.filesystems.exfat.entry_sets import FileSet, set_checksum, stated_checksum
from conformance.extract.filesystems.exfat.folders import Walk
from conformance.extract.filesystems.exfat.reading import root_of
from conformance.extract.filesystems.exfat.root import bitmap_of, find_special, table_of
from conformance.extract.filesystems.exfat.table import Fat
from conformance.extract.filesystems.window import Window


def exfat_contents(window: Window, wanted: Wanted) -> Contents:
    """The wanted ones of its files; behind ValidDataLength they are zeros, whatever stands in their clusters.

    Raises:
        OSError: the image can't be read.
        DamagedImageError: it does not hold what it should.
    """
    boot = read_boot(window)
    if isinstance(boot, str):
        return Contents(window, (), boot)
    clusters, before = Clusters(window, boot, Fat(window, boot)), window.faults
    root = root_of(window, boot, clusters)
    special = find_special(window, root)
    bitmap_of(window, boot, clusters, special.bitmaps)  # which claims its clusters
    found: dict[int, Content] = {}

    def keep(path: str, file: FileSet, runs: Runs) -> None:
        if wanted(path):
            found[clusters.claims] = _content(boot, path, file, runs)

    walk = Walk(window, boot, clusters, table_of(window, boot, clusters, special.tables), keep)
    walk.run(root)
    files = (doubted(one) if number in clusters.doubted else one for number, one in found.items())
    return Contents(window, tuple(files), "; ".join(left_out(walk.unlisted) + doubts(window.faults - before)))


def _content(boot: Boot, path: str, file: FileSet, runs: Runs) -> Content:
    size = file.extent.length
    if stated_checksum(file.data) != set_checksum(file.data):
        return Content(path, size, (), "its SetChecksum is wrong, and with it may be where it lies")
    if file.valid > size:
        return Content(path, size, (), f"states {file.valid} valid bytes of {size}")
    firsts, lasts = runs
    pieces = [Piece(boot.place(one), (end - one + 1) * boot.cluster) for one, end in zip(firsts, lasts, strict=True)]
    held = sum(count for _, count in pieces)
    if held != -(-size // boot.cluster) * boot.cluster:
        return Content(path, size, (), f"its clusters hold {held} bytes, and it states {size}")
    return fitted(path, size, pieces, file.valid)
