"""From bytes to clean Unicode text, before any YAML is looked at."""

import re
from pathlib import Path

from conformance.errors import DocumentError, Mark, Problem

LARGEST = 2 * 1024 * 1024  # B

# what YAML 1.1, 5.1 does not count as printable
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_document(path: Path) -> bytes:
    """Bytes of a document, one more than `LARGEST` at most, so that no file is too big to refuse.

    Raises:
        OSError: the file can't be read.
    """
    if not path.is_file():
        path.stat()
        raise OSError("not a regular file")
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def decoded(text: bytes, file: str) -> str:
    """The text of a document of UTF-8, with or without byte order mark.

    Raises:
        DocumentError: too large, not UTF-8, or with a control character in it.
    """
    if len(text) > LARGEST:
        message = "the file is larger than 2 MiB, which no document here needs; split it, or name the right one"
        raise DocumentError((Problem(Mark(file, 1, 1), message),))
    try:
        unicode = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = text[: error.start].decode("utf-8", errors="replace")
        message = f"byte 0x{text[error.start]:02x} is not UTF-8; save the file with the encoding UTF-8"
        raise DocumentError((Problem(end_of(before, file), message),)) from error
    found = unprintable(unicode)
    if found:
        before = unicode[: unicode.index(found)]
        message = f"control character U+{ord(found):04X} is not allowed; remove it"
        raise DocumentError((Problem(end_of(before, file), message),))
    return unicode


def unprintable(text: str) -> str:
    """The first character that no document may hold; '' where there is none."""
    match = _UNPRINTABLE.search(text)
    return match[0] if match else ""


def end_of(text: str, file: str) -> Mark:
    """The place right after a text."""
    return Mark(file, text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)
