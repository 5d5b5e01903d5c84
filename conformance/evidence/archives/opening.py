"""A submission handed in as one zip or tar archive, unpacked without trusting it."""

import bz2
import lzma
import re
import tarfile
import zlib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from conformance.errors import SubmissionError
from conformance.evidence.archives.damages import UNUSABLE, why
from conformance.evidence.archives.folder import MOST_BYTES, Unpacking
from conformance.evidence.archives.streams import BLOCK, PART, Decompressor, Deflate, Forward, Inflated, Source
from conformance.evidence.archives.tar import check_tar, unpack_tar
from conformance.evidence.archives.zip import unpack_zip
from conformance.evidence.files import SUBMISSION_FILE

_CHECKED = 1 << 30  # bytes of a compressed tar that are decompressed twice, to look at headers before files are made
_FEW = 1 << 14  # bytes read at once where only headers are looked at
_MOST_MEMORY = 1 << 28  # bytes for xz, whose dictionary is as large as its header wants
_OF_MACOS = "__MACOSX"  # what the Finder packs beside: attributes of the files


class _Kind(StrEnum):
    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"
    XZ = "xz"
    BZIP2 = "bzip2"
    OTHER = "other"


_MAGICS = (
    (re.compile(rb"PK(\x03\x04|\x05\x06|\x07\x08)"), _Kind.ZIP),  # with members, without, in several parts
    (re.compile(rb"\x1f\x8b\x08"), _Kind.GZIP),
    (re.compile(rb"\xfd7zXZ\x00"), _Kind.XZ),
    (re.compile(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)"), _Kind.BZIP2),  # with blocks, without
)
_DECOMPRESSORS: dict[_Kind, Callable[[], Decompressor]] = {
    _Kind.GZIP: lambda: Deflate(16 + zlib.MAX_WBITS),  # 16: with gzip's header and CRC
    _Kind.XZ: lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, _MOST_MEMORY),
    _Kind.BZIP2: bz2.BZ2Decompressor,
}


def is_archive(file: Path) -> bool:
    """True for a zip archive, a tar archive, and whatever gzip, xz or bzip2 compressed; by its first bytes.

    Raises:
        SubmissionError: the file can't be read.
    """
    if not file.is_file():
        return False
    try:
        with file.open("rb") as stream:
            return _kind(stream) is not _Kind.OTHER
    except OSError as error:
        raise SubmissionError(f"{file}: the file can't be read: {error.strerror}") from error


def unpacked(archive: Path, folder: Path, most: int = MOST_BYTES) -> Path:
    """The folder of the submission: the given empty one, or the one at the archive's top in which `submission.yaml` is.

    At most `most` bytes are written, and less than 1 GB short of the free space. After a refusal the folder is empty.

    Raises:
        SubmissionError: the archive can't be unpacked safely and completely; with the member's name where there is one.
    """
    if not archive.is_file():
        raise SubmissionError(f"{archive}: there is no such archive")
    if not folder.is_dir() or any(folder.iterdir()):
        raise SubmissionError(f"{folder}: no empty folder to unpack {archive.name} into")
    try:
        with archive.open("rb") as file, Unpacking(folder, archive.stat().st_size, most) as unpacking:
            _unpack(file, unpacking)
    except UNUSABLE as error:
        raise SubmissionError(f"{archive}: the archive can't be used: {why(error)}") from error
    return _submission_in(folder)


def _unpack(file: BinaryIO, unpacking: Unpacking) -> None:
    kind = _kind(file)
    file.seek(0)
    if kind is _Kind.OTHER:
        raise SubmissionError("it is neither a zip nor a tar archive")
    if kind is _Kind.ZIP:
        unpack_zip(file, unpacking)
        return
    looked_at, part = (_CHECKED, PART) if kind in _DECOMPRESSORS else (unpacking.most_unpacked, _FEW)
    check_tar(Forward(_source(file, kind), unpacking.most_unpacked, part), unpacking, looked_at)
    file.seek(0)
    unpack_tar(Forward(_source(file, kind), unpacking.most_unpacked), unpacking)


def _source(file: BinaryIO, kind: _Kind) -> Source:
    """The tar archive in the file."""
    return Inflated(file, _DECOMPRESSORS[kind], several=True) if kind in _DECOMPRESSORS else file


def _kind(stream: BinaryIO) -> _Kind:
    head = stream.read(BLOCK)
    for magic, kind in _MAGICS:
        if magic.match(head):
            return kind
    return _Kind.TAR if head[257:262] == b"ustar" or _is_old_tar(head) else _Kind.OTHER


def _is_old_tar(head: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
    except tarfile.TarError:  # its checksum is wrong
        return False
    return True


def _submission_in(folder: Path) -> Path:
    """The only folder at the top where `submission.yaml` lies in it and not beside it; else all that was unpacked."""
    tops = [one for one in folder.iterdir() if one.name != _OF_MACOS]
    return tops[0] if len(tops) == 1 and (tops[0] / SUBMISSION_FILE).is_file() else folder
