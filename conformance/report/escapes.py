"""Text from hostile places: what a file format cannot hold, or a reader cannot see, is escaped visibly."""

import re

_SURROGATES = "\ud800-\udfff"
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f"  # C0 but for tab, line feed and carriage return
_NONCHARACTERS = "\ufffe\uffff"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # Unicode UAX #9, 2: explicit directional formatting
_OTHER_UNSEEN = "\x7f-\x9f\u2028\u2029\ufeff"

_NOT_UTF8 = re.compile(f"[{_SURROGATES}]")
_NOT_XML = re.compile(f"[{_SURROGATES}{_CONTROLS}{_NONCHARACTERS}]")
_NOT_SEEN = re.compile(f"[{_SURROGATES}{_CONTROLS}{_NONCHARACTERS}{_BIDI}{_OTHER_UNSEEN}]")
_LINE_BREAKS = re.compile("[\t\n\r]")
# OWASP, CSV Injection: what makes a formula of a cell, with the full-width forms, at its start or behind a separator
_FORMULA = re.compile("(^|[;\t\r\n])(?=[=+\\-@\t\r＝＋－＠])")
_QUANTITY = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?(/[0-9]+)?( [A-Za-z°%µΩ]+(/[A-Za-z]+)?)?|-")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>()#+!|~&$^@-]")


def encodable(text: str) -> str:
    """The text, with every surrogate escaped, so that UTF-8 can hold it."""
    return _NOT_UTF8.sub(_escape, text)


def xml_text(text: str) -> str:
    """The text, with every character escaped that XML 1.0 (2.2, Char) forbids."""
    return _NOT_XML.sub(_escape, text)


def visible(text: str) -> str:
    """The text, with every control and bidirectional mark escaped, so that a reader sees what is there."""
    return text if text.isprintable() else _NOT_SEEN.sub(_escape, text)


def one_line(text: str) -> str:
    """`visible`, with tabs and line breaks escaped too: for names of files."""
    return _LINE_BREAKS.sub(_escape, visible(text))


def shortened(text: str, limit: int = 90) -> str:
    """The text, its middle cut out where it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    tail = limit // 2
    return f"{text[: limit - tail - 1]}…{text[-tail:]}"


def cell_text(text: str) -> str:
    """`visible`, with an apostrophe before what a spreadsheet would take for a formula; quantities stay as they are."""
    seen = visible(text)
    return seen if _QUANTITY.fullmatch(seen) else _FORMULA.sub(r"\1'", seen)


def markdown_text(text: str) -> str:
    """`one_line`, with every character escaped that Markdown or HTML in it would read (OSCAL markup-line)."""
    return _MARKDOWN.sub(r"\\\g<0>", one_line(text))


def sarif_text(text: str) -> str:
    """`visible`, without a placeholder (SARIF 2.1.0, 3.11.5: braces are doubled) or an embedded link (3.11.6)."""
    return visible(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # PEP 383: one byte of a file name that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"
