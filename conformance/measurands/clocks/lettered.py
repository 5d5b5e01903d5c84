"""What a clock known by its ticks leaves open, letters and a date in another line: taken from the text of pictures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias

from conformance.measurands.clocks.clock import EPOCH
from conformance.measurands.clocks.layouts import Written
from conformance.measurands.clocks.recognised import in_full, readings
from conformance.measurands.clocks.shown import DateOrder, Shown, complete, dated, fitting, going_on, time_of_day
from conformance.model.burned_in_facts import ShownSecond
from conformance.model.facts import Absent
from conformance.model.overlay_facts import OverlayFacts

_AGREE = 1.5  # s by which pictures may differ from time going on
_FEWEST = 2  # pictures that must say the same
_NEAR = timedelta(hours=6)  # from where time going on leads: further, and the half of the day may be the other one


@dataclass(frozen=True)
class Letters:
    """What the text says of the clock: `halves` where AM or PM stands there; `ahead` is shown less passed, s.

    `number` is the first picture in which it was read, `days` are those that stand in the pictures which were read.
    """

    halves: bool
    ahead: float
    order: DateOrder
    number: int
    days: frozenset[date]


# Each with the time at which it begins, s from the first picture
Seconds: TypeAlias = Sequence[tuple[ShownSecond, float]]


def letters(seconds: Seconds, overlay: OverlayFacts | Absent, orders: Sequence[DateOrder]) -> Letters | None:
    """What the text says of these seconds; None where it does not bear them out, or leaves AM and PM in doubt.

    `orders` are those of the date in the clock's own line, none where it holds no date.
    """
    read = [] if isinstance(overlay, Absent) else list(_beside_ticks(seconds, overlay))
    agreeing = [one for one in read if time_of_day(one.second) == one.written.time]
    states = {(one.written.afternoon is not None, one.written.doubtful) for one in agreeing}
    if len(agreeing) < _FEWEST or 2 * len(agreeing) <= len(read) or len(states) != 1 or (False, True) in states:
        return None
    fit = fitting([(*one.written.date, *one.written.time) for one in agreeing])
    fit = tuple(order for order in fit if not orders or order in orders)
    times = [in_full(one.written, fit[0]) for one in agreeing] if len(fit) == 1 else []
    ahead = [(time - EPOCH).total_seconds() - one.begins for time, one in zip(times, agreeing, strict=False) if time]
    if len(ahead) < len(agreeing) or max(ahead) - min(ahead) > _AGREE:
        return None
    days = frozenset(time.date() for time in times if time)
    return Letters((True, False) in states, ahead[0], fit[0], agreeing[0].number, days)


def read_with(seconds: Seconds, said: Letters) -> list[Shown]:
    """Complete readings with their date and their half of the day, as they go on from those that the text tells."""
    timed = ((one, begins, _time(one, begins, said)) for one, begins in seconds)
    return going_on([Shown(one, begins, time, doubtful=False) for one, begins, time in timed if time])


@dataclass(frozen=True)
class _Read:
    """What the text of one picture says, and the decided second that ticks make of it."""

    number: int
    written: Written
    second: ShownSecond
    begins: float


def _beside_ticks(seconds: Seconds, overlay: OverlayFacts) -> Iterator[_Read]:
    for number, read in readings(overlay):
        for one, begins in seconds:
            if one.first <= number <= one.last and time_of_day(one):
                groups = complete(one)  # the date of the clock's own line comes first
                dated_read = replace(read, date=(groups[0], groups[1], groups[2])) if groups else read
                yield _Read(number, dated_read, one, begins)


def _time(one: ShownSecond, begins: float, said: Letters) -> datetime | None:
    """What one second shows; None where it is undecided, or its date or half of the day can't be told."""
    expected = EPOCH + timedelta(seconds=said.ahead + begins)
    groups, digits = complete(one), time_of_day(one)
    if groups:
        time = dated(groups, said.order)
    else:  # a date in another line was read for some pictures: it is that of the others up to midnight
        day = (f"{expected:%Y}", f"{expected:%m}", f"{expected:%d}")
        time = dated((*day, *digits), DateOrder.YEAR_FIRST) if digits and expected.date() in said.days else None
    if time is None or (said.halves and not 1 <= time.hour <= 12):
        return None
    halves = [time.replace(hour=time.hour % 12 + half) for half in (0, 12)] if said.halves else [time]
    nearest = min(halves, key=lambda half: abs(half - expected))
    return nearest if groups or abs(nearest - expected) <= _NEAR else None
