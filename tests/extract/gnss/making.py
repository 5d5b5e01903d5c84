"""Telemetry of known truth: GPMF items, NMEA sentences, and MP4 files that hold them beside pictures."""

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from operator import xor
from struct import pack

from conformance.synthesis import bmff
from conformance.synthesis.boxes import box, full, inserted, text, word

_MATRIX = b"".join(map(word, (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)))
KARMA = "JlllSSSSBB"


def item(key: str, kind: str, size: int, body: bytes) -> bytes:
    """One GPMF item with its padding; kind '' for one that holds others."""
    repeat = len(body) // size if size else 0
    return key.encode() + pack(">BBH", ord(kind) if kind else 0, size, repeat) + body + bytes(-len(body) % 4)


def nest(key: str, *inside: bytes) -> bytes:
    return item(key, "", 1, b"".join(inside))


def gps5(utc: str, *, lock: int = 3, latitude: float = 33.1, longitude: float = -117.3) -> bytes:
    """One payload of a HERO5: GPSU, the lock and two places."""
    place = pack(">5l", round(latitude * 10**7), round(longitude * 10**7), 15_000, 0, 0)
    stream = (
        item("GPSF", "L", 4, pack(">L", lock)),
        item("GPSU", "U", 16, utc.encode()),
        item("SCAL", "l", 4, pack(">5l", 10**7, 10**7, 1000, 1000, 100)),
        item("GPS5", "l", 20, place * 2),
    )
    return nest("DEVC", item("DVNM", "c", 1, b"Camera"), nest("STRM", *stream))


def gps9(*rows: tuple[int, int, int]) -> bytes:
    """One payload of a HERO11: days since 2000, milliseconds since midnight, lock."""
    body = b"".join(
        pack(">7l2H", 331_000_000, -1_173_000_000, 0, 0, 0, day, time, 150, lock) for day, time, lock in rows
    )
    scale = item("SCAL", "l", 4, pack(">9l", 10**7, 10**7, 1000, 1000, 100, 1, 1000, 100, 1))
    return nest("DEVC", nest("STRM", item("TYPE", "c", 1, b"lllllllSS"), scale, item("GPS9", "?", 32, body)))


def gpri(times: Sequence[int], clock: tuple[int, int], *, lock: int = 3, layout: str = KARMA) -> bytes:
    """One payload of a drone: times since its start in us, and which of those was which UTC in ms."""
    body = b"".join(pack(">QlllHHHHBB", time, 331_000_000, -1_173_000_000, 0, 0, 0, 0, 0, lock, 20) for time in times)
    scale = item("SCAL", "l", 4, pack(">10l", 10**6, 10**7, 10**7, 1000, 100, 100, 100, 100, 1, 1))
    receiver = nest("STRM", item("TYPE", "c", 1, layout.encode()), scale, item("GPRI", "?", 30, body))
    scale = item("SCAL", "l", 4, pack(">2l", 10**6, 1000))
    system = nest("STRM", item("TYPE", "c", 1, b"JJ"), scale, item("SYST", "?", 16, pack(">2Q", *clock)))
    return nest("DEVC", receiver, system)


def sentence(body: str) -> str:
    """With its checksum."""
    return f"${body}*{reduce(xor, body.encode(), 0):02X}"


def rmc(time: str, date: str, *, status: str = "A", mode: str = "A", talker: str = "GP") -> str:
    return sentence(f"{talker}RMC,{time},{status},5046.8555,N,00606.2913,E,0.00,22.37,{date},,,{mode}")


def gga(time: str, quality: int) -> str:
    return sentence(f"GNGGA,{time},5046.8555,S,00606.2913,W,{quality},07,1.5,249.9,M,47.6,M,,0000")


def zda(time: str, day: str) -> str:
    return sentence(f"GPZDA,{time},{day},00,00")


def with_samples(data: bytes, entry: str, samples: Sequence[bytes], seconds: Fraction = Fraction(1)) -> bytes:
    """The MP4 with one more track of handler `meta`: its samples, each of that length, in a `mdat` at the end."""
    mvhd = bmff.only(data, bmff.whole(data), "moov/mvhd")
    track_id = bmff.number(data, mvhd.end - 4)
    moov = bmff.only(data, bmff.whole(data), "moov")
    trak = _trak(track_id, entry, samples, int(seconds * 1000))
    data = inserted(data, moov.end, trak, (moov,))
    offset = moov.end + len(trak) - 4  # the chunk offset is the last field of the track
    return data[:offset] + word(len(data) + 8) + data[offset + 4 :] + box("mdat", *samples)


def _trak(track_id: int, entry: str, samples: Sequence[bytes], each: int) -> bytes:
    length = each * len(samples)
    tkhd = b"".join(map(word, (0, 0, track_id, 0, length, 0, 0, 0, 0))) + _MATRIX + word(0) * 2
    mdhd = b"".join(map(word, (0, 0, 1000, length))) + word(0x55C4, 2) + word(0, 2)
    hdlr = word(0) + b"meta" + bytes(12) + text("Telemetry")
    dinf = box("dinf", full("dref", 0, word(1), box("url ", word(1))))
    stbl = box(
        "stbl",
        full("stsd", 0, word(1), box(entry, bytes(6), word(1, 2), word(0))),
        full("stts", 0, word(1), word(len(samples)), word(each)),
        full("stsc", 0, word(1), word(1), word(len(samples)), word(1)),
        full("stsz", 0, word(0), word(len(samples)), *(word(len(sample)) for sample in samples)),
        full("stco", 0, word(1), word(0)),
    )
    media = box("mdia", full("mdhd", 0, mdhd), full("hdlr", 0, hdlr), box("minf", full("nmhd", 0), dinf, stbl))
    return box("trak", box("tkhd", word(3), tkhd), media)


def with_blocks(data: bytes, blocks: Sequence[bytes]) -> bytes:
    """The MP4 with those blocks in a `mdat` at the end, and the index `moov/gps ` of them."""
    moov = bmff.only(data, bmff.whole(data), "moov")
    index = box("gps ", word(0x101), word(len(blocks)), bytes(8 * len(blocks)))
    data = inserted(data, moov.end, index, (moov,))
    at, entries = len(data) + 8, b""
    for block in blocks:
        entries += word(at) + word(len(block))
        at += len(block)
    start = moov.end + 16
    return data[:start] + entries + data[start + len(entries) :] + box("mdat", *blocks)


def block(time: Sequence[int], *, status: str = "A", at: int = 48) -> bytes:
    """A `freeGPS ` block: hour, minute, second, year of the century, month, day at that offset, status behind."""
    stated = pack("<6I", *time) + f"{status}NE".encode() + b"\0" + pack("<2f", 5046.8555, 606.2913)
    body = word(0x8000) + b"freeGPS " + bytes(at - 12) + stated
    return body + bytes(256 - len(body))
