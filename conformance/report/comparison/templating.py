"""Pages of comparisons and indexes in the style of `report.html`: its sheet and its pieces, with words of their own."""

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment

from conformance.report.comparison.wording import Wording
from conformance.report.escapes import shortened
from conformance.report.templating import environment, in_language


def page(template: str, words: Wording, values: Mapping[str, object]) -> str:
    """A page as HTML text; every value is escaped, and characters that nobody sees are made visible."""
    return (
        _environment()
        .get_template(template)
        .render(
            {
                **values,
                **in_language(words.lang),
                "t": words.phrase,
                "word": words.word,
                "say": words,
            }
        )
    )


@cache
def _environment() -> Environment:
    made = environment("conformance.report.comparison", "conformance.report.page")
    made.filters["shortened"] = shortened
    return made
