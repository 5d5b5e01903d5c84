"""Collects what the packets of a recording tell of satellite receivers, in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from conformance.extract.gnss.gpmf import OPENING, read_gpmf
from conformance.extract.gnss.nmea import read_nmea
from conformance.extract.gnss.told import Place, Told
from conformance.model.gnss_facts import Fix, GnssFormat, GnssTrack
from conformance.model.leap_seconds import passed

MOST_FIXES = 2048  # kept of one track, or twice a second for 17 min


@dataclass
class Thinned:
    """Of all fixes the first, the last, those furthest ahead and behind the time stamps, and every n-th."""

    time_base: Fraction
    total: int = 0
    _step: int = 1
    _kept: list[tuple[int, Fix]] = field(default_factory=list)
    _ends: dict[str, tuple[Fraction, int, Fix]] = field(default_factory=dict)

    def add(self, fix: Fix) -> None:
        """Keep it for now."""
        ahead = passed(fix.utc, in_leap_second=fix.in_leap_second) - fix.pts * self.time_base
        this = (ahead, self.total, fix)
        self._ends["last"] = this
        if "most" not in self._ends or ahead > self._ends["most"][0]:
            self._ends["most"] = this
        if "least" not in self._ends or ahead < self._ends["least"][0]:
            self._ends["least"] = this
        if self.total % self._step == 0:
            self._kept.append((self.total, fix))
        self.total += 1
        if len(self._kept) > MOST_FIXES:
            self._kept, self._step = self._kept[::2], self._step * 2

    @property
    def last(self) -> tuple[Fix, ...]:
        """The last one, if any."""
        return (self._ends["last"][2],) if self._ends else ()

    def frozen(self) -> tuple[Fix, ...]:
        """What is kept, in file order."""
        ends = {number: fix for _, number, fix in self._ends.values()}
        return tuple(fix for _, fix in sorted({**dict(self._kept), **ends}.items()))


@dataclass
class Collected:
    """One format in one track."""

    format: GnssFormat
    index: int
    time_base: Fraction
    fixes: Thinned = field(init=False)
    told: Told = field(default_factory=Told)
    untimed: int = 0
    disordered: int = 0

    def __post_init__(self) -> None:
        self.fixes = Thinned(self.time_base)

    def take(self, told: Told, *, timed: bool = True) -> None:
        """Add what a packet told; without a time stamp its fixes can't be placed, and are counted alone."""
        self.told.void += told.void
        self.told.unchecked += told.unchecked
        self.told.damaged += told.damaged
        if not timed:
            self.untimed += len(told.fixes)
            return
        for before, fix in zip(self.fixes.last, told.fixes, strict=False):
            self.disordered += fix.pts <= before.pts and fix.utc != before.utc
        for fix in told.fixes:
            self.fixes.add(fix)

    def frozen(self) -> GnssTrack:
        """The facts."""
        return GnssTrack(
            format=self.format,
            index=self.index,
            time_base=self.time_base,
            fixes=self.fixes.frozen(),
            valid=self.fixes.total + self.untimed,
            void=self.told.void,
            untimed=self.untimed,
            unchecked=self.told.unchecked,
            damaged=self.told.damaged,
            disordered=self.disordered,
        )


class GnssPackets:
    """Reads every packet of one data or text track; one without a duration lasts to the next, the last as long."""

    def __init__(self, index: int, time_base: Fraction) -> None:
        self._index = index
        self._time_base = time_base
        self._found: dict[GnssFormat, Collected] = {}
        self._open: list[tuple[bytes, Place]] = []
        self._step = 0
        self._strange = 0  # packets that hold neither

    def take(self, data: bytes, place: Place) -> None:
        """Add one packet."""
        if place.timed:
            self._close(place.pts)
        if place.timed and place.duration <= 0:
            self._open.append((data, place))
        else:
            self._add(data, place)

    def _close(self, upto: int) -> None:
        for data, place in self._open:
            self._step = upto - place.pts if upto > place.pts else self._step
            self._add(data, place._replace(duration=self._step, timed=self._step > 0))
        self._open.clear()

    def _add(self, data: bytes, place: Place) -> None:
        found = dict(_told(data, place))
        self._strange += bool(data) and not data.startswith(OPENING) and not found
        for form, told in found.items():
            track = self._found.setdefault(form, Collected(form, self._index, self._time_base))
            track.take(told, timed=place.timed)

    def frozen(self) -> Iterator[GnssTrack]:
        """What was found, a format each."""
        for _, place in self._open[:1]:
            self._close(place.pts)
        for one in self._found.values():
            one.told.damaged += (
                self._strange if one.format != GnssFormat.NMEA else 0
            )  # a text track may hold other text
        return (one.frozen() for one in self._found.values())


def _told(data: bytes, place: Place) -> Iterator[tuple[GnssFormat, Told]]:
    if data.startswith(OPENING):
        yield from read_gpmf(data, place).items()
    elif not (told := read_nmea(data, place)).silent:
        yield GnssFormat.NMEA, told
