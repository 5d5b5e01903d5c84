"""Opens the image file of a storage, read-only, by what it holds and not by its name."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from conformance.extract.filesystems.window import Image, Mapped
from conformance.extract.images.ewf import open_ewf
from conformance.extract.images.ewf_sections import MAGIC as EWF
from conformance.extract.images.qcow2 import open_qcow2
from conformance.extract.images.qcow2_header import MAGIC as QCOW2
from conformance.extract.images.raw import Piece, RawImage
from conformance.extract.images.vhd import is_vhd, open_vhd
from conformance.extract.images.vmdk import open_vmdk
from conformance.extract.images.vmdk_header import MAGIC as VMDK
from conformance.model.facts import Absent
from conformance.model.structure_facts import Flaw
from conformance.model.vmdk_descriptor import MAGIC as DESCRIPTOR
from conformance.model.vocabulary import Reason

# form, what it begins with, and where
_UNREAD: tuple[tuple[str, bytes, int], ...] = (
    ("an Ex01 image", b"EVF2\r\n\x81", 0),
    ("a logical evidence file (L01)", b"LVF\x09\r\n\xff\x00", 0),
    ("a logical evidence file (Lx01)", b"LEF2\r\n\x81", 0),
    ("an AFF image", b"AFF10\r\n", 0),
    ("an encrypted image (AD encryption)", b"ADCRYPT\0", 0),
    ("a sparse VMDK image (ESX)", b"COWD", 0),
    ("a VHDX image", b"vhdxfile", 0),
    ("a VDI image", b"\x7f\x10\xda\xbe", 64),
    ("a QED image", b"QED\0", 0),
    ("an Android sparse image", b"\x3a\xff\x26\xed", 0),
    ("compressed (zip, AFF4)", b"PK\x03\x04", 0),
    ("compressed (gzip)", b"\x1f\x8b\x08", 0),
    ("compressed (bzip2)", b"BZh", 0),
    ("compressed (xz)", b"\xfd7zXZ\0", 0),
    ("compressed (7-Zip)", b"7z\xbc\xaf\x27\x1c", 0),
    ("compressed (zstd)", b"\x28\xb5\x2f\xfd", 0),
)
_UNREAD_TAILS = (("a VHD image in parts", b"conectix"), ("an Apple disk image", b"koly"))  # of the last 512 bytes


@dataclass(frozen=True)
class OpenedImage:
    """The bytes of a storage; `form` is `raw`, `split raw`, `e01`, `qcow2`, `vmdk` or `vhd`.

    `flaws` are of the image file itself; the offset of one counts from the beginning of the file that its path names.
    """

    image: Image
    form: str
    flaws: tuple[Flaw, ...]

    @property
    def size(self) -> int:
        """Of the storage, in B."""
        return self.image.size

    def read(self, offset: int, count: int) -> bytes:
        """Bytes at `offset`, fewer where the storage ends; OSError and DamagedImageError as `Image` has them."""
        return self.image.read(offset, count)

    def next_data(self, offset: int) -> int:
        """The first byte at or behind `offset` that may be no zero; OSError as `Mapped` has it."""
        return self.image.next_data(offset) if isinstance(self.image, Mapped) else offset


@contextmanager
def opened_image(files: Sequence[Path], beat: Callable[[], None]) -> Iterator[OpenedImage | Absent]:
    """The storage in one file, or in several: pieces in their order, a VMDK descriptor first, an E01 in any order.

    All of an E01 is read, to verify it, and all compressed grains of a VMDK; `beat` is called now and then.

    Raises:
        OSError: a file can't be opened or read.
    """
    with ExitStack() as stack:
        pieces = [Piece(stack.enter_context(file.open("rb", buffering=0)), file.name) for file in files]
        yield _recognised(pieces, beat)


def _recognised(pieces: Sequence[Piece], beat: Callable[[], None]) -> OpenedImage | Absent:
    if pieces and _form(pieces[0]) in (VMDK, DESCRIPTOR):
        return _opened("vmdk", open_vmdk(pieces, beat))
    forms = {_form(piece) for piece in pieces}
    if forms == {EWF}:
        return _opened("e01", open_ewf(pieces, beat))
    if forms == {QCOW2} and len(pieces) == 1:
        return _opened("qcow2", open_qcow2(pieces[0], beat))
    if len(pieces) == 1 and is_vhd(pieces[0]):
        return _opened("vhd", open_vhd(pieces[0], beat))
    unread = _unread(pieces)
    if unread:
        return Absent(Reason.EVIDENCE_UNREADABLE, unread)
    raw = RawImage(pieces)
    return OpenedImage(raw, "raw" if len(pieces) == 1 else "split raw", raw.flaws)


def _form(piece: Piece) -> bytes:
    head = piece.read(0, len(DESCRIPTOR))
    return next((magic for magic in (EWF, QCOW2, VMDK, DESCRIPTOR) if head.startswith(magic)), b"")


def _unread(pieces: Sequence[Piece]) -> str:
    """Why the files are no raw image; '' where nothing speaks against it."""
    if not sum(piece.size for piece in pieces):
        return "the image holds no byte"
    if EWF in map(_form, pieces):
        return "some of the files are segments of an E01 image and others are not"
    if _form(pieces[0]) == QCOW2:
        return "a qcow2 file is an image of its own: submit it without the other files"
    head, tail = pieces[0].read(0, 128), pieces[-1].read(pieces[-1].size - 512, 512)
    known = [form for form, magic, at in _UNREAD if head[at:].startswith(magic)]
    known += [form for form, magic in _UNREAD_TAILS if tail.startswith(magic)]
    return f"the file is {known[0]}, which is not read here: convert it to a raw image" if known else ""


def _opened(form: str, found: tuple[Image, tuple[Flaw, ...]] | Absent) -> OpenedImage | Absent:
    if isinstance(found, Absent):
        return found
    return OpenedImage(found[0], form, found[1])
