"""Members of a tar archive, plain or decompressed, into a folder; written from the stream, never by `tarfile`."""

import tarfile
from collections.abc import Iterator

from conformance.errors import SubmissionError
from conformance.evidence.archives.folder import Hole, Unpacking
from conformance.evidence.archives.names import Names, naming
from conformance.evidence.archives.streams import BLOCK, PART, Forward, Source

_MOST_SHARED = 64  # records of global headers, which `tarfile` copies for every member
_KINDS = {
    tarfile.LNKTYPE: "a hard link",
    tarfile.SYMTYPE: "a symbolic link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
}
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE, tarfile.GNUTYPE_SPARSE)


class _TarFile(tarfile.TarFile):
    """With the list in which it remembers every member."""

    members: list[tarfile.TarInfo]


def unpack_tar(source: Source, unpacking: Unpacking) -> None:
    """Writes every member; file times are kept.

    Raises:
        SubmissionError: a member that is refused, a damaged or cut archive.
        OSError and the others of `UNUSABLE`: as raised in reading or writing.
    """
    stream, names = Forward(source, unpacking.most_unpacked), Names()
    try:
        tar = _TarFile(fileobj=stream, encoding="utf-8", errors="surrogateescape")
    except tarfile.ReadError as error:
        raise SubmissionError(f"what it holds is no tar archive: {error}") from error
    while (member := tar.next()) is not None:
        with naming(member.name):
            if len(tar.pax_headers) > _MOST_SHARED:
                raise SubmissionError(f"more than {_MOST_SHARED} records of global headers")
            _unpack(member, stream, names, unpacking, tar.offset)
        tar.members.clear()  # 10^5 of them with long headers would fill the memory
        stream.start_header()
    stream.finish()


def _unpack(member: tarfile.TarInfo, stream: Forward, names: Names, unpacking: Unpacking, end: int) -> None:
    """One member, whose data ends, padding included, at byte `end` of the archive."""
    if member.type != tarfile.DIRTYPE and member.type not in _FILES:
        kind = _KINDS.get(member.type, f"a member of type {member.type!r}")
        raise SubmissionError(f"{kind}; only files and folders are unpacked")
    place = names.place(member.name, folder=member.isdir())
    if member.isdir():
        unpacking.make(place.folders)
        return
    pieces = _pieces(member)
    held = sum(piece for piece in pieces if isinstance(piece, int))
    if member.offset_data + _whole_blocks(held) != end:
        raise SubmissionError("its headers contradict each other about its size")
    unpacking.promise(member.size)
    unpacking.write(place, _content(pieces, stream), float(member.mtime))
    if len(stream.take(_whole_blocks(held) - held)) < _whole_blocks(held) - held:
        raise SubmissionError("it is cut off: the archive ends in its last block")


def _content(pieces: list[int | Hole], stream: Forward) -> Iterator[bytes | Hole]:
    for piece in pieces:
        if isinstance(piece, Hole):
            yield piece
            continue
        left = piece
        while left:
            part = stream.take(min(left, PART))
            if not part:
                raise SubmissionError(f"it is cut off: the archive ends {left} bytes before its end")
            left -= len(part)
            yield part


def _pieces(member: tarfile.TarInfo) -> list[int | Hole]:
    """The file from its start on: bytes that the archive holds, by their number, and holes.

    Raises:
        SubmissionError: a negative size, or a map of holes that does not fit the size.
    """
    if member.size < 0:
        raise SubmissionError("a negative size")
    if not member.issparse():
        return [member.size]
    pieces: list[int | Hole] = []
    at = 0
    for start, size in _map_of(member):
        if start < at or size < 0 or start + size > member.size:
            raise SubmissionError("its map of holes contradicts itself")
        pieces += [Hole(start - at), size]
        at = start + size
    return [*pieces, Hole(member.size - at)]


def _map_of(member: tarfile.TarInfo) -> list[tuple[int, int]]:
    """Offset and size of what is no hole."""
    found: object = member.sparse
    if not isinstance(found, list):
        raise SubmissionError("its map of holes can't be read")
    return [piece for piece in found if piece[1]]  # the unused of the four in an old GNU header are zero


def _whole_blocks(size: int) -> int:
    return -(-size // BLOCK) * BLOCK
