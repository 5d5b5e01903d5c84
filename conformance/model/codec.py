"""Frozen values to JSON and back, exactly: fractions as `30000/1001`, enumerations by their printed name."""

import base64
import os
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeAlias
from urllib.parse import quote, unquote_to_bytes

from pydantic import PlainSerializer, PlainValidator, TypeAdapter


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


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def encode(kind: Any, value: object) -> bytes:
    """JSON text of a frozen value of that type."""
    return _adapter(kind).dump_json(value)


def decode(kind: Any, text: bytes | str) -> Any:
    """The frozen value of that type; ValueError where the text is something else."""
    return _adapter(kind).validate_json(text)
