"""Extractors started ahead do what fresh ones do, and none is left behind."""

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from conformance.execution.isolated import Limits, Workers
from conformance.execution.standby import WORTH_SHARING, Standby
from conformance.extract.facts import read_facts
from conformance.extract.request import Request
from conformance.model.vocabulary import Depth


def children() -> int:
    return len(psutil.Process().children())


def test_one_that_waits_does_the_errand(requested: Callable[[str], Request], tmp_path: Path) -> None:
    with Standby(1) as standby:
        (waiting,) = psutil.Process().children()
        found = Workers(Limits(), standby).extract(requested("cif"), tmp_path / "facts.json")
        assert not waiting.is_running()
        assert children() == 0

    assert found == read_facts(requested("cif"), lambda: None)


def test_one_that_died_waiting_costs_no_file_its_facts(requested: Callable[[str], Request], tmp_path: Path) -> None:
    with Standby(1) as standby:
        (waiting,) = psutil.Process().children()
        waiting.kill()
        waiting.wait()
        found = Workers(Limits(), standby).extract(requested("cif"), tmp_path / "facts.json")

    assert found == read_facts(requested("cif"), lambda: None)


def test_those_that_nobody_wanted_are_ended() -> None:
    with Standby(2):
        assert children() == 2
    assert children() == 0


@pytest.mark.parametrize(
    ("sizes", "depth", "most", "count"),
    [
        ((10,), Depth.FRAMES, 4, 1),
        ((10, 10), Depth.FRAMES, 4, 2),
        ((WORTH_SHARING,), Depth.FRAMES, 4, 4),
        ((WORTH_SHARING,), Depth.PACKETS, 4, 1),
        ((1,) * 9, Depth.FRAMES, 3, 3),
    ],
)
def test_as_many_as_can_be_of_use(sizes: tuple[int, ...], depth: Depth, most: int, count: int, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.mp4" for number in range(len(sizes))]
    for file, size in zip(files, sizes, strict=True):
        with file.open("wb") as stream:
            stream.truncate(size)

    with Standby.for_files(files, depth, most):
        assert children() == count


def test_a_file_that_is_missing_is_one_for_its_reader_to_name(tmp_path: Path) -> None:
    with Standby.for_files([tmp_path / "missing.mp4"], Depth.FRAMES, 4):
        assert children() == 1
