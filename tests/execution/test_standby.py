"""Extractors started ahead do what fresh ones do, and none is left behind."""

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from conformance.errors import ExtractionError
from conformance.execution.isolated import Limits, Workers
from conformance.execution.standby import WORTH_SHARING, Ahead, Standby
from conformance.extract.facts import read_facts
from conformance.extract.request import Request
from conformance.model.vocabulary import Depth

from .conftest import request_for


def children() -> int:
    return len(psutil.Process().children())


def told() -> list[list[str]]:
    """What each process was told."""
    lines = (one.cmdline() for one in psutil.Process().children())
    return sorted(line[line.index("conformance.extract") + 1 :] for line in lines)


def test_one_that_waits_does_the_errand(requested: Callable[[str], Request], tmp_path: Path) -> None:
    with Standby(Ahead(Depth.FRAMES)) as standby:
        (waiting,) = psutil.Process().children()
        found = Workers(Limits(), standby).extract(requested("cif"), tmp_path / "facts.json")
        assert not waiting.is_running()
        assert children() == 0

    assert found == read_facts(requested("cif"), lambda: None)


def test_one_that_died_waiting_costs_no_file_its_facts(requested: Callable[[str], Request], tmp_path: Path) -> None:
    with Standby(Ahead(Depth.FRAMES)) as standby:
        (waiting,) = psutil.Process().children()
        waiting.kill()
        waiting.wait()
        found = Workers(Limits(), standby).extract(requested("cif"), tmp_path / "facts.json")

    assert found == read_facts(requested("cif"), lambda: None)


def test_one_that_takes_the_digest_of_the_file_does_the_errand(
    requested: Callable[[str], Request], tmp_path: Path
) -> None:
    request = requested("cif")
    with Standby(Ahead(Depth.FRAMES), Ahead(Depth.FRAMES, request.file)) as standby:
        waiting = next(one for one in psutil.Process().children() if str(request.file) in one.cmdline())
        found = Workers(Limits(), standby).extract(request, tmp_path / "facts.json")
        assert not waiting.is_running()
        assert children() == 1

    assert found == read_facts(request, lambda: None)


def test_one_that_takes_the_digest_of_another_file_is_left_alone(
    requested: Callable[[str], Request], tmp_path: Path
) -> None:
    with Standby(Ahead(Depth.FRAMES, requested("qcif").file)) as standby:
        (waiting,) = psutil.Process().children()
        found = Workers(Limits(), standby).extract(requested("cif"), tmp_path / "facts.json")
        assert waiting.is_running()

    assert found == read_facts(requested("cif"), lambda: None)


def test_a_file_that_is_written_to_after_its_digest_was_begun_is_not_measured(
    requested: Callable[[str], Request], tmp_path: Path
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(requested("qcif").file.read_bytes())
    with Standby(Ahead(Depth.FRAMES, path)) as standby:
        told = psutil.Process().children()[0]
        while not any(Path(one.path).name == "clip.mp4" for one in told.open_files()):
            assert told.is_running()
        path.write_bytes(requested("cif").file.read_bytes())
        with pytest.raises(ExtractionError, match="the file changed after its digest was taken"):
            Workers(Limits(), standby).extract(request_for(path), tmp_path / "facts.json")


def test_those_that_nobody_wanted_are_ended() -> None:
    with Standby(Ahead(), Ahead()):
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
        assert told() == [["frames"]]


def test_each_file_has_its_digest_begun_once_and_an_image_none(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.mp4", "card.IMG", "b.mp4")]
    for file, size in zip(files, (WORTH_SHARING, 10, 10), strict=True):
        with file.open("wb") as stream:
            stream.truncate(size)

    with Standby.for_files(files, Depth.FRAMES, 2):
        assert told() == [["frames"], ["frames", str(files[0])]]
    with Standby.for_files(files, Depth.PACKETS, 3):
        assert told() == [["container"], ["packets", str(files[0])], ["packets", str(files[2])]]
