"""`conformance catalog statement`: the form that it prints, once filled, is read back as it was meant."""

import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.evidence.opening import open_submission
from conformance.model.measurement import Text
from conformance.model.units import Quantity

CATALOG = """
documents:
  example: {title: {en: Example, zh: 示例}, status: unknown, find: EX 1}
statement:
  sound:
    kind: bool
    question: {en: "Does it record sound? 1:1 # really", zh: 是否录音？}
    shown_by: {measurand: audio.channels, relation: ">=", limit: 1 count}
  container:
    kind: choice
    question: {en: Which container?, zh: 何种封装？}
    choices: [mp4, "no"]
  storage_bytes:
    kind: quantity
    unit: B
    question: {en: How much storage?, zh: 容量？}
  colour:
    kind: bool
    question: {en: Is it black?, zh: 是否黑色？}
clauses:
  - &head {}
profiles:
  narrow: {title: {en: Narrow, zh: 窄}, clauses: [rate, hours], mandatory: [rate]}
  wide: {title: {en: Wide, zh: 宽}, clauses: [rate, hours, black]}
"""
CLAUSE = """
  - id: {id}
    document: example
    clause: "1"
    topic: frame_rate
    level: shall
    title: {{en: Title, zh: 标题}}
    requirement: {{en: A requirement., zh: 要求。}}
    provenance: {{grade: text, seen: page 1}}
"""
RATE = """    applies: sound and container == mp4
    evidence: {kind: recording}
    measurand: video.frame_rate
    relation: ">="
    limit: 25 Hz
"""
HOURS = """    evidence: {kind: device}
    measurand: storage.recordable_time
    relation: ">="
    limit: 8 h
"""
BLACK = """    applies: colour
    evidence: {kind: attestation}
    attested: {name: colour, unit: text}
    relation: "=="
    limit: black
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    bodies = {"rate": RATE, "hours": HOURS, "black": BLACK}
    clauses = "".join(CLAUSE.format(id=name).lstrip("\n") + body for name, body in bodies.items())
    file = tmp_path / "catalog.yaml"
    file.write_text(CATALOG.replace("  - &head {}\n", clauses), encoding="utf-8")
    return file


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], catalog: Path) -> Callable[..., str]:
    """Runs the command on the small catalog; what it printed, or its error after status 2."""

    def run(*arguments: object, status: int = 0) -> str:
        words = ["conformance", "catalog", "statement", "--catalog", catalog, *arguments]
        monkeypatch.setattr(sys, "argv", list(map(str, words)))
        with pytest.raises(SystemExit) as caught:
            main()
        said = capsys.readouterr()
        assert caught.value.code == status
        return said.err if status else said.out

    return run


def _folder(root: Path, statement: str) -> Path:
    root.mkdir()
    (root / "a.mp4").write_bytes(b"")
    (root / "submission.yaml").write_text(statement + "\nrecordings:\n  - {path: a.mp4}\n", encoding="utf-8")
    return root


def _filled(form: str, **answers: str) -> str:
    """The form with its open lines answered as the form says: the # goes, and what stands in < > is replaced."""
    lines = []
    for line in form.splitlines():
        name = line.strip().removeprefix("#").partition(":")[0]
        answered = line.startswith(f"  #{name}: <") and name in answers
        lines.append(f"{line[: line.index('<')].replace('#', '')}{answers[name]}" if answered else line)
    return "\n".join(lines)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_filled_form_is_read_back_as_it_was_meant(told: Callable[..., str], tmp_path: Path, lang: str) -> None:
    form = told("--profile", "narrow", "--lang", lang)
    filled = _filled(form, sound="true", container='"no"', storage_bytes="16 GB")
    assert open_submission(_folder(tmp_path / "device", filled)).statement.items == (
        ("sound", True),
        ("container", Text("no")),
        ("storage_bytes", Quantity(Fraction(16), "GB")),
    )


def test_items_left_open_stay_unanswered(told: Callable[..., str], tmp_path: Path) -> None:
    filled = _filled(told("--profile", "narrow"), sound="false")
    assert open_submission(_folder(tmp_path / "device", filled)).statement.items == (("sound", False),)


def test_a_placeholder_that_nobody_replaced_is_no_answer(told: Callable[..., str], tmp_path: Path) -> None:
    form = told("--profile", "narrow").splitlines()
    lines = [
        line.replace("#", "") for line in form if line == "statement:" or (line.startswith("  #") and ": <" in line)
    ]
    assert lines == ["statement:", "  sound: <true | false>", '  container: <mp4 | "no">', "  storage_bytes: <... B>"]
    said = told("--profile", "narrow", "--submission", _folder(tmp_path / "device", "\n".join(lines)), status=2)
    assert said == "error: statement: sound: answer true or false\n"


def test_the_form_is_filled_from_a_submission_and_reads_back_the_same(told: Callable[..., str], tmp_path: Path) -> None:
    first = _folder(tmp_path / "first", "statement: {colour: true, sound: false, storage_bytes: 0.0625 TB}")
    form = told("--profile", "narrow", "--submission", first)
    assert form.endswith("# colour: true\n")
    assert open_submission(_folder(tmp_path / "second", form)).statement.items == (
        ("sound", False),
        ("storage_bytes", Quantity(Fraction(1, 16), "TB")),
    )


def test_several_profiles_ask_together(told: Callable[..., str]) -> None:
    form = told("--profile", "narrow", "--profile", "wide")
    assert "  #colour: <true | false>" in form.splitlines()
    assert "  # ! mandatory, so that declaring it away fails: rate" in form.splitlines()
    assert "colour" not in told("--profile", "narrow")


def test_an_answer_that_the_catalog_does_not_ask_for_is_refused(told: Callable[..., str], tmp_path: Path) -> None:
    root = _folder(tmp_path / "device", "statement: {soun: true}")
    said = told("--profile", "narrow", "--submission", root, status=2)
    assert said == "error: statement: the catalog asks for no 'soun'; did you mean 'sound'?\n"


def test_a_folder_without_submission_file_answers_nothing(told: Callable[..., str], tmp_path: Path) -> None:
    root = tmp_path / "device"
    root.mkdir()
    said = told("--profile", "narrow", "--submission", root, status=2)
    assert "the submission has no submission.yaml, so that nothing is answered; leave out --submission" in said


def test_a_missing_folder_is_named(told: Callable[..., str], tmp_path: Path) -> None:
    said = told("--profile", "narrow", "--submission", tmp_path / "nowhere", status=2)
    assert said == f"error: {tmp_path}/nowhere: there is no such folder\n"


def test_an_unknown_profile_is_refused(told: Callable[..., str]) -> None:
    said = told("--profile", "narow", status=2)
    assert said == "error: unknown profile 'narow'; did you mean 'narrow'?\n"
