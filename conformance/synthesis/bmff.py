"""Finds boxes and samples of an ISO BMFF file, so that a defect hits exactly what its name says."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.errors import FixtureError

VIDEO = b"vide"
_HANDLER_TYPE = 8  # offset of handler_type in the body of `hdlr` (ISO/IEC 14496-12, 8.4.3.2)
_STBL = "mdia/minf/stbl"
_QUARTER_TURNS = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}  # degrees clockwise: cosine, sine


@dataclass(frozen=True)
class Span:
    """One box: `[start, end)` in bytes of the file, its content from `body` on."""

    type: str
    start: int
    body: int
    end: int


@dataclass(frozen=True)
class Sample:
    """One sample of a track: `[offset, offset + size)` in bytes of the file."""

    offset: int
    size: int


def number(data: bytes, offset: int, width: int = 4) -> int:
    """The unsigned big-endian integer of `width` bytes at `offset`."""
    return int.from_bytes(data[offset : offset + width], "big")


def whole(data: bytes) -> Span:
    """The file itself as the outermost box."""
    return Span("", 0, 0, len(data))


def inside(data: bytes, outer: Span) -> Iterator[Span]:
    """Boxes that tile the content of `outer`; ends where a size is impossible."""
    start = outer.body
    while start + 8 <= outer.end:
        size, body = number(data, start), start + 8
        if size == 1:
            size, body = number(data, start + 8, 8), start + 16
        size = size or outer.end - start
        if size < body - start:
            return
        yield Span(data[start + 4 : start + 8].decode("latin-1"), start, body, start + size)
        start += size


def below(data: bytes, outer: Span, path: str) -> tuple[Span, ...]:
    """Every box at a path such as `mdia/minf/stbl`, in file order."""
    spans: tuple[Span, ...] = (outer,)
    for name in path.split("/"):
        spans = tuple(box for span in spans for box in inside(data, span) if box.type == name)
    return spans


def only(data: bytes, outer: Span, path: str) -> Span:
    """The one box at a path below `outer`.

    Raises:
        FixtureError: there is none, or there are several.
    """
    spans = below(data, outer, path)
    if len(spans) != 1:
        raise FixtureError(f"the recipe needs exactly one {path} box, this recording has {len(spans)}")
    return spans[0]


def video_track(data: bytes) -> Span:
    """The `trak` of the first video track."""
    for trak in below(data, whole(data), "moov/trak"):
        handler = only(data, trak, "mdia/hdlr").body + _HANDLER_TYPE
        if data[handler : handler + 4] == VIDEO:
            return trak
    raise FixtureError("the recipe needs a video track in an ISO BMFF file, this recording has none")


def video_samples(data: bytes) -> tuple[Sample, ...]:
    """Samples of the first video track, in decoding order (ISO/IEC 14496-12, 8.7)."""
    stbl = only(data, video_track(data), _STBL)
    sizes = _sizes(data, only(data, stbl, "stsz"))
    chunks = _chunk_offsets(data, stbl)
    counts = _samples_per_chunk(data, only(data, stbl, "stsc"), len(chunks))
    found: list[Sample] = []
    for offset, count in zip(chunks, counts, strict=True):
        position = offset
        for size in sizes[len(found) : len(found) + count]:
            found.append(Sample(position, size))
            position += size
    return tuple(found)


def _sizes(data: bytes, stsz: Span) -> list[int]:
    same, count = number(data, stsz.body + 4), number(data, stsz.body + 8)
    return [same or number(data, stsz.body + 12 + 4 * index) for index in range(count)]


def _chunk_offsets(data: bytes, stbl: Span) -> list[int]:
    box = (below(data, stbl, "stco") or below(data, stbl, "co64"))[0]
    width = 4 if box.type == "stco" else 8
    return [number(data, box.body + 8 + width * index, width) for index in range(number(data, box.body + 4))]


def _samples_per_chunk(data: bytes, stsc: Span, chunks: int) -> list[int]:
    entries = [stsc.body + 8 + 12 * index for index in range(number(data, stsc.body + 4))]
    firsts = [number(data, entry) for entry in entries]
    runs = [after - first for first, after in zip(firsts, [*firsts[1:], chunks + 1], strict=True)]
    return [number(data, entry + 4) for entry, run in zip(entries, runs, strict=True) for _ in range(run)]


def turned(data: bytes, degrees: int) -> bytes:
    """The file whose video track asks to be shown turned clockwise (`tkhd` matrix, ISO/IEC 14496-12, 8.3.2).

    Raises:
        FixtureError: not a multiple of a quarter turn.
    """
    if degrees not in _QUARTER_TURNS:
        raise FixtureError(f"a rotation of {degrees} is none of {', '.join(map(str, _QUARTER_TURNS))} degrees")
    cosine, sine = _QUARTER_TURNS[degrees]
    header = only(data, video_track(data), "tkhd")
    matrix = header.body + (52 if data[header.body] == 1 else 40)
    one = 1 << 16
    terms = (cosine * one, sine * one, 0, -sine * one, cosine * one, 0)
    turn = b"".join(term.to_bytes(4, "big", signed=True) for term in terms)
    return data[:matrix] + turn + data[matrix + len(turn) :]
