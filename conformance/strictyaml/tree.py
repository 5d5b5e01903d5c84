"""A YAML document as plain values that know where they stand, and the list of what is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from conformance.errors import DocumentError, Mark, Problem

Node: TypeAlias = "str | int | float | bool | list[Node] | dict[str, Node]"
Place: TypeAlias = tuple[str | int, ...]

MOST_PROBLEMS = 100  # shown; a document with several times as many is not read on
_MOST_NOTED = 3 * MOST_PROBLEMS
_LONGEST_MESSAGE = 2000


def child(node: Node, part: str | int) -> Node:
    """The value right below, under a key or an index.

    Raises:
        KeyError: nothing stands there.
    """
    if isinstance(node, dict) and isinstance(part, str):
        return node[part]
    if isinstance(node, list) and isinstance(part, int) and part < len(node):
        return node[part]
    raise KeyError(part)


@dataclass(frozen=True)
class Tree:
    """Plain values of one document; `marks` has each value's place in the text, `keys` each key's."""

    file: str
    data: Node
    marks: Mapping[Place, Mark]
    keys: Mapping[Place, Mark]

    def at(self, place: Place) -> Node:
        """The value at a place.

        Raises:
            KeyError: nothing stands there.
        """
        node = self.data
        for part in place:
            node = child(node, part)
        return node

    def children(self, place: Place) -> tuple[Place, ...]:
        """Places right below, in the order of the text; none where nothing stands, or no list or mapping."""
        try:
            node = self.at(place)
        except KeyError:
            return ()
        if isinstance(node, dict):
            return tuple((*place, key) for key in node)
        return tuple((*place, index) for index in range(len(node))) if isinstance(node, list) else ()

    def texts(self, places: Iterable[Place]) -> tuple[tuple[Place, str], ...]:
        """Those of the places where a text stands, with the text."""
        found = []
        for place in places:
            try:
                node = self.at(place)
            except KeyError:
                continue
            if isinstance(node, str):
                found.append((place, node))
        return tuple(found)

    def mark_of(self, place: Place) -> Mark:
        """Where the value at a place begins; its nearest ancestor's beginning where nothing stands there."""
        while place and place not in self.marks:
            place = place[:-1]
        return self.marks.get(place, Mark(self.file, 1, 1))

    def key_mark_of(self, place: Place) -> Mark:
        """Where the key of a place stands; as `mark_of` where it has none."""
        return self.keys[place] if place in self.keys else self.mark_of(place)


class Review:
    """A document under review: its tree, and what was found wrong so far.

    What the reader refused is already complained about: nothing more is noted at that place or below it. Noting raises
    `DocumentError` when there is far more wrong than anyone reads.
    """

    def __init__(self, tree: Tree, found: Iterable[tuple[Place, Problem]] = ()) -> None:
        self.tree = tree
        self._found = list(found)
        self._refused = frozenset(place for place, _ in self._found)
        self._unsound = {place[:length] for place, _ in self._found for length in range(len(place) + 1)}

    def note(self, place: Place, message: str) -> None:
        """Note a problem with the value at a place."""
        self._note(place, Problem(self.tree.mark_of(place), message))

    def note_key(self, place: Place, message: str) -> None:
        """Note a problem with the key of a place."""
        self._note(place, Problem(self.tree.key_mark_of(place), message))

    def is_sound(self, place: Place) -> bool:
        """True where nothing was noted at a place or below it."""
        return place not in self._unsound

    def refuse(self) -> None:
        """End the review.

        Raises:
            DocumentError: something was noted; the problems come in the order of the text.
        """
        if self._found:
            raise refusal(problem for _, problem in self._found)

    def _note(self, place: Place, problem: Problem) -> None:
        above = {place[:length] for length in range(len(place) + 1)}
        if self._refused.isdisjoint(above):
            self._found.append((place, problem))
            self._unsound |= above
        if len(self._found) >= _MOST_NOTED:
            self.refuse()


def refusal(problems: Iterable[Problem]) -> DocumentError:
    """The error that lists problems once each, in the order of the text; the first `MOST_PROBLEMS` of them."""
    short = (Problem(problem.mark, problem.message[:_LONGEST_MESSAGE]) for problem in problems)
    ordered = sorted(dict.fromkeys(short), key=lambda problem: (problem.mark.line, problem.mark.column))
    if len(ordered) > MOST_PROBLEMS:
        message = f"and {len(ordered) - MOST_PROBLEMS} or more problems from here on; mend those above first"
        more = Problem(ordered[MOST_PROBLEMS].mark, message)
        ordered = [*ordered[:MOST_PROBLEMS], more]
    return DocumentError(tuple(ordered))
