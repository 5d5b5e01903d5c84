"""Digits that one second hides, read from it and the seconds beside it that must show the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conformance.extract.burned_in.glyphs import Grey, Read, letters_of
from conformance.extract.burned_in.known import Known

_BESIDE = 9  # seconds to either side


@dataclass(frozen=True)
class Seen:
    """What one second shows: when it began, s, its line and the digits at the places of that; none if it is unclear.

    `helped` is True where some digit was decided with the seconds beside alone.
    """

    begins: float
    line: Grey | None
    digits: tuple[Read, ...]
    helped: bool = False


def completed(seen: Sequence[Seen], known: Known) -> list[Seen]:
    """Undecided digits before the last of the seconds, decided where the seconds beside help.

    While the last digit goes on without a 0 the one before stays, and while both go on without 00 all others do. A
    digit that one of those seconds shows otherwise stays undecided, for the clock may have been set.
    """
    tens = known.last - 1
    return _helped(_helped(seen, known, range(tens, tens + 1)), known, range(tens))


def _helped(seen: Sequence[Seen], known: Known, places: range) -> list[Seen]:
    """Undecided digits at some places, which stay while those behind them go on."""
    told = slice(places.stop, known.last + 1)
    values = [_value(one.digits[told]) for one in seen]
    helped = []
    for index, (one, value) in enumerate(zip(seen, values, strict=True)):
        undecided = [place for place in places if value is not None and one.digits[place].digit == "?"]
        if undecided and value is not None:
            near = range(max(0, index - _BESIDE), min(len(seen), index + _BESIDE + 1))
            same = [
                seen[other]
                for other in near
                if (shown := values[other]) is not None and abs(shown - value - seen[other].begins + one.begins) < 1
            ]
            digits = _together(one, same, known, undecided)
            helped.append(replace(one, digits=digits, helped=one.helped or digits != one.digits))
        else:
            helped.append(one)
    return helped


def _value(digits: Sequence[Read]) -> int | None:
    """The number that those digits are; None where one is undecided."""
    text = "".join(one.digit for one in digits)
    return int(text) if text.isdigit() else None


def _together(one: Seen, same: Sequence[Seen], known: Known, undecided: Sequence[int]) -> tuple[Read, ...]:
    """Digits of one second, the undecided ones read from all the lines together."""
    line = letters_of([other.line for other in same if other.line is not None], light=known.light)
    digits = list(one.digits)
    read = known.read(line, [known.places[place] for place in undecided])
    for place, digit in zip(undecided, read, strict=True):
        if {other.digits[place].digit for other in same} <= {digit.digit, "?"}:
            digits[place] = digit
    return tuple(digits)
