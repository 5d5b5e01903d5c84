"""Frozen values to JSON and back, exactly: fractions as `30000/1001`, enumerations by their printed name."""

import base64
import json
import os
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeAlias
from urllib.parse import quote, unquote_to_bytes

from pydantic import PlainSerializer, PlainValidator, TypeAdapter
from pydantic_core import SchemaValidator


def _path_as_text(path: Path) -> str:
    return quote(os.fsencode(path), safe="/")


def _path_from_text(text: str | Path) -> Path:
    return text if isinstance(text, Path) else Path(os.fsdecode(unquote_to_bytes(text)))


# A path whose name need not be Unicode: percent-encoded in JSON.
EncodedPath: TypeAlias = Annotated[Path, PlainValidator(_path_from_text), PlainSerializer(_path_as_text)]


def _bytes_from_text(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else base64.b64decode(text, validate=True)


# Bytes that are no text: base64 in JSON.
EncodedBytes: TypeAlias = Annotated[
    bytes, PlainValidator(_bytes_from_text), PlainSerializer(lambda data: base64.b64encode(data).decode())
]


_ROWS = frozenset({"list", "tuple", "set", "frozenset"})


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def _reader(kind: Any) -> SchemaValidator:
    """Reads that type, and leaves a row at its first wrong item: an error for each of 10^7 takes gigabytes."""
    return SchemaValidator(_failing_fast(_adapter(kind).core_schema))


def _failing_fast(schema: Any) -> Any:
    if isinstance(schema, list | tuple):
        return type(schema)(map(_failing_fast, schema))
    if not isinstance(schema, dict):
        return schema
    copied = {key: _failing_fast(value) for key, value in schema.items()}
    return {**copied, "fail_fast": True} if schema.get("type") in _ROWS else copied


def get_ready(kind: Any) -> None:
    """Do now what the first value of that type would wait for: about 50 ms for the facts of a recording."""
    _reader(kind)


def encode(kind: Any, value: object) -> bytes:
    """JSON text of a frozen value of that type."""
    return _adapter(kind).dump_json(value)


def decode_strange(kind: Any, text: bytes) -> Any:
    """The same of a text that anybody may have written: its errors point at what is wrong and copy none of it."""
    try:
        read = json.loads(text)
    except RecursionError as error:
        raise ValueError("rows within rows, deeper than any value is") from error
    return _reader(kind).validate_python(read)


def decode(kind: Any, text: bytes | str) -> Any:
    """The frozen value of that type; ValueError where the text is something else."""
    return _reader(kind).validate_json(text)
