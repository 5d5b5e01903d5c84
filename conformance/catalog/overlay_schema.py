"""The YAML document of an overlay as models, and the source of its JSON Schema."""

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter

from conformance.catalog.schema import Value
from conformance.model.vocabulary import Basis, Relation
from conformance.strictyaml import StrictModel


def _one_line(text: str) -> str:
    if len(text.splitlines()) > 1:
        raise ValueError("it must be one line")
    return text


# these stand in the sentence of a run, where a second line could pass for another statement
Note: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_one_line)]
Line: TypeAlias = Annotated[Note, StringConstraints(min_length=1)]


class OverlayHead(StrictModel):
    """Who supplies the limits, when they were read or set, and on what basis."""

    by: Line
    on: date
    basis: Basis


class LimitEntry(StrictModel):
    """One limit of one clause.

    `edition` and `page` say where a limit of a licensed copy stands, `number` the clause number printed there;
    `relation` only where it is another than the catalog's; `measurand` tells conditions of one clause apart.
    """

    clause: Value
    limit: Value | Annotated[tuple[Value, ...], Field(min_length=1)]
    measurand: Note = ""
    relation: Relation | Literal[""] = ""
    number: Note = ""
    edition: Note = ""
    page: Note = ""


class OverlayEntry(StrictModel):
    """The whole of an overlay file."""

    overlay: OverlayHead
    limits: Annotated[tuple[LimitEntry, ...], Field(min_length=1)]


OVERLAY: TypeAdapter[OverlayEntry] = TypeAdapter(OverlayEntry)
HEAD: TypeAdapter[OverlayHead] = TypeAdapter(OverlayHead)
LIMIT: TypeAdapter[LimitEntry] = TypeAdapter(LimitEntry)


def overlay_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of an overlay file, for editors that complete YAML."""
    return OVERLAY.json_schema(by_alias=True)
