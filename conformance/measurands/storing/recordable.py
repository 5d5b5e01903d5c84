"""How long a device can record into its storage: at the highest rate seen, and at rates that statistics bound."""

from dataclasses import replace
from fractions import Fraction
from itertools import chain
from statistics import stdev

from conformance.measurands.curves import over_time
from conformance.measurands.reading import Reading, Result
from conformance.measurands.storing.capacity import Capacity, capacity_of
from conformance.measurands.storing.rates import WINDOW, Rate, rates_of
from conformance.model.evidence import DeviceSubject
from conformance.model.facts import Absent
from conformance.model.measurement import COVERAGE_FACTOR, Curve, Uncertain, UncertaintyUnknown
from conformance.model.vocabulary import Reason

_HOLDS_FOR = "holds for scenes no harder to code than these"


def recordable_time(subject: DeviceSubject) -> Result:
    """Capacity over the highest rate of any window of 10 s in any recording, h: a worst case.

    The capacity is what the file systems of a dump can hold, or the device's own statement: the least of all.
    """
    capacity, rates = capacity_of(subject), rates_of(subject)
    if isinstance(capacity, Absent):
        return capacity
    if isinstance(rates, Absent):
        return rates
    highest = max(rates, key=lambda rate: rate.peak)
    hours = capacity.usable / highest.peak / 3600
    note = (
        f"{capacity.source}; highest rate {float(highest.peak):.6g} B/s "
        f"in {float(highest.length):.6g} s of {highest.evidence}, of {len(rates)} recordings; {_HOLDS_FOR}"
    )
    return Reading(hours, _spread(hours, highest), len(rates), note, curves=_drawn(highest))


def _drawn(rate: Rate) -> tuple[Curve, ...]:
    """Its windows side by side, and the highest rate, which another window may hold."""
    run = [(float(index * WINDOW), float(one)) for index, one in enumerate(rate.windows)]
    if not run:
        return ()
    peak = float(rate.peak)
    drawn = over_time(f"rate in windows of {WINDOW} s", "B/s", run, joined=True)
    return (replace(drawn, fit=tuple((x, peak, peak, peak) for x in (run[0][0], run[-1][0]))),)


def recordable_time_mean(subject: DeviceSubject) -> Result:
    """Capacity over the upper 95 % bound of the mean rate of the recordings that were not staged, h: long shifts.

    By batch means of single seconds, which follow each other in the order of the submission.
    """
    capacity, rates = capacity_of(subject), _unstaged(subject)
    if isinstance(capacity, Absent):
        return capacity
    if isinstance(rates, Absent):
        return rates
    seconds = tuple(chain.from_iterable(rate.seconds for rate in rates))
    from conformance.measurands.storing.bounds import TooShort, mean_bound  # noqa: PLC0415 - loads numpy

    bound = mean_bound(seconds)
    if isinstance(bound, TooShort):
        said = f"{len(seconds)} s of recording are too alike for a bound; with {bound.wanted} s there may be one"
        return Absent(Reason.NOTHING_TO_MEASURE, said)
    return _bounded(capacity, bound, len(seconds), f"95 % bound of the mean of {len(seconds)} s")


def recordable_time_shifts(subject: DeviceSubject) -> Result:
    """Capacity over the rate below which 95 % of recordings like those not staged lie, with 95 % confidence, h.

    Every recording stands for a shift; their mean rates are taken as normally distributed.
    """
    capacity, rates = capacity_of(subject), _unstaged(subject)
    if isinstance(capacity, Absent):
        return capacity
    if isinstance(rates, Absent):
        return rates
    from conformance.measurands.storing.bounds import TooShort, tolerance_bound  # noqa: PLC0415 - as above

    bound = tolerance_bound([float(rate.mean) for rate in rates])
    if isinstance(bound, TooShort):
        return Absent(Reason.NOTHING_TO_MEASURE, f"{len(rates)} recordings not staged, where {bound.wanted} are needed")
    return _bounded(capacity, bound, len(rates), f"95/95 tolerance bound of {len(rates)} recordings")


def _unstaged(subject: DeviceSubject) -> tuple[Rate, ...] | Absent:
    rates = rates_of(subject)
    if isinstance(rates, Absent):
        return rates
    unstaged = tuple(rate for rate in rates if not rate.staged)
    return unstaged or Absent(Reason.EVIDENCE_MISSING, "every recording was staged")


def _bounded(capacity: Capacity, bound: float, count: int, what: str) -> Reading:
    hours = Fraction(float(capacity.usable) / bound / 3600).limit_denominator(10**9)
    note = f"{capacity.source}; {what}: {bound:.6g} B/s; {_HOLDS_FOR}"
    return Reading(hours, exercised=count, note=note)


def _spread(hours: Fraction, rate: Rate) -> Uncertain | UncertaintyUnknown:
    if len(rate.windows) < 2:
        return UncertaintyUnknown(f"the recording is shorter than two windows of {WINDOW} s")
    relative = Fraction(stdev(map(float, rate.windows))) / rate.peak
    return Uncertain((hours * relative * COVERAGE_FACTOR).limit_denominator(10**9))
