"""What somebody probably meant to write, and what could have been written."""

import difflib
from collections.abc import Iterable

_LONGEST_LIST = 30
_LONGEST_WORD = 80
_MOST_COMPARED = 1000


def suggestion(word: str, valid: Iterable[str]) -> str:
    """End of a sentence about a wrong word: the nearest spelling, and the valid words where they are few."""
    words = tuple(valid)
    near = nearest(word, words)
    parts = [f"did you mean {shown(near)}?"] if near else []
    if words and len(words) <= _LONGEST_LIST:
        parts.append(f"valid: {', '.join(words)}")
    elif not near:
        parts.append(f"none of the {len(words)} valid ones is spelled alike")
    return " ".join(parts)


def nearest(word: str, valid: Iterable[str]) -> str:
    """The valid word nearest in spelling; '' where none is near, or where there are too many to compare."""
    words = list(valid)
    close = difflib.get_close_matches(word[:_LONGEST_WORD], words, n=1) if len(words) <= _MOST_COMPARED else []
    return close[0] if close else ""


def shown(value: object) -> str:
    """A value as a message shows it, shortened."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value)
    return text if len(text) <= _LONGEST_WORD else f"{text[:_LONGEST_WORD]}..."
