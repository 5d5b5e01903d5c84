"""Times of files as FAT, exFAT, NTFS and ext4 store them; what no calendar and no clock shows is no time.

Sources, by the names of their fields: Microsoft, specifications of FAT (FAT32 File System Specification) and exFAT;
FILETIME of the Windows API, which NTFS stores; "Inode Timestamps" of Linux's documentation of ext4.
"""

from datetime import datetime
from fractions import Fraction

from conformance.model.facts import Absent
from conformance.model.filesystem_facts import EPOCH, FileTime
from conformance.model.vocabulary import Reason

_DAY, _TWO_SECONDS, _SECOND = Fraction(86_400), Fraction(2), Fraction(1)
_HUNDREDTH, _TENTH_MICRO, _NANO = Fraction(1, 100), Fraction(1, 10_000_000), Fraction(1, 1_000_000_000)
_UTC = 0
_FROM_1601 = 11_644_473_600  # s to 1970
_FIRST_YEAR = 1980  # of FAT and exFAT
_MOST_HUNDREDTHS = 199  # of two seconds
_END = ((datetime(9999, 12, 31) - EPOCH).days + 1) * _DAY  # noqa: DTZ001 - of the calendar
_LOCAL = Absent(Reason.SETTING_NOT_STATED, "FAT stores local time and no zone")
_NO_OFFSET = Absent(Reason.SETTING_NOT_STATED, "the UtcOffset of the exFAT entry is not valid")


def fat_written(date: int, time: int) -> FileTime | Absent:
    """`DIR_WrtDate` and `DIR_WrtTime`: local time in steps of 2 s."""
    return _of_words(date, time, 0, _TWO_SECONDS, _LOCAL)


def fat_created(date: int, time: int, hundredths: int) -> FileTime | Absent:
    """`DIR_CrtDate`, `DIR_CrtTime` and `DIR_CrtTimeTenth`, which counts 10 ms from 0 to 199.

    The byte is optional: one of 0 leaves the 2 s of the time open.
    """
    return _of_words(date, time, hundredths, _HUNDREDTH if hundredths else _TWO_SECONDS, _LOCAL)


def fat_accessed(date: int) -> FileTime | Absent:
    """`DIR_LstAccDate`: a local day."""
    return _of_words(date, 0, 0, _DAY, _LOCAL)


def exfat_time(stamp: int, hundredths: int, offset: int) -> FileTime | Absent:
    """A time stamp with its `10msIncrement`, from 0 to 199, and its `UtcOffset`.

    The time is local; bit 7 of the offset says that its other bits, two's complement, count quarters of an hour east
    of UTC. An increment of 0, as the time of last access always has, leaves the 2 s of the stamp open.
    """
    quarters = (offset & 0x7F) - (0x80 if offset & 0x40 else 0)
    zone = quarters * 15 if offset & 0x80 else _NO_OFFSET
    resolution = _HUNDREDTH if hundredths else _TWO_SECONDS
    return _of_words(stamp >> 16, stamp & 0xFFFF, hundredths, resolution, zone)


def ntfs_time(ticks: int) -> FileTime | Absent:
    """A FILETIME: 100 ns since 1601-01-01 UTC, 0 = not set."""
    if ticks == 0:
        return _no_time("the time is 0: not set")
    return _of_utc(ticks * _TENTH_MICRO - _FROM_1601, _TENTH_MICRO)


def ext4_time(seconds: int) -> FileTime | Absent:
    """A time of an inode of 128 bytes: 32 bits, signed, s since 1970-01-01 UTC.

    0 is 1970-01-01; that it means no time (`i_dtime`) only the field tells.
    """
    return _of_utc(Fraction(_signed(seconds)), _SECOND)


def ext4_extended_time(seconds: int, extra: int) -> FileTime | Absent:
    """A time of a larger inode: the lowest two bits of `extra` count 2**32 s, the others are nanoseconds."""
    nanoseconds = extra >> 2
    if nanoseconds * _NANO >= 1:
        return _no_time(f"{nanoseconds} ns are no part of a second")
    return _of_utc(_signed(seconds) + ((extra & 3) << 32) + nanoseconds * _NANO, _NANO)


def _signed(word: int) -> int:
    return word - (1 << 32) if word & 0x8000_0000 else word


def _of_utc(since: Fraction, resolution: Fraction) -> FileTime | Absent:
    return FileTime(since, _UTC, resolution) if since < _END else _no_time(f"{int(since)} s since 1970 is no date")


def _of_words(date: int, time: int, hundredths: int, resolution: Fraction, zone: int | Absent) -> FileTime | Absent:
    """The words of DOS: year - 1980, month, day; hour, minute, two seconds."""
    if date == 0:
        return _no_time("the date is 0: not set")
    year, month, day = _FIRST_YEAR + (date >> 9), date >> 5 & 0xF, date & 0x1F
    hour, minute, second = time >> 11, time >> 5 & 0x3F, (time & 0x1F) * 2
    told = f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
    if hundredths > _MOST_HUNDREDTHS:
        return _no_time(f"{told} and {hundredths} x 10 ms, more than two seconds")
    try:
        shown = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - as it stands
    except ValueError:
        return _no_time(f"{told} is no date and time")
    return FileTime((shown - EPOCH).days * _DAY + (shown - EPOCH).seconds + hundredths * _HUNDREDTH, zone, resolution)


def _no_time(why: str) -> Absent:
    return Absent(Reason.TIME_NOT_SET, why)
