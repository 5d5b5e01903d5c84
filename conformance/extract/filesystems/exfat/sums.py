"""The one kind of checksum that exFAT keeps: bytes added up in a word that turns right by one bit before each.

Source: exFAT file system specification, figures 1 to 4.
"""

from functools import cache

_BITS, _WORD = 16, 0xFFFF


def sum32(data: bytes) -> int:
    """BootChecksum and TableChecksum."""
    total = 0
    for byte in data:
        total = (total >> 1 | (total & 1) << 31) + byte & 0xFFFF_FFFF
    return total


def sum16(data: bytes) -> int:
    """SetChecksum and NameHash: there are many of them, so the turned word is looked up."""
    turned, word = _turned(), 0
    for byte in data:
        word = turned[word + byte]
    return (word << 1 | word >> _BITS - 1) & _WORD


@cache
def _turned() -> tuple[int, ...]:
    """Each word turned right by one bit, also where a byte was added to it and it ran over."""
    return tuple((word & _WORD) >> 1 | (word & 1) << _BITS - 1 for word in range(_WORD + 0x100))
