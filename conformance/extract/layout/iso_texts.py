"""Texts in which the writer of an ISO BMFF or QuickTime file names itself: user data, `ilst`, keys of `mdta`.

Source: QuickTime File Format, "User Data Atoms" and "Metadata"; 3GPP TS 26.244, 8 (the same boxes with a language).
"""

from collections.abc import Sequence

from conformance.extract.layout.collecting import Lines, shown

_TOOLS = frozenset({"©too", "©swr", "©enc", "©req", "©inf", "©src"})  # who wrote or made it, and by which software
_MAKERS = frozenset({"©mak", "©mod", "©fmt"})  # names of the device: constant, but no trace of an editor
_SPOKEN = ("software", "encoder", "encoded", "creator", "tool")  # in a key of `mdta`
_NAMED = ("make", "model")
_DATA = 8  # bytes of `data` before its value: type and locale
_MOST_KEYS = 256

Place = tuple[str, int]
Around = tuple[str, tuple[str, ...]]  # type of the parent, keys that its numbers stand for


def text_lines(lines: Lines, kind: str, data: bytes, place: Place, around: Around) -> None:
    """The text of a box of user data or of `data` in `ilst`, where it names a writer or a device."""
    parent, keys = around
    if parent == "udta":
        key, value = kind, _user_text(data)
    elif kind == "data":
        key, value = _key(parent, keys), data[_DATA:]
    else:
        return
    low = key.lower()
    if key in _TOOLS or any(word in low for word in _SPOKEN):
        lines.fields(*place, (("text", lines.writer(place[0], value, place[1])),))
    elif key in _MAKERS or any(word in low.split(".") for word in _NAMED):
        lines.fields(*place, (("text", shown(value.strip(b"\0 "))),))
    if parent != "udta":
        lines.fields(*place, (("key", shown(key)),))


def _user_text(data: bytes) -> bytes:
    """Text behind a length and a language (QuickTime), or behind version, flags and language (3GPP)."""
    size = int.from_bytes(data[:2], "big")
    if len(data) >= 4 and 0 < size <= len(data) - 4:
        return data[4 : 4 + size]
    return data[6:] if data[:4] == bytes(4) else data


def _key(parent: str, keys: Sequence[str]) -> str:
    """What the item of an `ilst` is called: by its own type, or by a number of the list of keys."""
    if not parent.startswith("\\x00"):
        return parent
    number = int.from_bytes(parent.encode("latin-1").decode("unicode_escape").encode("latin-1"), "big")
    return keys[number - 1] if 0 < number <= len(keys) else parent


def read_keys(boxes: Sequence[bytes]) -> tuple[str, ...]:
    """Names that a `keys` box lists."""
    found: list[str] = []
    for data in boxes[:1]:
        at = 8
        while at + 8 <= len(data) and len(found) < _MOST_KEYS:
            size = int.from_bytes(data[at : at + 4], "big")
            if size < 8:
                break
            found.append(shown(data[at + 8 : at + size]))
            at += size
    return tuple(found)
