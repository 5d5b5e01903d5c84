"""From text to a tree: composes plain values from YAML events, and refuses what no document here needs."""

from typing import NoReturn, Protocol

import yaml

from conformance.errors import DocumentError, Mark, Problem
from conformance.strictyaml.scalars import Refused, key_of, value_of
from conformance.strictyaml.spelling import shown
from conformance.strictyaml.text import decoded, end_of, unprintable
from conformance.strictyaml.tree import MOST_PROBLEMS, Node, Place, Review, Tree, refusal

DEEPEST = 32
MOST_VALUES = 50_000

# the loader only lends its parser here; it constructs nothing
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# part of PyYAML's own message -> what to do
_HINTS = (
    ("block scalar", "a value that begins with '>' or '|' needs quotes, such as '>='"),
    ("mapping values are not allowed", "a value with ': ' in it needs quotes; otherwise mend the indentation"),
    ("cannot start any token", "a value that begins with this character needs quotes"),
    ("undefined tag handle", "tags are not allowed; write plain values, and text in quotes"),
)
_HINT = "mend the indentation, quotes or brackets here or just above"


def load(text: bytes, file: str) -> Tree:
    """Read a document; `file` only names it in messages.

    Raises:
        DocumentError: with all that is wrong, as far as the text could be read.
    """
    reading = review(text, file)
    reading.refuse()
    return reading.tree


def review(text: bytes, file: str) -> Review:
    """Read a document and go on past what is refused, so that a schema can add what else is wrong.

    A refused scalar stays as the text it is written in; of two equal keys the first stays; an alias becomes ''.

    Raises:
        DocumentError: the text can't be read to its end.
    """
    return _Composer(decoded(text, file), file).document()


class _YamlMark(Protocol):
    """What the marks of libyaml and of PyYAML have in common."""

    line: int
    column: int


class _Composer:
    """Composes one document from the events of PyYAML's parser."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._events = yaml.parse(text, Loader=_LOADER)
        self._found: list[tuple[Place, Problem]] = []
        self._marks: dict[Place, Mark] = {}
        self._keys: dict[Place, Mark] = {}

    def document(self) -> Review:
        self._next()
        start = self._next()
        if not isinstance(start, yaml.DocumentStartEvent):
            self._fail(Mark(self._file, 1, 1), "the document is empty; write its keys")
        if start.version or start.tags:
            self._note((), self._mark(start), "directives (%YAML, %TAG) are not allowed; remove the line")
        data = self._node((), self._next())
        self._next()
        end = self._next()
        if isinstance(end, yaml.DocumentStartEvent):
            self._fail(self._mark(end), "a second document begins here; keep one document a file")
        return Review(Tree(self._file, data, self._marks, self._keys), self._found)

    def _node(self, place: Place, event: yaml.Event) -> Node:
        mark = self._marks[place] = self._mark(event)
        if len(self._marks) > MOST_VALUES:
            self._fail(mark, f"the document has more than {MOST_VALUES} values; split it")
        if isinstance(event, yaml.AliasEvent):
            self._note(place, mark, f"alias *{event.anchor} is not allowed; write the value itself here")
            return ""
        anchor, tag = getattr(event, "anchor", ""), getattr(event, "tag", "")
        if anchor:
            self._note(place, mark, f"anchor &{anchor} is not allowed; write the value out in each place")
        if tag:
            spelled = tag.replace("tag:yaml.org,2002:", "!!")
            self._note(place, mark, f"tag {spelled} is not allowed; remove it, and write text in quotes")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(place, event)
        if len(place) >= DEEPEST:
            self._fail(mark, f"nested more than {DEEPEST} levels deep; write it flatter")
        return self._sequence(place) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(place)

    def _scalar(self, place: Place, event: yaml.ScalarEvent) -> Node:
        text: str = event.value
        if event.implicit[0]:
            value = value_of(text)
            if isinstance(value, Refused):
                self._note(place, self._mark(event), value.why)
                return text
            return value
        if hidden := unprintable(text):
            self._note(place, self._mark(event), f"control character U+{ord(hidden):04X} is not allowed; remove it")
        return text

    def _sequence(self, place: Place) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node((*place, len(items)), event))
        return items

    def _mapping(self, place: Place) -> dict[str, Node]:
        items: dict[str, Node] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(place, event)
            below = (*place, key)
            if key in items:
                first, again = self._keys[below].line, self._mark(event)
                below = (*place, f"{key} of line {again.line}")
                self._note(below, again, f"key {shown(key)} stands twice (first on line {first}); keep one of them")
                self._node(below, self._next())
                continue
            self._keys[below] = self._mark(event)
            items[key] = self._node(below, self._next())
        return items

    def _key(self, place: Place, event: yaml.Event) -> str:
        mark = self._mark(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._fail(mark, "a key must be one plain text; put quotes around a value that begins with '{', '[' or '*'")
        text: str = event.value
        below = (*place, text)
        if event.anchor or event.tag:
            self._note(below, mark, "anchors and tags are not allowed at keys; write the key alone")
        elif event.implicit[0] and isinstance(key := key_of(text), Refused):
            self._note(below, mark, key.why)
        elif hidden := unprintable(text):
            self._note(below, mark, f"control character U+{ord(hidden):04X} is not allowed in a key; remove it")
        return text

    def _next(self) -> yaml.Event:
        try:
            return next(self._events)
        except yaml.YAMLError as error:
            self._fail(*self._explained(error))

    def _explained(self, error: yaml.YAMLError) -> tuple[Mark, str]:
        if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
            return Mark(self._file, 1, 1), f"no YAML: {error}"
        at = error.problem_mark
        if at.index >= len(self._text):
            return end_of(
                self._text.rstrip(), self._file
            ), f"no YAML ({error.problem}): the text ends too early; {_HINT}"
        if self._text[at.index : at.index + 1] == "\t":
            return self._at(at), "a tab can't indent YAML; write spaces"
        said = " ".join(part for part in (error.context, error.problem) if part)
        hint = next((hint for part, hint in _HINTS if part in said), _HINT)
        return self._at(at), f"no YAML ({error.problem}): {hint}"

    def _mark(self, event: yaml.Event) -> Mark:
        return self._at(event.start_mark)

    def _at(self, mark: _YamlMark | None) -> Mark:
        if mark is None:
            return Mark(self._file, 1, 1)
        return Mark(self._file, mark.line + 1, mark.column + 1)

    def _note(self, place: Place, mark: Mark, message: str) -> None:
        self._found.append((place, Problem(mark, message)))
        if len(self._found) > MOST_PROBLEMS:
            raise refusal(problem for _, problem in self._found)

    def _fail(self, mark: Mark, message: str) -> NoReturn:
        problems: DocumentError = refusal([*(problem for _, problem in self._found), Problem(mark, message)])
        raise problems from None
