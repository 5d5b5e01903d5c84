"""Pictures for a report are taken by worker processes; whatever goes wrong with one costs that picture alone."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from conformance.execution import shooting
from conformance.execution.isolated import Limits
from conformance.execution.shooting import shoot
from conformance.extract.facts import read_facts
from conformance.model.evidence import Recording, Stated
from conformance.model.facts import Absent, Luma, Media, Pictures
from conformance.model.shots import Shot
from conformance.model.still import Sight
from conformance.model.vocabulary import Privacy, Reason, Role

from .conftest import request_for


@pytest.fixture(scope="module")
def seen(built: Callable[[str], Path]) -> Sight:
    """Picture 5 of the recipe `cif`."""
    facts = read_facts(request_for(built("cif")), lambda: None)
    assert isinstance(facts.media, Media)
    track = facts.media.video[0]
    assert isinstance(track.pictures, Pictures)
    assert isinstance(track.pictures.luma, Luma)
    return Sight(track.index, 5, track.pictures.pts[5], track.pictures.luma.mean[5], ())


@pytest.fixture
def file(built: Callable[[str], Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(built("cif"), tmp_path / "a.mp4"))


def recording(file: Path) -> Recording:
    request = request_for(file)
    nothing = Absent(Reason.NO_REFERENCE_TIME, "no witness")
    return Recording(file.name, file.name, file, request.size, request.sha256, Role.GENERAL, nothing, Stated())


def test_pictures_come_by_recording_and_place(file: Path, seen: Sight) -> None:
    other = Path(shutil.copy(file, file.parent / "b.mp4"))
    gone = Sight(seen.track, 6, seen.pts + 1, 0.0, ())
    shots = shoot(
        {"a.mp4": (seen, gone), "b.mp4": (seen,)}, {"a.mp4": recording(file), "b.mp4": recording(other)}, Privacy.FULL
    )

    assert list(shots) == [("a.mp4", seen), ("a.mp4", gone), ("b.mp4", seen)]
    assert shots["a.mp4", seen] == shots["b.mp4", seen]
    assert isinstance(shots["a.mp4", seen], Shot)
    assert isinstance(shots["a.mp4", gone], Absent)
    assert not psutil.Process().children(recursive=True), "no process is left behind"


def test_nothing_wanted_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent")

    assert shoot({}, {}, Privacy.FULL) == {}


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda file: file.unlink(), "the recording is not at hand"),
        (lambda file: file.write_bytes(b"x" + file.read_bytes()[1:]), "the file changed after its digest was taken"),
        (lambda file: file.write_bytes(b""), "the file changed after its digest was taken"),
    ],
    ids=["removed", "altered", "emptied"],
)
def test_a_file_that_was_harmed_gives_no_picture(
    harm: Callable[[Path], None], said: str, file: Path, seen: Sight
) -> None:
    taken_in = recording(file)
    harm(file)
    (found,) = shoot({"a.mp4": (seen,)}, {"a.mp4": taken_in}, Privacy.FULL).values()

    assert isinstance(found, Absent)
    assert found.detail == said


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("kill -SEGV $$", "the extractor was ended by signal 11"),
        ("exit 0", "the extractor ended with status 0"),
        ("echo .; exec sleep 60", "the extractor showed no progress for 1 s and was stopped"),
    ],
)
def test_a_worker_that_fails_costs_its_pictures_alone(
    script: str, said: str, file: Path, seen: Sight, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = file.parent / "stand-in"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(shooting, "_LIMITS", Limits(stall=1))
    (found,) = shoot({"a.mp4": (seen,)}, {"a.mp4": recording(file)}, Privacy.FULL).values()

    assert found == Absent(Reason.EXTRACTOR_FAILED, said)
