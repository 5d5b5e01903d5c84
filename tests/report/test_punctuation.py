"""The marks of a language are its own: no Chinese word of a page is followed by a mark of English."""

import re
from collections.abc import Callable

import pytest

from conformance.report.comparison.html import comparison_page
from conformance.report.form.html import form_html
from conformance.report.messages import Language
from conformance.report.page.html import html_page
from conformance.report.punctuation import punctuation

from .beside_factory import beside_record
from .comparison.factory import comparison
from .factory import full_record
from .form.made import form_of
from .page.test_timeline import LINE
from .page.test_timeline import page as timelines

ZH = Language.ZH
STRANGE = re.compile(r"[^<>]*[\u4e00-\u9fff][,;:.](?:\s|<|$)")


@pytest.mark.parametrize(
    "made",
    [
        lambda: html_page(full_record(), ZH),
        lambda: html_page(beside_record(), ZH),
        lambda: timelines(LINE, lang=ZH),
        lambda: comparison_page(comparison(), ZH),
        lambda: form_html(form_of(full_record(), lang=ZH)),
    ],
    ids=["report", "beside", "timeline", "diff", "form"],
)
def test_no_chinese_word_is_followed_by_an_english_mark(made: Callable[[], str]) -> None:
    assert STRANGE.findall(made()) == []


def test_each_language_has_marks_of_its_own() -> None:
    assert (punctuation(Language.EN).colon, punctuation(ZH).colon) == (": ", "：")
    assert (punctuation(Language.EN).bracketed("k"), punctuation(ZH).bracketed("k")) == (" (k)", "（k）")
