"""What the parameter sets of a stream tell: its level, and whether key pictures bring them along."""

from fractions import Fraction

from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.measurands.tracks import choice_note, primary
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Text, Where
from conformance.model.stream_facts import ParameterSets
from conformance.model.vocabulary import Axis, Reason

_NO_SET = "no sequence parameter set was found"
_STATED = "as the stream states it"


def key_pictures_without_sets(subject: RecordingSubject) -> Result:
    """Key pictures without an SPS and a PPS (HEVC: and a VPS) in the stream between them and the picture before.

    Key pictures are IDR pictures and those of I slices alone, in HEVC the random access points.
    Sets of a sample description (`avcC`, `hvcC` of MP4, MOV and Matroska) are no part of the stream and do not count; a
    track that keeps them there alone is not measured, for the stream that the device would send is another one. Nor is
    one whose pictures may be fields.
    """
    sets = _read(subject)
    if isinstance(sets, Absent):
        return sets
    if sets.fields:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, "a picture of this stream may be a field: two of them make a frame")
    if sets.unprepared and sets.in_description:
        why = "the container keeps the parameter sets in its sample description, not in the stream"
        return Absent(Reason.METHOD_DOES_NOT_APPLY, why)
    if sets.unreadable and not sets.unprepared:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"{sets.unreadable} slice headers were not readable")
    places = tuple(
        Where(Axis.PACKET, Fraction(packet), "key picture without parameter sets of its own before it")
        for packet in sets.unprepared[:MOST_PLACES]
    )
    return Reading(Fraction(len(sets.unprepared)), exercised=sets.key_pictures, where=places)


def level_idc(subject: RecordingSubject) -> Result:
    """Lowest H.264 level_idc of any SPS: ten times the level, 13 for level 1.3; level 1b reads as 9 or 11."""
    track, sets = primary(subject), _read(subject)
    if isinstance(track, Absent):
        return track
    if isinstance(sets, Absent):
        return sets
    if track.codec != "h264":
        why = f"the codes of {track.codec} are not ten times the level: video.level names the levels of both codecs"
        return Absent(Reason.METHOD_DOES_NOT_APPLY, why)
    if not sets.levels:
        return Absent(Reason.NOTHING_TO_MEASURE, _NO_SET)
    lowest = min(sets.levels)
    note = f"level_idc {', '.join(map(str, sorted(sets.levels)))}" if len(sets.levels) > 1 else ""
    notes = (note, choice_note(subject, track), _STATED)
    return Reading(Fraction(lowest), exercised=len(sets.levels), note="; ".join(one for one in notes if one))


def level(subject: RecordingSubject) -> Result:
    """Lowest level of any SPS of an H.264 or HEVC stream, such as 4.0; 1b lies between 1.0 and 1.1."""
    track, sets = primary(subject), _read(subject)
    if isinstance(track, Absent):
        return track
    if isinstance(sets, Absent):
        return sets
    if not sets.stated:
        return Absent(Reason.NOTHING_TO_MEASURE, _NO_SET)
    ordered = sorted(sets.stated, key=_height)
    note = f"levels {', '.join(ordered)}" if len(ordered) > 1 else ""
    notes = (note, choice_note(subject, track), _STATED)
    return Reading(Text(ordered[0]), exercised=len(ordered), note="; ".join(one for one in notes if one))


def _height(stated: str) -> Fraction:
    return Fraction(21, 20) if stated == "1b" else Fraction(stated)


def _read(subject: RecordingSubject) -> ParameterSets | Absent:
    track = primary(subject)
    return track if isinstance(track, Absent) else track.parameter_sets
