"""The layout of an AVI file: its lists and chunks in their order, what `movi` holds told once.

Source: Microsoft, "AVI RIFF File Reference" (AVIMAINHEADER, AVISTREAMHEADER, BITMAPINFOHEADER, WAVEFORMATEX, INFO).
"""

from collections.abc import Iterator, Sequence
from struct import Struct
from typing import NamedTuple

from conformance.extract.layout.collecting import Lines, hexadecimal, in_order, name, numbered, shown
from conformance.extract.structure.source import Walked
from conformance.model.layout_facts import LayoutFacts, Space

_CHUNK = Struct("<4sI")
_MAIN, _STREAM = Struct("<14I"), Struct("<4s4sI2H5I3I")
_LISTS = (b"RIFF", b"LIST")
_WRITERS = ("ISFT", "ITCH", "IENG")  # of INFO: software, technician, engineer
_DEVICE = ("IMAK", "IMOD")
_LARGEST = 1 << 12  # bytes of one chunk that are read
_MOST_CHUNKS = 1 << 10  # of `movi` are looked at
_XMP = "_PMX"


class _Part(NamedTuple):
    kind: str
    at: int
    body: int
    end: int
    holds: bool


def avi_layout(walked: Walked) -> LayoutFacts:
    """The layout of a file that begins with `RIFF` and `AVI `; those of `AVIX` behind it depend on its length."""
    lines = Lines()
    every = list(_parts(walked, lines, (0, walked.size), 0))
    top = [part for part in every if part.kind != "RIFF(AVIX)"]
    lines.item("file", in_order([*(part.kind for part in top), *_rest(every, 0, walked.size)]), 0)
    for part in top[:1]:
        _list(walked, lines, part, (part.kind, 0))
    return lines.frozen("avi")


def _parts(walked: Walked, lines: Lines, room: tuple[int, int], depth: int) -> Iterator[_Part]:
    at, limit = room
    while at + _CHUNK.size <= limit and lines.admits(depth):
        data = walked.read(at, 12)
        if len(data) < _CHUNK.size:
            return
        kind, size = _CHUNK.unpack_from(data)
        end = min(at + 8 + size, limit) if size else (limit if kind in _LISTS else at + 8)
        if kind in _LISTS:
            yield _Part(f"{name(kind)}({name(data[8:12])})", at, at + 12, end, holds=True)
        else:
            yield _Part(name(kind), at, at + 8, end, holds=False)
        at = end + (end & 1)


def _rest(inside: Sequence[_Part], begin: int, limit: int) -> tuple[str, ...]:
    """Told in the order of chunks where bytes follow the last one that are too few for another."""
    end = inside[-1].end if inside else begin
    return ("(no chunk)",) if end + (end & 1) < limit else ()


def _list(walked: Walked, lines: Lines, part: _Part, place: tuple[str, int]) -> None:
    """The lines of a list and of all in it."""
    path, depth = place
    if part.kind in ("LIST(movi)", "LIST(rec )"):
        _media(walked, lines, part, path)
        return
    inside = list(_parts(walked, lines, (part.body, part.end), depth + 1))
    names = [one.kind for one in inside]
    lines.item(path, f"holds {in_order([*names, *_rest(inside, part.body, part.end)])}", part.at)
    stream = next((walked.read(one.body, 4) for one in inside if one.kind == "strh"), b"")
    for one, own in zip(inside, numbered(names, frozenset({"LIST(strl)"})), strict=True):
        if one.holds:
            _list(walked, lines, one, (f"{path}/{own}", depth + 1))
        else:
            _chunk(walked, lines, one, (f"{path}/{own}", stream))


def _media(walked: Walked, lines: Lines, part: _Part, path: str) -> None:
    """Names of chunks among the first ones of `movi`, and whether records hold them."""
    found, at = dict[str, None](), part.body
    for _ in range(_MOST_CHUNKS):
        data = walked.read(at, 12)
        if at + 8 > part.end or len(data) < 8:
            break
        kind, size = _CHUNK.unpack_from(data)
        record = kind in _LISTS
        found[f"LIST({name(data[8:12])})" if record else name(kind)] = None
        at += 12 if record else 8 + size + (size & 1)
    lines.item(path, f"holds {in_order(sorted(found))}", part.at)


def _chunk(walked: Walked, lines: Lines, one: _Part, place: tuple[str, bytes]) -> None:
    """Fields of a chunk that are constant; of others its presence."""
    path, stream = place
    data = walked.read(one.body, min(one.end - one.body, _LARGEST))
    value = ""
    if one.kind in _WRITERS:
        value = lines.writer(path, data, one.at)
    elif one.kind in (*_DEVICE, "strn"):
        value = shown(data.strip(b"\0 "))
    elif one.kind == "strd":
        value = hexadecimal(data)
    lines.item(path, value, one.at)
    if one.kind == _XMP:
        lines.xmp.append(Space(path, one.at, one.end - one.at))
    lines.fields(path, one.at, _fields(one.kind, data, stream))


def _fields(kind: str, data: bytes, stream: bytes) -> Sequence[tuple[str, object]]:
    if kind == "avih" and len(data) >= _MAIN.size:
        row = _MAIN.unpack_from(data)
        told = (("microseconds", row[0]), ("padding", row[2]), ("flags", f"{row[3]:08x}"), ("streams", row[6]))
        return (*told, ("size", f"{row[8]}x{row[9]}"))
    if kind == "strh" and len(data) >= 48:
        row = _STREAM.unpack_from(data.ljust(_STREAM.size, b"\0"))
        kinds = (("type", shown(row[0])), ("handler", shown(row[1])), ("flags", f"{row[2]:08x}"))
        return (*kinds, ("rate", f"{row[7]}/{row[6]}"), ("sample size", row[12]))
    if kind == "strf" and stream == b"vids" and len(data) >= 40:
        return (("format", (data[:20] + data[24:32]).hex()), ("extra", hexadecimal(data[40:])))
    if kind == "strf":
        return (("format", hexadecimal(data[:8] + data[12:])),)  # without its bytes a second
    return ()
