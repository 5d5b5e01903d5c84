"""What somebody may do to a bundle, and what verifying says of it."""

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.bundle.checks import State
from conformance.errors import BundleError
from conformance.model import codec
from conformance.model.facts import Facts
from conformance.model.finding import Judgement, RunRecord
from conformance.model.vocabulary import Reason, Statement, Verdict
from tests.bundle.forging import (
    REMOVED,
    STRANGER,
    Laboratory,
    checks,
    contents_of,
    outcome,
    resealed,
    rewritten,
    swapped,
    wrong,
)

SLOW = "house-frame-rate@patrol-slow.mp4"
MET = Judgement(Verdict.PASS, Reason.MET, "met")


def all_met(record: RunRecord) -> RunRecord:
    """Every verdict a pass, and everything that follows from that, but the facts."""
    return replace(
        record,
        statement=Statement.CONFORMS,
        sentence="Every applicable binding clause is met: 10 of 10.",
        findings=tuple(replace(one, judgement=MET) for one in record.findings),
        clauses=tuple(replace(one, judgement=MET) for one in record.clauses),
    )


def facts_of(bundle: Path) -> dict[str, bytes]:
    return {name: text for name, text in contents_of(bundle).items() if name.startswith("facts/")}


def test_a_bundle_as_it_was_sealed_holds_and_its_signer_is_trusted(sealed: Path, laboratory: Laboratory) -> None:
    found = checks(sealed, laboratory.trusted)

    assert outcome(found) == (0, [])
    assert [f"{one.what}: {one.told}" for one in found if one.state is State.HOLDS] == [
        "structure: 14 files, each in the inventory, and nothing else",
        "digests: 14 files are as the inventory says",
        "reports: results.json, report.html and junit.xml are what record.json gives, byte for byte",
        "catalog: the catalog in the record is what its text says",
        "submission: device, statement and waivers are as in submission.yaml",
        "inventory: lists the 7 files of evidence of the record",
        "verdicts: 50 findings were judged again from the facts and came out the same",
        "facts: a verdict asks for each file of facts",
        f"signature: the inventory is signed by key {keyid(found)}",
        "signer: trusted, at 2026-11-27 12:00:00 UTC",
    ]


def keyid(found: tuple[object, ...]) -> str:
    (key,) = {match for match in re.findall(r"[0-9a-f]{64}", str(found)) if f"key {match}" in str(found)}
    return key


def test_nobody_is_trusted_of_themselves(sealed: Path) -> None:
    found = checks(sealed)

    assert outcome(found) == (3, [])
    assert ("signer", "nobody is trusted; name a root certificate or a public key with --trust") in [
        (one.what, one.told) for one in found
    ]


def test_a_verdict_edited_in_the_results_breaks_the_digest_and_the_byte_is_named(sealed: Path, tmp_path: Path) -> None:
    text = contents_of(sealed)["results.json"]
    edited = text.replace(b'"statement": "DOES NOT CONFORM"', b'"statement": "CONFORMS"', 1)
    status, said = outcome(checks(swapped(sealed, tmp_path / "b.zip", {"results.json": edited})))

    assert status == 1
    assert said[0].startswith("digests: results.json: its SHA-256 is ")
    assert said[1].startswith("reports: results.json: byte 31 (counted from 0) is the first that differs: ")
    assert '"CONFORMS"' in said[1]


def test_an_edited_verdict_signed_by_another_key_is_found_without_any_trust(sealed: Path, tmp_path: Path) -> None:
    text = contents_of(sealed)["results.json"]
    edited = text.replace(b'"verdict": "fail"', b'"verdict": "pass"', 1)
    status, said = outcome(checks(resealed(sealed, tmp_path / "b.zip", {"results.json": edited})))

    assert status == 1
    assert [one.partition(":")[0] for one in said] == ["reports"]


@pytest.mark.parametrize("name", ["report.html", "junit.xml", "pictures.json"])
def test_an_edited_report_is_found_by_its_first_byte(sealed: Path, tmp_path: Path, name: str) -> None:
    text = contents_of(sealed)[name]
    edited = text + b"\n"
    status, said = outcome(checks(resealed(sealed, tmp_path / "b.zip", {name: edited})))

    assert status == 1
    assert f"reports: {name}: byte {len(text)} (counted from 0) is the first that differs" in said[0]


def test_a_record_edited_with_all_that_follows_from_it_is_judged_again(sealed: Path, tmp_path: Path) -> None:
    status, said = outcome(checks(resealed(sealed, tmp_path / "b.zip", rewritten(sealed, all_met))))

    assert status == 1
    assert {one.partition(":")[0] for one in said} == {"verdicts", "inventory"}
    (slow,) = [one for one in said if SLOW in one]
    assert slow.startswith(f"verdicts: {SLOW}: the record says pass with ")
    assert ", and the facts give fail with " in slow


def test_a_statement_that_its_findings_do_not_come_to_is_found(sealed: Path, tmp_path: Path) -> None:
    made = rewritten(sealed, lambda record: replace(record, statement=Statement.CONFORMS))
    forged = resealed(sealed, tmp_path / "b.zip", made, stated=lambda one: replace(one, statement="CONFORMS"))
    status, said = outcome(checks(forged))

    assert status == 1
    assert said == [
        (
            "verdicts: what the record has as its statement does not follow from its findings: "
            "it says CONFORMS, and they come to DOES NOT CONFORM"
        )
    ]


def test_failing_findings_that_are_left_out_do_not_make_a_device_conform(sealed: Path, tmp_path: Path) -> None:
    def without_failures(record: RunRecord) -> RunRecord:
        met = all_met(record)
        kept = tuple(one for one in record.findings if one.judgement.verdict is Verdict.PASS)
        return replace(met, findings=kept)

    made = rewritten(sealed, without_failures)
    forged = resealed(sealed, tmp_path / "b.zip", made, stated=lambda one: replace(one, statement="CONFORMS"))
    status, said = outcome(checks(forged))

    assert status == 1
    assert "it says CONFORMS, and they come to NOT DETERMINED" in said[0]


def test_facts_of_another_recording_are_not_taken_for_those_of_this_one(sealed: Path, tmp_path: Path) -> None:
    facts = facts_of(sealed)
    first, *_, last = sorted(facts)
    status, said = outcome(checks(resealed(sealed, tmp_path / "b.zip", {first: facts[last]})))

    assert status == 1
    assert any("the record says" in one and "the facts give not_tested" in one for one in said)
    assert f"facts: {first}: no verdict asks for it" in said


def test_facts_whose_numbers_were_edited_give_other_values(sealed: Path, tmp_path: Path) -> None:
    changed = {}
    for name, text in facts_of(sealed).items():
        facts: Facts = codec.decode(Facts, text)
        changed[name] = codec.encode(Facts, facts).replace(b'"width":1280', b'"width":1920')
    status, said = outcome(checks(resealed(sealed, tmp_path / "b.zip", changed)))

    assert status == 1
    assert said[0].startswith("verdicts: house-picture-size@")


def test_what_is_consistent_from_facts_to_signature_rests_on_the_signer_alone(
    sealed: Path, laboratory: Laboratory, tmp_path: Path
) -> None:
    forged = resealed(sealed, tmp_path / "b.zip", {})
    found = checks(forged, laboratory.trusted)

    assert outcome(found) == (3, [])
    assert ("signer", "its bare key is none of those that are trusted") in [(one.what, one.told) for one in found]


def test_a_file_that_was_added_is_not_in_the_inventory(sealed: Path, laboratory: Laboratory, tmp_path: Path) -> None:
    added = swapped(sealed, tmp_path / "b.zip", {"notes.txt": b"x"})

    assert wrong(checks(added, laboratory.trusted)) == [
        "structure: notes.txt is not in the inventory",
        "structure: notes.txt is no file of a bundle",
    ]


def test_a_file_that_was_added_and_listed_is_none_of_a_bundle(sealed: Path, tmp_path: Path) -> None:
    status, said = outcome(checks(resealed(sealed, tmp_path / "b.zip", {"notes.txt": b"x"})))

    assert (status, said) == (1, ["structure: notes.txt is no file of a bundle"])


def test_a_file_that_was_taken_out_is_missing(sealed: Path, tmp_path: Path) -> None:
    status, said = outcome(checks(swapped(sealed, tmp_path / "b.zip", {"junit.xml": REMOVED})))

    assert status == 1
    assert said[0] == "structure: junit.xml is in the inventory and missing"


def test_a_name_in_other_letters_is_another_name(sealed: Path, tmp_path: Path) -> None:
    text = contents_of(sealed)["results.json"]
    status, said = outcome(checks(swapped(sealed, tmp_path / "b.zip", {"results.json": REMOVED, "results.JSON": text})))

    assert status == 1
    assert said[:2] == [
        "structure: results.JSON is not in the inventory",
        "structure: results.json is in the inventory and missing",
    ]


def test_an_inventory_changed_after_it_was_signed_is_not_what_was_signed(
    sealed: Path, laboratory: Laboratory, tmp_path: Path
) -> None:
    again = resealed(sealed, tmp_path / "o.zip", {}, laboratory.key, stated=lambda one: replace(one, number="2026-99"))
    other = contents_of(again)
    forged = swapped(sealed, tmp_path / "b.zip", {"envelope.json": keeping_signature(sealed, other["envelope.json"])})

    assert wrong(checks(forged, laboratory.trusted)) == [
        "signature: it is not of this inventory by the key in signer.pem"
    ]


def keeping_signature(bundle: Path, envelope: bytes) -> bytes:
    """Another payload under the old signature."""
    mine = contents_of(bundle)["envelope.json"]
    return envelope[: envelope.index(b'"signatures"')] + mine[mine.index(b'"signatures"') :]


def test_another_key_beside_the_old_signature_does_not_fit(
    sealed: Path, laboratory: Laboratory, tmp_path: Path
) -> None:
    theirs = contents_of(resealed(sealed, tmp_path / "o.zip", {}))["signer.pem"]
    status, said = outcome(checks(swapped(sealed, tmp_path / "b.zip", {"signer.pem": theirs}), laboratory.trusted))

    assert status == 1
    assert said[-1] == "signature: it is not of this inventory by the key in signer.pem"


def test_a_limit_edited_in_the_record_is_not_that_of_the_catalogs_text(sealed: Path, tmp_path: Path) -> None:
    made = rewritten(
        sealed,
        lambda record: replace(
            record,
            catalog=replace(
                record.catalog,
                clauses=tuple(replace(one, notes=("edited",)) for one in record.catalog.clauses),
            ),
        ),
    )

    assert wrong(checks(resealed(sealed, tmp_path / "b.zip", made))) == [
        "catalog: the catalog in the record is not what its text says"
    ]


def test_another_device_in_the_record_is_not_that_of_the_submission_file(sealed: Path, tmp_path: Path) -> None:
    def of_another(record: RunRecord) -> RunRecord:
        given = record.submission
        return replace(record, submission=replace(given, device=replace(given.device, serial="0043")))

    assert wrong(checks(resealed(sealed, tmp_path / "b.zip", rewritten(sealed, of_another)))) == [
        "submission: the device in the record is not what submission.yaml says"
    ]


def test_what_another_version_sealed_is_incomparable_where_it_differs_and_never_wrong(
    sealed: Path, laboratory: Laboratory, tmp_path: Path
) -> None:
    def older(inventory: object) -> object:
        return replace(inventory, sealed_by=(("conformance", "0.0.9"), ("source", "ab" * 32)))  # type: ignore[type-var]

    made = rewritten(sealed, all_met)
    found = checks(
        resealed(sealed, tmp_path / "b.zip", made, laboratory.key, stated=older),  # type: ignore[arg-type]
        laboratory.trusted,
    )

    assert outcome(found) == (5, [])
    assert ("software", "conformance 0.0.9 (here 0.1.0)") in [
        (one.what, one.told.partition(": ")[2].partition(",")[0]) for one in found
    ]
    incomparable = [one.told for one in found if one.state is State.INCOMPARABLE]
    assert incomparable[0].endswith("; to tell, verify with the software that sealed it")


def test_what_another_version_sealed_holds_where_nothing_differs(
    sealed: Path, laboratory: Laboratory, tmp_path: Path
) -> None:
    same = resealed(
        sealed,
        tmp_path / "b.zip",
        {},
        laboratory.key,
        stated=lambda one: replace(one, sealed_by=(("conformance", "0.0.9"),)),
    )

    assert outcome(checks(same, laboratory.trusted)) == (0, [])


@pytest.mark.parametrize(
    "record", [b"", b"{}", b"[" * 100_000, b'{"statement": "CONFORMS"}', b"\xff\xfe"], ids=lambda text: repr(text[:9])
)
def test_a_record_that_is_none_is_named(sealed: Path, tmp_path: Path, record: bytes) -> None:
    found = checks(resealed(sealed, tmp_path / "b.zip", {"record.json": record}))

    assert wrong(found)[0] == "record: record.json is no record of a run of this version"


@pytest.mark.parametrize("items", [b"0,", b"{},", b"[],", b'"",'], ids=repr)
def test_a_record_crowded_with_items_is_refused_within_seconds(sealed: Path, tmp_path: Path, items: bytes) -> None:
    record = b'{"findings":[' + items * ((30 << 20) // len(items)) + items[:-1] + b"]}"
    forged = resealed(sealed, tmp_path / "b.zip", {"record.json": record})
    begun = time.monotonic()

    assert wrong(checks(forged))[0] == (
        "record: record.json holds more items than any of its size does, or than memory has room for, and is not read"
    )
    assert time.monotonic() - begun < 10


def test_a_record_that_is_too_large_is_not_read(sealed: Path, tmp_path: Path) -> None:
    forged = resealed(sealed, tmp_path / "b.zip", {"record.json": b" " * ((32 << 20) + 1)})

    assert wrong(checks(forged))[0] == (
        "record: record.json has 33554433 bytes, where 33554432 are the most that is read"
    )


def test_a_record_of_clauses_that_its_catalog_lacks_is_our_trouble_and_no_crash(sealed: Path, tmp_path: Path) -> None:
    text = contents_of(sealed)["record.json"].replace(b'"clause":"house-decode"', b'"clause":"no-such"')
    status, said = outcome(checks(resealed(sealed, tmp_path / "b.zip", {"record.json": text}, STRANGER)))

    assert status == 1
    assert said[0].startswith("reports: no reports can be made of the record: KeyError")


def test_a_file_that_is_no_zip_archive_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    file.write_bytes(b"%PDF-1.7")

    with pytest.raises(BundleError, match="no bundle: it does not begin like a zip archive"):
        checks(file)
