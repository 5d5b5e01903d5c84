"""JSON for programs that people look into too: a field a line, and an object a line where a field lists objects.

Python writes indented JSON six times slower than the same in one line.
"""

import json

from conformance.report.escapes import encodable
from conformance.report.exchange.fields import Json


def json_text(document: dict[str, Json]) -> str:
    """The text of a document, keys in its own order; every surrogate is escaped visibly, so that UTF-8 can hold it."""
    text = _lines(document)
    return text if _holds(text) else _lines(_encoded(document))


def _lines(document: dict[str, Json]) -> str:
    return "{\n" + ",\n".join(f" {_one(key)}: {_field(value)}" for key, value in document.items()) + "\n}\n"


def _field(value: Json) -> str:
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return "[\n  " + ",\n  ".join(map(_one, value)) + "\n ]"
    return _one(value)


def _one(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _holds(text: str) -> bool:
    """False where a surrogate stands in it, which UTF-8 can't hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _encoded(document: dict[str, Json]) -> dict[str, Json]:
    return {encodable(key): _encodable(item) for key, item in document.items()}


def _encodable(value: Json) -> Json:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    if isinstance(value, dict):
        return _encoded(value)
    return value
