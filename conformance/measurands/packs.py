"""How a program stream is packed: pictures in their packs, headers at key pictures, identifiers and types of streams.

Values only: which identifiers and types GB/T 28181-2016, C.1 assigns stands in the catalog.
"""

from fractions import Fraction

from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.measurands.tracks import media_of
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Text, Where
from conformance.model.stream_facts import ElementaryStream, Places, ProgramStreamFacts
from conformance.model.vocabulary import Axis, Reason

_VIDEO, _SOUND, _PRIVATE = range(0xE0, 0xF0), range(0xC0, 0xE0), 0xBD


def frames_not_one_a_pack(subject: RecordingSubject) -> Result:
    """Pictures of a program stream that share their pack with another one or are spread over several packs.

    H.264, HEVC and MPEG-4 only; not where a picture may be a field, of which two make a frame.
    """
    walk = _walked(subject)
    if isinstance(walk, Absent):
        return walk
    pictures = _pictures(walk)
    if isinstance(pictures, Absent):
        return pictures
    return _counted(walk, walk.astray, pictures)


def key_packs_without_headers(subject: RecordingSubject) -> Result:
    """Packs in which a key picture starts (IDR, IRAP, I-VOP) without a system header and a stream map before it."""
    walk = _walked(subject)
    if isinstance(walk, Absent):
        return walk
    pictures = _pictures(walk)
    if isinstance(pictures, Absent):
        return pictures
    return _counted(walk, walk.bare, walk.key_packs)


def video_stream_id(subject: RecordingSubject) -> Result:
    """The stream_id of every video stream of a program stream, such as 0xE0."""
    return _identifiers(_streams(subject, _VIDEO))


def audio_stream_id(subject: RecordingSubject) -> Result:
    """The stream_id of every sound stream of a program stream, such as 0xC0; 0xBD where it hides in a private one."""
    return _identifiers(_sound(subject))


def video_stream_type(subject: RecordingSubject) -> Result:
    """Coding of the video, told by its own start codes, with the stream_type of the stream map, such as `h264 0x1B`."""
    return _types(subject, _streams(subject, _VIDEO))


def audio_stream_type(subject: RecordingSubject) -> Result:
    """Coding of the sound, told by its own bytes, with the stream_type of the stream map, such as `g711 0x90`.

    G.711 has no mark of its own: it is told by its 64 kbit/s and by the absence of other codings' sync words. What
    cannot be told is not measured.
    """
    return _types(subject, _sound(subject))


def _walked(subject: RecordingSubject) -> ProgramStreamFacts | Absent:
    media = media_of(subject)
    return media if isinstance(media, Absent) else subject.facts.ps


def _broken(walk: ProgramStreamFacts) -> str:
    """What was not understood, so that nothing found would prove nothing; empty where all was."""
    return next((f"byte {fault.offset}: {fault.detail}" for fault in walk.faults if fault.ends_proof), "")


def _pictures(walk: ProgramStreamFacts) -> int | Absent:
    """How many pictures were told apart, where every one was."""
    video = [stream for stream in walk.streams if stream.stream_id in _VIDEO]
    if not video:
        return Absent(Reason.TRACK_MISSING, "the program stream holds no video stream")
    for stream in video:
        if stream.uncounted:
            return Absent(Reason.METHOD_DOES_NOT_APPLY, f"video stream {_hex(stream.stream_id)}: {stream.uncounted}")
    return sum(stream.pictures for stream in video)


def _counted(walk: ProgramStreamFacts, found: Places, looked_at: int) -> Result:
    broken = _broken(walk)
    if broken and not found.count:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"part of the program stream was not understood, {broken}")
    places = tuple(Where(Axis.BYTE, Fraction(offset), "pack") for offset in found.offsets[:MOST_PLACES])
    return Reading(Fraction(found.count), exercised=looked_at, note=broken, where=places)


def _streams(subject: RecordingSubject, identifiers: range) -> tuple[ElementaryStream, ...] | Absent:
    walk = _walked(subject)
    if isinstance(walk, Absent):
        return walk
    if broken := _broken(walk):
        return Absent(Reason.EVIDENCE_UNREADABLE, f"part of the program stream was not understood, {broken}")
    found = tuple(stream for stream in walk.streams if stream.stream_id in identifiers)
    return found or Absent(Reason.TRACK_MISSING, "the program stream holds no such stream")


def _sound(subject: RecordingSubject) -> tuple[ElementaryStream, ...] | Absent:
    """The sound streams; private ones only where a player hears sound and there is no other."""
    found, media = _streams(subject, _SOUND), subject.facts.media
    heard = not isinstance(media, Absent) and bool(media.audio)
    if isinstance(found, Absent) and found.reason is Reason.TRACK_MISSING and heard:
        return _streams(subject, range(_PRIVATE, _PRIVATE + 1))
    return found


def _identifiers(streams: tuple[ElementaryStream, ...] | Absent) -> Result:
    if isinstance(streams, Absent):
        return streams
    text = ", ".join(_hex(stream.stream_id) for stream in streams)
    return Reading(Text(text), exercised=sum(stream.packets for stream in streams))


def _types(subject: RecordingSubject, streams: tuple[ElementaryStream, ...] | Absent) -> Result:
    if isinstance(streams, Absent):
        return streams
    if not isinstance(subject.facts.ps, Absent) and not subject.facts.ps.maps:
        return Absent(Reason.NOTHING_TO_MEASURE, "the program stream has no stream map")
    for stream in streams:
        if not stream.coding:
            why = f"{_hex(stream.stream_id)}: what it is coded in can't be told: {stream.uncounted or stream.basis}"
            return Absent(Reason.METHOD_DOES_NOT_APPLY, why)
    texts = dict.fromkeys(_typed(stream) for stream in streams)
    note = "; ".join(f"{_hex(stream.stream_id)} told by {stream.basis}" for stream in streams)
    return Reading(Text(", ".join(texts)), exercised=sum(stream.packets for stream in streams), note=note)


def _typed(stream: ElementaryStream) -> str:
    types = " and ".join(_hex(one) for one in stream.types) or "in no map"
    return f"{stream.coding} {types}"


def _hex(number: int) -> str:
    return f"0x{number:02X}"
