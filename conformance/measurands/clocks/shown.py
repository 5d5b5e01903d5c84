"""Date and time in the digits of a burned-in clock, kept only where they go on from second to second."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from conformance.measurands.clocks.clock import EPOCH
from conformance.model.burned_in_facts import ShownSecond

# FAT begins with 1980. Were the digits taken for others, all by as many or backwards as in a countdown, 20 would be no
# longer 20, and no year would be in this range before 2091.
_YEARS = range(1980, 2100)
_GOES_ON = timedelta(seconds=1.5)  # by which two readings may differ from the time between their pictures


class DateOrder(StrEnum):
    """In which order year, month and day stand."""

    YEAR_FIRST = "YMD"
    DAY_FIRST = "DMY"
    MONTH_FIRST = "MDY"


@dataclass(frozen=True)
class Shown:
    """The time that stood in the pictures of one second, whose first came `begins` s from the start.

    `doubtful` is True where AM and PM could be told by what stands behind the time alone, which was not read.
    """

    second: ShownSecond
    begins: float
    time: datetime
    doubtful: bool

    @property
    def ahead(self) -> float:
        """Shown less passed, s since 1970."""
        return (self.time - EPOCH).total_seconds() - self.begins


def orders(seconds: Sequence[ShownSecond]) -> tuple[DateOrder, ...]:
    """The orders in which every complete reading is a date; none where no date stands before the time."""
    return fitting([groups for groups in map(complete, seconds) if groups])


def fitting(read: Sequence[Sequence[str]]) -> tuple[DateOrder, ...]:
    """The orders in which all of them, digits of date and time in six groups each, are dates; none of nothing."""
    return tuple(order for order in DateOrder if read and all(dated(groups, order) for groups in read))


def read_on(seconds: Sequence[ShownSecond], begins: Sequence[float], order: DateOrder) -> list[Shown]:
    """Complete readings that go on from the one before or to the one after, as time does."""
    read = []
    for second, begun in zip(seconds, begins, strict=True):
        groups = complete(second)
        shown = dated(groups, order) if groups else None
        if shown:
            read.append(Shown(second, begun, shown, second.followed and 1 <= shown.hour <= 12))
    return going_on(read)


def going_on(read: Sequence[Shown]) -> list[Shown]:
    """Those that agree with the one before or the one after.

    One that stands alone may be a digit misread, and is dropped: where a clock jumps, those on either side agree with
    others.
    """
    return [one for index, one in enumerate(read) if any(_agree(one, other) for other in _beside(read, index))]


def _beside(read: Sequence[Shown], index: int) -> Iterator[Shown]:
    yield from (read[other] for other in (index - 1, index + 1) if 0 <= other < len(read))


def _agree(one: Shown, other: Shown) -> bool:
    passed = timedelta(seconds=other.begins - one.begins)
    return abs((other.time - one.time) - passed) <= _GOES_ON and other.time != one.time


def time_of_day(second: ShownSecond) -> tuple[str, ...]:
    """Digits of hour, minute and second; none if undecided."""
    if len(second.clock) in (6, 14):
        text: tuple[str, ...] = (second.clock[-6:-4], second.clock[-4:-2], second.clock[-2:])
    else:
        text = (*second.before.split(), second.clock)[-3:]
    decided = len(text) == 3 and all(len(one) == 2 for one in text) and "?" not in "".join(text)
    return text if decided else ()


def complete(second: ShownSecond) -> tuple[str, ...]:
    """Groups of digits up to the seconds, in which hours, minutes and seconds are the last three; none if undecided."""
    text = (*second.before.split(), second.clock)
    if len(second.clock) in (6, 14):
        whole = second.clock
        date = (whole[:4], whole[4:6], whole[6:8]) if len(whole) == 14 else text[:-1]
        text = (*date, whole[-6:-4], whole[-4:-2], whole[-2:])
    if len(text) >= 4 and len(text[-4]) == 8:
        text = (*text[:-4], text[-4][:4], text[-4][4:6], text[-4][6:], *text[-3:])
    wanted = text[-6:]
    decided = len(wanted) == 6 and all(len(one) == 2 for one in wanted[-3:]) and "?" not in "".join(wanted)
    return wanted if decided else ()


def dated(groups: Sequence[str], order: DateOrder) -> datetime | None:
    """The date and time of six groups of digits; None where they are none."""
    lengths = {DateOrder.YEAR_FIRST: (4, 2, 2), DateOrder.DAY_FIRST: (2, 2, 4), DateOrder.MONTH_FIRST: (2, 2, 4)}
    if tuple(map(len, groups[:3])) != lengths[order]:
        return None
    fields = dict(zip(order, map(int, groups[:3]), strict=True))
    hour, minute, second = map(int, groups[3:])
    if fields["Y"] not in _YEARS:
        return None
    try:
        return datetime(fields["Y"], fields["M"], fields["D"], hour, minute, second)  # noqa: DTZ001 - as shown
    except ValueError:
        return None
