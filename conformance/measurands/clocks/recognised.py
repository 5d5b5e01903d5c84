"""The clock in the pictures as character recognition reads it: believed only where a row of seconds bears it out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TypeAlias

from conformance.measurands.clocks.clock import EPOCH
from conformance.measurands.clocks.layouts import NO_DATE, Written, written
from conformance.measurands.clocks.shown import DateOrder, Shown, dated
from conformance.model.burned_in_facts import ShownSecond
from conformance.model.facts import Absent
from conformance.model.overlay_facts import OverlayFacts
from conformance.model.vocabulary import Reason

SURE = 95  # percent for every digit and letter: those that were misread in made recordings had 79 at most
_SPREAD = 1.1  # s: one second of the clock, and the jitter of time stamps
_CONFIRMED = 3  # seconds in a row: a digit that is misread does not go on

Times: TypeAlias = Callable[[int], float]  # of a picture by its number, s from the first


@dataclass(frozen=True)
class _Read:
    number: int
    ahead: float  # shown less passed, s since 1970
    time: datetime
    written: Written


def readings(overlay: OverlayFacts) -> list[tuple[int, Written]]:
    """What was read in each picture with enough certainty, by its number."""
    found = []
    for number in overlay.pictures:
        read = written([line for line in overlay.clock if line.number == number])
        if read and read.sure >= SURE:
            found.append((number, read))
    return found


def in_full(read: Written, order: DateOrder) -> datetime | None:
    """Date and time of 24 hours; None where the digits are none."""
    time = dated((*read.date, *read.time), order)
    if time is None or read.afternoon is None:
        return time
    return time.replace(hour=time.hour % 12 + 12 * read.afternoon) if 1 <= time.hour <= 12 else None


def recognised(overlay: OverlayFacts, times: Times) -> list[Shown] | Absent:
    """The seconds that were read, or why they are not believed."""
    found = readings(overlay)
    dates = [(number, read) for number, read in found if read.date != NO_DATE]
    if not dates:
        return Absent(Reason.NOTHING_TO_MEASURE, f"no date and time was read in them: {_told(overlay)}")
    agreeing = [(order, _agreeing(dates, order, times)) for order in DateOrder]
    most = [(order, read) for order, read in agreeing if 2 * len(read) > len(found)]
    if len(most) > 1:
        return Absent(Reason.SETTING_NOT_STATED, f"day or month may come first in {_told(overlay)}")
    shown = _seconds(most[0][1], overlay.pictures, times) if most else []
    if not _goes_on(shown):
        seen = f"{len(found)} of {len(overlay.pictures)} pictures read for sure, {len(shown)} different seconds"
        return Absent(
            Reason.NOTHING_TO_MEASURE,
            f"nothing confirms what was read, {_told(overlay)}: {seen}, not {_CONFIRMED} in a row",
        )
    return shown


def _agreeing(found: Sequence[tuple[int, Written]], order: DateOrder, times: Times) -> list[_Read]:
    """The most readings that differ by no more than a second from time going on."""
    marked = any(read.afternoon is not None for _, read in found)
    read = []
    for number, one in found:
        time = in_full(one, order)
        if time and (one.afternoon is not None) == marked:
            read.append(_Read(number, (time - EPOCH).total_seconds() - times(number), time, one))
    near = [[other for other in read if 0 <= other.ahead - one.ahead <= _SPREAD] for one in read]
    return max(near, key=len, default=[])


def _seconds(read: Sequence[_Read], pictures: Sequence[int], times: Times) -> list[Shown]:
    """Readings of one second as one, where most of the pictures that were looked at between them say the same."""
    runs: list[list[_Read]] = []
    for one in read:
        if runs and runs[-1][-1].time == one.time:
            runs[-1].append(one)
        else:
            runs.append([one])
    kept = [run for run in runs if 2 * len(run) > sum(run[0].number <= number <= run[-1].number for number in pictures)]
    before = [None, *kept[:-1]]
    return [_shown(run, earlier, times) for run, earlier in zip(kept, before, strict=True)]


def _shown(run: Sequence[_Read], before: Sequence[_Read] | None, times: Times) -> Shown:
    """A second, with its tick where the one before it was read."""
    first, last = run[0], run[-1]
    ticked = before is not None and (first.time - before[-1].time).total_seconds() == 1
    digits = (*first.written.date, *first.written.time)
    second = ShownSecond(
        after=before[-1].number if before and ticked else -1,
        first=first.number,
        last=last.number,
        before=" ".join(digits[:-1]),
        clock=digits[-1],
        behind="",
        followed=any(one.written.doubtful for one in run),
        margin=min(one.written.sure for one in run) / 100,
    )
    return Shown(second, times(first.number), first.time, second.followed and 1 <= first.time.hour <= 12)


def _goes_on(shown: Sequence[Shown]) -> bool:
    """True where time runs one way, and some seconds follow one another."""
    steps = [(later.time - earlier.time).total_seconds() for earlier, later in pairwise(shown)]
    row = longest = 0
    for step in steps:
        row = row + 1 if step == 1 else 0
        longest = max(longest, row)
    return all(step >= 1 for step in steps) and longest >= _CONFIRMED - 1


def _told(overlay: OverlayFacts) -> str:
    """What stands in one of the pictures."""
    if not overlay.clock:
        return "no line that looks like a clock"
    middle = overlay.clock[len(overlay.clock) // 2]
    return repr(" ".join(line.text for line in overlay.clock if line.number == middle.number))
