"""Recordings for whole runs, from the cache that the synthesis tests fill."""

from ..synthesis.conftest import built, cache, recipes

__all__ = ["built", "cache", "recipes"]
