"""Recipes become the same bytes every time, and once only."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest

from conformance.errors import FixtureError, MissingExtraError
from conformance.shipped import fixtures_folder
from conformance.synthesis import encoder
from conformance.synthesis.build import build, content
from conformance.synthesis.document import read_recipes
from conformance.synthesis.recipe import ConstantRate, Recipe, VideoCodec

EVERY_RECIPE = tuple(read_recipes(fixtures_folder()))


@pytest.mark.parametrize("recipe", EVERY_RECIPE)
def test_a_recipe_built_twice_gives_the_same_bytes(
    recipe: str, recipes: dict[str, Recipe], built: Callable[[str], Path]
) -> None:
    first = sha256(built(recipe).read_bytes()).hexdigest()
    assert sha256(content(recipes[recipe])).hexdigest() == first


@pytest.mark.parametrize("recipe", ["avi-vp8", "qcif", "raw-hevc"])
def test_a_slow_machine_gives_the_same_bytes(
    recipe: str, recipes: dict[str, Recipe], built: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", _halted(subprocess.Popen))
    assert content(recipes[recipe]) == built(recipe).read_bytes()


def test_a_recipe_is_built_once_for_one_cache(recipes: dict[str, Recipe], tmp_path: Path) -> None:
    path = build(recipes["qcif"], tmp_path)
    path.write_bytes(b"kept")
    assert build(recipes["qcif"], tmp_path).read_bytes() == b"kept"
    assert sorted(tmp_path.rglob("*.*")) == [path]


def test_a_changed_recipe_is_another_file(recipes: dict[str, Recipe], tmp_path: Path) -> None:
    recipe = recipes["qcif"]
    longer = replace(recipe, video=replace(recipe.video, seconds=Fraction(2)))
    assert build(recipe, tmp_path) != build(longer, tmp_path)


@pytest.mark.parametrize("library", ["ffmpeg", "imageio_ffmpeg"])
def test_a_missing_extra_says_what_to_install(
    library: str, recipes: dict[str, Recipe], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=r"pip install 'recorder-conformance\[demo\]'"):
        content(recipes["qcif"])


def test_a_machine_without_a_binary_says_how_to_name_one(
    recipes: dict[str, Recipe], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_found() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", none_found)
    with pytest.raises(FixtureError, match="name one in IMAGEIO_FFMPEG_EXE"):
        content(recipes["qcif"])


def test_an_encoder_that_hangs_is_stopped(recipes: dict[str, Recipe], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_TIMEOUT_S", 0.001)
    with pytest.raises(FixtureError, match=r"did not finish recipe 'qcif' within 0\.001 s"):
        content(recipes["qcif"])


def test_what_the_encoder_refuses_names_the_recipe(recipes: dict[str, Recipe]) -> None:
    odd = replace(recipes["qcif"], video=replace(recipes["qcif"].video, profile="no-such-profile"))
    with pytest.raises(FixtureError, match="FFmpeg refused recipe 'qcif'"):
        content(odd)


def test_a_constant_rate_is_refused_where_it_would_not_be_kept(recipes: dict[str, Recipe]) -> None:
    recipe = recipes["qcif"]
    mpeg4 = replace(recipe.video, codec=VideoCodec.MPEG4, coding=ConstantRate(100_000))
    with pytest.raises(FixtureError, match="h264 only"):
        content(replace(recipe, video=mpeg4))


def _halted(popen: type[subprocess.Popen[bytes]]) -> type[subprocess.Popen[bytes]]:
    """Runs its program for 5 ms at a time, with stops of 50 ms between: longer than a picture of 25 Hz lasts."""

    class Halted(popen):  # type: ignore[valid-type, misc]
        def communicate(self, *given: Any, **named: Any) -> Any:
            while self.poll() is None:
                self.send_signal(signal.SIGSTOP)
                time.sleep(0.05)
                self.send_signal(signal.SIGCONT)
                time.sleep(0.005)
            return super().communicate(*given, **named)

    return Halted
