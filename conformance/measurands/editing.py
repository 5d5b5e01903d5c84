"""Traces that programs for editing leave, and some recorders too: evidence for people, and no verdict."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from conformance.measurands.layout import cut_of
from conformance.measurands.reading import Reading, Result
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Facts, IsoFacts, Media, Packets, VideoTrack
from conformance.model.layout_facts import HeaderTimes, LayoutFacts, StreamMarks
from conformance.model.measurement import Where
from conformance.model.vocabulary import Axis, Reason

# Names that programs and libraries write of themselves, in small letters; some are part of recorders as well
_PROGRAMS = re.compile(
    r"\b(lav[fc]\d*|libav\w*|ffmpeg|x26[45]|handbrake|mkvmerge|libmatroska|libebml|gpac|mp4box|isomedia file|bento4|"
    r"l-smash|mp4v2|adobe|premiere|after effects|media encoder|mainconcept|final cut|imovie|quicktime|core media|"
    r"davinci|resolve|vegas|avidemux|virtualdub|losslesscut|shotcut|kdenlive|openshot|capcut|filmora|movavi|"
    r"camtasia|clipchamp|movie maker|obs|vlc|mencoder|gstreamer|produced by google|youtube|whatsapp|telegram)\b",
    re.IGNORECASE,
)
_NAMELESS = frozenset({"mpeg-ps"})  # containers in which no writer names itself
_WITH_XMP = frozenset({"iso-bmff", "avi"})  # in which packets of XMP are looked for
_EACH = 2  # places of one kind that are told
_FEWEST_GAPS = 5  # between key pictures, before one of them is odd
_REGULAR = Fraction(4, 5)  # share of the most frequent distance
_UNREFERENCED = "unreferenced_media"  # code of the box reader


class Kind(StrEnum):
    """What is looked for."""

    WRITER = "a program's name in the container"
    ENCODER = "a software encoder's name in the stream"
    XMP = "an XMP packet"
    EDITS = "an edit list that skips, waits or jumps"
    MODIFIED = "a header changed after it was made"
    FREE = "free space"
    INDEX_FIRST = "the index before the media"
    DESCRIPTIONS = "several sample descriptions in a track"
    UNREFERENCED = "media that belong to no sample"
    SETS = "parameter sets of one number that differ"
    GOP = "one odd distance between key pictures"


@dataclass(frozen=True)
class _Trace:
    kind: Kind
    axis: Axis
    position: int
    detail: str

    @property
    def where(self) -> Where:
        """The place, with what is there."""
        return Where(self.axis, Fraction(self.position), f"{self.kind}: {self.detail}")


def editing_traces(subject: RecordingSubject) -> Result:
    """Kinds of traces that editing may leave: evidence alone, since recorders leave some and editing may leave none.

    Each kind counts once; the places name the first ones of each.
    """
    facts = subject.facts
    if isinstance(facts.media, Absent):
        return facts.media
    looked = tuple(_looked_for(facts, facts.media))
    if not looked:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, "no trace is known in this container and coding")
    found = [(kind, list(traces)) for kind, traces in looked]
    seen = [(kind, traces) for kind, traces in found if traces]
    places = tuple(trace.where for _, traces in seen for trace in traces[:_EACH])
    return Reading(Fraction(len(seen)), exercised=len(found), note=_note(found, cut_of(facts)), where=places)


def _note(found: Sequence[tuple[Kind, list[_Trace]]], cut: str) -> str:
    seen = [f"{kind} ({len(traces)})" for kind, traces in found if traces]
    absent = [str(kind) for kind, traces in found if not traces]
    parts = [f"seen: {', '.join(seen)}"] if seen else []
    parts += [f"looked for and not seen: {', '.join(absent)}"] if absent else []
    return "; ".join([*parts, *([f"not read: {cut}"] if cut else []), "evidence, no proof of anything"])


def _looked_for(facts: Facts, media: Media) -> Iterator[tuple[Kind, Iterator[_Trace]]]:
    layout, iso = facts.layout, facts.iso
    if isinstance(layout, LayoutFacts) and layout.container not in _NAMELESS:
        yield Kind.WRITER, _writers(layout)
    if isinstance(layout, LayoutFacts) and layout.container in _WITH_XMP:
        yield Kind.XMP, (_Trace(Kind.XMP, Axis.BYTE, one.offset, f"{one.path}, {one.size} B") for one in layout.xmp)
    if isinstance(layout, LayoutFacts) and isinstance(iso, IsoFacts):
        yield Kind.EDITS, _edits(iso)
        yield Kind.MODIFIED, _modified(layout.times)
        yield Kind.FREE, (_Trace(Kind.FREE, Axis.BYTE, one.offset, f"{one.path}, {one.size} B") for one in layout.free)
        yield Kind.INDEX_FIRST, _index_first(iso)
        yield Kind.DESCRIPTIONS, _descriptions(layout)
        yield Kind.UNREFERENCED, _unreferenced(iso)
    if any(isinstance(track.marks, StreamMarks) for track in media.video):
        yield Kind.ENCODER, _each(media, _encoders)
        yield Kind.SETS, _each(media, _sets)
    if any(len(_gaps(track)) >= _FEWEST_GAPS for track in media.video):
        yield Kind.GOP, _each(media, _odd_gaps)


def _each(media: Media, of_track: Callable[[VideoTrack], Iterator[_Trace]]) -> Iterator[_Trace]:
    return (trace for track in media.video for trace in of_track(track))


def _writers(layout: LayoutFacts) -> Iterator[_Trace]:
    for one in layout.writers:
        if _PROGRAMS.search(one.text):
            yield _Trace(Kind.WRITER, Axis.BYTE, one.offset, f"{one.path}: {one.text!r}")


def _edits(iso: IsoFacts) -> Iterator[_Trace]:
    for track in iso.tracks:
        times = [edit.media_time for edit in track.edits]
        if len(times) > 1 or any(times):
            shown = ", ".join(map(str, times[:8])) + (", ..." if len(times) > 8 else "")
            said = f"track {track.track_id}: {len(times)} entries, media times {shown} of {track.timescale} a second"
            yield _Trace(Kind.EDITS, Axis.BYTE, 0, said)


def _modified(headers: Sequence[HeaderTimes]) -> Iterator[_Trace]:
    for one in headers:
        later = one.modification - one.creation
        if one.creation and later > 0:
            said = (
                f"{one.path}: modified {later} s after it was created; some recorders write the end of recording there"
            )
            yield _Trace(Kind.MODIFIED, Axis.BYTE, one.offset, said)


def _index_first(iso: IsoFacts) -> Iterator[_Trace]:
    kinds = [box.type for box in iso.boxes]
    if not iso.fragments and "moov" in kinds and "mdat" in kinds and kinds.index("moov") < kinds.index("mdat"):
        moov = iso.boxes[kinds.index("moov")]
        yield _Trace(Kind.INDEX_FIRST, Axis.BYTE, moov.offset, "moov lies before mdat; most recorders write it last")


def _descriptions(layout: LayoutFacts) -> Iterator[_Trace]:
    for number, count in enumerate(layout.descriptions, 1):
        if count > 1:
            yield _Trace(Kind.DESCRIPTIONS, Axis.BYTE, 0, f"stsd number {number} holds {count} entries")


def _unreferenced(iso: IsoFacts) -> Iterator[_Trace]:
    for one in (*iso.faults, *iso.doubts):
        if one.code == _UNREFERENCED:
            yield _Trace(Kind.UNREFERENCED, Axis.BYTE, one.offset, f"{one.path}: {one.detail}")


def _encoders(track: VideoTrack) -> Iterator[_Trace]:
    for one in track.marks.messages if isinstance(track.marks, StreamMarks) else ():
        if _PROGRAMS.search(one.text):
            yield _Trace(Kind.ENCODER, Axis.PACKET, max(one.packet, 0), f"track {track.index}: {one.text[:80]!r}")


def _sets(track: VideoTrack) -> Iterator[_Trace]:
    known: dict[tuple[str, int], int] = {}
    for one in track.marks.sets if isinstance(track.marks, StreamMarks) else ():
        name = one.kind, one.number
        if one.number >= 0 and name in known:
            before = "the sample description" if known[name] < 0 else f"packet {known[name]}"
            said = f"track {track.index}: {one.kind} {one.number} is not the one of {before}"
            yield _Trace(Kind.SETS, Axis.PACKET, max(one.packet, 0), said)
        known.setdefault(name, one.packet)


def _keys(track: VideoTrack) -> list[tuple[int, int]]:
    """Number among the pictures and packet of every key picture."""
    if not isinstance(track.packets, Packets):
        return []
    pictures = [number for number, picture in enumerate(track.packets.picture) if picture]
    return [(place, packet) for place, packet in enumerate(pictures) if track.packets.key[packet]]


def _gaps(track: VideoTrack) -> list[tuple[int, int]]:
    """Pictures from one key picture to the next, and the packet of that one."""
    return [(after - before, packet) for (before, _), (after, packet) in pairwise(_keys(track))]


def _odd_gaps(track: VideoTrack) -> Iterator[_Trace]:
    gaps = _gaps(track)
    if len(gaps) < _FEWEST_GAPS:
        return
    usual, often = Counter(length for length, _ in gaps).most_common(1)[0]
    if often < len(gaps) * _REGULAR:
        return  # the encoder sets them as it likes
    for length, packet in gaps:
        if length != usual:
            said = f"track {track.index}: {length} pictures since the key picture before, elsewhere {usual}"
            yield _Trace(Kind.GOP, Axis.PACKET, packet, said)
