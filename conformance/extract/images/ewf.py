"""Reads the media of an E01 or S01 image, and verifies every chunk by its checksum and all of them by the digest.

Source: J. Metz, "Expert Witness Compression Format specification" (libewf). Its gap is filled from an image of
EnCase 6: from byte 4 of the volume section on stand chunk count, sectors per chunk, bytes per sector, sectors.
"""

import hashlib
import zlib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, takewhile
from struct import Struct

from conformance.extract.filesystems.window import MOST_FLAWS, DamagedImageError
from conformance.extract.images.ewf_sections import Noted, Section, sections_of, segment_of
from conformance.extract.images.ewf_tables import Table, tables_of
from conformance.extract.images.raw import Piece
from conformance.model.facts import Absent
from conformance.model.structure_facts import Flaw
from conformance.model.vocabulary import Reason

_VOLUME = Struct("<4x3I")  # chunk count, sectors per chunk, bytes per sector
_S01, _E01 = 94, 1052  # bytes of a volume section; in that of S01 the number of sectors has 4 bytes, not 8
_SET = slice(64, 80)  # of the volume section, and of the data section that later segment files have: the set's GUID
_DIGESTS = {"hash": (("md5", 0, 16),), "digest": (("md5", 0, 16), ("sha1", 16, 36))}
_SEALED = {"hash": 36, "digest": 80}  # bytes, the checksum with them
_ERRORS, _ERROR = 520, Struct("<II")  # bytes of the header of error2; first sector, number of sectors
_MOST_CHUNK = 1 << 25  # twice the 32768 sectors that EnCase allows
_MOST_MEDIA = 1 << 50
_KEPT = 1 << 24  # bytes of the latest chunks


@dataclass(frozen=True)
class _Media:
    """What the volume section states: `size` and `chunk` in B, `chunks` in number, `sector` in B."""

    size: int
    chunk: int
    chunks: int
    sector: int


class EwfImage:
    """The media of the segment files; each chunk is verified when it is read, the latest ones are kept."""

    def __init__(self, media: _Media, tables: Sequence[Table]) -> None:
        self.media, self.size, self._tables = media, media.size, tuple(tables)
        self._firsts = (0, *accumulate(table.count for table in tables))
        self._kept = lru_cache(max(2, min(64, _KEPT // media.chunk)))(self.chunk)

    @property
    def listed(self) -> int:
        """How many chunks the tables know of."""
        return self._firsts[-1]

    def read(self, offset: int, count: int) -> bytes:
        """Bytes of the media at `offset`, fewer at its end.

        Raises:
            OSError: a segment file can't be read.
            DamagedImageError: a chunk there is in no table, or fails its checksum.
        """
        if not 0 <= offset < self.size or count <= 0:
            return b""
        end, chunk = min(offset + count, self.size), self.media.chunk
        numbers = range(offset // chunk, (end - 1) // chunk + 1)
        data = b"".join(self._kept(number) for number in numbers)
        return data[offset - numbers[0] * chunk : end - numbers[0] * chunk]

    def chunk(self, number: int) -> bytes:
        """The chunk of that number, decompressed and verified; the last one ends where the media does."""
        if number >= self.listed:
            raise DamagedImageError(f"chunk {number} (byte {number * self.media.chunk} of the media) is in no table")
        index = bisect_right(self._firsts, number) - 1
        place = self._tables[index].place(number - self._firsts[index])
        due = min(self.media.chunk, self.size - number * self.media.chunk)
        stored = place.section.piece.read(place.start, min(place.end - place.start, 2 * self.media.chunk + 64))
        data = _inflated(stored, self.media.chunk) if place.compressed else _verified(stored, (due, self.media.chunk))
        if len(data) not in (due, self.media.chunk):
            said = f"at byte {place.start} of the file fails its checksum, or has not the {due} bytes that are due"
            raise DamagedImageError(f"chunk {number} (byte {number * self.media.chunk} of the media) {said}")
        return data[:due]


def _inflated(stored: bytes, most: int) -> bytes:
    """The bytes of a compressed chunk; none where its stream is damaged or holds more than it may."""
    inflating = zlib.decompressobj()
    try:
        data = inflating.decompress(stored, most + 1)  # one more: only beyond the last byte is the checksum read
    except zlib.error:
        return b""
    return data if inflating.eof else b""


def _verified(stored: bytes, sizes: Sequence[int]) -> bytes:
    """The bytes of a stored chunk of one of these sizes; none where its Adler-32 is another."""
    for size in sizes:
        checksum = stored[size : size + 4]
        if len(checksum) == 4 and zlib.adler32(stored[:size]).to_bytes(4, "little") == checksum:
            return stored[:size]
    return b""


def open_ewf(pieces: Sequence[Piece], beat: Callable[[], None]) -> tuple[EwfImage, tuple[Flaw, ...]] | Absent:
    """The media of all segment files of one image, and what is wrong with it; all of it is read once.

    Raises:
        OSError: a segment file can't be read.
    """
    segments = sorted((segment_of(piece) for piece in pieces), key=lambda segment: segment.number)
    numbers = [segment.number for segment in segments]
    if numbers != list(range(1, len(segments) + 1)):
        stated = ", ".join(map(str, numbers[:20]))
        return _absent(f"its segment files state the numbers {stated}: 1 to {len(segments)} are due")
    noted, found, tables = Noted(), list[Section](), list[Table]()
    for segment in segments:
        sections = sections_of(segment, len(segments), noted)
        tables += tables_of(sections, noted, beat)
        found += [section for section in sections if section.kind not in ("table", "table2", "sectors")]
    media = _media(found, noted)
    if isinstance(media, Absent):
        return media
    image = EwfImage(media, list(takewhile(lambda table: table.counted, tables)))
    _check_counts(image, found, noted)
    _check_bytes(image, found, noted, beat)
    _note_errors(image, found, noted)
    return image, tuple(noted.flaws)


def _absent(why: str) -> Absent:
    return Absent(Reason.EVIDENCE_UNREADABLE, why)


def _media(sections: Sequence[Section], noted: Noted) -> _Media | Absent:
    """What the first volume section that is whole states, else its copy in a data section."""
    due = [section for kinds in (("volume", "disk"), ("data",)) for section in sections if section.kind in kinds]
    whole = [section for section in due if _sealed(section, _E01 if section.size >= _E01 else _S01, noted)]
    if not whole:
        return _absent("it has no volume section that is whole, which says how large the media is")
    data = whole[0].read(24)
    chunks, per_chunk, sector = _VOLUME.unpack(data[: _VOLUME.size])
    sectors = int.from_bytes(data[16 : 24 if whole[0].size >= _E01 else 20], "little")
    if not (0 < sector * per_chunk <= _MOST_CHUNK and 0 < sectors * sector <= _MOST_MEDIA):
        return _absent(f"it states {sectors} sectors of {sector} bytes, {per_chunk} a chunk, which can't be")
    return _Media(sectors * sector, per_chunk * sector, chunks, sector)


def _sealed(section: Section, size: int, noted: Noted) -> bool:
    """Whether the checksum that ends the first bytes of that size is right."""
    data = section.read(size)
    if len(data) == size and zlib.adler32(data[:-4]).to_bytes(4, "little") == data[-4:]:
        return True
    noted.flaw(section.path, section.offset, "the section fails its checksum")
    return False


def _check_counts(image: EwfImage, sections: Sequence[Section], noted: Noted) -> None:
    """The stated number of chunks against the size of the media and the tables; the segment files of one set."""
    volume = next(section for section in sections if section.kind in ("volume", "disk", "data"))
    stated, needed = image.media.chunks, -(-image.size // image.media.chunk)
    if not stated == needed == image.listed:
        said = f"states {stated} chunks; {image.size} bytes of media need {needed}, and the tables list {image.listed}"
        noted.flaw(volume.path, volume.offset, said)
    for section in sections:
        if section.kind == "data" and min(section.size, volume.size) >= _E01 and _set(section) != _set(volume):
            noted.flaw(section.path, section.offset, "the segment file belongs to another image: the GUIDs differ")
        if section.kind == "incomplete":
            noted.flaw(section.path, section.offset, "the image was never completed")


def _set(section: Section) -> bytes:
    """Of which set of segment files it says that it is."""
    return section.read(_SET.stop)[_SET]


def _check_bytes(image: EwfImage, sections: Sequence[Section], noted: Noted, beat: Callable[[], None]) -> None:
    """Every chunk by its checksum, and all of them by the digests that are stored."""
    digests = _digests(sections, noted)
    sums = {name: hashlib.new(name, usedforsecurity=False) for _, name, _ in digests}
    damaged, needed = 0, -(-image.size // image.media.chunk)
    for number in range(min(needed, image.listed)):
        beat()
        try:
            data = image.chunk(number)
        except DamagedImageError as error:
            damaged += 1
            noted.flaw("chunk", number * image.media.chunk, str(error))
            if damaged == MOST_FLAWS:
                break
        else:
            for each in sums.values():
                each.update(data)
    for section, name, stated in digests:
        if damaged or needed > image.listed:
            noted.flaw(section.path, section.offset, f"the {name} of the media can't be verified: chunks are missing")
        elif sums[name].digest() != stated:
            said = f"states the {name} {stated.hex()}; that of the media is {sums[name].hexdigest()}"
            noted.flaw(section.path, section.offset, said)


def _digests(sections: Sequence[Section], noted: Noted) -> list[tuple[Section, str, bytes]]:
    """Those that are stored; zeros stand for none."""
    found = []
    for section in sections:
        for name, begin, end in _DIGESTS.get(section.kind, ()):
            stated = section.read(end)[begin:]
            if len(stated) == end - begin and any(stated):
                found.append((section, name, stated))
        if section.kind in _DIGESTS:
            _sealed(section, _SEALED[section.kind], noted)
    return found


def _note_errors(image: EwfImage, sections: Sequence[Section], noted: Noted) -> None:
    """Where the device itself could not be read when the image was made: zeros stand there."""
    for section in sections:
        if section.kind != "error2" or not _sealed(section, _ERRORS, noted):
            continue
        count = int.from_bytes(section.read(4), "little")
        entries = section.read(_ERRORS + min(count, MOST_FLAWS) * _ERROR.size + 4)[_ERRORS:]
        if count <= MOST_FLAWS and not (entries and _verified(entries, (count * _ERROR.size,))):
            noted.flaw(section.path, section.offset, "the list of errors fails its checksum")
        for index, (first, sectors) in enumerate(_ERROR.iter_unpack(entries[: (len(entries) - 4) // 8 * 8])):
            said = f"{sectors} sectors from byte {first * image.media.sector} of the media could not be read"
            noted.flaw(section.path, section.begin + _ERRORS + index * 8, f"{said} from the device: zeros stand there")
