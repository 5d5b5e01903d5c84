"""What else in the file speaks against its time line: longer sound, a longer header, pictures that an edit list hides.

None of it fails a device: each is a second opinion that leaves a verdict open where it would turn it.
"""

from fractions import Fraction
from itertools import pairwise

from conformance.measurands.opinions import HEADER
from conformance.measurands.tracks import Timeline
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Edit, IsoFacts, IsoTrack, Packets, Pictures
from conformance.model.measurement import Opinion
from conformance.model.vocabulary import Reason

SOUND, HELD = "sound", "duration of the last picture"
EMPTY, EDITS = "packets without a picture", "pictures outside the edit list"

_SLACK = Fraction(1, 2)  # s: priming, padding and the last frame of sound stay below it
_LONGEST_LEAD_IN = 2  # s of pictures that are decoded for those behind them and not shown
_MOST_EMPTY = 2  # packets around the pictures that hold messages alone, as signatures do


def missing(subject: RecordingSubject, line: Timeline, counted: int) -> tuple[Opinion, ...]:
    """Pictures missing by what else the file holds, where that is more than the `counted` holes of the time line."""
    found = {
        SOUND: _by_sound(subject, line),
        HEADER: _by_header(subject, line, counted),
        EMPTY: _around(line),
        HELD: _held(subject, line),
        EDITS: round(hidden(subject, line) / (line.median_interval * line.tick)),
    }
    return tuple(Opinion(source, Fraction(counted + more), agrees=False) for source, more in found.items() if more > 0)


def rate(subject: RecordingSubject, line: Timeline) -> tuple[Opinion, ...]:
    """The rate, Hz, over the sound where that is longer by a tenth, and of the pictures that stand apart."""
    found: list[Opinion] = []
    heard = sound_length(subject)
    if heard > line.length * Fraction(11, 10) and heard - line.length > _SLACK:
        found.append(Opinion(SOUND, (line.pictures - 1) / heard, agrees=False))
    mean = line.span / line.tick / (len(line.stamps) - 1)
    apart = sum(interval * 10 >= mean for interval in line.intervals)
    if apart < len(line.intervals):
        source = "pictures further apart than a tenth of the mean interval"
        found.append(Opinion(source, (apart + line.between) / line.span, agrees=False))
    return tuple(found)


def duration(subject: RecordingSubject, line: Timeline) -> tuple[Opinion, ...]:
    """The duration with what an edit list hides, s."""
    more = hidden(subject, line)
    return (Opinion(EDITS, line.length + more, agrees=False),) if more else ()


def sound_length(subject: RecordingSubject) -> Fraction:
    """Decoded sound of the longest audio track, s; 0 where none was decoded."""
    media = subject.facts.media
    if isinstance(media, Absent):
        return Fraction(0)
    lengths = [Fraction(track.samples, track.sample_rate) for track in media.audio if track.sample_rate]
    return max(lengths, default=Fraction(0))


def hidden(subject: RecordingSubject, line: Timeline) -> Fraction:
    """Time of the pictures that an edit list leaves out, s; 0 where it only trims what a decoder needs to begin."""
    packets = line.track.packets
    if isinstance(packets, Absent):
        return Fraction(0)
    columns = zip(packets.pts, packets.discard, packets.picture, strict=True)
    left_out = [pts for pts, discard, picture in columns if discard and picture]
    within = [pts for pts in left_out if line.stamps[0] < pts < line.stamps[-1]]
    interval = line.median_interval * line.tick
    skipped = _skipped(subject, line)
    if within or skipped:
        return max(skipped, len(within) * interval)
    around = len(left_out) * interval
    return around if around > _LONGEST_LEAD_IN else Fraction(0)


def _skipped(subject: RecordingSubject, line: Timeline) -> Fraction:
    """Media time between the edits of the track that no edit shows, s."""
    iso, track = subject.facts.iso, _boxes(subject, line)
    if isinstance(iso, Absent) or isinstance(track, Absent) or not iso.timescale or not track.timescale:
        return Fraction(0)
    shown = [edit for edit in track.edits if edit.media_time >= 0]
    gaps = [_begin(later, track) - _end(earlier, track, iso.timescale) for earlier, later in pairwise(shown)]
    return sum((gap for gap in gaps if gap > line.median_interval * line.tick / 2), Fraction(0))


def _boxes(subject: RecordingSubject, line: Timeline) -> IsoTrack | Absent:
    """What the boxes say of the track; FFmpeg numbers tracks as the boxes stand in the file."""
    iso, index = subject.facts.iso, line.track.index
    if isinstance(iso, Absent):
        return iso
    if index >= len(iso.tracks) or iso.tracks[index].handler != "vide":
        return Absent(Reason.TRACK_MISSING, f"the boxes know no video track {index}")
    return iso.tracks[index]


def _begin(edit: Edit, track: IsoTrack) -> Fraction:
    return Fraction(edit.media_time, track.timescale)


def _end(edit: Edit, track: IsoTrack, movie_timescale: int) -> Fraction:
    return _begin(edit, track) + Fraction(edit.duration, movie_timescale)


def _by_sound(subject: RecordingSubject, line: Timeline) -> int:
    interval = line.median_interval * line.tick
    longer = sound_length(subject) - line.length
    return round(longer / interval) if longer > max(_SLACK, 2 * interval) else 0


def _by_header(subject: RecordingSubject, line: Timeline, counted: int) -> int:
    """Declared pictures that nothing explains; samples outside the file are media bytes missing."""
    track = _boxes(subject, line)
    lost = 0 if isinstance(track, Absent) else track.missing_samples
    packets, pictures = line.track.packets, line.track.pictures
    if isinstance(packets, Absent):
        return 0
    shown = len(pictures.pts) if isinstance(pictures, Pictures) else len(line.stamps)
    return line.track.declared_frames - shown - _silent(packets) - lost - counted


def _held(subject: RecordingSubject, line: Timeline) -> int:
    """What the last picture lasts too long, where that is FFmpeg's guess; where boxes state it, it is counted."""
    if isinstance(subject.facts.iso, IsoFacts):
        return 0
    return round(Fraction(line.last_duration, line.median_interval)) - 1


def _silent(packets: Packets) -> int:
    return sum(not coded or left_out for coded, left_out in zip(packets.picture, packets.discard, strict=True))


def _around(line: Timeline) -> int:
    """Packets without a picture before the first and behind the last one; those between leave holes anyhow."""
    packets = line.track.packets
    if isinstance(packets, Absent):
        return 0
    columns = zip(packets.pts, packets.timed, packets.picture, packets.discard, strict=True)
    empty = [pts for pts, timed, picture, left_out in columns if timed and not picture and not left_out]
    around = sum(not line.stamps[0] <= pts <= line.stamps[-1] for pts in empty)
    return around if around > _MOST_EMPTY else 0
