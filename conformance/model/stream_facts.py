"""What the bytes of a program stream, and the NAL units of an H.264 track, say of themselves, without a verdict."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StreamFault:
    """One violation of ISO/IEC 13818-1 in a program stream, with its byte offset in the file.

    `ends_proof` is True where bytes were not understood, so that what was counted is not all there may be.
    """

    code: str
    offset: int
    detail: str
    ends_proof: bool


@dataclass(frozen=True)
class Places:
    """How often something was found, and the byte offsets of the first packs it was found in."""

    count: int
    offsets: tuple[int, ...]


@dataclass(frozen=True)
class ElementaryStream:
    """One elementary stream of picture or sound.

    `coding` is what its own bytes show (h264, hevc, mpeg4, mpeg2video, g711, aac, mpeg_audio; '' = they do not tell),
    whatever a map says; `basis` says by what. `types` are the stream_type values of the maps, in order of appearance.
    `pictures` were told apart in it; `uncounted` says why there may be more ('' = there are none).
    """

    stream_id: int
    coding: str
    basis: str
    types: tuple[int, ...]
    packets: int
    pictures: int
    uncounted: str


@dataclass(frozen=True)
class ProgramStreamFacts:
    """Own walk over the packs of an MPEG program stream (ISO/IEC 13818-1, 2.5).

    `astray` are pictures that share their pack with another one or are spread over several; `key_packs` are packs in
    which a key picture starts, `bare` those of them without a system header or without a stream map.
    """

    packs: int
    system_headers: int
    maps: int
    streams: tuple[ElementaryStream, ...]
    key_packs: int
    astray: Places
    bare: Places
    faults: tuple[StreamFault, ...]


@dataclass(frozen=True)
class ParameterSets:
    """Parameter sets of one H.264 or HEVC track as they stand in its packets (ITU-T H.264 and H.265, 7.3.2).

    `key_pictures` are IDR pictures and those of I slices alone, in HEVC the random access points; `unprepared` are the
    packets of those without an SPS and a PPS (in HEVC also a VPS) between them and the picture before. `levels` are the
    distinct level_idc of every SPS, those of the sample description among them, and `stated` their levels in words, as
    `4.0` or `1b`. `in_description` is True where the container keeps the sets there (`avcC`, `hvcC`); `fields` is True
    where a picture may be a field, and `unreadable` counts slices whose header was not understood.
    """

    key_pictures: int
    unprepared: tuple[int, ...]
    levels: tuple[int, ...]
    in_description: bool
    fields: bool
    unreadable: int
    stated: tuple[str, ...] = ()


@dataclass(frozen=True)
class PictureHashes:
    """How many HEVC pictures carry a hash of their decoded samples, by its method (ITU-T H.265, D.3.19).

    A picture counts once a method; `pictures` is the number of all.
    """

    pictures: int
    md5: int
    crc: int
    checksum: int
