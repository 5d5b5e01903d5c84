"""The order of firmware versions, so that V2.10.1 comes after V2.9."""

import re
from typing import TypeAlias

_RUNS = re.compile(r"([0-9]+)")

VersionKey: TypeAlias = tuple[tuple[int, str], ...]


def version_key(version: str) -> VersionKey:
    """Sorts versions: runs of ASCII digits as numbers, what stands between them as text, letter case included.

    What goes on comes later: 2.0 < 2.0.1, and also 2.0 < 2.0-rc1.
    """
    runs = _RUNS.split(version)  # text and digits take turns, so that like is compared with like
    return tuple(_digits(run) if index % 2 else (0, run) for index, run in enumerate(runs))


def same_scheme(one: str, other: str) -> bool:
    """True where both have the same text before their first digit: V2.1 and 3.0 are not numbered alike."""
    return _RUNS.split(one)[0] == _RUNS.split(other)[0]


def lies_within(version: str, low: str, high: str) -> bool:
    """True where the version lies in the range, both ends included; '' = no such end, or no version.

    No version, or one that is numbered in another way than an end, lies in no range.
    """
    ends = [end for end in (low, high) if end]
    if not version or not all(same_scheme(version, end) for end in ends):
        return not ends
    key = version_key(version)
    return (not low or version_key(low) <= key) and (not high or key <= version_key(high))


def _digits(run: str) -> tuple[int, str]:
    """A number of any length: the longer one is greater, and equally long ones compare as text."""
    number = run.lstrip("0")
    return len(number), number
