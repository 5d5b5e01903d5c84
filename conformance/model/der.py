"""Reads DER, byte for byte and no more than is there: what is signed must be hashed as it stands.

Source: ITU-T X.690, 8 and 10. Nothing is read ahead or by recursion: whoever asks for a field names its tag.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

BOOLEAN, INTEGER, OCTETS, NULL, OID, TIME = 0x01, 0x02, 0x04, 0x05, 0x06, 0x18
SEQUENCE, SET = 0x30, 0x31

_LONG_TAG, _LONG_LENGTH = 0x1F, 0x80
_MOST_LENGTH = 4  # bytes that state a length
_MOST_FIELDS = 256  # in a row: a token has some ten
_MOST_NUMBER = 64  # bytes: serial numbers and nonces have 20 at most (RFC 5280, 4.1.2.2)
_TIME = re.compile(rb"(\d{14})(?:\.(\d{1,18}))?Z")


class DerError(ValueError):
    """Bytes are not what is asked for, or not in DER."""


class BerError(DerError):
    """Bytes are laid out by rules of BER that DER does not have: nothing is wrong with them, but they are not read."""


def context(number: int, *, constructed: bool = True) -> int:
    """The tag of a context-specific field."""
    return (0xA0 if constructed else 0x80) | number


@dataclass(frozen=True)
class Element:
    """One element: its tag, what it holds, and all of its bytes."""

    tag: int
    content: bytes
    whole: bytes

    @property
    def fields(self) -> "Fields":
        """What a constructed element holds, to be taken in order."""
        return Fields(self.content)

    @property
    def number(self) -> int:
        """Value of an INTEGER."""
        content = self.content
        if not content or len(content) > _MOST_NUMBER:
            raise DerError(f"a number of {len(content)} bytes")
        if len(content) > 1 and content[0] in (0, 0xFF) and (content[0] ^ content[1]) < 0x80:
            raise DerError("a number with more bytes than it needs")
        return int.from_bytes(content, "big", signed=True)

    @property
    def oid(self) -> str:
        """Dotted text of an OBJECT IDENTIFIER."""
        content = self.content
        if not content or len(content) > _MOST_NUMBER or content[-1] & 0x80:
            raise DerError("no object identifier")
        arcs, arc = [], 0
        for byte in content:
            if not arc and byte == 0x80:
                raise DerError("an object identifier with more bytes than it needs")
            arc = arc << 7 | byte & 0x7F
            if not byte & 0x80:
                arcs.append(arc)
                arc = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))

    @property
    def time(self) -> tuple[datetime, Fraction]:
        """A GeneralizedTime in UTC, cut to the microsecond, and the unit of its last digit, s (RFC 3161, 2.4.2)."""
        found = _TIME.fullmatch(self.content)
        if found:
            part = (found[2] or b"").decode()
            with suppress(ValueError):
                whole = datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
                return whole.replace(microsecond=int(part[:6].ljust(6, "0"))), Fraction(1, 10 ** len(part))
        raise DerError(f"no time in UTC: {self.content[:40]!r}")


class Fields:
    """Elements in a row, taken one after the other."""

    def __init__(self, data: bytes) -> None:
        """Nothing is read yet."""
        self._data = data
        self._at = 0

    def take(self, *tags: int) -> Element:
        """The next element, whose tag is one of these, or any of none.

        Raises:
            DerError: there is none, or it is another.
        """
        if self._at >= len(self._data):
            raise DerError("a field is missing")
        tag = self._data[self._at]
        if tags and tag not in tags:
            raise DerError(f"a field of tag {tag:#04x} stands where one of {tags[0]:#04x} should")
        element = _element(self._data, self._at)
        self._at += len(element.whole)
        return element

    def optional(self, *tags: int) -> tuple[Element, ...]:
        """The next element if its tag is one of these, else none."""
        there = self._at < len(self._data) and self._data[self._at] in tags
        return (self.take(*tags),) if there else ()

    def all(self, *tags: int) -> tuple[Element, ...]:
        """All that are left, each of one of these tags, or of any."""
        return tuple(self._rest(tags))

    def _rest(self, tags: tuple[int, ...]) -> Iterator[Element]:
        for _ in range(_MOST_FIELDS):
            if self._at == len(self._data):
                return
            yield self.take(*tags)
        raise DerError(f"more than {_MOST_FIELDS} fields in a row")

    def end(self) -> None:
        """Nothing may be left."""
        if self._at != len(self._data):
            raise DerError(f"{len(self._data) - self._at} bytes are left behind the last field")


def _element(data: bytes, at: int) -> Element:
    tag, body, length = data[at], at + 2, data[at + 1] if at + 1 < len(data) else 0
    if tag & _LONG_TAG == _LONG_TAG:
        raise DerError("a tag of more than one byte")
    if length == _LONG_LENGTH:
        raise BerError("a length is not stated (indefinite form)")
    if length > _LONG_LENGTH:
        count = length - _LONG_LENGTH
        body += count
        length = int.from_bytes(data[at + 2 : body], "big")
        if count > _MOST_LENGTH or body > len(data):
            raise DerError("a length that leads behind the end")
        if length < _LONG_LENGTH or length < 1 << 8 * (count - 1):
            raise BerError("a length has more bytes than it needs")
    if at + 2 > len(data) or body + length > len(data):
        raise DerError("a field leads behind the end")
    return Element(tag, data[body : body + length], data[at : body + length])
