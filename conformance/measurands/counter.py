"""What a filmed frame counter proves: how many pictures a second were really captured, and how many were lost."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from statistics import median_low

from conformance.measurands.new_pictures import Arrival, arrivals, one_run
from conformance.measurands.reading import (
    MOST_PLACES,
    Reading,
    Result,
    at,
    expanded,
    interval_uncertainty,
    rectangular,
)
from conformance.measurands.tracks import primary_pictures
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Pictures
from conformance.model.measurement import Opinion, Uncertain, Where
from conformance.model.pattern_facts import CounterFacts, CounterPicture, Seen
from conformance.model.units import decimal
from conformance.model.vocabulary import Reason

STAMPS, DISPLAY = "time stamps", "clock of the display"
REFRESHES = Fraction(3, 2)  # to a recorded picture, or captured ones find too little light of their own

_FEWEST = 10  # new pictures: fewer show no rate
_MOST_UNREADABLE = Fraction(1, 20)  # of the pictures, where the filming may be at fault
_LONGEST_MADE = 1  # picture in a row without a code: among two, a captured one may be hidden
_FEW = Fraction(1, 4)  # of the new pictures, or of readable neighbours
_LEAST_READ = Fraction(1, 4)  # of the pictures: below it, nobody knows what was filmed
_CLOCKS_AGREE = Fraction(1, 200)  # a display at 59.94 Hz and quartz clocks differ by less
_LAG = 4  # new pictures over which the usual step is taken: the display's refreshes make single ones uneven
_SMOOTHING = Fraction(1, 4)  # of a step's deviation is taken for the recorder's own phase


@dataclass(frozen=True)
class _Film:
    """A stretch of a filmed counter, from its first new picture to the last.

    `pictures` are all that were recorded there; `times` of the pictures by number, s, empty where some have no stamp.
    """

    facts: CounterFacts
    pictures: tuple[CounterPicture, ...]
    new: tuple[Arrival, ...]
    times: tuple[Fraction, ...]
    tick: Fraction

    @property
    def steps(self) -> int:
        """From picture to picture, first to last."""
        return self.new[-1].number - self.new[0].number

    @property
    def refreshes(self) -> Fraction:
        """Refreshes of the display from the first new picture to the last."""
        return self.new[-1].refresh - self.new[0].refresh

    @property
    def displayed(self) -> Fraction:
        """The same in s, by the clock of the display."""
        return self.refreshes / self.facts.display_rate

    @property
    def recorded(self) -> Fraction:
        """The same in s, by the time stamps; 0 where there are none."""
        return self.time(self.new[-1]) - self.time(self.new[0])

    @property
    def stamps_hold(self) -> bool:
        """True where the time stamps run as the display does."""
        slack = self.displayed * _CLOCKS_AGREE + self.recorded / self.steps + Fraction(1, self.facts.display_rate)
        return self.recorded > 0 and abs(self.recorded - self.displayed) <= slack

    def time(self, arrival: Arrival) -> Fraction:
        """When the picture is shown, s from the first picture of the track; 0 where there are no time stamps."""
        return self.times[arrival.number] - self.times[0] if self.times else Fraction(0)

    def count(self, seen: Seen) -> int:
        """Pictures that the reader saw like that."""
        return sum(picture.seen is seen for picture in self.pictures)


def new_picture_rate_by_counter(subject: RecordingSubject) -> Result:
    """(N - 1) / (time from first to last), Hz; N counts the pictures that hold light of the display not seen before."""
    film = _film(subject)
    if isinstance(film, Absent):
        return film
    captured = len(film.new) - 1
    by_display, by_stamps = captured / film.displayed, captured / film.recorded if film.recorded > 0 else Fraction(0)
    if film.stamps_hold:
        rate, spread = by_stamps, _between_stamps(film).expanded / film.recorded
        opinions: tuple[Opinion, ...] = (Opinion(DISPLAY, by_display, agrees=True),)
    else:
        rate, spread = by_display, _between_refreshes(film).expanded / film.displayed
        opinions = (Opinion(STAMPS, by_stamps, agrees=False),) if film.times else ()
    return Reading(rate, Uncertain(rate * (spread + _miscounted(film))), film.steps + 1, _note(film), opinions=opinions)


def frames_lost_by_counter(subject: RecordingSubject) -> Result:
    """Captured pictures that are missing where the filmed counter steps on by more than it usually does."""
    film = _film(subject)
    if isinstance(film, Absent):
        return film
    lost = _losses(film)
    places = tuple(_place(film, arrival, missing) for arrival, missing in lost[:MOST_PLACES])
    usual = _usual_step(film.new)
    note = f"a captured picture every {decimal(usual)} refreshes of {film.facts.display_rate} a second is usual here"
    total = sum(missing for _, missing in lost)
    # A picture that can't be read is not lost, and may be any of those that seem to be.
    doubtful = Uncertain(Fraction(min(total, len(film.pictures) - film.count(Seen.READ))))
    said = "; ".join((note, *_unread(film)))
    return Reading(Fraction(total), doubtful, exercised=len(film.new), note=said, where=places)


def _place(film: _Film, arrival: Arrival, missing: int) -> Where:
    return at(film.time(arrival), f"{missing} missing before picture {arrival.number}")


def _between_stamps(film: _Film) -> Uncertain:
    """Of the time between two stamps, s.

    Where pictures are made, light may come a picture sooner or later at either end: the error is at most one interval.
    """
    return Uncertain(film.recorded / (film.steps - 1)) if _padded(film) else interval_uncertainty(film.tick)


def _miscounted(film: _Film) -> Fraction:
    """Share of the new pictures by which their number may be wrong.

    A picture that can't be read counts as not new and may be. Where pictures are made, a captured one whose light first
    comes in two parts may be overlooked, and looks lost, or be counted twice, with half a step between or less; where
    made ones can't be read, one captured one may be among them at an end.
    """
    doubtful = _unsure(film.pictures, film.new)
    if _padded(film):
        least = _usual_step(film.new) / 2
        doubtful += sum(missing for _, missing in _losses(film))
        doubtful += sum(later.refresh - before.refresh < least for before, later in pairwise(film.new))
        doubtful += min(1, film.count(Seen.NO_CODE))
    return Fraction(doubtful, len(film.new) - 1)


def _padded(film: _Film) -> bool:
    """True where more pictures are not new than those that can't be read."""
    return film.steps + 1 - len(film.new) > _unsure(film.pictures, film.new)


def _between_refreshes(film: _Film) -> Uncertain:
    """Of the time between two exposures, s; each lies anywhere in the refresh that it caught."""
    one_end = rectangular(Fraction(1, 2 * film.facts.display_rate))
    return expanded(one_end, one_end)


def _film(subject: RecordingSubject) -> _Film | Absent:
    """The filmed counter, or why nothing can be said by it."""
    facts, shown = subject.facts.counter, primary_pictures(subject)
    if isinstance(facts, Absent):
        return facts
    if isinstance(shown, Absent):
        return shown
    track, table = shown
    stretch = one_run(facts.pictures, facts.display_rate // 2)
    new = arrivals(stretch)
    doubt = _unreadable(stretch, new)
    if isinstance(doubt, Absent):
        return doubt
    if len(new) < _FEWEST:
        return Absent(Reason.NOTHING_TO_MEASURE, f"{len(new)} new pictures of the counter; a rate needs {_FEWEST}")
    within = tuple(one for one in stretch if new[0].number <= one.number <= new[-1].number)
    film = _Film(facts, within, new, _times(table, track.time_base), track.time_base)
    return film if film.refreshes >= film.steps * REFRESHES else _too_slow(film)


def _too_slow(film: _Film) -> Absent:
    seen = f"the display showed {decimal(film.refreshes / film.steps)} refreshes to a recorded picture"
    wanted = f"at least {decimal(REFRESHES)} are needed, or a repeat may be the display's"
    return Absent(Reason.METHOD_DOES_NOT_APPLY, f"{seen}; {wanted}")


def _unsure(stretch: tuple[CounterPicture, ...], new: tuple[Arrival, ...]) -> int:
    """Pictures that may be new for all that can be read of them.

    Single ones without a code are taken for what stands between captured pictures, and none of them for new, where the
    recorder is seen to make pictures. Anything else hides captured pictures at random and leaves neighbours, all new.
    """
    runs = [(seen, len(list(run))) for seen, run in groupby(stretch, key=lambda one: one.seen)]
    hidden = sum(length for seen, length in runs if seen is Seen.NO_MARKS)
    foreign = sum(length for seen, length in runs if seen is Seen.NO_CODE and length > _LONGEST_MADE)
    made = sum(length for seen, length in runs if seen is Seen.NO_CODE and length <= _LONGEST_MADE)
    return hidden + foreign + (0 if _makes_pictures(stretch, new) else made)


def _makes_pictures(stretch: tuple[CounterPicture, ...], new: tuple[Arrival, ...]) -> bool:
    """True where of readable neighbours the later ones are often not new, or where new pictures hardly have any."""
    read = {picture.number for picture in stretch if picture.seen is Seen.READ}
    later = {number for number in read if number - 1 in read}
    fresh = later & {arrival.number for arrival in new}
    return len(fresh) <= _FEW * len(new) or len(later) - len(fresh) >= _FEW * len(later)


def _unreadable(stretch: tuple[CounterPicture, ...], new: tuple[Arrival, ...]) -> Absent | tuple[()]:
    """Absent where too many pictures can't be read."""
    if not stretch:
        return Absent(Reason.EVIDENCE_UNREADABLE, "the counter can't be read in any picture")
    counts = [sum(picture.seen is seen for picture in stretch) for seen in (Seen.READ, Seen.NO_MARKS, Seen.NO_CODE)]
    if counts[0] >= _LEAST_READ * len(stretch) and _unsure(stretch, new) <= _MOST_UNREADABLE * len(stretch):
        return ()
    parts = f"{counts[1]} pictures without its marks and {counts[2]} without a code"
    return Absent(Reason.EVIDENCE_UNREADABLE, f"the counter can't be read in {parts}, of {len(stretch)}")


def _times(table: Pictures, tick: Fraction) -> tuple[Fraction, ...]:
    return tuple(pts * tick for pts in table.pts) if all(table.timed) else ()


def _note(film: _Film) -> str:
    total = film.steps + 1
    said = [f"{len(film.new)} of {total} pictures are new"]
    if film.recorded > 0:
        ratio = round(film.displayed / film.recorded, 3)
        said.append(f"the display's clock ran {decimal(ratio)} s to a second of the time stamps")
    earlier = sum(later.refresh < before.refresh for before, later in pairwise(film.new))
    if earlier:
        said.append(f"{earlier} pictures show an earlier time than the new one before them")
    if film.count(Seen.NO_CODE):
        said.append(f"{film.count(Seen.NO_CODE)} hold no mixture of what was displayed and count as not new")
    unsure = _unsure(film.pictures, film.new)
    if unsure:
        said.append(f"{unsure} can't be read and may be new, within U")
    return "; ".join((*said, *_unread(film)))


def _unread(film: _Film) -> tuple[str, ...]:
    if not film.facts.unread:
        return ()
    return (f"the first {len(film.facts.pictures)} pictures were read, {film.facts.unread} were not",)


def _usual_step(new: tuple[Arrival, ...]) -> Fraction:
    """Median step from new picture to new picture, in refreshes."""
    return median_low([(later.refresh - before.refresh) / _LAG for before, later in zip(new, new[_LAG:], strict=False)])


def _losses(film: _Film) -> list[tuple[Arrival, int]]:
    """New pictures before which others are missing, and how many.

    The phase of the recorder is followed; a long step that a short one makes up for is unevenness and no loss.
    """
    usual, phase = _usual_step(film.new), film.new[0].refresh
    found: list[tuple[Arrival, int]] = []
    for arrival in film.new[1:]:
        steps = round((arrival.refresh - phase) / usual)
        phase += steps * usual
        phase += (arrival.refresh - phase) * _SMOOTHING
        if steps > 1:
            found.append((arrival, steps - 1))
        elif steps < 1 and found:
            last, missing = found.pop()
            found += [(last, missing - 1)] if missing > 1 else []
    return found
