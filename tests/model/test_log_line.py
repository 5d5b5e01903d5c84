"""Patterns of lines of a log: a time, and the rest of the line as its event."""

import pytest

from conformance.errors import PatternError
from conformance.model.name_pattern import parse_log_line, parse_pattern

TIME = "{year}-{month}-{day} {hour}:{minute}:{second}"


@pytest.mark.parametrize(
    ("pattern", "line", "fields"),
    [
        (f"{TIME} {{event}}", "2026-11-20 10:00:05 REC START", {"second": "05", "event": "REC START"}),
        (
            f"[{TIME}.{{milli}}] {{word}}: {{event}}",
            "[2026-11-20 10:00:05.250] INFO: on",
            {"milli": "250", "event": "on"},
        ),
        (f"{{word}}/{{word}} {TIME},{{event}}", "cam/main 2026-11-20 10:00:05,", {"event": ""}),
        ("{year2}{month}{day}{hour}{minute}{event}", "2611201000开始录像", {"year2": "26", "event": "开始录像"}),
        (f"{TIME}+08:00 {{device:7}} {{event}}", "2026-11-20 10:00:05+08:00 A000042 x", {"device": "A000042"}),
        (f"{TIME} {{event}}", "2026-11-20 10:00 REC START", {}),
        (f"{TIME} {{event}}", " 2026-11-20 10:00:05 REC START", {}),
    ],
)
def test_a_line_is_cut_into_its_fields(pattern: str, line: str, fields: dict[str, str]) -> None:
    found = dict(parse_log_line(pattern).fields(line))

    assert bool(found) is bool(fields)
    assert {name: found[name] for name in fields} == fields


def test_a_run_of_blanks_in_a_pattern_counts_as_one() -> None:
    assert parse_log_line(f" {TIME}\t  {{event}}").text == f"{TIME} {{event}}"


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (TIME, "{event} is the rest of the line, and must end the pattern"),
        (f"{{event}} {TIME}", "must end the pattern"),
        (f"{TIME} {{event}}.", "must end the pattern"),
        (f"{TIME} {{event:9}}", "write it without a width"),
        (f"{TIME} {{event}}{{event}}", "stands twice"),
        ("{word} {event}", "an entry of a log needs a time"),
        ("{year}-{month}-{day} {event}", "the time is not whole; add {hour}, {minute}"),
        ("{year}-{hour}-{day} {month}:{minute} {event}", "a time of day is written {hour}, {minute}, in this order"),
        ("{year}{month}{day} {hour}:{minute}.{milli}:{second} {event}", "written {hour}, {minute}, {second}, {milli}"),
        (f"{TIME} {{word}}a {{event}}", "{word} has no certain end"),
        (f"{TIME} {{level}} {{event}}", "{level} is no field; the fields are {year}"),
    ],
)
def test_a_pattern_that_is_no_line_of_a_log_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse_log_line(pattern)

    assert why in str(caught.value)


def test_words_and_events_are_of_logs_alone() -> None:
    with pytest.raises(PatternError, match=r"\{event\} is no field"):
        parse_pattern("{device}_{event}")
