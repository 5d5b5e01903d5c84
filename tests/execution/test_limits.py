"""Workers: a crash, a hang or a changed file costs its own facts; what is kept is believed only where it fits."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.errors import ExtractionError
from conformance.execution.isolated import Limits, Workers
from conformance.execution.store import FactsStore, Plan, StoredFacts
from conformance.extract.request import Request
from conformance.model import codec
from conformance.model.evidence import Recording
from conformance.model.facts import Absent, Facts, Media
from conformance.model.vocabulary import Depth, Reason
from conformance.synthesis.demo import DemoSubmissions

from .taken import taken_in


@pytest.fixture
def recording(demo_submissions: DemoSubmissions) -> Recording:
    return taken_in(min(demo_submissions.conforming.glob("patrol*.mp4")))


def request(recording: Recording) -> Request:
    return Request(recording.file, recording.sha256, recording.size, Depth.CONTAINER)


def facts_of(plan: Plan, recording: Recording) -> Facts:
    store = FactsStore(plan)
    try:
        return store.facts(recording)
    finally:
        store.close()


def test_a_worker_that_shows_no_progress_is_stopped(tmp_path: Path, recording: Recording) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    hanging = replace(request(recording), file=tmp_path / "pipe.mp4")
    begun = time.monotonic()
    with pytest.raises(ExtractionError, match="no progress for 2 s and was stopped"):
        Workers(Limits(stall=2)).extract(hanging, tmp_path / "facts.json")

    assert time.monotonic() - begun < 20


def test_a_worker_that_takes_too_long_is_ended(tmp_path: Path, recording: Recording) -> None:
    with pytest.raises(ExtractionError, match="took longer than"):
        Workers(Limits(base=0.05, bytes_per_second=1e12)).extract(request(recording), tmp_path / "facts.json")


def test_a_failed_worker_leaves_facts_that_say_so(tmp_path: Path, recording: Recording) -> None:
    facts = facts_of(Plan(tmp_path, limits=Limits(base=0.05, bytes_per_second=1e12)), recording)

    assert isinstance(facts.media, Absent)
    assert facts.media.reason is Reason.EXTRACTOR_FAILED
    assert list(tmp_path.glob("*.json")) == [], "a failure is not kept: the next run tries again"


def test_a_file_that_changed_after_its_digest_is_not_measured(tmp_path: Path, recording: Recording) -> None:
    other = tmp_path / "other.mp4"
    other.write_bytes(recording.file.read_bytes()[:-1])
    facts = facts_of(Plan(tmp_path / "facts"), replace(recording, file=other))

    assert isinstance(facts.media, Absent)
    assert "the file changed after its digest was taken" in facts.media.detail


def test_facts_are_kept_and_used_again(tmp_path: Path, recording: Recording) -> None:
    first = facts_of(Plan(tmp_path, Depth.CONTAINER), recording)
    (kept,) = tmp_path.glob("*.json")
    stamp = kept.stat().st_mtime_ns
    second = facts_of(Plan(tmp_path, Depth.CONTAINER), recording)

    assert first == second
    assert kept.stat().st_mtime_ns == stamp


def test_deeper_facts_do_not_answer_a_shallower_question(tmp_path: Path, recording: Recording) -> None:
    facts_of(Plan(tmp_path, Depth.PACKETS), recording)

    assert facts_of(Plan(tmp_path, Depth.CONTAINER), recording).depth is Depth.CONTAINER
    assert len(list(tmp_path.glob("*.json"))) == 2


@pytest.mark.parametrize(
    "change", [{"sha256": "00" * 32}, {"size": 1}, {"depth": Depth.FRAMES}, {"extractor": "another"}], ids=str
)
def test_facts_that_are_not_of_this_file_and_version_are_measured_anew(
    tmp_path: Path, recording: Recording, change: dict[str, object]
) -> None:
    true = facts_of(Plan(tmp_path, Depth.CONTAINER), recording)
    (kept,) = tmp_path.glob("*.json")
    kept.write_bytes(codec.encode(Facts, replace(true, **change)))  # type: ignore[arg-type]

    assert facts_of(Plan(tmp_path, Depth.CONTAINER), recording) == true


def test_facts_that_are_damaged_are_measured_anew(tmp_path: Path, recording: Recording) -> None:
    true = facts_of(Plan(tmp_path, Depth.CONTAINER), recording)
    (kept,) = tmp_path.glob("*.json")
    kept.write_bytes(kept.read_bytes()[:100])

    assert facts_of(Plan(tmp_path, Depth.CONTAINER), recording) == true


def test_stored_facts_are_found_without_the_file(tmp_path: Path, recording: Recording) -> None:
    facts_of(Plan(tmp_path, Depth.PACKETS), recording)
    gone = replace(recording, file=tmp_path / "gone.mp4")
    stored = StoredFacts(tmp_path)

    assert isinstance(stored.facts(gone).media, Media)
    assert len(stored.extractors()) == 1


def test_missing_stored_facts_are_absent_evidence(tmp_path: Path, recording: Recording) -> None:
    media = StoredFacts(tmp_path).facts(recording).media

    assert isinstance(media, Absent)
    assert media.reason is Reason.EVIDENCE_MISSING
