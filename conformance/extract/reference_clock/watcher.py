"""Watches a recording for the filmed reference clock: which time every picture shows."""

from typing import TypeAlias

from conformance.extract.grid.light import pairs
from conformance.extract.grid.place import Place
from conformance.extract.grid.watcher import GridWatcher
from conformance.extract.luma import Samples
from conformance.extract.reference_clock import lanes
from conformance.extract.reference_clock import place as clock_place
from conformance.model.clock_facts import ClockFacts, ClockPicture, Lane
from conformance.model.clock_pattern import GRID, MOST_READ
from conformance.model.facts import Absent
from conformance.model.pattern_facts import Seen
from conformance.model.vocabulary import Reason

_Shown: TypeAlias = tuple[int, tuple[Lane, ...]]  # row of the pattern's middle, and what its lanes show


class ClockWatcher(GridWatcher[_Shown, ClockPicture]):
    """Finds the pairs of cells, and in them the lanes that a check sum bears out."""

    def __init__(self, *, limited: bool) -> None:
        super().__init__(MOST_READ, limited=limited)

    def _locate(self, luma: Samples) -> Place | str:
        return clock_place.find(luma)

    def _by_place(self, luma: Samples, place: Place) -> _Shown | Seen:
        light = pairs(luma, place, GRID, limited=self._limited)
        if isinstance(light, Seen):
            return light
        draws = lanes.read(light)
        return (lanes.middle(place), lanes.lanes(draws, place)) if draws else Seen.NO_CODE

    def _picture(self, number: int, found: _Shown | Seen) -> ClockPicture:
        return ClockPicture(number, found) if isinstance(found, Seen) else ClockPicture(number, Seen.READ, *found)

    def frozen(self) -> ClockFacts | Absent:
        """What the pictures show, or why there is no clock."""
        if isinstance(self._place, str):
            return Absent(Reason.NOTHING_TO_MEASURE, f"no reference clock was found: {self._place}")
        return ClockFacts(tuple(self._pictures), self._unread)
