"""Frozen values to JSON and back, exactly: fractions as `30000/1001`, enumerations by their printed name."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def encode(kind: Any, value: object) -> bytes:
    """JSON text of a frozen value of that type."""
    return _adapter(kind).dump_json(value)


def decode(kind: Any, text: bytes | str) -> Any:
    """The frozen value of that type; `pydantic.ValidationError` where the text is something else."""
    return _adapter(kind).validate_json(text)
