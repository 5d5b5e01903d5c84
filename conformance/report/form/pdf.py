"""The form as PDF/A-3a, set by Typst: tagged, its fonts embedded, `results.json` attached, the same bytes each time."""

import json
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from conformance.errors import MissingExtraError
from conformance.report.form.content import Form

EXTRA = "the PDF of a form needs the extra 'pdf': pip install 'recorder-conformance[pdf]'"
_STANDARD = "a-3a"
_MOST_PROBED = 5000  # distinct characters; a form with more of them than that shows the rest escaped
# what Typst says of a character that no font has, or that PDF/A forbids
_REFUSED = re.compile(r'(?:the text|the codepoint|codepoint) `"(.*?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")

Compile = Callable[..., bytes]


def form_pdf(form: Form, results: str, sha256: str, dated: date) -> bytes:
    r"""The form as PDF, with the text of `results.json` attached ('' = not) and its digest; its only date is `dated`.

    A character that no font of the extra can draw is printed as `\u{...}`.

    Raises:
        MissingExtraError: the extra `pdf` is not installed.
    """
    compiled, fonts = _typesetter()
    template = files("conformance.report.form").joinpath("templates", "form.typ").read_bytes()
    data = {**_plain(form), "date": [dated.year, dated.month, dated.day], "sha256": sha256}
    text = json.dumps(data, ensure_ascii=False)
    for character in _undrawable(text, compiled, fonts):
        text = text.replace(character, f"\\\\u{{{ord(character):x}}}")  # in JSON a backslash is written twice
    return compiled(
        template,
        font_paths=[fonts],
        ignore_system_fonts=True,
        pdf_standards=[_STANDARD],
        sys_inputs={"form": text, "results": results},
    )


@cache
def _typesetter() -> tuple[Compile, Path]:
    """The compiler, and the folder with the font."""
    try:
        import manimgx_fonts_cjk  # noqa: PLC0415 - an extra
        import typst  # noqa: PLC0415 - an extra
    except ImportError as missing:
        raise MissingExtraError(EXTRA) from missing
    return cast("Compile", typst.compile), Path(manimgx_fonts_cjk.__file__).parent


def why_missing() -> str:
    """Why no PDF can be made here; '' where one can."""
    try:
        _typesetter()
    except MissingExtraError as error:
        return str(error)
    return ""


def _undrawable(text: str, compiled: Compile, fonts: Path) -> tuple[str, ...]:
    """Characters of a text that would spoil the PDF, found by setting each of them once, alone."""
    distinct = sorted(one for one in set(text) if not one.isascii())
    probed, unprobed = distinct[:_MOST_PROBED], distinct[_MOST_PROBED:]
    source = (
        b'#set text(font: ("Noto Sans CJK SC", "Libertinus Serif", "DejaVu Sans Mono"))\n'
        b"#set document(date: datetime(year: 2000, month: 1, day: 1))\n"
        b"#for one in json(bytes(sys.inputs.probed)) { par(one) }\n"
    )
    inputs = {"probed": json.dumps(probed)}
    try:
        compiled(source, font_paths=[fonts], ignore_system_fonts=True, pdf_standards=[_STANDARD], sys_inputs=inputs)
    except RuntimeError as error:  # typst.TypstError, with all that is wrong in its diagnostic
        said = _REFUSED.findall(str(getattr(error, "diagnostic", error)))
        refused = {_unescaped(one) for one in said} & set(probed)
        if not refused:
            raise
        return (*sorted(refused), *unprobed)
    return tuple(unprobed)


def _unescaped(text: str) -> str:
    """A character as Rust's debug output writes it."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], text)


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
