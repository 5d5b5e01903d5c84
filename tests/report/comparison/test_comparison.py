"""A comparison as text, JSON and page: complete, honest, and nothing hostile gets through."""

import json
import re
import string
from dataclasses import replace
from enum import StrEnum

import pytest

from conformance.model.comparison import Attribution, Cause, Change, Ground, MatchedBy, Progress, ValueChange
from conformance.model.vocabulary import Verdict
from conformance.report.comparison.exchange import comparison_json
from conformance.report.comparison.html import comparison_page
from conformance.report.comparison.phrases import PHRASES, TERMS
from conformance.report.comparison.text import comparison_text
from conformance.report.comparison.wording import Wording
from conformance.report.messages import Language

from ..page.markup import Page
from .factory import comparison, stand

TEXTS = {lang: comparison_text(comparison(), lang) for lang in Language}
PAGES = {lang: comparison_page(comparison(), lang) for lang in Language}


@pytest.mark.parametrize("vocabulary", [Progress, Change, Cause, Ground, MatchedBy, ValueChange])
def test_every_member_of_a_vocabulary_has_words_in_both_languages(vocabulary: type[StrEnum]) -> None:
    assert [
        member
        for member in vocabulary
        if not (TERMS[vocabulary][member.value].en and TERMS[vocabulary][member.value].zh)
    ] == []


@pytest.mark.parametrize("key", PHRASES)
def test_a_phrase_fills_the_same_places_in_both_languages(key: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert places(PHRASES[key].en) == places(PHRASES[key].zh)


@pytest.mark.parametrize("lang", Language)
def test_the_page_is_sound_and_loads_and_runs_nothing(lang: Language) -> None:
    page = Page(PAGES[lang])

    assert page.tags.count("h1") == 1
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "src"]


@pytest.mark.parametrize("lang", Language)
def test_hostile_names_are_shown_and_change_nothing(lang: Language) -> None:
    assert "<script>" not in PAGES[lang]
    assert "\\u202e" in Page(PAGES[lang]).text
    for text in (PAGES[lang], TEXTS[lang]):
        assert "\u202e" not in text
        assert "\x07" not in text
        text.encode("utf-8")


def test_what_is_the_same_and_what_is_not_stands_before_what_changed() -> None:
    lines = TEXTS[Language.EN].splitlines()

    assert lines[:4] == [
        "SOMETHING GOT WORSE",
        "Statement: NOT DETERMINED -> INVALID",
        "",
        "What is the same and what is not:",
    ]
    assert lines.index("  Catalog        same     abababababab") < next(
        index for index, line in enumerate(lines) if line.startswith("ex1-4.1-rate")
    )


def test_causes_that_act_together_and_those_that_are_enough_alone_are_told_apart() -> None:
    said = Wording(Language.EN).attribution(Attribution(((Cause.DEVICE, Cause.WAIVER), (Cause.CATALOG,))))

    assert said == ("device: other evidence together with waiver; or, enough alone: catalog: limits, rules or profile")


def test_a_change_that_can_t_be_attributed_says_why() -> None:
    said = Wording(Language.EN).attribution(Attribution(why="no facts of a.mp4 are kept"))

    assert said == "can't be attributed: no facts of a.mp4 are kept"


def test_a_waived_failure_is_called_a_failure() -> None:
    assert Wording(Language.EN).stand(stand(Verdict.FAIL, waived=True)) == "fail (waived)"


def test_the_json_names_verdicts_and_causes_in_their_public_spelling() -> None:
    document = json.loads(comparison_json(comparison()))
    clause = document["clauses"][0]

    assert (document["outcome"], document["worse"], document["incomparable_clauses"]) == ("worse", ["ex1-4.1-rate"], 2)
    assert (clause["change"], clause["after"]["verdict"], clause["after"]["waived"]) == ("broken", "fail", True)
    assert clause["attribution"]["ways"] == [["device", "waiver"], ["catalog"]]
    assert clause["cases"][0]["value_change"] == "beyond_u"
    assert clause["cases"][0]["before"]["values"]["video.frame_rate"]["value_exact"] == "30000/1001"
    assert document["clauses"][1]["before"] is None


def test_cases_of_only_one_run_that_passed_are_counted_and_not_listed() -> None:
    whole = comparison()
    (first, *others) = whole.clauses
    passed = replace(first.cases[-1], after=stand(Verdict.PASS))
    text = comparison_text(replace(whole, clauses=(replace(first, cases=(passed,)), *others)), Language.EN)

    assert re.search(r"only in the second run +1 +1\n", text)
    assert "not judged -> pass" not in text
