"""Pages of comparisons and indexes in the style of `report.html`: its sheet and its pieces, with words of their own."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from conformance.report import numbers
from conformance.report.comparison.wording import Wording
from conformance.report.escapes import one_line, shortened, visible
from conformance.report.messages import SYMBOLS, Language, chosen, term


def page(template: str, words: Wording, values: Mapping[str, object]) -> str:
    """A page as HTML text; every value is escaped, and characters that nobody sees are made visible."""
    lang = words.lang
    return (
        _environment()
        .get_template(template)
        .render(
            {
                **values,
                "lang": lang.value,
                "t": words.phrase,
                "term": lambda member: term(member, lang),
                "word": words.word,
                "words": lambda text: chosen(text, Language(lang)),
                "say": words,
            }
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("conformance.report.comparison", "templates"),
                PackageLoader("conformance.report.page", "templates"),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["symbol"] = lambda verdict: SYMBOLS[verdict.value]
    environment.filters["grouped"] = numbers.grouped
    environment.filters["one_line"] = one_line
    environment.filters["shortened"] = shortened
    return environment


def _shown(value: Any) -> Any:
    """Make unseen characters of plain text visible; markup of the template itself is left alone."""
    return visible(value) if type(value) is str else value
