"""A run of pictures under way, and what the first ones of it teach of the others."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeAlias

from conformance.extract.recovery.source import Span
from conformance.extract.recovery.units import NUMBER_BITS, Table, Unit

FEWEST = 8  # pictures of a run: of random bytes 2**-48 or fewer places begin one
TRIED = 24  # pictures by which a run is got to know
_FEW = 8  # pictures to one stranger
_OFTEN = 3  # times that something must come among those to be the track's own

Look: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Taught:
    """What a run was found to be: bits of frame_num (0 of none), and what its first slices look like."""

    width: int
    looks: frozenset[Look] = frozenset()


@dataclass
class Run:
    """Pictures from `at` on, the `whole` ones counted; a trial learns, and takes all that is not `banned`.

    `heads` are the first two bytes with which a picture may begin behind a gap, `begun_with` those with which some did,
    `looks` what their first slices looked like, `guessed` the look of the last one behind a gap. `last` is frame_num of
    the last picture to which others refer. `begun` is where the picture under way begins (-1 = none does), `body_end`
    is behind its last unit so far, `end` behind the last picture; `understood` are the bytes of the whole ones with the
    sound behind them. `strangers` are pictures like them, between them, that do not go on with them; `refreshed` counts
    pictures that begin a sequence, and those of them that follow another one at once.
    """

    at: int
    taught: Taught
    heads: Table
    trial: bool = False
    banned: frozenset[Look] = frozenset()
    whole: int = 0
    end: int = 0
    last: int = -1
    begun: int = -1
    body_end: int = -1
    guessed: Look = ()
    previous: Look = ()
    looks: Counter[Look] = field(default_factory=Counter)
    begun_with: set[int] = field(default_factory=set)
    sets: set[int] = field(default_factory=set)
    understood: list[Span] = field(default_factory=list)
    fields: bool = False
    strangers: int = 0
    refreshed: tuple[int, int] = (0, 0)

    @property
    def merit(self) -> tuple[int, int]:
        """How many pictures it holds, and of as many how little it skips: a wrong one leaves pictures out."""
        return self.whole, -self.end

    def number(self, unit: Unit) -> int:
        """Its frame_num."""
        return unit.number >> NUMBER_BITS - self.taught.width

    def follows(self, unit: Unit) -> bool:
        """Whether the first slice of a picture goes on with the one before."""
        if not self.taught.width:
            return True
        return self.number(unit) == (0 if unit.refresh else (self.last + 1) % (1 << self.taught.width))

    def second_field(self, unit: Unit) -> bool:
        """Whether it is the second field of the frame under way (ITU-T H.264, 7.4.3)."""
        return bool(self.taught.width) and not unit.refresh and self.number(unit) == self.last

    def known(self, unit: Unit) -> bool:
        """Whether a picture may begin so behind a gap."""
        if unit.refresh:
            return True
        if self.trial:
            return unit.look not in self.banned
        return unit.look in self.taught.looks or unit.look in self.looks

    def take(self, unit: Unit, head: int, at: int) -> None:
        """A picture begins with a unit of those first two bytes; `unit` is its first slice."""
        self.guessed = unit.look if self.body_end not in (-1, at) and not unit.refresh else self.guessed
        if unit.refresh:
            begun, again = self.refreshed
            self.refreshed = begun + 1, again + (self.previous == unit.look)
        self.previous = unit.look
        self.looks[unit.look] += 1
        self.begun_with.add(head)
        if unit.referred and self.taught.width:
            self.last = self.number(unit)

    @property
    def mixed(self) -> bool:
        """Whether a second track of pictures seems to lie between them: they can't be told apart for certain."""
        begun, again = self.refreshed
        pairs = begun * 2 <= self.whole and again >= _OFTEN and again * 2 >= begun
        return pairs or self.strangers * _FEW > self.whole

    def lesson(self) -> Taught:
        """What comes often in it."""
        looks = frozenset(look for look, count in self.looks.items() if count >= _OFTEN)
        return Taught(self.taught.width, looks)
