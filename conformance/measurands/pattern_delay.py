"""Delay of the sound from the stamps of the av-drift-detector pattern, read at every picture.

Played into the recorder as a file, the pattern times every picture exactly: what is left is the scatter. Filmed off a
screen, the library times each picture by when the screen changed, on the assumption that a stamp is the begin of
exposure; where in its frame interval T the recorder stamps is not known: a rectangle of +-T/2, and another of what the
library says of the screen's timing. The pictures of one recording share their errors: their scatter is not believed to
fall below a third by averaging.
"""

from fractions import Fraction
from math import sqrt

from conformance.measurands import coverage
from conformance.measurands.delays import Delay
from conformance.measurands.pairing import FEWEST_PAIRS
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Opinion, Uncertain
from conformance.model.sound_facts import DriftFacts
from conformance.model.units import decimal
from conformance.model.vocabulary import Reason

OTHER_READING = "the pattern, read as the other kind of capture"
BEGINNING, END = "the pattern at the beginning", "the pattern at the end"

_NANO = 10**9
_AVERAGED = 10  # pictures: more of them make the mean no better


def pattern(subject: RecordingSubject) -> Delay | Absent:
    """The median delay of all pictures whose stamp and sound were read, or why there is none."""
    facts = subject.facts.drift
    if isinstance(facts, Absent):
        return facts
    if facts.measured < FEWEST_PAIRS:
        seen = f"{facts.measured} of {facts.pictures} pictures show the pattern with its sound"
        return Absent(Reason.NOTHING_TO_MEASURE, f"{seen}; at least {FEWEST_PAIRS} are needed")
    value = Fraction(facts.median, _NANO)
    uncertainty = _uncertainty(facts)
    said = (*_other_reading(facts, value, uncertainty), *_drifting(facts, value))
    return Delay(value, uncertainty, facts.measured, note=_note(facts), opinions=said)


def _uncertainty(facts: DriftFacts) -> Uncertain:
    spread = facts.spread / _NANO / sqrt(min(facts.measured, _AVERAGED))
    if not facts.as_camera:
        return coverage.uncertain(facts.spread / _NANO, 0.0)
    return coverage.uncertain(spread, facts.interval / _NANO / 2, facts.timing / _NANO)


def _note(facts: DriftFacts) -> str:
    kind = "filmed" if facts.as_camera else "as a file"
    parts = [
        f"av-drift-detector pattern, read {kind}, at {facts.measured} of {facts.pictures} pictures",
        f"from {_shown(facts.least)} to {_shown(facts.most)} ms, changing by {decimal(Fraction(facts.skew, 1000))} ppm",
    ]
    if facts.as_camera and not facts.timing:
        parts.append("how well the screen's timing is known is not said")
    if facts.cut:
        parts.append("only the beginning of the recording was looked at")
    return "; ".join(parts)


def _shown(nanoseconds: int) -> str:
    return decimal(Fraction(nanoseconds, 10**6), 4)


def _other_reading(facts: DriftFacts, value: Fraction, uncertainty: Uncertain) -> tuple[Opinion, ...]:
    if not facts.ambiguous:
        return ()
    other = Fraction(facts.other_reading, _NANO)
    return (Opinion(OTHER_READING, other, agrees=abs(other - value) <= uncertainty.expanded),)


def _drifting(facts: DriftFacts, value: Fraction) -> tuple[Opinion, ...]:
    """The delay at both ends, where it changes by more than a frame interval from one to the other."""
    half = Fraction(facts.skew * facts.pictures * facts.interval, 2 * _NANO * _NANO)
    if 2 * abs(half) * _NANO <= facts.interval:
        return ()
    return (Opinion(BEGINNING, value - half, agrees=False), Opinion(END, value + half, agrees=False))
