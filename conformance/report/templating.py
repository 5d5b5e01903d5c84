"""How the pages of a run are set: every value is escaped, every name defined, and no character in it stays unseen."""

from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from conformance.report import numbers
from conformance.report.escapes import one_line, visible
from conformance.report.messages import SYMBOLS, Language, chosen, term
from conformance.report.punctuation import punctuation


def environment(*packages: str) -> Environment:
    """Templates of those packages, found in the first that has one, with the filters that all pages share."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates") for package in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["symbol"] = lambda verdict: SYMBOLS[verdict.value]
    made.filters["grouped"] = numbers.grouped
    made.filters["one_line"] = one_line
    return made


def in_language(lang: Language) -> dict[str, Any]:
    """What the templates of every page need to speak one language, beside phrases of their own."""
    return {
        "lang": lang.value,
        "punct": punctuation(lang),
        "term": lambda member: term(member, lang),
        "words": lambda text: chosen(text, lang),
    }


def _shown(value: Any) -> Any:
    """Make unseen characters of plain text visible; markup of the template itself is left alone."""
    return visible(value) if type(value) is str else value
