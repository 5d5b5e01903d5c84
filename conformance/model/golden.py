"""The golden file of a model: how its untouched recordings are laid out, as a small JSON document."""

from dataclasses import dataclass

GOLDEN_SCHEMA = 1


@dataclass(frozen=True)
class GoldenSource:
    """An untouched recording that a golden file was made of."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class GoldenItem:
    """One line: all values that were seen, several = it varies; `always` is False where some recording lacks it."""

    path: str
    values: tuple[str, ...]
    always: bool = True


@dataclass(frozen=True)
class Golden:
    """The whole document; `maker`, `model` and `firmware` name the device, as stated by who made it ('' = not)."""

    schema: int
    container: str
    sources: tuple[GoldenSource, ...]
    items: tuple[GoldenItem, ...]
    maker: str = ""
    model: str = ""
    firmware: str = ""


@dataclass(frozen=True)
class GoldenFile:
    """A golden file of a submission, with its path and digest."""

    path: str
    sha256: str
    golden: Golden
