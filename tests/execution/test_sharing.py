"""One file read by several processes: the same facts, no trace left, and a failure of one is the failure of all."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from conformance.errors import ExtractionError
from conformance.execution import sharing
from conformance.execution.isolated import Limits, Workers
from conformance.execution.sharing import Slots, extract
from conformance.extract.facts import read_facts
from conformance.extract.request import Request
from conformance.model import codec
from conformance.model.facts import Facts

from ..extract.making import coded
from .conftest import request_for

SCENE = ("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=288", "-f", "lavfi", "-i", "sine=duration=288")


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Request:
    """A recording of four spans."""
    folder = tmp_path_factory.mktemp("long")
    return request_for(coded(folder / "long.mp4", *SCENE, "-c:v", "libx264", "-preset", "ultrafast", "-g", "50"))


@pytest.fixture(autouse=True)
def even_small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "WORTH_SHARING", 0)


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_the_facts_are_those_that_one_process_finds(processes: int, long: Request, tmp_path: Path) -> None:
    found = extract(Workers(Limits()), Slots(processes), long, tmp_path / "facts.json")

    assert found == read_facts(long, lambda: None)
    assert codec.decode(Facts, (tmp_path / "facts.json").read_bytes()) == found
    assert [one.name for one in tmp_path.iterdir()] == ["facts.json"]


@pytest.mark.parametrize("recipe", ["noise-file", "qcif", "patrol-silent", "patrol-damaged"])
def test_short_silent_and_unreadable_files_can_be_shared_too(
    recipe: str, requested: Callable[[str], Request], tmp_path: Path
) -> None:
    found = extract(Workers(Limits()), Slots(2), requested(recipe), tmp_path / "facts.json")

    assert found == read_facts(requested(recipe), lambda: None)


def test_a_file_that_changed_since_its_digest_was_taken_has_no_facts(long: Request, tmp_path: Path) -> None:
    other = tmp_path / "other.mp4"
    other.write_bytes(long.file.read_bytes() + b"\0")
    request = Request(other, long.sha256, long.size, long.depth)

    with pytest.raises(ExtractionError, match="the file changed after its digest was taken"):
        extract(Workers(Limits()), Slots(2), request, tmp_path / "facts.json")
    assert [one.name for one in tmp_path.iterdir()] == ["other.mp4"]


def test_a_part_that_crashes_fails_the_file_and_leaves_no_process(
    long: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "stand-in"
    real = sys.executable
    program.write_text(
        f'#!/bin/sh\nerrand=$(cat)\ncase $errand in */share-0.json*) exit 7;; esac\nprintf %s "$errand" | {real} "$@"\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))

    with pytest.raises(ExtractionError, match="the extractor ended with status 7"):
        extract(Workers(Limits()), Slots(2), long, tmp_path / "facts.json")
    assert not psutil.Process().children(recursive=True)
    assert not (tmp_path / "facts.json").exists()


def test_free_slots_are_borrowed_and_given_back() -> None:
    slots = Slots(3)

    with slots.own(), slots.borrowed() as first, slots.borrowed() as none:
        assert (first, none) == (2, 0)
    with slots.own(), slots.own(), slots.borrowed() as last:
        assert last == 1


def test_a_slot_of_ones_own_is_waited_for() -> None:
    slots, entered = Slots(1), threading.Event()

    def wait() -> None:
        with slots.own():
            entered.set()

    with slots.own():
        waiting = threading.Thread(target=wait)
        waiting.start()
        assert not entered.wait(0.2)
    assert entered.wait(10)
    waiting.join()
