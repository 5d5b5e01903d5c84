"""Builds a recipe's file once and keeps it under the digest of all that decides its bytes."""

import contextlib
import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

from conformance import __version__
from conformance.model.codec import encode as to_json
from conformance.synthesis import bmff, encoder
from conformance.synthesis.recipe import Recipe


def build(recipe: Recipe, folder: Path) -> Path:
    """The recipe's file inside a cache folder, made where it is not there yet.

    Raises:
        MissingExtraError: the demo extra is not installed.
        FixtureError: the recipe can't be followed.
    """
    target = folder / _digest(recipe) / recipe.file_name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _keep(target, content(recipe))
    return target


def content(recipe: Recipe) -> bytes:
    """The bytes of a recipe: encoded, turned, then damaged in the order of its defects."""
    data = encoder.encode(recipe)
    if recipe.rotation:
        data = bmff.turned(data, recipe.rotation)
    for defect in recipe.defects:
        data = defect.apply(data)
    return data


def _digest(recipe: Recipe) -> str:
    decisive = b"\n".join((to_json(Recipe, recipe), _ffmpeg().encode(), __version__.encode()))
    return hashlib.sha256(decisive).hexdigest()[:16]


@cache
def _ffmpeg() -> str:
    return encoder.ffmpeg_version()


def _keep(target: Path, data: bytes) -> None:
    """Whole or not at all, and the first of parallel test workers for good: another may read its file already."""
    handle, partial = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    with contextlib.suppress(FileExistsError):
        os.link(partial, target)
    Path(partial).unlink()
