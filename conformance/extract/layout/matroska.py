"""The layout of a Matroska or WebM file: its elements in their order, clusters told once.

Source: RFC 8794 (EBML), 4 to 6; RFC 9559 (Matroska), 5.1 (elements and their identifiers).
"""

from collections.abc import Sequence

from conformance.extract.layout.collecting import Lines, hexadecimal, in_order, numbered, shown
from conformance.extract.structure.ebml import Element, element_at
from conformance.extract.structure.source import Walked
from conformance.model.layout_facts import LayoutFacts

_EBML, _SEGMENT, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
_TOP = {
    0x114D9B74: "SeekHead",
    0x1549A966: "Info",
    0x1654AE6B: "Tracks",
    _CLUSTER: "Cluster",
    0x1C53BB6B: "Cues",
    0x1043A770: "Chapters",
    0x1941A469: "Attachments",
    0x1254C367: "Tags",
}
_HOLDERS = {
    **_TOP,
    _EBML: "EBML",
    0xAE: "TrackEntry",
    0xE0: "Video",
    0xE1: "Audio",
    0x55B0: "Colour",
    0x7373: "Tag",
    0x67C8: "SimpleTag",
    0x63C0: "Targets",
}
_OPAQUE = frozenset({"Cues", "Chapters", "Attachments", "SeekHead"})  # what is in them depends on the recording
_NUMBERS = {
    0x4286: "EBMLVersion",
    0x42F7: "EBMLReadVersion",
    0x4287: "DocTypeVersion",
    0x4285: "DocTypeReadVersion",
    0x2AD7B1: "TimestampScale",
    0xD7: "TrackNumber",
    0x83: "TrackType",
    0xB9: "FlagEnabled",
    0x88: "FlagDefault",
    0x55AA: "FlagForced",
    0x9C: "FlagLacing",
    0x23E383: "DefaultDuration",
    0x56AA: "CodecDelay",
    0x56BB: "SeekPreRoll",
    0xB0: "PixelWidth",
    0xBA: "PixelHeight",
    0x54B0: "DisplayWidth",
    0x54BA: "DisplayHeight",
    0x54B2: "DisplayUnit",
    0x9A: "FlagInterlaced",
    0x9F: "Channels",
    0x6264: "BitDepth",
}
_TEXTS = {0x4282: "DocType", 0x536E: "Name", 0x22B59C: "Language", 0x22B59D: "LanguageBCP47", 0x86: "CodecID"}
_WRITERS = {0x4D80: "MuxingApp", 0x5741: "WritingApp", 0x258688: "CodecName"}
_BYTES = {0x63A2: "CodecPrivate", 0xB5: "SamplingFrequency"}
_OTHERS = {
    0xEC: "Void",
    0xBF: "CRC-32",
    0x4489: "Duration",
    0x4461: "DateUTC",
    0x73A4: "SegmentUUID",
    0x73C5: "TrackUID",
    0x45A3: "TagName",
    0x4487: "TagString",
    0xE7: "Timestamp",
    0xA3: "SimpleBlock",
    0xA0: "BlockGroup",
    0xA7: "Position",
    0xAB: "PrevSize",
}
_NAMES = {**_HOLDERS, **_NUMBERS, **_TEXTS, **_WRITERS, **_BYTES, **_OTHERS, _SEGMENT: "Segment"}
_TAG_NAME, _TAG_TEXT, _SIMPLE_TAG = 0x45A3, 0x4487, 0x67C8
_TOOLS = ("ENCODER", "ENCODED_BY", "ENCODER_SETTINGS")
_LARGEST = 1 << 12  # bytes of one element that are read
_MOST_BEFORE = 8  # elements before the first block
_BLOCKS, _ANYWHERE = frozenset({"SimpleBlock", "BlockGroup"}), frozenset({"Void", "CRC-32"})
_UNKNOWN = -1


def matroska_layout(walked: Walked) -> LayoutFacts:
    """The layout of a file that begins with an EBML header."""
    lines, at, top = Lines(), 0, list[str]()
    while at < walked.size and lines.admits():
        one = element_at(walked, at)
        if one is None:
            break
        top.append(_name(one.id))
        at = _end(one, walked.size)
        if one.id == _SEGMENT:
            _segment(walked, lines, one, at)
        else:
            _element(walked, lines, one, _name(one.id), 0)
    rest = ["(no element)"] if at < walked.size else []
    lines.item("file", in_order([*top, *rest]), 0)
    return lines.frozen("matroska")


def _name(id_: int) -> str:
    return _NAMES.get(id_, f"0x{id_:X}")


def _end(one: Element, limit: int) -> int:
    return limit if one.size == _UNKNOWN else min(one.end, limit)


def _segment(walked: Walked, lines: Lines, segment: Element, limit: int) -> None:
    """Elements of the first level; of clusters the first one is looked into."""
    held, at = list[str](), segment.body
    while at < limit and (_name(_CLUSTER) in held or lines.admits()):
        one = element_at(walked, at)
        if one is None:
            break
        at, name = _end(one, limit), _name(one.id)
        if one.id == _CLUSTER:
            if name not in held:
                lines.item(f"Segment/{name}", _cluster(walked, one, limit), one.at)
            if one.size == _UNKNOWN:
                at = one.body  # what it holds is passed over, up to the next element of the first level
        elif one.id in _TOP or name in _ANYWHERE:
            _element(walked, lines, one, f"Segment/{name}", 1)
        else:
            continue
        if held[-1:] != [name] or one.id != _CLUSTER:
            held.append(name)
    size = "unknown" if segment.size == _UNKNOWN else "known"
    lines.item("Segment", f"size {size}, holds {in_order(held)}", segment.at)


def _cluster(walked: Walked, cluster: Element, limit: int) -> str:
    """What stands before the first block of a cluster, of whichever kind that is."""
    kinds, at, end = list[str](), cluster.body, _end(cluster, limit)
    while at < end and len(kinds) < _MOST_BEFORE:
        one = element_at(walked, at)
        if one is None or one.size == _UNKNOWN or _name(one.id) in _BLOCKS:
            break
        kinds.append(_name(one.id))
        at = one.end
    size = "unknown" if cluster.size == _UNKNOWN else "known"
    return f"size {size}, {in_order(kinds)} before the first block"


def _element(walked: Walked, lines: Lines, one: Element, path: str, depth: int) -> None:
    """The lines of one element and of all in it."""
    if one.id not in _HOLDERS or _HOLDERS[one.id] in _OPAQUE:
        lines.item(path, _value(walked, lines, one, path), one.at)
        return
    inside, at, end = list[Element](), one.body, _end(one, walked.size)
    while at < end and lines.admits(depth):
        part = element_at(walked, at)
        if part is None or part.size == _UNKNOWN or part.end > end:
            break
        inside.append(part)
        at = part.end
    if one.id == _SIMPLE_TAG:
        _tag(walked, lines, inside, path)
        return
    names = [_name(part.id) for part in inside]
    lines.item(path, f"holds {in_order(names)}", one.at)
    for part, own in zip(inside, numbered(names, frozenset({"TrackEntry"})), strict=True):
        _element(walked, lines, part, f"{path}/{own}", depth + 1)


def _value(walked: Walked, lines: Lines, one: Element, path: str) -> str:
    """What is constant of one element; '' of those that differ from recording to recording."""
    data = walked.read(one.body, min(max(one.size, 0), _LARGEST))
    if one.id in _NUMBERS:
        return str(int.from_bytes(data[:8], "big"))
    if one.id in _TEXTS:
        return shown(data.rstrip(b"\0"))
    if one.id in _WRITERS:
        return lines.writer(path, data, one.at)
    return hexadecimal(data) if one.id in _BYTES else ""


def _tag(walked: Walked, lines: Lines, inside: Sequence[Element], path: str) -> None:
    """The name of a tag, and its text where it names a writer."""
    texts = {part.id: walked.read(part.body, min(part.size, _LARGEST)) for part in inside}
    named = shown(texts.get(_TAG_NAME, b"").rstrip(b"\0"))
    at = inside[0].at if inside else 0
    value = named
    if named.upper() in _TOOLS:
        value = f"{named} {lines.writer(path, texts.get(_TAG_TEXT, b''), at)}"
    lines.item(path, value, at)
