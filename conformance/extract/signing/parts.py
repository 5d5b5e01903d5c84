"""Finds which units of a stream a message vouches for, by the hashes that it lists."""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from conformance.extract.signing.messages import Message
from conformance.extract.signing.units import Hasher, Unit

_MOST_WAITING = 1 << 13  # units: a message lists at most 2047, for its tags hold 65 535 bytes
_NOWHERE = _MOST_WAITING
_LOOKED_AT = 3  # times as many units as a message lists: beyond, none is its own


@dataclass
class Found:
    """Units of one part: those it lists and the file holds, those the file lacks, those that are in no list."""

    matched: list[Unit] = field(default_factory=list)
    missing: int = 0
    strange: list[Unit] = field(default_factory=list)
    taken: int = 0  # units of the stream, from the first one that awaited a signature
    first: bytes = b""  # hash by which the first unit would be listed, where there is no list


def vouched(message: Message, units: Sequence[Unit], following: bytes, hasher: Hasher, anchor: bytes) -> Found:
    """What of `units` the message vouches for; `following` is the first hash of the next part, where it is known.

    `anchor` is that of the part before, where the group of pictures goes on.
    """
    if message.hashes:
        return _listed(message.hashes, units, following, hasher, anchor)
    return _together(message, units, hasher)


def _listed(hashes: Sequence[bytes], units: Sequence[Unit], following: bytes, hasher: Hasher, anchor: bytes) -> Found:
    """A listed hash proves its unit whatever stands around it, so each is sought among those behind the last found.

    What is not found is strange, unless the next part begins with it. Units are linked to the first of their part or
    of their group of pictures, which may lack in the file: whichever gives a listed hash is right.
    """

    def own(unit: Unit) -> tuple[bytes, ...]:
        return (*unit.listed, *(hasher.linked(one, unit) for one in (hashes[0], anchor) if one))

    near = _LOOKED_AT * len(hashes)
    begin = next((number for number, unit in enumerate(units) if hashes[0] in unit.listed), -1)
    if begin < 0:
        begin = next((number for number, unit in enumerate(units[:near]) if hashes[0] in own(unit)), 0)
    found, last, passed, places = Found(), -1, list(units[:begin]), _places(hashes)
    for number, unit in enumerate(units[begin : begin + near], begin):
        if last == len(hashes) - 1:
            break
        place = min(_next(places, one, last) for one in own(unit))
        if place == _NOWHERE:
            if following in own(unit) or (last >= 0 and unit.key):
                break
            passed.append(unit)
            continue
        found.missing += max(0, place - last - 1 - len(passed))
        found.strange += passed
        passed = []
        found.matched.append(unit)
        found.taken, last = number + 1, place
    if last < 0:  # of all that was passed by, no more than one group of pictures can be this part
        passed = passed[: next((number for number, unit in enumerate(passed) if number and unit.key), len(passed))]
    left = len(hashes) - 1 - last
    changed = passed[:left]  # what is too much stands in the next part
    found.missing += left - len(changed)
    found.strange += changed
    found.taken += len(changed)
    return found


def _together(message: Message, units: Sequence[Unit], hasher: Hasher) -> Found:
    """The same of a message that lists none, but has one hash for all."""
    general = message.general
    count = general.stated if general else 0
    some = list(units[:count])
    if general and some and len(some) == count:
        for first in some[0].listed:
            anchor = first if first == some[0].hash else some[0].anchor
            if hasher.whole(first, *(hasher.linked(anchor, unit) for unit in some[1:])) == general.whole:
                return Found(some, taken=count, first=first)
    return Found(missing=count - len(some), strange=some, taken=len(some))


def _places(hashes: Sequence[bytes]) -> dict[bytes, list[int]]:
    """Where each hash stands in a list, in rising order."""
    places: dict[bytes, list[int]] = {}
    for place, one in enumerate(hashes):
        places.setdefault(one, []).append(place)
    return places


def _next(places: dict[bytes, list[int]], sought: bytes, last: int) -> int:
    """The first place of a hash behind `last`."""
    own = places.get(sought, [])
    index = bisect_right(own, last)
    return own[index] if index < len(own) else _NOWHERE


class Waiting:
    """Units in stream order that no message has vouched for yet."""

    def __init__(self) -> None:
        self._units: deque[Unit] = deque()
        self.beyond = 0

    def add(self, unit: Unit) -> None:
        """One more; what waits too long is counted alone."""
        if len(self._units) < _MOST_WAITING:
            self._units.append(unit)
        else:
            self.beyond += 1

    def all(self) -> list[Unit]:
        """Those that are known."""
        return list(self._units)

    def drop(self, count: int) -> None:
        """Nobody will vouch for the first `count` any more."""
        for _ in range(count):
            self._units.popleft()

    def __len__(self) -> int:
        return len(self._units) + self.beyond

    @property
    def keys(self) -> int:
        """How many of those that are known begin a group of pictures."""
        return sum(unit.key for unit in self._units)
