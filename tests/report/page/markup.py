"""A strict reader of HTML: refuses bad nesting, and notes what a page holds."""

import re
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "rect", "link", "img", "input", "hr"})
SKIPPED = frozenset({"style", "script", "title"})


class Page(HTMLParser):
    """Tags, attributes, ids, links and visible text of a page.

    Raises:
        ValueError: an element is closed that is not the innermost open one, or stays open.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        if self.open:
            raise ValueError(f"still open: {self.open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"</{tag}> at {self.getpos()} closes something else")

    def handle_data(self, data: str) -> None:
        if not SKIPPED & set(self.open):
            self.words.append(data)

    def values(self, attribute: str) -> list[str]:
        """All values of an attribute."""
        return [value for _, name, value in self.attributes if name == attribute]

    @property
    def text(self) -> str:
        """Visible text, breaking white space collapsed."""
        return re.sub(r"[ \t\n]+", " ", " ".join(self.words)).strip()
