"""How sound and pictures keep together: the delay of the one against the other, and the two clocks."""

from fractions import Fraction
from math import hypot, sqrt
from statistics import fmean

from conformance.measurands import coverage
from conformance.measurands.delays import Delay
from conformance.measurands.flash_delay import flash_and_beep
from conformance.measurands.pattern_delay import pattern
from conformance.measurands.reading import Reading, Result
from conformance.measurands.sound import HeardTrack, heard
from conformance.measurands.tracks import timeline
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Opinion, Uncertain
from conformance.model.sound_facts import ClockMark
from conformance.model.units import decimal
from conformance.model.vocabulary import Reason

FLASH_AND_BEEP = "flash and beep"
COUNTED = "pictures counted from the first, which AVI shows at 0"

_PPM = 10**6
_USEFUL = Fraction(500)  # ppm of U: crystals keep to 100 ppm, and 500 ppm are 40 ms after 80 s
_NO_CLOCK = 2000  # ppm: no two crystals are that far apart
_SLACK = Fraction(1, 2)  # s
_INDEPENDENT = 10  # marks of one stretch: the jitter of neighbouring stamps is not independent


def audio_delay(subject: RecordingSubject) -> Result:
    """Mean of beep minus flash, or median of the delays that the pattern shows, s: positive where the sound is late."""
    by_pattern, by_flash = pattern(subject), flash_and_beep(subject)
    if isinstance(by_pattern, Absent):
        return by_flash if isinstance(by_flash, Absent) else by_flash.reading(*_counted(subject, by_flash))
    said = _counted(subject, by_pattern)
    if isinstance(by_flash, Absent):
        return by_pattern.reading(*said)
    return by_pattern.reading(Opinion(FLASH_AND_BEEP, by_flash.value, by_pattern.agrees(by_flash)), *said)


def _counted(subject: RecordingSubject, delay: Delay) -> tuple[Opinion, ...]:
    """AVI stores no time of a picture, only their order: FFmpeg shows the first one of H.264 an interval late."""
    media, line = subject.facts.media, timeline(subject)
    if isinstance(media, Absent) or media.format != "avi" or isinstance(line, Absent) or not line.stamps[0]:
        return ()
    counted = delay.value + line.stamps[0] * line.tick
    return (Opinion(COUNTED, counted, agrees=abs(counted - delay.value) <= delay.uncertainty.expanded),)


def clock_skew(subject: RecordingSubject) -> Result:
    """Rate of the sound's sample clock against the time line, ppm: positive where it is fast and the sound falls late.

    By the stamps of the sound where they follow a clock of their own, else by where sound and pictures end.
    """
    track = heard(subject)
    if isinstance(track, Absent):
        return track
    stamps = track.facts.stamps
    if stamps.untimed == stamps.frames:
        return Absent(Reason.NO_TIME_STAMPS, "the sound carries no time stamps")
    found = _by_stamps(track) if stamps.wander > 1 else _by_ends(subject, track)
    if isinstance(found, Reading) and isinstance(found.uncertainty, Uncertain) and found.uncertainty.expanded > _USEFUL:
        wide = decimal(found.uncertainty.expanded, 3)
        return Absent(Reason.NOTHING_TO_MEASURE, f"the recording is too short: U would be {wide} ppm ({found.note})")
    return found


def _by_stamps(track: HeardTrack) -> Result:
    """Slope of the stamps over the samples, by least squares over the longest stretch without a jump."""
    marks = track.facts.stamps.marks
    rate, tick = track.facts.sample_rate, float(track.tick)
    span = Fraction(marks[-1].sample - marks[0].sample, rate)
    if len(marks) < 3 or not span:
        return Absent(Reason.NOTHING_TO_MEASURE, f"{len(marks)} stamps of sound without a jump between them")
    slope, rest = _slope(marks, rate, tick)
    if slope <= 0:
        return Absent(Reason.TIME_STAMPS_UNRELIABLE, "the stamps of the sound do not rise with its samples")
    jitter = rest * sqrt(12 / min(len(marks), _INDEPENDENT)) / float(span)
    rounding = tick / sqrt(6) / float(span)
    return Reading(
        Fraction((1 / slope - 1) * _PPM).limit_denominator(10**6),
        coverage.uncertain(hypot(jitter, rounding) * _PPM, 0.0),
        exercised=track.facts.stamps.frames,
        note=f"stamps of the sound against its samples, over {decimal(span, 4)} s without a jump",
    )


def _slope(marks: tuple[ClockMark, ...], rate: int, tick: float) -> tuple[float, float]:
    """Stamps' seconds a second of samples, and the standard deviation of what is left."""
    heard = [(mark.sample - marks[0].sample) / rate for mark in marks]
    ahead = [(mark.stamp - marks[0].stamp) * tick - time for mark, time in zip(marks, heard, strict=True)]
    middle, mean = fmean(heard), fmean(ahead)
    square = sum((time - middle) ** 2 for time in heard)
    slope = sum((time - middle) * (off - mean) for time, off in zip(heard, ahead, strict=True)) / square
    rest = [off - mean - slope * (time - middle) for time, off in zip(heard, ahead, strict=True)]
    return 1 + slope, sqrt(sum(one * one for one in rest) / (len(rest) - 2))


def _by_ends(subject: RecordingSubject, track: HeardTrack) -> Result:
    """How much later the sound ends than the pictures, over the time from its begin to their end."""
    line = timeline(subject)
    if isinstance(line, Absent):
        return line
    stamps, rate = track.facts.stamps, track.facts.sample_rate
    end = line.stamps[0] * line.tick + line.length
    span, late = end - track.begin, track.end - end
    if span <= 0 or (abs(late) > _SLACK and abs(late) * _PPM > _NO_CLOCK * span):
        apart = f"the sound ends {decimal(abs(late), 4)} s {'after' if late > 0 else 'before'} the pictures"
        return Absent(
            Reason.METHOD_DOES_NOT_APPLY, f"{apart}: that is no clock, and its stamps are made from its samples"
        )
    picture = line.median_interval * line.tick
    frame = Fraction(track.facts.samples, stamps.frames * rate)
    note = (
        "the stamps of the sound are made from its samples and hide its clock: by the ends of sound and pictures, "
        "taken to have ended together within a picture and a frame of sound"
    )
    jumps = stamps.gaps.count + stamps.overlaps.count
    return Reading(
        late * _PPM / span,
        coverage.uncertain(0.0, float((picture + frame) * _PPM / span)),
        exercised=stamps.frames,
        note=f"{note}; {jumps} jumps of the stamps, by which a recorder may hide a skew" if jumps else note,
        where=(track.place(track.end, "end of the sound"), track.place(end, "end of the pictures")),
    )
