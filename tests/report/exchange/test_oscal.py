"""`assessment-results.json`: only a clause that passes is satisfied, and the same record gives the same bytes."""

import json
import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from conformance.model.evidence import Device
from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Statement, Verdict
from conformance.report.exchange.oscal import oscal_json, token

from ..beside_factory import beside_record
from ..factory import BASE, JUDGEMENTS, Finding, full_record, one_case, record, recording

NAMESPACE = "urn:uuid:e66225b7-91ee-4cfe-a0b0-543caebd5054"


def _document(run: RunRecord) -> Any:
    return json.loads(oscal_json(run))["assessment-results"]


def _result(run: RunRecord) -> Any:
    (result,) = _document(run)["results"]
    return result


def _props(of: Any) -> dict[str, str]:
    assert {one["ns"] for one in of["props"]} == {NAMESPACE}
    return {one["name"]: one["value"] for one in of["props"]}


def test_an_open_clause_is_not_satisfied_for_another_reason_and_says_its_verdict() -> None:
    finding = _result(one_case(Verdict.INCONCLUSIVE))["findings"][1]

    assert finding["target"] == {
        "type": "objective-id",
        "target-id": "ex1-4.1-rate",
        "status": {
            "state": "not-satisfied",
            "reason": "other",
            "remarks": r"inconclusive \(guard\_band\): 0.98 s lies within 0.035 s of the limit of 1 s.",
        },
    }
    assert _props(finding) == {
        "verdict": "inconclusive",
        "reason": "guard_band",
        "document": "example-1",
        "number": "4.1",
        "level": "shall",
        "decides": "true",
    }


def test_a_clause_that_does_not_apply_is_not_satisfied_and_says_so() -> None:
    target = _result(one_case(Verdict.NOT_APPLICABLE))["findings"][1]["target"]

    assert (target["status"]["state"], target["implementation-status"]) == (
        "not-satisfied",
        {"state": "not-applicable"},
    )


def test_the_run_is_a_finding_of_its_own() -> None:
    result = _result(replace(one_case(Verdict.PASS), statement=Statement.NOT_DETERMINED))
    whole = result["findings"][0]["target"]

    assert (whole["target-id"], whole["status"]["state"]) == ("run-shows-conformity", "not-satisfied")
    assert result["title"] == "NOT DETERMINED"


def test_an_observation_has_value_uncertainty_limit_and_file() -> None:
    document = _document(full_record())
    observation = document["results"][0]["observations"][0]
    resources = {one["uuid"]: one for one in document["back-matter"]["resources"]}
    file = resources[observation["relevant-evidence"][0]["href"].removeprefix("#")]

    assert _props(observation) == {
        "verdict": "pass",
        "reason": "met",
        "measurand": "video.frame_rate",
        "value-exact": "30000/1001",
        "unit": "Hz",
        "expanded-uncertainty": "0.0012",
        "coverage-factor": "2.0",
        "relation": ">=",
        "limit": "25 Hz",
    }
    assert observation["methods"] == ["TEST"]
    assert file["rlinks"] == [{"href": "DCIM/0001.mp4", "hashes": [{"algorithm": "SHA-256", "value": "5f" * 32}]}]


@pytest.mark.parametrize("run", [full_record(), beside_record()], ids=["full", "beside"])
def test_every_reference_leads_to_something_and_no_uuid_is_there_twice(run: RunRecord) -> None:
    text = oscal_json(run)
    own = re.findall(r'"uuid": "([^"]+)"', text)
    asked = re.findall(r'"(?:observation-uuid|subject-uuid)": "([^"]+)"|"href": "#([^"]+)"', text)

    assert len(set(own)) == len(own)
    assert {left or right for left, right in asked} <= set(own)
    assert {UUID(one).version for one in own} == {5}


def test_the_same_record_gives_the_same_bytes_and_another_one_other_uuids() -> None:
    first, other = _document(one_case(Verdict.PASS)), _document(one_case(Verdict.FAIL))

    assert oscal_json(one_case(Verdict.PASS)) == oscal_json(one_case(Verdict.PASS))
    assert first["uuid"] != other["uuid"]
    assert first["results"][0]["observations"][0]["uuid"] != other["results"][0]["observations"][0]["uuid"]


def test_texts_of_the_evidence_are_no_markup() -> None:
    judgement = replace(JUDGEMENTS[Verdict.FAIL], sentence="<script>[x](http://y) {{ insert: param, z }}\n# \udcff")
    run = record((BASE,), (recording("a.mp4"),), (Finding(BASE.id, "a.mp4", judgement, ()),))

    assert _result(run)["observations"][0]["description"] == (
        r"\<script\>\[x\]\(http://y\) \{\{ insert: param, z \}\}\\x0a\# \\xff"
    )


def test_a_device_without_a_name_or_with_a_hostile_one_is_told_in_one_line() -> None:
    run = one_case(Verdict.PASS)
    unnamed = replace(run, submission=replace(run.submission, device=Device()))
    hostile = replace(run, submission=replace(run.submission, device=Device("a\n<b>", "c", " \n ", "\u202e7")))
    (device,) = _result(hostile)["local-definitions"]["components"]

    assert _result(unnamed)["local-definitions"]["components"][0]["title"] == "device not named"
    assert device["title"] == r"a\\x0a\<b\> c"
    assert _props(device) == {"tested": "true", "firmware": r"\x0a", "serial": r"\u202e7"}


@pytest.mark.parametrize(("clause", "found"), [("gbt28181-5.6-rate", "gbt28181-5.6-rate"), ("1-a", "_1-a")])
def test_a_clause_is_a_token(clause: str, found: str) -> None:
    assert token(clause) == found
