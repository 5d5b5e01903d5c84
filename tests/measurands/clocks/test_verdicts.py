"""What a header in whole seconds can decide: a sound clock never fails by it, and no limit of 1 s is passed by it."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from conformance.catalog import load_catalog
from conformance.judge import judge_condition
from conformance.measurands import registry
from conformance.model.clause import Condition
from conformance.model.evidence import ReferenceTime
from conformance.model.facts import Media
from conformance.model.vocabulary import Verdict
from conformance.shipped import catalog_path

from ..facts import iso, outcome, video, witnessed
from ..facts import subject as made

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HEADER = int((NOON - datetime(1904, 1, 1, tzinfo=UTC)).total_seconds())
MEDIA = Media("mp4", "", (video(tuple(range(0, 250, 10)), Fraction(1, 250)),), (), ())
PASS, FAIL, OPEN = Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("clause", "late", "verdict"),
    [  # ms that the witnessed start lies behind the header's second; U = 1159 ms
        ("house-clock", 0, PASS),
        ("house-clock", 840, PASS),
        ("house-clock", 842, OPEN),
        ("house-clock", 999, OPEN),  # a sound clock that truncates
        ("house-clock", 3159, OPEN),
        ("house-clock", 3160, FAIL),
        ("house-clock", -3160, FAIL),
        ("gbt28181-9.10.3-clock", 0, OPEN),
        ("gbt28181-9.10.3-clock", 2159, OPEN),
        ("gbt28181-9.10.3-clock", 2160, FAIL),
    ],
)
def test_verdicts_near_the_limits_of_clocks(clause: str, late: int, verdict: Verdict) -> None:
    condition = load_catalog(catalog_path(), registry.signatures()).clause(clause).requirement
    assert isinstance(condition, Condition)
    one = witnessed(
        made(MEDIA, iso(creation=HEADER)), ReferenceTime(NOON + timedelta(milliseconds=late), Fraction(1, 10))
    )

    assert judge_condition(condition, outcome("time.creation_offset", one)).verdict is verdict


def test_a_header_that_counts_from_1970_is_neither_a_pass_nor_surely_a_failure() -> None:
    condition = load_catalog(catalog_path(), registry.signatures()).clause("house-clock").requirement
    assert isinstance(condition, Condition)
    unix = iso(creation=int(NOON.timestamp()))
    one = witnessed(made(MEDIA, unix), ReferenceTime(NOON, Fraction(1, 10)))

    assert judge_condition(condition, outcome("time.creation_offset", one)).verdict is OPEN
