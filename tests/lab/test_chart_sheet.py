"""The instruction: one page in either language that loads and runs nothing; its numbers are those of the chart."""

import re

import pytest

from conformance.lab.chart import Paper
from conformance.lab.chart_phrases import CHART_PHRASES
from conformance.lab.chart_sheet import chart_sheet, distance
from conformance.report.messages import Language
from tests.lab.test_sheet import Reader


@pytest.mark.parametrize("lang", Language)
def test_the_page_loads_nothing_and_runs_nothing(lang: Language) -> None:
    sheet = chart_sheet(Paper.A3, (3840, 2160), lang)
    read = Reader(sheet)

    assert not read.tags & {"script", "img", "link", "iframe", "object", "form", "input", "a"}
    assert not {name for name in read.attributes if name.startswith("on")} | read.attributes & {"src", "href", "style"}
    assert not re.search(r"https?:|url\(|@import", sheet)


@pytest.mark.parametrize("lang", Language)
def test_the_page_says_everything_in_one_language(lang: Language) -> None:
    text = Reader(chart_sheet(Paper.A2, (1920, 1080), lang)).text
    mine, other = ("en", "zh") if lang is Language.EN else ("zh", "en")
    openings = {key: getattr(words, mine).split("{")[0] for key, words in CHART_PHRASES.items()}

    assert [key for key, opening in openings.items() if opening.replace("\u00a0", " ") not in text] == []
    assert [
        key for key, words in CHART_PHRASES.items() if len(getattr(words, other)) > 12 and getattr(words, other) in text
    ] == []


def test_the_page_names_paper_screen_and_distances() -> None:
    text = Reader(chart_sheet(Paper.A3, (3840, 2160), Language.EN)).text

    assert "A3 print, 400 mm 346 mm 200 mm 140 mm 93 mm" in text
    assert "a screen of 3840 x 2160 px" in text
    assert "fewer than 40 px of use are refused: the chart must be some 400 px wide" in text
    assert "- {path: chart.mp4, role: chart}" in text


@pytest.mark.parametrize(("width", "angle", "far"), [(400, 90, 200), (1000, 60, 866), (2, 90, 1)])
def test_the_distance_is_that_from_which_the_width_fills_the_angle(width: float, angle: float, far: int) -> None:
    assert distance(width, angle) == far


def test_both_languages_put_in_the_same_values() -> None:
    def names(text: str) -> list[str]:
        return sorted(re.findall(r"{(\w+)}", text))

    assert [key for key, said in CHART_PHRASES.items() if names(said.en) != names(said.zh)] == []
