"""Pages of hand-made runs, and a browser to look at them; without Chromium these tests are skipped."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.model.finding import RunRecord
from conformance.report.messages import Language
from conformance.report.page.html import html_page

from ..report.factory import full_record
from .devtools import Browser, Tab, browser

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Shown = Callable[..., str]


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip(f"no browser of the names {', '.join(PROGRAMS)}")
    with browser(program, tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Tab]:
    page = Tab(chromium)
    page.look(1280)
    yield page
    page.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """Writes the page of a run and says where it is."""
    folder = tmp_path_factory.mktemp("pages")

    def write(run: RunRecord | None = None, lang: Language = Language.EN, name: str = "full") -> str:
        file: Path = folder / f"{name}-{lang.value}.html"
        if not file.exists():
            file.write_text(html_page(full_record() if run is None else run, lang), encoding="utf-8")
        return file.as_uri()

    return write


@pytest.fixture(scope="session")
def axe() -> str:
    """Source of axe-core (MPL-2.0), which this project neither ships nor fetches by itself."""
    path = os.environ.get("AXE_CORE", "")
    if not path:
        pytest.skip("AXE_CORE does not name an axe.min.js; `npm pack axe-core` brings one")
    return Path(path).read_text(encoding="utf-8")


def violations(tab: Tab, axe: str) -> list[str]:
    """What axe-core holds against the page, all of it unfolded; of any impact, not only a serious one."""
    tab.evaluate('document.querySelectorAll("details").forEach((one) => (one.open = true))')
    tab.evaluate(f"{axe};undefined")
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = tab.evaluate(f"axe.run(document, {json.dumps(options)}).then((one) => one.violations)")
    return [f"{one['impact']} {one['id']}: {[node['html'][:200] for node in one['nodes'][:3]]}" for one in found]
