"""One cache of built recordings for the session, and what PyAV, which had no part in the making, reads from them."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.logging
import pytest

from conformance.shipped import fixtures_folder
from conformance.synthesis.build import build
from conformance.synthesis.document import read_recipes
from conformance.synthesis.recipe import Recipe


@dataclass(frozen=True)
class Seen:
    """`times` are presentation times in s, sorted; `complaints` are error messages of demultiplexer and decoder."""

    format: str
    codec: str
    size: tuple[int, int]
    rotation: int
    times: tuple[Fraction, ...]
    pictures: int
    corrupt: int
    complaints: tuple[str, ...]
    audio: tuple[str, int, int]
    created: str

    @property
    def rate(self) -> Fraction:
        return (len(self.times) - 1) / (self.times[-1] - self.times[0])

    @property
    def longest_step(self) -> Fraction:
        return max(after - before for before, after in zip(self.times, self.times[1:], strict=False))


@pytest.fixture(scope="session")
def recipes() -> dict[str, Recipe]:
    return read_recipes(fixtures_folder())


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Shared by the workers of pytest-xdist."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "recordings"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def built(recipes: dict[str, Recipe], cache: Path) -> Callable[[str], Path]:
    """The built file of a recipe id."""
    return lambda recipe: build(recipes[recipe], cache)


@pytest.fixture(scope="session")
def look(built: Callable[[str], Path]) -> Callable[[str], Seen]:
    """Decodes every picture of a recipe's file."""
    return lambda recipe: seen(built(recipe))


def seen(path: Path) -> Seen:
    level = av.logging.get_level()
    av.logging.set_level(av.logging.ERROR)
    try:
        with av.logging.Capture() as log, av.open(str(path)) as container:
            return _seen(container, log)
    finally:
        av.logging.set_level(level)


def _seen(container: av.container.InputContainer, log: list[tuple[int, str, str]]) -> Seen:
    video = container.streams.video[0]
    video.thread_type = "NONE"
    times, shown = [], []
    for packet in container.demux(video):
        if packet.size and packet.pts is not None:
            times.append(packet.pts * packet.time_base)
        try:
            shown += packet.decode()
        except av.error.InvalidDataError:
            continue
    sound = container.streams.audio[0] if container.streams.audio else None
    return Seen(
        format=container.format.name,
        codec=video.codec_context.name,
        size=(shown[0].width, shown[0].height),
        rotation=shown[0].rotation,
        times=tuple(sorted(times)),
        pictures=len(shown),
        corrupt=sum(frame.is_corrupt for frame in shown),
        complaints=tuple(text.strip() for _, _, text in log),
        audio=(sound.codec_context.name, sound.sample_rate, sound.channels) if sound else ("", 0, 0),
        created=container.metadata.get("creation_time", ""),
    )
