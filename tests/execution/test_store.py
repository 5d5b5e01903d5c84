"""Each recording is read once, however many ask for it and from however many processes."""

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from conformance.evidence.single import single_recording
from conformance.execution import store as module
from conformance.execution.isolated import Limits, Workers
from conformance.execution.store import FactsStore, Plan, StoredFacts
from conformance.extract.request import Request
from conformance.model import codec
from conformance.model.evidence import Recording
from conformance.model.facts import Absent, Facts, Media
from conformance.model.vocabulary import Depth, Reason

from ..extract.making import written
from .taken import taken_in

PACKAGE = Path(__file__).parents[2]


@pytest.fixture
def clip(built: Callable[[str], Path]) -> Recording:
    return taken_in(built("cif"))


@pytest.fixture
def extractions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that a worker was started for."""
    started: list[str] = []
    real = Workers.extract

    def counted(workers: Workers, request: Request, target: Path) -> Facts:
        started.append(request.file.name)
        return real(workers, request, target)

    monkeypatch.setattr(Workers, "extract", counted)
    return started


@pytest.fixture
def opened() -> Iterator[Callable[[Plan], FactsStore]]:
    """Stores that are closed when the test ends."""
    stores: list[FactsStore] = []

    def open_store(plan: Plan) -> FactsStore:
        stores.append(FactsStore(plan))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


def test_a_recording_is_read_once_for_all_who_ask(
    clip: Recording, extractions: list[str], opened: Callable[[Plan], FactsStore], tmp_path: Path
) -> None:
    store = opened(Plan(tmp_path, workers=4))
    store.prefetch([clip, clip])
    found = {id(store.facts(clip)) for _ in range(5)}

    assert (len(found), extractions) == (1, ["cif.mp4"])


def test_copies_are_read_once(
    clip: Recording, extractions: list[str], opened: Callable[[Plan], FactsStore], tmp_path: Path
) -> None:
    (tmp_path / "copy.mp4").write_bytes(clip.file.read_bytes())
    copy = taken_in(tmp_path / "copy.mp4")
    store = opened(Plan(tmp_path / "facts", workers=4))
    store.prefetch([clip, copy])

    assert store.facts(clip) == store.facts(copy)
    assert len(extractions) == 1


def test_single_files_are_digested_as_they_are_read(
    built: Callable[[str], Path], opened: Callable[[Plan], FactsStore], tmp_path: Path
) -> None:
    names = ("cif", "qcif")
    store = opened(Plan(tmp_path, workers=2))
    found = [store.facts(single_recording(built(name))) for name in names]

    assert [one.sha256 for one in found] == [hashlib.sha256(built(name).read_bytes()).hexdigest() for name in names]
    assert [one.size for one in found] == [built(name).stat().st_size for name in names]


def test_a_single_file_that_grew_before_it_was_read_is_not_measured(
    built: Callable[[str], Path], opened: Callable[[Plan], FactsStore], tmp_path: Path
) -> None:
    grown = single_recording(written(tmp_path / "a.mp4", built("cif").read_bytes()))
    written(grown.file, grown.file.read_bytes() + b"more")
    facts = opened(Plan(tmp_path / "facts")).facts(grown)

    assert isinstance(facts.media, Absent)
    assert facts.media.reason is Reason.EXTRACTOR_FAILED
    assert "the file changed after its digest was taken" in facts.media.detail


def test_a_later_store_reads_nothing_again(
    clip: Recording, extractions: list[str], opened: Callable[[Plan], FactsStore], tmp_path: Path
) -> None:
    first = opened(Plan(tmp_path)).facts(clip)

    assert opened(Plan(tmp_path)).facts(clip) == first
    assert len(extractions) == 1


# Measures the recording of its first argument with facts kept in its second; writes a line for every worker it starts.
MEASURE = """
import sys
from pathlib import Path
from conformance.evidence.files import FoundFile
from conformance.evidence.single import unstated_recording
from conformance.execution.isolated import Workers
from conformance.execution.store import FactsStore, Plan
real = Workers.extract
def counted(workers, request, target):
    print("started", flush=True)
    return real(workers, request, target)
Workers.extract = counted
store = FactsStore(Plan(Path(sys.argv[2])))
print(len(store.facts(unstated_recording(FoundFile("a", "a", Path(sys.argv[1]), ""))).media.video))
store.close()
"""


def test_processes_that_share_a_folder_read_a_recording_once(clip: Recording, tmp_path: Path) -> None:
    command = [sys.executable, "-c", MEASURE, str(clip.file), str(tmp_path / "facts")]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for _ in range(2)]
    said = sorted(process.communicate(timeout=60)[0].split() for process in both)

    assert said == [["1"], ["started", "1"]]


def test_facts_of_another_version_are_not_used(
    clip: Recording,
    extractions: list[str],
    opened: Callable[[Plan], FactsStore],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(Plan(tmp_path)).facts(clip)
    monkeypatch.setattr(module, "extractor", lambda: "the extractor of next year")
    opened(Plan(tmp_path)).facts(clip)

    assert len(extractions) == 2
    assert len(list(tmp_path.glob("*.json"))) == 2


def test_every_depth_has_facts_of_its_own(
    clip: Recording, extractions: list[str], opened: Callable[[Plan], FactsStore], tmp_path: Path
) -> None:
    depths = [
        opened(Plan(tmp_path, depth)).facts(clip).depth for depth in (Depth.FRAMES, Depth.PACKETS, Depth.CONTAINER)
    ]

    assert depths == [Depth.FRAMES, Depth.PACKETS, Depth.CONTAINER]
    assert len(extractions) == 3


def test_who_watches_is_told_once_for_each_recording(clip: Recording, tmp_path: Path) -> None:
    told: list[str] = []
    store = FactsStore(Plan(tmp_path), lambda recording: told.append(recording.path))
    store.prefetch([clip])
    store.facts(clip)
    store.facts(clip)
    store.close()

    assert told == [clip.path]


@pytest.fixture
def endless(clip: Recording, tmp_path: Path) -> Recording:
    """A recording that never comes: whoever opens it waits."""
    os.mkfifo(tmp_path / "endless.mp4")
    return replace(clip, id="endless", file=tmp_path / "endless.mp4")


def test_a_hanging_file_costs_its_own_facts_alone(
    clip: Recording, endless: Recording, opened: Callable[[Plan], FactsStore], tmp_path: Path
) -> None:
    other = replace(endless, sha256="11" * 32)
    store = opened(Plan(tmp_path / "facts", limits=Limits(stall=2)))
    store.prefetch([other, clip])
    lost = store.facts(other)

    assert [part.reason for part in (lost.iso, lost.media, lost.second) if isinstance(part, Absent)] == [
        Reason.EXTRACTOR_FAILED
    ] * 3
    assert isinstance(store.facts(clip).media, Media)


def test_closing_ends_what_still_runs(endless: Recording, tmp_path: Path) -> None:
    store = FactsStore(Plan(tmp_path / "facts"))
    store.prefetch(
        [endless, replace(endless, id="next", sha256="22" * 32), replace(endless, id="last", sha256="33" * 32)]
    )
    deadline = time.monotonic() + 15
    while not psutil.Process().children():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    threading.Thread(target=store.close, daemon=True).start()
    while psutil.Process().children():
        assert time.monotonic() < deadline
        time.sleep(0.01)

    assert list((tmp_path / "facts").glob("*.json")) == []


def kept(folder: Path, facts: Facts) -> None:
    """Keeps facts as a run of their extractor would."""
    name = f"{facts.sha256}-{facts.depth}-{module._digest(facts.extractor)}.json"
    (folder / name).write_bytes(codec.encode(Facts, facts))


def test_stored_facts_of_any_version_are_used_and_the_deepest_first(
    clip: Recording, opened: Callable[[Plan], FactsStore], tmp_path: Path
) -> None:
    frames = opened(Plan(tmp_path / "made")).facts(clip)
    old = replace(frames, extractor="the extractor of last year")
    kept(tmp_path, replace(old, depth=Depth.CONTAINER))
    kept(tmp_path, replace(old, depth=Depth.PACKETS))
    stored = StoredFacts(tmp_path)
    stored.prefetch([clip])

    assert stored.facts(clip) == replace(old, depth=Depth.PACKETS)
    kept(tmp_path, old)
    assert stored.facts(clip) == old
    assert stored.extractors() == {"the extractor of last year"}
    stored.close()


def test_stored_facts_that_can_not_be_read_are_passed_over(
    clip: Recording, opened: Callable[[Plan], FactsStore], tmp_path: Path
) -> None:
    packets = opened(Plan(tmp_path, Depth.PACKETS)).facts(clip)
    (tmp_path / f"{clip.sha256}-frames-000000000000.json").write_bytes(b'{"sha256": ')

    assert StoredFacts(tmp_path).facts(clip) == packets


def test_stored_facts_of_other_bytes_do_not_answer(
    clip: Recording, built: Callable[[str], Path], opened: Callable[[Plan], FactsStore], tmp_path: Path
) -> None:
    opened(Plan(tmp_path)).facts(taken_in(built("qcif")))
    found = StoredFacts(tmp_path).facts(clip)

    assert [part.reason for part in (found.iso, found.media, found.second) if isinstance(part, Absent)] == [
        Reason.EVIDENCE_MISSING
    ] * 3
    assert StoredFacts(tmp_path).extractors() == frozenset()
