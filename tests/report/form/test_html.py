"""The form as HTML: one file, all text of the content and none of it markup, numbered pages on paper."""

import re
from dataclasses import replace

import pytest

from conformance.model.laboratory import LaboratorySheet
from conformance.model.vocabulary import Verdict
from conformance.report.form.html import form_html
from conformance.report.messages import Language
from tests.report.factory import full_record, one_case
from tests.report.page.markup import Page

from .made import SHEET, all_texts, attested_run, form_of, spans

HOSTILE = "</style><script>alert(1)</script>\"'{{ 7 * 7 }}\u202e\\}@import url(http://x.example);"


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("lang", list(Language))
@pytest.mark.parametrize("sheet", [SHEET, LaboratorySheet()], ids=["stated", "blank"])
def test_the_page_says_the_content_and_nothing_else(sheet: LaboratorySheet, lang: Language) -> None:
    form = form_of(full_record(), sheet, lang)
    said = squeezed("".join((form.running.head, *all_texts(form), form.running.foot)))

    assert squeezed(Page(form_html(form)).text) == said


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = Page(form_html(form_of(attested_run())))

    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert page.values("src") + page.values("href") + page.values("onerror") == []


def test_hostile_words_of_the_laboratory_stay_words() -> None:
    sheet = replace(SHEET, title=HOSTILE, number=HOSTILE, body=replace(SHEET.body, name=HOSTILE))
    text = form_html(form_of(one_case(Verdict.PASS), sheet))
    page = Page(text)

    assert page.tags.count("script") == 0
    assert page.tags.count("style") == 1
    assert "\u202e" not in text
    assert "\"'{{ 7 * 7 }}\\u202e\\}@import url(http://x.example);" in page.text
    assert "import url" not in text[text.index("<style>") : text.index("</style>")]


def test_a_printed_page_bears_the_report_number_its_own_number_and_the_notice() -> None:
    text = form_html(form_of(one_case(Verdict.PASS)))

    assert (
        '@page{@top-left{content:"Report\\20 number\\3a \\20 EX\\2d 7"}'
        '@top-right{content:"Page\\20 " counter(page) "\\20 of\\20 " counter(pages) ""}'
        '@bottom-left{content:"Not\\20 to\\20 be\\20 reproduced\\20 except'
    ) in text


def test_the_same_run_gives_the_same_bytes() -> None:
    assert form_html(form_of(full_record())) == form_html(form_of(full_record()))


def test_english_sentences_are_marked_where_the_page_is_in_another_language() -> None:
    run = full_record()
    count = sum(span.english for span in spans(form_of(run)))

    assert count > len(run.findings) / 2
    assert form_html(form_of(run, SHEET, Language.ZH)).count('<span lang="en">') == count
    assert form_html(form_of(run)).count("lang=") == 1
