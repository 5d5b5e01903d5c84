"""Adds a timed metadata track with one sample of XML to a finished MP4.

Source: ISO/IEC 14496-12, 8.3 to 8.7 (boxes of a track) and 12.3.3 (`metx`); ONVIF Export File Format 26.06, 5.5.
"""

from conformance.synthesis import bmff
from conformance.synthesis.boxes import box, full, inserted, text, word

UNDETERMINED = 0x55C4  # the language "und": three letters of five bits (ISO/IEC 14496-12, 8.4.2.3)

_SAMPLE = b'<tt:MetadataStream xmlns:tt="http://www.onvif.org/ver10/schema"/>'
_TIMESCALE = 1000
_MATRIX = b"".join(map(word, (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)))


def with_metadata_track(data: bytes, entry: str, encoding: str, namespace: str) -> bytes:
    """The file with one more track, as long as the movie; its sample lies in a `mdat` of its own at the end."""
    mvhd = bmff.only(data, bmff.whole(data), "moov/mvhd")
    track_id = bmff.number(data, mvhd.end - 4)
    data = data[: mvhd.end - 4] + word(track_id + 1) + data[mvhd.end :]
    timescale, movie_ticks = bmff.number(data, mvhd.body + 12), bmff.number(data, mvhd.body + 16)
    description = box(entry, bytes(6), word(1, 2), text(encoding), text(namespace), text(""))
    trak = _trak(track_id, (movie_ticks, movie_ticks * _TIMESCALE // timescale), description)
    moov = bmff.only(data, bmff.whole(data), "moov")
    data = inserted(data, moov.end, trak, (moov,))
    offset = moov.end + len(trak) - 4  # the chunk offset is the last field of the track
    sample = len(data) + 8
    return data[:offset] + word(sample) + data[offset + 4 :] + box("mdat", _SAMPLE)


def _trak(track_id: int, duration: tuple[int, int], description: bytes) -> bytes:
    """The track; `duration` in ticks of the movie and of the track."""
    in_movie, in_track = duration
    tkhd = b"".join(map(word, (0, 0, track_id, 0, in_movie, 0, 0, 0, 0))) + _MATRIX + word(0) * 2
    mdhd = b"".join(map(word, (0, 0, _TIMESCALE, in_track))) + word(UNDETERMINED, 2) + word(0, 2)
    hdlr = word(0) + b"meta" + bytes(12) + text("Metadata")
    dinf = box("dinf", full("dref", 0, word(1), box("url ", word(1))))
    stbl = box(
        "stbl",
        full("stsd", 0, word(1), description),
        full("stts", 0, word(1), word(1), word(in_track)),
        full("stsc", 0, word(1), word(1), word(1), word(1)),
        full("stsz", 0, word(0), word(1), word(len(_SAMPLE))),
        full("stco", 0, word(1), word(0)),
    )
    media = box("mdia", full("mdhd", 0, mdhd), full("hdlr", 0, hdlr), box("minf", full("nmhd", 0), dinf, stbl))
    return box("trak", box("tkhd", word(3), tkhd), media)
