"""A run becomes a bundle only where its record, its reports and its facts say the same."""

import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.bundle.inventory import Amends
from conformance.bundle.papers import papers_of
from conformance.bundle.rendering import Shown
from conformance.bundle.sealing import Issue, Run, amended, number_of, seal
from conformance.errors import BundleError
from conformance.model.finding import RunRecord
from conformance.model.record_text import record_text
from conformance.model.shots import NO_ALBUM
from conformance.model.vocabulary import Statement
from conformance.report.exchange.junit import junit_xml
from conformance.report.exchange.results import results_json
from conformance.report.messages import Language
from conformance.shipped import catalog_path
from tests.bundle.forging import PLAIN, Laboratory, checks, contents_of, inventory_in, outcome, signing
from tests.bundle.test_verifying import all_met

UNSIGNED = Issue("", (), ())


def copied(run: Run, folder: Path) -> Run:
    shutil.copytree(run.folder, folder)
    return replace(run, folder=folder)


def rerun(run: Run, record: RunRecord) -> Run:
    """Another record in the folder, with the reports that it gives."""
    (run.folder / "record.json").write_bytes(record_text(record))
    (run.folder / "results.json").write_text(results_json(record))
    (run.folder / "junit.xml").write_text(junit_xml(record))
    return replace(run, record=record)


def test_the_same_run_gives_the_same_bytes(run: Run, laboratory: Laboratory, tmp_path: Path) -> None:
    issue = Issue("2026-17", (), (signing(laboratory.key),))
    one = seal(run, PLAIN, issue, tmp_path / "1.zip")

    assert one.sha256 == seal(run, PLAIN, issue, tmp_path / "2.zip").sha256
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_what_a_bundle_holds(sealed: Path) -> None:
    names = list(contents_of(sealed))

    assert [name for name in names if not name.startswith("facts/")] == [
        "catalog/catalog.yaml",
        "junit.xml",
        "pictures.json",
        "record.json",
        "report.html",
        "results.json",
        "signer.pem",
        "submission.yaml",
        "envelope.json",
    ]
    assert len(names) == 15
    assert contents_of(sealed)["catalog/catalog.yaml"] == catalog_path().read_bytes()


def test_the_inventory_has_the_digests_of_all_evidence(sealed: Path) -> None:
    evidence = inventory_in(sealed).evidence

    assert {(one.kind, *one.files) for one in evidence} == {
        ("recording", "patrol-cut.mp4"),
        ("recording", "patrol-damaged.mp4"),
        ("recording", "patrol-gap.mp4"),
        ("recording", "patrol-hour.mp4"),
        ("recording", "patrol-slow.mp4"),
        ("recording", "patrol-small.mp4"),
        ("submission", "submission.yaml"),
    }
    assert {len(one.sha256) for one in evidence} == {64}


def test_the_reports_are_made_anew_in_the_language_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    seal(run, Shown(Language.ZH, NO_ALBUM), UNSIGNED, tmp_path / "zh.zip")

    assert b'<html lang="zh' in contents_of(tmp_path / "zh.zip")["report.html"]
    assert outcome(checks(tmp_path / "zh.zip")) == (3, [])


def test_an_unsigned_bundle_says_so_loudly(run: Run, tmp_path: Path) -> None:
    seal(run, PLAIN, UNSIGNED, tmp_path / "b.zip")
    found = checks(tmp_path / "b.zip")

    assert outcome(found) == (3, [])
    assert "NOT SIGNED: anybody could have made this bundle" in [one.told for one in found]


def test_what_was_issued_stays_as_it_is(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "b.zip"
    out.write_bytes(b"issued")

    with pytest.raises(BundleError, match="is there already, and what was issued stays as it is"):
        seal(run, PLAIN, UNSIGNED, out)
    assert out.read_bytes() == b"issued"


def test_a_bundle_is_a_file_that_is_only_read(run: Run, tmp_path: Path) -> None:
    seal(run, PLAIN, UNSIGNED, tmp_path / "b.zip")

    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o444


@pytest.mark.parametrize("name", ["results.json", "junit.xml", "record.json"])
def test_a_file_of_the_run_that_was_edited_is_not_sealed(run: Run, tmp_path: Path, name: str) -> None:
    edited = copied(run, tmp_path / "run")
    file = edited.folder / name
    file.write_bytes(file.read_bytes().replace(b"fail", b"pass", 1))

    with pytest.raises(BundleError, match=r"is not what the record gives: byte \d+ \(counted from 0\)"):
        seal(edited, PLAIN, UNSIGNED, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_a_record_that_does_not_follow_from_its_facts_is_not_sealed(run: Run, tmp_path: Path) -> None:
    forged = rerun(copied(run, tmp_path / "run"), all_met(run.record))

    with pytest.raises(BundleError, match="do not follow from the facts that are kept"):
        seal(forged, PLAIN, UNSIGNED, tmp_path / "b.zip")


def test_facts_that_are_gone_are_missed(run: Run, tmp_path: Path) -> None:
    bare = copied(run, tmp_path / "run")
    next((bare.folder / "facts").glob("*.json")).unlink()

    with pytest.raises(BundleError, match="do not follow from the facts that are kept"):
        seal(bare, PLAIN, UNSIGNED, tmp_path / "b.zip")


def test_facts_of_other_recordings_stay_out(run: Run, tmp_path: Path) -> None:
    more = copied(run, tmp_path / "run")
    (more.folder / "facts" / f"{'ab' * 32}-frames-0123456789ab.json").write_text("{}")
    made = seal(more, PLAIN, UNSIGNED, tmp_path / "b.zip")

    assert len([one for one in made.entries if one.name.startswith("facts/")]) == 6


def test_a_catalog_that_is_not_at_hand_is_asked_for(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_bytes(b"other")

    with pytest.raises(BundleError, match=r"the text of catalog/catalog\.yaml .* name its file with --catalog"):
        papers_of(run.record, (other,), "")


def test_a_submission_file_that_changed_stays_out_and_is_named(run: Run, tmp_path: Path) -> None:
    elsewhere = replace(run.record, submission=replace(run.record.submission, root=tmp_path))
    papers = papers_of(elsewhere, (catalog_path(),), "")

    assert list(papers.texts) == ["catalog/catalog.yaml"]
    assert papers.not_kept[0].startswith("submission.yaml: the one of the run (SHA-256 ")
    with pytest.raises(BundleError, match=r"which is that of the run's submission\.yaml"):
        papers_of(elsewhere, (catalog_path(),), str(catalog_path()))


def test_a_run_that_nobody_may_rely_on_is_sealed_as_such(run: Run, tmp_path: Path) -> None:
    invalid = rerun(
        copied(run, tmp_path / "run"),
        replace(run.record, statement=Statement.INVALID, sentence="The run can't be relied on: it was cut."),
    )
    seal(invalid, PLAIN, UNSIGNED, tmp_path / "b.zip")
    found = checks(tmp_path / "b.zip")

    assert outcome(found) == (3, [])
    assert "the run says of itself that it can't be relied on, which only the run itself could see" in [
        one.told for one in found
    ]


def test_an_amendment_names_the_number_and_the_digest_before(run: Run, sealed: Path, tmp_path: Path) -> None:
    amends = amended(str(sealed), "2026-17/A1")
    seal(run, PLAIN, Issue("2026-17/A1", amends, ()), tmp_path / "b.zip")
    told = [one.told for one in checks(tmp_path / "b.zip") if one.what == "report"]

    assert told[0] == "2026-17/A1: DOES NOT CONFORM"
    assert told[1].startswith("amends report 2026-17, SHA-256 ")
    assert len(told[1]) == len("amends report 2026-17, SHA-256 ") + 64


def test_an_amendment_of_a_number_says_that_it_has_no_digest(run: Run, tmp_path: Path) -> None:
    seal(run, PLAIN, Issue("2", amended("1", "2"), ()), tmp_path / "b.zip")

    assert "amends report 1, whose SHA-256 it does not state" in [one.told for one in checks(tmp_path / "b.zip")]


@pytest.mark.parametrize(
    ("named", "number", "why"),
    [
        ("1", "", "an amendment needs a number of its own"),
        ("1", "1", "an amendment has another"),
        ("1\u202e", "2", "that can all be seen"),
    ],
)
def test_amendments_that_say_nothing_are_refused(named: str, number: str, why: str) -> None:
    with pytest.raises(BundleError, match=why):
        amended(named, number)


def test_a_bundle_without_a_number_can_not_be_amended(run: Run, tmp_path: Path) -> None:
    seal(run, PLAIN, UNSIGNED, tmp_path / "b.zip")

    with pytest.raises(BundleError, match="the bundle has no number that an amendment could refer to"):
        amended(str(tmp_path / "b.zip"), "2")


def test_what_is_no_bundle_can_not_be_amended(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"PK")

    with pytest.raises(BundleError, match="no bundle that could be amended: it does not end as a bundle does"):
        amended(str(tmp_path / "b.zip"), "2")


@pytest.mark.parametrize("number", ["a\nb", "\u202e1", "x" * 101, " 1", "\udcff"])
def test_a_number_that_can_not_be_seen_is_refused(number: str) -> None:
    with pytest.raises(BundleError):
        number_of(number)


def test_nothing_is_amended_where_nothing_is_named() -> None:
    assert amended("", "") == ()
    assert amended("1", "2") == (Amends("1", ""),)
