"""The published JSON Schema of `results.json`, as the package ships it."""

import json
from importlib.resources import files
from typing import Any


def results_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of schema 1 of `results.json`; it knows every field, and refuses any other."""
    text = files(__package__).joinpath("results.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
