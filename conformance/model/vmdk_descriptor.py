"""Reads the descriptor of a VMDK image, the text that says which files hold which sectors of the disk.

Source: VMware, "Virtual Disk Format 5.0", "The Descriptor File"; J. Metz, "VMware Virtual Disk (VMDK) format
specification" (libvmdk), "The descriptor file".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

MAGIC = b"# Disk DescriptorFile"
SECTOR = 512
MOST_DESCRIPTOR = 1 << 20  # bytes
_MOST_FILES = 500  # all of them are open at once
_MOST_SECTORS = (1 << 50) // SECTOR
_MOST_NAME = 255  # characters
_MOST_SHOWN = 60
_NO_PARENT = ("", "ffffffff")
_CODECS = {
    "utf-8": "utf-8",
    "windows-1252": "cp1252",
    "gbk": "gbk",
    "gb18030": "gb18030",
    "big5": "big5",
    "shift_jis": "shift_jis",
    "euc-kr": "euc_kr",
}
_READ = {
    *("monolithicSparse", "monolithicFlat", "streamOptimized", "custom"),
    *("twoGbMaxExtentSparse", "twoGbMaxExtentFlat", "2GbMaxExtentSparse", "2GbMaxExtentFlat"),
    *("vmfs", "vmfsThin", "vmfsPreallocated", "vmfsEagerZeroedThick"),
}
_ENCODING = re.compile(rb'^[ \t]*encoding[ \t]*=[ \t]*"?([\w-]{1,40})"?', re.MULTILINE)
_FIELD = re.compile(r'([A-Za-z][\w.]*)\s*=\s*"?(.*?)"?')
_EXTENT = re.compile(r'(RW|RDONLY|NOACCESS)\s+([0-9]{1,18})\s+([A-Z]+)(?:\s+"([^"]+)"(?:\s+([0-9]{1,18}))?)?')
_CONTROL = re.compile(r"[\x00-\x1f\x7f/\\]")


class ExtentKind(StrEnum):
    """What the file of an extent holds: its sectors as they are, or a sparse extent; ZERO has none, and is all zero."""

    FLAT = "FLAT"
    SPARSE = "SPARSE"
    ZERO = "ZERO"


_KINDS = {"FLAT": ExtentKind.FLAT, "VMFS": ExtentKind.FLAT, "SPARSE": ExtentKind.SPARSE, "ZERO": ExtentKind.ZERO}


@dataclass(frozen=True)
class Extent:
    """The next `sectors` of 512 B of the disk, of a FLAT one from sector `begin` of the file `name` on."""

    kind: ExtentKind
    sectors: int
    name: str = ""
    begin: int = 0


@dataclass(frozen=True)
class Descriptor:
    """The extents in the order in which they are the disk."""

    extents: tuple[Extent, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files beside the descriptor, in the order in which they are first named."""
        return tuple(dict.fromkeys(extent.name for extent in self.extents if extent.name))


class _RefusedError(Exception):
    """Why the disk can't be read by this text."""


def read_descriptor(data: bytes) -> Descriptor | Absent:
    """What the text says, up to its first NUL, or why the disk can't be read by it."""
    try:
        return _read(data.split(b"\0", 1)[0])
    except _RefusedError as error:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"the descriptor of the VMDK image {error}")


def _read(data: bytes) -> Descriptor:
    if not data.startswith(MAGIC):
        raise _RefusedError("does not begin as descriptors do")
    fields: dict[str, str] = {}
    extents = []
    for number, line in enumerate(_decoded(data).split("\n"), 1):
        plain = line.strip()
        if not plain or plain.startswith("#"):
            continue
        if found := _EXTENT.fullmatch(plain):
            extents.append(_extent(found))
        elif found := _FIELD.fullmatch(plain):
            if fields.setdefault(found[1].lower(), found[2]) != found[2]:
                raise _RefusedError(f"states {found[1]} twice, each time something else")
        else:
            raise _RefusedError(f"holds a line that is none of a descriptor ({number}: {plain[:_MOST_SHOWN]!r})")
    for why in (*_foreign(fields), *_impossible(extents)):
        raise _RefusedError(why)
    return Descriptor(tuple(extents))


def _decoded(data: bytes) -> str:
    stated = _ENCODING.search(data)
    name = stated[1].decode("ascii", "replace") if stated else "utf-8"
    codec = _CODECS.get(name.lower(), "" if not data.isascii() else "ascii")
    if not codec:
        raise _RefusedError(f"is encoded in {name}, which is not read here")
    try:
        return data.decode(codec, "surrogateescape")
    except UnicodeDecodeError as error:
        raise _RefusedError(f"is no text in {name}") from error


def _extent(found: re.Match[str]) -> Extent:
    access, sectors, kind, name, begin = found.groups(default="")
    if access == "NOACCESS":
        raise _RefusedError("has an extent that may not be accessed (NOACCESS)")
    if kind not in _KINDS:
        raise _RefusedError(f"has an extent of type {kind}, which is not read here")
    if bool(name) == (_KINDS[kind] is ExtentKind.ZERO):
        raise _RefusedError(f"has an extent of type {kind} {'with' if name else 'without'} a file")
    if _CONTROL.search(name) or name in (".", "..") or len(name) > _MOST_NAME:
        raise _RefusedError(f"names {name[:_MOST_SHOWN]!r} as an extent: only files beside it are opened")
    return Extent(_KINDS[kind], int(sectors), name, int(begin or 0))


def _foreign(fields: dict[str, str]) -> Iterator[str]:
    """What keeps the disk from being in the extents as it was."""
    if fields.get("version") not in ("1", "2", "3"):
        yield f"is of version {fields.get('version', '')[:_MOST_SHOWN]!r}: 1, 2 and 3 are read"
    hint = fields.get("parentfilenamehint", "")
    if fields.get("parentcid", "").lower() not in _NO_PARENT or hint:
        named = f", {hint[:_MOST_SHOWN]!r}" if hint else ""
        yield f"says that the image holds only what differs from its parent{named}, which is not opened: convert it"
    if any(name.startswith("encryption") for name in fields):
        yield "says that the image is encrypted"
    kind = fields.get("createtype", "")
    if kind not in _READ:
        yield f"is of the type {kind[:_MOST_SHOWN]!r}, which is not read here"


def _impossible(extents: list[Extent]) -> Iterator[str]:
    """What the extents can't be together."""
    sizes = [extent.sectors for extent in extents]
    if not extents or min(sizes) == 0:
        yield "names no extent, or one without sectors"
    elif max(sum(sizes), *(extent.begin for extent in extents)) > _MOST_SECTORS:
        yield f"names extents of {sum(sizes)} sectors, more than any storage has"
    named = [extent for extent in extents if extent.name]
    files = {extent.name for extent in named}
    if len(files) > _MOST_FILES:
        yield f"names {len(files)} files; {_MOST_FILES} are opened at most"
    sparse = {extent.name for extent in named if extent.kind is ExtentKind.SPARSE}
    if sum(extent.name in sparse for extent in named) > len(sparse):
        yield "names the file of a sparse extent for another extent too"
