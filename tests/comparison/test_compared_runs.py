"""Whole runs compared: each change is laid to what really changed, and to nothing that is not proved."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conformance.comparison.comparing import compared
from conformance.comparison.rejudging import Bench, Run
from conformance.execution.store import _digest
from conformance.model import codec
from conformance.model.comparison import Cause, Change, ClauseChange, Comparison, Ground, MatchedBy, Progress, Stand
from conformance.model.evidence import Waiver
from conformance.model.facts import Absent, Facts
from conformance.model.finding import RunRecord, ToolVersions
from conformance.model.vocabulary import Privacy, Reason
from conformance.report.messages import Language
from conformance.shipped import catalog_path
from conformance.suite.archive import RECORD_FILE, archive, read_archive
from conformance.suite.drive import run as drive
from conformance.suite.session import FACTS_FOLDER, Arguments, stored_session
from conformance.synthesis.demo import DemoSubmissions
from tests.conftest import Run as Command

SIZE = "house-picture-size"
OVERLAY = Path(__file__).parents[2] / "docs" / "examples" / "overlay-house-values.yaml"
Judge = Callable[..., Path]


def run_on(submission: Path, out: Path) -> Path:
    command = [sys.executable, "-m", "conformance", "run", str(submission), "--out", str(out)]
    assert subprocess.run(command, capture_output=True, check=False).returncode in (0, 1)
    return out


@pytest.fixture(scope="module")
def good(demo_submissions: DemoSubmissions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The conforming device, run."""
    return run_on(demo_submissions.conforming, tmp_path_factory.mktemp("runs") / "good")


@pytest.fixture(scope="module")
def replaced(demo_submissions: DemoSubmissions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same device and submission, one recording replaced by one of a smaller picture under the same name."""
    device = tmp_path_factory.mktemp("devices") / "device"
    shutil.copytree(demo_submissions.conforming, device)
    shutil.copy(demo_submissions.faulty / "patrol-small.mp4", device / "patrol.mp4")
    return run_on(device, tmp_path_factory.mktemp("runs") / "replaced")


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped catalog, its profile `baseline` allowing waivers."""
    file = tmp_path_factory.mktemp("catalogs") / "lenient.yaml"
    file.write_text(catalog_path().read_text().replace("\n  baseline:\n", "\n  baseline:\n    waivers: true\n"))
    return file


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped catalog, asking for a picture of 2000 px where it asks for 1280 px."""
    file = tmp_path_factory.mktemp("catalogs") / "strict.yaml"
    head, clause, rest = catalog_path().read_text().partition(f"  - id: {SIZE}\n")
    assert clause
    asked, end, others = rest.partition("  - id: ")
    assert "1280 px" in asked
    file.write_text(head + clause + asked.replace("1280 px", "2000 px") + end + others)
    return file


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    """Judges a run again, from its facts, and keeps the result in a folder of its own."""

    def judge(run: Path, name: str, waivers: tuple[Waiver, ...] = (), **asked: object) -> Path:
        submission = replace(read_archive(run).submission, waivers=waivers)
        arguments = Arguments(submission.root, run / FACTS_FOLDER, **asked)  # type: ignore[arg-type]
        out = tmp_path / name
        drive(stored_session(arguments, submission), lambda made: archive(made, out, Language.EN, Privacy.NONE))
        return out

    return judge


def kept(record: RunRecord, folder: Path) -> Path:
    """A record by itself in a folder."""
    folder.mkdir(exist_ok=True)
    (folder / RECORD_FILE).write_bytes(codec.encode(RunRecord, record))
    return folder


def of(comparison: Comparison, clause: str) -> ClauseChange:
    (found,) = [one for one in comparison.clauses if one.clause.id == clause]
    return found


WAIVER = Waiver(SIZE, "small sensor", "A. Tester", date(2199, 12, 31))


def test_a_run_and_itself_have_nothing_to_tell(good: Path) -> None:
    comparison = compared(good, good / "results.json")

    assert {one.change for one in comparison.clauses} == {Change.UNCHANGED}
    assert comparison.progress is Progress.NOTHING_WORSE
    assert [pair.by for pair in comparison.evidence] == [MatchedBy.DIGEST] * 4


def test_a_replaced_recording_is_laid_to_the_device(good: Path, replaced: Path) -> None:
    comparison = compared(good, replaced)
    size = of(comparison, SIZE)
    (broken,) = [case for case in size.cases if case.change is Change.BROKEN]

    assert (size.change, size.worse, size.attribution.ways) == (Change.BROKEN, True, ((Cause.DEVICE,),))
    assert (broken.evidence, broken.attribution.ways) == (("patrol.mp4", "patrol.mp4"), ((Cause.DEVICE,),))
    assert {pair.before_path: pair.by for pair in comparison.evidence if not pair.same_bytes} == {
        "patrol.mp4": MatchedBy.PATH
    }
    assert comparison.progress is Progress.WORSE


def test_what_was_broken_is_fixed_the_other_way_round(good: Path, replaced: Path) -> None:
    comparison = compared(replaced, good)

    assert (of(comparison, SIZE).change, of(comparison, SIZE).attribution.ways) == (Change.FIXED, ((Cause.DEVICE,),))
    assert comparison.progress is Progress.NOTHING_WORSE


def test_another_limit_is_laid_to_the_catalog(good: Path, strict: Path, judged: Judge) -> None:
    size = of(compared(good, judged(good, "strict", catalog=strict)), SIZE)

    assert (size.change, size.worse, size.attribution.ways) == (Change.BROKEN, True, ((Cause.CATALOG,),))
    assert [(one.ground, one.detail.startswith("limit or rule: ")) for one in size.hindrances] == [
        (Ground.CATALOG, True)
    ]


def test_a_limit_that_an_overlay_supplies_is_laid_to_the_catalog(good: Path, judged: Judge) -> None:
    without = judged(good, "without", profiles=("bwc-cn",))
    comparison = compared(
        without, judged(good, "with", profiles=("bwc-cn",), overlays=(OVERLAY,)), (good / FACTS_FOLDER,)
    )
    rate = of(comparison, "gat947.2-frame-rate")

    assert rate.change is Change.FIXED
    assert rate.attribution.ways == ((Cause.CATALOG,),)


def test_a_waiver_that_was_added_is_laid_to_the_waiver(replaced: Path, lenient: Path, judged: Judge) -> None:
    plain, waived = judged(replaced, "plain", catalog=lenient), judged(replaced, "waived", (WAIVER,), catalog=lenient)
    facts = (replaced / FACTS_FOLDER,)
    there, back = of(compared(plain, waived, facts), SIZE), of(compared(waived, plain, facts), SIZE)

    assert (there.change, there.worse, there.attribution.ways) == (Change.WAIVED, False, ((Cause.WAIVER,),))
    assert (back.change, back.worse, back.attribution.ways) == (Change.UNWAIVED, True, ((Cause.WAIVER,),))


def test_a_replaced_recording_and_a_waiver_act_together(
    good: Path, replaced: Path, lenient: Path, judged: Judge
) -> None:
    plain, waived = judged(good, "plain", catalog=lenient), judged(replaced, "waived", (WAIVER,), catalog=lenient)
    size = of(compared(plain, waived, (good / FACTS_FOLDER, replaced / FACTS_FOLDER)), SIZE)

    assert (size.change, size.worse) == (Change.BROKEN, True)
    assert size.attribution.ways == ((Cause.DEVICE, Cause.WAIVER),)
    assert {case.attribution.ways for case in size.cases if case.change is Change.BROKEN} == {((Cause.DEVICE,),)}


def test_of_two_causes_each_of_which_is_enough_both_are_named(
    good: Path, replaced: Path, strict: Path, judged: Judge
) -> None:
    harder = judged(replaced, "harder", catalog=strict)

    assert of(compared(good, harder, (replaced / FACTS_FOLDER,)), SIZE).attribution.ways == (
        (Cause.DEVICE,),
        (Cause.CATALOG,),
    )


def test_an_answer_of_the_statement_that_changed_is_laid_to_the_statement(good: Path, tmp_path: Path) -> None:
    silent = read_archive(good)
    submission = replace(silent.submission, statement=replace(silent.submission.statement, items=()))
    arguments = Arguments(submission.root, good / FACTS_FOLDER)
    out = tmp_path / "silent"
    drive(stored_session(arguments, submission), lambda made: archive(made, out, Language.EN, Privacy.NONE))
    storage = of(compared(good, out), "house-storage")

    assert (storage.change, storage.worse, storage.attribution.ways) == (Change.OPENED, True, ((Cause.STATEMENT,),))


def test_other_facts_of_the_same_bytes_are_laid_to_the_tool(good: Path, tmp_path: Path) -> None:
    facts = tmp_path / "old" / FACTS_FOLDER
    facts.mkdir(parents=True)
    older = "conformance 0.0.9; extractor older"
    for file in (good / FACTS_FOLDER).glob("*.json"):
        known: Facts = codec.decode(Facts, file.read_bytes())
        failed = Absent(Reason.EVIDENCE_UNREADABLE, "an older reader could not read it")
        changed = replace(known, extractor=older, media=failed)
        name = file.stem.rpartition("-")[0]
        (facts / f"{name}-{_digest(older)}.json").write_bytes(codec.encode(Facts, changed))
    submission = read_archive(good).submission
    made = drive(stored_session(Arguments(submission.root, facts), submission), lambda _: None)
    assert dict(made.tool.versions)["facts of an earlier run, by"] == older
    comparison = compared(kept(made, tmp_path / "old"), good)

    assert of(comparison, SIZE).change is Change.FIXED
    assert of(comparison, SIZE).attribution.ways == ((Cause.TOOL,),)
    assert {one.ground for one in of(comparison, SIZE).hindrances} == {Ground.TOOL}


def test_a_verdict_of_another_version_that_this_one_does_not_reach_is_laid_to_the_tool(
    good: Path, tmp_path: Path
) -> None:
    record = read_archive(good)
    other = kept(_failed(record, ToolVersions((("conformance", "0.0.9"),))), tmp_path / "other")
    same = kept(_failed(record, record.tool), tmp_path / "same")
    for folder in (other, same):
        shutil.copytree(good / FACTS_FOLDER, folder / FACTS_FOLDER)

    # facts by an extractor that the record does not name are not taken for its own
    assert of(compared(other, good), SIZE).attribution.ways == ()
    assert "no facts of" in of(compared(other, good), SIZE).attribution.why
    assert of(compared(same, good), SIZE).attribution.ways == ()
    assert "the facts that are kept are not those that it judged" in of(compared(same, good), SIZE).attribution.why


def _failed(record: RunRecord, tool: ToolVersions) -> RunRecord:
    """The record with another verdict of one clause than its facts give."""
    fail = next(one.judgement for one in record.clauses)
    fail = replace(fail, verdict=type(fail.verdict)("fail"), reason=Reason.NOT_MET)
    clauses = tuple(replace(one, judgement=fail) if one.clause == SIZE else one for one in record.clauses)
    return replace(record, clauses=clauses, tool=tool)


def test_an_attestation_that_ran_out_between_the_runs_is_laid_to_the_day(good: Path, judged: Judge) -> None:
    record = read_archive(judged(good, "cn", profiles=("bwc-cn",)))
    later = replace(record, started=record.started.replace(year=2150))
    facts, clause = (good / FACTS_FOLDER,), "gat947-restart"
    bench = Bench(Run(record, facts), Run(later, facts), (), frozenset({clause}))
    now, then = (bench.corner(frozenset(taken)).clause(clause) for taken in ((), (Cause.DAY,)))

    assert bench.differing == (Cause.DAY,)
    assert isinstance(now, Stand)
    assert isinstance(then, Stand)
    assert then.judgement.reason is Reason.ATTESTATION_EXPIRED
    assert now.judgement.reason is Reason.MET


def test_without_facts_nothing_is_attributed(good: Path, replaced: Path, tmp_path: Path) -> None:
    bare = [kept(read_archive(run), tmp_path / run.name) for run in (good, replaced)]
    size = of(compared(*bare), SIZE)

    assert (size.change, size.attribution.ways) == (Change.BROKEN, ())
    assert size.attribution.why.startswith("no facts of ")


def test_a_renamed_file_is_the_same_evidence(demo_submissions: DemoSubmissions, good: Path, tmp_path: Path) -> None:
    device = tmp_path / "device"
    shutil.copytree(demo_submissions.conforming, device)
    (device / "patrol.mp4").rename(device / "patrol-first.mp4")
    stated = device / "submission.yaml"
    stated.write_text(stated.read_text().replace('"patrol.mp4"', '"patrol-first.mp4"'))
    shutil.copytree(good / FACTS_FOLDER, tmp_path / "renamed" / FACTS_FOLDER)
    comparison = compared(good, run_on(device, tmp_path / "renamed"))

    assert [(pair.before_path, pair.after_path, pair.by) for pair in comparison.evidence][1:] == [
        ("patrol-second.mp4", "patrol-second.mp4", MatchedBy.DIGEST),
        ("patrol.mp4", "patrol-first.mp4", MatchedBy.DIGEST),
        ("sync.mp4", "sync.mp4", MatchedBy.DIGEST),
    ]
    assert comparison.progress is Progress.NOTHING_WORSE


def test_the_command_tells_first_what_is_the_same_and_ends_with_the_status_of_its_outcome(
    conformance: Command, good: Path, replaced: Path, tmp_path: Path
) -> None:
    worse = conformance("diff", good, replaced, "--html", "diff.html")
    better = conformance("diff", replaced, good)
    unusable = conformance("diff", good, tmp_path)

    assert (worse.returncode, better.returncode, unusable.returncode) == (1, 0, 2)
    assert worse.stdout.splitlines()[:2] == ["SOMETHING GOT WORSE", "Statement: CONFORMS -> DOES NOT CONFORM"]
    assert "  Firmware       same     1.0" in worse.stdout.splitlines()
    assert "  Evidence: 3 with the same bytes, 1 with other bytes, 0 only in the first run, 0 only in the second" in (
        worse.stdout.splitlines()
    )
    assert "  Changed by: device: other evidence" in worse.stdout.splitlines()
    assert "house-picture-size" in (tmp_path / "diff.html").read_text()
    assert unusable.stderr.startswith("error: ")


def test_runs_without_a_clause_in_common_are_not_compared(conformance: Command, good: Path, judged: Judge) -> None:
    other = judged(good, "other", profiles=("bwc-cn",))

    status = conformance("diff", good, other, "--json")

    assert status.returncode == 3
    assert json.loads(status.stdout)["outcome"] == "nothing_in_common"


def test_a_judgement_brings_an_index_up_to_date_and_makes_none(
    conformance: Command, good: Path, tmp_path: Path
) -> None:
    again = ("judge", good, "--out", tmp_path / "reports" / "again")
    conformance(*again)
    assert not (tmp_path / "reports" / "index.html").exists()
    conformance("index", tmp_path / "reports")
    conformance("judge", good, "--out", tmp_path / "reports" / "later")

    assert "later/report.html" in (tmp_path / "reports" / "index.html").read_text()
