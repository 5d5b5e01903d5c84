"""Every vocabulary and every sentence of the page exists in both languages."""

import string
from collections.abc import Mapping
from enum import StrEnum

import pytest

from conformance.model.vocabulary import Reason, Verdict
from conformance.model.words import Words
from conformance.report.messages import SYMBOLS, TERMS, Language, term
from conformance.report.page.beside_phrases import BESIDE_PHRASES
from conformance.report.page.phrases import PHRASES
from conformance.report.page.table_phrases import TABLE_PHRASES


@pytest.mark.parametrize("vocabulary", TERMS, ids=lambda vocabulary: vocabulary.__name__)
def test_every_member_of_a_vocabulary_has_a_word_and_no_word_is_left_over(vocabulary: type[StrEnum]) -> None:
    assert set(TERMS[vocabulary]) == {member.value for member in vocabulary}


def test_every_verdict_has_a_symbol_of_its_own() -> None:
    assert set(SYMBOLS) == {verdict.value for verdict in Verdict}
    assert len(set(SYMBOLS.values())) == 7


def test_every_verdict_is_explained_in_the_key() -> None:
    assert {key for key in PHRASES if key.removeprefix("key_") in set(Verdict)} == {
        "key_pass",
        "key_fail",
        "key_inconclusive",
        "key_not_exercised",
        "key_not_tested",
        "key_not_applicable",
        "key_error",
    }


@pytest.mark.parametrize("key", PHRASES)
def test_a_phrase_fills_the_same_places_in_both_languages(key: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert PHRASES[key].en
    assert PHRASES[key].zh
    assert places(PHRASES[key].en) == places(PHRASES[key].zh)


@pytest.mark.parametrize("table", [BESIDE_PHRASES, TABLE_PHRASES], ids=["beside", "table"])
def test_no_phrase_hides_another_one_of_the_same_key(table: Mapping[str, Words]) -> None:
    assert {key: PHRASES[key] for key in table} == dict(table)
    assert not set(BESIDE_PHRASES) & set(TABLE_PHRASES)


def test_a_reason_is_explained_in_the_language_asked_for() -> None:
    assert term(Reason.ENCRYPTED, Language.EN) == "the media are encrypted"
    assert term(Reason.ENCRYPTED, Language.ZH) == "媒体数据已加密"
