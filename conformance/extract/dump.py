"""One image of a device's storage to its facts: its partitions, and the file system of each."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from conformance.errors import ExtractionError
from conformance.extract.digest import Identity, identity_of
from conformance.extract.filesystems.known import file_systems_in
from conformance.extract.filesystems.listing import Part
from conformance.extract.filesystems.outside import data_outside
from conformance.extract.filesystems.partitions import partitions
from conformance.extract.filesystems.window import DamagedImageError, Image, Window
from conformance.extract.identity import CHANGED, digest_in_a_row
from conformance.extract.images.opening import OpenedImage, opened_image
from conformance.extract.request import DumpRequest
from conformance.extract.versions import extractor
from conformance.model.dump_facts import AnyVolume, DumpFacts, Storage, UnreadVolume
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

_KNOWN_BY = (
    (3, b"-FVE-FS-", "BitLocker"),
    (0, b"LUKS", "LUKS"),
    (0x10040, b"_BHRfS_M", "Btrfs"),
    (0, b"XFSB", "XFS"),
    (0x400, b"\x10\x20\xf5\xf2", "F2FS"),
)


def read_dump(request: DumpRequest, beat: Callable[[], None]) -> DumpFacts:
    """Facts of an image; damage is a fact, not an exception.

    Raises:
        OSError: a file can't be read at all.
        ExtractionError: the files are not those whose digest was taken, or changed while they were read.
    """
    with unchanged_image(request, beat) as image:
        storage = image if isinstance(image, Absent) else _storage(image, beat)
    return DumpFacts(request.sha256, request.size, extractor(), storage)


@contextmanager
def unchanged_image(request: DumpRequest, beat: Callable[[], None]) -> Iterator[OpenedImage | Absent]:
    """The image, or why it isn't read, while its files are those whose digest was taken.

    Raises:
        OSError, ExtractionError: as `read_dump`; after the `with` too, where they changed during it.
    """
    before = _identities(request.files)
    if digest_in_a_row(request.files, beat) != request.sha256:
        raise ExtractionError(CHANGED)
    with opened_image(request.files, beat) as image:
        yield image
    if _identities(request.files) != before:
        raise ExtractionError(CHANGED)


def _identities(files: Sequence[Path]) -> tuple[Identity, ...]:
    return tuple(map(identity_of, files))


def _storage(image: OpenedImage, beat: Callable[[], None]) -> Storage | Absent:
    try:
        table = partitions(image)
        volumes = tuple(_volume(image, part, beat) for part in table.parts)
        volumes = (*volumes, *data_outside(image, volumes, beat))
    except DamagedImageError as error:
        return Absent(Reason.EVIDENCE_UNREADABLE, str(error))
    return Storage(image.form, table.table, image.size, table.unpartitioned, volumes, (*image.flaws, *table.flaws))


def _volume(image: Image, part: Part, beat: Callable[[], None]) -> AnyVolume:
    window = Window(image, part.offset, part.size, beat)
    try:
        found = file_systems_in(window)
        if len(found) > 1:
            return UnreadVolume(
                part.offset, part.size, "several file systems begin in it, and which one holds is not told"
            )
        if found:
            return found[0].read(window)
    except DamagedImageError as error:
        return UnreadVolume(part.offset, part.size, f"the image is damaged in it: {error}")
    return UnreadVolume(part.offset, part.size, _unknown(window, part))


def _unknown(window: Window, part: Part) -> str:
    for offset, mark, name in _KNOWN_BY:
        if window.read(offset, len(mark)) == mark:
            return f"{name} is not read by this version"
    return f"no file system that is read here is found in it ({part.kind})"
