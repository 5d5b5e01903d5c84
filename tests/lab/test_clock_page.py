"""The page of the reference clock: it asks nothing of any network, and what it shows is read back as the time it is."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from conformance.extract.reference_clock.watcher import ClockWatcher
from conformance.lab.clock_page import clock_page
from conformance.lab.clock_phrases import CLOCK_PHRASES
from conformance.model.clock_facts import ClockFacts, ClockPicture
from conformance.model.clock_pattern import Draw, message
from conformance.model.pattern_facts import Seen
from conformance.report.messages import Language
from tests.extract.filming import frame
from tests.lab.browser import BROWSER, Browser
from tests.lab.test_sheet import Reader

needs_browser = pytest.mark.skipif(not BROWSER, reason="there is no Chromium to show the page in")


@pytest.mark.parametrize("lang", Language)
def test_the_page_loads_nothing(lang: Language) -> None:
    page = clock_page(lang)
    read = Reader(page)

    assert not read.tags & {"link", "iframe", "object", "img", "a", "video", "audio", "embed"}
    assert not {name for name in read.attributes if name.startswith("on")} | read.attributes & {"href", "src", "action"}
    assert not re.search(r"https?:|url\(|@import|import\(|fetch|XMLHttpRequest|WebSocket|Worker", page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("lang", Language)
def test_the_page_says_all_of_it_in_one_language(lang: Language) -> None:
    text = Reader(clock_page(lang)).text
    mine, other = ("en", "zh") if lang is Language.EN else ("zh", "en")

    assert [key for key, words in CLOCK_PHRASES.items() if getattr(words, mine).split("{")[0] not in text] == []
    assert [key for key, words in CLOCK_PHRASES.items() if getattr(words, other).split("{")[0] in text] == []
    assert "- {path: clock.mp4, role: reference_clock}" in text


Show = Callable[[str], Browser]


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Show]:
    """Opens the page with a fragment and lets it run for a second."""
    browser = Browser(tmp_path / "profile", 1280, 720)

    def shown(fragment: str) -> Browser:
        page = tmp_path / "clock.html"
        page.write_text(clock_page(Language.EN), encoding="utf-8")
        browser.ask("Page.navigate", url=f"{page.as_uri()}{fragment}")
        browser.evaluate("new Promise(done => setTimeout(done, 1200))")
        return browser

    yield shown
    browser.close()


def read(picture: Path) -> ClockPicture:
    with av.open(str(picture)) as container:
        (shown,) = container.decode(video=0)
        luma = shown.to_ndarray(format="gray")
    watcher = ClockWatcher(limited=False)
    watcher.take(frame(np.ascontiguousarray(luma)), 0)
    facts = watcher.frozen()
    assert isinstance(facts, ClockFacts), facts
    return facts.pictures[0]


@needs_browser
@pytest.mark.parametrize(("offset", "delay"), [(0, None), (-86_400_123.4, 40)])
def test_what_the_page_shows_is_read_as_the_time_it_is(
    offset: float, delay: int | None, show: Show, tmp_path: Path
) -> None:
    browser = show(f"#offset={offset}&uncertainty=4.2" + (f"&delay={delay}" if delay else ""))
    before = time.time() * 1000
    picture = read(browser.screenshot(tmp_path / "shown.png"))
    after = time.time() * 1000

    assert picture.seen is Seen.READ
    assert len(picture.lanes) == 4
    draws = [lane.draw for lane in picture.lanes]
    assert {draw.uncertainty for draw in draws} == {5}
    assert {draw.relative for draw in draws} == {False}
    assert {draw.delay_stated for draw in draws} == {delay is not None}
    newest = max(draw.time for draw in draws) - offset
    assert before - 200 <= newest <= after + 200  # a busy machine draws a screenshot late


@needs_browser
def test_draws_follow_each_other_as_the_display_refreshes(show: Show, tmp_path: Path) -> None:
    browser = show("#uncertainty=5")
    pictures = [read(browser.screenshot(tmp_path / f"{number}.png")) for number in range(4)]

    assert [one.seen for one in pictures] == [Seen.READ] * 4
    for picture in pictures:
        draws = sorted((lane.draw for lane in picture.lanes), key=lambda draw: draw.time)
        assert [(draw.number - draws[0].number) % 256 for draw in draws] == [0, 1, 2, 3]
        assert draws[3].time - draws[0].time >= 3 * 1000 / 76


@needs_browser
def test_nothing_is_logged_and_nothing_is_asked_of_the_network(show: Show) -> None:
    browser = show("#uncertainty=5")
    browser.evaluate("dispatchEvent(new Event('resize'))")
    asked = [one["params"]["request"]["url"] for one in browser.events if one["method"] == "Network.requestWillBeSent"]
    logged = [one for one in browser.events if one["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown")]
    logged += [one for one in browser.events if one["method"] == "Log.entryAdded"]

    assert len(asked) == 1
    assert asked[0].startswith("file:///")
    assert logged == []


@needs_browser
def test_the_script_works_out_a_message_as_the_reader_does(show: Show) -> None:
    browser = show("#uncertainty=25&delay=40")
    said = browser.evaluate("number = 232, [...new Uint8Array(message(1795651216667).buffer)]")

    assert bytes(said) == message(Draw(1_795_651_216_667, 232, 25, delay_stated=True))


@needs_browser
@pytest.mark.parametrize("fragment", ["", "#offset=3", "#uncertainty=0", "#uncertainty=255", "#uncertainty=x"])
def test_without_an_uncertainty_the_page_does_not_start(fragment: str, show: Show, tmp_path: Path) -> None:
    browser = show(fragment)

    assert browser.evaluate("document.body.className") == ""
    assert browser.evaluate("entered.uncertainty") == 0
    assert browser.evaluate("getComputedStyle(document.querySelector('main')).display") == "block"


@needs_browser
def test_the_button_starts_the_clock_and_escape_leads_back(show: Show) -> None:
    browser = show("")
    browser.evaluate("form.elements.uncertainty.value = '7', document.querySelector('button').click()")
    assert browser.evaluate("[document.body.className, entered.uncertainty].join()") == "running,7"

    browser.evaluate("dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))")
    assert browser.evaluate("document.body.className") == ""
