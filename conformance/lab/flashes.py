"""When the flash-and-beep clip flashes: at irregular times, so that flashes meet a camera in every phase."""

from itertools import pairwise

SHORTEST, LONGEST = 0.7, 1.3  # s from flash to flash
LASTS = 0.1  # s
TONE = 1000  # Hz

_FIRST = 1.0  # s: a player's controls have gone
_GOLDEN = 0.6180339887498949  # its multiples modulo 1 fill the unit interval evenly and never repeat


def flashes(rate: int, refreshes: int) -> tuple[int, ...]:
    """Refreshes of the display at which a flash begins, of a clip that long; each is over before the clip ends."""
    found: list[int] = []
    at = _FIRST
    while round(at * rate) + flash_refreshes(rate) < refreshes:
        found.append(round(at * rate))
        at += SHORTEST + (LONGEST - SHORTEST) * (len(found) * _GOLDEN % 1.0)
    return tuple(found)


def flash_refreshes(rate: int) -> int:
    """How many refreshes a flash lasts."""
    return max(1, round(LASTS * rate))


def intervals(starts: tuple[int, ...]) -> tuple[int, ...]:
    """Refreshes from flash to flash."""
    return tuple(later - earlier for earlier, later in pairwise(starts))
