"""Watches a recording for a displayed pattern: where it lies from picture to picture, and what is read there."""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

import av

from conformance.extract.grid.place import Area, Place
from conformance.extract.luma import Samples, samples
from conformance.model.pattern_facts import Seen

Found = TypeVar("Found")
Picture = TypeVar("Picture")

_AGAIN = 30  # pictures after which the marks are looked for again: a tripod may give way
_PATIENCE = 100  # pictures in a row without the pattern; after that only every tenth is searched


class GridWatcher(ABC, Generic[Found, Picture]):
    """Reads the pictures of a track one by one, in order of presentation, at most `most` of them.

    `limited` is True where the track's black is 16 and its white 235.
    """

    def __init__(self, most: int, *, limited: bool) -> None:
        self._most, self._limited = most, limited
        self._place: Place | str = "no picture was decoded"
        self._looked = -_AGAIN
        self._missed = 0
        self._unread = 0
        self._pictures: list[Picture] = []

    @abstractmethod
    def _locate(self, luma: Samples) -> Place | str:
        """The pattern's place in a picture, or why it has none."""

    @abstractmethod
    def _by_place(self, luma: Samples, place: Place) -> Found | Seen:
        """What is read there, or why nothing is."""

    @abstractmethod
    def _picture(self, number: int, found: Found | Seen) -> Picture:
        """The fact that this makes of picture `number`."""

    @property
    def display(self) -> Area | None:
        """Where the display lies in the picture taken last; None where that is not known."""
        return None if isinstance(self._place, str) or self._unread else self._place.area

    @abstractmethod
    def frozen(self) -> object:
        """What the pictures show, or why there is no pattern."""

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Decoded picture `number`, counted from 0 in order of presentation."""
        if len(self._pictures) == self._most:
            self._unread += 1
            return
        luma = samples(frame, 1)
        if not luma.size:
            self._place = "the pixel format has no plain luma plane"
            self._pictures.append(self._picture(number, Seen.NO_MARKS))
            return
        found = self._found(luma, number)
        self._missed = self._missed + 1 if isinstance(found, Seen) else 0
        self._pictures.append(self._picture(number, found))

    def _found(self, luma: Samples, number: int) -> Found | Seen:
        """By the place known, which is looked for again now and then and where it does not serve."""
        if number - self._looked >= _AGAIN:
            self._look(luma, number)
        found = self._read(luma)
        if isinstance(found, Seen) and self._looked < number and (self._missed < _PATIENCE or number % 10 == 0):
            self._look(luma, number)
            found = self._read(luma)
        return found

    def _read(self, luma: Samples) -> Found | Seen:
        return Seen.NO_MARKS if isinstance(self._place, str) else self._by_place(luma, self._place)

    def _look(self, luma: Samples, number: int) -> None:
        """Look for the marks; a place that served before stays where they can't be read."""
        self._looked = number
        place = self._locate(luma)
        if not isinstance(place, str) or isinstance(self._place, str):
            self._place = place
