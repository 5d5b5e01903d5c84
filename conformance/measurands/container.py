"""What the container is, whether its boxes hold together, and how much of the promised media it holds."""

from fractions import Fraction

from conformance.measurands import opinions
from conformance.measurands.opinions import MEDIAINFO
from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.measurands.tracks import media_of
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, IsoFacts
from conformance.model.measurement import Text, Where
from conformance.model.structure_facts import Structure
from conformance.model.vocabulary import Axis, Reason


def container_format(subject: RecordingSubject) -> Result:
    """Container format: mp4, mov, matroska, avi, mpeg-ts, mpeg-ps, or the codec of a bare elementary stream."""
    media = media_of(subject)
    if isinstance(media, Absent):
        return media
    second, iso = subject.facts.second, subject.facts.iso
    said = () if isinstance(second, Absent) else opinions.text(MEDIAINFO, second.format, media.format)
    if isinstance(iso, IsoFacts):
        quicktime = not iso.brands or iso.brands[0].strip() == "qt"
        said += opinions.text("own box walk", "mov" if quicktime else "mp4", media.format)
    return Reading(Text(media.format), opinions=said)


def structure_errors(subject: RecordingSubject) -> Result:
    """Violations of the container's structure found by the own walk: of boxes, chunks, elements, packs or packets."""
    walked = _walked(subject)
    if isinstance(walked, Absent):
        return walked
    if isinstance(walked, Structure):
        flaws = tuple(_place(flaw.path, flaw.offset, flaw.detail) for flaw in walked.flaws[:MOST_PLACES])
        note = "; ".join(walked.notes)
        return Reading(Fraction(walked.faults), exercised=walked.elements, note=note, where=flaws)
    places = tuple(_place(fault.path, fault.offset, fault.detail) for fault in walked.faults[:MOST_PLACES])
    return Reading(Fraction(len(walked.faults)), exercised=len(walked.boxes), where=places)


def _place(path: str, offset: int, detail: str) -> Where:
    return Where(Axis.BYTE, Fraction(offset), f"{path}: {detail}")


def media_bytes_missing(subject: RecordingSubject) -> Result:
    """Bytes of media that the container promises and the file does not hold, B."""
    walked = _walked(subject)
    if isinstance(walked, Absent):
        return walked
    if isinstance(walked, Structure):
        return _missing_of(walked)
    broken = _broken_promise(walked)
    if broken and not walked.missing_bytes:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"what the file should hold can't be known: {broken}")
    missing = sum(track.missing_samples for track in walked.tracks)
    promised = sum(track.samples for track in walked.tracks)
    note = f"{missing} of {promised} samples incomplete; {walked.promised_bytes} B promised" if missing else ""
    return Reading(Fraction(walked.missing_bytes), exercised=walked.promised_bytes, note=note)


def _missing_of(walked: Structure) -> Result:
    """Of a container that states the size of all its media as one."""
    if walked.unpromised:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, walked.unpromised)
    if walked.faults and not walked.missing:
        flaw = walked.flaws[0]
        said = f"what the file should hold can't be known: {flaw.path}: {flaw.detail}"
        return Absent(Reason.EVIDENCE_UNREADABLE, said)
    note = f"of {walked.promised} B that the file promises, its headers among them" if walked.missing else ""
    return Reading(Fraction(walked.missing), exercised=walked.promised, note=note)


# Faults after which boxes that promise samples may be lost, so that nothing missing would prove nothing.
_CUT = frozenset(
    {
        "box_past_end",
        "box_past_parent",
        "box_too_short",
        "box_too_large",
        "missing_box",
        "table_truncated",
        "table_too_large",
        "too_many_boxes",
        "too_many_faults",
    }
)


# Faults of the promise itself: the same bytes promised twice, or most of the media promised by nobody.
_CONFUSED = frozenset({"samples_overlap", "promised_twice", "unreferenced_media"})


def _broken_promise(iso: IsoFacts) -> str:
    """The fault or doubt that leaves open what the file should hold; empty where none does."""
    for fault in (*iso.faults, *iso.doubts):
        cut = fault.code in _CUT and not fault.path.startswith("mdat")
        lost_header = fault.code == "trailing_bytes" and iso.fragments
        if cut or lost_header or fault.code in _CONFUSED or fault in iso.doubts:
            return f"{fault.path}: {fault.detail}"
    return ""


def _walked(subject: RecordingSubject) -> IsoFacts | Structure | Absent:
    iso, media = subject.facts.iso, subject.facts.media
    if isinstance(iso, Absent):
        if iso.reason is not Reason.METHOD_DOES_NOT_APPLY:
            return iso
        return media if isinstance(media, Absent) else subject.facts.structure
    if isinstance(media, Absent) and media.reason is Reason.ENCRYPTED:
        return media
    if not iso.faults and iso.promised_bytes == 0:
        return Absent(Reason.EVIDENCE_UNREADABLE, "the file holds headers only: its boxes promise no media sample")
    return iso
