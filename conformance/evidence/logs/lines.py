"""The lines of a log as text, whatever the file holds: none longer than is bearable, none skipped without a word."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

LONGEST = 4096  # bytes of a line: a record of a log fits in
_PIECE = 1 << 16  # bytes in which the rest of a longer one is passed over
_SHOWN = 80  # bytes of what is no text
_BLANKS = b" \t\r\n\v\f"
_MARKS = (b"\xef\xbb\xbf", b"\x84\x31\x95\x33")  # U+FEFF in UTF-8 and in GB 18030
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Line(NamedTuple):
    """One line, counted from 1, with no `text` where it is blank; where it is none, `trouble` says why it is not read.

    `text` is then how it begins.
    """

    number: int
    text: str
    trouble: str = ""


def lines_of(stream: BinaryIO, encoding: str) -> Iterator[Line]:
    """The lines of a file from its beginning, each ended by a line feed or the end of the file."""
    number = 0
    while raw := stream.readline(LONGEST + 1):
        number += 1
        whole = len(raw) <= LONGEST or raw.endswith(b"\n")
        if not whole:
            _pass_over(stream)
        if number == 1:
            raw = _without_mark(raw)
        yield _line(number, raw, encoding, whole=whole) if raw.strip(_BLANKS) else Line(number, "")


def _pass_over(stream: BinaryIO) -> None:
    """The rest of a line."""
    while (piece := stream.readline(_PIECE)) and not piece.endswith(b"\n"):
        pass


def _without_mark(raw: bytes) -> bytes:
    return next((raw[len(mark) :] for mark in _MARKS if raw.startswith(mark)), raw)


def _line(number: int, raw: bytes, encoding: str, *, whole: bool) -> Line:
    trouble = _trouble(number, raw, whole=whole)
    if trouble:
        return Line(number, _begin(raw), trouble)
    try:
        return Line(number, raw.decode(encoding))
    except UnicodeDecodeError:
        return Line(number, _begin(raw), f"no text in {encoding}")


def _trouble(number: int, raw: bytes, *, whole: bool) -> str:
    """Why it can't be read in any encoding of the submission."""
    if number == 1 and raw.startswith(_UTF_16):
        return "begins as UTF-16 does, which is not read"
    if b"\0" in raw:
        return "holds NUL bytes"
    return "" if whole else f"is longer than {LONGEST} bytes"


def _begin(raw: bytes) -> str:
    return raw[:_SHOWN].strip(_BLANKS).decode("ascii", "backslashreplace")
