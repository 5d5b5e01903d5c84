"""What the form holds: HTML and PDF are two renderings of these values and of nothing else."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from conformance.report.escapes import one_line, visible


class Tone(StrEnum):
    """How a piece of text is set; `missing` is what the laboratory did not state."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    CODE = "code"
    MISSING = "missing"


class Mark(StrEnum):
    """What a boxed notice is about."""

    INCOMPLETE = "incomplete"
    STATEMENT = "statement"
    OPINION = "opinion"
    NOTE = "note"


@dataclass(frozen=True)
class Span:
    """Text in one tone; a line feed in it begins a new line. Only `plain` and its like make one.

    What is `english` is so in a form of any language.
    """

    text: str
    tone: Tone
    english: bool = False


Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    """Text."""

    line: Line


@dataclass(frozen=True)
class Notice:
    """Text in a box, with items below it."""

    mark: Mark
    line: Line
    items: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Field:
    """A label and what stands beside it."""

    label: str
    value: Line


@dataclass(frozen=True)
class Fields:
    """Labels on the left, values on the right."""

    rows: tuple[Field, ...]


@dataclass(frozen=True)
class Column:
    """Head of a column and its share of the width."""

    title: str
    share: int


@dataclass(frozen=True)
class Row:
    """A row of a table; one that is `heading` has one cell, which spans the table."""

    cells: tuple[Line, ...]
    heading: bool = False


@dataclass(frozen=True)
class Table:
    """A table with one row of column heads, which is repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


Block: TypeAlias = Paragraph | Notice | Fields | Table


@dataclass(frozen=True)
class Section:
    """One numbered section; `answers` are the subclauses of ISO/IEC 17025:2017 that it answers."""

    title: str
    answers: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Running:
    """What stands on every page: above, below, and the words around the page number (`{page}`, `{pages}`)."""

    head: str
    foot: str
    page: str


@dataclass(frozen=True)
class Form:
    """The whole form. `title` is its heading, `name` the document's title for programs, `language` a BCP 47 tag."""

    title: Line
    name: str
    language: str
    running: Running
    notices: tuple[Notice, ...]
    sections: tuple[Section, ...]
    end: str


def plain(text: str, tone: Tone = Tone.PLAIN) -> Line:
    """Text of any origin, its unseen characters made visible; line feeds stay."""
    return (Span(visible(text.replace("\r\n", "\n").replace("\r", "\n")), tone),)


def english(text: str, tone: Tone = Tone.PLAIN) -> Line:
    """A sentence of the judge or of a method, for which there are no words but English ones."""
    return tuple(replace(span, english=True) for span in plain(text, tone))


def name(text: str, tone: Tone = Tone.PLAIN) -> Line:
    """A name from evidence on one line, its line breaks made visible too."""
    return (Span(one_line(text), tone),)


def joined(*lines: Line, by: str = " ") -> Line:
    """Lines one after another, empty ones left out."""
    spans: list[Span] = []
    for line in lines:
        if any(span.text for span in line):
            spans += [Span(by, Tone.PLAIN), *line] if spans else line
    return tuple(spans)
