"""What the parameter sets of an H.264 stream tell: its level, and whether key pictures bring them along."""

from fractions import Fraction

from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.measurands.tracks import choice_note, primary
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Where
from conformance.model.stream_facts import ParameterSets
from conformance.model.vocabulary import Axis, Reason


def key_pictures_without_sets(subject: RecordingSubject) -> Result:
    """H.264 key pictures (IDR, or of I slices alone) without an SPS and a PPS in the stream since the picture before.

    Sets of a sample description (`avcC` of MP4, MOV and Matroska) are no part of the stream and do not count; a track
    that keeps them there alone is not measured, for the stream that the device would send is another one. Nor is one
    whose pictures may be fields.
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
        Where(Axis.PACKET, Fraction(packet), "key picture without SPS and PPS before it")
        for packet in sets.unprepared[:MOST_PLACES]
    )
    return Reading(Fraction(len(sets.unprepared)), exercised=sets.key_pictures, where=places)


def level_idc(subject: RecordingSubject) -> Result:
    """Lowest H.264 level_idc of any SPS: ten times the level, 13 for level 1.3; level 1b reads as 9 or 11."""
    sets = _read(subject)
    if isinstance(sets, Absent):
        return sets
    if not sets.levels:
        return Absent(Reason.NOTHING_TO_MEASURE, "no sequence parameter set was found")
    lowest = min(sets.levels)
    note = f"level_idc {', '.join(map(str, sorted(sets.levels)))}" if len(sets.levels) > 1 else ""
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    notes = (note, choice_note(subject, track), "as the stream states it")
    return Reading(Fraction(lowest), exercised=len(sets.levels), note="; ".join(one for one in notes if one))


def _read(subject: RecordingSubject) -> ParameterSets | Absent:
    track = primary(subject)
    return track if isinstance(track, Absent) else track.parameter_sets
