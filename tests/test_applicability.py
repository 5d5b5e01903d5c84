"""Applicability by declaration: Kleene's logic, the items that decide, and the reader of expressions."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.applicability import Truth, deciding, truth
from conformance.catalog.applies import ExpressionError, never_or_always, parse
from conformance.model.applicability import And, Expression, IsDeclared, Not, Or, items_of
from conformance.model.evidence import Stated, StatedValue
from conformance.model.measurement import Text
from conformance.model.statement import NotShown, StatementItem
from conformance.model.units import TEXT, parse_quantity
from conformance.model.vocabulary import ItemKind
from conformance.model.words import Words

QUESTION = Words("?", "？")
ITEMS = {
    "sound": StatementItem("sound", ItemKind.BOOL, QUESTION, TEXT, (), NotShown()),
    "gnss": StatementItem("gnss", ItemKind.BOOL, QUESTION, TEXT, (), NotShown()),
    "container": StatementItem("container", ItemKind.CHOICE, QUESTION, TEXT, ("mp4", "avi", "mpeg-ps"), NotShown()),
    "storage": StatementItem("storage", ItemKind.QUANTITY, QUESTION, "B", (), NotShown()),
}
YES, NO, OPEN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def stated(**answers: bool | str) -> Stated:
    def read(value: bool | str) -> StatedValue:  # noqa: FBT001 - an answer is of either kind
        if isinstance(value, bool):
            return value
        return parse_quantity(value) if value[0].isdigit() else Text(value)

    return Stated(tuple((name, read(value)) for name, value in answers.items()))


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("sound", {"sound": True}, YES),
        ("sound", {"sound": False}, NO),
        ("sound", {}, OPEN),
        ("not sound", {"sound": False}, YES),
        ("not sound", {}, OPEN),
        ("sound and gnss", {"sound": True}, OPEN),
        ("sound and gnss", {"sound": False}, NO),
        ("sound or gnss", {"sound": True}, YES),
        ("sound or gnss", {"sound": False}, OPEN),
        ("not sound or gnss and sound", {"sound": True, "gnss": False}, NO),
        ("not (sound or gnss)", {"sound": False, "gnss": False}, YES),
        ("container == mp4", {"container": "mp4"}, YES),
        ("container != mp4", {"container": "mp4"}, NO),
        ("container == mpeg-ps", {"container": "mpeg-ps"}, YES),
        ("storage >= 16 GB", {"storage": "16 GB"}, YES),
        ("storage >= 16 GB", {"storage": "15.9 GB"}, NO),
        ("storage > 16 GB", {"storage": "16 GB"}, NO),
        ("storage < 1 GiB", {"storage": "1 GB"}, YES),
        ("storage <= 1 GB", {"storage": "1 GiB"}, NO),
        ("storage == 1 GB", {"storage": "1000 MB"}, YES),
        ("storage >= 16 GB", {}, OPEN),
    ],
)
def test_an_expression_is_true_false_or_unknown(text: str, answers: dict[str, bool | str], expected: Truth) -> None:
    assert truth(parse(text, ITEMS), stated(**answers).answer) is expected


def test_not_binds_closer_than_and_and_that_closer_than_or() -> None:
    sound, gnss = IsDeclared("sound"), IsDeclared("gnss")
    assert parse("gnss or not sound and gnss", ITEMS) == Or((gnss, And((Not(sound), gnss))))


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("sound and gnss", {"sound": False, "gnss": True}, ("sound",)),
        ("sound and gnss", {"sound": False, "gnss": False}, ("sound", "gnss")),
        ("sound and gnss", {"sound": True}, ("gnss",)),
        ("sound or gnss", {"sound": False, "gnss": False}, ("sound", "gnss")),
        ("not (sound or gnss)", {"sound": True, "gnss": False}, ("sound",)),
    ],
)
def test_the_items_that_made_it_so_are_named(
    text: str, answers: dict[str, bool | str], expected: tuple[str, ...]
) -> None:
    assert deciding(parse(text, ITEMS), stated(**answers).answer) == expected


def test_an_answer_of_the_wrong_kind_decides_nothing() -> None:
    assert truth(parse("sound", ITEMS), stated(sound="mp4").answer) is OPEN
    assert truth(parse("storage >= 1 B", ITEMS), stated(storage=True).answer) is OPEN


@pytest.mark.parametrize(
    "text",
    ["", "sound sound", "(sound", "sound)", "and", "sound ==", "== mp4", "container == ", "storage >= many", "a.b"],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text, ITEMS)


def test_deep_nesting_is_refused_before_it_costs_anything() -> None:
    with pytest.raises(ExpressionError, match="more than 20"):
        parse("(" * 10_000 + "sound" + ")" * 10_000, ITEMS)
    with pytest.raises(ExpressionError, match="more than 20"):
        parse("not " * 10_000 + "sound", ITEMS)
    assert parse(" and ".join(["not sound"] * 50), ITEMS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sound and not sound", NO),
        ("sound or not sound", YES),
        ("container == mp4 and container == avi", NO),
        ("container != mp4 or container != avi", YES),
        ("storage > 2 GB and storage < 1 GB", NO),
        ("storage > 1 GB and storage < 2 GB", OPEN),
        ("storage >= 1 GB or storage < 1 GB", YES),
        ("storage > 1 GB or storage < 1 GB", OPEN),
        ("sound and gnss", OPEN),
    ],
)
def test_an_expression_that_decides_nothing_is_found(text: str, expected: Truth) -> None:
    assert never_or_always(parse(text, ITEMS), ITEMS) is expected


def expressions() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(
        ("sound", "gnss", "container == avi", "container != mp4", "storage >= 1 B", "storage < 3 B")
    )
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds(lambda one: f"not ({one})", inner)
            | st.builds(lambda one, two: f"({one}) and ({two})", inner, inner)
            | st.builds(lambda one, two: f"({one}) or ({two})", inner, inner)
        ),
        max_leaves=6,
    )


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "sound": st.booleans(),
        "gnss": st.booleans(),
        "container": st.sampled_from(("mp4", "avi", "mpeg-ps")),
        "storage": st.sampled_from(("1 B", "2 B", "3 B")),
    },
)


@settings(max_examples=200)
@given(text=expressions(), answers=ANSWERS, more=ANSWERS)
def test_another_answer_never_turns_true_into_false(
    text: str, answers: Mapping[str, bool | str], more: Mapping[str, bool | str]
) -> None:
    expression: Expression = parse(text, ITEMS)
    before = truth(expression, stated(**answers).answer)
    after = truth(expression, stated(**{**more, **answers}).answer)
    assert before in (OPEN, after)
    assert set(deciding(expression, stated(**answers).answer)) <= set(items_of(expression))
    whole = stated(sound=True, gnss=False, container="avi", storage="2 B")
    assert truth(expression, whole.answer) is not OPEN


def test_bounds_are_tried_on_both_sides_and_between() -> None:
    between = parse("storage > 1 B and storage < 2 B", ITEMS)
    assert never_or_always(between, ITEMS) is OPEN
    assert truth(between, lambda _: parse_quantity("1.5 B")) is YES
    assert parse_quantity("1.5 B").value == Fraction(3, 2)
