"""Text in the languages of the project."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One text in English and Chinese."""

    en: str
    zh: str
