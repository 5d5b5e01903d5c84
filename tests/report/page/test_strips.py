"""Strips of pictures: shown where they were taken, told where they were not, few, and nothing hostile gets through."""

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.model.areas import Rectangle
from conformance.model.facts import Absent
from conformance.model.finding import RunRecord
from conformance.model.shots import NO_ALBUM, Album, Image, Shot
from conformance.model.still import Sight, Still
from conformance.model.vocabulary import Reason, Verdict
from conformance.report.exchange.results import results_json
from conformance.report.messages import Language
from conformance.report.page.html import html_page
from conformance.report.page.strips import MOST_PICTURES, wanted
from conformance.report.writing import write_reports

from ..factory import (
    BASE,
    CLOCK,
    FRAME_RATE,
    JUDGEMENTS,
    NOMINAL,
    finding,
    full_record,
    measurement,
    part,
    record,
    recording,
)
from .markup import Page

PLACE = Rectangle(20, 30, 400, 60)
WHOLE, LINE = Image("image/jpeg", 480, 270, b"whole\xff"), Image("image/png", 380, 45, b"line")
EVIL = '</p><script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e\udcff'


def still(number: int, read: str = "2026-03-01 12:00:10", why: str = "last picture before the step") -> Still:
    sight = Sight(0, number, number * 512, number / 7, (PLACE,))
    return Still(sight, Fraction(number, 30) + 3, Fraction(number, 30), read, why)


def run_of(*stills: Still, verdict: Verdict = Verdict.FAIL) -> RunRecord:
    measured = replace(measurement(), stills=stills)
    one = finding(BASE, "a.mp4", verdict, part(FRAME_RATE, measured, JUDGEMENTS[verdict]))
    return record((BASE,), (recording("a.mp4"),), (one,))


def album(run: RunRecord, shots: Mapping[int, Shot | Absent] | None = None) -> Album:
    """A picture of everything that is wanted, or those by their numbers."""
    named = [(one, sight) for one, sights in wanted(run).items() for sight in sights]
    return Album({key: (shots or {}).get(key[1].number, Shot(WHOLE, (LINE,))) for key in named})


def test_pictures_stand_in_the_page_itself_with_number_times_and_what_was_read() -> None:
    run = run_of(still(1314), still(1315, read=""))
    page = Page(html_page(run, Language.EN, album(run)))

    assert page.values("src") == ["data:image/jpeg;base64,d2hvbGX/", "data:image/png;base64,bGluZQ=="] * 2
    assert "Picture 1314 at 0:00:43.800 · time stamp 0:00:46.800 Read: 2026-03-01 12:00:10" in page.text
    assert "Nothing was read." in page.text
    assert page.values("alt")[0] == "Picture 1314 at 0:00:43.800. Read: 2026-03-01 12:00:10"
    assert all(page.values("alt"))
    assert "This report holds pictures of the evidence." in page.text
    assert any(one.endswith("; img-src data:") for one in page.values("content"))


@pytest.mark.parametrize("language", Language)
def test_without_pictures_the_instants_are_told(language: Language) -> None:
    source = html_page(run_of(still(1314)), language)
    page = Page(source)

    assert "img" not in page.tags
    assert "2026-03-01 12:00:10" in page.text
    assert "0:00:43.800" in page.text
    assert "img-src" not in source
    assert html_page(run_of(still(1314)), language, NO_ALBUM) == source


def test_a_picture_that_could_not_be_taken_says_why_and_another_is_shown() -> None:
    run = run_of(still(7), still(8))
    lost = Absent(Reason.EXTRACTOR_FAILED, "the file changed after its digest was taken")
    page = Page(html_page(run, Language.EN, album(run, {7: lost})))

    assert page.tags.count("img") == 2
    assert "Not shown: the file changed after its digest was taken" in page.text


def test_a_hostile_word_in_a_caption_stays_a_word() -> None:
    run = run_of(still(7, read=EVIL, why=EVIL), still(8))
    page = Page(html_page(run, Language.EN, album(run, {8: Absent(Reason.EXTRACTOR_FAILED, EVIL)})))

    assert page.tags.count("script") == 1
    assert page.tags.count("img") == 2
    assert page.text.count(r"</p><script>alert(1)</script>") == 3
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]


def test_a_strip_is_shown_at_the_heaviest_finding_and_linked_from_the_others() -> None:
    measured = replace(measurement(), stills=(still(7), still(8)))
    findings = tuple(
        finding(of, "a.mp4", verdict, part(FRAME_RATE, measured, JUDGEMENTS[verdict]))
        for of, verdict in ((BASE, Verdict.PASS), (NOMINAL, Verdict.FAIL), (CLOCK, Verdict.PASS))
    )
    run = record((BASE, NOMINAL, CLOCK), (recording("a.mp4"),), findings)
    source = html_page(run, Language.EN, album(run))

    assert Page(source).tags.count("img") == 4
    assert source.count('<a href="#f2">the same as at finding 2</a>') == 2


def test_a_report_shows_so_many_pictures_at_most_those_of_the_heaviest_findings_first() -> None:
    files = tuple(recording(f"{number:02}.mp4") for number in range(20))
    findings = tuple(
        finding(
            BASE,
            one.id,
            Verdict.FAIL if number >= 15 else Verdict.PASS,
            part(FRAME_RATE, replace(measurement(), stills=(still(7), still(8))), JUDGEMENTS[Verdict.PASS]),
        )
        for number, one in enumerate(files)
    )
    run = record((BASE,), files, findings)
    chosen = wanted(run)
    page = Page(html_page(run, Language.EN, album(run)))

    assert sum(map(len, chosen.values())) == MOST_PICTURES
    assert list(chosen)[:6] == ["15.mp4", "16.mp4", "17.mp4", "18.mp4", "19.mp4", "00.mp4"]
    assert page.tags.count("img") == 2 * MOST_PICTURES
    assert page.text.count("a report holds a limited number of pictures") == 8


def test_stills_of_what_is_no_recording_are_not_asked_for() -> None:
    run = run_of(still(7))

    assert wanted(replace(run, findings=(replace(run.findings[0], evidence="device"),))) == {}
    assert wanted(full_record()) == {}


def test_results_json_names_the_pictures_and_carries_none(tmp_path: Path) -> None:
    run = run_of(still(1314), still(1315, read=""))
    results, report, _ = write_reports(run, tmp_path, Language.EN, album(run))
    named = json.loads(results.read_text())["findings"][0]["stills"]

    assert named[0] == {
        "track": 0,
        "picture": 1314,
        "pts": 672768,
        "time_stamp": 46.8,
        "position": 43.8,
        "unit": "s",
        "mean_luma": 1314 / 7,
        "marks": [[20, 30, 400, 60]],
        "read": "2026-03-01 12:00:10",
        "why": "last picture before the step",
    }
    assert named[1]["read"] is None
    assert results.read_text() == results_json(run)
    assert "data:image" in report.read_text()
