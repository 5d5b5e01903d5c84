"""A burned-in clock where the submission says that it stands: no other is read, and it is read as it would be alone."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import av
import numpy as np
import pytest

from conformance.extract.burned_in.region import InRegion
from conformance.extract.facts import read_facts
from conformance.extract.request import Request
from conformance.model.areas import Region
from conformance.model.burned_in_facts import BurnedIn
from conformance.model.facts import Look
from conformance.model.overlay_facts import OverlayFacts, TextLine
from conformance.model.vocabulary import Depth

from .drawing import Plane, Scene, film, layers, write
from .truth import unseen_ticks, wrong_pictures

OWN = Scene(style="boxed", background="still", seconds=22)
# Another clock in the same picture, as of a parked car's camera that films a clock on a wall
FILMED = replace(OWN, place=(0.31, 0.62), letters=1 / 14, start=datetime(2026, 3, 1, 11, 7, 12, 900_000))  # noqa: DTZ001


def around(scene: Scene) -> Region:
    """The text of a scene, with a rim."""
    rows, columns = layers(scene.font, scene.size, scene.text(0))[0].shape
    top, left = scene.corner
    return Region(left - 6, top - 6, columns + 12, rows + 12)


@pytest.fixture(scope="module")
def two_clocks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def filmed(number: int, picture: Plane) -> None:
        write(picture, FILMED, FILMED.text(number))

    return film(OWN, tmp_path_factory.mktemp("two") / "clocks.mp4", filmed)


def read_in(file: Path, *region: Region) -> BurnedIn:
    request = Request(file, "", file.stat().st_size, Depth.FRAMES, Look(clock_region=region))
    found = read_facts(replace(request, sha256=sha256(file.read_bytes()).hexdigest()), lambda: None)
    assert found.look == request.look
    assert isinstance(found.burned_in, BurnedIn)
    return found.burned_in


@pytest.mark.parametrize("scene", [OWN, FILMED], ids=["burned in", "filmed"])
def test_the_clock_in_the_region_is_read_and_no_other(scene: Scene, two_clocks: Path) -> None:
    found = read_in(two_clocks, around(scene))
    read = sum(one.last - one.first + 1 for one in found.seconds if one.clock and "?" not in one.before + one.clock)

    assert list(wrong_pictures(scene, found)) == []
    assert list(unseen_ticks(scene, found)) == []
    assert found.pictures == scene.seconds * scene.rate
    assert read >= 0.96 * found.pictures
    (place,) = {line.place for line in found.lines}
    region = around(scene)
    assert region.left <= place.left < place.right <= region.left + region.width
    assert region.top <= place.top < place.bottom <= region.top + region.height
    assert place.bottom - place.top >= 0.5 * scene.size


def test_a_region_without_a_clock_shows_none(two_clocks: Path) -> None:
    found = read_in(two_clocks, Region(0, OWN.height - 60, OWN.width, 60))

    assert found == BurnedIn(660, ())


def test_a_region_that_leaves_the_picture_shows_nothing(two_clocks: Path) -> None:
    region = around(OWN)

    assert read_in(two_clocks, replace(region, left=OWN.width - 10)) == BurnedIn(660, ())


def test_the_region_is_looked_at_in_full_where_larger_pictures_are_searched_in_strides(tmp_path: Path) -> None:
    large = Scene(style="boxed", background="still", seconds=14, rate=Fraction(10), height=2160, letters=1 / 120)
    found = read_in(film(large, tmp_path / "large.mp4"), around(large))

    assert list(wrong_pictures(large, found)) == []
    assert len(found.seconds) >= 13


class Told:
    """A watcher that reads the same text in every region."""

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Look at nothing."""

    def frozen(self) -> BurnedIn:
        return BurnedIn(0, ())

    def overlay(self) -> OverlayFacts:
        line = TextLine(0, 0, 0, 500, 70, "2026-03-01", (99,) * 10)
        return OverlayFacts((line,), (0,), (line,))


def test_text_in_the_region_is_told_in_thousandths_of_the_picture() -> None:
    watcher = InRegion(Told(), Region(100, 300, 400, 35))  # laid on 500 rows
    watcher.take(av.VideoFrame.from_ndarray(np.zeros((500, 1000), np.uint8), "gray"), 0)
    overlay = watcher.overlay()

    assert isinstance(overlay, OverlayFacts)
    assert [(one.left, one.top, one.right, one.bottom) for one in (*overlay.lines, *overlay.clock)] == [
        (100, 600, 300, 670)
    ] * 2
