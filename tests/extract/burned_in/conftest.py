"""What is read of a scene, once it is filmed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.model.burned_in_facts import BurnedIn

from .drawing import FONTS, Scene, film
from .truth import watched


@pytest.fixture
def filmed(tmp_path: Path) -> Callable[[Scene], BurnedIn]:
    def filmed(scene: Scene) -> BurnedIn:
        if FONTS[scene.font] and not Path(FONTS[scene.font]).exists():
            pytest.skip(f"the font {scene.font} is not installed")
        return watched(film(scene, tmp_path / "clock.mp4"))

    return filmed
