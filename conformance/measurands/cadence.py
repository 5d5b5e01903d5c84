"""Cadence of the pictures from their time stamps, in exact arithmetic: rate, missing pictures, duration."""

from fractions import Fraction

from conformance.measurands import doubts, opinions
from conformance.measurands.opinions import MEDIAINFO, Silent, second_video
from conformance.measurands.reading import MOST_PLACES, Reading, Result, at
from conformance.measurands.stamps import burst_note, burst_places
from conformance.measurands.tracks import Timeline, choice_note, steps, timeline
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, IsoFacts
from conformance.model.measurement import Opinion, Uncertain


def frame_rate(subject: RecordingSubject) -> Result:
    """(N - 1) / (last PTS - first PTS), Hz; N counts the pictures from the first PTS to the last."""
    line = timeline(subject)
    if isinstance(line, Absent):
        return line
    rate = (line.pictures - 1) / line.span
    relative = line.uncertainty.expanded / line.span
    return Reading(
        rate,
        Uncertain(rate * relative),
        exercised=line.pictures,
        note=_join(choice_note(subject, line.track), burst_note(line)),
        where=burst_places(line),
        opinions=_rate_opinions(subject, line, rate),
    )


def _rate_opinions(subject: RecordingSubject, line: Timeline, rate: Fraction) -> tuple[Opinion, ...]:
    second = second_video(subject, line.track)
    theirs = 0 if isinstance(second, Silent) else second.frame_rate
    # MediaInfo prints three decimals, and rounds towards the nominal rate
    said = opinions.number(MEDIAINFO, theirs, lambda said: abs(said - rate) <= rate / 1000)
    return (*said, *doubts.rate(subject, line))


def frames_missing(subject: RecordingSubject) -> Result:
    """Sum of k = round(interval / median interval) - 1 over all intervals, and over the stated last duration."""
    line = steps(subject)
    if isinstance(line, Absent):
        return line
    median = line.median_interval
    if median <= 0:
        return Reading(Fraction(0), exercised=0, note="the pictures share their time stamps")
    stated = isinstance(subject.facts.iso, IsoFacts)  # elsewhere the duration of a picture is FFmpeg's guess
    intervals = (*line.intervals, line.last_duration) if stated else line.intervals
    lost = {interval: round(Fraction(interval, median)) - 1 for interval in set(intervals)}
    holes = [(index, lost[interval]) for index, interval in enumerate(intervals) if lost[interval] > 0]
    places = tuple(
        at(line.seconds(index), f"{missing} missing before the next picture") for index, missing in holes[:MOST_PLACES]
    )
    total = sum(missing for _, missing in holes)
    note = "from time stamps; a loss that the recorder stamped over is not visible here"
    said = doubts.missing(subject, line, total)
    return Reading(Fraction(total), exercised=len(line.intervals), note=note, where=places, opinions=said)


def duration(subject: RecordingSubject) -> Result:
    """Last PTS + its duration - first PTS, s."""
    line = timeline(subject)
    if isinstance(line, Absent):
        return line
    note = "" if line.last_duration else "the last picture states no duration: counted as 0"
    return Reading(
        line.length,
        line.uncertainty,
        exercised=line.pictures,
        note=_join(choice_note(subject, line.track), note),
        opinions=(*_duration_opinions(subject, line, line.length), *doubts.duration(subject, line)),
    )


def _duration_opinions(subject: RecordingSubject, line: Timeline, value: Fraction) -> tuple[Opinion, ...]:
    whole = subject.facts.second
    if isinstance(whole, Absent):
        return ()
    rounding = Fraction(1, 1000) + line.tick
    track = second_video(subject, line.track)
    found: tuple[Opinion, ...] = ()
    if not isinstance(track, Silent):
        sources = (track.duration, track.source_duration)
        agrees = any(abs(said - value) <= rounding for said in sources)
        found = opinions.number(f"{MEDIAINFO}, video track", track.duration, lambda _: agrees)
    slack = rounding + 2 * line.median_interval * line.tick
    return (
        *found,
        *opinions.number(f"{MEDIAINFO}, whole file", whole.duration, lambda said: abs(said - value) <= slack),
    )


def _join(*clauses: str) -> str:
    return "; ".join(clause for clause in clauses if clause)
