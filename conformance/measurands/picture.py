"""What the picture is: codec, profile, size as displayed, how many, and its distance from the setting."""

import re
from fractions import Fraction

from conformance.measurands import opinions
from conformance.measurands.opinions import HEADER, MEDIAINFO, Silent, second_video
from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import choice_note, primary, primary_pictures
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Packets, Pictures, VideoTrack
from conformance.model.measurement import Opinion, Text
from conformance.model.vocabulary import Reason

# FFmpeg's names of planar formats tell the sampling and, where it is not 8, the bit depth
_PLANAR = re.compile(r"yuv[ja]?(4[0-4][0-4])p(\d+)?(?:le|be)?")
_GREY = re.compile(r"gray(\d+)?(?:le|be)?")
_SEMI_PLANAR = {"nv12": "4:2:0 8 bit", "nv16": "4:2:2 8 bit", "p010le": "4:2:0 10 bit", "p210le": "4:2:2 10 bit"}


def codec(subject: RecordingSubject) -> Result:
    """Codec of the pictures, by FFmpeg's name."""
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    second = second_video(subject, track)
    said = () if isinstance(second, Silent) else opinions.text(MEDIAINFO, second.codec, track.codec)
    return Reading(Text(track.codec), note=choice_note(subject, track), opinions=said)


def profile(subject: RecordingSubject) -> Result:
    """Profile of the coded pictures, by FFmpeg's name."""
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    if not track.profile:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"{track.codec} states no profile here")
    return Reading(Text(track.profile), note=choice_note(subject, track))


def width(subject: RecordingSubject) -> Result:
    """Width of the decoded pictures as displayed, after rotation, px."""
    return _side(subject, across=True)


def height(subject: RecordingSubject) -> Result:
    """Height of the decoded pictures as displayed, after rotation, px."""
    return _side(subject, across=False)


def _displayed(pictures: Pictures) -> tuple[int, int]:
    """Width and height in px after rotation; the smallest of each where the size changes."""
    turned = pictures.rotation in (90, 270)
    across = min(size[turned] for size in pictures.sizes)
    down = min(size[not turned] for size in pictures.sizes)
    return across, down


def _side(subject: RecordingSubject, *, across: bool) -> Result:
    shown = primary_pictures(subject)
    if isinstance(shown, Absent):
        return shown
    track, pictures = shown
    value = _displayed(pictures)[0 if across else 1]
    notes = [choice_note(subject, track)]
    if len(pictures.sizes) > 1:
        notes.append(f"the picture size changes {len(pictures.sizes) - 1} times; the smallest counts")
    if pictures.rotation:
        notes.append(f"turned by {pictures.rotation} degrees for display")
    second = second_video(subject, track)
    said: tuple[Opinion, ...] = ()
    if not isinstance(second, Silent):
        other = second.width if across != (second.rotation in (90, 270)) else second.height
        said = opinions.number(MEDIAINFO, other, lambda theirs: theirs == value)
    note = "; ".join(note for note in notes if note)
    return Reading(Fraction(value), exercised=len(pictures.pts), note=note, opinions=said)


def frames(subject: RecordingSubject) -> Result:
    """Decoded pictures; a packet without a picture is none."""
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    pictures, packets = track.pictures, track.packets
    if isinstance(pictures, Absent):
        return pictures
    if isinstance(packets, Absent):
        return packets
    count = len(pictures.pts)
    silent = sum(not coded or hidden for coded, hidden in zip(packets.picture, packets.discard, strict=True))
    explained = (count, count + silent)
    second = second_video(subject, track)
    said = opinions.number(HEADER, track.declared_frames, lambda theirs: theirs in explained)
    if not isinstance(second, Silent):
        said += opinions.number(MEDIAINFO, second.frames, lambda theirs: theirs in explained)
    return Reading(Fraction(count), exercised=count, note=_frames_note(subject, track, packets), opinions=said)


def _frames_note(subject: RecordingSubject, track: VideoTrack, packets: Packets) -> str:
    empty, hidden = packets.picture.count(False), sum(packets.discard)
    parts = [choice_note(subject, track)]
    if empty or hidden:
        parts.append(f"{len(packets.pts)} packets, {empty} without a coded picture, {hidden} outside the edit list")
    return "; ".join(part for part in parts if part)


def size_deviation(subject: RecordingSubject) -> Result:
    """Larger deviation of width and height as displayed from what was set, px."""
    shown = primary_pictures(subject)
    if isinstance(shown, Absent):
        return shown
    _, pictures = shown
    size = _displayed(pictures)
    deviations = []
    for side, item in zip(size, ("width", "height"), strict=True):
        setting = subject.recording.settings.find(item, Reason.SETTING_NOT_STATED)
        if isinstance(setting, Absent):
            return setting
        deviations.append(abs(side - setting.to("px").value))
    return Reading(max(deviations), note=f"measured {size[0]}x{size[1]}")


def scan(subject: RecordingSubject) -> Result:
    """How the decoded pictures are marked: progressive, interlaced, or mixed."""
    shown = primary_pictures(subject)
    if isinstance(shown, Absent):
        return shown
    track, pictures = shown
    count = len(pictures.pts)
    kind = "progressive" if not pictures.interlaced else "interlaced" if pictures.interlaced == count else "mixed"
    marked = f"{pictures.interlaced} of {count} pictures are marked as interlaced" if kind == "mixed" else ""
    note = "; ".join(one for one in (choice_note(subject, track), marked, "as the stream marks them") if one)
    return Reading(Text(kind), exercised=count, note=note)


def colour_range(subject: RecordingSubject) -> Result:
    """Range of the code values that the stream states: limited (16 to 235 of 8 bit) or full."""
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    if not track.colour_range:
        return Absent(Reason.NOTHING_TO_MEASURE, "the stream does not state the range of its code values")
    return Reading(Text(track.colour_range), note=choice_note(subject, track))


def sampling(subject: RecordingSubject) -> Result:
    """Chroma sampling and bit depth of the decoded pictures, such as `4:2:0 8 bit`."""
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    found = _sampling(track.pixel_format)
    if not found:
        why = f"FFmpeg's pixel format {track.pixel_format!r} is none of luma and chroma planes"
        return Absent(Reason.METHOD_DOES_NOT_APPLY, why)
    return Reading(Text(found), note=choice_note(subject, track))


def _sampling(pixel_format: str) -> str:
    if planar := _PLANAR.fullmatch(pixel_format):
        return f"{':'.join(planar[1])} {planar[2] or 8} bit"
    if grey := _GREY.fullmatch(pixel_format):
        return f"4:0:0 {grey[1] or 8} bit"
    return _SEMI_PLANAR.get(pixel_format, "")
