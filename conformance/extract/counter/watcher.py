"""Watches a recording for the filmed frame counter: what light of which refresh every picture holds."""

import av
import numpy as np

from conformance.extract.counter import light as counter_light
from conformance.extract.counter import place as counter_place
from conformance.extract.counter.light import NO_MIXTURE
from conformance.extract.grid.light import pairs as pairs_of
from conformance.extract.grid.place import Place
from conformance.extract.grid.projection import Numbers
from conformance.extract.luma import Samples, samples
from conformance.model.counter_pattern import GRID, MOST_READ
from conformance.model.facts import Absent
from conformance.model.pattern_facts import WHOLE, CounterFacts, CounterPicture, Seen
from conformance.model.vocabulary import Reason

_AGAIN = 30  # pictures after which the marks are looked for again: a tripod may give way
_PATIENCE = 100  # pictures in a row without a counter; after that only every tenth is searched
_NOTHING_SAID = "no picture was decoded"


class CounterWatcher:
    """Reads the pictures of a track one by one, in order of presentation, at most `MOST_READ` of them.

    `limited` is True where the track's black is 16 and its white 235.
    """

    def __init__(self, *, limited: bool) -> None:
        self._limited = limited
        self._place: Place | str = _NOTHING_SAID
        self._looked = -_AGAIN
        self._missed = 0
        self._last = 0
        self._rate = 0
        self._unread = 0
        self._pictures: list[CounterPicture] = []

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Decoded picture `number`, counted from 0 in order of presentation."""
        if len(self._pictures) == MOST_READ:
            self._unread += 1
            return
        luma = samples(frame, 1)
        if not luma.size:
            self._place = "the pixel format has no plain luma plane"
            self._pictures.append(CounterPicture(number, Seen.NO_MARKS))
            return
        pairs = self._pairs(luma, number)
        self._missed = self._missed + 1 if isinstance(pairs, Seen) else 0
        self._pictures.append(self._read(number, pairs))

    def _read(self, number: int, pairs: Numbers | Seen) -> CounterPicture:
        if isinstance(pairs, Seen):
            return CounterPicture(number, pairs)
        found = counter_light.mixture(pairs, self._rate, self._last)
        if found is NO_MIXTURE:
            return CounterPicture(number, Seen.NO_CODE)
        self._last = found.first
        light = tuple(tuple(int(share) for share in band) for band in np.rint(found.light * WHOLE))
        return CounterPicture(number, Seen.READ, found.first, light)

    def _pairs(self, luma: Samples, number: int) -> Numbers | Seen:
        """The pairs by the place known, which is looked for again now and then and where it does not serve."""
        if number - self._looked >= _AGAIN:
            self._find(luma, number)
        pairs = self._by_place(luma)
        if isinstance(pairs, Seen) and self._looked < number and (self._missed < _PATIENCE or number % 10 == 0):
            self._find(luma, number)
            pairs = self._by_place(luma)
        return pairs

    def _by_place(self, luma: Samples) -> Numbers | Seen:
        if isinstance(self._place, str):
            return Seen.NO_MARKS
        return pairs_of(luma, self._place, GRID, limited=self._limited)

    def _find(self, luma: Samples, number: int) -> None:
        """Look for the marks; a place that served before stays where they can't be read."""
        self._looked = number
        found = counter_place.find(luma)
        if isinstance(found, str):
            self._place = found if isinstance(self._place, str) else self._place
        elif self._rate in (0, found.rate):
            self._place, self._rate = found.place, found.rate

    def frozen(self) -> CounterFacts | Absent:
        """What the pictures hold, or why there is no counter."""
        if not self._rate:
            return Absent(Reason.NOTHING_TO_MEASURE, f"no frame counter was found: {self._place}")
        return CounterFacts(self._rate, tuple(self._pictures), self._unread)
