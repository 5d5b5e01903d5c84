"""Watches a recording for the filmed reference clock: which time every picture shows."""

import av

from conformance.extract.grid.light import pairs as pairs_of
from conformance.extract.grid.place import Place
from conformance.extract.luma import Samples, samples
from conformance.extract.reference_clock import lanes
from conformance.extract.reference_clock import place as clock_place
from conformance.model.clock_facts import ClockFacts, ClockPicture
from conformance.model.clock_pattern import GRID, MOST_READ
from conformance.model.facts import Absent
from conformance.model.pattern_facts import Seen
from conformance.model.vocabulary import Reason

_AGAIN = 30  # pictures after which the marks are looked for again: a tripod may give way
_PATIENCE = 100  # pictures in a row without a clock; after that only every tenth is searched


class ClockWatcher:
    """Reads the pictures of a track one by one, in order of presentation, at most `MOST_READ` of them.

    `limited` is True where the track's black is 16 and its white 235.
    """

    def __init__(self, *, limited: bool) -> None:
        self._limited = limited
        self._place: Place | str = "no picture was decoded"
        self._looked = -_AGAIN
        self._missed = 0
        self._unread = 0
        self._pictures: list[ClockPicture] = []

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Decoded picture `number`, counted from 0 in order of presentation."""
        if len(self._pictures) == MOST_READ:
            self._unread += 1
            return
        luma = samples(frame, 1)
        if not luma.size:
            self._place = "the pixel format has no plain luma plane"
            self._pictures.append(ClockPicture(number, Seen.NO_MARKS))
            return
        picture = self._picture(luma, number)
        self._missed = 0 if picture.seen is Seen.READ else self._missed + 1
        self._pictures.append(picture)

    def _picture(self, luma: Samples, number: int) -> ClockPicture:
        """By the place known, which is looked for again now and then and where it does not serve."""
        if number - self._looked >= _AGAIN:
            self._find(luma, number)
        picture = self._read(luma, number)
        unread = picture.seen is not Seen.READ
        if unread and self._looked < number and (self._missed < _PATIENCE or number % 10 == 0):
            self._find(luma, number)
            picture = self._read(luma, number)
        return picture

    def _read(self, luma: Samples, number: int) -> ClockPicture:
        if isinstance(self._place, str):
            return ClockPicture(number, Seen.NO_MARKS)
        pairs = pairs_of(luma, self._place, GRID, limited=self._limited)
        if isinstance(pairs, Seen):
            return ClockPicture(number, pairs)
        draws = lanes.read(pairs)
        if not draws:
            return ClockPicture(number, Seen.NO_CODE)
        return ClockPicture(number, Seen.READ, lanes.middle(self._place), lanes.lanes(draws, self._place))

    def _find(self, luma: Samples, number: int) -> None:
        """Look for the marks; a place that served before stays where they can't be read."""
        self._looked = number
        found = clock_place.find(luma)
        if not isinstance(found, str) or isinstance(self._place, str):
            self._place = found

    def frozen(self) -> ClockFacts | Absent:
        """What the pictures show, or why there is no clock."""
        if isinstance(self._place, str):
            return Absent(Reason.NOTHING_TO_MEASURE, f"no reference clock was found: {self._place}")
        return ClockFacts(tuple(self._pictures), self._unread)
