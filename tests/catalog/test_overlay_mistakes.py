"""Mistakes in an overlay: each is refused at its line and column, with a sentence that says what to write."""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.catalog import lay, load_catalog
from conformance.errors import DocumentError
from conformance.model.clause import Catalog
from conformance.model.measurand import Signature

HERE = Path(__file__).parent
COPY = "overlay: {by: Lab, on: 2026-11-20, basis: licensed_copy}\nlimits:\n"
HOUSE = "overlay: {by: Lab, on: 2026-11-20, basis: house_values}\nlimits:\n"
SOURCE = 'edition: R 1, page: "7"'


@pytest.fixture(scope="module")
def catalog(measurands: Mapping[str, Signature]) -> Catalog:
    return load_catalog(HERE / "overlaid.yaml", measurands)


def refused(catalog: Catalog, text: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        lay(catalog, text.encode(), "o.yaml")
    return [str(problem).removeprefix("o.yaml:") for problem in caught.value.problems]


MISTAKES = {
    "an unknown clause": (
        HOUSE,
        "clause: rat, limit: 25 Hz",
        (
            "3:14: unknown clause 'rat'; did you mean 'rate'? "
            "valid: rate, size, clock, codec, stated, quoted, range, twins, planned, duty"
        ),
    ),
    "a limit of another unit": (
        HOUSE,
        "clause: rate, limit: 25 s",
        "3:27: limit '25 s' does not fit Hz: s is no unit of frequency; use one of Hz",
    ),
    "a limit without a unit": (
        HOUSE,
        "clause: rate, limit: 25",
        "3:27: 25 stands where text or a list is wanted; if it is text, put it in quotes: '25'",
    ),
    "one text for a list": (HOUSE, "clause: codec, limit: h264", "3:28: relation 'in' takes a list"),
    "a list for one value": (
        HOUSE,
        "clause: rate, limit: [25 Hz]",
        "3:27: relation '>=' takes one value, no list",
    ),
    "a relation of text on a number": (
        HOUSE,
        "clause: rate, limit: [25 Hz], relation: in",
        "3:46: 'in' does not compare numbers (Hz); valid: '>=', '<=', '>', '<', '==', '|x|<=', '|x|<'",
    ),
    "a relation that is none": (
        HOUSE,
        'clause: rate, limit: 25 Hz, relation: "=>"',
        "3:44: '=>' is not valid here; did you mean '>'? valid: >=, <=, >, <, ==, |x|<=, |x|<, in",
    ),
    "equality under a guard band": (
        HOUSE,
        'clause: clock, limit: 1 s, relation: "=="',
        "3:43: clause 'clock' is decided by the rule guarded, for which '==' leaves no room; write another relation",
    ),
    "a magnitude below zero": (
        HOUSE,
        "clause: clock, limit: -1 s",
        "3:28: no magnitude |x| is below '-1 s'; write a positive limit",
    ),
    "a limit that the text states": (
        COPY,
        f"clause: stated, limit: 2 d, {SOURCE}",
        (
            "3:14: clause 'stated' states >= 1 d with grade text, and an overlay never changes what was read; "
            "remove this entry"
        ),
    ),
    "a stated part of a clause with wanted limits": (
        COPY,
        f"clause: size, measurand: video.frames, limit: 2 count, {SOURCE}",
        (
            "3:14: clause 'size' states >= 1 count with grade text, and an overlay never changes what was read; "
            "remove this entry"
        ),
    ),
    "a house value for a quoted limit": (
        HOUSE,
        "clause: quoted, limit: 1 m",
        (
            "3:14: clause 'quoted' states >= 3 m with grade secondary; only a licensed copy can confirm or correct it, "
            "no house value; remove this entry"
        ),
    ),
    "a limit of a planned clause": (
        HOUSE,
        "clause: planned, limit: 1 count",
        (
            "3:14: nothing decides clause 'planned' yet, so that it takes no limit (signatures are not read); "
            "remove this entry"
        ),
    ),
    "a limit of a clause that is not testable": (
        HOUSE,
        "clause: duty, limit: 1 count",
        "3:14: nothing decides clause 'duty' yet, so that it takes no limit (a duty of the agency); remove this entry",
    ),
    "no edition": (
        COPY,
        'clause: clock, limit: 1 s, page: "7"',
        "3:5: key 'edition' is missing here; write the edition of the licensed copy where this limit stands",
    ),
    "no page": (
        COPY,
        "clause: clock, limit: 1 s, edition: R 1",
        "3:5: key 'page' is missing here; write the page of the licensed copy where this limit stands",
    ),
    "a page that is a number": (
        COPY,
        "clause: clock, limit: 1 s, edition: R 1, page: 7",
        "3:53: 7 stands where text is wanted; if it is text, put it in quotes: '7'",
    ),
    "no clause number where none is known": (
        COPY,
        f"clause: rate, limit: 25 Hz, {SOURCE}",
        "3:14: the number of clause 'rate' is not known; write number: as the licensed copy prints it",
    ),
    "a clause number that is called unknown": (
        COPY,
        f"clause: rate, limit: 25 Hz, number: not confirmed, {SOURCE}",
        "3:14: the number of clause 'rate' is not known; write number: as the licensed copy prints it",
    ),
    "another clause number than was read": (
        COPY,
        f'clause: clock, limit: 1 s, number: "4.1", {SOURCE}',
        "3:41: the clause number is known to be '4', not '4.1'; remove this line",
    ),
    "a house value with an edition": (
        HOUSE,
        "clause: clock, limit: 1 s, edition: R 1",
        "3:33: a house value stands in no document and has no edition; remove it, or write basis: licensed_copy",
    ),
    "a house value with a page": (
        HOUSE,
        'clause: clock, limit: 1 s, page: "7"',
        "3:33: a house value stands in no document and has no page; remove it, or write basis: licensed_copy",
    ),
    "a house value with a clause number": (
        HOUSE,
        'clause: clock, limit: 1 s, number: "4"',
        "3:33: a house value stands in no document and has no number; remove it, or write basis: licensed_copy",
    ),
    "a measurand that the clause does not have": (
        HOUSE,
        "clause: size, measurand: video.with, limit: 1 px",
        (
            "3:31: clause 'size' has no measurand 'video.with'; did you mean 'video.width'? "
            "valid: video.width, video.height, video.frames"
        ),
    ),
    "no measurand where two limits are wanted": (
        HOUSE,
        "clause: size, limit: 1 px",
        (
            "3:5: clause 'size' has 2 conditions on video.width, video.height; "
            "write measurand: with one of video.width, video.height"
        ),
    ),
    "no relation where one measurand has two": (
        COPY,
        f"clause: range, limit: 1 Mbit/s, {SOURCE}",
        "3:5: clause 'range' has 2 conditions on video.bit_rate; write relation: with that of the one that is meant",
    ),
    "conditions that nothing tells apart": (
        COPY,
        f"clause: twins, limit: 1 px, {SOURCE}",
        "3:5: clause 'twins' has 2 conditions on video.width; an overlay can't tell them apart; remove this entry",
    ),
    "half of a range from a tender": (
        COPY,
        f'clause: range, relation: ">=", limit: 1 Mbit/s, {SOURCE}',
        (
            "3:14: clause 'range' would come to decide, with a limit of video.bit_rate of grade tender; "
            "write an entry for video.bit_rate too"
        ),
    ),
    "a misspelled key": (
        HOUSE,
        "clause: rate, limt: 25 Hz",
        (
            "3:20: unknown key 'limt'; did you mean 'limit'? "
            "valid: clause, limit, measurand, relation, number, edition, page"
        ),
    ),
    "an alias": (
        HOUSE,
        "clause: rate, limit: *x",
        "3:27: alias *x is not allowed; write the value itself here",
    ),
}


@pytest.mark.parametrize(("head", "entry", "problem"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_refused_where_it_stands(catalog: Catalog, head: str, entry: str, problem: str) -> None:
    assert refused(catalog, f"{head}  - {{{entry}}}\n") == [problem]


def test_a_limit_that_is_supplied_twice_is_refused(catalog: Catalog) -> None:
    text = f"{HOUSE}  - {{clause: clock, limit: 1 s}}\n  - {{clause: clock, limit: 2 s}}\n"
    assert refused(catalog, text) == [
        "4:14: the limit of time.creation_offset in clause 'clock' is supplied on line 3 already; keep one"
    ]


def test_a_clause_that_gets_two_numbers_is_refused(catalog: Catalog) -> None:
    pair = [f'clause: range, relation: "{sign}", limit: 1 bit/s, number: "{sign}", {SOURCE}' for sign in (">=", "<=")]
    text = COPY + "".join(f"  - {{{entry}}}\n" for entry in pair)
    assert refused(catalog, text) == ["3:14: clause 'range' gets 2 numbers, >=, <=; write one"]


def test_a_clause_that_another_overlay_supplies_is_refused(catalog: Catalog) -> None:
    first = lay(catalog, f"{HOUSE}  - {{clause: clock, limit: 1 s}}\n".encode(), "first.yaml")
    assert refused(first, f"{HOUSE}  - {{clause: clock, limit: 2 s}}\n") == [
        "3:14: overlay first.yaml supplies clause 'clock' already; keep one of the two"
    ]


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        (
            "{by: Lab, on: 2026-11-20, basis: guess}",
            "1:43: 'guess' is not valid here; valid: licensed_copy, house_values",
        ),
        ("{by: Lab, on: 2026-13-20, basis: house_values}", "1:24: '2026-13-20' does not fit: "),
        ("{by: Lab, basis: house_values}", "1:10: key 'on' is missing here; write it"),
        ('{by: "Lab\\nCONFORMS", on: 2026-11-20, basis: house_values}', "1:15: 'Lab\\nCONFORMS' does not fit: "),
    ],
)
def test_a_mistake_in_the_head_is_refused(catalog: Catalog, head: str, problem: str) -> None:
    [found] = refused(catalog, f"overlay: {head}\nlimits:\n  - {{clause: clock, limit: 1 s}}\n")
    assert found.startswith(problem)


def test_an_overlay_without_a_limit_is_refused(catalog: Catalog) -> None:
    head = HOUSE.replace("limits:", "limits: []")
    assert refused(catalog, head) == [
        "2:9: a list does not fit: tuple should have at least 1 item after validation, not 0"
    ]


def test_all_mistakes_of_one_overlay_come_in_one_go(catalog: Catalog) -> None:
    entries = (
        "clause: rat, limit: 25 Hz",
        f"clause: clock, limit: 1 m, {SOURCE}",
        f"clause: stated, limit: 2 d, {SOURCE}",
        "clause: codec, limit: [h264]",
        "clause: [x]",
    )
    found = refused(catalog, COPY + "".join(f"  - {{{entry}}}\n" for entry in entries))
    assert sorted({int(problem.split(":")[0]) for problem in found}) == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [" + "x, " * 10 + "]\n" + "".join(f"b{n}: [*a, *a, *a, *a, *a, *a]\n" for n in range(2000)),
        "[" * 5000,
        "limits: !!python/object:os.system {}\n",
        "x" * 10_000_000,
        HOUSE + "  - {clause: clocc, limit: 1 s}\n" * 5000,
    ],
    ids=["aliases", "brackets", "tag", "10 MB", "5000 mistakes"],
)
def test_hostile_yaml_is_refused_within_a_second(catalog: Catalog, text: str) -> None:
    start = time.process_time()
    assert refused(catalog, text)
    assert time.process_time() - start < 1


GOOD = (
    f"{COPY}  - {{clause: rate, limit: 25 Hz, number: '1', {SOURCE}}}\n"
    f"  - {{clause: size, measurand: video.width, limit: 1 px, {SOURCE}}}\n"
    f"  - {{clause: codec, limit: [h264], {SOURCE}}}\n  - {{clause: quoted, limit: 1 m, number: '2', {SOURCE}}}\n"
)
PIECES = "\n|  |: |5.10|no|~|&a |*a|!t |{|]|'|[]|1 h|0 Hz|-1 s|==|in|99999 px|size|range|twins|relation".split("|")  # noqa: SIM905 - easier read
EDITS = st.lists(
    st.tuples(st.integers(0, len(GOOD)), st.integers(0, 30), st.sampled_from(PIECES) | st.text(max_size=3)), max_size=3
)


@settings(max_examples=300)
@given(edits=EDITS)
def test_no_edit_of_an_overlay_raises_anything_but_a_document_error(
    edits: list[tuple[int, int, str]], catalog: Catalog
) -> None:
    text = GOOD
    for start, length, piece in edits:
        text = text[:start] + piece + text[start + length :]
    try:
        overlaid = lay(catalog, text.encode("utf-8", errors="surrogatepass"), "o.yaml")
    except DocumentError:
        return
    assert len(overlaid.overlays) == 1
