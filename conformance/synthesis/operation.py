"""The base of everything that a recipe may do to a finished recording, apart so that no operation needs another."""

from typing import ClassVar

from pydantic import ConfigDict


class Operation:
    """Base of the defects: a recipe names them by `operation`, and no key beside their own is let through."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)
