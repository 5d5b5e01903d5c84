"""Reads the few bytes of CBOR (RFC 8949) in which a signature and its certificates stand."""

from typing import TypeAlias

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG = range(7)  # major types; one more holds null, truths, floats
_MOST_NESTED = 8
_BYTES_OF_LENGTH = {24: 1, 25: 2, 26: 4, 27: 8}
_SIMPLE = 24  # values that are one byte; those behind it bring bytes along


class CborError(ValueError):
    """The bytes are no CBOR of definite length; the message says what is wrong."""


class Pairs(tuple["tuple[Item, Item]", ...]):
    """A map, in its order and with keys that stand twice."""

    __slots__ = ()


Item: TypeAlias = "int | bytes | str | list[Item] | Pairs | None"  # tags are left out; None is null, a truth or a float


def decoded(data: bytes) -> Item:
    """The one item that fills the bytes.

    Raises:
        CborError: they are no CBOR, hold more than one item, or one of indefinite length.
    """
    reader = _Reader(data)
    item = reader.item(0)
    if reader.at != len(data):
        raise CborError(f"{len(data) - reader.at} bytes stand behind it")
    return item


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def item(self, depth: int) -> Item:
        if depth > _MOST_NESTED:
            raise CborError("it is nested too deep")
        head = self._bytes(1)[0]
        kind, value = head >> 5, head & 0x1F
        if value >= _SIMPLE:
            if value not in _BYTES_OF_LENGTH:
                raise CborError("an item is of indefinite length")
            value = int.from_bytes(self._bytes(_BYTES_OF_LENGTH[value]), "big")
        return self._item(kind, value, depth)

    def _item(self, kind: int, value: int, depth: int) -> Item:
        if kind in (_BYTES, _TEXT):
            data = self._bytes(value)
            return data.decode("utf-8", "replace") if kind == _TEXT else data
        if kind == _MAP:
            return Pairs((self.item(depth + 1), self.item(depth + 1)) for _ in range(value))
        if kind in (_LIST, _TAG):
            items = [self.item(depth + 1) for _ in range(value if kind == _LIST else 1)]
            return items if kind == _LIST else items[0]
        return {_UNSIGNED: value, _NEGATIVE: -1 - value}.get(kind)

    def _bytes(self, count: int) -> bytes:
        if count > len(self._data) - self.at:
            raise CborError("it is cut off")
        self.at += count
        return self._data[self.at - count : self.at]
