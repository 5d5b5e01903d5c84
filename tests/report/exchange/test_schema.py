"""The published schema of `results.json` takes what is written, knows every field of it, and refuses the rest."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from conformance.model.evidence import CameraKey, Dump, TrustedRoot
from conformance.model.facts import Absent
from conformance.model.file_timelines import FileBreak, FileSpan, FileTimeline
from conformance.model.finding import RunRecord
from conformance.model.golden import Golden, GoldenFile
from conformance.model.logs import Log
from conformance.model.manifest import ManifestCheck
from conformance.model.measurement import Component, Curve
from conformance.model.sidecar import Sidecar
from conformance.model.still import Sight, Still
from conformance.model.vocabulary import (
    Axis,
    Basis,
    DecisionRule,
    FileClock,
    Grade,
    Level,
    Reason,
    Relation,
    Role,
    Shown,
    Statement,
    TimeScale,
    Topic,
    Verdict,
    WaiverState,
)
from conformance.report.exchange.results import results_json
from conformance.report.exchange.schema import results_schema

from ..beside_factory import beside_record
from ..factory import BASE, FRAME_RATE, JUDGEMENTS, finding, full_record, measurement, one_case, part

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema (extra `test`) is not installed")


def _complaints(results: Any) -> list[str]:
    checker = jsonschema.Draft202012Validator(results_schema())
    return [f"{list(one.path)}: {one.message[:200]}" for one in checker.iter_errors(results)]


def _written(run: RunRecord) -> Any:
    return json.loads(results_json(run))


def filled() -> RunRecord:
    """A run in which every list of `results.json` has an entry."""
    run = beside_record()
    file = Sidecar("lab/x", Path("x"), 5, "6e" * 32)
    still = Still(Sight(0, 3, 1001, 80.5, ()), Fraction(1, 2), Fraction(1, 3), "", "the worst")
    seen = replace(
        measurement(),
        budget=(Component("ticks", Fraction(1, 9)),),
        curves=(Curve("offset", "s", "time", "s", ((0.0, 1.0),), ((0.0, 0.5, 1.0, 1.5),)),),
        stills=(still,),
        timelines=(
            FileTimeline(
                "patrol",
                FileClock.CREATED,
                TimeScale.UTC,
                (FileSpan(0.0, 1.0, "a.mp4"),),
                (FileBreak(1.0, -0.5, 0.1),),
            ),
        ),
    )
    judged = part(FRAME_RATE, seen, JUDGEMENTS[Verdict.PASS])
    first, *others = run.submission.recordings
    first = replace(
        first,
        gnss_log=(file,),
        trusted_roots=(TrustedRoot("ca.pem", "7a" * 32, ""),),
        camera_keys=(CameraKey("key.pem", "7b" * 32, ""),),
    )
    submission = replace(
        run.submission,
        recordings=(first, *others),
        dumps=(Dump("card.img", "card.img", (Path("card.img"),), 9, "7c" * 32),),
        goldens=(GoldenFile("g.json", "7d" * 32, Golden(1, "iso-bmff", (), ())),),
        manifests=(ManifestCheck("m.sha256", "7e" * 32, "plain", ("sha256",), 1, 1),),
        logs=(Log("log.txt", (file,), 0, date(2026, 1, 1), (), Absent(Reason.EVIDENCE_UNREADABLE, "empty")),),
        archive=(file,),
        stated_sha256="12" * 32,
    )
    row = finding(BASE, first.id, Verdict.PASS, judged, judged)
    return replace(run, submission=submission, findings=(row, *run.findings))


RUNS = {"full": full_record(), "beside": beside_record(), "filled": filled()}
RUNS |= {one.value: one_case(one) for one in Verdict}


def test_the_schema_is_one() -> None:
    draft = jsonschema.Draft202012Validator

    assert results_schema()["$schema"] == draft.META_SCHEMA["$id"]
    assert list(draft(draft.META_SCHEMA).iter_errors(results_schema())) == []


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_what_is_written_is_valid(run: RunRecord) -> None:
    assert _complaints(_written(run)) == []


def _objects(schema: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield place, schema
        for name, one in schema.items():
            yield from _objects(one, f"{place}/{name}")
    if isinstance(schema, list):
        for index, one in enumerate(schema):
            yield from _objects(one, f"{place}/{index}")


@pytest.mark.parametrize(("place", "schema"), list(_objects(results_schema())), ids=lambda one: str(one)[:40])
def test_every_object_refuses_what_it_does_not_know(place: str, schema: Any) -> None:
    assert schema["additionalProperties"] is False
    optional = {"parts"} if place == "/$defs/finding" else set()
    assert set(schema["properties"]) - set(schema["required"]) == optional


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every field of a document, the first of each list and every object."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield (*path, name)
            yield from _paths(one, (*path, name))
    if isinstance(value, list) and value:
        yield from _paths(value[0], (*path, 0))


@pytest.mark.parametrize("path", list(_paths(_written(filled()))), ids=lambda one: ".".join(map(str, one)))
def test_every_field_that_is_written_is_asked_for(path: tuple[Any, ...]) -> None:
    results = _written(filled())
    holder = results
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]

    free = (path[0] == "tool" and len(path) == 2) or path[-1] == "parts"
    assert bool(_complaints(results)) is not free


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.update(more=1),
        lambda one: one.update(schema=2),
        lambda one: one.update(statement="PASSED"),
        lambda one: one["findings"][0].update(verdict="passed"),
        lambda one: one["findings"][0].update(verdict="PASS"),
        lambda one: one["findings"][0].update(reason="because"),
        lambda one: one["findings"][0].update(value=None, exercised="0"),
        lambda one: one["findings"][0].update(value_exact="1.5"),
        lambda one: one["findings"][0]["where"].append({"axis": "frame", "position": 1, "unit": None, "detail": ""}),
        lambda one: one["clauses"][0].update(verdict=None),
        lambda one: one["evidence"][0].update(sha256="00"),
        lambda one: one["evidence"][0].update(bytes=-1),
        lambda one: one["evidence"][0].update(role="spare"),
        lambda one: one["findings"].append({}),
    ],
)
def test_a_wrong_document_is_refused(change: Callable[[Any], Any]) -> None:
    results = copy.deepcopy(_written(full_record()))
    change(results)

    assert _complaints(results) != []


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("properties statement", Statement),
        ("$defs verdict", Verdict),
        ("$defs reason", Reason),
        ("$defs recording properties role", Role),
        ("$defs overlay properties basis", Basis),
        ("$defs declaration properties shown", Shown),
        ("$defs waiver properties state", WaiverState),
        ("$defs waiver_beside properties state", WaiverState),
        ("$defs clause properties level", Level),
        ("$defs finding properties level", Level),
        ("$defs finding properties topic", Topic),
        ("$defs finding properties grade", Grade),
        ("$defs finding properties relation", Relation),
        ("$defs finding properties decision_rule", DecisionRule),
        ("$defs part properties relation", Relation),
        ("$defs part properties decision_rule", DecisionRule),
        ("$defs place properties axis", Axis),
        ("$defs timeline properties clock", FileClock),
        ("$defs timeline properties scale", TimeScale),
    ],
)
def test_the_words_of_the_schema_are_those_of_the_vocabulary(place: str, words: type[StrEnum]) -> None:
    schema: Any = results_schema()
    for step in place.split():
        schema = schema[step]

    assert [word for word in schema["enum"] if word is not None] == [word.value for word in words]
