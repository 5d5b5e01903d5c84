"""Watches a recording for the filmed frame counter: what light of which refresh every picture holds."""

import numpy as np

from conformance.extract.counter import light as counter_light
from conformance.extract.counter import place as counter_place
from conformance.extract.counter.light import NO_MIXTURE
from conformance.extract.grid.light import pairs
from conformance.extract.grid.place import Place
from conformance.extract.grid.projection import Numbers
from conformance.extract.grid.watcher import GridWatcher
from conformance.extract.luma import Samples
from conformance.model.counter_pattern import GRID, MOST_READ
from conformance.model.facts import Absent
from conformance.model.pattern_facts import WHOLE, CounterFacts, CounterPicture, Seen
from conformance.model.vocabulary import Reason


class CounterWatcher(GridWatcher[Numbers, CounterPicture]):
    """Finds the pairs of cells, and in them the refreshes that they were exposed to."""

    def __init__(self, *, limited: bool) -> None:
        super().__init__(MOST_READ, limited=limited)
        self._last = 0
        self._rate = 0

    def _locate(self, luma: Samples) -> Place | str:
        """Where the marks state another rate than before, the place stays."""
        found = counter_place.find(luma)
        if isinstance(found, str):
            return found
        if self._rate not in (0, found.rate):
            return self._place
        self._rate = found.rate
        return found.place

    def _by_place(self, luma: Samples, place: Place) -> Numbers | Seen:
        return pairs(luma, place, GRID, limited=self._limited)

    def _picture(self, number: int, found: Numbers | Seen) -> CounterPicture:
        if isinstance(found, Seen):
            return CounterPicture(number, found)
        mixed = counter_light.mixture(found, self._rate, self._last)
        if mixed is NO_MIXTURE:
            return CounterPicture(number, Seen.NO_CODE)
        self._last = mixed.first
        light = tuple(tuple(int(share) for share in band) for band in np.rint(mixed.light * WHOLE))
        return CounterPicture(number, Seen.READ, mixed.first, light)

    def frozen(self) -> CounterFacts | Absent:
        """What the pictures hold, or why there is no counter."""
        if not self._rate:
            return Absent(Reason.NOTHING_TO_MEASURE, f"no frame counter was found: {self._place}")
        return CounterFacts(self._rate, tuple(self._pictures), self._unread)
