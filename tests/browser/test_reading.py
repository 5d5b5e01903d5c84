"""The page in a real browser: silent, alone, safe from hostile names, narrow, dark, on paper, and accessible."""

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest

from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Verdict
from conformance.model.words import Words
from conformance.report.messages import Language

from ..report.beside_factory import beside_record
from ..report.factory import HOSTILE_PATHS, full_record, one_case
from .conftest import Shown, violations
from .devtools import Tab


def hostile_record() -> RunRecord:
    """A run in which every word that people wrote is an attack."""
    script = "document.title='caught'"
    evil = f'</script><script>{script}</script><img src=//evil.example/x onerror="{script}">'
    run = full_record()
    device = replace(run.submission.device, maker=evil, serial=f"javascript:alert(1){evil}")
    ignored = tuple(replace(one, path=evil, why=evil) for one in run.submission.ignored)
    return replace(run, sentence=evil, submission=replace(run.submission, device=device, ignored=ignored))


@pytest.mark.parametrize("lang", Language)
@pytest.mark.parametrize(("name", "run"), [("full", full_record()), ("beside", beside_record())])
def test_the_console_is_silent_and_nothing_is_asked_of_the_network(
    tab: Tab, address: Shown, name: str, run: RunRecord, lang: Language
) -> None:
    url = address(run, lang, name)
    tab.open(url)
    tab.evaluate('document.querySelector("#table thead button").click()')
    tab.paper()
    assert tab.complaints() == []
    assert tab.requests() == [url]


def test_hostile_words_stay_words(tab: Tab, address: Shown) -> None:
    url = address(hostile_record(), Language.EN, "hostile")
    tab.open(f"{url}?text=<img+src=x+onerror=alert(1)>#<script>")
    tab.evaluate('document.querySelectorAll("details").forEach((one) => (one.open = true))')
    assert tab.evaluate("document.title").startswith("INVALID")
    assert tab.evaluate("document.scripts.length") == 1
    assert tab.evaluate("document.images.length") == 0
    assert tab.complaints() == []
    assert tab.requests() == [f"{url}?text=%3Cimg+src=x+onerror=alert(1)%3E"]
    text = tab.evaluate("document.body.textContent")
    assert HOSTILE_PATHS[0] in text
    assert HOSTILE_PATHS[-1] in text


def test_the_policy_refuses_every_other_script(tab: Tab, address: Shown) -> None:
    tab.open(address())
    tab.evaluate(
        """{ const one = document.createElement("script"); one.textContent = "document.title = 'caught'";
        document.body.append(one); }"""
    )
    tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')")
    assert tab.evaluate("document.title").startswith("INVALID")
    assert any("Content Security Policy" in one for one in tab.complaints())


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_is_wider_than_the_window(tab: Tab, address: Shown, width: int) -> None:
    tab.look(width)
    tab.open(address())
    tab.evaluate('document.querySelectorAll("details").forEach((one) => (one.open = true))')
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_the_first_stop_of_the_keyboard_leads_past_the_header(tab: Tab, address: Shown) -> None:
    tab.open(address())
    tab.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to what decides it"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().left >= 0") is True
    tab.press("Enter")
    assert tab.evaluate("location.hash") == "#decides"


def test_a_link_into_a_folded_part_unfolds_it(tab: Tab, address: Shown) -> None:
    tab.open(address())
    tab.evaluate('document.querySelectorAll("details").forEach((one) => (one.open = false))')
    tab.evaluate("""document.querySelector('a[href="#f2"]').click()""")
    assert tab.evaluate('document.getElementById("f2").closest("details").open') is True


def test_headings_leave_out_no_level(tab: Tab, address: Shown) -> None:
    tab.open(address())
    levels = tab.evaluate('[...document.querySelectorAll("h1,h2,h3,h4")].map((one) => +one.tagName[1])')
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_it_prints_on_numbered_pages_of_a4(tab: Tab, address: Shown) -> None:
    tab.open(address())
    paper = tab.paper()
    sizes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper))
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(595, 842)}
    pages = len(re.findall(rb"/Type /Page\b", paper))
    assert 3 <= pages <= 30


@pytest.mark.parametrize("look", [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")], ids=str)
@pytest.mark.parametrize("query", ["", "?verdict=fail&sort=-number"], ids=["whole", "filtered"])
def test_axe_finds_nothing(tab: Tab, address: Shown, axe: str, query: str, look: tuple[int, str]) -> None:
    width, scheme = look
    tab.look(width, dark=scheme == "dark")
    for name, run in (("full", full_record()), ("beside", beside_record())):
        tab.open(address(run, Language.EN, name) + query)
        assert violations(tab, axe) == []


def test_axe_finds_nothing_on_a_chinese_page(tab: Tab, address: Shown, axe: str) -> None:
    tab.open(address(full_record(), Language.ZH))
    assert violations(tab, axe) == []


def test_the_bars_of_many_documents_begin_on_the_first_printed_page(tab: Tab, address: Shown) -> None:
    pypdf = pytest.importorskip("pypdf", reason="needs pypdf, of the extra 'test'")
    run = one_case(Verdict.FAIL)
    (clause,) = run.catalog.clauses
    numbers = range(1, 61)
    clauses = tuple(replace(clause, id=f"ex{number}-4.1", document=f"d{number}") for number in numbers)
    documents = tuple(
        replace(run.catalog.documents[0], id=f"d{number}", title=Words(f"Document {number}", "")) for number in numbers
    )
    many = replace(
        run,
        catalog=replace(run.catalog, clauses=clauses, documents=documents),
        clauses=tuple(replace(run.clauses[0], clause=one.id) for one in clauses),
        findings=tuple(replace(run.findings[0], clause=one.id) for one in clauses),
    )
    tab.open(address(many, Language.EN, "documents"))
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(tab.paper())).pages]

    assert "NOT DETERMINED" in pages[0]
    assert "Document 1 " in pages[0].replace("\n", " ")
    assert "Document 20 " in pages[0].replace("\n", " ")
    assert "Document 60 " in pages[1].replace("\n", " ")
