"""Files that are read anew give what a store gives, and each is read once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from conformance.evidence.dumps import single_dump
from conformance.evidence.single import single_recording
from conformance.execution.fresh import FreshFacts
from conformance.execution.store import FactsStore, Plan
from conformance.extract.request import Request
from conformance.model.evidence import Dump, Recording
from conformance.model.facts import Absent
from conformance.model.vocabulary import Depth, Reason
from conformance.synthesis.card import card_image


def test_facts_are_those_of_a_store(requested: Callable[[str], Request], tmp_path: Path) -> None:
    (tmp_path / "card.img").write_bytes(card_image("clean"))
    recording, dump = single_recording(requested("cif").file), single_dump(tmp_path / "card.img")
    fresh, store = FreshFacts(tmp_path, Depth.PACKETS, 2), FactsStore(Plan(tmp_path / "facts", Depth.PACKETS))
    try:
        fresh.begin((recording, dump), lambda _: None)
        assert fresh.recording(recording) == store.facts(recording)
        assert fresh.dump(dump) == store.dump_facts(dump)
    finally:
        fresh.close()
        store.close()


def test_a_file_that_is_named_twice_is_read_once(requested: Callable[[str], Request], tmp_path: Path) -> None:
    recording = single_recording(requested("cif").file)
    read: list[Recording | Dump] = []
    fresh = FreshFacts(tmp_path, Depth.CONTAINER, 2)
    try:
        fresh.begin((recording, recording), read.append)
        assert fresh.recording(recording).depth is Depth.CONTAINER
    finally:
        fresh.close()

    assert read == [recording]


def test_where_an_extractor_fails_facts_are_absent_for_that_reason(
    requested: Callable[[str], Request], tmp_path: Path
) -> None:
    recording = replace(single_recording(requested("cif").file), sha256="00" * 32)
    fresh = FreshFacts(tmp_path, Depth.CONTAINER, 1)
    try:
        fresh.begin((recording,), lambda _: None)
        found = fresh.recording(recording)
    finally:
        fresh.close()

    assert isinstance(found.media, Absent)
    assert found.media.reason is Reason.EXTRACTOR_FAILED
    assert found.media.detail.endswith("the file changed after its digest was taken")
