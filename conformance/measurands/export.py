"""What an export tells of itself and of its time: side information, start of capture, decode times of fragments.

Source: ONVIF Export File Format 26.06, 5.2 and 5.3. Only ISO BMFF and QuickTime files are read.
"""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from conformance.measurands.clocks.clock import EPOCH_1601
from conformance.measurands.clocks.start import started
from conformance.measurands.export_boxes import (
    FILE,
    FRAGMENTS,
    SEAL,
    counted,
    first_of,
    last_of,
    measured,
    nothing,
    place,
)
from conformance.measurands.reading import Reading, Result, expanded, rectangular, seconds
from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.export_facts import ExportFacts, StartTimes, SurveillanceExport
from conformance.model.facts import Absent, IsoFacts
from conformance.model.measurement import COVERAGE_FACTOR, Opinion
from conformance.model.vocabulary import Reason

_TICK = Fraction(1, 10_000_000)  # s
_KNOWN_VERSION = 1  # of suep, whose fields 5.2 tells


def suep_boxes(subject: RecordingSubject) -> Result:
    """Surveillance export boxes (suep) in the file-level meta box."""

    def count(export: ExportFacts, _: IsoFacts) -> Result:
        found = [place(one.offset, f"suep of version {one.version}") for one in export.exports]
        return counted(len(found), 1, found)

    return measured(subject, FILE, count)


def suep_version(subject: RecordingSubject) -> Result:
    """Version of the surveillance export box."""
    return _of_sueps(subject, lambda found: first_of([Fraction(one.version) for one in found], "another suep"))


def suep_faults(subject: RecordingSubject) -> Result:
    """Fields of the surveillance export boxes that are not as their syntax says, counted to the first one cut off."""

    def count(export: ExportFacts, _: IsoFacts) -> Result:
        if not export.exports:
            return nothing("the file-level meta holds no suep")
        faults = [
            place(one.offset, f"{one.path}: {one.detail}") for one in export.faults if last_of(one.path) == "suep"
        ]
        unknown = [one for one in export.exports if one.version != _KNOWN_VERSION]
        if unknown and not faults:
            return Absent(
                Reason.METHOD_DOES_NOT_APPLY, f"the fields of suep version {unknown[0].version} are not known"
            )
        return counted(len(faults), len(export.exports), faults)

    return measured(subject, ("file",), count)


def suep_time_unset(subject: RecordingSubject) -> Result:
    """Surveillance export boxes whose time of export is 0, which is no time."""

    def count(found: tuple[SurveillanceExport, ...]) -> Result:
        unset = [place(one.offset, "the time of export is 0") for one in found if one.time == 0]
        return counted(len(unset), len(found), unset)

    return _of_sueps(subject, count, whole=True)


def suep_tracks_missing(subject: RecordingSubject) -> Result:
    """Tracks of the movie of which the surveillance export box tells no source."""

    def count(export: ExportFacts, iso: IsoFacts) -> Result:
        found = _whole_sueps(export)
        if isinstance(found, Absent):
            return found
        told = [{source.track_id for source in one.sources} for one in found]
        missing = [track for track in iso.tracks if any(track.track_id not in ids for ids in told)]
        places = [place(found[0].offset, f"no source of track {one.track_id} ({one.handler})") for one in missing]
        return counted(len(missing), len(iso.tracks), places)

    return measured(subject, (*FILE, "moov", "trak"), count)


def media_before_suep(subject: RecordingSubject) -> Result:
    """Media bytes (mdat) that stand in the file before the surveillance export box, B."""
    return _of_sueps(subject, lambda found: first_of([Fraction(one.media_before) for one in found], "another suep"))


def _of_sueps(
    subject: RecordingSubject, function: Callable[[tuple[SurveillanceExport, ...]], Result], *, whole: bool = False
) -> Result:
    def apply(export: ExportFacts, _: IsoFacts) -> Result:
        if not export.exports:
            return nothing("the file-level meta holds no suep")
        found = _whole_sueps(export) if whole else export.exports
        return found if isinstance(found, Absent) else function(found)

    return measured(subject, FILE, apply)


def _whole_sueps(export: ExportFacts) -> tuple[SurveillanceExport, ...] | Absent:
    if not export.exports:
        return nothing("the file-level meta holds no suep")
    if any(not one.whole for one in export.exports):
        return Absent(Reason.EVIDENCE_UNREADABLE, "not all fields of the suep box could be read")
    return export.exports


def start_time_entries(subject: RecordingSubject) -> Result:
    """Start times of capture that the start time boxes (cstb) hold; 0 is no time and does not count."""

    def count(found: tuple[StartTimes, ...], _: IsoFacts) -> Result:
        return counted(sum(entry.ticks != 0 for one in found for entry in one.entries), len(found))

    return _of_start_times(subject, count)


def start_time_boxes(subject: RecordingSubject) -> Result:
    """Start time boxes in the container box that holds most of them."""

    def count(found: tuple[StartTimes, ...], _: IsoFacts) -> Result:
        return counted(max(Counter(one.container for one in found).values()), len(found))

    return _of_start_times(subject, count)


def start_time_faults(subject: RecordingSubject) -> Result:
    """Start time boxes whose entries do not fill them as declared."""

    def count(export: ExportFacts, _: IsoFacts) -> Result:
        if not export.start_times:
            return nothing("the file holds no cstb")
        faults = [
            place(one.offset, f"{one.path}: {one.detail}") for one in export.faults if last_of(one.path) == "cstb"
        ]
        return counted(len(faults), len(export.start_times), faults)

    return measured(subject, ("file",), count)


def start_time_zero_ids(subject: RecordingSubject) -> Result:
    """Entries of the start time boxes that state the track ID 0."""
    return _start_ids(subject, lambda track_id, _: track_id == 0)


def start_time_unknown_ids(subject: RecordingSubject) -> Result:
    """Entries of the start time boxes whose track ID is neither 0 nor that of a track of the movie."""
    return _start_ids(subject, lambda track_id, known: track_id != 0 and track_id not in known)


def _start_ids(subject: RecordingSubject, bad: Callable[[int, frozenset[int]], bool]) -> Result:
    def count(found: tuple[StartTimes, ...], iso: IsoFacts) -> Result:
        known = frozenset(track.track_id for track in iso.tracks)
        entries = [(box.offset, entry.track_id) for box in found for entry in box.entries]
        wrong = [place(offset, f"track ID {track_id}") for offset, track_id in entries if bad(track_id, known)]
        if not wrong and any(not box.whole for box in found):
            return Absent(Reason.EVIDENCE_UNREADABLE, "not all entries of the cstb boxes could be read")
        return counted(len(wrong), len(entries), wrong) if entries else nothing("the cstb boxes hold no entry")

    return _of_start_times(subject, count)


def start_time_offset(subject: RecordingSubject) -> Result:
    """First start time of capture (UTC) minus the witnessed start of the recording, s."""

    def offset(found: tuple[StartTimes, ...], _: IsoFacts) -> Result:
        reference = started(subject)
        ticks = [entry.ticks for box in found for entry in box.entries]
        if isinstance(reference, Absent):
            return reference
        return _offset(ticks, reference) if ticks else nothing("the cstb boxes hold no entry")

    return _of_start_times(subject, offset)


def _offset(ticks: list[int], reference: ReferenceTime) -> Reading:
    start = seconds(reference.start - EPOCH_1601)
    first, *others = [tick * _TICK - start for tick in ticks]
    budget = expanded(rectangular(_TICK / 2), reference.expanded_uncertainty / COVERAGE_FACTOR)
    said = tuple(Opinion("another start time", other, agrees=False) for other in others if other != first)
    return Reading(first, budget, exercised=len(ticks), opinions=said)


def _of_start_times(
    subject: RecordingSubject, function: Callable[[tuple[StartTimes, ...], IsoFacts], Result]
) -> Result:
    def apply(export: ExportFacts, iso: IsoFacts) -> Result:
        return function(export.start_times, iso) if export.start_times else nothing("the file holds no cstb")

    return measured(subject, (*SEAL, "moov", "trak"), apply)


def fragments_without_tfdt(subject: RecordingSubject) -> Result:
    """Track fragments (traf) without a decode time (tfdt)."""

    def count(export: ExportFacts, _: IsoFacts) -> Result:
        if not export.track_fragments:
            return nothing("the file holds no track fragment")
        places = [place(offset, "traf without tfdt") for offset in export.untimed]
        return counted(export.untimed_fragments, export.track_fragments, places)

    return measured(subject, FRAGMENTS, count)
