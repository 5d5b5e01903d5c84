"""Clauses that no single value meets together: one capture can't serve them, and the plan has to say so."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from types import MappingProxyType

from conformance.model.applicability import Always
from conformance.model.clause import AllOf, Clause, Condition, Limit, Requirement
from conformance.model.measurement import Text, Value
from conformance.model.vocabulary import Relation

_STANDS: Mapping[Relation, Callable[[Fraction, Fraction], bool]] = MappingProxyType(
    {
        Relation.AT_LEAST: Fraction.__ge__,
        Relation.AT_MOST: Fraction.__le__,
        Relation.WITHIN: Fraction.__le__,
        Relation.ABOVE: Fraction.__gt__,
        Relation.BELOW: Fraction.__lt__,
        Relation.STRICTLY_WITHIN: Fraction.__lt__,
    }
)


@dataclass(frozen=True)
class Contradiction:
    """Clauses that ask what can't be had together of one measurand, in the order of the catalog."""

    measurand: str
    clauses: tuple[Clause, ...]


def contradictions(clauses: tuple[Clause, ...]) -> tuple[Contradiction, ...]:
    """One entry a measurand: every clause that some other one excludes, by the limits that are known.

    Clauses that the statement may set aside are left out: they need not meet on one device.
    """
    asked: dict[tuple[str, str], list[tuple[Clause, Condition]]] = {}
    for clause in clauses:
        for condition in _required(clause.requirement) if isinstance(clause.applies, Always) else ():
            asked.setdefault((condition.measurand, condition.unit), []).append((clause, condition))
    found = ((name, tuple(_excluded(pairs))) for (name, _), pairs in asked.items())
    return tuple(Contradiction(name, mine) for name, mine in found if mine)


def _required(requirement: Requirement) -> tuple[Condition, ...]:
    """Conditions that have to be met whatever else is; a rate that is only a name excludes nothing for certain."""
    match requirement:
        case Condition(limit=Limit(), nominal_rate=False):
            return (requirement,)
        case AllOf(parts):
            return tuple(one for part in parts for one in _required(part))
        case _:
            return ()


def _excluded(asked: list[tuple[Clause, Condition]]) -> Iterator[Clause]:
    pairs = [(one, other) for one, other in combinations(asked, 2) if not _any_meets(one[1], other[1])]
    named = {clause.id for pair in pairs for clause, _ in pair}
    yield from {clause.id: clause for clause, _ in asked if clause.id in named}.values()


def _any_meets(one: Condition, other: Condition) -> bool:
    return any(_meets(one, value) and _meets(other, value) for value in _candidates(one, other))


def _candidates(one: Condition, other: Condition) -> tuple[Value, ...]:
    """Values enough to find one that meets both, if there is any: the limits, what lies between, and beyond."""
    values = (*_values(one), *_values(other))
    numbers = sorted({sign * value for value in values if isinstance(value, Fraction) for sign in (-1, 1)})
    between = ((low + high) / 2 for low, high in pairwise(numbers))
    beyond = (numbers[0] - 1, numbers[-1] + 1) if numbers else ()
    return (*(value for value in values if isinstance(value, Text)), *numbers, *between, *beyond)


def _values(condition: Condition) -> tuple[Value, ...]:
    return condition.limit.values if isinstance(condition.limit, Limit) else ()


def _meets(condition: Condition, value: Value) -> bool:
    limits = _values(condition)
    if isinstance(value, Text) or condition.relation in (Relation.EQUAL, Relation.ONE_OF):
        return value in limits
    size = abs(value) if condition.relation in (Relation.WITHIN, Relation.STRICTLY_WITHIN) else value
    return all(_STANDS[condition.relation](size, limit) for limit in limits if isinstance(limit, Fraction))
