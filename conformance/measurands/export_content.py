"""What an export tells of its content: where it was captured, and how timed metadata is described.

Source: ONVIF Export File Format 26.06, 5.4 and 5.5. Only ISO BMFF and QuickTime files are read.
"""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from conformance.measurands.export_boxes import METADATA, MOVIE, counted, first_of, last_of, measured, nothing, place
from conformance.measurands.reading import Result
from conformance.model.evidence import RecordingSubject
from conformance.model.export_facts import ExportFacts, Location, MetadataEntry
from conformance.model.facts import Absent, IsoFacts
from conformance.model.measurement import Text
from conformance.model.vocabulary import Reason

_LATITUDE, _LONGITUDE = 90, 180  # degrees: ends of the scales, no limits of a standard
_LONGEST = 200  # characters of a text that a report shows: longer than any that is a limit
_XML = "xml"  # what an empty content_encoding stands for (5.5)


def loci_boxes(subject: RecordingSubject) -> Result:
    """Location boxes (loci) in the user data of the movie and its tracks."""
    return measured(subject, MOVIE, lambda export, _: counted(len(export.locations), 1))


def loci_boxes_in_one(subject: RecordingSubject) -> Result:
    """Location boxes in the user data box that holds most of them."""

    def count(found: tuple[Location, ...]) -> Result:
        return counted(max(Counter(one.container for one in found).values()), len(found))

    return _of_locations(subject, count)


def loci_role(subject: RecordingSubject) -> Result:
    """Role that the location box states, as its code."""
    return _of_whole(subject, lambda found: first_of([Fraction(one.role) for one in found], "another loci"))


def location_faults(subject: RecordingSubject) -> Result:
    """Fields of the location boxes that are not as their syntax says, strings that are no UTF-8 among them."""

    def count(export: ExportFacts, _: IsoFacts) -> Result:
        if not export.locations:
            return nothing("no user data hold a loci box")
        faults = [
            place(one.offset, f"{one.path}: {one.detail}") for one in export.faults if last_of(one.path) == "loci"
        ]
        return counted(len(faults), len(export.locations), faults)

    return measured(subject, ("file", "moov", "trak"), count)


def locations_off_earth(subject: RecordingSubject) -> Result:
    """Location boxes with a longitude beyond 180 degrees or a latitude beyond 90 degrees."""

    def count(found: tuple[Location, ...]) -> Result:
        off = [one for one in found if abs(one.longitude) > _LONGITUDE or abs(one.latitude) > _LATITUDE]
        said = [place(one.offset, f"{float(one.longitude)}, {float(one.latitude)} degrees") for one in off]
        return counted(len(off), len(found), said)

    return _of_whole(subject, count)


def _of_whole(subject: RecordingSubject, function: Callable[[tuple[Location, ...]], Result]) -> Result:
    def apply(found: tuple[Location, ...]) -> Result:
        if all(one.whole for one in found):
            return function(found)
        return Absent(Reason.EVIDENCE_UNREADABLE, "not all fields of the loci box could be read")

    return _of_locations(subject, apply)


def _of_locations(subject: RecordingSubject, function: Callable[[tuple[Location, ...]], Result]) -> Result:
    def apply(export: ExportFacts, _: IsoFacts) -> Result:
        return function(export.locations) if export.locations else nothing("no user data hold a loci box")

    return measured(subject, MOVIE, apply)


def metadata_entry(subject: RecordingSubject) -> Result:
    """Sample entry of the timed metadata track (handler meta)."""

    def entry(export: ExportFacts, _: IsoFacts) -> Result:
        found = [Text(one.sample_entry) for one in export.metadata]
        return first_of(found, "another metadata track") if found else nothing("the file holds no metadata track")

    return measured(subject, METADATA, entry)


def metadata_namespace(subject: RecordingSubject) -> Result:
    """Namespace that the metx sample entry of the timed metadata track states."""
    return _of_entries(subject, lambda one: one.namespace)


def metadata_encoding(subject: RecordingSubject) -> Result:
    """Content encoding that the metx sample entry of the timed metadata track states, xml where it is empty."""
    return _of_entries(subject, lambda one: one.content_encoding or _XML)


def _of_entries(subject: RecordingSubject, text: Callable[[MetadataEntry], str]) -> Result:
    def apply(export: ExportFacts, _: IsoFacts) -> Result:
        found = [one for one in export.metadata if one.sample_entry == "metx"]
        if not found:
            return nothing("no metadata track is described by metx")
        if any(not one.whole for one in found):
            return Absent(Reason.EVIDENCE_UNREADABLE, "the metx sample entry ends before its namespace")
        return first_of([Text(text(one)[:_LONGEST]) for one in found], "another metadata track")

    return measured(subject, METADATA, apply)
