"""The frame rate against what was set, counted in pictures: the finest that a count of frames can tell."""

from dataclasses import replace
from fractions import Fraction

from conformance.measurands.cadence import frame_rate
from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import timeline
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import EXACT
from conformance.model.units import RATES_OF_THE_1001_FAMILY, decimal
from conformance.model.vocabulary import Reason

_NAMED = Fraction(1000, 1001)  # 30 Hz is the name of 30000/1001 Hz too (SMPTE ST 170)


def frames_off_setting(subject: RecordingSubject) -> Result:
    """Whole pictures more (+) or fewer (-) than the set frame rate gives from the first PTS to the last.

    A part of a picture is none: a device is off its setting where counting its pictures shows it. A rate of the
    1000/1001 family is met at its name or at 1000/1001 of it, whichever is nearer.
    """
    setting = subject.recording.settings.find("frame_rate", Reason.SETTING_NOT_STATED)
    if isinstance(setting, Absent):
        return setting
    line, rate = timeline(subject), frame_rate(subject)
    if isinstance(line, Absent):
        return line
    if isinstance(rate, Absent):
        return rate
    wanted, span = setting.to("Hz").value, line.span

    def off(measured: object) -> Fraction:
        return _whole(measured, wanted, span)

    said = tuple(replace(opinion, value=off(opinion.value)) for opinion in rate.opinions)
    note = f"{decimal((line.pictures - 1) / span)} Hz measured, {decimal(wanted)} Hz set"
    return Reading(off(rate.value), EXACT, line.pictures, note, opinions=said)


def _whole(measured: object, wanted: Fraction, span: Fraction) -> Fraction:
    if not isinstance(measured, Fraction):
        raise TypeError(f"a frame rate is a number, not {measured!r}")
    names = (wanted, wanted * _NAMED) if wanted in RATES_OF_THE_1001_FAMILY else (wanted,)
    off = min(((measured - name) * span for name in names), key=abs)
    return Fraction(int(off))
