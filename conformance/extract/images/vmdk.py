"""Puts the disk of a VMDK image together: one sparse file, or the extents that a descriptor names beside it.

Source: VMware, "Virtual Disk Format 5.0". No parent and no file that the descriptor does not name is ever opened.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice

from conformance.extract.filesystems.window import MOST_FLAWS, DamagedImageError, Image
from conformance.extract.images.raw import Piece, RawImage
from conformance.extract.images.vmdk_audit import Audit
from conformance.extract.images.vmdk_header import MAGIC as SPARSE
from conformance.extract.images.vmdk_header import Sparse, sparse_of
from conformance.extract.images.vmdk_sparse import SparseExtent
from conformance.model.facts import Absent
from conformance.model.structure_facts import Flaw
from conformance.model.vmdk_descriptor import MOST_DESCRIPTOR, SECTOR, Extent, ExtentKind, read_descriptor
from conformance.model.vocabulary import Reason

_MOST_SHARED = 1000  # grains
_Opened = tuple[Image, Iterator[Flaw]]


class _Flat:
    """Sectors that stand in a file as they are."""

    def __init__(self, piece: Piece, extent: Extent) -> None:
        self._piece, self._extent, self.size = piece, extent, extent.sectors * SECTOR

    def read(self, offset: int, count: int) -> bytes:
        """Bytes at `offset` of the extent; as `Image` has it."""
        if not 0 <= offset < self.size or count <= 0:
            return b""
        due = min(count, self.size - offset)
        data = self._piece.read(self._extent.begin * SECTOR + offset, due)
        if len(data) < due:
            raise DamagedImageError(f"byte {offset + len(data)} of an extent lies beyond the end of its file")
        return data


class _Zeros:
    """Sectors that stand nowhere."""

    def __init__(self, extent: Extent) -> None:
        self.size = extent.sectors * SECTOR

    def read(self, offset: int, count: int) -> bytes:
        """Zeros, fewer at the end."""
        return bytes(max(0, min(count, self.size - offset))) if offset >= 0 else b""

    def next_data(self, offset: int) -> int:
        """There is none; as `Mapped` has it."""
        return max(offset, self.size)


def open_vmdk(pieces: Sequence[Piece], beat: Callable[[], None]) -> tuple[Image, tuple[Flaw, ...]] | Absent:
    """The disk that the files hold, the descriptor or the only one first, and what is wrong with them.

    Raises:
        OSError: a file can't be read.
    """
    first = pieces[0]
    if first.read(0, len(SPARSE)) == SPARSE:
        found = _alone(first, beat) if len(pieces) == 1 else _absent("is an image of its own: submit it alone")
    else:
        found = _described(pieces, beat)
    return found if isinstance(found, Absent) else (found[0], tuple(islice(found[1], MOST_FLAWS)))


def _absent(why: str) -> Absent:
    return Absent(Reason.EVIDENCE_UNREADABLE, f"the VMDK file {why}")


def _alone(piece: Piece, beat: Callable[[], None]) -> _Opened | Absent:
    """The disk of a sparse file, by the descriptor that it holds."""
    read = sparse_of(piece)
    if isinstance(read, Absent):
        return read
    sparse, flaws = read
    data = piece.read(sparse.descriptor * SECTOR, min(sparse.descriptor_sectors * SECTOR, MOST_DESCRIPTOR))
    if not sparse.descriptor or not data.strip(b"\0"):
        return _absent("holds no descriptor: it is one extent of an image. Name the descriptor that lists all of them")
    descriptor = read_descriptor(data)
    if isinstance(descriptor, Absent):
        return descriptor
    if [extent.kind for extent in descriptor.extents] != [ExtentKind.SPARSE]:
        return _absent("holds a part of the disk only: its descriptor names other extents")
    stated = descriptor.extents[0].sectors
    if stated != sparse.sectors:
        said = f"it states a disk of {stated} sectors, the header one of {sparse.sectors}"
        flaws = (*flaws, Flaw("descriptor", sparse.descriptor * SECTOR, said))
    return _audited(piece, sparse, flaws, beat)


def _described(pieces: Sequence[Piece], beat: Callable[[], None]) -> _Opened | Absent:
    """The disk of the extents that a descriptor names, in their order."""
    if pieces[0].size > MOST_DESCRIPTOR:
        return _absent(f"begins as a descriptor and holds {pieces[0].size} bytes; {MOST_DESCRIPTOR} are the most")
    descriptor = read_descriptor(pieces[0].read(0, MOST_DESCRIPTOR))
    if isinstance(descriptor, Absent):
        return descriptor
    files = {piece.name: piece for piece in pieces[1:]}
    images, flaws = list[Image](), list[Iterator[Flaw]]()
    for number, extent in enumerate(descriptor.extents, 1):
        if extent.name and extent.name not in files:
            said = "which is not beside it, leads out of its folder, or is a descriptor"
            return _absent(f"names the extent {extent.name!r}, {said}")
        found = _extent(files, extent, beat)
        if isinstance(found, Absent):
            return Absent(found.reason, f"extent {number} of the VMDK image: {found.detail}")
        images.append(found[0])
        flaws.append(_placed(number, found[1]))
    return RawImage(images), chain(*flaws, _flaws_of_flat(files, descriptor.extents))


def _extent(files: Mapping[str, Piece], extent: Extent, beat: Callable[[], None]) -> _Opened | Absent:
    """One extent, whose file is among these."""
    if extent.kind is ExtentKind.ZERO:
        return _Zeros(extent), iter(())
    piece = files[extent.name]
    return (_Flat(piece, extent), iter(())) if extent.kind is ExtentKind.FLAT else _sparse(piece, extent, beat)


def _sparse(piece: Piece, extent: Extent, beat: Callable[[], None]) -> _Opened | Absent:
    """A sparse extent of several, in its file."""
    if piece.read(0, len(SPARSE)) != SPARSE:
        return _absent("does not begin as sparse extents do")
    read = sparse_of(piece)
    if isinstance(read, Absent):
        return read
    sparse, flaws = read
    if sparse.compressed:
        return _absent("is compressed, which is read only where the disk is in one file")
    if sparse.sectors != extent.sectors:
        return _absent(f"states {sparse.sectors} sectors, where the descriptor states {extent.sectors}")
    return _audited(piece, sparse, flaws, beat)


def _audited(piece: Piece, sparse: Sparse, flaws: Sequence[Flaw], beat: Callable[[], None]) -> _Opened | Absent:
    """A sparse extent with these flaws and those of its tables; terabytes that share a few grains are not read."""
    audit = Audit(piece, sparse, beat)
    kept = [flaw for number, flaw in enumerate(audit.flaws()) if number < MOST_FLAWS]
    if audit.shared > _MOST_SHARED:
        return _absent(f"keeps {audit.shared} grains where it keeps others, and is not believed")
    return SparseExtent(piece, sparse), chain(flaws, kept)


def _placed(number: int, flaws: Iterator[Flaw]) -> Iterator[Flaw]:
    """Those of one extent, under its number."""
    return (Flaw(f"extent {number}/{flaw.path}", flaw.offset, flaw.detail) for flaw in flaws)


def _flaws_of_flat(files: Mapping[str, Piece], extents: Sequence[Extent]) -> Iterator[Flaw]:
    """Bytes in the files of flat extents that no extent has, or two have, and those that are missing."""
    taken: dict[str, list[tuple[int, int, int]]] = {}
    for number, extent in enumerate(extents, 1):
        if extent.kind is ExtentKind.FLAT:
            taken.setdefault(extent.name, []).append((extent.begin, extent.begin + extent.sectors, number))
    for name, stretches in taken.items():
        size, reached = files[name].size, 0
        for begin, end, number in sorted(stretches):
            path = f"extent {number}/file"
            if begin != reached:
                said = "before it are in no extent" if begin > reached else "of it are in another extent too"
                yield Flaw(path, min(begin, reached) * SECTOR, f"{abs(begin - reached)} sectors {said}")
            reached = max(reached, end)
        if size != reached * SECTOR:
            said = f"the file holds {size} bytes, its extents take {reached * SECTOR}"
            yield Flaw(f"extent {max(stretches)[2]}/file", min(size, reached * SECTOR), said)
