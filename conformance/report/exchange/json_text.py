"""JSON for programs that people look into too: a field a line, and an object a line where a field lists objects.

Python writes indented JSON six times slower than the same in one line.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias, TypeGuard

from conformance.report.escapes import encodable
from conformance.report.exchange.fields import Json

Document: TypeAlias = "Mapping[str, Json | Iterator[Json]]"  # an iterator stands for a list of objects


def json_text(document: Document) -> str:
    """The text of a document, keys in its own order; every surrogate is escaped visibly, so that UTF-8 can hold it."""
    return "".join(json_pieces(document))


def json_pieces(document: Document) -> Iterator[str]:
    """The same piece by piece: of a list of objects no more than one is held at a time."""
    before = "{\n"
    for key, value in document.items():
        yield f"{before} {_one(key)}: "
        before = ",\n"
        if isinstance(value, Iterator) or _lists_objects(value):
            yield from _objects(value)
        else:
            yield _one(value)
    yield "\n}\n"


def _lists_objects(value: Json) -> TypeGuard[list[Json]]:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _objects(values: Iterable[Json]) -> Iterator[str]:
    before = "[\n  "
    for value in values:
        yield f"{before}{_one(value)}"
        before = ",\n  "
    yield "[]" if before.startswith("[") else "\n ]"


def _one(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text if _holds(text) else json.dumps(_encodable(value), ensure_ascii=False, allow_nan=False)


def _holds(text: str) -> bool:
    """False where a surrogate stands in it, which UTF-8 can't hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _encodable(value: Json) -> Json:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    if isinstance(value, dict):
        return {encodable(key): _encodable(item) for key, item in value.items()}
    return value
