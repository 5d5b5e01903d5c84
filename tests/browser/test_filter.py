"""The filter of the clause table, used as people use it: by hand, by keyboard, by a link that was sent to them."""

from dataclasses import replace

import pytest

from conformance.report.messages import Language

from ..report.factory import BASE, record
from .conftest import Shown
from .devtools import Tab

NUMBERS = """[...document.querySelectorAll("#table tr[data-document]")]
    .filter((row) => row.checkVisibility()).map((row) => row.cells[0].textContent).join(" ")"""
STATUS = 'document.querySelector("#table [role=status]").textContent'
GROUPS = '[...document.querySelectorAll("#table .group")].filter((row) => row.checkVisibility()).length'
ALL = "4.1 4.2 5.1 6 3 4.7 1"


def shown(tab: Tab) -> str:
    """Numbers of the clauses that are seen."""
    return str(tab.evaluate(NUMBERS))


def status(tab: Tab) -> str:
    return str(tab.evaluate(STATUS))


def choose(tab: Tab, name: str, value: str) -> None:
    tab.evaluate(
        f"""{{ const list = document.querySelector("#table select[name={name}]"); list.value = "{value}";
        list.dispatchEvent(new Event("input", {{ bubbles: true }})); }}"""
    )


def click(tab: Tab, selector: str) -> None:
    tab.evaluate(f"document.querySelector({selector!r}).click()")


def test_without_a_filter_all_clauses_are_shown_in_the_order_of_the_documents(tab: Tab, address: Shown) -> None:
    tab.open(address())
    assert shown(tab) == ALL
    assert status(tab) == "All 7 clauses are shown."


def test_without_script_the_table_is_whole_and_no_filter_is_offered(tab: Tab, address: Shown) -> None:
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    tab.open(address())
    document = tab.call("DOM.getDocument", depth=-1)["root"]["nodeId"]

    def count(selector: str) -> int:
        return len(tab.call("DOM.querySelectorAll", nodeId=document, selector=selector)["nodeIds"])

    assert count("#table tr[data-document]:not([hidden])") == 7
    assert count("#table .filter[hidden]") == 1
    assert count("#table thead button") == 0
    assert count("html.scripted") == 0


@pytest.mark.parametrize(
    ("name", "value", "numbers"),
    [
        ("document", "example-2", "3 4.7"),
        ("topic", "frame_rate", ALL),
        ("level", "should", "6"),
        ("evidence", "recording", ALL),
    ],
)
def test_a_list_leaves_what_has_that_value(tab: Tab, address: Shown, name: str, value: str, numbers: str) -> None:
    tab.open(address())
    choose(tab, name, value)
    for width in (1280, 390):
        tab.look(width)
        assert shown(tab) == numbers
    assert f"{name}={value}" in tab.evaluate("location.search")


def test_verdicts_add_up_and_other_choices_narrow(tab: Tab, address: Shown) -> None:
    tab.open(address())
    click(tab, '[name=verdict][value="error"]')
    assert shown(tab) == "1"
    click(tab, '[name=verdict][value="fail"]')
    assert shown(tab) == "4.1 5.1 3 1"
    choose(tab, "document", "example-1")
    assert shown(tab) == "4.1 5.1"


def test_a_filtered_table_says_what_it_hides(tab: Tab, address: Shown) -> None:
    tab.open(address())
    choose(tab, "document", "example-2")
    assert status(tab) == "2 of 7 clauses are shown: this filter hides 5."
    looks = 'getComputedStyle(document.querySelector("#table {}")).{}'
    assert tab.evaluate(looks.format("[role=status]", "borderTopStyle")) == "dashed"
    assert tab.evaluate(looks.format("table", "borderLeftStyle")) == "dashed"
    assert tab.evaluate('document.querySelector("[data-repeats]").textContent') == status(tab)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_filter_that_matches_nothing_says_so(tab: Tab, address: Shown, width: int) -> None:
    tab.look(width)
    tab.open(f"{address()}?text=no+such+word")
    assert shown(tab) == ""
    assert tab.evaluate(GROUPS) == 0
    assert status(tab) == "Nothing matches: this filter hides all 7 clauses."


@pytest.mark.parametrize(
    ("words", "numbers"),
    [("clock", "6"), ("PICTURE size", "5.1"), ("video.width", "5.1"), ("ex2-3", "3"), ("frames second clock", "6")],
)
def test_words_are_looked_for_in_title_id_wording_and_quantity(
    tab: Tab, address: Shown, words: str, numbers: str
) -> None:
    tab.open(address())
    tab.evaluate('document.querySelector("#table [type=search]").focus()')
    tab.press(*("Space" if letter == " " else letter for letter in words))
    assert shown(tab) == numbers


def test_a_link_restores_what_was_chosen(tab: Tab, address: Shown) -> None:
    tab.open(address())
    click(tab, '[name=verdict][value="fail"]')
    choose(tab, "document", "example-1")
    click(tab, '#table [data-key="number"] button')
    click(tab, '#table [data-key="number"] button')
    link = tab.evaluate("location.href")
    assert link.endswith("?verdict=fail&document=example-1&sort=-number")
    tab.open("about:blank")
    tab.open(link)
    assert shown(tab) == "5.1 4.1"
    assert status(tab) == "2 of 7 clauses are shown: this filter hides 5. Sorted by “Number”, falling."
    assert tab.evaluate('document.querySelector("[value=fail]").checked') is True


def test_a_link_of_nonsense_hides_nothing(tab: Tab, address: Shown) -> None:
    tab.open(f"{address()}?verdict=%00&document=<b>&sort=__proto__&level=constructor#%")
    assert shown(tab) == ALL
    assert tab.complaints() == []


@pytest.mark.parametrize(
    ("column", "rising", "falling"),
    [
        ("number", "1 3 4.1 4.2 4.7 5.1 6", "6 5.1 4.7 4.2 4.1 3 1"),
        ("verdict", "1 4.1 5.1 3 6 4.7 4.2", "4.2 4.7 6 4.1 5.1 3 1"),
        ("level", "4.1 4.2 5.1 3 4.7 1 6", "6 4.1 4.2 5.1 3 4.7 1"),
    ],
)
def test_a_column_sorts_rising_falling_and_back(
    tab: Tab, address: Shown, column: str, rising: str, falling: str
) -> None:
    tab.open(address())
    header = f'#table [data-key="{column}"]'
    for numbers, direction in ((rising, "ascending"), (falling, "descending"), (ALL, None)):
        click(tab, f"{header} button")
        assert shown(tab) == numbers
        assert tab.evaluate(f"document.querySelector({header!r}).getAttribute('aria-sort')") == direction


def test_a_sorted_row_names_its_document(tab: Tab, address: Shown) -> None:
    tab.open(f"{address()}?sort=verdict")
    assert tab.evaluate('document.querySelector("#t6 .of").checkVisibility()') is True
    for width in (1280, 390):
        tab.look(width)
        assert tab.evaluate(GROUPS) == 0


def test_everything_is_reached_and_done_by_keyboard(tab: Tab, address: Shown) -> None:
    tab.open(address())
    tab.evaluate('document.querySelector("#table [name=verdict]").focus()')
    tab.press("Space")
    assert shown(tab) == "1"
    reached = []
    for _ in range(20):
        tab.press("Tab")
        reached.append(tab.evaluate("document.activeElement.name || document.activeElement.textContent"))
    assert [one for one in reached if one in ("document", "topic", "level", "evidence", "text")] == [
        *("document", "topic", "level", "evidence", "text"),
    ]
    assert [one for one in reached if one in ("Show all clauses", "Number", "Verdict", "Cases")] == [
        *("Show all clauses", "Number", "Verdict", "Cases"),
    ]
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_reset_shows_everything_and_forgets_the_address(tab: Tab, address: Shown) -> None:
    tab.open(f"{address()}?verdict=error&text=byte&sort=title#table")
    assert shown(tab) == "1"
    tab.evaluate('document.querySelector("#table .filter button").focus()')
    tab.press("Enter")
    assert shown(tab) == ALL
    assert tab.evaluate("location.search + location.hash") == "#table"


def test_a_link_to_a_hidden_row_shows_it(tab: Tab, address: Shown) -> None:
    tab.open(f"{address()}?verdict=error")
    click(tab, 'a[href="#t1"]')
    assert shown(tab) == ALL
    assert tab.evaluate("location.hash") == "#t1"
    click(tab, '[name=verdict][value="error"]')
    assert shown(tab) == "1"
    click(tab, 'a[href="#t1"]')
    assert shown(tab) == ALL


def test_numbers_of_clauses_sort_as_numbers(tab: Tab, address: Shown) -> None:
    clauses = tuple(replace(BASE, id=f"ex1-{one}", number=one) for one in ("4.10", "A.2", "4.9", "4.2.1", "12"))
    tab.open(f"{address(record(clauses), Language.EN, 'numbers')}?sort=number")
    assert shown(tab) == "4.2.1 4.9 4.10 12 A.2"


def test_on_a_narrow_screen_columns_are_sorted_too(tab: Tab, address: Shown) -> None:
    tab.look(390)
    tab.open(address())
    button = 'document.querySelector("#table [data-key=verdict] button")'
    assert tab.evaluate(f"{button}.checkVisibility() && {button}.getBoundingClientRect().height >= 24") is True
    tab.evaluate(f"{button}.click()")
    assert shown(tab) == "1 4.1 5.1 3 6 4.7 4.2"


def test_printing_shows_every_clause_in_order_and_the_filter_comes_back(tab: Tab, address: Shown) -> None:
    tab.open(f"{address()}?verdict=error&sort=-number")
    tab.evaluate(f"globalThis.printed = []; addEventListener('beforeprint', () => printed.push({NUMBERS}))")
    tab.paper()
    assert tab.evaluate("printed.join()") == ALL
    assert shown(tab) == "1"


def test_print_styles_alone_show_every_clause(tab: Tab, address: Shown) -> None:
    tab.open(f"{address()}?verdict=error")
    tab.look(1280, media="print")
    assert shown(tab) == ALL
    assert tab.evaluate('document.querySelector("#table .filter").checkVisibility()') is False
