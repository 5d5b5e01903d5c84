"""Looks up what the capture plan says in one language."""

from fractions import Fraction

from conformance.lab.phrases import PHRASES, SETTINGS
from conformance.model.clause import Clause, Limit, conditions
from conformance.model.units import decimal
from conformance.report.escapes import visible
from conformance.report.messages import Language, chosen


def phrase(key: str, lang: Language, **values: object) -> str:
    """A phrase of the plan with its values put in."""
    return chosen(PHRASES[key], lang).format(**values)


def setting(name: str, lang: Language) -> str:
    """What a setting of a recording is called."""
    return chosen(SETTINGS[name], lang)


def duration_text(seconds: Fraction) -> str:
    """Whole minutes as such, anything else in seconds."""
    return f"{decimal(seconds / 60)} min" if seconds % 60 == 0 else f"{decimal(seconds)} s"


def wanted_texts(clauses: tuple[Clause, ...]) -> tuple[str, ...]:
    """Texts that the limits of these clauses name, each once."""
    limits = (one.limit for clause in clauses for one in conditions(clause.requirement))
    values = (str(value) for limit in limits if isinstance(limit, Limit) for value in limit.values)
    return tuple(dict.fromkeys(values))


def on_one_line(text: str) -> str:
    """The text without line breaks, with unseen characters made visible."""
    return visible(" ".join(text.split()))
