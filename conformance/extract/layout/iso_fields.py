"""Fields of single boxes that are constant for a model of recorder.

Source: ISO/IEC 14496-12, 4.3, 8.2.2, 8.3.2, 8.4.2, 8.4.3, 8.6.6, 12.1.3, 12.2.3; ISO/IEC 14496-1, 7.2.6 (`esds`).
"""

from struct import Struct

from conformance.extract.layout.collecting import Lines, hexadecimal, shown
from conformance.model.layout_facts import HeaderTimes

XMP = "uuid be7acfcb97a942e89c71999491e3afac"  # Adobe, XMP Specification Part 3, 1.2.7.1

_FULL = frozenset(
    {
        *("mvhd", "tkhd", "mdhd", "hdlr", "vmhd", "smhd", "hmhd", "nmhd", "sthd", "gmin", "dref", "stsd", "stts"),
        *("ctts", "stss", "stsc", "stsz", "stco", "cslg", "elst", "mehd", "trex", "mfro", "tfra", "sgpd", "sbgp"),
        *("subs", "sidx", "saiz", "saio", "pssh", "esds", "keys", "url ", "urn "),
    }
)
_TIMES = {"mvhd": (Struct(">2IIxxxx"), Struct(">2QIxxxxxxxx")), "mdhd": (Struct(">2IIxxxx"), Struct(">2QIxxxxxxxx"))}
_TRACK = (Struct(">2I"), Struct(">2Q"))
_MOST_EDITS = 16
_EDITS = (Struct(">Ii"), Struct(">Qq"))
_UNSTEADY = frozenset({"btrt", "free", "skip"})  # rates differ from recording to recording
_SOUND, _PICTURE = 28, 78  # bytes
_DECODER, _SPECIFIC, _STREAM = 4, 5, 3  # tags of descriptors

Place = tuple[str, int]  # path and byte offset


def is_full(kind: str) -> bool:
    """True for a box that begins with version and flags."""
    return kind in _FULL


def version_of(data: bytes) -> str:
    """Version and flags."""
    return f"version {data[0]}, flags {data[1:4].hex()}" if len(data) >= 4 else "too short"


def field_lines(lines: Lines, kind: str, data: bytes, place: Place) -> None:
    """The fields of one box that holds no others."""
    path, at = place
    if kind == "ftyp":
        brands = [shown(data[begin : begin + 4]) for begin in range(8, min(len(data), 264), 4)]
        minor = int.from_bytes(data[4:8], "big")
        told = (("major_brand", shown(data[:4])), ("minor_version", minor), ("compatible_brands", " ".join(brands)))
        lines.fields(path, at, told)
    elif kind in _TIMES:
        _header(lines, kind, data, place)
    elif kind == "tkhd":
        _track_header(lines, data, place)
    elif kind == "hdlr":
        _handler(lines, data, place)
    elif kind == "elst":
        _edits(lines, data, place)
    elif kind == "esds":
        lines.fields(path, at, _descriptors(data[4:]))
    elif kind == "trex":
        lines.fields(path, at, (("defaults", data[4:24].hex()),))
    elif "/stsd/" in path and kind not in _UNSTEADY:  # avcC, hvcC, pasp, colr and others
        lines.fields(path, at, (("bytes", hexadecimal(data)),))


def entry_lines(lines: Lines, handler: str, data: bytes, place: Place) -> None:
    """The fields of a sample entry of picture or sound."""
    if handler == "soun" and len(data) >= _SOUND:
        version, channels, bits, rate = (int.from_bytes(data[at : at + 2], "big") for at in (8, 16, 18, 24))
        told = (("version", version), ("channels", channels), ("bits", bits), ("rate", rate))
        lines.fields(*place, told)
    elif handler == "vide" and len(data) >= _PICTURE:
        compressor = lines.writer(f"{place[0]}:compressorname", data[43 : 43 + min(data[42], 31)], place[1])
        width, height, depth = (int.from_bytes(data[at : at + 2], "big") for at in (24, 26, 74))
        lines.fields(*place, (("size", f"{width}x{height}"), ("depth", depth), ("compressorname", compressor)))


def _times(lines: Lines, place: Place, found: tuple[int, int]) -> tuple[str, str]:
    lines.times.append(HeaderTimes(place[0], *found, place[1]))
    return "creation_time", "set" if found[0] else "not set"


def _header(lines: Lines, kind: str, data: bytes, place: Place) -> None:
    wide = data[:1] == b"\1"
    layout = _TIMES[kind][wide]
    if len(data) < 4 + layout.size:
        return
    creation, modification, timescale = layout.unpack_from(data, 4)
    rest = data[4 + layout.size :]
    told: list[tuple[str, object]] = [_times(lines, place, (creation, modification)), ("timescale", timescale)]
    if kind == "mvhd":
        told += [("rate", rest[:4].hex()), ("volume", rest[4:6].hex()), ("matrix", rest[16:52].hex())]
    else:
        told += [("language", rest[:2].hex())]
    lines.fields(*place, told)


def _track_header(lines: Lines, data: bytes, place: Place) -> None:
    wide = data[:1] == b"\1"
    layout = _TRACK[wide]
    if len(data) < 4 + layout.size + 8:
        return
    at = 4 + layout.size
    rest = data[at + (16 if wide else 12) :]
    lines.fields(
        *place,
        (
            _times(lines, place, layout.unpack_from(data, 4)),
            ("track_ID", int.from_bytes(data[at : at + 4], "big")),
            ("layer and group", rest[8:12].hex()),
            ("volume", rest[12:14].hex()),
            ("matrix", rest[16:52].hex()),
            ("size", f"{int.from_bytes(rest[52:54], 'big')}x{int.from_bytes(rest[56:58], 'big')}"),
        ),
    )


def _handler(lines: Lines, data: bytes, place: Place) -> None:
    text = data[24:]
    if text and text[0] == len(text) - 1:  # QuickTime: counted, not ended by a zero
        text = text[1:]
    said = lines.writer(f"{place[0]}:name", text.split(b"\0", 1)[0], place[1])
    lines.fields(*place, (("type", f"{shown(data[4:8])} {shown(data[8:12])}"), ("name", said)))


def _edits(lines: Lines, data: bytes, place: Place) -> None:
    """Media times in their order, durations left out."""
    layout = _EDITS[data[:1] == b"\1"]
    step, count = layout.size + 4, min(int.from_bytes(data[4:8], "big"), _MOST_EDITS)
    begins = (8 + index * step for index in range(count))
    times = [str(layout.unpack_from(data, at)[1]) for at in begins if at + layout.size <= len(data)]
    lines.fields(*place, (("media_times", " ".join(times)),))


def _descriptors(data: bytes) -> list[tuple[str, object]]:
    """Kind of object and decoder configuration of an `esds`, its rates left out."""
    told: list[tuple[str, object]] = []
    at = 0
    for _ in range(8):
        if at + 2 > len(data):
            break
        tag, size, at = data[at], 0, at + 1
        while at < len(data) and data[at] & 0x80:
            size, at = size << 7 | data[at] & 0x7F, at + 1
        size, at = size << 7 | (data[at] if at < len(data) else 0), at + 1
        if tag == _STREAM:
            at += 3
        elif tag == _DECODER:
            told.append(("object", data[at : at + 2].hex()))
            at += 13
        elif tag == _SPECIFIC:
            told.append(("configuration", hexadecimal(data[at : at + size])))
            at += size
        else:
            at += size
    return told
