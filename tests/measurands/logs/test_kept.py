"""How far a log reaches back: 179.9 d and 180.1 d, holes, clocks that were moved, devices that may be young."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from conformance.catalog import load_catalog
from conformance.judge import judge
from conformance.measurands import registry
from conformance.model.logs import Lines, Log, LogContent, Unread
from conformance.model.measurement import Uncertain
from conformance.model.vocabulary import Reason
from conformance.shipped import catalog_path

from .making import BEGIN, DAY, absent, lines, log, measured, outcome, recording

CLAUSE = load_catalog(catalog_path(), registry.signatures()).clause("hx-log-kept")
HOUR = 3600


def daily(days: float, *, without: tuple[int, int] = (0, 0)) -> Log:
    """An entry a day, from so many days ago up to `BEGIN`, but for those between two days before it."""
    far, near = without
    times = [-days * DAY, *(-day * DAY for day in range(int(days), -1, -1) if not near < day < far)]
    return log(lines(*((time, "on") for time in times)))


def since(one: Log, day: date) -> Log:
    return replace(one, written_since=day)


def verdict(*logs: Log) -> tuple[str, str]:
    judgement, _ = judge(CLAUSE.requirement, lambda condition: outcome(condition.measurand, logs))
    return str(judgement.verdict), str(judgement.reason)


def test_the_span_is_from_the_first_entry_to_the_last_and_an_hour_is_left_open() -> None:
    found = measured("log.span", [daily(10.5)])

    assert found.value == Fraction(21, 2)
    assert isinstance(found.uncertainty, Uncertain)
    assert float(found.uncertainty.expanded) == pytest.approx(2 * HOUR / 3**0.5 / DAY, rel=1e-3)
    assert "from 2026-11-09 22:00:00 (a.log:1) to 2026-11-20 10:00:00 (a.log:12)" in found.note


def test_180_1_days_pass_and_179_9_days_of_a_log_that_lost_entries_fail() -> None:
    assert verdict(daily(180.1)) == ("pass", "met")
    assert verdict(since(daily(179.9), date(2026, 1, 1))) == ("fail", "not_met")


def test_179_9_days_of_a_device_that_may_be_no_older_show_nothing() -> None:
    assert verdict(daily(179.9)) == ("not_tested", "setting_not_stated")
    assert verdict(since(daily(179.9), date(2026, 5, 24))) == ("not_exercised", "nothing_to_measure")
    assert verdict(since(daily(179.9), date(2026, 5, 23))) == ("not_exercised", "nothing_to_measure"), "a day of slack"


def test_exactly_180_days_are_within_the_guard_band() -> None:
    assert verdict(since(daily(180), date(2026, 1, 1))) == ("inconclusive", "guard_band")


def test_a_hole_of_100_days_is_not_covered_and_fails_nothing() -> None:
    holed = daily(300, without=(150, 50))

    assert measured("log.span", [holed]).value == 50
    assert verdict(holed)[0] == "not_tested"
    assert verdict(since(holed, date(2025, 1, 1))) == ("not_exercised", "nothing_to_measure")
    assert (
        "no entry stands in the 100 d before a.log:" in absent("log.kept_time", [since(holed, date(2025, 1, 1))]).detail
    )


def test_two_entries_181_days_apart_cover_nothing() -> None:
    assert measured("log.span", [log(lines((-181 * DAY, "on"), (0, "on")))]).value == 0


def test_silence_of_31_days_is_none() -> None:
    assert measured("log.span", [daily(200, without=(150, 119))]).value == 200


def test_the_end_of_summer_time_makes_no_difference() -> None:
    summer = [(day * DAY + HOUR, "on") for day in range(-200, -25)]
    winter = [(-25 * DAY + HOUR - HOUR, "on"), *((day * DAY, "on") for day in range(-24, 1))]
    twice = (-25 * DAY + HOUR / 2, "on")

    assert verdict(log(lines(*summer, twice, *winter))) == ("pass", "met")


def test_a_clock_that_was_set_back_leaves_open_which_times_are_right() -> None:
    reset = log(lines((-5 * DAY, "on"), *((day * DAY, "on") for day in range(-190, 1))))
    found = absent("log.span", [reset])

    assert found.reason is Reason.TIME_STAMPS_UNRELIABLE
    assert found.detail.startswith("a.log: the time goes back by 15984000 s at a.log:2, and nobody can tell")
    assert verdict(since(reset, date(2020, 1, 1))) == ("not_tested", "time_stamps_unreliable")


def test_a_clock_that_began_in_1970_adds_no_years() -> None:
    years = (BEGIN.date() - date(1970, 1, 1)).days

    assert measured("log.span", [log(lines((-years * DAY, "boot"), (-years * DAY + 5, "boot"), (0, "on")))]).value == 0


def test_a_last_entry_in_a_far_future_adds_nothing() -> None:
    assert measured("log.span", [log(lines((0, "on"), (DAY, "on"), (20_000 * DAY, "on")))]).value == 0


def test_of_several_logs_the_shortest_counts_whatever_the_others_lost() -> None:
    short, long = daily(20), since(daily(200), date(2026, 1, 1))

    assert measured("log.span", [long, short]).value == 20
    assert verdict(long, short) == ("not_tested", "setting_not_stated")
    assert verdict(long, since(short, date(2026, 1, 1))) == ("fail", "not_met")


def test_a_month_read_with_days_for_months_is_no_year() -> None:
    content = daily(334).content
    assert isinstance(content, LogContent)
    swapped = replace(daily(334), content=replace(content, reversible="{year}-{day}-{month} {hour}:{minute} {event}"))

    assert verdict(swapped) == ("not_tested", "time_stamps_unreliable")


def test_entries_that_were_not_read_may_be_those_that_the_log_is_said_to_have_lost() -> None:
    kept = daily(100).content
    assert isinstance(kept, LogContent)
    unread = replace(daily(100), content=replace(kept, unread=(Unread("fits no pattern", Lines(1, ("a.log:1",))),)))

    assert verdict(since(unread, date(2026, 1, 1))) == ("not_tested", "evidence_unreadable")


def test_a_log_that_ended_long_before_a_recording_was_made_may_be_written_no_more() -> None:
    soon, late = recording(31 * DAY), recording(32 * DAY)

    assert measured("log.span", [daily(200)], [soon]).value == 200
    found = absent("log.span", [daily(200)], [soon, late])
    assert found.reason is Reason.EVIDENCE_MISSING
    assert found.detail.endswith("32 d before 20261222100000.mp4 was made: whether it goes on is not known")
