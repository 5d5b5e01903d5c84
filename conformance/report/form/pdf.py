"""The form as PDF/A-3a, set by Typst: tagged, its fonts embedded, `results.json` attached, the same bytes each time."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast
from unicodedata import category

from conformance.errors import MissingExtraError
from conformance.report.form.content import Form

EXTRA = "the PDF of a form needs the extra 'pdf': pip install 'recorder-conformance[pdf]'"
_STANDARD = "a-3a"
_JOINING = ("Mn", "Mc", "Me", "Cf")
# what Typst says of a text that no font has, or of a character that PDF/A forbids
_COMPLAINT = re.compile(r'(?:text|codepoint) `"(.*?)"`')
_UNDER_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
# sets each character once, alone
_PROBE = b"""
#set text(font: ("Noto Sans CJK SC", "Libertinus Serif", "DejaVu Sans Mono"))
#set document(date: datetime(year: 2000, month: 1, day: 1))
#for one in json(bytes(sys.inputs.probed)) { par(one) }
"""

Compile = Callable[[bytes, dict[str, str]], bytes]


def form_pdf(form: Form, results: str, sha256: str, dated: date) -> bytes:
    r"""The form as PDF, with the text of `results.json` attached ('' = not) and its digest; its only date is `dated`.

    A character that no font of the extra can draw is printed as `\u{...}`.

    Raises:
        MissingExtraError: the extra `pdf` is not installed.
    """
    compiled = _typesetter()
    template = files("conformance.report.form").joinpath("templates", "form.typ").read_bytes()
    data = {**_plain(form), "date": [dated.year, dated.month, dated.day], "sha256": sha256}
    text = json.dumps(data, ensure_ascii=False)
    others = {one for one in set(text) if not one.isascii()}
    probed = _set(compiled, _PROBE, {"probed": json.dumps(sorted(others))})
    spoiling = probed.characters & others
    while True:
        tried = _set(compiled, template, {"form": _escaped(text, spoiling), "results": results})
        # what can be drawn alone may not be with what it joins: a mark may stand on any letter
        joining = {one for one in others if category(one) in _JOINING}
        more = (tried.characters & others | joining) - spoiling
        if not tried.characters:
            return tried.content
        if not more:
            raise ValueError(f"the form can't be set: {sorted(tried.characters)}")
        spoiling |= more


@dataclass(frozen=True)
class _Tried:
    """A document that was set, or the characters that kept it from it: no font draws them, or PDF/A forbids them."""

    content: bytes
    characters: frozenset[str] = frozenset()


@cache
def _typesetter() -> Compile:
    """Sets a source, given its inputs."""
    try:
        import manimgx_fonts_cjk  # noqa: PLC0415 - an extra
        import typst  # noqa: PLC0415 - an extra
    except ImportError as missing:
        raise MissingExtraError(EXTRA) from missing
    fonts = Path(manimgx_fonts_cjk.__file__).parent
    setter = cast("Callable[..., bytes]", typst.compile)

    def compiled(source: bytes, inputs: dict[str, str]) -> bytes:
        return setter(
            source, font_paths=[fonts], ignore_system_fonts=True, pdf_standards=[_STANDARD], sys_inputs=inputs
        )

    return compiled


def why_missing() -> str:
    """Why no PDF can be made here; '' where one can."""
    try:
        _typesetter()
    except MissingExtraError as error:
        return str(error)
    return ""


def _set(compiled: Compile, source: bytes, inputs: dict[str, str]) -> _Tried:
    try:
        return _Tried(compiled(source, inputs))
    except RuntimeError as error:  # typst.TypstError, with all that is wrong in its diagnostic
        said = _COMPLAINT.findall(str(getattr(error, "diagnostic", error)))
        if not said:
            raise
        return _Tried(b"", frozenset(one for text in said for one in _UNDER_ESCAPE.sub(_meant, text)))


def _meant(match: re.Match[str]) -> str:
    """A character as Rust's debug output writes it."""
    return chr(int(match[1], 16)) if match[1] else match[2]


def _escaped(text: str, spoiling: frozenset[str]) -> str:
    """JSON text with those characters written out; in JSON a backslash is written twice."""
    return text.translate({ord(one): f"\\\\u{{{ord(one):x}}}" for one in spoiling})


def _plain(value: Any) -> Any:
    """Values of the content as JSON has them; a block says its kind."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        named = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        return {"kind": type(value).__name__, **named}
    return value
