"""What a plain (unquoted) scalar means, and which ones YAML 1.1 would turn into something that nobody wrote."""

import math
import re
from dataclasses import dataclass
from typing import TypeAlias

import yaml
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

Scalar: TypeAlias = str | int | float | bool

_RESOLVER = Resolver()
_MOST_DIGITS = 40
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
# a number of YAML 1.2 (core schema, 10.3.2); 08, 1e3 and 0o17 are text in YAML 1.1
_NUMBER_OF_YAML_1_2 = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")


@dataclass(frozen=True)
class Refused:
    """A scalar that must be written differently, and how."""

    why: str


def value_of(text: str) -> Scalar | Refused:
    """The value of a plain scalar: canonical numbers, `true`, `false`, dates as text, and text."""
    match _tag(text):
        case "str":
            return _text(text)
        case "timestamp":
            return text
        case "bool":
            return _bool(text)
        case "int" | "float":
            return _number(text)
        case "null":
            return _null(text)
        case _:
            return Refused(f"{text} has a meaning of its own in YAML; write it in quotes: {quoted(text)}")


def key_of(text: str) -> str | Refused:
    """The text of a plain key; `on`, `off`, `yes` and `no` are text here, for no key is ever a truth value."""
    if not text:
        return Refused("a key is missing before this colon; write one")
    if _tag(text) == "merge":
        return Refused("merge key << is not allowed; write the merged keys out")
    if _tag(text) == "bool" and text.lower() not in ("true", "false"):
        return text
    if text in ("y", "n", "Y", "N"):
        return text
    value = value_of(text)
    if isinstance(value, str):
        return value
    return Refused(f"key {_short(text)} is no text; write it in quotes: {quoted(text)}")


def quoted(text: str) -> str:
    """A text as YAML writes it in single quotes, shortened."""
    return "'" + _short(text).replace("'", "''") + "'"


def _tag(text: str) -> str:
    tag: str = _RESOLVER.resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # so in the stubs
    return tag.removeprefix("tag:yaml.org,2002:")


def _short(text: str) -> str:
    return text if len(text) <= _MOST_DIGITS else f"{text[:_MOST_DIGITS]}..."


def _text(text: str) -> str | Refused:
    if text in ("y", "n", "Y", "N"):
        return Refused(f"{text} is a truth value for some YAML readers; write true, false or the text {quoted(text)}")
    if _NUMBER_OF_YAML_1_2.fullmatch(text):
        return Refused(f"{_short(text)} is a number for some YAML readers and text for others; {_in_quotes(text)}")
    return text


def _bool(text: str) -> bool | Refused:
    if text in ("true", "false"):
        return text == "true"
    meant = "true" if text.lower() in ("yes", "on", "true") else "false"
    return Refused(f"{text} would be read as {meant}; write {meant} if that is meant, or {quoted(text)} if it is text")


def _null(text: str) -> Refused:
    if not text:
        return Refused("a value is missing; write one or remove the key (inside { } a text with a comma needs quotes)")
    return Refused(f"{text} would be read as no value; remove the key, or write {quoted(text)} if it is text")


def _number(text: str) -> int | float | Refused:
    if len(text) > _MOST_DIGITS:
        return Refused(f"{_short(text)} has more than {_MOST_DIGITS} digits; {_in_quotes(text)}")
    try:
        value = yaml.safe_load(text)
    except ValueError:  # PyYAML resolves `0x_` as a number, but can't read it
        return Refused(f"{text} is no number that can be read; {_in_quotes(text)}")
    if repr(value) == text and (isinstance(value, int) or _DECIMAL.fullmatch(text)):
        return value  # type: ignore[no-any-return]  # an int or a float: the resolver said so
    if not math.isfinite(value):
        return Refused(f"{text} would be read as the number {value}, which no limit can be; {_in_quotes(text)}")
    meant = f"write {value!r} if that is meant"
    return Refused(f"{text} would be read as the number {value!r}; {meant}, or {quoted(text)} if it is text")


def _in_quotes(text: str) -> str:
    return f"write {quoted(text)} in quotes if it is text"
