"""Writes the MPEG program stream of GB/T 28181-2016, C.1: a pack a picture, a stream map at key pictures, G.711."""

from dataclasses import replace
from fractions import Fraction

from conformance.errors import FixtureError
from conformance.synthesis.recipe import AudioCodec, Packing, Recipe, Repeats, Sound, Video, VideoCodec

# stream_type: ISO/IEC 13818-1, Table 2-34
_STREAM_TYPE = {VideoCodec.H264: 0x1B, VideoCodec.HEVC: 0x24}
_DELIMITER = {VideoCodec.H264: b"\x00\x00\x00\x01\x09", VideoCodec.HEVC: b"\x00\x00\x00\x01\x46\x01"}
_PARAMETER_SET = {VideoCodec.H264: b"\x00\x00\x00\x01\x67", VideoCodec.HEVC: b"\x00\x00\x00\x01\x40\x01"}
_CLOCK_HZ = 90_000
_START_DELAY = 9_000  # 0.1 s between system clock reference and presentation
_MUX_RATE = 100_000  # in units of 50 byte/s, generous
_PES_PAYLOAD = 65_000
_START_CODE = b"\x00\x00\x01"


def multiplex(recipe: Recipe, video: bytes, audio: bytes) -> bytes:
    """The program stream of one byte stream with access unit delimiters and one of A-law samples, 1 byte each.

    Raises:
        FixtureError: the byte stream holds another number of pictures than the recipe.
    """
    codec = recipe.video.codec
    times = presentation_times(recipe.video)
    pictures = [_DELIMITER[codec] + unit for unit in video.split(_DELIMITER[codec])[1:]]
    if len(pictures) != len(times):
        raise FixtureError(f"recipe {recipe.id!r}: {len(times)} pictures wanted, {len(pictures)} coded")
    packing = _with_type(recipe.packing, codec)
    header = _system_header(packing, bool(audio)) + _stream_map(packing, bool(audio))
    stream = bytearray()
    for index, (picture, time) in enumerate(zip(pictures, times, strict=True)):
        stream += _pack_header(time) if index % packing.pictures_a_pack == 0 else b""
        is_key = _PARAMETER_SET[codec] in picture
        stream += header if is_key and (index == 0 or packing.headers is Repeats.EVERY) else b""
        bare = index > 0 and packing.parameter_sets is Repeats.FIRST
        kept = _without_parameter_sets(picture) if bare else picture
        stream += _packets(packing.video_id, kept, time) if index not in packing.lost else b""
        sound = audio[len(audio) * index // len(pictures) : len(audio) * (index + 1) // len(pictures)]
        stream += _packets(packing.audio_id, sound, time) if sound else b""
    return bytes(stream) + b"\x00\x00\x01\xb9"


def _with_type(packing: Packing, codec: VideoCodec) -> Packing:
    return replace(packing, video_type=packing.video_type or _STREAM_TYPE[codec])


def _without_parameter_sets(picture: bytes) -> bytes:
    """An H.264 access unit without its SPS and PPS."""
    units = picture.replace(b"\x00\x00\x00\x01", _START_CODE).split(_START_CODE)[1:]
    return b"".join(_START_CODE + unit for unit in units if unit[0] & 0x1F not in (7, 8))


def presentation_times(video: Video) -> tuple[int, ...]:
    """PTS of the pictures that were not dropped, in ticks of 90 kHz."""
    captured = range(-(-video.seconds * video.rate // 1))
    first = video.first_pts * _CLOCK_HZ + _START_DELAY
    return tuple(round(first + Fraction(_CLOCK_HZ * n) / video.rate) for n in captured if n not in video.dropped)


def check(recipe: Recipe) -> None:
    """Refuses what this writer can't carry.

    Raises:
        FixtureError: codecs outside GB/T 28181-2016, C.1 (and HEVC), or reordered pictures.
    """
    if recipe.video.codec not in _STREAM_TYPE or recipe.video.b_frames:
        raise FixtureError(f"recipe {recipe.id!r}: a ps fixture holds h264 or hevc without B pictures")
    if recipe.packing.parameter_sets is Repeats.FIRST and recipe.video.codec is not VideoCodec.H264:
        raise FixtureError(f"recipe {recipe.id!r}: a ps fixture holds h264 where its parameter sets are taken out")
    if isinstance(recipe.audio, Sound) and recipe.audio.codec is not AudioCodec.ALAW:
        raise FixtureError(f"recipe {recipe.id!r}: a ps fixture holds pcm_alaw or no sound")


def _pack_header(time: int) -> bytes:
    """ISO/IEC 13818-1, Table 2-33."""
    clock = time - _START_DELAY
    bits = 0b01 << 46 | (clock >> 30 & 7) << 43 | 1 << 42 | (clock >> 15 & 0x7FFF) << 27 | 1 << 26
    bits |= (clock & 0x7FFF) << 11 | 1 << 10 | 1
    return b"\x00\x00\x01\xba" + bits.to_bytes(6, "big") + (_MUX_RATE << 2 | 3).to_bytes(3, "big") + b"\xf8"


def _system_header(packing: Packing, sound: bool) -> bytes:  # noqa: FBT001 - says what the map lists
    """ISO/IEC 13818-1, Table 2-40; buffer bounds of 1 MiB for video and 16 KiB for audio."""
    body = (1 << 23 | _MUX_RATE << 1 | 1).to_bytes(3, "big") + bytes([int(sound) << 2, 0xE0 | 1, 0x7F])
    body += bytes([packing.video_id]) + (0xC000 | 1 << 13 | 1024).to_bytes(2, "big")
    body += bytes([packing.audio_id]) + (0xC000 | 128).to_bytes(2, "big") if sound else b""
    return b"\x00\x00\x01\xbb" + len(body).to_bytes(2, "big") + body


def _stream_map(packing: Packing, sound: bool) -> bytes:  # noqa: FBT001 - says what the map lists
    """ISO/IEC 13818-1, Table 2-41."""
    entries = bytes([packing.video_type, packing.video_id, 0, 0])
    entries += bytes([packing.audio_type, packing.audio_id, 0, 0]) if sound else b""
    body = b"\xe0\xff\x00\x00" + len(entries).to_bytes(2, "big") + entries
    head = b"\x00\x00\x01\xbc" + (len(body) + 4).to_bytes(2, "big") + body
    return head + _crc(head).to_bytes(4, "big")


def _packets(stream_id: int, payload: bytes, time: int) -> bytes:
    """Packetized elementary stream: the first packet carries the time stamp (ISO/IEC 13818-1, Table 2-21)."""
    stamp = bytes([0x21 | time >> 29 & 0x0E]) + (time >> 14 & 0xFFFE | 1).to_bytes(2, "big")
    stamp += (time << 1 & 0xFFFE | 1).to_bytes(2, "big")
    stream = bytearray()
    for start in range(0, len(payload), _PES_PAYLOAD):
        optional = b"\x80\x80\x05" + stamp if start == 0 else b"\x80\x00\x00"
        body = optional + payload[start : start + _PES_PAYLOAD]
        stream += b"\x00\x00\x01" + bytes([stream_id]) + len(body).to_bytes(2, "big") + body
    return bytes(stream)


def _crc(data: bytes) -> int:
    """CRC-32 of ISO/IEC 13818-1, Annex B: polynomial 0x04C11DB7, not reflected."""
    register = 0xFFFFFFFF
    for byte in data:
        register ^= byte << 24
        for _ in range(8):
            register = (register << 1 ^ (0x04C11DB7 if register & 0x80000000 else 0)) & 0xFFFFFFFF
    return register
