"""Reads the boxes of fixed layout: movie, track and media headers, edit list, sample descriptions.

Source: ISO/IEC 14496-12, 8.2.2, 8.3.2, 8.4.2, 8.4.3, 8.5.2, 8.6.6, 8.7.2, 8.8.2; sound descriptions: QuickTime File
Format, "Sound Sample Description" versions 0 and 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct

from conformance.extract.isobmff.boxes import Node, at_most_one, children, fields, one, type_name, version
from conformance.extract.isobmff.faults import Fault, Ledger
from conformance.model.facts import Edit

MAX_EDITS = 1 << 16
MAX_FRAME = 1 << 16  # samples or bytes of one sound packet; more is no real description
PROTECTED = frozenset({"encv", "enca", "enct", "encs", "encm", "drms", "drmi"})

_TIMES_32, _TIMES_64 = Struct(">4I"), Struct(">2QIQ")
_TRACK_32, _TRACK_64 = Struct(">I4xI24x9i2I"), Struct(">Q8xI28x9i2I")
_EDIT_32, _EDIT_64 = Struct(">IiI"), Struct(">QqI")
_LONG = Struct(">Q")
_COUNT, _KIND, _REFERENCE, _FLAGS = Struct(">I"), Struct(">4x4B"), Struct(">H"), Struct(">I")
_SOUND, _SOUND_V1 = Struct(">H6x2H"), Struct(">I4xI")
_ONE = 1 << 16
_ROTATIONS = {(0, _ONE, -_ONE, 0): 90, (-_ONE, 0, 0, -_ONE): 180, (0, -_ONE, _ONE, 0): 270}
_PCM_BITS = {"raw ": 0, "twos": 0, "sowt": 0, "ulaw": 8, "alaw": 8}  # 0: as the description says


@dataclass(frozen=True)
class Times:
    """`mvhd` or `mdhd`: creation in s since 1904, duration in ticks of the timescale.

    `stated` is False where the duration is all ones, that is unknown; it is then 0. `wide` is True for 64 bits.
    """

    creation: int
    timescale: int
    duration: int
    stated: bool
    wide: bool = False


@dataclass(frozen=True)
class TrackHeader:
    """`tkhd`: creation in s since 1904, size in px before rotation, rotation in degrees clockwise; `wide`: 64 bits."""

    creation: int
    track_id: int
    width: int
    height: int
    rotation: int
    wide: bool = False


@dataclass(frozen=True)
class SoundFrame:
    """Bytes that `samples` uncompressed or fixed-rate sound samples take; bytes 0 = the description does not say."""

    bytes: int
    samples: int


UNSAID = SoundFrame(0, 1)


@dataclass(frozen=True)
class SampleEntry:
    """One entry of `stsd`: its format, whether its data lies in another file, and its sound frame."""

    format: str
    external: bool
    frame: SoundFrame


def times(node: Node, ledger: Ledger) -> Times:
    """The times of a `mvhd` or `mdhd`."""
    layout = _TIMES_64 if version(node) == 1 else _TIMES_32
    creation, _, timescale, duration = fields(node, layout, 4, ledger)
    if node.present and timescale == 0:
        ledger.fault(Fault.ZERO_TIMESCALE, node, f"{node.type} declares 0 time units a second.")
    unknown = duration == (1 << (64 if layout is _TIMES_64 else 32)) - 1
    return Times(creation, timescale, 0 if unknown else duration, not unknown, layout is _TIMES_64)


def fragment_duration(mehd: Node, ledger: Ledger) -> int:
    """What `mehd` states of the movie with all its fragments, in movie ticks; 0 where it states nothing."""
    (ticks,) = fields(mehd, _LONG if version(mehd) == 1 else _COUNT, 4, ledger)
    return 0 if ticks >= (1 << (64 if version(mehd) == 1 else 32)) - 1 else ticks


def track_header(node: Node, ledger: Ledger) -> TrackHeader:
    """The facts of a `tkhd`; a matrix that is not a pure rotation counts as rotation 0."""
    wide = version(node) == 1
    creation, track_id, *rest = fields(node, _TRACK_64 if wide else _TRACK_32, 4, ledger)
    a, b, _, c, d = rest[:5]
    rotation = _ROTATIONS.get((a, b, c, d), 0)
    return TrackHeader(creation, track_id, rest[9] >> 16, rest[10] >> 16, rotation, wide)


def handler(node: Node, ledger: Ledger) -> str:
    """Handler type of a `hdlr`, '' where it is missing."""
    kind = bytes(fields(node, _KIND, 4, ledger))
    return type_name(kind) if node.present else ""


def edits(trak_children: Sequence[Node], trak: Node, ledger: Ledger) -> tuple[Edit, ...]:
    """Entries of the track's edit list, empty where there is none."""
    edts = at_most_one(trak_children, ("edts",), trak, ledger)
    elst = at_most_one(children(edts, ledger), ("elst",), edts, ledger)
    if not elst.present:
        return ()
    (declared,) = fields(elst, _COUNT, 4, ledger)
    layout = _EDIT_64 if version(elst) == 1 else _EDIT_32
    held = max(0, elst.end - elst.body - 8) // layout.size
    if declared > held and not elst.cut:
        detail = f"elst declares {declared} entries and holds {held}."
        ledger.fault(Fault.TABLE_TRUNCATED, elst, detail)
    count = min(declared, held, MAX_EDITS)
    if min(declared, held) > MAX_EDITS:
        ledger.fault(Fault.TABLE_TOO_LARGE, elst, f"elst holds {held} entries; the first {MAX_EDITS} are read.")
    rows = (layout.unpack_from(elst.data, elst.body + 8 + index * layout.size) for index in range(count))
    return tuple(Edit(duration, media_time) for duration, media_time, _ in rows)


def sample_entries(stsd: Node, minf_children: Sequence[Node], minf: Node, ledger: Ledger) -> tuple[SampleEntry, ...]:
    """Entries of `stsd` in order, each with its data reference of `dinf/dref`."""
    dinf = at_most_one(minf_children, ("dinf",), minf, ledger)
    dref = at_most_one(children(dinf, ledger), ("dref",), dinf, ledger)
    outside = [not fields(item, _FLAGS, 0, ledger)[0] & 1 for item in entries_of(dref, ledger)]
    return tuple(_sample_entry(entry, outside, ledger) for entry in entries_of(stsd, ledger))


def media_header(mdia_children: Sequence[Node], mdia: Node, ledger: Ledger) -> tuple[Node, Times, str]:
    """The `mdhd` box, its times, and the handler type."""
    mdhd = one(mdia_children, ("mdhd",), mdia, ledger)
    return mdhd, times(mdhd, ledger), handler(one(mdia_children, ("hdlr",), mdia, ledger), ledger)


def main_format(entries: Sequence[SampleEntry]) -> str:
    """Format of the first protected entry, else of the first one, '' where there is none."""
    formats = [entry.format for entry in entries]
    return next((name for name in formats if name in PROTECTED), formats[0] if formats else "")


def entries_of(node: Node, ledger: Ledger) -> list[Node]:
    """Boxes of a full box that opens with their number, such as `stsd` and `dref`."""
    (declared,) = fields(node, _COUNT, 4, ledger)
    found = children(node, ledger, 8, declared)
    if declared > len(found) and not node.cut:
        detail = f"{node.type} declares {declared} entries and holds {len(found)}."
        ledger.fault(Fault.TABLE_TRUNCATED, node, detail)
    return found


def _sample_entry(node: Node, outside: Sequence[bool], ledger: Ledger) -> SampleEntry:
    (reference,) = fields(node, _REFERENCE, 6, ledger)
    external = 1 <= reference <= len(outside) and outside[reference - 1]
    return SampleEntry(node.type, external, _sound_frame(node))


def _sound_frame(node: Node) -> SoundFrame:
    at = node.body + 8
    if at + _SOUND.size > node.end:
        return UNSAID
    form, channels, bits = _SOUND.unpack_from(node.data, at)
    if form == 1 and at + 32 <= node.end:
        samples, size = _SOUND_V1.unpack_from(node.data, at + 20)
        return SoundFrame(size, samples) if 0 < samples <= MAX_FRAME and size <= MAX_FRAME else UNSAID
    if form == 0 and node.type in _PCM_BITS:
        return SoundFrame(channels * (_PCM_BITS[node.type] or bits) // 8, 1)
    return UNSAID
