"""Reads times and places of GPMF, the telemetry of GoPro cameras and of the drone that carries one.

Source: github.com/gopro/gpmf-parser, docs/README.md (GPS5, GPSU, GPSF) and, for GPS9, the comment of its HERO11 table:
latitude, longitude, altitude, 2D and 3D speed, days since 2000, seconds since midnight (ms), DOP, fix. Public readers
take both times of day as UTC. GPRI and SYST are the drone's: their own TYPE, SCAL and UNIT say what they are, and the
fields are those of the messages GPS_RAW_INT and SYSTEM_TIME of MAVLink, whose kinds of fix they use.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from typing import TypeAlias

from conformance.extract.gnss.klv import NESTED, Budget, Item, items, kinds, rows, text
from conformance.extract.gnss.told import Moment, Place, Position, Told, moment, moment_since
from conformance.model.gnss_facts import FixQuality, GnssFormat
from conformance.model.leap_seconds import EPOCH

OPENING = b"DEVC"

_Stream: TypeAlias = dict[bytes, Item]
_Row: TypeAlias = tuple[float, ...]

_WANTED = frozenset({b"GPSU", b"GPSF", b"GPS5", b"GPS9", b"GPRI", b"SYST", b"SCAL", b"TYPE"})
_UTC = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(?:\.([0-9]{1,3}))?")
_MILLI = Fraction(1, 1000)  # s
_EPOCH_2000 = datetime(2000, 1, 1, tzinfo=UTC)
_LOCKED = {2: FixQuality.FIX_2D, 3: FixQuality.FIX_3D}
_MAVLINK = {**_LOCKED, 4: FixQuality.DIFFERENTIAL, 5: FixQuality.RTK, 6: FixQuality.RTK}  # GPS_FIX_TYPE
_GPS5, _GPS9, _GPRI, _SYST = "lllll", "lllllllSS", "JlllSSSSBB", "JJ"


def read_gpmf(data: bytes, place: Place) -> dict[GnssFormat, Told]:
    """What a payload tells, by format; each format that it holds is there, be it with nothing valid.

    Two streams of one format are of two payloads that damage ran together: neither can be placed, both are damage.
    """
    budget = Budget()
    found: dict[GnssFormat, list[Told]] = {}
    for device in items(data, budget):
        if device.key == OPENING and device.type == NESTED:
            for form, told in _device([dict(stream) for stream in _streams(device, budget)], place):
                found.setdefault(form, []).append(told)
    alone = {form: told[0] if len(told) == 1 else Told(damaged=len(told)) for form, told in found.items()}
    for told in alone.values():
        told.damaged += budget.damaged
        budget.damaged = 0
    return alone


def _streams(device: Item, budget: Budget) -> Iterator[Iterator[tuple[bytes, Item]]]:
    """Of each stream what is wanted, by key; whatever is nested deeper is left alone."""
    for stream in items(device.body, budget):
        if stream.key == b"STRM" and stream.type == NESTED:
            yield ((item.key, item) for item in items(stream.body, budget) if item.key in _WANTED)


def _device(streams: list[_Stream], place: Place) -> Iterator[tuple[GnssFormat, Told]]:
    clock = next((stream for stream in streams if b"SYST" in stream), {})
    for stream in streams:
        if b"GPS5" in stream:
            yield GnssFormat.GPSU, _gps5(stream, place)
        if b"GPS9" in stream:
            yield GnssFormat.GPS9, _gps9(stream, place)
        if b"GPRI" in stream:
            yield GnssFormat.GPRI, _gpri(stream, clock, place)


def _gps5(stream: _Stream, place: Place) -> Told:
    """GPSU is one time for all the places of a payload; the first place goes with it."""
    table = _scaled(stream, b"GPS5", _GPS5)
    stated = list(_gpsu(text(stream[b"GPSU"]))) if b"GPSU" in stream else []
    lock = _one(stream, b"GPSF")
    if b"GPSU" in stream and not stated:
        return Told(damaged=1)
    if not table or not stated or lock not in _LOCKED:
        return Told(void=1)
    told = Told()
    told.add(place, stated[0], Position(*table[0][:2]), _LOCKED[lock])
    return told


def _gpsu(stated: str) -> Iterator[Moment]:
    found = _UTC.fullmatch(stated)
    if found is None:
        return
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    if hour < 24 and minute < 60 and second < 60 + (hour == 23 and minute == 59):
        digits = found[7] or ""
        time = hour * 3600 + minute * 60 + second + Fraction(int(digits or 0), 10 ** len(digits))
        yield from moment((2000 + year, month, day), time, Fraction(1, 10 ** len(digits)))


def _gps9(stream: _Stream, place: Place) -> Told:
    table = _scaled(stream, b"GPS9", _GPS9)
    told = Told(damaged=int(not table and stream[b"GPS9"].repeat > 0))
    for row in table:
        day, time, lock = row[5], row[6], int(row[8])
        stated = list(moment_since(_EPOCH_2000, day * 86_400 + time, _MILLI))
        if lock not in _LOCKED:
            told.void += 1
        elif not stated or not 0 <= time < 86_400:
            told.damaged += 1
        else:
            told.add(place, stated[0], Position(*row[:2]), _LOCKED[lock])
    return told


def _gpri(stream: _Stream, clock: _Stream, place: Place) -> Told:
    """The receiver's times are those since the drone was switched on; SYST says what UTC one of them was."""
    table, clocks = _scaled(stream, b"GPRI", _GPRI), _scaled(clock, b"SYST", _SYST)
    told = Told(damaged=int(not table and stream[b"GPRI"].repeat > 0))
    for row in table:
        lock = int(row[8])
        if lock not in _MAVLINK or not clocks or not clocks[0][1]:
            told.void += 1
            continue
        since_start, utc = clocks[0]
        stated = list(moment_since(EPOCH, utc + row[0] - since_start, _MILLI))
        if stated:
            told.add(place, stated[0], Position(*row[1:3]), _MAVLINK[lock])
        told.damaged += not stated
    return told


def _scaled(stream: _Stream, key: bytes, layout: str) -> list[tuple[Fraction, ...]]:
    """The rows under a key, each number divided by its scale; none where they are laid out in another way."""
    if key not in stream:
        return []
    item = stream[key]
    stated = text(stream[b"TYPE"]) if b"TYPE" in stream else ""
    if kinds(item, stated) != layout:
        return []
    table, scales = rows(item, layout), [row[0] for row in rows(stream[b"SCAL"], "")] if b"SCAL" in stream else []
    if not _fits(scales, len(layout)):
        return []
    divisors = scales * (len(layout) // len(scales))
    return [tuple(Fraction(value) / Fraction(by) for value, by in zip(row, divisors, strict=True)) for row in table]


def _fits(scales: list[float], columns: int) -> bool:
    """True for one scale for all columns, or for one for each, of which none is zero or no number."""
    return len(scales) in (1, columns) and all(0 < abs(scale) < 2**63 for scale in scales)


def _one(stream: _Stream, key: bytes) -> int:
    table = rows(stream[key], "") if key in stream else []
    return int(table[0][0]) if table and table[0][0] == table[0][0] // 1 else 0
