"""What became of a verdict or a value, in a table; an open verdict is never called fixed."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.comparison.changes import change_of, got_worse, value_change
from conformance.model.comparison import Change, Stand, ValueChange
from conformance.model.finding import Judgement
from conformance.model.measurement import Text, Uncertain, UncertaintyUnknown
from conformance.model.vocabulary import Reason, Verdict

from ..report.factory import CODEC, FRAME_RATE, JUDGEMENTS, measurement, not_measured, part

PASS, FAIL, OPEN, BAND, AWAY, ERROR = (
    Stand(JUDGEMENTS[verdict])
    for verdict in (
        Verdict.PASS,
        Verdict.FAIL,
        Verdict.NOT_TESTED,
        Verdict.INCONCLUSIVE,
        Verdict.NOT_APPLICABLE,
        Verdict.ERROR,
    )
)
WAIVED = replace(FAIL, waived=True)
LIMITLESS = Stand(Judgement(Verdict.NOT_TESTED, Reason.LIMIT_NOT_SUPPLIED, "no limit"))


@pytest.mark.parametrize(
    ("before", "after", "change", "worse"),
    [
        (PASS, FAIL, Change.BROKEN, True),
        (PASS, WAIVED, Change.BROKEN, True),
        (OPEN, FAIL, Change.FAILED, True),
        (AWAY, FAIL, Change.FAILED, True),
        (ERROR, FAIL, Change.FAILED, False),
        (PASS, OPEN, Change.OPENED, True),
        (FAIL, OPEN, Change.UNDECIDED, False),
        (AWAY, OPEN, Change.UNDECIDED, True),
        (FAIL, PASS, Change.FIXED, False),
        (OPEN, PASS, Change.FIXED, False),
        (ERROR, PASS, Change.FIXED, False),
        (AWAY, PASS, Change.APPLIED, False),
        (PASS, AWAY, Change.EXEMPTED, False),
        (FAIL, AWAY, Change.EXEMPTED, False),
        (FAIL, ERROR, Change.ERROR, True),
        (FAIL, WAIVED, Change.WAIVED, False),
        (WAIVED, FAIL, Change.UNWAIVED, True),
        (OPEN, BAND, Change.OTHER_REASON, False),
        (OPEN, LIMITLESS, Change.OTHER_REASON, False),
        (PASS, PASS, Change.UNCHANGED, False),
        (AWAY, AWAY, Change.UNCHANGED, False),
    ],
)
def test_a_change_of_a_verdict_has_one_name_and_is_worse_or_not(
    before: Stand, after: Stand, change: Change, *, worse: bool
) -> None:
    assert change_of(before, after, ValueChange.NONE) is change
    assert got_worse(before, after) is worse


def test_no_way_to_an_open_verdict_is_called_fixed() -> None:
    ways = {
        change_of(before, after, ValueChange.NONE) for before in (PASS, FAIL, AWAY, ERROR) for after in (OPEN, BAND)
    }

    assert ways == {Change.OPENED, Change.UNDECIDED}


def test_the_same_verdict_with_another_value_is_a_changed_value() -> None:
    assert change_of(PASS, PASS, ValueChange.WITHIN_U) is Change.VALUE_CHANGED


def rate(value: str, expanded: str) -> tuple[object, ...]:
    outcome = measurement(value=Fraction(value), uncertainty=Uncertain(Fraction(expanded)))
    return (part(FRAME_RATE, outcome, JUDGEMENTS[Verdict.PASS]),)


@pytest.mark.parametrize(
    ("after", "change"),
    [
        (rate("30", "0.3"), ValueChange.NONE),
        (rate("30.5", "0.4"), ValueChange.WITHIN_U),  # the combined U of 0.3 and 0.4 is 0.5
        (rate("30.501", "0.4"), ValueChange.BEYOND_U),
        (rate("29.499", "0.4"), ValueChange.BEYOND_U),
    ],
)
def test_values_differ_within_or_beyond_the_root_of_both_uncertainties_squared(
    after: tuple[object, ...], change: ValueChange
) -> None:
    assert value_change(rate("30", "0.3"), after) is change  # type: ignore[arg-type]


def test_without_an_uncertainty_nothing_is_said_of_how_far_values_lie_apart() -> None:
    unknown = measurement(value=Fraction(31), uncertainty=UncertaintyUnknown("no budget"))

    assert value_change(rate("30", "0.3"), (part(FRAME_RATE, unknown, JUDGEMENTS[Verdict.PASS]),)) is (  # type: ignore[arg-type]
        ValueChange.U_UNKNOWN
    )


def test_texts_differ_or_not() -> None:
    h264, hevc = (part(CODEC, measurement(CODEC, Text(name)), JUDGEMENTS[Verdict.PASS]) for name in ("h264", "hevc"))

    assert value_change((h264,), (hevc,)) is ValueChange.OTHER_TEXT
    assert value_change((h264,), (h264,)) is ValueChange.NONE


def test_what_was_not_measured_in_one_run_has_no_changed_value() -> None:
    nothing = part(FRAME_RATE, not_measured(FRAME_RATE, Reason.NO_TIME_STAMPS, "none"), JUDGEMENTS[Verdict.NOT_TESTED])

    assert value_change((nothing,), rate("30", "0.3")) is ValueChange.NONE  # type: ignore[arg-type]
    assert value_change(rate("30", "0.3"), (nothing,)) is ValueChange.NONE  # type: ignore[arg-type]
