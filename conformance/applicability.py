"""Whether a clause applies, by what a device declares: Kleene's three-valued logic over the statement's items."""

from collections.abc import Callable, Iterable
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from conformance.model.applicability import And, Compares, Expression, IsDeclared, Not, Or
from conformance.model.evidence import StatedValue
from conformance.model.facts import Absent
from conformance.model.measurement import Text, Value
from conformance.model.units import Quantity
from conformance.model.vocabulary import Relation

Answers: TypeAlias = Callable[[str], StatedValue | Absent]


class Truth(Enum):
    """Truth of an expression; unknown where an item that decides it is left open."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


def truth(expression: Expression, answers: Answers) -> Truth:
    """Truth of an expression under the answers of a statement."""
    match expression:
        case IsDeclared(item):
            return _declared(answers(item))
        case Compares():
            return _compared(expression, answers(expression.item))
        case Not(part):
            return Truth(2 - truth(part, answers).value)
        case And(parts):
            return min((truth(part, answers) for part in parts), key=lambda one: one.value)
        case Or(parts):
            return max((truth(part, answers) for part in parts), key=lambda one: one.value)


def deciding(expression: Expression, answers: Answers) -> tuple[str, ...]:
    """Items whose answers, or whose silence, make the expression what it is; once each, in the order of the text."""
    match expression:
        case IsDeclared(item) | Compares(item):
            return (item,)
        case Not(part):
            return deciding(part, answers)
        case And(parts) | Or(parts):
            whole = truth(expression, answers)
            return _once(item for part in parts if truth(part, answers) is whole for item in deciding(part, answers))


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _declared(answer: StatedValue | Absent) -> Truth:
    if not isinstance(answer, bool):
        return Truth.UNKNOWN
    return Truth.TRUE if answer else Truth.FALSE


def _compared(expression: Compares, answer: StatedValue | Absent) -> Truth:
    if isinstance(answer, bool | Absent):
        return Truth.UNKNOWN
    value = answer.to(expression.unit).value if isinstance(answer, Quantity) else answer
    return Truth.TRUE if _stands(value, expression.relation, expression.value) else Truth.FALSE


def _stands(value: Value, relation: Relation, bound: Value) -> bool:
    if isinstance(value, Text) or isinstance(bound, Text):
        return relation is Relation.EQUAL and value == bound
    orders: dict[Relation, Callable[[Fraction, Fraction], bool]] = {
        Relation.EQUAL: Fraction.__eq__,
        Relation.AT_LEAST: Fraction.__ge__,
        Relation.AT_MOST: Fraction.__le__,
        Relation.ABOVE: Fraction.__gt__,
        Relation.BELOW: Fraction.__lt__,
    }
    return orders[relation](value, bound)
