"""`results.sarif` keeps the rules of SARIF 2.1.0 that a schema states, and those that it can't."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Grade, Level, Statement, Verdict
from conformance.report.exchange.sarif import sarif_json

from ..beside_factory import beside_record
from ..factory import COMPLETE, JUDGEMENTS, Finding, full_record, measurement, one_case, record, recording

KINDS = {"pass", "open", "informational", "notApplicable", "review", "fail"}
RESULT = {"ruleId", "ruleIndex", "kind", "level", "message", "locations", "relatedLocations", "partialFingerprints"}
RUNS = [full_record(), beside_record(), *(one_case(verdict) for verdict in Verdict)]


def _run(run: RunRecord) -> Any:
    log = json.loads(sarif_json(run))
    assert (set(log), log["version"], len(log["runs"])) == ({"$schema", "version", "runs"}, "2.1.0", 1)
    return log["runs"][0]


def _texts(value: Any) -> Iterator[str]:
    """Every message text of the log."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for one in value.values():
            yield from _texts(one)
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)


@pytest.mark.parametrize("run", RUNS)
def test_a_level_stands_beside_failures_only(run: RunRecord) -> None:
    for result in _run(run)["results"]:
        assert set(result) <= RESULT | {"properties"}
        assert result["kind"] in KINDS
        assert result["level"] in (("error", "warning", "note") if result["kind"] == "fail" else ("none",))


@pytest.mark.parametrize("run", RUNS)
def test_every_result_points_to_its_rule_and_no_rule_is_there_twice(run: RunRecord) -> None:
    log = _run(run)
    rules = [rule["id"] for rule in log["tool"]["driver"]["rules"]]

    assert len(set(rules)) == len(rules)
    assert [rules[result["ruleIndex"]] for result in log["results"]] == [result["ruleId"] for result in log["results"]]


def test_the_first_result_is_the_statement_of_the_run() -> None:
    first = _run(replace(one_case(Verdict.PASS), statement=Statement.NOT_DETERMINED))["results"][0]

    assert (first["ruleId"], first["kind"], first["level"]) == ("run-shows-conformity", "fail", "error")
    assert first["message"]["text"].startswith("NOT DETERMINED: ")


def test_our_own_error_is_a_notification_of_the_tool_and_no_failure_of_the_device() -> None:
    log = _run(replace(one_case(Verdict.ERROR), statement=Statement.INVALID))
    (invocation,) = log["invocations"]

    assert invocation["executionSuccessful"] is False
    assert invocation["startTimeUtc"] == "2026-11-20T14:03:07.250Z"
    assert invocation["toolExecutionNotifications"] == [
        {
            "level": "error",
            "message": {"text": "The measurand video.frame_rate raised KeyError."},
            "associatedRule": {"id": "ex1-4.1-rate"},
        }
    ]
    assert (log["results"][1]["kind"], log["results"][1]["level"]) == ("open", "none")


def test_an_invalid_run_without_a_finding_to_blame_says_why() -> None:
    (invocation,) = _run(replace(one_case(Verdict.PASS), statement=Statement.INVALID))["invocations"]

    assert [one["level"] for one in invocation["toolExecutionNotifications"]] == ["error"]


def test_a_time_of_another_zone_is_told_in_utc() -> None:
    east = datetime(2026, 11, 20, 8, 0, tzinfo=timezone(timedelta(hours=8)))

    assert (
        _run(replace(one_case(Verdict.PASS), started=east))["invocations"][0]["startTimeUtc"]
        == "2026-11-20T00:00:00.000Z"
    )


@pytest.mark.parametrize(
    ("level", "grade", "found"),
    [
        (Level.SHALL, Grade.TEXT, "error"),
        (Level.SHALL, Grade.TENDER, "warning"),
        (Level.SHOULD, Grade.TEXT, "warning"),
        (Level.MAY, Grade.TEXT, "warning"),
    ],
)
def test_a_failure_is_an_error_where_the_clause_decides_only(level: Level, grade: Grade, found: str) -> None:
    log = _run(one_case(Verdict.FAIL, level, grade))

    assert log["results"][1]["level"] == found
    assert log["tool"]["driver"]["rules"][1]["defaultConfiguration"]["level"] == found


def test_a_byte_offset_is_a_region_of_the_file() -> None:
    location = _run(full_record())["results"][-2]["locations"][0]

    assert location == {
        "physicalLocation": {
            "artifactLocation": {"uri": "DCIM/0002.mp4", "uriBaseId": "SUBMISSION"},
            "region": {"byteOffset": 987654},
        },
        "message": {"text": "byte 987\u202f654 (0xF1206) mdat of track 1"},
    }


def test_a_place_in_time_is_told_in_words_and_further_places_are_related_ones() -> None:
    slow = _run(full_record())["results"][2]

    assert slow["locations"][0]["message"]["text"] == "time 0:00:00.333 interval of 80 ms"
    assert "region" not in slow["locations"][0]["physicalLocation"]
    assert (len(slow["locations"]), len(slow["relatedLocations"])) == (1, 12)
    assert slow["properties"]["value"] == 12.5
    assert slow["properties"]["where"][0]["position"] == pytest.approx(1 / 3)


def test_what_is_asked_of_the_whole_device_has_a_name_and_no_file() -> None:
    last = _run(full_record())["results"][-1]

    assert last["locations"] == [{"logicalLocations": [{"name": "-"}]}]


@pytest.mark.parametrize("run", RUNS)
def test_no_text_of_the_evidence_is_a_placeholder_or_a_link(run: RunRecord) -> None:
    for text in _texts(_run(run)):
        assert "](" not in text
        assert re.search(r"(?<!\{)(?:\{\{)*\{(?!\{)", text) is None


def test_a_hostile_sentence_is_shown_and_not_obeyed() -> None:
    sentence = "[click](http://x) {0} \u202e\udcff<script>"
    judgement = replace(JUDGEMENTS[Verdict.FAIL], sentence=sentence)
    run = record((COMPLETE,), (recording("a.mp4"),), (Finding(COMPLETE.id, "a.mp4", judgement, ()),))

    assert _run(run)["results"][1]["message"]["text"] == (
        r"fail (not_met): [click] (http://x) {{0}} \u202e\xff<script>"
    )


def test_addresses_of_hostile_names_are_percent_encoded_and_relative() -> None:
    log = sarif_json(full_record())
    uris = re.findall(r'"uri": "([^"]*)"', log)

    assert "DCIM/bad%FF%80name%07%0Anew.mp4" in uris
    assert [uri for uri in uris if not re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri) or uri.startswith("/")] == []
    log.encode("utf-8")


def test_the_same_record_gives_the_same_bytes() -> None:
    assert sarif_json(full_record()) == sarif_json(full_record())


def test_a_value_is_the_number_of_results_json() -> None:
    result = _run(one_case(Verdict.PASS))["results"][1]

    assert measurement().value == Fraction(30000, 1001)
    assert (result["properties"]["value"], result["properties"]["limit"]) == (29.97002997002997, "25 Hz")
    assert result["partialFingerprints"] == {"conformanceCase/v1": "ex1-4.1-rate@a.mp4"}
    assert Path(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]).name == "a.mp4"
