"""Groups of pictures: how far apart the key pictures are, from which alone a player can begin."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from conformance.measurands.reading import Reading, Result, at
from conformance.measurands.tracks import choice_note, decoded, primary, steps
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Packets, Pictures, VideoTrack
from conformance.model.units import decimal
from conformance.model.vocabulary import Reason

_KEY, _OTHER = "K", "?"
_SHOWN = 16  # letters of a pattern that a note shows


@dataclass(frozen=True)
class _Types:
    """A letter a picture, as `Pictures.types` has them, and the pictures' time stamps; `source` says who says so."""

    letters: str
    stamps: tuple[int, ...]
    source: str


def key_frame_interval_max(subject: RecordingSubject) -> Result:
    """Longest time between neighbouring key pictures, or from the last one to the end of the recording, s."""
    line = steps(subject)
    if isinstance(line, Absent):
        return line
    types = _types(line.track)
    if isinstance(types, Absent):
        return types
    keys = sorted(stamp for stamp, letter in zip(types.stamps, types.letters, strict=True) if letter == _KEY)
    if not keys:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"no picture is a key picture, {types.source}")
    begin, end = line.stamps[0], line.stamps[-1] + line.last_duration
    before, behind = max(pairwise((begin, *keys, end)), key=lambda pair: pair[1] - pair[0])
    longest = (behind - before) * line.tick
    place = at((before - begin) * line.tick, f"{decimal(longest)} s without another key picture")
    notes = (choice_note(subject, line.track), f"{len(keys)} key pictures, {types.source}")
    return Reading(longest, line.uncertainty, len(keys), _join(*notes), (place,))


def gop_length_max(subject: RecordingSubject) -> Result:
    """Most pictures from one key picture to the next in order of output, the last group included."""
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    types = _types(track)
    if isinstance(types, Absent):
        return types
    if _KEY not in types.letters:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"no picture is a key picture, {types.source}")
    groups = [_KEY + group for group in types.letters.split(_KEY)[1:]]
    before = types.letters.index(_KEY)
    longest = max(groups, key=len)
    shown = longest if len(longest) <= _SHOWN else f"{longest[:_SHOWN]}.."
    notes = [choice_note(subject, track), f"longest {shown}", types.source]
    if _OTHER not in types.letters:
        notes.append(f"{types.letters.count('B')} of {len(types.letters)} pictures are B")
    if before:
        notes.append(f"{before} pictures stand before the first key picture")
    return Reading(Fraction(max(len(longest), before)), exercised=len(groups), note=_join(*notes))


def _types(track: VideoTrack) -> _Types | Absent:
    """Of the decoded pictures, or of the packets that hold one where nothing was decoded."""
    pictures = decoded(track)
    if isinstance(pictures, Pictures):
        return _Types(pictures.types, pictures.pts, "by the slices of the decoded pictures")
    packets = track.packets
    if not isinstance(packets, Packets):
        return packets
    columns = zip(packets.pts, packets.key, packets.picture, packets.discard, strict=True)
    rows = [(pts, _KEY if key else _OTHER) for pts, key, picture, discard in columns if picture and not discard]
    if not rows:
        return pictures
    return _Types("".join(letter for _, letter in rows), tuple(pts for pts, _ in rows), "by the flags of the container")


def _join(*clauses: str) -> str:
    return "; ".join(clause for clause in clauses if clause)
