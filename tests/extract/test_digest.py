"""The digest that is begun before all else is that of the file as it is read."""

import os
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

from conformance.errors import ExtractionError
from conformance.extract import digest
from conformance.extract.digest import Digest, identity_of
from conformance.extract.facts import read_facts
from conformance.extract.request import Request
from conformance.model.facts import NOT_TAKEN
from conformance.model.vocabulary import Depth

MEMORY = Path("/proc/self/mem")  # opens, and can't be read at its beginning


def test_the_digest_is_that_of_all_bytes(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "parts").write_bytes(bytes(range(256)) * 40_000)  # 10 MB, more than is read at a time

    assert Digest(tmp_path / "abc").taken() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert Digest(tmp_path / "empty").taken() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert Digest(tmp_path / "parts").taken() == sha256(bytes(range(256)) * 40_000).hexdigest()


def test_the_identity_is_that_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")

    assert Digest(tmp_path / "abc").identity == identity_of(tmp_path / "abc")


def test_a_missing_file_has_none(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Digest(tmp_path / "missing")


@pytest.mark.skipif(not MEMORY.exists(), reason="no file at hand that opens and can't be read")
def test_a_file_that_can_not_be_read_has_none() -> None:
    with pytest.raises(OSError, match="Input/output error"):
        Digest(MEMORY).taken()


def test_whoever_waits_for_it_is_told_that_it_goes_on_and_nothing_where_it_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "_LOOK_EVERY", 0.02)
    os.mkfifo(tmp_path / "slow")
    beats: list[float] = []
    writer = Thread(target=trickled, args=(tmp_path / "slow", (0.1, 0.1, 0.1, 0.5)))
    writer.start()

    Digest(tmp_path / "slow").taken(lambda: beats.append(monotonic()))
    writer.join()

    assert 3 <= len(beats) <= 5, "one a part, and one for the beginning: none for the half second in which none came"


def trickled(path: Path, waits: Sequence[float]) -> None:
    with path.open("wb", buffering=0) as stream:
        for wait in waits:
            stream.write(b"part")
            sleep(wait)


def test_facts_go_on_with_a_digest_that_was_begun(built: Callable[[str], Path]) -> None:
    begun = Digest(built("cif"))

    assert read_facts(container(built("cif")), lambda: None, begun) == read_facts(container(built("cif")), lambda: None)


def test_the_digest_of_another_file_is_not_taken_for_that_of_this_one(built: Callable[[str], Path]) -> None:
    found = read_facts(container(built("cif")), lambda: None, Digest(built("qcif")))

    assert found.sha256 == sha256(built("cif").read_bytes()).hexdigest()


def test_a_file_that_is_another_one_than_its_digest_was_begun_of_is_an_error(
    built: Callable[[str], Path], tmp_path: Path
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(built("cif").read_bytes())
    begun = Digest(path)
    path.write_bytes(built("qcif").read_bytes())

    with pytest.raises(ExtractionError, match="the file changed after its digest was taken"):
        read_facts(container(path), lambda: None, begun)


def container(path: Path) -> Request:
    return Request(path, NOT_TAKEN, path.stat().st_size, Depth.CONTAINER)
