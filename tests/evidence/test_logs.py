"""Logs as devices write them, and as nobody should: each line is an entry, or is counted with the reason why not."""

import time
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.evidence.logs.lines import lines_of
from conformance.evidence.opening import open_submission
from conformance.model.codec import decode, encode
from conformance.model.evidence import Submission
from conformance.model.facts import Absent
from conformance.model.logs import EventKind, Log, LogContent
from conformance.model.vocabulary import Reason

from .written import put, refused, state

LINE = "{year}-{month}-{day} {hour}:{minute}:{second} {event}"
SWAPPED = "{year}-{day}-{month} {hour}:{minute}:{second} {event}"
NAMED = f"""recordings: [{{path: a.mp4}}]
logs:
  - path: "LOG/*"
    encoding: ENCODING
    lines: ["{LINE}"]
    events:
      {{start: ["REC START", "开始录像"], stop: ["REC STOP"], fault: ["REC START FAILED", "故障"], power_on: [POWER]}}
"""
THREE = "2026-11-20 10:00:00 POWER ON\n2026-11-20 10:00:05 REC START 1\n2026-11-20 10:00:25 REC STOP 1\n"


@pytest.fixture
def card(folder: Path) -> Path:
    put(folder, "a.mp4")
    return folder


def log_of(card: Path, *files: bytes, encoding: str = "utf-8") -> Log:
    for number, content in enumerate(files):
        put(card, f"LOG/{number}.txt", content)
    state(card, NAMED.replace("ENCODING", encoding))
    (log,) = open_submission(card).logs
    return log


def content_of(card: Path, *files: bytes, encoding: str = "utf-8") -> LogContent:
    content = log_of(card, *files, encoding=encoding).content
    assert isinstance(content, LogContent), content
    return content


def troubles(content: LogContent) -> dict[str, int]:
    return {one.why: one.lines.count for one in content.unread}


def counts(content: LogContent) -> dict[str, int]:
    return {str(one.kind): one.count for one in content.events}


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (THREE.encode(), "utf-8"),
        (THREE.replace("\n", "\r\n").encode(), "utf-8"),
        (b"\xef\xbb\xbf" + THREE.encode(), "utf-8"),
        (THREE.strip().encode(), "utf-8"),
        (THREE.replace(" ", " \t ").encode(), "utf-8"),
        (f"\n \t\r\n{THREE}\n\n".encode(), "utf-8"),
        (THREE.replace("REC START", "开始录像").encode("gbk"), "gbk"),
        (THREE.replace("REC START", "开始录像").encode("gb18030"), "gb18030"),
        (b"\x84\x31\x95\x33" + THREE.encode(), "gb18030"),
    ],
)
def test_every_way_to_write_three_entries_gives_three(card: Path, data: bytes, encoding: str) -> None:
    content = content_of(card, data, encoding=encoding)

    assert (content.lines, content.entries, content.unread) == (3, 3, ())
    assert counts(content) == {"start": 1, "stop": 1, "power_on": 1}
    assert content.of(EventKind.START)[0].times == (1_795_168_805_000_000,)  # date -u -d '2026-11-20 10:00:05' +%s


@pytest.mark.parametrize(
    ("data", "encoding", "why"),
    [
        (b"rubbish\n", "utf-8", "fits no pattern"),
        (b"2026-02-30 10:00:00 REC START\n", "utf-8", "tells no date of the calendar"),
        (b"2026-11-20 10:00:00 REC \xff\xfe\n", "utf-8", "no text in utf-8"),
        ("2026-11-20 10:00:00 开始录像\n".encode("gbk"), "utf-8", "no text in utf-8"),
        (b"2026-11-20 10:00:00 \x00REC START\n", "utf-8", "holds NUL bytes"),
        (b"\0" * 100_000, "utf-8", "holds NUL bytes"),
        (b"2026-11-20 10:00:00 " + b"x" * 5000 + b"\n", "utf-8", "is longer than 4096 bytes"),
        (b"x" * 3_000_000, "utf-8", "is longer than 4096 bytes"),
    ],
)
def test_a_line_that_is_no_entry_is_counted_with_the_reason(card: Path, data: bytes, encoding: str, why: str) -> None:
    content = content_of(card, data, THREE.encode(), encoding=encoding)

    assert (content.lines, content.entries, troubles(content)) == (4, 3, {why: 1})


def test_what_follows_a_line_that_is_too_long_is_read(card: Path) -> None:
    content = content_of(card, b"x" * 200_000 + b"\n" + THREE.encode())

    assert (content.entries, troubles(content)) == (3, {"is longer than 4096 bytes": 1})
    assert content.first.place == "LOG/0.txt:2"


def test_utf_16_is_told_and_not_read(card: Path) -> None:
    found = log_of(card, THREE.encode("utf-16")).content

    assert isinstance(found, Absent)
    assert found.reason is Reason.EVIDENCE_UNREADABLE
    assert "LOG/0.txt:1" in found.detail
    assert "begins as UTF-16 does, which is not read" in found.detail


def test_a_program_is_no_log(card: Path) -> None:
    found = log_of(card, bytes(range(256)) * 4000).content

    assert isinstance(found, Absent)
    assert found.detail.startswith("none of 4001 lines is an entry; ")


def test_an_empty_log_holds_nothing_and_is_not_damaged(card: Path) -> None:
    found = log_of(card, b"").content

    assert isinstance(found, Absent)
    assert (found.reason, found.detail) == (Reason.NOTHING_TO_MEASURE, "the log is empty")


@pytest.mark.parametrize(
    "shown", ["2026-13-20 10:00:00", "2026-11-31 10:00:00", "2026-11-20 24:00:00", "2026-11-20 10:60:00"]
)
def test_a_time_that_no_calendar_and_no_clock_shows_is_none(card: Path, shown: str) -> None:
    content = content_of(card, f"{shown} REC START\n2026-11-20 10:00:60 leap\n".encode(), THREE.encode())

    assert (content.entries, troubles(content)) == (3, {"tells no date of the calendar": 2})


def test_years_of_two_digits_and_milliseconds_are_read(card: Path) -> None:
    put(card, "LOG/0.txt", b"261120-100005.250 x\n")
    pattern = "{year2}{month}{day}-{hour}{minute}{second}.{milli} {event}"
    state(card, f'recordings: [{{path: a.mp4}}]\nlogs: [{{path: "LOG/*", lines: ["{pattern}"]}}]\n')
    (log,) = open_submission(card).logs

    assert isinstance(log.content, LogContent)
    assert (log.content.first.time, log.content.resolution) == (1_795_168_805_250_000, Fraction(1, 1000))


def test_a_line_that_fits_patterns_by_different_times_is_no_entry(card: Path) -> None:
    put(card, "LOG/0.txt", b"04-05-2026 10:00 x\n13-05-2026 10:00 x\n05-05-2026 10:00 x\n")
    both = '"{month}-{day}-{year} {hour}:{minute} {event}", "{day}-{month}-{year} {hour}:{minute} {event}"'
    state(card, f'recordings: [{{path: a.mp4}}]\nlogs: [{{path: "LOG/*", lines: [{both}]}}]\n')
    (log,) = open_submission(card).logs

    assert isinstance(log.content, LogContent)
    assert (log.content.entries, troubles(log.content)) == (2, {"tells several times": 1})
    assert log.content.resolution == 60


def test_the_longest_words_say_what_an_entry_is_and_different_ones_say_nothing(card: Path) -> None:
    events = ("REC START", "REC START FAILED", "REC STOP, REC START", "RESTART", "故障", "rec start")
    content = content_of(card, "".join(f"2026-11-20 10:00:00 {event}\n" for event in events).encode())

    assert counts(content) == {"start": 1, "fault": 2}
    assert (content.doubtful.count, content.other.count) == (1, 2)
    assert content.doubtful.first == ("LOG/0.txt:3: 'REC STOP, REC START'",)


def test_words_behind_a_no_say_nothing_for_sure(card: Path) -> None:
    denied = ("NO 故障", "no_故障", "无故障", "NO 故障 since NO 故障", "NOT REC START", "无 REC STOP")
    stated = ("NO 故障 before, 故障 now", "PIANO 故障", "no. 5: 故障")
    lines = "".join(f"2026-11-20 10:00:00 {event}\n" for event in (*denied, *stated))
    content = content_of(card, lines.encode())

    assert counts(content) == {"fault": 3}
    assert (content.other.count, content.doubtful.count) == (4, 2)


def test_hostile_text_is_shortened_and_its_marks_are_shown(card: Path) -> None:
    name = "LOG/" + "/".join(["n" * 200] * 15) + ".txt"
    lines = ("<script>alert(1)</script>", "=HYPERLINK(1)", "a\u202eb", "y" * 4000)
    put(card, name, "".join(f"2026-11-20 10:00:00 {line}\n" for line in lines).encode())
    state(card, NAMED.replace("ENCODING", "utf-8"))
    (log,) = open_submission(card).logs

    assert isinstance(log.content, LogContent)
    assert log.content.other.count == 4
    assert log.content.other.first[0].endswith(":1: '<script>alert(1)</script>'")
    assert log.content.other.first[2].endswith(r":3: 'a\u202eb'")
    assert "\u202e" not in "".join(log.content.other.first)
    assert max(map(len, log.content.other.first)) < 250


def test_a_log_is_evidence_and_goes_to_other_processes_as_text(card: Path) -> None:
    log_of(card, THREE.encode(), b"rubbish\n")
    opened = open_submission(card)

    assert opened.ignored == ()
    assert [one.path for one in opened.logs[0].files] == ["LOG/0.txt", "LOG/1.txt"]
    assert decode(Submission, encode(Submission, opened)) == opened


def test_a_million_lines_are_read_in_seconds(card: Path) -> None:
    line = b"2026-11-20 10:00:05 REC START of a recording in /DCIM/100MEDIA\n"
    start = time.process_time()
    content = content_of(card, line * 1_000_000)

    assert (content.entries, content.of(EventKind.START)[0].count) == (1_000_000, 1_000_000)
    assert len(content.of(EventKind.START)[0].times) == 20_000
    assert time.process_time() - start < 30


def test_more_lines_than_two_million_are_not_read_and_told(card: Path) -> None:
    found = log_of(card, b"x\n" * 2_000_001).content

    assert isinstance(found, Absent)
    assert "all logs together have 2000000 lines or more" in found.detail


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('path: "../x", lines: ["LINE"]', "leaves the submission"),
        ('path: b.log, lines: ["LINE"]', "'b.log' matches no file"),
        ('path: a.mp4, lines: ["LINE"]', "'a.mp4' is a recording, and no log"),
        ('path: card.img, lines: ["LINE"]', "'card.img' is an image of a storage, and no log"),
        ("path: a.log, lines: []", "at least 1 item"),
        ('path: a.log, lines: ["{event}"]', "an entry of a log needs a time"),
        ('path: a.log, lines: ["LINE"], encoding: utf-16', "utf-16"),
        ('path: a.log, lines: ["LINE"], events: {start: [x], stop: [x]}', "the words 'x' are stated of start already"),
        ('path: a.log, lines: ["LINE"], events: {start: ["  "]}', "words of start are blank"),
        ('path: a.log, lines: ["LINE"], events: {begin: [x]}', "unknown key 'begin'"),
        ('path: a.log, lines: ["LINE"], written_since: "1066-10-14"', "the year must lie between"),
        ('path: a.log, lines: ["LINE"]}, {path: "*.log", lines: ["LINE"]', "is named by an earlier entry already"),
    ],
)
def test_an_entry_that_can_not_be_used_is_refused_at_its_place(card: Path, text: str, why: str) -> None:
    put(card, "a.log", THREE.encode())
    put(card, "card.img", b"x")
    state(card, f"recordings: [{{path: a.mp4}}]\nlogs: [{{{text.replace('LINE', LINE)}}}]\n")
    said = refused(card)

    assert "submission.yaml:2:" in said
    assert why in said


def test_lines_that_are_blank_are_bounded_as_others_are(card: Path) -> None:
    found = log_of(card, b"\n" * 2_000_001 + THREE.encode()).content

    assert isinstance(found, Absent)
    assert "2000000 lines or more" in found.detail


@pytest.mark.parametrize(
    ("line", "reversible"),
    [(LINE, ""), (SWAPPED, SWAPPED)],
)
def test_entries_of_the_first_days_of_a_month_do_not_show_which_number_is_the_month(
    card: Path, line: str, reversible: str
) -> None:
    put(card, "a.log", b"2026-03-01 10:00:00 on\n2026-03-12 10:00:00 on\n2026-03-13 10:00:00 off\n")
    state(card, f'recordings: [{{path: a.mp4}}]\nlogs: [{{path: a.log, lines: ["{line}"]}}]\n')
    (log,) = open_submission(card).logs

    assert isinstance(log.content, LogContent)
    assert log.content.reversible == reversible


def test_a_day_after_the_twelfth_shows_which_number_is_the_month(card: Path) -> None:
    put(card, "a.log", b"01/03/2026 10:00 on\n13/03/2026 10:00 off\n")
    line = "{day}/{month}/{year} {hour}:{minute} {event}"
    state(card, f'recordings: [{{path: a.mp4}}]\nlogs: [{{path: a.log, lines: ["{line}"]}}]\n')
    (log,) = open_submission(card).logs

    assert isinstance(log.content, LogContent)
    assert (log.content.entries, log.content.reversible) == (2, "")


def test_the_devices_that_a_log_names_are_told_once_each_and_no_more_than_a_hundred(card: Path) -> None:
    entries = "".join(f"2026-03-01 10:00 {number:03} on\n" * 2 for number in range(150))
    put(card, "a.log", entries.encode())
    line = "{year}-{month}-{day} {hour}:{minute} {device:3} {event}"
    state(card, f'recordings: [{{path: a.mp4}}]\nlogs: [{{path: a.log, lines: ["{line}"]}}]\n')
    (log,) = open_submission(card).logs

    assert isinstance(log.content, LogContent)
    assert (log.content.devices[:2], len(log.content.devices)) == (("000", "001"), 100)


def test_a_link_that_leaves_the_submission_is_no_log(card: Path) -> None:
    put(card.parent, "outside.log", THREE.encode())
    (card / "a.log").symlink_to(card.parent / "outside.log")
    state(card, f'recordings: [{{path: a.mp4}}]\nlogs: [{{path: a.log, lines: ["{LINE}"]}}]\n')

    assert "a link that leaves the submission" in refused(card)


@given(
    data=st.lists(st.sampled_from([b"\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"x" * 4096, b"2026", b" "])).map(
        b"".join
    ),
    encoding=st.sampled_from(["utf-8", "gbk", "gb18030"]),
)
def test_whatever_a_file_holds_each_line_that_is_not_blank_comes_once(data: bytes, encoding: str) -> None:
    found = list(lines_of(BytesIO(data), encoding))
    filled = [number for number, raw in enumerate(data.split(b"\n"), 1) if raw.strip(b" \t\r\v\f")]

    found = [one for one in found if one.text or one.trouble]
    assert [one.number for one in found][1:] == filled[len(filled) - len(found) + 1 :]
    assert len(filled) - len(found) in (0, 1), "a byte order mark alone is blank"
    assert all(len(one.text.encode("utf-8", "replace")) <= 4096 * 4 for one in found)
