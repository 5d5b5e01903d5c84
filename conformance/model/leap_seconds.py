"""The leap seconds of UTC, so that time between two dates is the time that passed.

Source: leap-seconds.list of the IERS, which follows its Bulletin C; no other leap second is announced up to 2026-06-28.
"""

from bisect import bisect_right
from datetime import UTC, datetime
from fractions import Fraction

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Since GPS began (1980-01-06); GPS time is ahead of UTC by as many seconds as there are dates, 18 since 2017-01-01.
_DATES = tuple(
    datetime(year, month, 1, tzinfo=UTC)
    for year, month in (
        *((1981, 7), (1982, 7), (1983, 7), (1985, 7), (1988, 1), (1990, 1), (1991, 1), (1992, 7), (1993, 7)),
        *((1994, 7), (1996, 1), (1997, 7), (1999, 1), (2006, 1), (2009, 1), (2012, 7), (2015, 7), (2017, 1)),
    )
)
_STARTS = tuple(int((date - EPOCH).total_seconds()) for date in _DATES)
_PASSED = tuple(start + number for number, start in enumerate(_STARTS, 1))


def passed(utc: Fraction, *, in_leap_second: bool = False) -> Fraction:
    """Seconds that passed since 1970 but for the leap seconds before 1980; `utc` counts none.

    23:59:60 has the `utc` of the midnight that follows it, and only `in_leap_second` tells the two apart.
    """
    return utc + bisect_right(_STARTS, utc) - in_leap_second


def utc_when(since: Fraction) -> Fraction:
    """The UTC, s since 1970 without leap seconds, when as many seconds had passed as `passed` counts."""
    return since - bisect_right(_PASSED, since)
