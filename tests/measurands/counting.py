"""Filmed frame counters made by hand: what every picture holds of the display's light is exact arithmetic."""

from dataclasses import replace
from fractions import Fraction

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Media
from conformance.model.pattern_facts import WHOLE, CounterFacts, CounterPicture, Seen
from tests.measurands.facts import subject, video

DISPLAY_RATE = 60
BANDS = 4
_FLOOR = 40  # thousandths that the reader takes for noise

Shares = tuple[dict[int, Fraction], ...]  # light of each refresh, a band


def captured(start: Fraction, exposure: Fraction, readout: Fraction = Fraction(0)) -> Shares:
    """What a picture exposed from `start` holds, all in refreshes; `readout` is from the first band to the last."""
    return tuple(_exposed(start + readout * band / (BANDS - 1), exposure) for band in range(BANDS))


def _exposed(begin: Fraction, exposure: Fraction) -> dict[int, Fraction]:
    end = begin + exposure
    refreshes = range(int(begin), int(end) + 1)
    shares = {one: (min(end, Fraction(one + 1)) - max(begin, Fraction(one))) / exposure for one in refreshes}
    return {one: share for one, share in shares.items() if share > 0}


def mixed(one: Shares, other: Shares, share: Fraction) -> Shares:
    """A blend with that share of the other."""
    return tuple(
        {key: a.get(key, Fraction(0)) * (1 - share) + b.get(key, Fraction(0)) * share for key in a.keys() | b.keys()}
        for a, b in zip(one, other, strict=True)
    )


def read(number: int, shares: Shares) -> CounterPicture:
    """The picture as the reader gives it."""
    rounded = [{key: round(share * WHOLE) for key, share in band.items()} for band in shares]
    kept = [{key: share for key, share in band.items() if share >= _FLOOR} for band in rounded]
    first = min(min(band) for band in kept)
    last = max(max(band) for band in kept)
    light = tuple(tuple(band.get(key, 0) for key in range(first, last + 1)) for band in kept)
    return CounterPicture(number, Seen.READ, first, light)


def filmed(pictures: list[Shares | Seen], stamps: tuple[int, ...], tick: Fraction, unread: int = 0) -> RecordingSubject:
    """A recording of those pictures."""
    rows = (
        CounterPicture(number, one) if isinstance(one, Seen) else read(number, one)
        for number, one in enumerate(pictures)
    )
    return counted(CounterFacts(DISPLAY_RATE, tuple(rows), unread), stamps, tick)


def counted(facts: CounterFacts | Absent, stamps: tuple[int, ...], tick: Fraction) -> RecordingSubject:
    """A recording with those facts of its counter."""
    made = subject(Media("mp4", "", (video(stamps, tick),), (), ()))
    return replace(made, facts=replace(made.facts, counter=facts))
