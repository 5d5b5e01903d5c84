"""One cache of small recordings for the session, and one reading of each recipe's file."""

import hashlib
from collections.abc import Callable
from functools import cache as once
from pathlib import Path

import pytest

from conformance.model.facts import Facts
from conformance.synthesis.build import build
from conformance.synthesis.recipe import Recipe

from ..synthesis.conftest import built, cache, recipes
from . import making

__all__ = ["built", "cache", "coded", "facts", "made", "recipes"]

Coded = Callable[..., Path]


@pytest.fixture(scope="session")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Coded:
    """A file of that name, coded by FFmpeg with those options; one of other options lies in another folder."""
    root = tmp_path_factory.mktemp("coded")

    def file(name: str, *options: str) -> Path:
        folder = root / hashlib.sha256(repr(options).encode()).hexdigest()[:16]
        folder.mkdir(exist_ok=True)
        return making.coded(folder / name, *options)

    return file


@pytest.fixture(scope="session")
def made(cache: Path) -> Callable[[Recipe], Path]:
    """The built file of a recipe that stands in no fixture file."""
    return lambda recipe: build(recipe, cache)


@pytest.fixture(scope="session")
def facts(built: Callable[[str], Path]) -> Callable[[str], Facts]:
    """Facts of a recipe's file, read once."""
    return once(lambda recipe: making.facts_of(built(recipe)))
