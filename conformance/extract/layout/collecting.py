"""Collects the lines of one layout within bounds, with hostile names made harmless."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import groupby

from conformance.model.layout_facts import HeaderTimes, LayoutFacts, LayoutItem, Space, WriterText

MOST_ITEMS = 4096
MOST_ELEMENTS = 1 << 16  # that are looked at beside media
MOST_PLACES = 256  # of writers, times, spaces each
MOST_DEEP = 12
LONGEST = 400  # characters of a value
LONGEST_HEX = 256  # bytes that are shown one by one
_RESERVED = {"/": "\\x2f", ":": "\\x3a"}


def shown(data: bytes | str) -> str:
    """Text of a file as it may be printed: what is no letter is escaped, and much of it is cut."""
    text = data.decode("utf-8", "backslashreplace") if isinstance(data, bytes) else data
    said = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text[:LONGEST])
    return said if len(text) <= LONGEST else f"{said}... ({len(text)} characters)"


def name(kind: bytes | str) -> str:
    """The name of an element as a part of a path."""
    text = kind.decode("latin-1") if isinstance(kind, bytes) else kind
    return "".join(_RESERVED.get(one, one) for one in shown(text))


def hexadecimal(data: bytes) -> str:
    """Bytes, or their digest where they are many."""
    return data.hex() if len(data) <= LONGEST_HEX else f"{len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}"


def in_order(names: Iterable[str]) -> str:
    """Names in their order, neighbours of one name told once and marked."""
    runs = ((one, sum(1 for _ in group)) for one, group in groupby(names))
    text = " ".join(f"{one}+" if count > 1 else one for one, count in runs)
    return text if len(text) <= LONGEST else f"sha256 {hashlib.sha256(text.encode()).hexdigest()}"


def numbered(kinds: Sequence[str], always: frozenset[str] = frozenset()) -> list[str]:
    """Names of brothers, those of one name told apart by a number."""
    seen: dict[str, int] = {}
    found = []
    for kind in kinds:
        number = seen[kind] = seen.get(kind, -1) + 1
        found.append(f"{kind}[{number}]" if number or kind in always else kind)
    return found


class Lines:
    """Takes the lines of one file; once there are too many of anything, it says so and takes no more of it."""

    def __init__(self) -> None:
        self._items: dict[str, LayoutItem] = {}
        self._writers: list[WriterText] = []
        self._elements = 0
        self._cut: dict[str, None] = {}
        self.times: list[HeaderTimes] = []
        self.free: list[Space] = []
        self.xmp: list[Space] = []
        self.descriptions: list[int] = []

    def admits(self, depth: int = 0) -> bool:
        """Count one element that is looked at; False where no more are."""
        self._elements += 1
        if depth > MOST_DEEP:
            self.cut(f"elements more than {MOST_DEEP} deep")
        elif self._elements > MOST_ELEMENTS:
            self.cut(f"more than {MOST_ELEMENTS} elements")
        else:
            return True
        return False

    def cut(self, what: str) -> None:
        """Note what is not read."""
        self._cut[what] = None

    def item(self, path: str, value: str, offset: int) -> None:
        """One line; the first one of a path is kept."""
        if len(self._items) >= MOST_ITEMS:
            self.cut(f"more than {MOST_ITEMS} lines")
        else:
            self._items.setdefault(path, LayoutItem(path, value, offset))

    def fields(self, path: str, offset: int, fields: Iterable[tuple[str, object]]) -> None:
        """Lines of the fields of one element."""
        for field, value in fields:
            self.item(f"{path}:{field}", str(value), offset)

    def writer(self, path: str, text: bytes | str, offset: int) -> str:
        """Text in which a writer may name itself; as it may be printed."""
        bare = text.strip(b"\0 ") if isinstance(text, bytes) else text.strip("\0 ")
        said = shown(bare)
        if said and len(self._writers) < MOST_PLACES:
            self._writers.append(WriterText(path, said, offset))
        return said

    def frozen(self, container: str) -> LayoutFacts:
        """The facts."""
        return LayoutFacts(
            container=container,
            items=tuple(self._items.values()),
            writers=tuple({(one.path, one.text): one for one in reversed(self._writers)}.values())[::-1],
            times=tuple(self.times[:MOST_PLACES]),
            free=tuple(self.free[:MOST_PLACES]),
            xmp=tuple(self.xmp[:MOST_PLACES]),
            descriptions=tuple(self.descriptions[:MOST_PLACES]),
            cut="; ".join(self._cut),
        )
