"""The form as PDF: the same text as the HTML, tagged, dated by its issue, with results.json inside, the same bytes."""

import io
import re
import sys
import time
from dataclasses import replace
from datetime import date

import pytest

from conformance.errors import MissingExtraError
from conformance.model.evidence import Device
from conformance.model.finding import RunRecord
from conformance.model.laboratory import LaboratorySheet
from conformance.model.vocabulary import Verdict
from conformance.report.form import pdf
from conformance.report.form.content import Form, Table
from conformance.report.form.pdf import form_pdf, why_missing
from conformance.report.messages import Language
from tests.report.factory import HOSTILE_PATHS, full_record, one_case, record, recording

from .made import SHEET, all_texts, attested_run, form_of, given

PdfReader = pytest.importorskip("pypdf", reason="needs pypdf, of the extra 'test'").PdfReader
needs_the_extra = pytest.mark.skipif(bool(why_missing()), reason=why_missing() or "installed")
ISSUED = date(2026, 11, 23)


def squeezed(text: str) -> str:
    """Without white space, of which a line break or a narrow space may be either."""
    return re.sub(r"\s+", "", text)


def made(form: Form, run: RunRecord) -> bytes:
    one = given(run)
    return form_pdf(form, one.results, one.results_sha256, ISSUED)


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def beside(pages: list[str], form: Form) -> str:
    """What the pages say beside the form's text, which they must say whole and in its order; margins left out."""
    whole = ""
    for number, page in enumerate(pages, 1):
        numbered = form.running.page.format(page=number, pages=len(pages))
        head, foot = squeezed(form.running.head) + squeezed(numbered), squeezed(form.running.foot)
        text = squeezed(page)
        assert text.count(head) == 1, (number, head)
        assert text.count(foot) == 1, number
        whole += text.replace(head, "").replace(foot, "")
    rest, at = "", 0
    for text in map(squeezed, all_texts(form)):
        found = whole.find(text, at)
        assert found >= 0, text
        rest, at = rest + whole[at:found], found + len(text)
    return rest + whole[at:]


@needs_the_extra
@pytest.mark.parametrize("lang", list(Language))
@pytest.mark.parametrize("sheet", [SHEET, LaboratorySheet()], ids=["stated", "blank"])
def test_the_pages_say_the_content_in_its_order_and_nothing_else(sheet: LaboratorySheet, lang: Language) -> None:
    run = full_record()
    run = replace(run, submission=replace(run.submission, recordings=run.submission.recordings[:2]))
    form = form_of(run, sheet, lang)
    rest = beside(pages_of(made(form, run)), form)
    for one in form.sections:
        for block in one.blocks:
            if isinstance(block, Table):  # its head is repeated where it goes on over a page
                rest = rest.replace(squeezed("".join(column.title for column in block.columns)), "")

    assert set(rest) <= {"–", "\\", "u", "{", "}", "0", "2", "f"}, rest


@needs_the_extra
def test_the_same_run_gives_the_same_bytes() -> None:
    form, run = form_of(full_record()), full_record()
    first = made(form, run)
    time.sleep(1.1)  # no clock of a whole second is in it

    assert made(form, run) == first


@needs_the_extra
def test_it_is_dated_by_its_issue_tagged_with_bookmarks_and_carries_results_json() -> None:
    run = attested_run()
    reader = PdfReader(io.BytesIO(made(form_of(run), run)))
    catalog = reader.trailer["/Root"]

    assert reader.metadata is not None
    assert reader.metadata["/CreationDate"] == reader.metadata["/ModDate"] == "D:20261123000000Z"
    assert reader.metadata.title == "Test report EX-7"
    assert catalog["/MarkInfo"]["/Marked"] == True  # noqa: E712 - an object of pypdf
    assert catalog["/Lang"] == "en"
    assert len(reader.outline) == 12
    assert reader.attachments["results.json"] == [given(run).results.encode()]
    assert given(run).results_sha256 in squeezed("".join(pages_of(made(form_of(run), run))))
    assert b"<pdfaid:part>3</pdfaid:part>" in catalog["/Metadata"].get_data()


@needs_the_extra
def test_it_loads_nothing_and_runs_nothing() -> None:
    content = made(form_of(full_record()), full_record())

    assert not [word for word in (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/URI") if word in content]


@needs_the_extra
def test_all_fonts_are_embedded() -> None:
    reader = PdfReader(io.BytesIO(made(form_of(full_record(), SHEET, Language.ZH), full_record())))
    fonts = [
        set(descendant.get_object()["/FontDescriptor"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
        for descendant in font.get_object()["/DescendantFonts"]
    ]

    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & one for one in fonts)


@needs_the_extra
def test_hostile_names_stay_names_and_long_ones_wrap() -> None:
    files = tuple(
        recording(path) for path in (*HOSTILE_PATHS, "a\U0001f3a5b.mp4", '#pdf.attach("x", bytes(1))*_$`.mp4')
    )
    run = record((), files, ())
    pages = pages_of(made(form_of(run), run))
    text = squeezed("".join(pages))

    assert "DCIM/<script>alert(1)</script>.mp4" in text
    assert squeezed("DCIM/{{ 7 * 7 }}{% raw %}.mp4") in text
    assert "DCIM/evidence\\u202egnp.4pm" in text
    assert "DCIM/bad\\xff\\x80name\\x07\\x0anew.mp4" in text
    assert "a\\u{1f3a5}b.mp4" in text
    assert squeezed('#pdf.attach("x", bytes(1))*_$`.mp4') in text
    assert text.count("a") > 4091
    longest = max(len(line) for page in pages for line in page.splitlines())
    assert longest < 200


@needs_the_extra
def test_what_can_be_drawn_alone_but_not_together_and_what_pdf_a_forbids_is_written_out() -> None:
    # a mark of Noto Sans CJK on a letter, one that no font has on a brace, a private character, a variation selector
    names = ("e\u0301.mp4", "{}\u1dc1.mp4", "\ue000\uf8ff.mp4", "G\ufe07.mp4", "名\U000e0101.mp4", "\u05d0\u05d1.mp4")
    run = record((), tuple(recording(name) for name in names), ())
    text = squeezed("".join(pages_of(made(form_of(run), run))))

    assert "{}\\u{1dc1}.mp4" in text
    assert "\\u{e000}\\u{f8ff}.mp4" in text
    assert "G\\u{fe07}.mp4" in text
    assert "名\\u{e0101}.mp4" in text


@needs_the_extra
def test_a_long_text_of_the_laboratory_goes_on_over_pages() -> None:
    sheet = replace(SHEET, deviations="line of a long text\n" * 200, body=replace(SHEET.body, address="x" * 4000))
    run = replace(one_case(Verdict.PASS))
    run = replace(run, submission=replace(run.submission, device=Device("m" * 9000, "", "", "")))
    text = squeezed("".join(pages_of(made(form_of(run, sheet), run))))

    assert text.count("lineofalongtext") == 200
    assert text.count("m") > 9000
    assert text.count("x") > 4000


@needs_the_extra
def test_a_form_as_large_as_one_gets_is_set_in_time() -> None:
    run = full_record()
    clause = run.catalog.clauses[0]
    files = tuple(recording(f"DCIM/{number}.mp4") for number in range(1100))
    clauses = tuple(replace(clause, id=f"ex1-{number}") for number in range(30))
    template = run.findings[0]
    findings = tuple(replace(template, clause=one.id, evidence=file.id) for one in clauses for file in files[:40])
    large = record(clauses, files, findings)
    started = time.monotonic()
    content = made(form_of(large), large)

    assert len(PdfReader(io.BytesIO(content)).pages) > 60
    assert time.monotonic() - started < 60


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    pdf._typesetter.cache_clear()
    form, run = form_of(one_case(Verdict.PASS)), one_case(Verdict.PASS)

    with pytest.raises(MissingExtraError, match=r"pip install 'recorder-conformance\[pdf\]'"):
        made(form, run)
    pdf._typesetter.cache_clear()
