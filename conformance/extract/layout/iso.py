"""The layout of an ISO BMFF or QuickTime file: its boxes in their order, without reading sample tables or media.

Source: ISO/IEC 14496-12, 4.2 (boxes), 8 (which hold others); QuickTime File Format (`wave`, `gmhd`, `udta`, `meta`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.extract.isobmff.boxes import parse_header, type_name
from conformance.extract.layout.collecting import Lines, in_order, name, numbered
from conformance.extract.layout.iso_fields import XMP, entry_lines, field_lines, is_full, version_of
from conformance.extract.layout.iso_texts import read_keys, text_lines
from conformance.extract.structure.source import Walked
from conformance.model.facts import Box
from conformance.model.layout_facts import LayoutFacts, Space

# type -> bytes of payload before the first box inside
_HOLDERS = {
    **dict.fromkeys(("moov", "trak", "mdia", "minf", "stbl", "dinf", "edts", "udta", "mvex", "moof", "traf"), 0),
    **dict.fromkeys(("mfra", "gmhd", "wave", "ipro", "sinf", "schi", "tapt", "ilst"), 0),
    **dict.fromkeys(("stsd", "dref"), 8),
}
_ENTRY = {"vide": 78, "soun": 28}  # ISO/IEC 14496-12, 12.1.3 and 12.2.3, the box's header apart
_SOUND_LONGER = {1: 16, 2: 36}  # QuickTime, sound sample description of versions 1 and 2
_TABLES = {"co64": "stco", "stz2": "stsz"}  # which of the two depends on the recording
_FREE = ("free", "skip")
_FRAGMENT = frozenset({"styp", "sidx", "ssix", "prft", "emsg", "moof", "mdat"})
_UUID = 16
_TERMINATOR = 4  # bytes: a zero that ends a list of QuickTime
_LARGEST = 1 << 12  # bytes of one box that are read


@dataclass(frozen=True)
class _Part:
    """A box: `kind` in letters, a `uuid` with its identifier."""

    kind: str
    at: int
    body: int
    end: int


@dataclass(frozen=True)
class _Place:
    """Where a box is: the path of its parent, its own name, how deep, in a track of which kind, under which keys."""

    parent: str
    name: str
    depth: int = 0
    handler: str = ""
    keys: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Names from the top of the file on."""
        return f"{self.parent}/{self.name}" if self.parent else self.name

    @property
    def around(self) -> str:
        """Type of the box that holds it."""
        return self.parent.rsplit("/", 1)[-1].split("[")[0]


def iso_layout(walked: Walked, boxes: Sequence[Box]) -> LayoutFacts:
    """The layout of a file with those boxes at its top."""
    lines, seen = Lines(), set[str]()
    behind = [] if not boxes else _rest(boxes[-1].offset + boxes[-1].size, walked.size, 0)
    lines.item("file", _order([*(name(box.type) for box in boxes), *behind]), 0)
    fragment = next((box.offset for box in boxes if box.type == "moof"), -1)
    first = _part(walked, fragment, walked.size) if fragment >= 0 else None  # the last one may lack a track
    for box in boxes:
        if box.type in _FREE:
            lines.free.append(Space(box.type, box.offset, box.size))
        if box.type == "moof" or (box.type in seen and box.type != "uuid"):
            continue
        seen.add(box.type)
        part = _part(walked, box.offset, walked.size) if lines.admits() else None
        if part:
            _box(walked, lines, part, _Place("", name(part.kind)))
    if first:
        lines.item("moof", _nested(walked, lines, first, 0), first.at)
    return lines.frozen("iso-bmff")


def _part(walked: Walked, at: int, limit: int) -> _Part | None:
    """The box at that place, clipped to what holds it; None where there is none."""
    head = parse_header(walked.read(at, min(16, limit - at)), 0)
    size = limit - at if head.size == 0 and head.length == 8 and limit == walked.size else head.size
    if size < head.length:
        return None
    kind, body, end = type_name(head.type), at + head.length, min(at + size, limit)
    if kind == "uuid":
        kind, body = f"uuid {walked.read(body, _UUID).hex()}", min(body + _UUID, end)
    return _Part(kind, at, body, end)


def _parts(walked: Walked, lines: Lines, room: tuple[int, int], depth: int) -> Iterator[_Part]:
    at, end = room
    while at + 8 <= end and lines.admits(depth):
        part = _part(walked, at, end)
        if part is None:
            return
        yield part
        at = part.end


def _rest(end: int, limit: int, allowed: int) -> tuple[str, ...]:
    """Told in the order of boxes where more bytes than those follow the last one and are no box."""
    return ("(no box)",) if limit - end > allowed else ()


def _order(kinds: Sequence[str]) -> str:
    """Types in their order; boxes from the first fragment to the last are told once, for their number varies."""
    moofs = [place for place, kind in enumerate(kinds) if kind == "moof"]
    if not moofs:
        return in_order(kinds)
    first, last = moofs[0], moofs[-1]
    while first and kinds[first - 1] in _FRAGMENT:
        first -= 1
    while last + 1 < len(kinds) and kinds[last + 1] in _FRAGMENT:
        last += 1
    inside = " ".join(sorted(set(kinds[first : last + 1])))
    return in_order((*kinds[:first], f"fragments({inside})", *kinds[last + 1 :]))


def _box(walked: Walked, lines: Lines, part: _Part, place: _Place) -> None:
    """The lines of one box and of all in it."""
    path, kind = place.path, part.kind
    data = b"" if kind == "mdat" else walked.read(part.body, min(part.end - part.body, _LARGEST))
    _note(lines, part, place)
    begin = _inside(part, place, data)
    inside = list(_parts(walked, lines, (begin, part.end), place.depth + 1)) if begin >= 0 else []
    names = [_TABLES.get(one.kind, name(one.kind)) for one in inside]
    told = [version_of(data)] if is_full(kind) else []
    rest = _rest(inside[-1].end if inside else begin, part.end, _TERMINATOR)
    told += [f"holds {in_order([*names, *rest])}"] if begin >= 0 else []
    lines.item(path, ", ".join(told), part.at)
    if place.around == "stsd":
        entry_lines(lines, place.handler, data, (path, part.at))
    elif begin < 0:
        field_lines(lines, kind, data, (path, part.at))
        text_lines(lines, kind, data, (path, part.at), (place.around, place.keys))
    if kind == "stsd":
        lines.descriptions.append(len(inside))
    handler, keys = place.handler, place.keys
    if kind == "trak":
        handler = _handler(walked, lines, inside, place.depth)
    if kind == "meta":
        keys = read_keys(
            [walked.read(one.body, min(one.end - one.body, 1 << 16)) for one in inside if one.kind == "keys"]
        )
    for one, own in zip(inside, numbered(names, frozenset({"trak"})), strict=True):
        _box(walked, lines, one, _Place(path, own, place.depth + 1, handler, keys))


def _note(lines: Lines, part: _Part, place: _Place) -> None:
    """Spaces within other boxes, and packets of XMP."""
    if part.kind in _FREE and place.depth:
        lines.free.append(Space(place.path, part.at, part.end - part.at))
    if part.kind == XMP or (part.kind == "XMP_" and place.around == "udta"):
        lines.xmp.append(Space(place.path, part.at, part.end - part.at))


def _inside(part: _Part, place: _Place, data: bytes) -> int:
    """Where the first box inside stands in the file, -1 = it holds none."""
    if part.kind in _HOLDERS:
        skipped = _HOLDERS[part.kind]
    elif part.kind == "meta":
        skipped = 0 if data[4:8] == b"hdlr" else 4  # QuickTime has it without version and flags
    elif place.around == "stsd" and place.handler in _ENTRY:
        skipped = _ENTRY[place.handler]
        if place.handler == "soun":
            skipped += _SOUND_LONGER.get(int.from_bytes(data[8:10], "big"), 0)
    elif place.around == "ilst":
        skipped = 0
    else:
        return -1
    return min(part.body + skipped, part.end)


def _handler(walked: Walked, lines: Lines, inside: Sequence[_Part], depth: int) -> str:
    """Handler type of a track with those boxes in it, or of its `mdia`."""
    for part in inside:
        if part.kind == "mdia":
            return _handler(walked, lines, list(_parts(walked, lines, (part.body, part.end), depth + 1)), depth + 1)
        if part.kind == "hdlr":
            return walked.read(part.body + 8, 4).decode("latin-1")
    return ""


def _nested(walked: Walked, lines: Lines, part: _Part, depth: int) -> str:
    """Types in a fragment, in their order, with those inside; bytes behind the last one are told as everywhere."""
    told, end = [], part.body
    for one in _parts(walked, lines, (part.body, part.end), depth + 1):
        end = one.end
        inner = f"({_nested(walked, lines, one, depth + 1)})" if one.kind in _HOLDERS else ""
        flags = f".{walked.read(one.body, 4)[1:].hex()}" if one.kind in ("tfhd", "trun") else ""
        told.append(f"{name(one.kind)}{flags}{inner}")
    return in_order([*told, *_rest(end, part.end, 0)])
