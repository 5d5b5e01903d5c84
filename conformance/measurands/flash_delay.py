"""Delay of the sound from a filmed flash and beep, and what is known of it.

The delay is the first sample of the beep minus the stamp of the first picture that shows the flash: what a viewer gets,
who sees the flash when that picture comes up. The delay in the world is known less well, and that is U. A picture shows
every flash of the frame interval T that ends when its exposure ends, and the recorder stamps it somewhere in that
interval: at the begin, the middle or the end of exposure. Over flashes at random phases the picture is thus early or
late by up to T/2 on the mean, always the same: a rectangle of +-T/2 that no repetition makes smaller. Where in T each
flash fell shows as scatter, which the mean of n flashes takes down (type A, Student's t). Where the scatter is smaller
than random phases allow, as of a flash in step with the pictures, the phase is as unknown as the stamp: a second
rectangle, of that part of T which the flashes did not cover. U is half of the 95 % interval of that sum. A recorder
that stamps pictures outside their own frame interval delays them, and that is measured, not doubted.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import hypot, sqrt
from statistics import fmean, median, stdev

from conformance.measurands import coverage
from conformance.measurands.delays import Delay
from conformance.measurands.pairing import FEWEST_PAIRS, Pair, Pairs, paired
from conformance.measurands.sound import HeardTrack, heard
from conformance.measurands.tracks import timeline
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Opinion, Uncertain, Where
from conformance.model.sound_facts import Flash, FlashFacts
from conformance.model.units import decimal
from conformance.model.vocabulary import Reason

NEXT_PERIOD = "flash and beep, one period on"
BEGINNING, END = "flash and beep at the beginning", "flash and beep at the end"

_HELD = Fraction(3, 2)  # frame intervals: a picture that long in coming may have lost the one with the flash
_SCATTER = Fraction(5, 4)  # frame intervals from the earliest to the latest pair: all phases, and what the beeps add
_NOT_RANDOM = 0.01  # probability of random phases within so small a part of T
_DRIFTS = 5  # standard errors of the slope
_FEWEST_FOR_DRIFT = 8


@dataclass(frozen=True)
class _Scene:
    """The sound, the flashes and the time between pictures around them, s."""

    track: HeardTrack
    flashes: FlashFacts
    interval: Fraction

    def usable(self) -> tuple[Fraction, ...]:
        """Times of the flashes before which no picture is missing, s."""
        good = [flash for flash in self.flashes.flashes if self._since(flash) <= _HELD * self.interval]
        return tuple(flash.stamp * self.flashes.time_base for flash in good)

    def _since(self, flash: Flash) -> Fraction:
        return (flash.stamp - flash.earlier) * self.flashes.time_base

    def beeps(self) -> tuple[Fraction, ...]:
        """Times of the onsets, s; jumps of the stamps may have put them out of order."""
        return tuple(sorted(self.track.time(onset.start) for onset in self.track.facts.onsets.first))

    def common_spread(self) -> float:
        """Standard uncertainty that all pairs share, s: a sample, the attack of the beep, the ticks of both stamps."""
        sample = 1 / self.track.facts.sample_rate
        attack = median(onset.rise for onset in self.track.facts.onsets.first) * sample
        # Stamps that count pictures or frames of sound, as in AVI, are not rounded, however long their tick.
        seen = float(self.flashes.time_base) if self.flashes.time_base < self.interval else 0.0
        told = float(self.track.tick) if self.track.facts.stamps.wander else 0.0
        return hypot(attack / sqrt(3), *(one / sqrt(12) for one in (sample, seen, told)))


def flash_and_beep(subject: RecordingSubject) -> Delay | Absent:
    """The delay from all flashes that have a beep, or why there is none."""
    scene = _scene(subject)
    if isinstance(scene, Absent):
        return scene
    flashes = scene.usable()
    found = paired(flashes, scene.beeps(), _SCATTER * scene.interval)
    if isinstance(found, Absent):
        return found
    delays = [pair.delay for pair in found.pairs]
    value = sum(delays, Fraction(0)) / len(delays)
    return Delay(
        value,
        _uncertainty(scene, [float(delay) for delay in delays]),
        pairs=len(delays),
        note=_note(scene, found),
        where=_extremes(scene, found.pairs),
        opinions=(*_periodic(found, value), *_drifting(scene, found.pairs)),
    )


def _scene(subject: RecordingSubject) -> _Scene | Absent:
    flashes, track, line = subject.facts.flashes, heard(subject), timeline(subject)
    if isinstance(flashes, Absent):
        return flashes
    if isinstance(track, Absent):
        return track
    if isinstance(line, Absent):
        return line
    intervals = [(flash.stamp - flash.earlier) * flashes.time_base for flash in flashes.flashes]
    scene = _Scene(track, flashes, median(intervals) if intervals else Fraction(0))
    refused = _refused(scene)
    return refused[0] if refused else scene


def _refused(scene: _Scene) -> tuple[Absent, ...]:
    """Why the scene says nothing; nothing where it does."""
    stamps, onsets, flashes = scene.track.facts.stamps, scene.track.facts.onsets, scene.flashes.flashes
    found = []
    if stamps.untimed == stamps.frames:
        found.append(Absent(Reason.NO_TIME_STAMPS, "the sound carries no time stamps"))
    if not onsets.listened:
        found.append(Absent(Reason.METHOD_DOES_NOT_APPLY, "beeps are listened for in recordings of the role sync only"))
    if min(len(flashes), len(onsets.first)) < FEWEST_PAIRS:
        seen = f"{len(flashes)} flashes and {onsets.count} beeps; at least {FEWEST_PAIRS} of each are needed"
        found.append(Absent(Reason.NOTHING_TO_MEASURE, seen))
    if flashes and scene.interval <= 0:
        shared = "pictures with a flash share their stamp with the one before"
        found.append(Absent(Reason.TIME_STAMPS_UNRELIABLE, shared))
    return tuple(found)


def _uncertainty(scene: _Scene, delays: list[float]) -> Uncertain:
    """The budget of the module's docstring."""
    interval, count = float(scene.interval), len(delays)
    covered = min(1.0, (max(delays) - min(delays)) / interval)
    # Distribution of the range of n values of a rectangle (David and Nagaraja, Order Statistics, 2.3).
    by_chance = count * covered ** (count - 1) - (count - 1) * covered**count
    hidden = interval / 2 * (1 - covered) if by_chance < _NOT_RANDOM else 0.0
    scatter = coverage.mean_uncertainty(stdev(delays), count)
    return coverage.uncertain(hypot(scatter, scene.common_spread()), interval / 2, hidden)


def _note(scene: _Scene, found: Pairs) -> str:
    parts = [
        f"{len(found.pairs)} of {len(scene.flashes.flashes)} flashes paired with a beep",
        f"a picture every {decimal(scene.interval * 1000)} ms",
        "the delay of the source itself and 2.9 ms a metre of air are in the value",
    ]
    if found.period:
        parts.append(
            f"the flashes come every {decimal(found.period, 4)} s: the delay may be off by whole periods, "
            "the one below half a period was taken"
        )
    if scene.flashes.cut or scene.track.facts.onsets.count > len(scene.track.facts.onsets.first):
        parts.append("only the beginning of the recording was searched")
    return "; ".join(parts)


def _extremes(scene: _Scene, pairs: tuple[Pair, ...]) -> tuple[Where, ...]:
    least, most = min(pairs, key=lambda pair: pair.delay), max(pairs, key=lambda pair: pair.delay)
    return tuple(
        scene.track.place(pair.flash, f"{word} delay: {decimal(pair.delay * 1000, 4)} ms")
        for word, pair in (("least", least), ("largest", most))
    )


def _periodic(found: Pairs, value: Fraction) -> tuple[Opinion, ...]:
    if not found.period:
        return ()
    return (Opinion(NEXT_PERIOD, value - found.period if value > 0 else value + found.period, agrees=False),)


def _drifting(scene: _Scene, pairs: tuple[Pair, ...]) -> tuple[Opinion, ...]:
    """The delay at both ends, where it changes from one to the other beyond doubt and by more than a frame interval."""
    if len(pairs) < _FEWEST_FOR_DRIFT:
        return ()
    times = [float(pair.flash - pairs[0].flash) for pair in pairs]
    delays = [float(pair.delay) for pair in pairs]
    time, delay = fmean(times), fmean(delays)
    square = sum((one - time) ** 2 for one in times)
    slope = sum((one - time) * (other - delay) for one, other in zip(times, delays, strict=True)) / square
    rest = [other - delay - slope * (one - time) for one, other in zip(times, delays, strict=True)]
    error = sqrt(sum(one * one for one in rest) / (len(rest) - 2) / square)
    if abs(slope) <= _DRIFTS * error or abs(slope) * times[-1] <= float(scene.interval):
        return ()
    ends = ((BEGINNING, delay - slope * time), (END, delay + slope * (times[-1] - time)))
    return tuple(Opinion(source, Fraction(at).limit_denominator(10**9), agrees=False) for source, at in ends)
