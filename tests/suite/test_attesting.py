"""A witnessed value counts only while it is valid, by a calibrated instrument, and with its evidence file unaltered."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from conformance.judge import judge, judge_condition
from conformance.model.clause import Condition, Limit
from conformance.model.evidence import NO_CALIBRATION, Attestation, Exhibit
from conformance.model.measurement import Measurement, NotMeasured, Text, Uncertain, UncertaintyUnknown
from conformance.model.units import parse_quantity
from conformance.model.vocabulary import DecisionRule, Reason, Relation, Verdict
from conformance.suite.attesting import attested

CONDITION = Condition(
    "attested.display_diagonal", "cm", Relation.AT_LEAST, Limit((Fraction("3.81"),), "3.81 cm"), DecisionRule.GUARDED
)
LAMP = Condition("attested.lamp", "text", Relation.EQUAL, Limit((Text("present"),), "present"), DecisionRule.SIMPLE)
TODAY = date(2026, 11, 23)
DIGEST = "0123456789abcdef" * 4
MEASURED = Attestation(
    clause="c",
    value=parse_quantity("51 mm"),
    standard_uncertainty=Fraction(1, 2),
    instrument="caliper 7",
    by="A. Tester",
    on=date(2026, 11, 20),
    valid_until=date(2027, 11, 20),
    calibration_due=date(2027, 3, 31),
)
SEEN = replace(MEASURED, value=Text("present"), standard_uncertainty=Fraction(0), calibration_due=NO_CALIBRATION)


def refused(attestation: Attestation, condition: Condition = CONDITION) -> tuple[Reason, str]:
    found = attested(attestation, condition, TODAY)
    assert isinstance(found, NotMeasured)
    assert judge(condition, lambda _: found)[0].verdict is Verdict.NOT_TESTED
    return found.reason, found.detail


def test_an_attested_value_is_converted_with_its_uncertainty() -> None:
    found = attested(MEASURED, CONDITION, TODAY)

    assert isinstance(found, Measurement)
    assert (found.value, found.unit) == (Fraction("5.1"), "cm")
    assert found.uncertainty == Uncertain(Fraction("0.1"))


@pytest.mark.parametrize(
    ("exhibit", "behind"),
    [
        (MEASURED.exhibit, "no evidence file"),
        (Exhibit("lab/display.jpg", DIGEST, DIGEST), "evidence file lab/display.jpg (SHA-256 0123456789ab)"),
    ],
)
def test_the_note_names_person_day_instrument_calibration_and_evidence(exhibit: Exhibit, behind: str) -> None:
    found = attested(replace(MEASURED, exhibit=exhibit), CONDITION, TODAY)

    assert isinstance(found, Measurement)
    assert found.note == (f"attested by A. Tester on 2026-11-20 with caliper 7 (calibration due 2027-03-31); {behind}")


def test_what_is_seen_needs_no_calibration_and_the_note_says_that_there_is_none() -> None:
    found = attested(SEEN, LAMP, TODAY)

    assert isinstance(found, Measurement)
    assert found.value == Text("present")
    assert found.note == (
        "attested by A. Tester on 2026-11-20 with caliper 7 (no calibration date is stated); no evidence file"
    )


@pytest.mark.parametrize(
    ("value", "verdict"), [("51 mm", Verdict.PASS), ("39 mm", Verdict.FAIL), ("38.9 mm", Verdict.FAIL)]
)
def test_the_judge_of_measurements_judges_attested_values_too(value: str, verdict: Verdict) -> None:
    witnessed = replace(MEASURED, value=parse_quantity(value))

    assert judge(CONDITION, lambda condition: attested(witnessed, condition, TODAY))[0].verdict is verdict


@pytest.mark.parametrize("seen", ["absent", "Present", "present "])
def test_another_word_than_the_wanted_one_fails(seen: str) -> None:
    witnessed = replace(SEEN, value=Text(seen))

    assert judge(LAMP, lambda condition: attested(witnessed, condition, TODAY))[0].verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("on", "until", "wanted"),
    [
        ("2026-11-20", "2026-11-23", "counts"),
        ("2026-11-20", "2026-11-22", Reason.ATTESTATION_EXPIRED),
        ("2026-11-23", "2027-11-20", "counts"),
        ("2026-11-24", "2027-11-20", "counts"),  # written where it is tomorrow already
        ("2026-11-25", "2027-11-20", Reason.ATTESTATION_PENDING),
    ],
)
def test_an_attestation_counts_from_its_day_through_the_day_until_which_it_is_valid(
    on: str, until: str, wanted: object
) -> None:
    witnessed = replace(MEASURED, on=date.fromisoformat(on), valid_until=date.fromisoformat(until))
    found = attested(witnessed, CONDITION, TODAY)

    assert (found.reason if isinstance(found, NotMeasured) else "counts") == wanted


@pytest.mark.parametrize(
    ("due", "wanted"),
    [
        ("2026-11-19", Reason.INSTRUMENT_OUT_OF_CALIBRATION),
        ("2026-11-20", "counts"),
        ("2026-11-21", "counts"),
    ],
)
@pytest.mark.parametrize(("witness", "condition"), [(MEASURED, CONDITION), (SEEN, LAMP)], ids=["measured", "seen"])
def test_an_instrument_counts_through_the_day_on_which_its_calibration_is_due(
    due: str, wanted: object, witness: Attestation, condition: Condition
) -> None:
    found = attested(replace(witness, calibration_due=date.fromisoformat(due)), condition, TODAY)

    assert (found.reason if isinstance(found, NotMeasured) else "counts") == wanted


def test_a_calibration_that_ran_out_after_the_day_of_the_attestation_does_no_harm() -> None:
    found = attested(replace(MEASURED, calibration_due=date(2026, 11, 22)), CONDITION, TODAY)

    assert isinstance(found, Measurement)


def test_a_measured_value_without_a_calibration_date_does_not_count() -> None:
    reason, detail = refused(replace(MEASURED, calibration_due=NO_CALIBRATION))

    assert reason is Reason.INSTRUMENT_OUT_OF_CALIBRATION
    assert detail.startswith("nobody states that the instrument was calibrated; attested by A. Tester")


@pytest.mark.parametrize(
    ("exhibit", "reason", "sentence"),
    [
        (
            Exhibit("lab/display.jpg", DIGEST, ""),
            Reason.EXHIBIT_MISSING,
            (
                "the submission has no file lab/display.jpg; attested by A. Tester on 2026-11-20 with caliper 7 "
                "(calibration due 2027-03-31); evidence file lab/display.jpg (SHA-256 not taken)"
            ),
        ),
        (
            Exhibit("lab/display.jpg", DIGEST, "f" * 64),
            Reason.EXHIBIT_ALTERED,
            (
                "the digest of lab/display.jpg is stated as 0123456789ab, and is another one; attested by A. Tester on "
                "2026-11-20 with caliper 7 (calibration due 2027-03-31); "
                "evidence file lab/display.jpg (SHA-256 ffffffffffff)"
            ),
        ),
        (Exhibit("lab/display.jpg", "", ""), Reason.EXHIBIT_MISSING, ""),
    ],
)
def test_an_evidence_file_that_is_not_the_stated_one_is_not_relied_on(
    exhibit: Exhibit, reason: Reason, sentence: str
) -> None:
    found = refused(replace(MEASURED, exhibit=exhibit))

    assert found == (reason, sentence or found[1])


def test_an_expired_attestation_says_until_when_it_was_valid() -> None:
    assert refused(replace(MEASURED, valid_until=date(2026, 11, 22)))[1] == (
        "the attestation was valid until 2026-11-22; attested by A. Tester on 2026-11-20 with caliper 7 "
        "(calibration due 2027-03-31); no evidence file"
    )


def test_a_guarded_limit_is_not_met_by_a_value_out_of_a_document() -> None:
    read = replace(MEASURED, documented=True, standard_uncertainty=Fraction(0), calibration_due=NO_CALIBRATION)
    found = attested(read, CONDITION, TODAY)
    assert isinstance(found, Measurement)
    assert found.uncertainty == UncertaintyUnknown("the value was read in a document, not measured")
    guarded = judge_condition(replace(CONDITION, rule=DecisionRule.GUARDED), found)
    assert (guarded.verdict, guarded.reason) == (Verdict.INCONCLUSIVE, Reason.UNCERTAINTY_UNKNOWN)
    assert judge_condition(replace(CONDITION, rule=DecisionRule.SIMPLE), found).verdict is Verdict.PASS
