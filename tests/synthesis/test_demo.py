"""The demo's two submissions are what it says they are: faultless, and faulty six times."""

import pytest

from conformance.synthesis.demo import DemoSubmissions, build_demo
from tests.synthesis.judged import FactsHere, judged

PLANTED = {
    "patrol-small.mp4": "house-picture-size",
    "patrol-slow.mp4": "house-frame-rate",
    "patrol-gap.mp4": "house-frames-missing",
    "patrol-cut.mp4": "house-media-complete",
    "patrol-damaged.mp4": "house-decode",
    "patrol-hour.mp4": "house-clock",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoSubmissions:
    return build_demo(tmp_path_factory.mktemp("demo"))


def test_the_conforming_device_meets_every_clause_of_the_baseline(demo: DemoSubmissions) -> None:
    found = judged(demo.conforming, "baseline", (), FactsHere())
    assert {finding.judgement.verdict.value for finding in found.findings} == {"pass"}
    assert found.conclusion.statement == "CONFORMS"


def test_each_planted_fault_is_found_where_it_was_planted_and_nowhere_else(demo: DemoSubmissions) -> None:
    found = judged(demo.faulty, "baseline", (), FactsHere()).findings
    failed = {(finding.evidence, finding.clause) for finding in found if finding.judgement.verdict == "fail"}
    assert failed == set(PLANTED.items())
    assert {finding.judgement.verdict.value for finding in found} == {"pass", "fail"}


def test_every_fault_is_told(demo: DemoSubmissions) -> None:
    assert [fault.path for fault in demo.faults] == list(PLANTED)
    assert demo.faults[0].text == "the picture is 640x360, smaller than the 1280x720 that baseline asks for"


def test_the_demo_leaves_nothing_but_its_two_folders(demo: DemoSubmissions) -> None:
    assert sorted(path.name for path in demo.conforming.parent.iterdir()) == ["conforming", "faulty"]
