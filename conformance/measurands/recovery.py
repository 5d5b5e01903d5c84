"""What is left of a recording whose power was cut: what plays, what can be recovered without an index, what is lost."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from statistics import median_low

from conformance.measurands.cadence import frame_rate
from conformance.measurands.container import media_bytes_missing, structure_errors
from conformance.measurands.reading import MOST_PLACES, Reading, Result, expanded, interval_uncertainty, rectangular
from conformance.measurands.remembered import remembered
from conformance.measurands.tracks import choice_note, primary, shown
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, VideoTrack
from conformance.model.measurement import EXACT, Opinion, Uncertain, Where
from conformance.model.recovery_facts import Recovery
from conformance.model.stream_facts import ParameterSets
from conformance.model.units import decimal
from conformance.model.vocabulary import Axis, Complaint, Reason, Role

_SECOND_HAND = frozenset({Complaint.MISSING_REFERENCE, Complaint.HASH_MISMATCH})  # such a picture is seen all the same
_LONGEST = Fraction(1)  # s: a longer step between two pictures is a hole, and no picture that stays
_OTHER_ROLE = Absent(Reason.METHOD_DOES_NOT_APPLY, "asked of recordings of role power_loss alone")
_NO_CUT = Absent(
    Reason.EVIDENCE_MISSING,
    "nothing in the file shows that the power was cut, and the submission does not say after what time (recorded_for)",
)
_NOTHING = "an ordinary player gets nothing of it"
_FIELDS = "pictures may be fields, two of which make a frame, and each has a time stamp of its own"
_LENT = "where no other recording lends the parameter sets"
_INDEXED = frozenset({"mp4", "mov", "matroska", "avi"})  # a player may stop before what lies behind the index
_NO_SEARCH = "where all that does not play can be recovered"


@dataclass(frozen=True)
class _Spell:
    """A time in s, or a count, with its uncertainty, and what is to be said of it."""

    length: Fraction
    uncertainty: Uncertain = EXACT
    exercised: int = 1
    notes: tuple[str, ...] = ()
    opinions: tuple[Opinion, ...] = ()

    def reading(self) -> Reading:
        note = "; ".join(note for note in self.notes if note)
        return Reading(self.length, self.uncertainty, self.exercised, note, opinions=self.opinions)


def playable_duration(subject: RecordingSubject) -> Result:
    """Time that the pictures cover which FFmpeg opens and decodes without repair, s; 0 where it opens nothing."""
    played = _played(subject)
    if isinstance(played, Absent) or not played.length:
        return _read(played)
    untimed = isinstance(subject.recording.recorded_for, Absent)
    return _NO_CUT if untimed and _is_whole(subject) else played.reading()


def _is_whole(subject: RecordingSubject) -> bool:
    """True where nothing in the file shows that it ended before its recorder meant it to."""
    found = _found(subject)
    left = isinstance(found, Recovery) and bool(found.zeros or found.lost_bytes)
    counts = (structure_errors(subject), media_bytes_missing(subject))
    return not left and all(isinstance(one, Reading) and one.value == 0 for one in counts)


def recoverable_duration(subject: RecordingSubject) -> Result:
    """Time that plays, or that the pictures last which a search without an index finds: the longer one, s."""
    return _read(_recovered(subject))


def repair_only_duration(subject: RecordingSubject) -> Result:
    """Time that can be recovered and does not play, s."""
    played, recovered, unsearched = _played(subject), _recovered(subject), _unsearched(subject)
    if isinstance(played, Absent):
        return played
    if isinstance(recovered, Absent):
        return recovered
    if unsearched:
        return unsearched
    more = max(Fraction(0), recovered.length - played.length)
    said = tuple(replace(one, value=max(Fraction(0), _number(one) - played.length)) for one in recovered.opinions)
    joint = _joint(played.uncertainty, recovered.uncertainty) if more else EXACT
    return replace(recovered, length=more, uncertainty=joint, opinions=said).reading()


def lost_before_power_loss(subject: RecordingSubject) -> Result:
    """Time that was recorded, as it was witnessed, less what can be recovered of it, s."""
    witness, recovered = subject.recording.recorded_for, _recovered(subject)
    if isinstance(recovered, Absent):
        return recovered
    if isinstance(witness, Absent):
        return witness
    lost = witness.length - recovered.length
    joint = _joint(Uncertain(witness.expanded_uncertainty), recovered.uncertainty)
    if lost < -joint.expanded:
        longer = f"{decimal(recovered.length)} s can be recovered, more than the {decimal(witness.length)} s witnessed"
        return Absent(Reason.NO_REFERENCE_TIME, f"{longer}: the file begins before what was timed, or is another one")
    said = tuple(replace(one, value=witness.length - _number(one)) for one in recovered.opinions)
    said += (Opinion(_NO_SEARCH, Fraction(0), agrees=False),) if _unsearched(subject) else ()
    return replace(recovered, length=lost, uncertainty=joint, opinions=said).reading()


def recoverable_pictures(subject: RecordingSubject) -> Result:
    """Pictures that lie in the file whole, found by what stands around each and without an index."""
    found = _found(subject)
    if isinstance(found, Absent):
        return found
    return _Spell(Fraction(found.pictures), exercised=max(found.size, 1), notes=_told(subject, found)).reading()


def bytes_lost(subject: RecordingSubject) -> Result:
    """Bytes of media, up to the last one that is not 0, that hold neither a whole picture nor sound between two, B."""
    found = _found(subject)
    if isinstance(found, Absent):
        return found
    places = tuple(
        Where(Axis.BYTE, Fraction(one.at), f"{one.size} bytes hold no whole picture")
        for one in found.lost[:MOST_PLACES]
    )
    note = f"the last {found.zeros} bytes are 0: allocated, and never written" if found.zeros else ""
    return Reading(Fraction(found.lost_bytes), exercised=max(found.size, 1), note=note, where=places)


def _read(spell: _Spell | Absent) -> Result:
    return spell if isinstance(spell, Absent) else spell.reading()


def _number(one: Opinion) -> Fraction:
    return one.value if isinstance(one.value, Fraction) else Fraction(0)


def _joint(one: Uncertain, other: Uncertain) -> Uncertain:
    return expanded(one.expanded / one.coverage_factor, other.expanded / other.coverage_factor)


@remembered
def _played(subject: RecordingSubject) -> _Spell | Absent:
    """What plays: nothing, where the file can't be opened; absent where that says nothing of the device."""
    if subject.recording.role is not Role.POWER_LOSS:
        return _OTHER_ROLE
    track = primary(subject)
    if isinstance(track, Absent):
        return _unopened(subject, track)
    rows = shown(track)
    if not isinstance(rows, Absent):
        return _covered(subject, track)
    if rows.reason is Reason.EVIDENCE_UNREADABLE:
        return _Spell(Fraction(0), notes=(f"{_NOTHING}: {rows.detail}",))
    return rows


def _unopened(subject: RecordingSubject, why: Absent) -> _Spell | Absent:
    second = subject.facts.second
    if why.reason not in (Reason.EVIDENCE_UNREADABLE, Reason.TRACK_MISSING):
        return why
    if not isinstance(second, Absent) and second.video:
        return Absent(why.reason, f"{why.detail}; MediaInfo finds pictures in it, which another player may show")
    return _Spell(Fraction(0), notes=(f"{_NOTHING}: {why.detail}",))


def _covered(subject: RecordingSubject, track: VideoTrack) -> _Spell | Absent:
    """The sum of the steps from each sound picture to the next; a hole counts as one usual step."""
    rows = shown(track)
    timed = [] if isinstance(rows, Absent) else sorted((row.pts, row.duration) for row in rows if row.timed)
    if not timed:
        return Absent(Reason.NO_TIME_STAMPS, "the pictures carry no time stamps (elementary stream)")
    torn = {one.time for one in track.complaints if one.kind not in _SECOND_HAND}
    steps = [later[0] - one[0] for one, later in pairwise(timed)]
    usual = median_low([step for step in steps if step > 0] or [timed[-1][1]])
    longest = _LONGEST / track.time_base
    held = [*(step if step <= longest else usual for step in steps), timed[-1][1] or usual]
    covered = sum(step for (pts, _), step in zip(timed, held, strict=True) if pts not in torn)
    damaged, holes = sum(pts in torn for pts, _ in timed), sum(step > longest for step in steps)
    notes = (
        choice_note(subject, track),
        f"{damaged} damaged pictures do not count" if damaged else "",
        f"{holes} holes of more than {decimal(_LONGEST)} s do not count" if holes else "",
    )
    return _Spell(covered * track.time_base, interval_uncertainty(track.time_base), len(timed), notes)


@remembered
def _recovered(subject: RecordingSubject) -> _Spell | Absent:
    """The longer of what plays and what is found; where one can't be told, the other if it is more than nothing."""
    played, found = _played(subject), _searched(subject)
    if isinstance(played, Absent):
        unknown = isinstance(found, Absent) or not found.length or played.reason is Reason.ENCRYPTED
        return played if unknown else found
    if isinstance(found, Absent):
        return replace(played, notes=(*played.notes, f"what plays: {found.detail}")) if played.length else found
    return found if found.length > played.length else played


def _unsearched(subject: RecordingSubject) -> Absent | None:
    """Why nobody knows what lies in a file beside what plays; none where the search tells, or all that is there plays.

    A search that does not find what plays would not find the rest either.
    """
    found, played, media = _searched(subject), _played(subject), subject.facts.media
    if isinstance(media, Absent) or media.format not in _INDEXED:
        return None
    if isinstance(found, Absent) or isinstance(played, Absent) or played.length - found.length <= _LONGEST:
        return found if isinstance(found, Absent) else None
    said = f"the search finds {decimal(found.length)} s of {decimal(played.length)} s that play, and may miss others"
    return Absent(Reason.METHOD_DOES_NOT_APPLY, said)


def _searched(subject: RecordingSubject) -> _Spell | Absent:
    """How long the pictures last that are found; the last one may be whole though nothing shows it."""
    found = _found(subject)
    if isinstance(found, Absent):
        return found
    if not found.pictures:
        return _Spell(Fraction(0), exercised=max(found.size, 1), notes=_told(subject, found))
    rate = frame_rate(subject)
    stated = subject.recording.settings.find("frame_rate", Reason.SETTING_NOT_STATED)
    if isinstance(rate, Reading) and isinstance(rate.value, Fraction):
        interval, by = 1 / rate.value, "rate of the pictures that play"
    elif not isinstance(stated, Absent):
        interval, by = 1 / stated.to("Hz").value, "settings.frame_rate"
    else:
        detail = f"{found.pictures} pictures can be recovered, and nothing says how long: state settings.frame_rate"
        return Absent(Reason.SETTING_NOT_STATED, detail)
    lent = not found.sets and isinstance(subject.facts.media, Absent)
    said = (Opinion(_LENT, Fraction(0), agrees=False),) if lent else ()
    notes = (f"{found.pictures} pictures by the {by}", *_told(subject, found))
    return _Spell(found.pictures * interval, expanded(rectangular(interval)), found.pictures, notes, said)


def _found(subject: RecordingSubject) -> Recovery | Absent:
    """What the search found, where it can tell pictures of this kind."""
    if subject.recording.role is not Role.POWER_LOSS:
        return _OTHER_ROLE
    found, media = subject.facts.recovery, subject.facts.media
    if isinstance(found, Recovery) and found.doubt:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, found.doubt)
    if isinstance(found, Absent) or isinstance(media, Absent):
        return found
    sets = [track.parameter_sets for track in media.video]
    if media.format == "mpeg-ts" and any(isinstance(one, ParameterSets) and one.fields for one in sets):
        return Absent(Reason.METHOD_DOES_NOT_APPLY, _FIELDS)
    played = _played(subject)
    if not found.pictures and not isinstance(played, Absent) and played.length:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, "pictures of this coding are not searched for in this container")
    return found


def _told(subject: RecordingSubject, found: Recovery) -> tuple[str, ...]:
    """What a reader must know of pictures that were found."""
    opens = not isinstance(subject.facts.media, Absent)
    return (
        f"found by {found.by}" if found.pictures else "no picture was found; H.264, HEVC and JPEG are searched for",
        "" if found.sets or opens or not found.pictures else "their parameter sets are not in the file",
        f"the last {found.zeros} bytes are 0" if found.zeros else "",
    )
