"""The implementation statement (ICS): what the vendor of a device is asked, and how evidence bears an answer out."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from conformance.model.measurement import Value
from conformance.model.vocabulary import ItemKind, Relation
from conformance.model.words import Words


@dataclass(frozen=True)
class ShownByLimit:
    """A `bool` item is shown by any one recording whose measurand stands in the relation to the limit."""

    measurand: str
    unit: str
    relation: Relation
    limit: Value


@dataclass(frozen=True)
class ShownByValue:
    """A `choice` is shown by its value; a `quantity` is the greatest value that any recording shows."""

    measurand: str
    unit: str


@dataclass(frozen=True)
class NotShown:
    """No measurand bears the item out."""

    shown: Literal[False] = False


ShownBy: TypeAlias = ShownByLimit | ShownByValue | NotShown


@dataclass(frozen=True)
class StatementItem:
    """One question; `unit` is `text` but for quantities, `choices` are empty but for choices."""

    id: str
    kind: ItemKind
    question: Words
    unit: str
    choices: tuple[str, ...]
    shown_by: ShownBy
