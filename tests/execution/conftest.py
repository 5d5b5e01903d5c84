"""Recordings to measure in processes of their own, from the cache that the synthesis tests fill."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.extract.request import Request
from conformance.model.vocabulary import Depth

from ..synthesis.conftest import built, cache, recipes

__all__ = ["built", "cache", "recipes", "requested"]


@pytest.fixture(scope="session")
def requested(built: Callable[[str], Path]) -> Callable[[str], Request]:
    """The request for all facts of a recipe's file."""
    return lambda recipe: request_for(built(recipe))


def request_for(path: Path, depth: Depth = Depth.FRAMES) -> Request:
    data = path.read_bytes()
    return Request(path, hashlib.sha256(data).hexdigest(), len(data), depth)
