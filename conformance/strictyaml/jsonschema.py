"""Which keys and words a JSON Schema allows at a place of a document, for messages about those that are not."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from conformance.strictyaml.tree import Place

Schema: TypeAlias = Mapping[str, Any]


def keys_at(schema: Schema, place: Place) -> tuple[str, ...]:
    """Keys that a mapping at this place may have, over all branches of a union, in the order of the schema."""
    return tuple(dict.fromkeys(key for branch in _at(schema, place) for key in branch.get("properties", ())))


def words_at(schema: Schema, place: Place) -> tuple[str, ...]:
    """Words of the enumerations that may stand at this place; the empty one, which says nothing, is left out."""
    words: list[str] = []
    for branch in _at(schema, place):
        words += map(str, branch.get("enum", ()))
        if "const" in branch:
            words.append(str(branch["const"]))
        if "properties" in branch:
            words.append(f"a mapping with {', '.join(branch['properties'])}")
    return tuple(dict.fromkeys(word for word in words if word))


def _at(root: Schema, place: Place) -> tuple[Schema, ...]:
    branches = tuple(_branches(root, root))
    for part in place:
        below = (child for branch in branches for child in _below(branch, part))
        branches = tuple(branch for child in below for branch in _branches(child, root))
    return branches


def _branches(schema: Schema, root: Schema) -> Iterator[Schema]:
    if "$ref" in schema:
        yield from _branches(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root)
        return
    unions = [branch for word in ("anyOf", "oneOf", "allOf") for branch in schema.get(word, ())]
    if not unions:
        yield schema
    for branch in unions:
        yield from _branches(branch, root)


def _below(schema: Schema, part: str | int) -> Iterator[Schema]:
    if isinstance(part, int):
        if isinstance(schema.get("items"), Mapping):
            yield schema["items"]
    elif part in schema.get("properties", {}):
        yield schema["properties"][part]
    else:
        yield from schema.get("patternProperties", {}).values()
        if isinstance(schema.get("additionalProperties"), Mapping):
            yield schema["additionalProperties"]
