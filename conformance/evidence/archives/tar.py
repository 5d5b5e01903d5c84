"""Members of a tar archive, plain or decompressed, into a folder; written from the stream, never by `tarfile`."""

import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance.errors import SubmissionError
from conformance.evidence.archives.folder import Hole, Unpacking
from conformance.evidence.archives.names import Names, Place, naming
from conformance.evidence.archives.streams import BLOCK, PART, Forward

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


@dataclass(frozen=True)
class _Member:
    """A file or folder of the archive: where it goes, of which pieces it is, and when it was written.

    The archive holds `held` bytes of it, behind which the last block is padded with `padding`.
    """

    name: str
    place: Place
    size: int = 0
    pieces: tuple[int | Hole, ...] = ()
    held: int = 0
    padding: int = 0
    time: float = 0.0


def check_tar(stream: Forward, unpacking: Unpacking, most: int) -> None:
    """Refuses what `unpack_tar` would, as far as headers and names tell, in members that begin in `most` bytes.

    To make files takes far longer than to look at their headers: a refusal should come before the first is made.

    Raises:
        SubmissionError, OSError and the others of `UNUSABLE`: as `unpack_tar`.
    """
    promised = 0
    for member in _members(stream):
        with naming(member.name):
            promised += member.size
            unpacking.promise(promised)
            if (left := member.held - stream.skip(member.held)) > 0:
                raise _cut(left)
        if stream.tell() > most:
            return


def unpack_tar(stream: Forward, unpacking: Unpacking) -> None:
    """Writes every member; file times are kept.

    Raises:
        SubmissionError: a member that is refused, a damaged or cut archive.
        OSError and the others of `UNUSABLE`: as raised in reading or writing.
    """
    for member in _members(stream):
        with naming(member.name):
            if not member.place.file:
                unpacking.make(member.place.folders)
                continue
            unpacking.promise(member.size)
            unpacking.write(member.place, _content(member.pieces, stream), member.time)


def _members(stream: Forward) -> Iterator[_Member]:
    """Every member, whose data is taken from the stream before the next one is asked for."""
    names = Names()
    try:
        tar = _TarFile(fileobj=stream, encoding="utf-8", errors="surrogateescape")
    except tarfile.ReadError as error:
        raise SubmissionError(f"what it holds is no tar archive: {error}") from error
    while (info := tar.next()) is not None:
        with naming(info.name):
            if len(tar.pax_headers) > _MOST_SHARED:
                raise SubmissionError(f"more than {_MOST_SHARED} records of global headers")
            member = _member(info, names, tar.offset)
        yield member
        with naming(info.name):
            if len(stream.take(member.padding)) < member.padding:
                raise SubmissionError("it is cut off: the archive ends in its last block")
        tar.members.clear()  # 10^5 of them with long headers would fill the memory
        stream.start_header()
    stream.finish()


def _member(info: tarfile.TarInfo, names: Names, end: int) -> _Member:
    """One member, whose data ends, padding included, at byte `end` of the archive."""
    if info.type != tarfile.DIRTYPE and info.type not in _FILES:
        kind = _KINDS.get(info.type, f"a member of type {info.type!r}")
        raise SubmissionError(f"{kind}; only files and folders are unpacked")
    place = names.place(info.name, folder=info.isdir())
    if info.isdir():
        return _Member(info.name, place)
    pieces = tuple(_pieces(info))
    held = sum(piece for piece in pieces if isinstance(piece, int))
    padding = -held % BLOCK
    if info.offset_data + held + padding != end:
        raise SubmissionError("its headers contradict each other about its size")
    return _Member(info.name, place, info.size, pieces, held, padding, float(info.mtime))


def _content(pieces: Iterable[int | Hole], stream: Forward) -> Iterator[bytes | Hole]:
    for piece in pieces:
        if isinstance(piece, Hole):
            yield piece
            continue
        left = piece
        while left:
            part = stream.take(min(left, PART))
            if not part:
                raise _cut(left)
            left -= len(part)
            yield part


def _cut(left: int) -> SubmissionError:
    return SubmissionError(f"it is cut off: the archive ends {left} bytes before its end")


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
