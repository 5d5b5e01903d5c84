"""Reads single slots of a folder: short entries, the parts of long names before them, and what makes one plausible.

Source, by the names of its fields: Microsoft, FAT32 File System Specification 1.03, sections 6 and 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct
from typing import NamedTuple

from conformance.extract.filesystems.fat.boot import FAT32, FIRST_CLUSTER, Boot
from conformance.extract.filesystems.times import fat_accessed, fat_created, fat_written
from conformance.model.file_names import PROGRAMS, is_recording
from conformance.model.filesystem_facts import FileTime

SLOT = 32  # B
DELETED = 0xE5
DOT, DOT_DOT = b".          ", b"..         "
VOLUME, FOLDER = 0x08, 0x10
_RESERVED = 0xC0
_LONG, _LONG_MASK = 0x0F, 0x3F
_BASE_IS_LOWER, _EXTENSION_IS_LOWER = 0x08, 0x10  # DIR_NTRes, as Windows NT uses it
_STANDS_FOR_E5 = 0x05
_LAST_PART = 0x40
_MOST_PARTS = 20  # of 13 characters
_LOST = b"_"
_NO_SHORT = frozenset((*range(0x20), 0x7F, *b'"*+,./:;<=>?[\\]|'))
_NO_LONG = frozenset((*map(chr, range(0x20)), *'"*/:<>?\\|'))
_TENTHS = 200  # DIR_CrtTimeTenth counts 10 ms of 2 s
_SHORT = Struct("<11sBBBHHHHHHHI")

created, written, accessed = lru_cache(4096)(fat_created), lru_cache(4096)(fat_written), lru_cache(4096)(fat_accessed)


class Short(NamedTuple):
    """The slot of an entry, `DIR_Name` to `DIR_FileSize`."""

    name: bytes
    attributes: int
    cases: int
    tenths: int
    created_time: int
    created_date: int
    accessed_date: int
    high: int
    written_time: int
    written_date: int
    low: int
    size: int

    @property
    def is_folder(self) -> bool:
        """As its attributes say."""
        return bool(self.attributes & FOLDER)

    def cluster(self, kind: int) -> int:
        """The first one; the upper half is FAT32's alone."""
        return self.high << 16 | self.low if kind == FAT32 else self.low


@dataclass(frozen=True)
class Part:
    """The slot of 13 characters of a long name, at its offset in the folder."""

    order: int
    checksum: int
    text: bytes
    at: int


def short_at(data: bytes, at: int) -> Short:
    """The slot at that offset of a folder, taken for an entry."""
    return Short._make(_SHORT.unpack_from(data, at))


def is_part(data: bytes, at: int) -> bool:
    """True where the slot holds a part of a long name."""
    return data[at + 11] & _LONG_MASK == _LONG


def part_at(data: bytes, at: int) -> Part:
    """The slot at that offset of a folder, taken for such a part."""
    text = data[at + 1 : at + 11] + data[at + 14 : at + 26] + data[at + 28 : at + 32]
    return Part(data[at], data[at + 13], text, at)


def attributes_fit(short: Short) -> bool:
    """No reserved bit, and no folder that is a volume's label."""
    return not short.attributes & _RESERVED and short.attributes & (VOLUME | FOLDER) != VOLUME | FOLDER


def name_fits(name: bytes) -> bool:
    """True of what may stand in `DIR_Name`; small letters are let pass."""
    first = DELETED if name[0] == _STANDS_FOR_E5 else name[0]
    return first != 0x20 and first not in _NO_SHORT and _NO_SHORT.isdisjoint(name[1:])


def plausible(short: Short, boot: Boot) -> bool:
    """True where all but the name's first character can be an entry's: what garbage hardly ever is.

    Of what is called as recordings are, cluster and times may be anything.
    """
    attributed = not short.attributes & (_RESERVED | VOLUME)
    if not attributed or not _NO_SHORT.isdisjoint(short.name[1:]):
        return False
    return fields_fit(short, boot) or is_recording(f".{_extension(short)}")


def is_program(short: Short) -> bool:
    """True where a system that knows short names alone would run the file, whatever its long name says."""
    return f".{_extension(short)}".lower().endswith(PROGRAMS)


def _extension(short: Short) -> str:
    return short.name[8:].rstrip(b" ").decode("ascii", "backslashreplace")


def fields_fit(short: Short, boot: Boot) -> bool:
    """True where cluster, size and times can be an entry's of that volume."""
    cluster = short.cluster(boot.kind)
    return (
        (cluster == 0 or FIRST_CLUSTER <= cluster < boot.end)
        and short.size <= (0 if short.is_folder else boot.clusters * boot.unit)
        and _dates_fit(short)
    )


def _dates_fit(short: Short) -> bool:
    """Each date is none, or one of the calendar and with a time of the clock."""
    return (
        (not short.created_date or (_day_fits(short.created_date) and _clock_fits(short.created_time)))
        and (not short.written_date or (_day_fits(short.written_date) and _clock_fits(short.written_time)))
        and (not short.accessed_date or _day_fits(short.accessed_date))
        and (not short.created_date or short.tenths < _TENTHS)
    )


@lru_cache(1 << 16)
def _day_fits(date: int) -> bool:
    return isinstance(fat_accessed(date), FileTime)


def _clock_fits(time: int) -> bool:
    """Hours, minutes, two seconds: decoding a time would take as long as all else about a slot."""
    return time >> 11 < 24 and time >> 5 & 0x3F < 60 and time & 0x1F < 30


def short_name(short: Short, *, deleted: bool) -> str:
    """The name as it is shown; of a deleted entry the first character is lost."""
    first = _LOST if deleted else short.name[:1]
    name = (bytes((DELETED,)) if first[0] == _STANDS_FOR_E5 else first) + short.name[1:]
    base, extension = (_shown(part.rstrip(b" ")) for part in (name[:8], name[8:]))
    base = base.lower() if short.cases & _BASE_IS_LOWER else base
    extension = extension.lower() if short.cases & _EXTENSION_IS_LOWER else extension
    base = base or "\\x20"
    return f"{base}.{extension}" if extension else base


def _shown(name: bytes) -> str:
    return _escaped(name.decode("ascii", "backslashreplace"))


def _escaped(name: str) -> str:
    """No control character, and no separator of paths."""
    if name.isprintable() and "/" not in name:
        return name
    return "".join(f"\\x{ord(letter):02x}" if letter < " " or letter in "/\x7f" else letter for letter in name)


def long_of_live(parts: Sequence[Part], short: Short) -> tuple[Part, ...]:
    """The parts right before an entry that are its long name, the name's first one first; none where they don't fit."""
    wanted = checksum(short.name) if parts else 0
    found: list[Part] = []
    for part in reversed(parts):
        order = len(found) + 1
        if part.checksum != wanted or part.order & ~_LAST_PART != order or order > _MOST_PARTS:
            return ()
        found.append(part)
        if part.order & _LAST_PART:
            return tuple(found)
    return ()


def long_of_deleted(parts: Sequence[Part], short: Short) -> str:
    """The long name that deleted parts right before a deleted entry still tell, '' where they don't fit.

    Their sum gives the lost first character of the short name; it has to come of the long one's.
    """
    found: list[Part] = []
    for part in reversed(parts):
        if (found and part.checksum != found[0].checksum) or len(found) == _MOST_PARTS:
            break
        found.append(part)
        if b"\0\0" in (part.text[at : at + 2] for at in range(0, len(part.text), 2)) or (
            part.order != DELETED and part.order & _LAST_PART
        ):
            break
    name = long_name(found)
    if not found or not long_fits(name) or not _extends(short, name):
        return ""
    return name if _stems_from(_first_by_sum(short.name, found[0].checksum), name) else ""


def _extends(short: Short, name: str) -> bool:
    """True where the extension of a short name is what is left of the long one's."""
    extension = name.rpartition(".")[2].upper() if "." in name else ""
    return not extension.isascii() or extension[:3].rstrip() == _extension(short).upper()


def _stems_from(first: int, name: str) -> bool:
    """True where the short name of a long one may begin so."""
    if first == 0x20 or first in _NO_SHORT - {_STANDS_FOR_E5}:
        return False
    letter = name.lstrip(" .")[:1]
    return not letter.isascii() or not letter or first in (ord(letter.upper()), ord(letter), _LOST[0])


def long_name(parts: Sequence[Part]) -> str:
    """The characters of parts in order of the name, to the NUL that ends it; lone surrogates as bytes."""
    text = b"".join(part.text for part in parts).decode("utf-16-le", "backslashreplace")
    return text.split("\0", 1)[0].rstrip("\uffff")


def long_fits(name: str) -> bool:
    """True of what may stand in a long name."""
    return bool(name) and _NO_LONG.isdisjoint(name)


def shown_long(name: str) -> str:
    """As it is shown in a path."""
    return _escaped(name)


def checksum(name: bytes) -> int:
    """`ChkSum` over `DIR_Name`, by which the parts of a long name stick to it."""
    total = 0
    for letter in name:
        total = ((total & 1) << 7 | total >> 1) + letter & 0xFF
    return total


def _first_by_sum(name: bytes, total: int) -> int:
    """The first byte with which the other ten of `DIR_Name` sum up to that."""
    for letter in reversed(name[1:]):
        turned = total - letter & 0xFF
        total = (turned << 1 | turned >> 7) & 0xFF
    return total
