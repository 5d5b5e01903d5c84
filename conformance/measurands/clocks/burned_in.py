"""The clock in the pictures: how much of it can be read, how far it is off, whether it steps and how it drifts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median

from conformance.measurands.clocks.clock import EPOCH, Clock
from conformance.measurands.clocks.lettered import letters, read_with
from conformance.measurands.clocks.recognised import recognised
from conformance.measurands.clocks.shown import DateOrder, Shown, orders, read_on
from conformance.measurands.clocks.stills import Film, at_steps, at_unread, film
from conformance.measurands.reading import MOST_PLACES, Reading, Result, at, seconds
from conformance.measurands.remembered import remembered
from conformance.measurands.tracks import primary_pictures
from conformance.model.burned_in_facts import ShownSecond
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Pictures
from conformance.model.overlay_facts import OverlayFacts
from conformance.model.vocabulary import Reason

_HALF_DAY = 43_200  # s
STEP = 0.1  # s: a clock drawn by a timer of its own is late by some pictures (Lacey and Koenig, J Forensic Sci 2008)
_MADS = 3 * 1.4826  # of jumps: three standard deviations of normal ones


@dataclass(frozen=True)
class Tick:
    """At `time` from the first picture, give or take `half`, both in s, the clock came to `shown`, s since 1970."""

    time: Fraction
    half: Fraction
    shown: Fraction

    @property
    def ahead(self) -> Fraction:
        """Shown less passed, s."""
        return self.shown - self.time


@dataclass(frozen=True)
class Followed:
    """The burned-in clock of one recording, read; `stretches` of ticks lie between steps, `steps` are (time, size).

    `begins` is the time stamp of the first picture, s. `how` says how it was read where that was not by its ticks
    alone; `whole` is False where only pictures of the beginning were looked at.
    """

    shown: tuple[Shown, ...]
    pictures: int
    begins: Fraction
    stretches: tuple[tuple[Tick, ...], ...]
    steps: tuple[tuple[Fraction, Fraction], ...]
    how: str
    whole: bool

    @property
    def doubtful_hour(self) -> bool:
        """True where AM and PM could be told by what stands behind the time alone, which was not read."""
        return all(one.doubtful for one in self.shown)

    @property
    def told(self) -> str:
        """What it shows first, as a note says it."""
        return f"the pictures show {self.shown[0].time:%Y-%m-%d %H:%M:%S} first"


def readable_share(subject: RecordingSubject) -> Result:
    """Share of the decoded pictures in which date and time were read, no digit being hidden, and go on as time does."""
    followed = whole_clock(subject)
    if isinstance(followed, Absent):
        return followed
    read = sum(one.second.last - one.second.first + 1 for one in followed.shown if not one.second.helped)
    note = f"{read} of {followed.pictures} pictures; from {followed.shown[0].time} to {followed.shown[-1].time}"
    stills = at_unread(seen_in(subject, followed))
    return Reading(Fraction(read, followed.pictures), exercised=followed.pictures, note=note, stills=stills)


def clock_steps(subject: RecordingSubject) -> Result:
    """How often the clock steps, stops or is set, against the time stamps of the pictures."""
    followed = whole_clock(subject)
    if isinstance(followed, Absent):
        return followed
    if followed.doubtful_hour and any(abs(abs(size) - _HALF_DAY) < 1 for _, size in followed.steps):
        return Absent(Reason.SETTING_NOT_STATED, f"12 is followed by 1, and AM and PM were not read; {followed.told}")
    places = tuple(at(time, f"the clock steps by {float(size):+.3f} s") for time, size in followed.steps)
    reading = Reading(Fraction(len(places)), exercised=len(followed.shown), note=followed.told)
    stills = at_steps(seen_in(subject, followed), followed.steps)
    return replace(reading, where=places[:MOST_PLACES], stills=stills)


def burned_in_clock(subject: RecordingSubject) -> Clock | Absent:
    """What the clock showed at the first picture, for comparison with other clocks."""
    followed = follow(subject)
    if isinstance(followed, Absent):
        return followed
    if not followed.stretches or followed.doubtful_hour:
        return Absent(Reason.NOTHING_TO_MEASURE, f"no change of the seconds, or AM and PM in doubt; {followed.told}")
    return clock_of(subject, followed.stretches[0])


def clock_of(subject: RecordingSubject, ticks: tuple[Tick, ...]) -> Clock:
    """What the clock of one stretch shows for the first picture."""
    shown = EPOCH + timedelta(microseconds=round(sum(one.ahead for one in ticks) / len(ticks) * 1_000_000))
    return Clock("burned-in clock", shown, subject.recording.clock_zone, max(one.half for one in ticks))


def seen_in(subject: RecordingSubject, followed: Followed) -> Film | Absent:
    """The pictures in which that clock was read."""
    return film(subject, followed.shown, by_text=not followed.whole)


def whole_clock(subject: RecordingSubject) -> Followed | Absent:
    """The clock, where it was looked for in all pictures."""
    followed = follow(subject)
    if isinstance(followed, Absent) or followed.whole:
        return followed
    return Absent(Reason.METHOD_DOES_NOT_APPLY, f"{followed.how}: of the others nothing is known; {followed.told}")


@remembered
def follow(subject: RecordingSubject) -> Followed | Absent:
    """The burned-in clock read from beginning to end, or why there is none that can be."""
    facts, pictured = subject.facts.burned_in, primary_pictures(subject)
    if isinstance(pictured, Absent):
        return pictured
    if isinstance(facts, Absent):
        return facts
    track, pictures = pictured
    for region in subject.facts.look.clock_region:
        if not any(region.lies_in(*size) for size in pictures.sizes):
            return Absent(Reason.METHOD_DOES_NOT_APPLY, f"the stated clock_region, {region}, lies outside the pictures")
    if not all(pictures.timed):
        return Absent(Reason.NO_TIME_STAMPS, "some pictures carry no time stamp")
    line = _Line(pictures, track.time_base)
    by_ticks = _by_ticks(facts.seconds, subject.facts.overlay, line)
    return _by_text(subject.facts.overlay, line, by_ticks) if isinstance(by_ticks, Absent) else by_ticks


def _by_ticks(seconds: tuple[ShownSecond, ...], overlay: OverlayFacts | Absent, line: "_Line") -> Followed | Absent:
    """The clock that was found by its ticks, with the letters that stand beside it."""
    timed = [(one, float(line.time(one.first))) for one in seconds]
    dates = orders(seconds)
    said = letters(timed, overlay, dates)
    order = said or _order(seconds)
    if isinstance(order, Absent):
        return order
    how = ""
    if said and (said.halves or not dates):
        how = f"{'AM and PM' if said.halves else 'the date'} as text in picture {said.number}, and as time goes on"
    shown = read_with(timed, said) if said else read_on(seconds, [begins for _, begins in timed], dates[0])
    if not shown:
        return Absent(Reason.NOTHING_TO_MEASURE, f"no two readings go on: the pictures show {_raw(seconds)!r}")
    return _followed(line, tuple(shown), how, whole=True)


def _by_text(overlay: OverlayFacts | Absent, line: "_Line", why: Absent) -> Followed | Absent:
    """The clock as character recognition reads it in the first pictures; `why` its ticks did not do."""
    if isinstance(overlay, Absent):
        could = overlay.reason is Reason.METHOD_DOES_NOT_APPLY and why.reason is Reason.NOTHING_TO_MEASURE
        return Absent(overlay.reason, f"{why.detail}; {overlay.detail}") if could else why
    found = recognised(overlay, lambda number: float(line.time(number)))
    if isinstance(found, Absent):
        return Absent(why.reason, f"{why.detail}; of the text in {len(overlay.pictures)} pictures: {found.detail}")
    how = f"read as text in {len(overlay.pictures)} of the first pictures"
    return _followed(line, tuple(found), how, whole=False)


def _followed(line: "_Line", shown: tuple[Shown, ...], how: str, *, whole: bool) -> Followed:
    pictures = line.pictures.pts
    return Followed(shown, len(pictures), pictures[0] * line.tick, *_stretches(line, shown), how, whole)


def _order(second: tuple[ShownSecond, ...]) -> DateOrder | Absent:
    """The one order in which what was read is dates."""
    if not second:
        return Absent(Reason.NOTHING_TO_MEASURE, "no clock that ticks was found in the pictures, or not all its digits")
    fitting = orders(second)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        return Absent(Reason.SETTING_NOT_STATED, f"day or month may come first in {_raw(second)!r}")
    return Absent(Reason.NOTHING_TO_MEASURE, f"no date and time: the pictures show {_raw(second)!r}")


@dataclass(frozen=True)
class _Line:
    pictures: Pictures
    tick: Fraction

    def time(self, number: int) -> Fraction:
        """Of a picture from the first one, s."""
        return (self.pictures.pts[number] - self.pictures.pts[0]) * self.tick


def _ticks(line: _Line, shown: tuple[Shown, ...]) -> Iterator[Tick]:
    for one in shown:
        if one.second.after >= 0:
            before, first = line.time(one.second.after), line.time(one.second.first)
            yield Tick((before + first) / 2, (first - before) / 2, seconds(one.time - EPOCH))


def _stretches(
    line: _Line, shown: tuple[Shown, ...]
) -> tuple[tuple[tuple[Tick, ...], ...], tuple[tuple[Fraction, Fraction], ...]]:
    """Ticks parted where the clock steps against the time stamps, and the steps."""
    ticks = list(_ticks(line, shown))
    jumps = [later.ahead - earlier.ahead for earlier, later in pairwise(ticks)]
    usual = median(jumps) if jumps else Fraction(0)
    spread = _MADS * float(median(abs(one - usual) for one in jumps)) if jumps else 0.0
    stretches = [ticks[:1]]
    steps: list[tuple[Fraction, Fraction]] = []
    for (earlier, later), jump in zip(pairwise(ticks), jumps, strict=True):
        if abs(jump) > max(STEP, spread, float(earlier.half + later.half)):
            if steps and len(stretches[-1]) == 1:  # where the clock is set it changes without a second having passed
                time, size = steps.pop()
                steps.append((time, size + jump))
                stretches.pop()
            else:
                steps.append((later.time, jump))
            stretches.append([])
        stretches[-1].append(later)
    return tuple(tuple(one) for one in stretches if one), tuple(steps)


def _raw(second: tuple[ShownSecond, ...]) -> str:
    middle = second[len(second) // 2]
    return " ".join(filter(None, (middle.before, middle.clock, middle.behind)))
