"""The file itself: a zip archive in one layout only, so that the same entries are the same bytes.

Entries are stored, not compressed, without times, comments and extra fields, one behind the other and in the order of
their names; the envelope, which holds the signature, comes last. Whatever unzips can open it, and nothing in it can
unpack to more than is there. Source: PKWARE APPNOTE 6.3.10, 4.3.
"""

import hashlib
import os
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from conformance.errors import BundleError

ENVELOPE = "envelope.json"

_LARGEST = (1 << 32) - 1  # bytes of a zip archive without zip64
_MOST_ENTRIES = (1 << 16) - 2
_PART = 1 << 20  # bytes
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _DATE = 10, 0x21  # 1.0, and 1980-01-01
_MADE_BY = 3 << 8 | _VERSION  # on Unix
_MODE = 0o100444 << 16  # a file that is only read
_NAME = re.compile(r"[a-z0-9][A-Za-z0-9_.-]{0,199}(/[a-z0-9][A-Za-z0-9_.-]{0,199}){0,2}")
_MOST_NAME, _SHOWN = 602, 100  # bytes of a name


class Fault(ValueError):  # noqa: N818 - a state of the input
    """Why a file is no bundle as this tool writes them, or a part of one can't be used."""


@dataclass(frozen=True)
class Measured:
    """An entry by its name, its size in bytes, its CRC and the SHA-256 of what it holds."""

    name: str
    size: int
    crc: int
    sha256: str


def measured(name: str, content: bytes | Path) -> Measured:
    """What an entry comes to; a file is read in pieces."""
    return _sum(name, _parts(content))


def write_container(target: BinaryIO, contents: Mapping[str, bytes | Path]) -> tuple[Measured, ...]:
    """Write the entries in their order; what was written.

    Raises:
        BundleError: too many entries or bytes, or a file that changed meanwhile.
    """
    if len(contents) > _MOST_ENTRIES:
        raise BundleError(f"the run has {len(contents)} files, and a bundle holds {_MOST_ENTRIES} at most")
    written, central, offset = [], [], 0
    for name in sorted(contents, key=_place):
        one = measured(name, contents[name])
        head = _local(one)
        if offset + len(head) + one.size > _LARGEST:
            raise BundleError(f"the files of the run have more than the {_LARGEST} bytes that a bundle can hold")
        target.write(head)
        if _sum(name, _copied(target, contents[name])) != one:
            raise BundleError(f"{name} changed while it was read")
        written.append(one)
        central.append(_central(one, offset))
        offset += len(head) + one.size
    target.write(b"".join(central))
    target.write(_end(len(central), sum(map(len, central)), offset))
    return tuple(written)


class Container:
    """A bundle that is open for reading, its layout already seen to be the one that bundles have."""

    def __init__(self, file: BinaryIO) -> None:
        """Walk the directory and the header of every entry; no entry is read.

        Raises:
            Fault: with the first thing that is not as it must be.
        """
        self._file = file
        self._at: dict[str, tuple[int, Measured]] = {}
        count, size, begin = self._ending()
        for stated, offset, expected in self._walked(count, size, begin):
            if stated.name in self._at:
                raise Fault(f"two entries are named {_shown(stated.name.encode())}")
            if self._at and _place(stated.name) < _place(next(reversed(self._at))):
                raise Fault(f"{_shown(stated.name.encode())} is not in its place in the order of names")
            self._see_header(stated, offset, expected)
            self._at[stated.name] = (offset + _LOCAL.size + len(stated.name), stated)
        end = max((at + one.size for at, one in self._at.values()), default=0)
        if end != begin:
            raise Fault(f"byte {end}: {begin - end} bytes stand between the last entry and the directory")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all entries, in their order."""
        return tuple(self._at)

    def size(self, name: str) -> int:
        """Bytes of an entry."""
        return self._at[name][1].size

    def measured(self, name: str) -> Measured:
        """What an entry comes to; `crc` is the one that was found.

        Raises:
            Fault: its CRC is not the one that its header states.
        """
        at, stated = self._at[name]
        found = _sum(name, self._read(at, stated.size))
        if found.crc != stated.crc:
            raise Fault(f"{name}: its CRC is {found.crc:08x} where its header states {stated.crc:08x}")
        return found

    def content(self, name: str, most: int) -> bytes:
        """All bytes of an entry.

        Raises:
            Fault: it has more than `most`, or there is none of that name.
        """
        if name not in self._at:
            raise Fault(f"{name} is missing")
        at, stated = self._at[name]
        if stated.size > most:
            raise Fault(f"{name} has {stated.size} bytes, where {most} are the most that is read")
        return b"".join(self._read(at, stated.size))

    def _read(self, at: int, size: int) -> Iterator[bytes]:
        self._file.seek(at)
        while size and (part := self._file.read(min(size, _PART))):
            size -= len(part)
            yield part

    def _ending(self) -> tuple[int, int, int]:
        """Number of entries, size and offset of the directory."""
        length = self._file.seek(0, os.SEEK_END)
        self._file.seek(max(0, length - _END.size))
        tail = self._file.read()
        if len(tail) < _END.size or tail[:4] != b"PK\x05\x06":
            raise Fault("it does not end as a bundle does: the file is cut off, or bytes were added")
        _, _, _, _, count, size, begin, _ = _END.unpack(tail)
        if tail != _end(count, size, begin) or begin + size + _END.size != length:
            raise Fault("its last record is not that of a bundle: bytes are missing, or were added")
        if size > count * (_CENTRAL.size + _MOST_NAME):
            raise Fault(f"its directory has {size} bytes, too many for {count} entries")
        return count, size, begin

    def _walked(self, count: int, size: int, begin: int) -> Iterator[tuple[Measured, int, int]]:
        """Each entry of the directory with its offset, and the offset where the one before it ends."""
        self._file.seek(begin)
        left, expected = size, 0
        directory = memoryview(self._file.read(size))
        for _ in range(count):
            if left < _CENTRAL.size:
                raise Fault("its directory is damaged")
            at = size - left
            fields = _CENTRAL.unpack_from(directory, at)
            length, offset = fields[10], fields[-1]
            name = bytes(directory[at + _CENTRAL.size : at + _CENTRAL.size + length])
            left -= _CENTRAL.size + length
            if left < 0:
                raise Fault("its directory is damaged")
            stated = _entry(name, fields)
            if bytes(directory[at : size - left]) != _central(stated, offset):
                raise Fault(f"byte {begin + at}: the directory says of {_shown(name)} what no bundle says")
            yield stated, offset, expected
            expected = offset + _LOCAL.size + length + stated.size
        if left:
            raise Fault("its directory lists more entries than its last record states")

    def _see_header(self, stated: Measured, offset: int, expected: int) -> None:
        shown = _shown(stated.name.encode())
        if offset != expected:
            raise Fault(f"{shown} begins at byte {offset}, where the entry before it ends at byte {expected}")
        self._file.seek(offset)
        head = _local(stated)
        if self._file.read(len(head)) != head:
            raise Fault(f"byte {offset}: the header of {shown} is not what the directory says")


def _entry(name: bytes, fields: tuple[int, ...]) -> Measured:
    """What the directory says of one entry.

    Raises:
        Fault: it is compressed, encrypted, or has a name that no entry has.
    """
    flags, method, crc, packed, size = fields[3], fields[4], fields[7], fields[8], fields[9]
    text = name.decode("ascii", "replace")
    if not _NAME.fullmatch(text):
        raise Fault(f"no entry of a bundle has a name like {_shown(name)}")
    if method != 0:
        raise Fault(f"{_shown(name)} is compressed, which no entry of a bundle is")
    if flags != 0 or packed != size:
        raise Fault(f"{_shown(name)} is encrypted, or not stored as entries of a bundle are")
    return Measured(text, size, crc, "")


def _place(name: str) -> tuple[bool, str]:
    """The envelope comes last."""
    return name == ENVELOPE, name


def _parts(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as stream:
        while part := stream.read(_PART):
            yield part


def _copied(target: BinaryIO, content: bytes | Path) -> Iterator[bytes]:
    for part in _parts(content):
        target.write(part)
        yield part


def _sum(name: str, parts: Iterable[bytes]) -> Measured:
    size, crc, state = 0, 0, hashlib.sha256()
    for part in parts:
        size, crc = size + len(part), zlib.crc32(part, crc)
        state.update(part)
    return Measured(name, size, crc, state.hexdigest())


def _local(one: Measured) -> bytes:
    name = one.name.encode()
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, 0, 0, _DATE, one.crc, one.size, one.size, len(name), 0) + name


def _central(one: Measured, offset: int) -> bytes:
    name = one.name.encode()
    sizes = (one.crc, one.size, one.size, len(name))
    head = (b"PK\x01\x02", _MADE_BY, _VERSION, 0, 0, 0, _DATE)
    return _CENTRAL.pack(*head, *sizes, 0, 0, 0, 0, _MODE, offset) + name


def _end(count: int, size: int, begin: int) -> bytes:
    return _END.pack(b"PK\x05\x06", 0, 0, count, count, size, begin, 0)


def _shown(name: bytes) -> str:
    return ascii(name[:_SHOWN].decode("latin-1"))
