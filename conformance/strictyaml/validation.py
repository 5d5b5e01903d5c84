"""Pydantic models over strict YAML: what does not fit becomes a problem with its place and the valid words."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from conformance.strictyaml.jsonschema import keys_at, words_at
from conformance.strictyaml.scalars import quoted
from conformance.strictyaml.spelling import nearest, shown, suggestion
from conformance.strictyaml.tree import Node, Place, Review, Tree, child

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

# pydantic's error type -> what it wants
_WANTED = {
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "list_type": "a list",
    "tuple_type": "a list",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "text",
}
_CHOICES = ("enum", "literal_error")


class StrictModel(BaseModel):
    """Base of every model of a YAML document: no unknown keys, no conversions but text to enum and text to date."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def validate(model: type[M], tree: Tree) -> M:
    """The whole document as a model.

    Raises:
        DocumentError: with all that does not fit.
    """
    adapter, reviewed = TypeAdapter(model), Review(tree)
    check(adapter, reviewed)
    reviewed.refuse()
    return _instance(adapter, tree, ())


def check(adapter: TypeAdapter[Any], reviewed: Review) -> None:
    """Note everything in a document that does not fit a type."""
    try:
        _instance(adapter, reviewed.tree, ())
    except ValidationError as error:
        _Report(adapter, reviewed, error.errors(include_url=False)).note_all()


def sound(adapter: TypeAdapter[T], reviewed: Review, places: Iterable[Place]) -> Iterator[tuple[Place, T]]:
    """The values, as a type, at those places where nothing was noted so far; `check` has run over the document."""
    for place in places:
        if not reviewed.is_sound(place):
            continue
        try:
            value = _instance(adapter, reviewed.tree, place)
        except ValidationError:  # `check` never looked at it, for something above was refused
            continue
        yield place, value


def _instance(adapter: TypeAdapter[T], tree: Tree, place: Place) -> T:
    # as JSON, for strict means there: texts become enums and dates, lists become tuples, and nothing else changes
    return adapter.validate_json(json.dumps(tree.at(place)))


@lru_cache(maxsize=8)
def _json_schema(adapter: TypeAdapter[Any]) -> Mapping[str, Any]:
    return adapter.json_schema()


class _Report:
    """Turns the errors of one validation into problems; several errors at one place come from a union."""

    def __init__(self, adapter: TypeAdapter[Any], reviewed: Review, errors: Sequence[ErrorDetails]) -> None:
        self._schema = _json_schema(adapter)
        self._reviewed = reviewed
        self._by_place: dict[Place, list[ErrorDetails]] = defaultdict(list)
        for error in errors:
            self._by_place[place_of(error["loc"], reviewed.tree.data)].append(error)
        self._above = {place[:length] for place in self._by_place for length in range(len(place))}

    def note_all(self) -> None:
        """Note the problems of every place."""
        for place, errors in self._by_place.items():
            self._note(place, [error for error in errors if not self._is_other_branch(place, error)])

    def _is_other_branch(self, place: Place, error: ErrorDetails) -> bool:
        """True where a union's branch of the right shape, or an item of a list, has complained further below."""
        return place in self._above and error["type"] in (*_WANTED, *_CHOICES, "too_short")

    def _note(self, place: Place, errors: Sequence[ErrorDetails]) -> None:
        said = [error for error in errors if error["type"] not in _WANTED]
        for error in said:
            if error["type"] == "missing":
                self._note_missing(place, str(error["loc"][-1]))
            elif error["type"] == "extra_forbidden":
                self._note_unknown_key(place)
            elif error["loc"][-1] == "[key]":
                self._reviewed.note_key(place, self._sentence(place, error))
            else:
                self._reviewed.note(place, self._sentence(place, error))
        if errors and not said:
            wanted = dict.fromkeys(_WANTED[error["type"]] for error in errors)
            self._reviewed.note(place, self._unwanted(place, tuple(wanted)))

    def _note_missing(self, place: Place, key: str) -> None:
        unknown = [
            str(at[-1])
            for at, errors in self._by_place.items()
            if at[:-1] == place and errors[0]["type"] == "extra_forbidden"
        ]
        if not nearest(key, unknown):  # else it is there, misspelled
            self._reviewed.note(place, f"key {key!r} is missing here; write it")

    def _note_unknown_key(self, place: Place) -> None:
        key, valid = str(place[-1]), keys_at(self._schema, place[:-1])
        if key in valid:
            self._reviewed.note_key(place, f"key {shown(key)} does not go with the other keys here; remove it, or them")
        else:
            self._reviewed.note_key(place, f"unknown key {shown(key)}; {suggestion(key, valid)}")

    def _sentence(self, place: Place, error: ErrorDetails) -> str:
        node, kind = self._reviewed.tree.at(place), error["type"]
        if kind in _CHOICES:
            return f"{shown(node)} is not valid here; {suggestion(str(node), words_at(self._schema, place))}"
        if kind == "string_too_short":
            return "the text is empty; write it"
        if kind == "string_pattern_mismatch":
            name = place[-1] if error["loc"][-1] == "[key]" else node
            return f"{shown(name)} is not spelled as wanted; it must match {error['ctx']['pattern']}"
        message = error["msg"].removeprefix("Value error, ")
        return f"{shown(node)} does not fit: {message[:1].lower()}{message[1:]}"

    def _unwanted(self, place: Place, wanted: Sequence[str]) -> str:
        node = self._reviewed.tree.at(place)
        sentence = f"{shown(node)} stands where {' or '.join(wanted)} is wanted"
        if "text" in wanted and isinstance(node, int | float):
            written = "true" if node is True else "false" if node is False else repr(node)
            return f"{sentence}; if it is text, put it in quotes: {quoted(written)}"
        return sentence


def place_of(loc: Sequence[int | str], data: Node) -> Place:
    """The place of a pydantic location: without labels of union branches and keys that are missing."""
    place: list[int | str] = []
    node = data
    for part in loc:
        try:
            node = child(node, part)
        except KeyError:
            continue
        place.append(part)
    return tuple(place)
