"""The implementation statement: answers that fit their questions, and what recordings say of them."""

from difflib import get_close_matches
from fractions import Fraction
from typing import TypeAlias

from conformance.errors import SelectionError
from conformance.judge import judge_condition
from conformance.model.clause import Condition, Limit
from conformance.model.evidence import Stated, StatedValue
from conformance.model.facts import Absent
from conformance.model.measurement import Measurement, NotMeasured, Outcome, Text, Uncertain
from conformance.model.statement import NotShown, ShownByLimit, StatementItem
from conformance.model.units import Quantity, decimal, dimension, fitting
from conformance.model.vocabulary import DecisionRule, ItemKind, Shown, Verdict

Shows: TypeAlias = tuple[Shown, str]  # and in words what was seen where


def check_answers(items: tuple[StatementItem, ...], stated: Stated) -> None:
    """Refuse answers that no item asks for, and those of another kind.

    Raises:
        SelectionError: with the item, and what to write.
    """
    known = {item.id: item for item in items}
    for name, value in stated.items:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"the items are {', '.join(known) or 'none'}"
            raise SelectionError(f"statement: the catalog asks for no {name!r}; {hint}")
        problem = _problem(known[name], value)
        if problem:
            raise SelectionError(f"statement: {name}: {problem}")


def _problem(item: StatementItem, value: StatedValue) -> str:
    match item.kind:
        case ItemKind.BOOL:
            return "" if isinstance(value, bool) else "answer true or false"
        case ItemKind.CHOICE:
            fits = isinstance(value, Text) and value.text in item.choices
            return "" if fits else f"answer one of {', '.join(item.choices)}"
        case ItemKind.QUANTITY:
            if not isinstance(value, Quantity) or dimension(value.unit) != dimension(item.unit):
                return f"answer a quantity in {' or '.join(fitting(item.unit))}"
            return "" if value.value > 0 else "a quantity must be greater than 0"


def borne_out(item: StatementItem, value: StatedValue | Absent, outcomes: tuple[tuple[str, Outcome], ...]) -> Shows:
    """What the recordings, by path, say of an item and of the answer to it."""
    if isinstance(item.shown_by, NotShown):
        return Shown.NOT_SHOWN, "no recording can show it"
    if not outcomes:
        return Shown.NOT_SHOWN, "there is no recording to show it"
    if isinstance(item.shown_by, ShownByLimit):
        return _of_bool(item.shown_by, value, outcomes)
    found = tuple((path, one) for path, one in outcomes if isinstance(one, Measurement) and not one.conflicts)
    if isinstance(value, Absent):
        return Shown.NOT_SHOWN, "the submission leaves it open"
    if len(found) < len(outcomes):
        silent = next((path, one) for path, one in outcomes if (path, one) not in found)
        return Shown.NOT_SHOWN, f"{silent[0]}: {_why(silent[1])}"
    return _of_quantity(value, found) if isinstance(value, Quantity) else _of_choice(value, found)


def _of_bool(by: ShownByLimit, value: StatedValue | Absent, outcomes: tuple[tuple[str, Outcome], ...]) -> Shows:
    text = f"{decimal(by.limit)} {by.unit}" if isinstance(by.limit, Fraction) else by.limit.text
    limit = Limit((by.limit,), text)
    condition = Condition(by.measurand, by.unit, by.relation, limit, DecisionRule.SIMPLE)
    judged = [(path, judge_condition(condition, outcome)) for path, outcome in outcomes]
    seen = [(path, one) for path, one in judged if one.verdict is Verdict.PASS]
    if seen:
        path, judgement = seen[0]
        shown = Shown.CONFIRMED if value is True else Shown.PRESENT_BUT_UNDECLARED
        return shown, f"{path}: {judgement.sentence}"
    unknown = [(path, one) for path, one in judged if one.verdict is not Verdict.FAIL]
    if unknown:
        return Shown.NOT_SHOWN, f"{unknown[0][0]}: {unknown[0][1].sentence}"
    if value is True:
        return Shown.DECLARED_BUT_ABSENT, f"none of {len(judged)} recordings shows it; {judged[0][1].sentence}"
    return (Shown.CONFIRMED if value is False else Shown.NOT_SHOWN), f"none of {len(judged)} recordings shows it"


def _of_choice(value: StatedValue, found: tuple[tuple[str, Measurement], ...]) -> Shows:
    others = [(path, one.value) for path, one in found if one.value != value]
    if not others:
        return Shown.CONFIRMED, f"all {len(found)} recordings show {value}"
    shown = Shown.DECLARED_BUT_ABSENT if len(others) == len(found) else Shown.PRESENT_BUT_UNDECLARED
    return shown, f"{others[0][0]} shows {others[0][1]}"


def _of_quantity(declared: Quantity, found: tuple[tuple[str, Measurement], ...]) -> Shows:
    """The answer is the greatest value that the device reaches; it holds within the measurement's U."""
    numbers = [(one.value, path, one) for path, one in found if isinstance(one.value, Fraction)]
    greatest, path, measured = max(numbers, key=lambda one: one[0])
    spread = measured.uncertainty.expanded if isinstance(measured.uncertainty, Uncertain) else Fraction(0)
    excess = greatest - declared.to(measured.unit).value
    detail = f"the greatest is {decimal(greatest)} {measured.unit}, of {path}; declared is {declared}"
    if excess > spread:
        return Shown.PRESENT_BUT_UNDECLARED, detail
    return (Shown.DECLARED_BUT_ABSENT if excess < -spread else Shown.CONFIRMED), detail


def _why(outcome: Outcome) -> str:
    return outcome.detail if isinstance(outcome, NotMeasured) else "independent extractors disagree"
