"""Walks boxes of the file and of blocks held in memory, and notes where they do not tile their parent exactly.

Source: ISO/IEC 14496-12, 4.2 (box header, `largesize`, size 0 to the end of the file).
"""

from collections.abc import Sequence
from functools import lru_cache
from struct import Struct
from typing import BinaryIO, NamedTuple

from conformance.extract.isobmff.faults import Fault, Ledger
from conformance.model.facts import Box

MAX_TOP_BOXES = 1 << 19
MAX_CHILDREN = 1 << 18  # an hour of picture and sound in one fragment may take 100 000 track runs
MAX_BLOCK = 256 << 20  # bytes of `moov` or one `moof` held in memory; tables of 24 h at 60 Hz take half of it
REPEATED = frozenset({"trak", "trex", "moof", "traf", "trun"})

_HEAD = Struct(">I4s")
_LARGE = Struct(">Q")


class Header(NamedTuple):
    """A box header; `size` below `length` means that the bytes are no box, or 0 = to the end of the file."""

    type: bytes
    length: int
    size: int


class TopBox(NamedTuple):
    """A top-level box; positions in the file, `end` clipped to the file, `size` as declared."""

    type: str
    path: str
    offset: int
    size: int
    body: int
    end: int

    @property
    def value(self) -> Box:
        """The box as the model knows it."""
        return Box(self.type, self.offset, self.size)


class Node(NamedTuple):
    """A box in a block held in memory; positions in `data`, which lies at `base` in the file.

    `end` is clipped to the parent, `limit` is what the header declares.
    """

    type: str
    path: str
    data: bytes
    base: int
    start: int
    body: int
    end: int
    limit: int

    @property
    def offset(self) -> int:
        """Position of the header in the file."""
        return self.base + self.start

    @property
    def present(self) -> bool:
        """False for a box that should be here and is not."""
        return self.end > self.start

    @property
    def cut(self) -> bool:
        """True where the box is not whole; its cause is already a fault, its consequences are none of their own."""
        return self.end < self.limit


def read_at(stream: BinaryIO, offset: int, count: int) -> bytes:
    """Bytes at `offset`, fewer than `count` only at the end of the stream; OSError as the stream raises it."""
    stream.seek(offset)
    parts: list[bytes] = []
    while count > 0 and (part := stream.read(count)):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def parse_header(data: bytes, at: int) -> Header:
    """The header at `at`; a malformed one where `data` ends before it does."""
    if at + 8 > len(data):
        return Header(b"", 8, 1)
    size, kind = _HEAD.unpack_from(data, at)
    if size != 1:
        return Header(kind, 8, size)
    if at + 16 > len(data):
        return Header(kind, 16, 1)
    return Header(kind, 16, _LARGE.unpack_from(data, at + 8)[0])


@lru_cache(maxsize=1024)
def plausible(kind: bytes) -> bool:
    """True for four printable characters, the first of which may be QuickTime's (c) sign, 0xA9."""
    return len(kind) == 4 and all(32 <= code < 127 or code == 0xA9 for code in kind)


@lru_cache(maxsize=1024)
def type_name(kind: bytes) -> str:
    """A four-character code as text; bytes that are no character are escaped."""
    return "".join(chr(code) if 32 <= code < 127 or code == 0xA9 else f"\\x{code:02x}" for code in kind)


def walk_file(stream: BinaryIO, size: int, ledger: Ledger) -> tuple[TopBox, ...]:
    """Top-level boxes in file order; notes bytes that are no box and a box that runs past the end."""
    found: list[TopBox] = []
    seen: dict[str, int] = {}
    at = 0
    while at < size:
        head = parse_header(read_at(stream, at, min(16, size - at)), 0)
        declared = size - at if head.size == 0 and head.length == 8 else head.size
        here = TopBox(type_name(head.type), "file", at, declared, at + head.length, min(at + declared, size))
        if declared < head.length or not plausible(head.type):
            ledger.fault(Fault.TRAILING_BYTES, here, f"The {size - at} bytes from offset {at} on are no box.")
            break
        if len(found) == MAX_TOP_BOXES:
            ledger.fault(
                Fault.TOO_MANY_BOXES, here, f"More than {MAX_TOP_BOXES} top-level boxes; the rest is not read."
            )
            break
        here = here._replace(path=_indexed(here.type, seen))
        found.append(here)
        at += declared
        if at > size:
            detail = f"{here.type} declares {declared} bytes and runs {at - size} bytes past the end of the file."
            ledger.fault(Fault.BOX_PAST_END, here, detail)
    return tuple(found)


def load(stream: BinaryIO, box: TopBox, ledger: Ledger) -> Node:
    """The box as a block in memory; one larger than `MAX_BLOCK` is noted and comes back as not present."""
    held = box.end - box.offset
    if held > MAX_BLOCK:
        ledger.fault(Fault.BOX_TOO_LARGE, box, f"{box.type} holds {held} bytes; at most {MAX_BLOCK} are read.")
        return Node(box.type, box.path, b"", box.offset, 0, 0, 0, 0)
    data = read_at(stream, box.offset, held)
    return Node(box.type, box.path, data, box.offset, 0, box.body - box.offset, len(data), box.size)


def children(parent: Node, ledger: Ledger, skip: int = 0, most: int = MAX_CHILDREN) -> list[Node]:
    """Boxes inside `parent` after `skip` bytes of its payload, `most` at most, in order, clipped to it.

    More than `MAX_CHILDREN` are noted and not read.
    """
    found: list[Node] = []
    seen: dict[str, int] = {}
    data, base = parent.data, parent.base
    at = parent.body + skip
    while at < parent.end and len(found) < most and ledger.admits(parent):
        head = parse_header(data, at) if at + 8 <= parent.end else Header(b"", 8, 1)
        if head.size < head.length:
            if not parent.cut:
                detail = f"The last {parent.end - at} bytes of {parent.type}, from offset {base + at} on, are no box."
                ledger.fault(Fault.TRAILING_BYTES, parent, detail)
            break
        kind = type_name(head.type)
        limit = at + head.size
        path = f"{parent.path}/{_indexed(kind, seen)}"
        node = Node(kind, path, data, base, at, min(at + head.length, parent.end), min(limit, parent.end), limit)
        if limit > parent.limit:
            detail = f"{kind} declares {head.size} bytes and runs {limit - parent.limit} bytes past {parent.type}."
            ledger.fault(Fault.BOX_PAST_PARENT, node, detail)
        found.append(node)
        at = limit
        if len(found) == MAX_CHILDREN and at < parent.end:
            ledger.fault(Fault.TOO_MANY_BOXES, parent, f"{parent.type} holds more than {MAX_CHILDREN} boxes.")
            break
    return found


def one(nodes: Sequence[Node], types: tuple[str, ...], parent: Node, ledger: Ledger) -> Node:
    """The mandatory box of one of the types; where missing, a fault and a node that is not present."""
    node = at_most_one(nodes, types, parent, ledger)
    if not node.present and parent.present and not parent.cut:
        ledger.fault(Fault.MISSING_BOX, node, f"{parent.type} holds no {' or '.join(types)}.")
    return node


def at_most_one(nodes: Sequence[Node], types: tuple[str, ...], parent: Node, ledger: Ledger) -> Node:
    """The optional box of one of the types, the first where there are several."""
    hits = [node for node in nodes if node.type in types]
    if len(hits) > 1:
        ledger.fault(Fault.DUPLICATE_BOX, hits[1], f"{parent.type} holds {len(hits)} boxes of type {hits[1].type}.")
    absent = Node(types[0], f"{parent.path}/{types[0]}", parent.data, parent.base, parent.start, 0, 0, 0)
    return hits[0] if hits else absent


def fields(node: Node, layout: Struct, at: int, ledger: Ledger) -> tuple[int, ...]:
    """Integers at `at` in the payload; zeros, with a fault, where the box is too short."""
    position = node.body + at
    if position + layout.size <= node.end:
        return layout.unpack_from(node.data, position)
    if node.present and not node.cut:
        detail = f"{node.type} has {node.end - node.body} bytes of payload; {at + layout.size} are needed."
        ledger.fault(Fault.BOX_TOO_SHORT, node, detail)
    return layout.unpack(bytes(layout.size))


def version(node: Node) -> int:
    """Version of a full box, 0 where there is none."""
    return node.data[node.body] if node.body < node.end else 0


def _indexed(kind: str, seen: dict[str, int]) -> str:
    index = seen.get(kind, 0)
    seen[kind] = index + 1
    return f"{kind}[{index}]" if index or kind in REPEATED else kind
