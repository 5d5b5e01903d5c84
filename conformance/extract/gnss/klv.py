"""Walks GPMF, GoPro's key-length-value structure, and decodes the numbers in it.

Source: GPMF introduction, github.com/gopro/gpmf-parser, docs/README.md ("Length", "Type", "Alignment and Storage",
"Complex structures"). Everything is big-endian; an item is a key of four characters, a type, the size of one structure,
how many there are, and those, padded to 32 bits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from struct import Struct
from typing import NamedTuple

NESTED = 0
COMPLEX = ord("?")
MOST_ITEMS = 4096  # of one payload: a second of the richest camera takes some 300
MOST_ROWS = 512  # of one item: no receiver gives as many fixes a second

_HEAD = Struct(">4sBBH")
_CODES = {"b": "b", "B": "B", "s": "h", "S": "H", "l": "i", "L": "I", "j": "q", "J": "Q", "f": "f", "d": "d"}
_ARRAY = re.compile(r"(.)\[([0-9]{1,3})\]")
_LARGEST = 255  # bytes of one structure


class Item(NamedTuple):
    """One item; `body` is its payload without the padding."""

    key: bytes
    type: int
    size: int
    repeat: int
    body: bytes


@dataclass
class Budget:
    """How many items may still be read, and how many are damaged: none of a payload is read twice."""

    items: int = MOST_ITEMS
    damaged: int = 0


def items(data: bytes, budget: Budget) -> Iterator[Item]:
    """The items that tile `data`, as far as they do; zeros behind the last one are padding."""
    at = 0
    while at < len(data):
        if at + _HEAD.size > len(data) or not budget.items:
            budget.damaged += any(data[at:])
            return
        key, kind, size, repeat = _HEAD.unpack_from(data, at)
        start, length = at + _HEAD.size, size * repeat
        if start + length > len(data) or not any(key):
            budget.damaged += any(data[at:])
            return
        budget.items -= 1
        yield Item(key, kind, size, repeat, data[start : start + length])
        at = start + (length + 3) // 4 * 4


def kinds(item: Item, layout: str) -> str:
    """The type of every number in one structure, '' where they are no numbers or don't fill it.

    `layout` is what TYPE says of a complex structure; other items have one type, as often as the structure has room.
    """
    found = _expanded(layout) if item.type == COMPLEX else chr(item.type)
    if not found or any(kind not in _CODES for kind in found):
        return ""
    times, rest = divmod(item.size, _struct(found).size)
    if rest or not times or (item.type == COMPLEX and times != 1):
        return ""
    return found * times


def rows(item: Item, layout: str) -> list[tuple[float, ...]]:
    """The first structures of an item, each as its numbers; none where `kinds` tells none."""
    found = kinds(item, layout)
    return list(islice(_struct(found).iter_unpack(item.body), MOST_ROWS)) if found else []


def text(item: Item) -> str:
    """The characters of an item, without the zeros that end them."""
    return item.body.decode("latin-1").rstrip("\0")


def _struct(found: str) -> Struct:
    return Struct(">" + "".join(_CODES[kind] for kind in found))


def _expanded(layout: str) -> str:
    """`f[8]L` as `ffffffffL`; '' for one that no structure has room for."""
    found = _ARRAY.sub(lambda part: part[1] * min(int(part[2]), _LARGEST + 1), layout[:_LARGEST])
    return found if len(found) <= _LARGEST else ""
