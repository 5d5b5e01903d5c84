"""Turns names into the upper case of the volume's own up-case table, by which exFAT compares and hashes them.

Source: exFAT file system specification, section 7.2.
"""

import numpy as np
import numpy.typing as npt

from conformance.extract.filesystems.exfat.sums import sum16

MOST_BYTES = 1 << 18  # twice what a table without compression takes
_CHARACTERS = 1 << 16
_SAME = 0xFFFF  # followed by a count: that many characters stay what they are
_MANDATORY = 128


class Upcase:
    """An up-case table; `hashes` is False where it is not the volume's, so that no hash can be checked by it."""

    def __init__(self, table: npt.NDArray[np.uint16], *, hashes: bool) -> None:
        self._table, self.hashes = table, hashes

    def upper(self, name: bytes) -> bytes:
        """A name of UTF-16, little-endian, in upper case."""
        return bytes(self._table[np.frombuffer(name, "<u2")].astype("<u2").tobytes())

    def hash_of(self, upper: bytes) -> int:
        """The NameHash of a name that is in upper case."""
        return sum16(upper)


def plain() -> Upcase:
    """The mandatory part only: for a volume whose own table can't be had."""
    return Upcase(_mandatory(), hashes=False)


def unpacked(data: bytes) -> Upcase | str:
    """The table as it stands on the volume, or why it is none. Characters that it does not reach stay what they are."""
    words = np.frombuffer(data[: len(data) & ~1], "<u2")
    table = np.arange(_CHARACTERS, dtype=np.uint16)
    at, character = 0, 0
    # a mark of compression with no count behind it is the last character, which stays what it is
    marks = [*(int(mark) for mark in np.flatnonzero(words[:-1] == _SAME)), len(words)]
    for mark in marks:
        if mark < at:
            continue
        mapped = words[at:mark]
        if character + len(mapped) > _CHARACTERS:
            return f"maps more than {_CHARACTERS} characters"
        table[character : character + len(mapped)] = mapped
        character += len(mapped) + (int(words[mark + 1]) if mark < len(words) else 0)
        at = mark + 2
    if not np.array_equal(table[:_MANDATORY], _mandatory()[:_MANDATORY]):
        return "does not map the first 128 characters as is mandatory"
    return Upcase(table, hashes=True)


def _mandatory() -> npt.NDArray[np.uint16]:
    table = np.arange(_CHARACTERS, dtype=np.uint16)
    table[ord("a") : ord("z") + 1] -= ord("a") - ord("A")
    return table
