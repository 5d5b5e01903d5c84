"""The comparison, the index of runs, the laboratory's form and timelines of files, in a real browser."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.model.vocabulary import Verdict
from conformance.report.comparison.html import comparison_page
from conformance.report.comparison.index import write_index
from conformance.report.form.html import form_html
from conformance.report.messages import Language

from ..report.comparison.factory import HOSTILE, comparison, results, stored
from ..report.factory import HOSTILE_PATHS, full_record
from ..report.form.made import form_of
from ..report.page.test_timeline import LINE
from ..report.page.test_timeline import page as timelines
from .conftest import violations
from .devtools import Tab

PAGES = ("diff", "index", "form", "timeline")
ALONE: dict[str, Callable[[Language], str]] = {
    "diff": lambda lang: comparison_page(comparison(), lang),
    "form": lambda lang: form_html(form_of(full_record(), lang=lang)),
    "timeline": lambda lang: timelines(LINE, replace(LINE, of=HOSTILE_PATHS[-1]), lang=lang),
}
At = Callable[[str, Language], str]


def index_of_runs(folder: Path, lang: Language) -> Path:
    """The index of several runs of one device, one run of a hostile name, and one that can't be read."""
    verdicts = (Verdict.PASS, Verdict.FAIL, Verdict.NOT_TESTED, Verdict.ERROR)
    for number, verdict in enumerate(verdicts, 1):
        stored(folder / f"run{number}", results(verdict, started=f"2026-11-0{number}T08:00:00+00:00"))
        (folder / f"run{number}" / "report.html").write_text("")
    visible = HOSTILE.replace("\udcff", "")
    stored(folder / "hostile", results(maker=visible * 20, model=visible, firmware=visible))
    stored(folder / "broken", "{")
    return write_index(folder, lang)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> At:
    """Writes a page by its name and says where it is."""

    def write(name: str, lang: Language) -> str:
        folder = tmp_path_factory.mktemp(name)
        if name == "index":
            return index_of_runs(folder, lang).as_uri()
        file = folder / "page.html"
        file.write_text(ALONE[name](lang), encoding="utf-8")
        return file.as_uri()

    return write


@pytest.mark.parametrize("lang", Language)
@pytest.mark.parametrize("name", PAGES)
def test_the_console_is_silent_and_nothing_is_asked_of_the_network(tab: Tab, at: At, name: str, lang: Language) -> None:
    url = at(name, lang)
    tab.open(url)
    tab.paper()
    assert tab.complaints() == []
    assert tab.requests() == [url]


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("lang", Language)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_window(tab: Tab, at: At, name: str, lang: Language, width: int) -> None:
    tab.look(width)
    tab.open(at(name, lang))
    tab.evaluate('document.querySelectorAll("details").forEach((one) => (one.open = true))')
    assert tab.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(tab: Tab, at: At, axe: str, name: str) -> None:
    for lang in Language:
        url = at(name, lang)
        for width in (1280, 390):
            for dark in (False, True):
                tab.look(width, dark=dark)
                tab.open(url)
                assert (lang, width, dark, violations(tab, axe)) == (lang, width, dark, [])
