"""The marks between words, as each language writes them (of Chinese, GB/T 15834-2011)."""

from dataclasses import dataclass

from conformance.report.messages import Language


@dataclass(frozen=True)
class Punctuation:
    """Marks with the space that belongs to them; `before` and `after` are those of a bracket."""

    colon: str
    comma: str
    semicolon: str
    stop: str
    before: str
    after: str

    def bracketed(self, text: str) -> str:
        """The text in brackets, with the space before them."""
        return f"{self.before}{text}{self.after}"


_MARKS = {
    Language.EN: Punctuation(": ", ", ", "; ", ". ", " (", ")"),
    Language.ZH: Punctuation("：", "，", "；", "。", "（", "）"),
}


def punctuation(lang: Language) -> Punctuation:
    """The marks of a language."""
    return _MARKS[lang]
