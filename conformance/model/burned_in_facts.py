"""What the clock in the pictures shows, second by second, as it was read: digits, and pictures by their number."""

from dataclasses import dataclass

from conformance.model.areas import Rectangle


@dataclass(frozen=True)
class ShownSecond:
    """One second as pictures `first` to `last` show it; its tick lies between the pictures `after` and `first`.

    `after` is -1 where the tick was not seen. `clock` are the digits that end with the seconds, of the time or of
    date and time; `before` and `behind` are digits of the same line, groups parted by a space; '?' is an undecided one.
    `followed` is True where something may stand behind the time: AM or PM, a zone, or what is filmed. `margin` is the
    correlation by which the least certain digit won. `helped` is True where a digit was hidden for the whole second,
    and read from the seconds beside.
    """

    after: int
    first: int
    last: int
    before: str
    clock: str
    behind: str
    followed: bool
    margin: float
    helped: bool = False


@dataclass(frozen=True)
class ShownLine:
    """Where the digits of the clock's line stand, from picture `since` on."""

    since: int
    place: Rectangle


@dataclass(frozen=True)
class BurnedIn:
    """A clock that is part of the pictures; no `seconds` where none was found. `pictures` were looked at.

    `lines` are in order of their pictures: each span of a file learns for itself where the line stands.
    """

    pictures: int
    seconds: tuple[ShownSecond, ...]
    lines: tuple[ShownLine, ...] = ()
