"""Reads NMEA 0183 sentences wherever they stand among other bytes: RMC, ZDA and GGA of any talker.

Source: NMEA 0183 as gpsd and the NTP driver for it describe it (gpsd.gitlab.io/gpsd/NMEA.html; ntp.org, "Generic NMEA
GPS Receiver"). All three state UTC. A sentence counts with its checksum only; a time counts where the receiver vouches
for a fix: RMC by its status and mode, ZDA, which states neither, by a GGA of the same time in the same packet.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from operator import xor
from typing import NamedTuple

from conformance.extract.gnss.told import Moment, Place, Position, Told, moment
from conformance.model.gnss_facts import FixQuality

MOST_BYTES = 1 << 18  # of one packet: receivers send some 2000 a second

_SENTENCE = re.compile(rb"\$[A-Z]{2}(?:RMC|ZDA|GGA),[ -#%-~]{0,120}")  # up to the next $ or the end of the line
_CHECKED = re.compile(rb"\$([^*]*)\*([0-9A-Fa-f]{2})")
_TIME = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})(?:\.([0-9]{1,9}))?")
_DATE = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")
_ANGLE = re.compile(r"([0-9]{2,3})([0-9]{2}(?:\.[0-9]{1,9})?)")
_PIVOT = 80  # GPS began in 1980: two digits below are of this century
_MODES = {
    "A": FixQuality.AUTONOMOUS,
    "D": FixQuality.DIFFERENTIAL,
    "P": FixQuality.PRECISE,
    "F": FixQuality.RTK,
    "R": FixQuality.RTK,
    "": FixQuality.UNSTATED,  # before version 2.3
}
_INDICATORS = {
    "1": FixQuality.AUTONOMOUS,
    "2": FixQuality.DIFFERENTIAL,
    "3": FixQuality.PRECISE,
    "4": FixQuality.RTK,
    "5": FixQuality.RTK,
}
_RMC_FIELDS, _ZDA_FIELDS, _GGA_FIELDS = 9, 4, 6


class _Time(NamedTuple):
    """Time of day in s, and the unit of its last digit."""

    seconds: Fraction
    resolution: Fraction


class _Seen(NamedTuple):
    """What a GGA says of its time."""

    quality: FixQuality | None
    position: tuple[Position, ...]


def checksum(body: bytes) -> int:
    """Exclusive or of the bytes between `$` and `*`."""
    return reduce(xor, body, 0)


def read_nmea(data: bytes, place: Place) -> Told:
    """What the sentences of a packet tell; silent where there is none."""
    told = Told(damaged=int(len(data) > MOST_BYTES and _SENTENCE.search(data[:MOST_BYTES]) is not None))
    sentences = list(_checked(data[:MOST_BYTES], told))
    seen = dict(_seen(sentences))
    vouched = {time.seconds for fields in sentences if fields[0] == "RMC" for time in _time(fields, 1)}
    for fields in sentences:
        if fields[0] == "RMC":
            _rmc(fields, seen, place, told)
        elif fields[0] == "ZDA" and not vouched.intersection(time.seconds for time in _time(fields, 1)):
            _zda(fields, seen, place, told)
    return told


def _checked(data: bytes, told: Told) -> Iterator[list[str]]:
    """Fields of each sentence whose checksum is right, the first its three letters."""
    for found in _SENTENCE.finditer(data):
        parts = _CHECKED.match(found[0])
        if parts is None or checksum(parts[1]) != int(parts[2], 16):
            told.unchecked += 1
        else:
            yield parts[1].decode("ascii")[2:].split(",")


def _seen(sentences: list[list[str]]) -> Iterator[tuple[Fraction, _Seen]]:
    for fields in sentences:
        if fields[0] == "GGA" and len(fields) > _GGA_FIELDS:
            for time in _time(fields, 1):
                yield time.seconds, _Seen(_INDICATORS.get(fields[6]), tuple(_position(fields[2:6])))


def _rmc(fields: list[str], seen: dict[Fraction, _Seen], place: Place, told: Told) -> None:
    if len(fields) <= _RMC_FIELDS:
        told.damaged += 1
        return
    quality = _MODES.get(fields[12] if len(fields) > 12 else "")
    times = list(_time(fields, 1))
    other = [seen[time.seconds] for time in times if time.seconds in seen]
    if fields[2] != "A" or quality is None or any(one.quality is None for one in other):
        told.void += 1
        return
    day = _DATE.fullmatch(fields[9])
    year = int(day[3]) if day else 0
    date = (year + (1900 if year >= _PIVOT else 2000), int(day[2]), int(day[1])) if day else (0, 0, 0)
    _add(told, place, _moments(times, date), list(_position(fields[3:7])), quality)


def _zda(fields: list[str], seen: dict[Fraction, _Seen], place: Place, told: Told) -> None:
    if len(fields) <= _ZDA_FIELDS or not all(text.isascii() and text.isdigit() for text in fields[2:5]):
        told.void += 1  # before the first fix its fields are empty
        return
    times = list(_time(fields, 1))
    other = [seen[time.seconds] for time in times if time.seconds in seen]
    if not other or other[0].quality is None:
        told.void += 1
        return
    day, month, year = map(int, fields[2:5])
    _add(told, place, _moments(times, (year, month, day)), list(other[0].position), other[0].quality)


def _moments(times: list[_Time], date: tuple[int, int, int]) -> list[Moment]:
    return [found for time in times for found in moment(date, *time)]


def _add(told: Told, place: Place, moments: list[Moment], positions: list[Position], quality: FixQuality) -> None:
    if moments and positions:
        told.add(place, moments[0], positions[0], quality)
    else:
        told.damaged += 1


def _time(fields: list[str], at: int) -> Iterator[_Time]:
    """The time of day, where it is one; a 61st second ends the day."""
    found = _TIME.fullmatch(fields[at]) if len(fields) > at else None
    if found is None:
        return
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    if hour < 24 and minute < 60 and second < 60 + (hour == 23 and minute == 59):
        digits = found[4] or ""
        fraction = Fraction(int(digits or 0), 10 ** len(digits))
        yield _Time(hour * 3600 + minute * 60 + second + fraction, Fraction(1, 10 ** len(digits)))


def _position(fields: list[str]) -> Iterator[Position]:
    """Latitude, N or S, longitude, E or W; where both are there."""
    latitude, north, longitude, east = fields
    vertical, horizontal = _ANGLE.fullmatch(latitude), _ANGLE.fullmatch(longitude)
    if vertical and horizontal and north in ("N", "S") and east in ("E", "W"):
        yield Position(_degrees(vertical, north), _degrees(horizontal, east))


def _degrees(found: re.Match[str], side: str) -> Fraction:
    degrees = int(found[1]) + Fraction(found[2]) / 60
    return -degrees if side in "SW" else degrees
