"""Members of a zip archive into a folder; all headers are checked before the first byte is written."""

import bz2
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from stat import S_IFDIR, S_IFMT, S_IFREG
from typing import BinaryIO

from conformance.errors import SubmissionError
from conformance.evidence.archives.folder import Unpacking
from conformance.evidence.archives.names import Names, Place, naming
from conformance.evidence.archives.streams import PART, Deflate, Inflated, Slice, Source
from conformance.evidence.archives.zip_end import End, end_of

_LOCAL = struct.Struct("<4s22x2H")  # signature, lengths of name and extra field (APPNOTE 4.3.7)
_ENCRYPTED = 0x2041  # bits 0, 6 and 13 of the general purpose flag (APPNOTE 4.4.4)
_UTF8 = 0x800
_UNICODE_PATH = 0x7075  # extra field (APPNOTE 4.6.9)


@dataclass(frozen=True)
class _Member:
    """A file of the archive: where it goes, its central header, and the offset of its data."""

    name: str
    place: Place
    info: zipfile.ZipInfo
    data: int


def unpack_zip(file: BinaryIO, unpacking: Unpacking) -> None:
    """Writes every member; file times are not kept, for a zip has them without a time zone.

    Raises:
        SubmissionError: a member that is refused, a damaged or cut archive.
        OSError and the others of `UNUSABLE`: as raised in reading or writing.
    """
    end = end_of(file)
    with zipfile.ZipFile(file) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    if len(infos) != end.members:
        raise SubmissionError("its directory can be read in two ways")
    members = _placed(file, infos, end, unpacking)
    unpacking.promise(sum(member.info.file_size for member in members))
    for member in members:
        with naming(member.name):
            if member.place.file:
                unpacking.write(member.place, _content(file, member))
            else:
                unpacking.make(member.place.folders)


def _placed(file: BinaryIO, infos: list[zipfile.ZipInfo], end: End, unpacking: Unpacking) -> list[_Member]:
    names = Names()
    members = []
    ends = [*(info.header_offset for info in infos[1:]), end.directory]
    for info, most in zip(infos, ends, strict=True):
        with naming(info.orig_filename):
            name = _name_of(info)
            place = names.place(name, folder=_is_folder(info, name))
            unpacking.promise(info.file_size)
            members.append(_Member(name, place, info, _data_of(file, info, most)))
    return members


def _name_of(info: zipfile.ZipInfo) -> str:
    """The name, where its encoding is certain: flagged or stated as UTF-8, or valid as UTF-8."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    raw = _raw_name(info)
    try:
        return (_unicode_path(info.extra, raw) or raw).decode("utf-8")
    except UnicodeDecodeError as error:
        raise SubmissionError("the encoding of its name is not stated; pack it with names in UTF-8") from error


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")


def _unicode_path(extra: bytes, raw: bytes) -> bytes:
    """The name in the extra field for it, if it was made for this name; empty otherwise."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        field = extra[at + 4 : at + 4 + size]
        if kind == _UNICODE_PATH and field[:5] == struct.pack("<BL", 1, zlib.crc32(raw)):
            return field[5:]
        at += 4 + size
    return b""


def _is_folder(info: zipfile.ZipInfo, name: str) -> bool:
    """True for a folder.

    Raises:
        SubmissionError: neither a file nor a folder, encrypted, or not compressed in a known way.
    """
    kind = S_IFMT(info.external_attr >> 16)
    if kind not in (0, S_IFREG, S_IFDIR):
        raise SubmissionError("a link, device or pipe; only files and folders are unpacked")
    folder = name.endswith("/")
    if kind and folder != (kind == S_IFDIR):
        raise SubmissionError("a folder by its name or by its mode, but not by both")
    if folder and info.file_size:
        raise SubmissionError("a folder that holds bytes")
    if info.flag_bits & _ENCRYPTED:
        raise SubmissionError("it is encrypted; pack it without a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
        raise SubmissionError(f"it is compressed in way {info.compress_type}; pack it with 'store' or 'deflate'")
    return folder


def _data_of(file: BinaryIO, info: zipfile.ZipInfo, most: int) -> int:
    """Offset of the member's data, which has to end before byte `most`."""
    file.seek(info.header_offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise SubmissionError("its header is not where the directory says")
    _, name_length, extra_length = _LOCAL.unpack(head)
    if file.read(name_length) != _raw_name(info):
        raise SubmissionError("it has another name in its header than in the directory")
    data: int = info.header_offset + _LOCAL.size + name_length + extra_length
    if data + info.compress_size > most:
        raise SubmissionError("its bytes overlap with those of the next member, or with the directory: a bomb")
    return data


def _content(file: BinaryIO, member: _Member) -> Iterator[bytes]:
    """The file's bytes; its size and its CRC are known to be right when the last was given."""
    info, stream = member.info, _opened(file, member)
    crc = size = 0
    while part := stream.read(PART):
        crc = zlib.crc32(part, crc)
        size += len(part)
        if size > info.file_size:
            raise SubmissionError(f"it has more than the {info.file_size} bytes that the directory states")
        yield part
    if size < info.file_size:
        raise SubmissionError(f"it has {size} bytes where the directory states {info.file_size}")
    if crc != info.CRC:
        raise SubmissionError("its CRC is wrong: the archive is damaged")


def _opened(file: BinaryIO, member: _Member) -> Source:
    file.seek(member.data)
    packed = Slice(file, member.info.compress_size)
    if member.info.compress_type == zipfile.ZIP_STORED:
        return packed
    if member.info.compress_type == zipfile.ZIP_DEFLATED:
        return Inflated(packed, lambda: Deflate(-zlib.MAX_WBITS), several=False)  # negative: without a header
    return Inflated(packed, bz2.BZ2Decompressor, several=False)
