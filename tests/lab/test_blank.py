"""The blank `submission.yaml`: refused line by line; filled in, it brings evidence for every clause of the plan."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.catalog import load_catalog
from conformance.compiler import compile_cases
from conformance.errors import DocumentError, SubmissionError
from conformance.evidence.opening import open_submission
from conformance.lab.blank import blank_submission
from conformance.lab.plan import Plan, capture_plan
from conformance.measurands import registry
from conformance.model.clause import Quantifier
from conformance.model.evidence import Attestation, ReferenceTime, WitnessedLength
from conformance.model.facts import Absent
from conformance.model.statement import NotShown, StatementItem
from conformance.model.units import TEXT
from conformance.model.vocabulary import EvidenceKind, ItemKind, QuantifierKind, Role
from conformance.model.words import Words
from conformance.report.messages import Language
from conformance.shipped import catalog_path
from conformance.strictyaml.tree import MOST_PROBLEMS
from tests.lab.making import attested, catalog, clause, condition

CATALOG = load_catalog(catalog_path(), registry.signatures())
PROFILES = [profile.id for profile in CATALOG.profiles]
BLANK = re.compile(r"^(?P<key> +\w+|  \"\w+\"):(?:  #.*)?$")
SECTIONS = ("settings", "reference", "recorded_for")
OF_A_RECORDING = "      "
ANSWERS = {
    **{name: name for name in ("maker", "model", "instrument", "by")},
    "firmware": '"1.10"',
    "serial": '"0042"',
    "u": "1 ms",
    "start": '"2026-11-20T10:00:00+08:00"',
    "clock_zone": '"+08:00"',
    "segment_of": "long recording",
    "bit_rate": "8 Mbit/s",
    "frame_rate": "25 Hz",
    "width": "1920 px",
    "height": "1080 px",
    "calibration_due": "2099-01-01",
    "on": "2026-11-20",
    "valid_until": "2099-01-01",
}


def filled(plan: Plan, text: str) -> str:
    """The text with every blank filled in, as a laboratory would."""
    units = {clause.id: one.unit for one in plan.witnessed for clause in one.clauses}
    items = {question.item.id: question.item for question in plan.questions}
    lines, unit = [], TEXT
    for line in text.splitlines():
        named, blank = re.search(r'clause: "(.*?)"', line), BLANK.match(line)
        unit = units[named[1]] if named else unit
        key = blank["key"].strip().strip('"') if blank else ""
        if not blank or key in SECTIONS:
            lines.append(line)
        elif key in items:
            lines.append(f"{blank['key']}: {answer(items[key])}")
        elif key == "value" and blank["key"].startswith(OF_A_RECORDING):
            lines.append(f"{blank['key']}: 125 s")
        elif key == "value":
            lines.append(f"{blank['key']}: {'present' if unit == TEXT else f'1 {unit}'}")
        else:
            value = f"1 {unit}" if key == "u" and unit != TEXT else ANSWERS[key]
            lines.append(f"{blank['key']}: {value}")
    return "\n".join(lines) + "\n"


def answer(item: StatementItem) -> str:
    return {ItemKind.BOOL: "true", ItemKind.CHOICE: f'"{(*item.choices, "")[0]}"'}.get(item.kind, f"1 {item.unit}")


def laid_out(plan: Plan, root: Path, text: str) -> Path:
    for one in plan.recordings:
        (root / one.folder).mkdir(parents=True)
        (root / one.folder / "MOV_0001.MP4").write_bytes(b"")
    for dump in plan.dumps:
        (root / dump.folder).mkdir()
        (root / dump.folder / "card.img").write_bytes(b"")
    (root / "submission.yaml").write_text(text, encoding="utf-8")
    return root


def blanks(text: str) -> list[int]:
    """Numbers of the lines that wait for an answer."""
    found = ((number, BLANK.match(line)) for number, line in enumerate(text.splitlines(), 1))
    return [number for number, blank in found if blank and blank["key"].strip() not in SECTIONS]


@pytest.mark.parametrize("lang", Language)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_blank_file_is_refused_with_the_lines_to_fill_in(profile: str, lang: Language, tmp_path: Path) -> None:
    plan = capture_plan(CATALOG, (profile,))
    text = blank_submission(plan, lang)
    with pytest.raises(DocumentError) as caught:
        open_submission(laid_out(plan, tmp_path, text))
    listed = caught.value.problems[:MOST_PROBLEMS]

    assert [problem.mark.line for problem in listed] == blanks(text)[:MOST_PROBLEMS]
    assert {problem.message.split(";")[0] for problem in listed} == {"a value is missing"}


@pytest.mark.parametrize("profile", ["bwc-cn", "baseline", "bwc-us"])
def test_one_blank_left_is_enough_to_be_refused(profile: str, tmp_path: Path) -> None:
    plan = capture_plan(CATALOG, (profile,))
    blank = blank_submission(plan, Language.EN)
    answered = filled(plan, blank).splitlines()
    root = laid_out(plan, tmp_path, blank)
    for number in blanks(blank):
        lines = [*answered[: number - 1], blank.splitlines()[number - 1], *answered[number:]]
        (root / "submission.yaml").write_text("\n".join(lines), encoding="utf-8")
        with pytest.raises(DocumentError) as caught:
            open_submission(root)
        assert [problem.mark.line for problem in caught.value.problems] == [number]


@pytest.mark.parametrize("profile", PROFILES)
def test_filled_in_it_brings_evidence_for_every_clause_of_the_plan(profile: str, tmp_path: Path) -> None:
    plan = capture_plan(CATALOG, (profile,))
    opened = open_submission(laid_out(plan, tmp_path, filled(plan, blank_submission(plan, Language.EN))))
    cases = compile_cases(CATALOG, opened, (profile,))
    missing = [case.id for case in cases if isinstance(case.subject, Absent)]

    assert {case.clause.id for case in cases} == {row.clause.id for row in plan.rows}
    assert missing == [f"{one.clause.id}@-" for one in plan.unexercised if one.whole]


def test_what_the_clauses_rest_on_is_asked_and_read_back(tmp_path: Path) -> None:
    capacity = StatementItem("storage_bytes", ItemKind.QUANTITY, Words("How much?", "多少？"), "B", (), NotShown())
    made = catalog(
        clause("a", condition("video.bit_rate_deviation", "10 %")),
        clause("b", condition("video.picture_size_deviation", "0 px"), Role.PATROL),
        clause("c", condition("time.creation_offset", "2 s"), Role.REFERENCE_CLOCK),
        clause("d", condition("storage.recordable_time", "8 h"), evidence=EvidenceKind.DEVICE),
        clause("e", condition("segments.gap_max", "1 s"), evidence=EvidenceKind.DEVICE),
        clause("f", condition("time.zone_offset_max", "0 s"), Role.PATROL),
        clause("g", condition("recovery.lost_before_power_loss", "10 s"), Role.POWER_LOSS),
        items=(capacity,),
    )
    plan = capture_plan(made, ("p",))
    opened = open_submission(laid_out(plan, tmp_path, filled(plan, blank_submission(plan, Language.ZH))))
    patrol, clock, cut = opened.recordings

    assert cut.recorded_for == WitnessedLength(Fraction(125), Fraction(2, 1000))
    assert [name for name, _ in cut.settings.items] == ["frame_rate"]
    assert [name for name, _ in patrol.settings.items] == ["bit_rate", "width", "height"]
    assert [name for name, _ in clock.settings.items] == ["bit_rate"]
    assert isinstance(patrol.reference, Absent)
    assert isinstance(clock.reference, ReferenceTime)
    assert patrol.clock_zone == 480
    assert patrol.segment_of == "long recording"
    assert clock.clock_zone == 480, "an AVI file's date is in the recorder's own zone"
    assert [name for name, _ in opened.statement.items] == ["storage_bytes"]


def test_one_witnessing_is_written_for_each_of_its_clauses(tmp_path: Path) -> None:
    made = catalog(attested("a", "battery_time", "8 h"), attested("b", "battery_time", "10 h"))
    plan = capture_plan(made, ("p",))
    text = blank_submission(plan, Language.EN)
    opened = open_submission(laid_out(plan, tmp_path, filled(plan, text)))

    assert [one.clause for one in opened.attestations] == ["a", "b"]
    assert all(isinstance(one, Attestation) for one in opened.attestations)
    assert "# W1 one witnessing, written for 2 clauses" in text


def test_a_measured_value_left_without_its_uncertainty_is_refused(tmp_path: Path) -> None:
    plan = capture_plan(catalog(attested("a", "battery_time", "8 h")), ("p",))
    text = filled(plan, blank_submission(plan, Language.EN)).replace("    u: 1 h\n", "")

    with pytest.raises(SubmissionError, match="a measured value needs its standard uncertainty"):
        open_submission(laid_out(plan, tmp_path, text))


def test_the_hint_on_file_names_can_be_used_as_it_stands(tmp_path: Path) -> None:
    named = clause("a", condition("time.file_name_offset", "2 s"), Role.REFERENCE_CLOCK)
    plan = capture_plan(catalog(named), ("p",))
    text = blank_submission(plan, Language.EN)
    (hint,) = re.findall(r"^# .*: (file_names: .*)$", text, re.MULTILINE)
    opened = open_submission(laid_out(plan, tmp_path, f"{hint}\n{filled(plan, text)}"))

    assert [pattern.holds_time for one in opened.recordings for pattern in one.name_patterns] == [True]


def test_each_of_several_recordings_has_an_entry_of_its_own() -> None:
    three = clause("a", condition("time.creation_offset", "2 s"), quantifier=Quantifier(QuantifierKind.AT_LEAST, 3))
    text = blank_submission(capture_plan(catalog(three), ("p",)), Language.EN)

    assert re.findall(r"path: (\S+)", text) == [f"recordings/0{number}-patrol/*" for number in (1, 2, 3)]
    assert text.count("reference:") == 3


def test_text_of_a_catalog_can_neither_answer_nor_break_the_file(tmp_path: Path) -> None:
    evil = "first\n  sound: true\u2028  sound: true\x85  sound: true\x00"
    item = StatementItem("true", ItemKind.CHOICE, Words(evil, evil), TEXT, (evil, "b"), NotShown())
    made = catalog(attested("1.0", "gps", evil), clause("b", condition("device.gb28181_id_digits", "20 count")))
    plan = capture_plan(made, ("p",))
    text = blank_submission(plan, Language.EN)

    assert item.id == "true"
    assert not [line for line in text.splitlines() if re.match(r"\s*sound", line)]
    with pytest.raises(DocumentError) as caught:
        open_submission(laid_out(plan, tmp_path, text))
    assert {problem.message.split(";")[0] for problem in caught.value.problems} == {"a value is missing"}
