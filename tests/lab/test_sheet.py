"""The sheet: everything of the plan is on it, hostile text is inert, and it loads and runs nothing."""

import re
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from conformance.catalog import load_catalog
from conformance.lab.needs import Scene
from conformance.lab.phrases import EXAMPLES, PHRASES, SCENES, SETTINGS, STAGING
from conformance.lab.plan import capture_plan
from conformance.lab.sheet import html_sheet
from conformance.lab.wording import duration_text
from conformance.measurands import registry
from conformance.model.applicability import Applicability, IsDeclared
from conformance.model.clause import Quantifier, Unassessed
from conformance.model.statement import NotShown, StatementItem
from conformance.model.units import TEXT
from conformance.model.vocabulary import EvidenceKind, ItemKind, QuantifierKind, Reason, Role
from conformance.model.words import Words
from conformance.report.messages import Language
from conformance.shipped import catalog_path
from tests.lab.making import attested, catalog, clause, condition, words

SHIPPED = capture_plan(load_catalog(catalog_path(), registry.signatures()), ("everything",))
HOSTILE = "<script>alert(1)</script> \"' {{ 7*7 }} \u202e"


class Reader(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"


def hostile_plan() -> str:
    evil = Words(HOSTILE, HOSTILE)
    item = StatementItem("sound", ItemKind.CHOICE, evil, TEXT, (HOSTILE, "b"), NotShown())
    clauses = (
        replace(clause("a", condition("video.duration", "")), title=evil, wording=evil, number=HOSTILE),
        replace(attested("b", "gps", HOSTILE), title=evil, wording=evil),
        clause("c", Unassessed(Reason.NOT_TESTABLE, HOSTILE), evidence=EvidenceKind.NONE),
        replace(clause("d", condition("video.frame_rate")), applies=Applicability(HOSTILE, IsDeclared("sound"))),
    )
    made = catalog(*clauses, items=(item,))
    profile = replace(made.profiles[0], title=evil)
    document = replace(made.documents[0], title=evil)
    return html_sheet(capture_plan(replace(made, profiles=(profile,), documents=(document,)), ("p",)), Language.EN)


def test_hostile_text_of_a_catalog_is_shown_and_does_nothing() -> None:
    page = hostile_plan()
    read = Reader(page)

    assert "script" not in read.tags
    assert read.text.count("<script>alert(1)</script>") >= 8
    assert "49" not in read.text
    assert "\u202e" not in page
    assert "\\u202e" in read.text


@pytest.mark.parametrize("lang", Language)
def test_the_page_loads_nothing_and_runs_nothing(lang: Language) -> None:
    page = html_sheet(SHIPPED, lang)
    read = Reader(page)

    assert not read.tags & {"script", "img", "link", "iframe", "object", "form", "input", "a", "svg"}
    assert not {name for name in read.attributes if name.startswith("on")} | read.attributes & {"src", "href", "style"}
    assert not re.search(r"https?:|url\(|@import", page)
    assert (
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        in page
    )


@pytest.mark.parametrize("lang", Language)
def test_every_clause_and_every_step_is_on_the_sheet(lang: Language) -> None:
    text = Reader(html_sheet(SHIPPED, lang)).text
    steps = [
        one.step for part in (SHIPPED.recordings, SHIPPED.witnessed, SHIPPED.questions, SHIPPED.limits) for one in part
    ]

    assert [row.clause.id for row in SHIPPED.rows if row.clause.id not in text] == []
    assert [step for step in steps if not re.search(rf"\b{step}\b", text)] == []


def test_the_sheet_is_in_one_language() -> None:
    plan = capture_plan(catalog(attested("a", "gps", "present")), ("p",))
    english, chinese = (Reader(html_sheet(plan, lang)).text for lang in (Language.EN, Language.ZH))

    assert "wording of a" in english
    assert "中 wording of a" not in english
    assert "中 wording of a" in chinese
    assert "Witness" not in chinese


def test_recordings_that_are_made_alike_share_one_block_with_a_line_each() -> None:
    three = clause("a", condition("video.frame_rate"), quantifier=Quantifier(QuantifierKind.AT_LEAST, 3))
    page = html_sheet(capture_plan(catalog(three), ("p",)), Language.EN)

    assert page.count('<article class="step">') == 1
    assert "R1–R3" in page
    assert page.count("File name") == 3


def test_a_measured_value_asks_for_its_instrument_and_a_text_for_what_it_was_seen_on() -> None:
    measured = html_sheet(capture_plan(catalog(attested("a", "battery_time", "8 h")), ("p",)), Language.EN)
    seen = html_sheet(capture_plan(catalog(attested("a", "gps", "present")), ("p",)), Language.EN)

    assert "Calibration due" in measured
    assert "≥ 8 h" in measured
    assert "Calibration due" not in seen
    assert "Seen on, or by means of" in seen


def test_a_clause_that_depends_on_the_statement_says_so_at_its_step() -> None:
    applies = replace(attested("a", "gps", "present"), applies=Applicability("location", IsDeclared("location")))
    item = StatementItem("location", ItemKind.BOOL, words("Does it know its place?"), TEXT, (), NotShown())
    text = Reader(html_sheet(capture_plan(catalog(applies, items=(item,)), ("p",)), Language.EN)).text

    assert "only where location" in text
    assert "Does it know its place?" in text


@pytest.mark.parametrize(("seconds", "text"), [(20, "20 s"), (180, "3 min"), (90, "90 s"), (3600, "60 min")])
def test_durations_are_in_whole_minutes_or_in_seconds(seconds: int, text: str) -> None:
    assert duration_text(Fraction(seconds)) == text


def test_every_role_scene_and_stated_setting_has_its_words() -> None:
    settings = {
        rest.removeprefix("settings.") for one in registry.MEASURANDS for rest in one.rests_on if "settings." in rest
    }

    assert set(STAGING) == set(Role)
    assert set(SCENES) == set(Scene)
    assert set(SETTINGS) == set(EXAMPLES) == settings


def test_both_languages_put_in_the_same_values() -> None:
    def names(text: str) -> list[str]:
        return sorted(re.findall(r"(?<!{){(\w+)}", text))

    assert [key for key, said in PHRASES.items() if names(said.en) != names(said.zh)] == []
