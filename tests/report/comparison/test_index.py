"""The index of a folder: every run and every unreadable folder is listed, links hold, trends are of one model."""

import json
import os
import time
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from conformance.errors import UnusableInputError
from conformance.model.vocabulary import Statement, Verdict
from conformance.report.comparison.index import INDEX, index_page, trends, write_index
from conformance.report.comparison.summaries import summaries
from conformance.report.messages import Language

from ...conftest import Run
from ..page.markup import Page
from .factory import HOSTILE, results, stored


def page_of(folder: Path) -> str:
    return write_index(folder, Language.EN).read_text()


def day(number: int) -> str:
    return f"2026-11-{number:02d}T08:00:00+00:00"


def test_runs_are_listed_newest_first_with_their_heads(tmp_path: Path) -> None:
    stored(tmp_path / "one", results(started=day(1)))
    stored(tmp_path / "three", results(Verdict.FAIL, started=day(3), firmware="9.9"))
    stored(tmp_path / "below" / "two", results(started="2026-11-02T08:00:00+08:00"))
    runs, unreadable = summaries(tmp_path)

    assert [str(run.folder) for run in runs] == ["three", "below/two", "one"]
    assert (runs[0].firmware, runs[0].statement, runs[0].clauses[0].verdict) == (
        "9.9",
        Statement.NOT_DETERMINED,
        Verdict.FAIL,
    )
    assert unreadable == ()


def cut_off(text: str) -> str:
    return text[: text.index('"findings"') + 200]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is no JSON document"),
        ("[" * 100_000, "it is no JSON document"),
        ("[]", "the document is missing or of another kind"),
        ('{"schema": 7}', "schema '7', and this version reads up to 1"),
        ('{"schema": 1, "name": "another program"}', "device is missing or of another kind"),
        (cut_off(results()), "it breaks off before its end"),
        (results().replace('"NOT DETERMINED"', '"FINE"'), "no statement is called 'FINE'"),
        (results().replace('"verdict": "pass"', '"verdict": "passed"', 1), "no verdict is called 'passed'"),
        (results(started="yesterday"), "started is no date and time"),
    ],
    ids=["empty", "deep", "list", "schema", "foreign", "cut off", "statement", "verdict", "date"],
)
def test_a_file_that_is_none_of_ours_is_listed_with_the_reason(tmp_path: Path, text: str, why: str) -> None:
    stored(tmp_path / "bad", text)
    runs, unreadable = summaries(tmp_path)

    assert runs == ()
    assert [(str(one.folder), one.why) for one in unreadable] == [
        ("bad", f"results.json is not of this tool, or damaged: {why}")
    ]
    assert why in Page(page_of(tmp_path)).text.replace("\u2019", "'")


def test_a_file_that_goes_on_without_findings_is_not_read_to_its_end(tmp_path: Path) -> None:
    stored(tmp_path / "long", "")
    with (tmp_path / "long" / "results.json").open("wb") as stream:
        stream.truncate(10**10)
    begun = time.monotonic()
    _, (long,) = summaries(tmp_path)

    assert long.why.endswith("no findings begin in its first 16777216 bytes")
    assert time.monotonic() - begun < 5


def test_a_pipe_in_the_place_of_the_file_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / "results.json")

    assert summaries(tmp_path)[1][0].why.endswith("it is no file")


def test_a_run_that_did_not_come_to_its_end_is_not_left_out(tmp_path: Path) -> None:
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "record.json").write_text("{}")

    assert [one.why for one in summaries(tmp_path)[1]] == ["no results.json: the run did not come to its end"]


def test_links_lead_to_the_reports_whatever_the_folders_are_called(tmp_path: Path) -> None:
    names = [b"a b#c?d%41", b"<script>alert(1)", b"javascript:alert(1)", b"bad\xff\xe2\x80\xae", b"quote'\""]
    for name in names:
        stored(tmp_path / os.fsdecode(name), results(maker=HOSTILE.replace("\udcff", ""), model=HOSTILE[:9]))
    text = page_of(tmp_path)
    links = [link for link in Page(text).values("href") if not link.startswith("#")]

    assert sorted(unquote_to_bytes(link) for link in links) == sorted(name + b"/report.html" for name in names)
    assert "<script>" not in text
    assert "\u202e" not in text
    assert not [link for link in links if ":" in link]


def test_a_run_without_a_page_has_no_link(tmp_path: Path) -> None:
    stored(tmp_path / "bare", results(), report=False)

    assert Page(page_of(tmp_path)).values("href") == ["#runs"]
    assert "no report.html" in Page(page_of(tmp_path)).text


def test_a_trend_goes_from_the_oldest_to_the_newest_run_of_one_model(tmp_path: Path) -> None:
    for number, verdict in enumerate((Verdict.FAIL, Verdict.NOT_TESTED, Verdict.PASS), 1):
        stored(tmp_path / str(number), results(verdict, started=day(number)))
    stored(tmp_path / "other", results(Verdict.FAIL, started=day(9), model="another"))
    (trend,) = trends(summaries(tmp_path)[0])

    assert [row.marks for row in trend.rows] == [((Verdict.FAIL,), (Verdict.NOT_TESTED,), (Verdict.PASS,))]
    assert "fail, not tested, pass" in Page(page_of(tmp_path)).text


def test_devices_without_a_model_are_not_taken_for_one(tmp_path: Path) -> None:
    for number in (1, 2):
        stored(tmp_path / str(number), results(started=day(number), model=""))

    assert trends(summaries(tmp_path)[0]) == ()


def test_a_long_trend_shows_the_latest_runs_and_says_so(tmp_path: Path) -> None:
    for number in range(40):
        stored(tmp_path / str(number), results(started=f"2026-10-01T00:{number:02d}:00+00:00"))
    (trend,) = trends(summaries(tmp_path)[0])

    assert (len(trend.runs), trend.total) == (30, 40)
    assert trend.runs[-1].folder == Path("39")
    assert "The latest 30 of 40 runs." in Page(page_of(tmp_path)).text


def test_a_thousand_runs_take_seconds(tmp_path: Path) -> None:
    document = json.loads(results())
    document["clauses"] = [document["clauses"][0] | {"clause": f"c-{number}"} for number in range(60)]
    document["findings"] = document["findings"] * 200
    text = json.dumps(document, indent=1)
    for number in range(1000):
        stored(tmp_path / str(number), text)
    begun = time.monotonic()
    page = page_of(tmp_path)

    assert time.monotonic() - begun < 20
    assert len(page) < 2_000_000
    assert "1000 runs, 0 unreadable" in Page(page).text


def test_an_index_that_somebody_else_wrote_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / INDEX).write_text("<html>mine</html>")

    with pytest.raises(UnusableInputError, match="not written by this tool"):
        write_index(tmp_path, Language.EN)
    assert (tmp_path / INDEX).read_text() == "<html>mine</html>"


def test_an_empty_folder_says_that_nothing_was_found(tmp_path: Path) -> None:
    assert "No run was found here." in Page(page_of(tmp_path)).text


@pytest.mark.parametrize("lang", Language)
def test_the_index_loads_and_runs_nothing(tmp_path: Path, lang: Language) -> None:
    stored(tmp_path / "one", results(model=HOSTILE[:25]))
    stored(tmp_path / "two", "{")
    page = Page(index_page(*summaries(tmp_path), lang))

    assert not {"script", "img", "link", "iframe", "object", "form"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "src"]


def test_the_command_writes_the_index_and_refuses_what_is_no_folder(conformance: Run, tmp_path: Path) -> None:
    stored(tmp_path / "reports" / "one", results())

    assert conformance("index").stdout.strip() == "reports/index.html"
    assert conformance("index", "nowhere").returncode == 2
