"""What the sound says of its own keeping: gaps between its stamps, digital silence, clipping."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from conformance.measurands.reading import MOST_PLACES, Reading, Result, at, interval_uncertainty
from conformance.measurands.tracks import Timeline, media_of, timeline
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, AudioTrack
from conformance.model.measurement import EXACT, Opinion, UncertaintyUnknown, Where
from conformance.model.sound_facts import SoundFacts, Spot, StampJump
from conformance.model.units import decimal
from conformance.model.vocabulary import Reason

PICTURES = "pictures before and after the sound"

_SLACK = Fraction(1, 2)  # s: priming, padding and the last frame of sound stay below it
# Besides pcm_*, G.711 among them, which codes every sample by itself: what is constant or clipped stays so.
_LOSSLESS = frozenset({"flac", "alac", "wavpack", "tta", "truehd", "mlp"})
_DITHERS = frozenset({"ac3", "eac3"})  # FFmpeg's decoder puts noise where nothing was coded


@dataclass(frozen=True)
class HeardTrack:
    """One audio track of which every sample was looked at; `origin` is the time of the first picture, s."""

    track: AudioTrack
    facts: SoundFacts
    origin: Fraction

    @property
    def tick(self) -> Fraction:
        """One tick of its stamps, s."""
        return self.track.time_base

    def time(self, spot: Spot) -> Fraction:
        """Time of a sample on the time line of the recording, s."""
        return spot.stamp * self.tick + Fraction(spot.offset, self.facts.sample_rate)

    @property
    def begin(self) -> Fraction:
        """Time of the first sample, s, by the first stamp."""
        return self.facts.stamps.first * self.tick

    @property
    def end(self) -> Fraction:
        """Where the sound behind the last stamp ends, s."""
        return self.time(Spot(self.facts.stamps.last, self.facts.stamps.tail))

    def place(self, time: Fraction, detail: str) -> Where:
        """A place in the recording, counted from its first picture."""
        return at(time - self.origin, detail)


def heard(subject: RecordingSubject) -> HeardTrack | Absent:
    """The first audio track, as far as its sound was looked at."""
    media = media_of(subject)
    if isinstance(media, Absent):
        return media
    if not media.audio:
        return Absent(Reason.TRACK_MISSING, "the file has no audio track")
    return _heard(subject, media.audio[0])


def _heard(subject: RecordingSubject, track: AudioTrack) -> HeardTrack | Absent:
    if isinstance(track.sound, Absent):
        return track.sound
    if not track.sound.samples or not track.sound.sample_rate:
        return Absent(Reason.EVIDENCE_UNREADABLE, "no sound could be decoded")
    line = timeline(subject)
    first = track.sound.stamps.first * track.time_base
    return HeardTrack(track, track.sound, line.stamps[0] * line.tick if isinstance(line, Timeline) else first)


def gap_max(subject: RecordingSubject) -> Result:
    """Longest time between the end of the sound decoded so far and the stamp of the next frame, s; 0 where none is."""
    return _of_every_track(subject, _gap_max)


def silence_max(subject: RecordingSubject) -> Result:
    """Longest run of digital silence, samples that do not change in any channel for 20 ms or more, s."""
    return _of_every_track(subject, _silence_max)


def clipped_share(subject: RecordingSubject) -> Result:
    """Share of the samples, over all channels, that lie in runs of at least three at full scale."""
    return _of_every_track(subject, _clipped_share)


def _of_every_track(subject: RecordingSubject, measure: Callable[[RecordingSubject, HeardTrack], Result]) -> Result:
    """What is measured of the first track, with an opinion of every other one that has a value."""
    media, first = media_of(subject), heard(subject)
    if isinstance(media, Absent):
        return media
    ours = first if isinstance(first, Absent) else measure(subject, first)
    if isinstance(ours, Absent):
        return ours
    said = []
    for track in media.audio[1:]:
        other = _heard(subject, track)
        theirs = other if isinstance(other, Absent) else measure(subject, other)
        if isinstance(theirs, Reading):
            said.append(Opinion(f"audio track {track.index}", theirs.value, theirs.value == ours.value))
    return replace(ours, opinions=(*ours.opinions, *said))


def _gap_max(subject: RecordingSubject, track: HeardTrack) -> Result:
    stamps = track.facts.stamps
    if stamps.untimed == stamps.frames:
        return Absent(Reason.NO_TIME_STAMPS, "the sound carries no time stamps")
    gaps = [(_size(track, jump), jump) for jump in stamps.gaps.largest]
    longest = gaps[0][0] if gaps else Fraction(0)
    places = tuple(
        track.place(jump.earlier * track.tick + Fraction(jump.length, track.facts.sample_rate), f"{decimal(size)} s")
        for size, jump in gaps[:MOST_PLACES]
    )
    return Reading(
        longest,
        interval_uncertainty(track.tick),
        exercised=stamps.frames - stamps.untimed - 1,
        note=_gap_note(track),
        where=places,
        opinions=_beyond(subject, track, longest),
    )


def _size(track: HeardTrack, jump: StampJump) -> Fraction:
    return (jump.stamp - jump.earlier) * track.tick - Fraction(jump.length, track.facts.sample_rate)


def _gap_note(track: HeardTrack) -> str:
    stamps = track.facts.stamps
    parts = ["from time stamps; sound that the recorder lost and stamped over is not visible here"]
    if stamps.gaps.count or stamps.overlaps.count:
        parts.append(f"{stamps.gaps.count} gaps and {stamps.overlaps.count} overlaps of more than a tick")
    if stamps.backward:
        parts.append(f"{stamps.backward} frames are stamped earlier than the one before")
    if stamps.untimed:
        parts.append(f"{stamps.untimed} of {stamps.frames} frames carry no stamp")
    return "; ".join(parts)


def _beyond(subject: RecordingSubject, track: HeardTrack, longest: Fraction) -> tuple[Opinion, ...]:
    """Pictures without sound at either end are no gap between two frames of sound, and yet sound is missing there."""
    line = timeline(subject)
    if not isinstance(line, Timeline):
        return ()
    begin = line.stamps[0] * line.tick
    missing = max(track.begin - begin, begin + line.length - track.end)
    return (Opinion(PICTURES, missing, agrees=False),) if missing > max(_SLACK, longest) else ()


def _keeps(codec: str) -> bool:
    return codec in _LOSSLESS or codec.startswith("pcm_")


def _silence_max(subject: RecordingSubject, track: HeardTrack) -> Result:  # noqa: ARG001 - one signature for all
    facts, codec = track.facts, track.track.codec
    if codec in _DITHERS:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"digital silence does not survive decoding of {codec}")
    rate = facts.sample_rate
    runs = [(Fraction(run.length, rate), track.time(run.start)) for run in facts.silence.longest]
    smeared = UncertaintyUnknown(f"{codec} fills both ends of a silence with what lies beside it: it may be longer")
    parts = [f"{facts.silence.count} runs, {decimal(Fraction(facts.silence.samples, rate))} s in all"]
    if runs:
        parts.append("of a dead microphone or lost sound filled up; a coder may make it of very quiet sound")
    if facts.not_finite:
        parts.append(f"{facts.not_finite} samples that are no numbers count as silent")
    return Reading(
        runs[0][0] if runs else Fraction(0),
        interval_uncertainty(Fraction(1, rate)) if _keeps(codec) else smeared,
        exercised=facts.samples,
        note="; ".join(parts),
        where=tuple(
            track.place(start, f"{decimal(length)} s without a change") for length, start in runs[:MOST_PLACES]
        ),
    )


def _clipped_share(subject: RecordingSubject, track: HeardTrack) -> Result:  # noqa: ARG001 - one signature for all
    facts, codec = track.facts, track.track.codec
    if not _keeps(codec):
        seen = f"{facts.clipping.samples} samples at full scale were decoded, peak {facts.peak}/32768"
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"clipping before the coder does not survive {codec}; {seen}")
    return Reading(
        Fraction(facts.clipping.samples, facts.samples * facts.channels),
        EXACT,
        exercised=facts.samples,
        note=f"{facts.clipping.runs} runs, peak {facts.peak}/32768; clipping before a gain below 1 is not visible here",
        where=tuple(track.place(track.time(spot), "clipped") for spot in facts.clipping.places),
    )
