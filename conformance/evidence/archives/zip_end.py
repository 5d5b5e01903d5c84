"""The end of a zip archive: how many members there are, known before anything is made of each."""

import os
import struct
from dataclasses import dataclass
from typing import BinaryIO

from conformance.errors import SubmissionError
from conformance.evidence.archives.names import MOST_MEMBERS

_END = struct.Struct("<4s4H2LH")  # end of central directory record (APPNOTE 4.3.16)
_LOCATOR = struct.Struct("<4sLQL")  # zip64 end of central directory locator (APPNOTE 4.3.15)
_END64 = struct.Struct("<4sQ2H2L4Q")  # zip64 end of central directory record (APPNOTE 4.3.14)
_HEADER = 46  # bytes of a central directory header without name, extra field and comment (APPNOTE 4.3.12)
_MOST_COMMENT = (1 << 16) - 1
_MOST_DIRECTORY = 1 << 26  # bytes, which `zipfile` holds in memory


@dataclass(frozen=True)
class End:
    """How many members the directory lists, and the offset at which it begins."""

    members: int
    directory: int


@dataclass(frozen=True)
class _Record:
    disks: tuple[int, int]
    members_here: int
    members: int
    size: int
    offset: int
    begin: int  # where the record itself begins
    modulus: int  # the count is written modulo this


def end_of(file: BinaryIO) -> End:
    """The directory, walked once.

    Raises:
        SubmissionError: the archive is cut, in several parts, more than one, or has too many members.
    """
    record = _record(file)
    if record.disks != (0, 0) or record.members_here != record.members:
        raise SubmissionError("a part of an archive in several parts; pack it in one")
    if record.members > MOST_MEMBERS:
        raise SubmissionError(f"more than {MOST_MEMBERS} members")
    if record.size > _MOST_DIRECTORY:
        raise SubmissionError(f"its directory has more than {_MOST_DIRECTORY} bytes")
    if record.offset + record.size != record.begin:
        raise SubmissionError("its directory is not where its end record says: bytes are missing, or were added")
    file.seek(record.offset)
    members = _walked(file.read(record.size))
    if members % record.modulus != record.members:
        raise SubmissionError(f"its directory lists {members} members where its end record states {record.members}")
    return End(members, record.offset)


def _record(file: BinaryIO) -> _Record:
    length = file.seek(0, os.SEEK_END)
    begin = max(0, length - _END.size - _MOST_COMMENT - _LOCATOR.size - _END64.size)
    file.seek(begin)
    tail = file.read()
    at = len(tail) - _END.size  # as `zipfile` looks for it: without a comment first
    if tail[at : at + 4] != b"PK\x05\x06" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise SubmissionError("it has no end record: the archive is cut off")
    _, disk, first, here, members, size, offset, comment = _END.unpack_from(tail, at)
    if at + _END.size + comment != len(tail):
        raise SubmissionError("bytes are missing, or were added, after its end record")
    if tail[max(0, at - _LOCATOR.size) : at][:4] == b"PK\x06\x07":
        return _record64(tail, at - _LOCATOR.size, begin)
    return _Record((disk, first), here, members, size, offset, begin + at, 1 << 16)


def _record64(tail: bytes, locator: int, begin: int) -> _Record:
    at = locator - _END64.size
    _, _, where, disks = _LOCATOR.unpack_from(tail, locator)
    if at < 0 or tail[at : at + 4] != b"PK\x06\x06" or where != begin + at or disks > 1:
        raise SubmissionError("its zip64 end record is not where its locator says")
    _, _, _, _, disk, first, here, members, size, offset = _END64.unpack_from(tail, at)
    return _Record((disk, first), here, members, size, offset, begin + at, 1 << 64)


def _walked(directory: bytes) -> int:
    """How many headers there are."""
    at = members = 0
    while at < len(directory):
        if directory[at : at + 4] != b"PK\x01\x02" or at + _HEADER > len(directory):
            raise SubmissionError(f"header {members + 1} of its directory is damaged")
        at += _HEADER + sum(struct.unpack_from("<3H", directory, at + 28))  # name, extra field, comment
        members += 1
        if members > MOST_MEMBERS:
            raise SubmissionError(f"more than {MOST_MEMBERS} members")
    if at != len(directory):
        raise SubmissionError(f"header {members} of its directory is damaged")
    return members
