"""`results.json` keeps the public contract of schema 1 and never hides an absence."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from conformance.model.evidence import CameraKey, TrustedRoot, Waiver
from conformance.model.finding import WaiverResult
from conformance.model.golden import Golden, GoldenFile, GoldenItem, GoldenSource
from conformance.model.measurement import UncertaintyUnknown, Where
from conformance.model.sidecar import Sidecar
from conformance.model.vocabulary import Axis, Grade, Level, Verdict, WaiverState
from conformance.report.exchange.results import results_json
from conformance.report.messages import Language
from conformance.report.page.html import html_page

from ..beside_factory import beside_record
from ..factory import (
    BASE,
    FRAME_RATE,
    HOURS,
    JUDGEMENTS,
    SIZE,
    finding,
    full_record,
    measurement,
    one_case,
    part,
    record,
    recording,
    simple_finding,
)

CONTRACT = {
    "clause",
    "document",
    "number",
    "topic",
    "level",
    "evidence",
    "verdict",
    "reason",
    "measurand",
    "value",
    "unit",
    "expanded_uncertainty",
    "coverage_factor",
    "relation",
    "limit",
    "decision_rule",
    "exercised",
    "where",
    "waiver",
}
ADDED = {"detail", "grade", "advisory", "value_exact", "note", "opinions", "budget", "curves", "stills", "timelines"}


def _findings(run: Any) -> Any:
    return json.loads(results_json(run))["findings"]


def test_the_top_level_has_exactly_the_keys_of_schema_1_and_the_additions() -> None:
    assert list(json.loads(results_json(full_record()))) == [
        "schema",
        "statement",
        "sentence",
        "started",
        "device",
        "submission",
        "profiles",
        "catalog",
        "tool",
        "evidence",
        "trusted_roots",
        "camera_keys",
        "goldens",
        "manifests",
        "time_stamps",
        "logs",
        "zfy_info",
        "ignored",
        "clauses",
        "declarations",
        "waivers",
        "findings",
    ]


@pytest.mark.parametrize("row", _findings(full_record()), ids=lambda row: f"{row['clause']}-{row['verdict']}")
def test_a_finding_has_exactly_the_keys_of_schema_1_and_the_additions(row: dict[str, object]) -> None:
    assert set(row) - {"parts"} == CONTRACT | ADDED


def test_the_head_names_device_profiles_catalog_and_tool() -> None:
    head = json.loads(results_json(full_record()))
    assert head["schema"] == 1
    assert head["statement"] == "INVALID"
    assert head["started"] == "2026-11-20T14:03:07.250000+00:00"
    assert head["device"] == {
        "maker": "Example & Sons",
        "model": "BC-1 <mini>",
        "firmware": "2.4.1",
        "serial": None,
    }
    assert head["profiles"] == ["example"]
    assert head["catalog"] == {"sha256": "ab" * 32, "overlays": []}
    assert head["tool"] == {"recorder-conformance": "0.1.0", "PyAV": "18.1.0", "MediaInfo": "26.05"}
    assert head["ignored"] == [
        {"path": "notes.txt", "why": "no media file"},
        {"path": r"\xfe.bin", "why": "no media file"},
    ]


def test_evidence_lists_every_recording_with_its_digest() -> None:
    first = json.loads(results_json(full_record()))["evidence"][0]
    assert first == {
        "id": "DCIM/0001.mp4",
        "path": "DCIM/0001.mp4",
        "sha256": "5f" * 32,
        "bytes": 2_147_483_648,
        "role": "patrol",
        "gnss_log": [],
        "golden": "",
    }


def test_trusted_roots_are_listed_once_with_their_digest() -> None:
    record = full_record()
    root = TrustedRoot("lab/ca.pem", "7a" * 32, "-----BEGIN CERTIFICATE-----")
    trusting = tuple(replace(one, trusted_roots=(root,)) for one in record.submission.recordings)
    given = json.loads(results_json(replace(record, submission=replace(record.submission, recordings=trusting))))

    assert given["trusted_roots"] == [{"path": "lab/ca.pem", "sha256": "7a" * 32}]


def test_keys_of_cameras_are_listed_once_with_their_digest() -> None:
    record = full_record()
    key = CameraKey("lab/camera.pem", "7b" * 32, "-----BEGIN PUBLIC KEY-----")
    trusting = tuple(replace(one, camera_keys=(key,)) for one in record.submission.recordings)
    given = json.loads(results_json(replace(record, submission=replace(record.submission, recordings=trusting))))

    assert given["camera_keys"] == [{"path": "lab/camera.pem", "sha256": "7b" * 32}]


def test_a_log_beside_a_recording_is_listed_with_its_digest() -> None:
    record = full_record()
    first, *others = record.submission.recordings
    logged = replace(first, gnss_log=(Sidecar("DCIM/0001.nmea", Path("0001.nmea"), 5000, "6e" * 32),))
    with_log = replace(record, submission=replace(record.submission, recordings=(logged, *others)))

    assert json.loads(results_json(with_log))["evidence"][0]["gnss_log"] == [
        {"path": "DCIM/0001.nmea", "sha256": "6e" * 32, "bytes": 5000}
    ]


def test_a_golden_file_is_named_in_both_reports_and_can_not_write_into_them() -> None:
    record = full_record()
    golden = Golden(1, "iso-bmff", (GoldenSource("a.mp4", "aa", 1),), (GoldenItem("file", ("moov",)),))
    name = "lab/<b>\x1b.json"
    first, *others = (replace(one, golden=name) for one in record.submission.recordings)
    files = (GoldenFile(name, "7b" * 32, golden),)
    named = replace(record, submission=replace(record.submission, recordings=(first, *others), goldens=files))
    given = json.loads(results_json(named))

    assert given["goldens"] == [{"path": name, "sha256": "7b" * 32}]
    assert given["evidence"][0]["golden"] == name
    page = html_page(named, Language.EN)
    assert "lab/&lt;b&gt;" in page
    assert "lab/<b>" not in page
    assert "7b" * 32 in page


def test_a_measured_finding_carries_value_uncertainty_limit_and_rule() -> None:
    row = _findings(full_record())[0]
    assert row["value"] == 29.97002997002997
    assert row["value_exact"] == "30000/1001"
    assert row["expanded_uncertainty"] == 0.0012
    assert row["coverage_factor"] == 2.0
    assert (row["relation"], row["limit"], row["unit"], row["decision_rule"]) == (">=", "25 Hz", "Hz", "simple")
    assert (row["verdict"], row["reason"], row["exercised"], row["waiver"]) == ("pass", "met", 362, None)
    assert row["opinions"] == [{"source": "MediaInfo", "value": 29.97, "value_exact": "2997/100", "agrees": True}]
    assert row["note"] == "PTS of 362 pictures."


def test_places_have_axis_position_unit_and_detail() -> None:
    places = (
        Where(Axis.TIME, Fraction(1, 2), "here"),
        Where(Axis.BYTE, Fraction(7), "there"),
        Where(Axis.PACKET, Fraction(3), ""),
    )
    outcome = replace(measurement(), where=places)
    judged = part(FRAME_RATE, outcome, JUDGEMENTS[Verdict.PASS])
    row = _findings(record((BASE,), (recording("a.mp4"),), (finding(BASE, "a.mp4", Verdict.PASS, judged),)))[0]
    assert row["where"] == [
        {"axis": "time", "position": 0.5, "unit": "s", "detail": "here"},
        {"axis": "byte", "position": 7.0, "unit": "B", "detail": "there"},
        {"axis": "packet", "position": 3.0, "unit": None, "detail": ""},
    ]


def test_without_a_value_the_fields_are_null_and_the_question_stands() -> None:
    row = _findings(one_case(Verdict.NOT_TESTED))[0]
    assert row["verdict"] == "not_tested"
    assert row["reason"] == "evidence_unreadable"
    assert [row[key] for key in ("value", "value_exact", "expanded_uncertainty", "exercised")] == [None] * 4
    assert (row["measurand"], row["relation"], row["limit"]) == ("video.frame_rate", ">=", "25 Hz")


def test_a_finding_without_parts_still_says_what_was_asked() -> None:
    row = _findings(record((BASE,), (), (finding(BASE, "-", Verdict.ERROR),)))[0]
    assert (row["measurand"], row["unit"], row["limit"], row["value"]) == ("video.frame_rate", "Hz", "25 Hz", None)


def test_a_composite_clause_without_parts_names_no_single_measurand() -> None:
    row = _findings(record((SIZE,), (), (finding(SIZE, "-", Verdict.ERROR),)))[0]
    assert (row["measurand"], row["relation"], row["limit"]) == (None, None, None)


def test_a_limit_that_nobody_supplied_is_null_and_not_its_description() -> None:
    row = next(row for row in _findings(full_record()) if row["clause"] == HOURS.id)
    assert row["limit"] is None
    assert row["value"] == 7.925
    assert row["expanded_uncertainty"] is None
    assert row["note"] == "uncertainty not known: the bit rate varies with the scene"


def test_the_reason_of_an_unknown_uncertainty_follows_the_note() -> None:
    outcome = replace(measurement(uncertainty=UncertaintyUnknown("no budget")), note="From PTS.")
    judged = part(FRAME_RATE, outcome, JUDGEMENTS[Verdict.PASS])
    row = _findings(record((BASE,), (), (finding(BASE, "a", Verdict.PASS, judged),)))[0]
    assert row["note"] == "From PTS.; uncertainty not known: no budget"


def test_a_composite_finding_lists_its_parts_with_the_deciding_one_first() -> None:
    row = next(row for row in _findings(full_record()) if row["clause"] == SIZE.id and row["verdict"] == "fail")
    assert (row["measurand"], row["value"]) == ("video.height", 480.0)
    assert [(one["measurand"], one["verdict"]) for one in row["parts"]] == [
        ("video.height", "fail"),
        ("video.width", "pass"),
    ]


def test_a_finding_of_one_part_has_no_list_of_parts() -> None:
    assert "parts" not in _findings(one_case(Verdict.PASS))[0]


def test_a_text_value_stays_text() -> None:
    row = next(row for row in _findings(full_record()) if row["measurand"] == "video.codec")
    assert (row["value"], row["value_exact"]) == ("h264", None)


def test_advisory_marks_what_does_not_decide() -> None:
    weak = _findings(one_case(Verdict.FAIL, Level.SHALL, Grade.SECONDARY))[0]
    house = _findings(one_case(Verdict.FAIL, Level.SHALL, Grade.HOUSE))[0]
    assert (weak["grade"], weak["advisory"]) == ("secondary", True)
    assert (house["grade"], house["advisory"]) == ("house", False)


def test_clauses_carry_their_folded_verdict() -> None:
    first = json.loads(results_json(full_record()))["clauses"][0]
    assert first == {
        "clause": "ex1-4.1-rate",
        "document": "example-1",
        "number": "4.1",
        "level": "shall",
        "advisory": False,
        "verdict": "fail",
        "reason": "not_met",
        "detail": "12.5 Hz is less than 25 Hz.",
        "cases": 8,
    }


def test_all_seven_verdicts_reach_the_file_unchanged() -> None:
    assert {row["verdict"] for row in _findings(full_record())} == {
        "pass",
        "fail",
        "inconclusive",
        "not_exercised",
        "not_tested",
        "not_applicable",
        "error",
    }


def test_two_runs_differ_only_in_when_they_started() -> None:
    first = full_record()
    second = replace(first, started=first.started + timedelta(days=1))
    lines = zip(results_json(first).splitlines(), results_json(second).splitlines(), strict=True)
    assert [a for a, b in lines if a != b] == [' "started": "2026-11-20T14:03:07.250000+00:00",']


def test_hostile_names_survive_as_utf8_json() -> None:
    text = results_json(full_record())
    paths = [one["path"] for one in json.loads(text.encode("utf-8"))["evidence"]]
    assert "DCIM/<script>alert(1)</script>.mp4" in paths
    assert "DCIM/bad\\xff\\x80name\x07\nnew.mp4" in paths
    assert "DCIM/evidence\u202egnp.4pm" in paths


def test_the_file_names_no_path_of_the_machine() -> None:
    assert "/nowhere" not in results_json(full_record())


def test_a_run_of_one_clause_has_one_finding() -> None:
    run = record((BASE,), (recording("a.mp4"),), (simple_finding(BASE, "a.mp4", Verdict.PASS),))
    assert [row["evidence"] for row in _findings(run)] == ["a.mp4"]


WAIVER = Waiver(BASE.id, "spare part ordered", "<b>A. Tester</b>", date(2020, 1, 1), maker="Example", firmware_to="V2")
IN_USE = WaiverResult(replace(WAIVER, expires=date(2030, 1, 1)), WaiverState.IN_USE, "the clause fails")


def _waived(*waivers: WaiverResult) -> Any:
    return json.loads(results_json(replace(full_record(), waivers=waivers)))


def test_a_waiver_stands_beside_the_verdict_and_changes_nothing() -> None:
    one, other = json.loads(results_json(full_record())), _waived(WaiverResult(WAIVER, WaiverState.EXPIRED, "too late"))
    rows = [row for row in other["findings"] if row["waiver"]]

    assert other["statement"] == one["statement"]
    assert {row["clause"] for row in rows} == {BASE.id}
    assert rows[0]["waiver"] == {
        "reason": "spare part ordered",
        "approver": "<b>A. Tester</b>",
        "expires": "2020-01-01",
        "expired": True,
        "state": "expired",
    }
    assert [row["verdict"] for row in other["findings"]] == [row["verdict"] for row in one["findings"]]


def test_every_waiver_is_listed_with_what_it_holds_for_and_its_state() -> None:
    assert _waived(WaiverResult(WAIVER, WaiverState.EXPIRED, "too late"))["waivers"] == [
        {
            "clause": "ex1-4.1-rate",
            "reason": "spare part ordered",
            "approver": "<b>A. Tester</b>",
            "expires": "2020-01-01",
            "device": {"maker": "Example", "model": None},
            "firmware": {"from": None, "to": "V2"},
            "state": "expired",
            "detail": "too late",
        }
    ]


def test_the_waiver_that_covers_the_clause_stands_beside_its_verdict() -> None:
    rows = _waived(WaiverResult(WAIVER, WaiverState.EXPIRED, "too late"), IN_USE)["findings"]

    assert {row["waiver"]["state"] for row in rows if row["waiver"]} == {"in_use"}


def test_declarations_say_what_evidence_shows_and_which_clauses_they_removed() -> None:
    rows = json.loads(results_json(beside_record()))["declarations"]
    assert rows[0] == {
        "item": "sound",
        "question": "Does the device record sound?",
        "value": False,
        "shown": "confirmed",
        "detail": "none of 1 recordings shows it",
        "removed": ["ex1-7.1-sound"],
        "removed_count": 1,
    }
    assert [(row["item"], row["value"], row["shown"], row["removed_count"]) for row in rows[1:]] == [
        ("container", "mp4", "declared_but_absent", 0),
        ("storage_bytes", "128.000125 GB", "not_shown", 0),
        ("split_type", None, "not_shown", 0),
    ]


def test_a_clause_that_no_method_decides_is_not_tested_and_names_no_measurand() -> None:
    rows = [row for row in _findings(beside_record()) if row["reason"] in ("method_planned", "not_testable")]
    assert [(row["clause"], row["verdict"], row["measurand"], row["value"]) for row in rows] == [
        ("ex1-8.2-sealed", "not_tested", None, None),
        ("ex1-9-court", "not_tested", None, None),
        ("ex1-8.3-partly", "not_tested", "video.frame_rate", 29.97002997002997),
    ]
