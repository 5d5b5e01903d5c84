"""A report that is divided into pages, in a real browser: silent, alone, narrow, linked and accessible."""

from pathlib import Path

import pytest

from conformance.model.shots import NO_ALBUM
from conformance.report.details import dividing
from conformance.report.messages import Language

from ..report.factory import full_record
from .conftest import violations
from .devtools import Tab

FIRST = {"evidence": "report/evidence-00001.html", "clause": "report/clause-0001-001.html", "report": "report.html"}


@pytest.fixture(scope="module", params=Language)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages of a run with every verdict and hostile names, in one language."""
    root = tmp_path_factory.mktemp("divided")
    (root / "report").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dividing, "PAGED_FROM", 2)
        for name, pieces in dividing.html_report(full_record(), request.param, NO_ALBUM):
            (root / name).write_text("".join(map(str, pieces)), encoding="utf-8")
    return root


@pytest.mark.parametrize("page", FIRST)
def test_the_console_is_silent_and_nothing_is_asked_of_the_network(tab: Tab, folder: Path, page: str) -> None:
    url = (folder / FIRST[page]).as_uri()
    tab.open(url)
    tab.paper()
    assert tab.complaints() == []
    assert tab.requests() == [url]


@pytest.mark.parametrize("page", FIRST)
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_is_wider_than_the_window(tab: Tab, folder: Path, page: str, width: int) -> None:
    tab.look(width)
    tab.open((folder / FIRST[page]).as_uri())
    tab.evaluate('document.querySelectorAll("details").forEach((one) => (one.open = true))')
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_a_reader_comes_from_the_report_to_a_finding_and_back(tab: Tab, folder: Path) -> None:
    tab.open((folder / "report.html").as_uri())
    listed = tab.evaluate("""document.querySelector('a[href="report/clause-0001-001.html"]').href""")
    tab.open(listed)
    finding = tab.evaluate("""document.querySelector("tbody th a").href""")
    tab.open(finding)
    assert tab.evaluate("document.querySelector(':target').tagName") == "TR"
    tab.open(tab.evaluate("document.querySelector(':target th a').href"))
    assert tab.evaluate("document.querySelector(':target h3 .num').textContent") == "4.1"


@pytest.mark.parametrize("page", FIRST)
@pytest.mark.parametrize("look", [(1280, "light"), (390, "dark")], ids=str)
def test_axe_finds_nothing(tab: Tab, folder: Path, axe: str, page: str, look: tuple[int, str]) -> None:
    width, scheme = look
    tab.look(width, dark=scheme == "dark")
    tab.open((folder / FIRST[page]).as_uri())
    assert violations(tab, axe) == []
