"""A run too large for one page: every finding has its place, every link its end, and no count depends on the pages."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.model.finding import RunRecord
from conformance.model.measurement import Opinion, UncertaintyUnknown, Where
from conformance.model.shots import NO_ALBUM
from conformance.model.vocabulary import Axis, Verdict
from conformance.report.details import dividing
from conformance.report.details.cells import Cells
from conformance.report.messages import Language
from conformance.report.page.html import html_page
from conformance.report.writing import Format, clear_reports, write_reports

from ..beside_factory import beside_record
from ..factory import (
    FRAME_RATE,
    HOSTILE_PATHS,
    JUDGEMENTS,
    NOMINAL,
    SIZE,
    finding,
    full_record,
    measurement,
    part,
    record,
    recording,
    simple_finding,
    size_parts,
)
from ..page.markup import Page

NAMES = (*HOSTILE_PATHS, *(f"DCIM/{number:05d}.mp4" for number in range(2494)))
NOT_PASSED = {Verdict.FAIL: 1800, Verdict.NOT_TESTED: 500, Verdict.PASS: 200}  # of the first clause, in this order
FINDINGS = 5000
MARK = re.compile(r'id="f(\d+)"')


def large() -> RunRecord:
    """Two clauses on 2500 recordings, hostile names first: several pages of each kind."""
    files = tuple(map(recording, NAMES))
    verdicts = [verdict for verdict, count in NOT_PASSED.items() for _ in range(count)]
    rates = [simple_finding(NOMINAL, file.id, verdict) for file, verdict in zip(files, verdicts, strict=True)]
    sizes = [finding(SIZE, file.id, Verdict.PASS, *size_parts(1920, 1080)) for file in files]
    return record((NOMINAL, SIZE), files, (*rates, *sizes))


def files_of(run: RunRecord, lang: Language) -> dict[str, str]:
    """The files of the report, as text."""
    return {name: "".join(map(str, pieces)) for name, pieces in dividing.html_report(run, lang, NO_ALBUM)}


@pytest.fixture(scope="module", autouse=True)
def _small_pages() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dividing, "PAGED_FROM", 4000)
        REPORTS.update({lang: files_of(large(), lang) for lang in Language})


REPORTS: dict[Language, dict[str, str]] = {}


@pytest.fixture(params=Language)
def report(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """All files in one language."""
    return REPORTS[request.param]


def test_every_finding_stands_once_on_the_page_of_its_evidence_with_its_own_verdict(report: Mapping[str, str]) -> None:
    run = large()
    rows = [row for name, text in report.items() if "/evidence-" in name for row in text.split("<tr")[1:]]
    told = [(int(mark[1]), row) for row in rows if (mark := MARK.search(row))]

    assert sorted(number for number, _ in told) == list(range(1, FINDINGS + 1))
    for number, row in told:
        assert f'<td><span class="v {run.findings[number - 1].judgement.verdict.value}">' in row


def test_the_pages_of_a_clause_list_all_that_did_not_pass_heaviest_first_and_nothing_else(
    report: Mapping[str, str],
) -> None:
    pages = [text for name, text in sorted(report.items()) if "/clause-" in name]
    listed = [int(number) for text in pages for number in re.findall(r'href="evidence-\d+\.html#f(\d+)"', text)]

    assert len(pages) == 2
    assert listed == list(range(1, 2301))
    assert pages[0].count('class="v fail"') == 1800
    assert pages[1].count('class="v not_tested"') == 300


def test_the_first_page_counts_what_a_single_page_counts(report: Mapping[str, str]) -> None:
    lang = next(lang for lang, files in REPORTS.items() if files is report)
    whole = html_page(large(), lang)

    assert _between(report["report.html"], '<table class="counts">', "</table>") == _between(
        whole, '<table class="counts">', "</table>"
    )
    assert _between(report["report.html"], '<ul class="reasons">', "</ul>") == _between(
        whole, '<ul class="reasons">', "</ul>"
    )
    assert _between(report["report.html"], '<table class="clauses">', "</table>") == _between(
        whole, '<table class="clauses">', "</table>"
    )


def test_every_link_has_an_end(report: Mapping[str, str]) -> None:
    anchors = {name: set(Page(text).values("id")) for name, text in report.items()}
    for name, text in report.items():
        folder = Path(name).parent
        for link in Page(text).values("href"):
            file, _, anchor = link.partition("#")
            target = name if not file else str(folder / file).replace("report/../", "")
            assert target in report, link
            assert not anchor or anchor in anchors[target], link


def test_no_anchor_stands_twice_on_a_page(report: Mapping[str, str]) -> None:
    for text in report.values():
        assert [name for name, count in Counter(Page(text).values("id")).items() if count > 1] == []


def test_a_detail_page_holds_no_script_and_loads_nothing(report: Mapping[str, str]) -> None:
    for name, text in report.items():
        if name != "report.html":
            page = Page(text)
            assert "default-src 'none'" in text
            assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
            assert not [key for _, key, _ in page.attributes if key.startswith("on") or key == "src"]


def test_hostile_names_are_text_on_every_page(report: Mapping[str, str]) -> None:
    told = Page(report["report/evidence-00001.html"]).text

    assert "DCIM/<script>alert(1)</script>.mp4" in told
    assert "DCIM/evidence\\u202egnp.4pm" in told
    assert "DCIM/bad\\xff\\x80name\\x07\\x0anew.mp4" in told
    for text in report.values():
        assert not re.search("[\u202e\x07\ud800-\udfff]", text)


def test_the_first_page_shows_the_worst_of_a_clause_in_full_and_says_where_the_rest_is() -> None:
    text = REPORTS[Language.EN]["report.html"]

    assert MARK.findall(text) == ["1", "2", "3"]
    assert "2300 not passed" in text
    assert "200 passed; they stand on the pages of their files." in text
    assert 'href="report/clause-0001-001.html">1</a> <a href="report/clause-0001-002.html">2</a>' in text


def test_the_first_page_names_the_worst_evidence_and_all_pages() -> None:
    text = Page(REPORTS[Language.EN]["report.html"]).text

    assert "The files with the most errors and failures" in text
    assert "Page 1 1000 DCIM/<script>alert(1)</script>.mp4" in text
    assert "Page 3 500" in text


def test_places_notes_and_opinions_that_disagree_are_told_in_the_row() -> None:
    outcome = replace(
        measurement(FRAME_RATE, Fraction(25, 2)),
        where=tuple(Where(Axis.TIME, Fraction(second), "80 ms") for second in range(5)),
        opinions=(Opinion("MediaInfo", Fraction(13), agrees=False), Opinion("ffprobe", Fraction(25, 2), agrees=True)),
        note="of 362 pictures",
    )
    run = large()
    disputed = replace(run.findings[0], parts=(part(FRAME_RATE, outcome, JUDGEMENTS[Verdict.FAIL]),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dividing, "PAGED_FROM", 4000)
        files = files_of(replace(run, findings=(disputed, *run.findings[1:])), Language.EN)
    told = Page(files["report/clause-0001-001.html"]).text

    assert "time 0:00:00.000 80 ms; time 0:00:01.000 80 ms; time 0:00:02.000 80 ms; and 2 more" in told
    assert "MediaInfo: 13 Hz ≠ conflicts" in told
    assert "ffprobe" not in told
    assert "of 362 pictures" in told


def test_each_condition_of_a_finding_has_its_own_verdict_and_value() -> None:
    told = Page(REPORTS[Language.EN]["report/evidence-00001.html"]).text

    assert "✓ pass video.width 1920 px asked: ≥ 1280 px ✓ pass video.height 1080 px asked: ≥ 720 px" in told


def test_what_keeps_a_clause_from_deciding_stands_beside_its_name_and_an_unknown_uncertainty_beside_the_value() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dividing, "PAGED_FROM", 2)
        pages = files_of(full_record(), Language.EN), files_of(beside_record(), Language.EN)
    full, waived = (Page(one["report/evidence-00001.html"]).text for one in pages)

    assert "6 Clock offset should" in full
    assert "3 Codec advisory: does not decide" in full
    assert "1 No media byte is missing house limit" in full
    assert "4.1 Recording frame rate ✗" not in full
    assert "waiver: in use" in waived
    unknown = replace(measurement(FRAME_RATE), uncertainty=UncertaintyUnknown("the file names no clock"))
    value = Cells.of(full_record(), Language.EN).of_finding(
        finding(NOMINAL, "a", Verdict.PASS, part(FRAME_RATE, unknown, JUDGEMENTS[Verdict.PASS]))
    )[1]
    assert "uncertainty not known: the file names no clock" in value


def test_pages_of_an_earlier_report_go_and_what_else_lies_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dividing, "PAGED_FROM", 4000)
    write_reports(large(), tmp_path, formats=(Format.HTML,))
    assert len(list((tmp_path / "report").glob("evidence-*.html"))) == 3
    (tmp_path / "report" / "notes.html").write_text("mine")
    (tmp_path / "report" / "evidence-00099.html").write_text("old")

    write_reports(large(), tmp_path, formats=(Format.CSV,))
    assert (tmp_path / "report" / "evidence-00099.html").exists()

    write_reports(large(), tmp_path, formats=(Format.HTML,))
    assert not (tmp_path / "report" / "evidence-00099.html").exists()
    assert (tmp_path / "report" / "evidence-00003.html").exists()

    monkeypatch.undo()
    write_reports(large(), tmp_path, formats=(Format.HTML,))
    assert [path.name for path in (tmp_path / "report").iterdir()] == ["notes.html"]

    (tmp_path / "report" / "notes.html").rename(tmp_path / "mine.html")
    clear_reports(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["mine.html", "report"]


def _between(text: str, begin: str, end: str) -> str:
    found = text[text.index(begin) :]
    return found[: found.index(end)]
