"""Facts of dumps are read once, kept by their digest, and absent for a reason where the extractor failed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.errors import ExtractionError
from conformance.evidence.dumps import single_dump
from conformance.execution.dumps import DumpStore, kept_facts
from conformance.execution.isolated import Limits, Workers
from conformance.execution.sharing import Slots
from conformance.extract.request import DumpRequest
from conformance.model.dump_facts import DumpFacts, Storage, Volume
from conformance.model.evidence import Dump
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason
from conformance.synthesis.card import card_image


@pytest.fixture
def card(tmp_path: Path) -> Dump:
    (tmp_path / "card.img").write_bytes(card_image("clean"))
    return single_dump(tmp_path / "card.img")


@pytest.fixture
def workers() -> Iterator[Workers]:
    found = Workers(Limits())
    yield found
    found.stop()


def store(folder: Path, workers: Workers) -> DumpStore:
    return DumpStore(folder, workers, Slots(1), ThreadPoolExecutor(1))


def test_a_dump_is_read_in_a_process_of_its_own_and_kept(card: Dump, workers: Workers, tmp_path: Path) -> None:
    facts = store(tmp_path / "facts", workers).facts(card)

    assert isinstance(facts.storage, Storage)
    (volume,) = facts.storage.volumes
    assert isinstance(volume, Volume)
    assert [entry.path for entry in volume.entries if entry.path.endswith("_0004.MP4")] == [
        "DCIM/CAM0001_20261120100400_0004.MP4"
    ]
    assert kept_facts(tmp_path / "facts", card) == facts


def test_facts_that_are_kept_are_not_read_again(
    card: Dump, workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store(tmp_path / "facts", workers).facts(card)
    monkeypatch.setattr(Workers, "read_dump", lambda *_: pytest.fail("read again"))

    assert store(tmp_path / "facts", workers).facts(card) == first


def test_facts_of_other_bytes_are_no_facts_of_these(card: Dump, workers: Workers, tmp_path: Path) -> None:
    store(tmp_path / "facts", workers).facts(card)
    other = replace(card, size=card.size + 1)

    assert kept_facts(tmp_path / "facts", other).storage == Absent(
        Reason.EVIDENCE_MISSING, f"no facts of {card.path} are kept in {tmp_path / 'facts'}"
    )


def test_an_extractor_that_fails_is_no_finding_about_the_device(
    card: Dump, workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Workers, request: DumpRequest, target: Path) -> DumpFacts:
        raise ExtractionError(f"ended by signal 9, {request.size} B, {target.suffix}")

    monkeypatch.setattr(Workers, "read_dump", fail)
    facts = store(tmp_path / "facts", workers).facts(card)

    assert facts.storage == Absent(Reason.EXTRACTOR_FAILED, f"ended by signal 9, {card.size} B, .json")


def test_a_dump_that_changed_after_its_digest_was_taken_is_not_read(
    card: Dump, workers: Workers, tmp_path: Path
) -> None:
    card.files[0].write_bytes(card_image("deleted"))
    facts = store(tmp_path / "facts", workers).facts(card)

    assert isinstance(facts.storage, Absent)
    assert facts.storage.reason is Reason.EXTRACTOR_FAILED
    assert "the file changed after its digest was taken" in facts.storage.detail
