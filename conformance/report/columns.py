"""Aligned columns of plain text for a terminal."""

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width


def aligned(rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> Iterator[str]:
    """Lines of a table, two spaces between its columns; the columns of `numbers` are aligned on the right."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            " " * (wide - width(cell)) + cell if index in numbers else cell + " " * (wide - width(cell))
            for index, (cell, wide) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def width(text: str) -> int:
    """Columns that a text takes: two for a wide character (Unicode UAX #11)."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
