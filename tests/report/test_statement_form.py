"""The blank form asks for what the clauses need, and nothing that is left open passes for an answer."""

import string
from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.model.applicability import And, Applicability, Compares, IsDeclared
from conformance.model.clause import Catalog, Clause, Profile
from conformance.model.evidence import Stated
from conformance.model.measurand import Signature
from conformance.model.measurement import Text
from conformance.model.statement import NotShown, ShownByLimit, ShownByValue, StatementItem
from conformance.model.units import Quantity
from conformance.model.vocabulary import EvidenceKind, ItemKind, Relation
from conformance.model.words import Words
from conformance.report.messages import Language
from conformance.report.numbers import plain_decimal
from conformance.report.statement_form import Asking, statement_form
from conformance.report.statement_phrases import FORM_PHRASES

from .factory import BASE, COMPLETE, DOCUMENTS, HOURS

SOUND = StatementItem(
    "sound",
    ItemKind.BOOL,
    Words("Does it record sound?", "是否录音？"),
    "text",
    (),
    ShownByLimit("audio.channels", "count", Relation.AT_LEAST, Fraction(1)),
)
CONTAINER = StatementItem(
    "container",
    ItemKind.CHOICE,
    Words("Which container?", "何种封装？"),
    "text",
    ("mp4", "no", "MPEG PS"),
    ShownByValue("container.format", "text"),
)
STORE = StatementItem("store", ItemKind.QUANTITY, Words("How much storage?", "容量？"), "GB", (), NotShown())
SPARE = StatementItem("spare", ItemKind.BOOL, Words("Spare battery?", "备用电池？"), "text", (), NotShown())
HEARD = replace(BASE, applies=Applicability("sound", IsDeclared("sound")))
BOTH = replace(
    COMPLETE,
    applies=Applicability(
        "sound and container == mp4",
        And((IsDeclared("sound"), Compares("container", Relation.EQUAL, Text("mp4"), "text"))),
    ),
)
MEASURANDS = {
    "storage.recordable_time": Signature("storage.recordable_time", "h", EvidenceKind.DEVICE, ("statement.store",))
}


def _form(
    *clauses: Clause,
    answers: Stated = Stated(),  # noqa: B008 - frozen
    mandatory: tuple[str, ...] = (),
    lang: Language = Language.EN,
) -> list[str]:
    profile = Profile("example", Words("Example", "示例"), tuple(one.id for one in clauses), mandatory)
    catalog = Catalog("ab" * 32, DOCUMENTS, clauses, (profile,), (SOUND, CONTAINER, STORE, SPARE))
    return statement_form(Asking(catalog, ("example",), clauses, MEASURANDS, answers), lang).splitlines()


def test_the_head_names_profile_and_catalog() -> None:
    lines = _form(HEARD)
    assert "# profile: example (Example)" in lines
    assert f"# catalog: SHA-256 {'ab' * 32}" in lines


def test_only_items_that_the_clauses_ask_for_are_asked() -> None:
    lines = _form(HEARD)
    assert "  #sound: <true | false>" in lines
    assert not [line for line in lines if "container" in line or "store" in line or "spare" in line]


def test_an_item_says_what_answers_it_what_shows_it_and_what_depends_on_it() -> None:
    lines = _form(HEARD, BOTH, HOURS)
    place = lines.index("  # Does it record sound?")
    assert lines[place + 1 : place + 6] == [
        "  # - answer: true or false",
        "  # - evidence: any one recording with audio.channels >= 1 count shows it",
        "  # - 1 clause where sound: ex1-4.1-rate",
        "  # - 1 clause where sound and container == mp4: house-complete",
        "  #sound: <true | false>",
    ]


def test_a_choice_lists_its_answers_as_yaml_reads_them_back() -> None:
    lines = _form(BOTH)
    assert '  # - answer: one of mp4, "no", "MPEG PS"' in lines
    assert "  # - evidence: container.format of every recording shows it" in lines
    assert '  #container: <mp4 | "no" | "MPEG PS">' in lines


def test_an_item_that_only_a_measurement_needs_is_asked_too() -> None:
    lines = _form(HOURS)
    assert "  # - 1 clause measured with the answer: ex2-4.7-hours" in lines
    assert "  # - evidence: no recording shows it; the answer alone counts" in lines
    assert "  #store: <... GB>" in lines


def test_mandatory_clauses_that_a_declaration_can_not_remove_are_named() -> None:
    lines = _form(HEARD, BOTH, mandatory=("ex1-4.1-rate",))
    assert "  # ! mandatory, so that declaring it away fails: ex1-4.1-rate" in lines
    assert not [line for line in _form(HEARD) if "mandatory" in line]


def test_answers_at_hand_are_filled_in_and_those_nobody_asks_for_stand_in_comments() -> None:
    given = Stated((("container", Text("no")), ("store", Quantity(Fraction(1024001, 8000), "GB")), ("spare", False)))
    lines = _form(BOTH, HOURS, answers=given)
    assert '  container: "no"' in lines
    assert "  store: 128.000125 GB" in lines
    assert "  #sound: <true | false>" in lines
    assert lines[-2:] == [
        "# Answered in the submission, and asked for by no clause of these profiles:",
        "# spare: false",
    ]


def test_clauses_that_ask_for_nothing_make_no_section() -> None:
    lines = _form(BASE)
    assert lines[-1] == "# No clause of these profiles asks for an item."
    assert "statement:" not in lines
    assert not [line for line in lines if "To answer" in line]


def test_the_form_speaks_chinese() -> None:
    lines = _form(HEARD, lang=Language.ZH)
    assert "  # 是否录音？" in lines
    assert "  # - 1 个条款，适用条件 sound：ex1-4.1-rate" in lines


def test_every_line_but_answers_is_a_comment() -> None:
    lines = _form(HEARD, BOTH, HOURS, lang=Language.ZH)
    assert [line for line in lines if line and not line.lstrip().startswith("#")] == ["statement:"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(16), "16"),
        (Fraction(1, 8), "0.125"),
        (Fraction(-3, 2), "-1.5"),
        (Fraction(12345678901, 1000), "12345678.901"),
        (Fraction(1, 3), "1/3"),
    ],
)
def test_a_decimal_keeps_all_its_digits(value: Fraction, text: str) -> None:
    assert plain_decimal(value) == text


@pytest.mark.parametrize("key", FORM_PHRASES)
def test_a_phrase_of_the_form_fills_the_same_places_in_both_languages(key: str) -> None:
    english, chinese = (
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (FORM_PHRASES[key].en, FORM_PHRASES[key].zh)
    )
    assert english == chinese
    assert FORM_PHRASES[key].en
    assert FORM_PHRASES[key].zh
