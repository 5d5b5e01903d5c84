"""When a clause applies: a small expression over the items of the implementation statement."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from conformance.model.measurement import Value
from conformance.model.vocabulary import Relation


@dataclass(frozen=True)
class IsDeclared:
    """True where the statement answers an item of kind `bool` with true."""

    item: str


@dataclass(frozen=True)
class Compares:
    """True where the declared value of an item stands in the relation to `value`, both in `unit`."""

    item: str
    relation: Relation
    value: Value
    unit: str


@dataclass(frozen=True)
class Not:
    """The opposite of its part."""

    part: "Expression"
    operator: Literal["not"] = "not"


@dataclass(frozen=True)
class And:
    """True where every part is (Kleene's three-valued logic)."""

    parts: tuple["Expression", ...]
    operator: Literal["and"] = "and"


@dataclass(frozen=True)
class Or:
    """True where some part is (Kleene's three-valued logic)."""

    parts: tuple["Expression", ...]
    operator: Literal["or"] = "or"


Expression: TypeAlias = IsDeclared | Compares | Not | And | Or


@dataclass(frozen=True)
class Applicability:
    """An expression with its text as the catalog writes it."""

    text: str
    expression: Expression


@dataclass(frozen=True)
class Always:
    """No statement makes the clause not applicable."""

    always: Literal[True] = True


ALWAYS = Always()


def items_of(expression: Expression) -> tuple[str, ...]:
    """Items that an expression asks for, once each, in the order of the text."""
    match expression:
        case IsDeclared(item) | Compares(item):
            return (item,)
        case Not(part):
            return items_of(part)
        case And(parts) | Or(parts):
            return tuple(dict.fromkeys(item for part in parts for item in items_of(part)))
