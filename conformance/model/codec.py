"""Frozen values to JSON and back, exactly: fractions as `30000/1001`, enumerations by their printed name."""

import base64
import json
import os
import re
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeAlias
from urllib.parse import quote, unquote_to_bytes

from pydantic import PlainSerializer, PlainValidator, TypeAdapter
from pydantic_core import SchemaValidator, core_schema


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
_FRACTION = re.compile("-?[0-9]{1,4000}(/[1-9][0-9]{0,3999})?")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def _reader(kind: Any) -> SchemaValidator:
    """Reads that type, and leaves a row at its first wrong item: an error for each of 10^7 takes gigabytes."""
    return SchemaValidator(_guarded(_adapter(kind).core_schema))


def _guarded(schema: Any) -> Any:
    """The schema with rows that fail fast and fractions that are read here."""
    if isinstance(schema, list | tuple):
        return type(schema)(map(_guarded, schema))
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "fraction":
        return core_schema.no_info_after_validator_function(_fraction, core_schema.str_schema(strict=True))
    copied = {key: _guarded(value) for key, value in schema.items()}
    return {**copied, "fail_fast": True} if schema.get("type") in _ROWS else copied


@lru_cache(maxsize=4096)
def _fraction(text: str) -> Fraction:
    """As it is written, and nothing else: `1e999999999` would never end. Limits and the like come again and again."""
    if not _FRACTION.fullmatch(text):
        raise ValueError("no fraction")
    return Fraction(text)


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
