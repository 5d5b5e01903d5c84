"""The text of `applies:` as an expression: items of the statement, comparisons, and, or, not, parentheses."""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise, product
from math import prod

from conformance.applicability import Truth, truth
from conformance.errors import UnitError
from conformance.model.applicability import And, Compares, Expression, IsDeclared, Not, Or, items_of
from conformance.model.evidence import StatedValue
from conformance.model.measurement import Text
from conformance.model.statement import StatementItem
from conformance.model.units import Quantity, parse_quantity
from conformance.model.vocabulary import ItemKind, Relation
from conformance.strictyaml import shown, suggestion

_TOKEN = re.compile(r"[()]|==|!=|>=|<=|>|<|[^\s()=!<>]+|\S")
_RELATIONS = ("==", "!=", ">=", "<=", ">", "<")
_WORDS = ("and", "or", "not")
_DEEPEST = 20
_MOST_ITEMS = 6
_MOST_TRIALS = 20_000


class ExpressionError(ValueError):
    """The text is no expression; the message says what to write."""


def parse(text: str, items: Mapping[str, StatementItem]) -> Expression:
    """The expression of a text over the items of the statement.

    Raises:
        ExpressionError: it can't be read, or asks an item what that does not answer.
    """
    return _Parser(text, items).whole()


def never_or_always(expression: Expression, items: Mapping[str, StatementItem]) -> Truth:
    """FALSE where no statement makes the expression true, TRUE where every one does; else UNKNOWN.

    Raises:
        ExpressionError: it asks for too many items to try them all.
    """
    asked = items_of(expression)
    if len(asked) > _MOST_ITEMS:
        raise ExpressionError(f"{len(asked)} items in one expression; write it with {_MOST_ITEMS} at most")
    trials = [_trials(items[item], expression) for item in asked]
    if prod(map(len, trials)) > _MOST_TRIALS:
        raise ExpressionError("too many choices and bounds to try them all; write it shorter")
    found = set()
    for values in product(*trials):
        answers = dict(zip(asked, values, strict=True))
        found.add(truth(expression, answers.__getitem__))
    return found.pop() if len(found) == 1 else Truth.UNKNOWN


def _trials(item: StatementItem, expression: Expression) -> tuple[StatedValue, ...]:
    """Answers that bring out every difference: at each bound that the expression names, and on both sides of it."""
    if item.kind is ItemKind.BOOL:
        return True, False
    if item.kind is ItemKind.CHOICE:
        return tuple(map(Text, item.choices))
    bounds = sorted({one.value for one in _comparisons(expression, item.id) if not isinstance(one.value, Text)})
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    return tuple(Quantity(value, item.unit) for value in (bounds[0] - 1, *bounds, *between, bounds[-1] + 1))


def _comparisons(expression: Expression, item: str) -> tuple[Compares, ...]:
    match expression:
        case IsDeclared():
            return ()
        case Compares():
            return (expression,) if expression.item == item else ()
        case Not(part):
            return _comparisons(part, item)
        case And(parts) | Or(parts):
            return tuple(one for part in parts for one in _comparisons(part, item))


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str, items: Mapping[str, StatementItem]) -> None:
        self._tokens = _TOKEN.findall(text)
        self._items = items
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._or()
        if self._tokens:
            raise ExpressionError(f"{shown(self._tokens[0])} stands where 'and', 'or' or the end is wanted")
        return expression

    def _or(self) -> Expression:
        parts = [self._and()]
        while self._taken("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Expression:
        parts = [self._not()]
        while self._taken("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self) -> Expression:
        if self._taken("not"):
            return Not(self._deeper(self._not))
        if self._taken("("):
            inner = self._deeper(self._or)
            if not self._taken(")"):
                raise ExpressionError("a '(' is not closed; write ')'")
            return inner
        return self._leaf()

    def _deeper(self, read: Callable[[], Expression]) -> Expression:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ExpressionError(f"more than {_DEEPEST} 'not' and '(' inside each other; write it shorter")
        inner = read()
        self._depth -= 1
        return inner

    def _leaf(self) -> Expression:
        name = self._tokens.pop(0) if self._tokens else ""
        if not name or name in (*_WORDS, *_RELATIONS, ")"):
            raise ExpressionError(f"{shown(name) if name else 'the end'} stands where an item is wanted")
        if name not in self._items:
            raise ExpressionError(f"unknown item {shown(name)}; {suggestion(name, self._items)}")
        item = self._items[name]
        if not self._tokens or self._tokens[0] not in _RELATIONS:
            if item.kind is not ItemKind.BOOL:
                raise ExpressionError(f"{name!r} is a {item.kind}; compare it, as in {_example(item)!r}")
            return IsDeclared(name)
        return self._comparison(item, self._tokens.pop(0))

    def _comparison(self, item: StatementItem, sign: str) -> Expression:
        if item.kind is ItemKind.BOOL:
            raise ExpressionError(f"{item.id!r} is true or false; write {item.id!r} or 'not {item.id}'")
        words = []
        while self._tokens and self._tokens[0] not in (*_WORDS, *_RELATIONS, "(", ")"):
            words.append(self._tokens.pop(0))
        relation = Relation.EQUAL if sign == "!=" else Relation(sign)
        compared = self._compared(item, relation, " ".join(words))
        return Not(compared) if sign == "!=" else compared

    def _compared(self, item: StatementItem, relation: Relation, text: str) -> Compares:
        if item.kind is ItemKind.QUANTITY:
            try:
                return Compares(item.id, relation, parse_quantity(text).to(item.unit).value, item.unit)
            except UnitError as error:
                raise ExpressionError(str(error)) from error
        if relation is not Relation.EQUAL:
            raise ExpressionError(f"{item.id!r} is a choice; compare it by '==' or '!='")
        if text not in item.choices:
            raise ExpressionError(f"{shown(text)} is no choice of {item.id!r}; {suggestion(text, item.choices)}")
        return Compares(item.id, relation, Text(text), item.unit)

    def _taken(self, token: str) -> bool:
        if self._tokens and self._tokens[0] == token:
            del self._tokens[0]
            return True
        return False


def _example(item: StatementItem) -> str:
    return f"{item.id} >= 1 {item.unit}" if item.kind is ItemKind.QUANTITY else f"{item.id} == {item.choices[0]}"
