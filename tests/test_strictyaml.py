"""The strict reader: what it takes, what it refuses and where, and that no text can hurt it."""

import time
from datetime import date
from enum import StrEnum
from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from conformance.errors import DocumentError, Mark
from conformance.strictyaml import StrictModel, load, read_document, suggestion, validate


def problems_of(text: str | bytes) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        load(text.encode() if isinstance(text, str) else text, "f.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_plain_values_come_back_as_they_are_written() -> None:
    text = b"""
integer: 25
negative: -3
decimal: 5.6
truth: true
untruth: false
text: 25 Hz
date: 2026-11-20
moment: 2026-11-20T10:00:00Z
quoted: '5.10'
also quoted: "no"
block: |
  two
  lines
relation: ==
list: [h264, hevc]
empty list: []
nested: {deeper: {still: deeper}}
"""
    assert load(text, "f.yaml").data == {
        "integer": 25,
        "negative": -3,
        "decimal": 5.6,
        "truth": True,
        "untruth": False,
        "text": "25 Hz",
        "date": "2026-11-20",
        "moment": "2026-11-20T10:00:00Z",
        "quoted": "5.10",
        "also quoted": "no",
        "block": "two\nlines\n",
        "relation": "==",
        "list": ["h264", "hevc"],
        "empty list": [],
        "nested": {"deeper": {"still": "deeper"}},
    }


def test_a_whole_number_stays_one_and_true_stays_a_truth_value() -> None:
    data = load(b"[1, 1.0, true]", "f.yaml").data
    assert isinstance(data, list)
    assert [type(item) for item in data] == [int, float, bool]


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter() -> None:
    assert load(b"\xef\xbb\xbfa: x\r\nb: z\r\n", "f.yaml").data == {"a": "x", "b": "z"}


@pytest.mark.parametrize("word", ["on", "off", "yes", "no", "y", "n", "On"])
def test_a_key_may_be_a_word_that_elsewhere_would_be_a_truth_value(word: str) -> None:
    assert load(f"{word}: 2026-11-20".encode(), "f.yaml").data == {word: "2026-11-20"}


@pytest.mark.parametrize(
    ("scalar", "message"),
    [
        ("5.10", "5.10 would be read as the number 5.1; write 5.1 if that is meant, or '5.10' if it is text"),
        ("1:30", "1:30 would be read as the number 90; write 90 if that is meant, or '1:30' if it is text"),
        ("010", "010 would be read as the number 8; write 8 if that is meant, or '010' if it is text"),
        ("0x1F", "0x1F would be read as the number 31; write 31 if that is meant, or '0x1F' if it is text"),
        ("0b11", "0b11 would be read as the number 3; write 3 if that is meant, or '0b11' if it is text"),
        ("1_000", "1_000 would be read as the number 1000; write 1000 if that is meant, or '1_000' if it is text"),
        ("+5", "+5 would be read as the number 5; write 5 if that is meant, or '+5' if it is text"),
        (".5", ".5 would be read as the number 0.5; write 0.5 if that is meant, or '.5' if it is text"),
        ("5.", "5. would be read as the number 5.0; write 5.0 if that is meant, or '5.' if it is text"),
        ("0x_", "0x_ is no number that can be read; write '0x_' in quotes if it is text"),
        (".inf", ".inf would be read as the number inf, which no limit can be; write '.inf' in quotes if it is text"),
        (
            "-.inf",
            "-.inf would be read as the number -inf, which no limit can be; write '-.inf' in quotes if it is text",
        ),
        (".nan", ".nan would be read as the number nan, which no limit can be; write '.nan' in quotes if it is text"),
        ("08", "08 is a number for some YAML readers and text for others; write '08' in quotes if it is text"),
        ("1e3", "1e3 is a number for some YAML readers and text for others; write '1e3' in quotes if it is text"),
        ("0o17", "0o17 is a number for some YAML readers and text for others; write '0o17' in quotes if it is text"),
        ("no", "no would be read as false; write false if that is meant, or 'no' if it is text"),
        ("Yes", "Yes would be read as true; write true if that is meant, or 'Yes' if it is text"),
        ("on", "on would be read as true; write true if that is meant, or 'on' if it is text"),
        ("off", "off would be read as false; write false if that is meant, or 'off' if it is text"),
        ("TRUE", "TRUE would be read as true; write true if that is meant, or 'TRUE' if it is text"),
        ("y", "y is a truth value for some YAML readers; write true, false or the text 'y'"),
        ("~", "~ would be read as no value; remove the key, or write '~' if it is text"),
        ("null", "null would be read as no value; remove the key, or write 'null' if it is text"),
        ("=", "= has a meaning of its own in YAML; write it in quotes: '='"),
        ("<<", "<< has a meaning of its own in YAML; write it in quotes: '<<'"),
        ("!!str 5", "tag !!str is not allowed; remove it, and write text in quotes"),
        ("&x 5", "anchor &x is not allowed; write the value out in each place"),
    ],
)
def test_a_scalar_that_yaml_would_change_is_refused(scalar: str, message: str) -> None:
    assert problems_of(f"a: x\nkey: {scalar}\n") == [f"f.yaml:2:6: {message}"]


def test_a_number_of_more_digits_than_any_quantity_has_is_refused() -> None:
    [problem] = problems_of("a: " + "9" * 5000)
    assert problem.startswith(
        "f.yaml:1:4: 9999999999999999999999999999999999999999... has more than 40 digits; write '999"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "f.yaml:1:1: the document is empty; write its keys"),
        ("# only a comment\n", "f.yaml:1:1: the document is empty; write its keys"),
        (
            "a:\nb: 1",
            "f.yaml:1:3: a value is missing; write one or remove the key (inside { } a text with a comma needs quotes)",
        ),
        ("a: 1\nb: 2\na: 3", "f.yaml:3:1: key 'a' stands twice (first on line 1); keep one of them"),
        ("{a: {b: 1, 'b': 2}}", "f.yaml:1:12: key 'b' stands twice (first on line 1); keep one of them"),
        ("a: x\n---\nb: y", "f.yaml:2:1: a second document begins here; keep one document a file"),
        ("%YAML 1.2\n---\na: x", "f.yaml:1:1: directives (%YAML, %TAG) are not allowed; remove the line"),
        ("<<: {a: x}", "f.yaml:1:1: merge key << is not allowed; write the merged keys out"),
        ("5: x", "f.yaml:1:1: key 5 is no text; write it in quotes: '5'"),
        ("true: x", "f.yaml:1:1: key true is no text; write it in quotes: 'true'"),
        ("? \n: x", "f.yaml:1:2: a key is missing before this colon; write one"),
        ("&k a: x", "f.yaml:1:1: anchors and tags are not allowed at keys; write the key alone"),
        (
            "a: {{x}}",
            "f.yaml:1:5: a key must be one plain text; put quotes around a value that begins with '{', '[' or '*'",
        ),
        ("a:\n\tb: x", "f.yaml:2:1: a tab can't indent YAML; write spaces"),
        (
            "relation: >= 3",
            (
                "f.yaml:1:12: no YAML (did not find expected comment or line break): "
                "a value that begins with '>' or '|' needs quotes, such as '>='"
            ),
        ),
        (
            "a: b: c",
            (
                "f.yaml:1:5: no YAML (mapping values are not allowed in this context): "
                "a value with ': ' in it needs quotes; otherwise mend the indentation"
            ),
        ),
        (
            "a: @x",
            (
                "f.yaml:1:4: no YAML (found character that cannot start any token): "
                "a value that begins with this character needs quotes"
            ),
        ),
        (
            "a: [x, y\nb: z",
            (
                "f.yaml:2:2: no YAML (did not find expected ',' or ']'): "
                "mend the indentation, quotes or brackets here or just above"
            ),
        ),
        ("ä: x\x07", "f.yaml:1:5: control character U+0007 is not allowed; remove it"),
        ('ä: "\\0"', "f.yaml:1:4: control character U+0000 is not allowed; remove it"),
        (b"a: x\nb: \xff", "f.yaml:2:4: byte 0xff is not UTF-8; save the file with the encoding UTF-8"),
    ],
)
def test_what_is_no_plain_document_is_refused_where_it_stands(text: str | bytes, problem: str) -> None:
    assert problems_of(text) == [problem]


def test_an_alias_is_refused_beside_its_anchor() -> None:
    assert problems_of("a: &x [1]\nb: *x") == [
        "f.yaml:1:4: anchor &x is not allowed; write the value out in each place",
        "f.yaml:2:4: alias *x is not allowed; write the value itself here",
    ]


def test_all_problems_come_at_once_in_the_order_of_the_text() -> None:
    assert [problem.split(":")[1] for problem in problems_of("a: no\nb: 5.10\na: x\nc: ~\nd: [1")] == [
        "1",
        "2",
        "3",
        "4",
        "5",
    ]


def test_thirty_two_levels_are_read_and_thirty_three_are_refused() -> None:
    assert load(("[" * 32 + "]" * 32).encode(), "f.yaml").data
    assert problems_of("[" * 33 + "]" * 33) == ["f.yaml:1:33: nested more than 32 levels deep; write it flatter"]


def test_beyond_a_hundred_problems_the_rest_is_only_counted() -> None:
    problems = problems_of("\n".join(f"k{index}: no" for index in range(150)))
    assert len(problems) == 101
    assert "or more problems from here on; mend those above first" in problems[-1]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"a: &a [x]\nb: [" + b"*a, " * 250_000 + b"]", id="1 MB of aliases"),
        pytest.param(b"- &a b\n" * 150_000, id="1 MB of anchors"),
        pytest.param(b"a: !!python/object:os.system x\n" * 60_000, id="tags"),
        pytest.param(b"a: x\n" * 2_000_000, id="10 MB"),
        pytest.param(b"[" * 2_000_000, id="deep nesting"),
        pytest.param(b"- a\n" * 500_000, id="very many values"),
    ],
)
def test_hostile_text_is_refused_within_a_second(text: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(DocumentError):
        load(text, "f.yaml")
    assert time.process_time() - begun < 1


def test_a_file_is_never_read_far_beyond_the_limit(tmp_path) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(b"x" * 10_000_000)
    assert len(read_document(file)) == 2 * 1024 * 1024 + 1
    with pytest.raises(FileNotFoundError):
        read_document(tmp_path / "absent.yaml")
    with pytest.raises(OSError, match="not a regular file"):
        read_document(tmp_path)


def test_marks_point_at_keys_and_values_and_fall_back_to_the_nearest_above() -> None:
    tree = load(b"a:\n  - b: x\n    c: [d, e]\n", "f.yaml")
    assert tree.mark_of(("a", 0, "c", 1)) == Mark("f.yaml", 3, 12)
    assert tree.key_mark_of(("a", 0, "c")) == Mark("f.yaml", 3, 5)
    assert tree.mark_of(("a", 0, "absent", 7)) == Mark("f.yaml", 2, 5)
    assert tree.key_mark_of(("a", 0)) == Mark("f.yaml", 2, 5)


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Lamp(StrictModel):
    colour: Colour
    power: Annotated[int, Field(ge=1)] = 1


class House(StrictModel):
    name: str
    built: date = date(1970, 1, 1)
    lamps: tuple[Lamp, ...] = ()
    doors: str | tuple[str, ...] = ()
    open: bool = False


def refused(text: str) -> list[str]:
    tree = load(text.encode(), "f.yaml")
    with pytest.raises(DocumentError) as caught:
        validate(House, tree)
    return [str(problem) for problem in caught.value.problems]


def test_a_document_that_fits_becomes_its_model() -> None:
    house = validate(House, load(b"name: x\nbuilt: 2026-11-20\nlamps: [{colour: red, power: 2}]\ndoors: [a]", "f"))
    assert house == House(name="x", built=date(2026, 11, 20), lamps=(Lamp(colour=Colour.RED, power=2),), doors=("a",))


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("lamps: []", ["f.yaml:1:1: key 'name' is missing here; write it"]),
        ("nmae: x", ["f.yaml:1:1: unknown key 'nmae'; did you mean 'name'? valid: name, built, lamps, doors, open"]),
        ("name: 5.6", ["f.yaml:1:7: 5.6 stands where text is wanted; if it is text, put it in quotes: '5.6'"]),
        ("name: true", ["f.yaml:1:7: true stands where text is wanted; if it is text, put it in quotes: 'true'"]),
        ("name: [x]", ["f.yaml:1:7: a list stands where text is wanted"]),
        ("name: x\nopen: 1", ["f.yaml:2:7: 1 stands where true or false is wanted"]),
        ("name: x\nlamps: {a: b}", ["f.yaml:2:8: a mapping stands where a list is wanted"]),
        ("name: x\nlamps: [red]", ["f.yaml:2:9: 'red' stands where a mapping is wanted"]),
        (
            "name: x\nlamps:\n  - colour: gren",
            ["f.yaml:3:13: 'gren' is not valid here; did you mean 'green'? valid: red, green"],
        ),
        (
            "name: x\nlamps:\n  - {colour: red, power: 0}",
            ["f.yaml:3:26: 0 does not fit: input should be greater than or equal to 1"],
        ),
        (
            "name: x\ndoors: 5",
            ["f.yaml:2:8: 5 stands where text or a list is wanted; if it is text, put it in quotes: '5'"],
        ),
        (
            "name: x\ndoors: [a, 5]",
            ["f.yaml:2:12: 5 stands where text is wanted; if it is text, put it in quotes: '5'"],
        ),
        (
            "open: maybe\nlamps:\n  - power: 1\n",
            [
                "f.yaml:1:1: key 'name' is missing here; write it",
                "f.yaml:1:7: 'maybe' stands where true or false is wanted",
                "f.yaml:3:5: key 'colour' is missing here; write it",
            ],
        ),
    ],
)
def test_what_does_not_fit_a_model_is_said_with_place_and_remedy(text: str, problems: list[str]) -> None:
    assert refused(text) == problems


def test_a_date_that_is_none_is_refused_with_its_reason() -> None:
    [problem] = refused("name: x\nbuilt: 2026-13-40")
    assert problem.startswith("f.yaml:2:8: '2026-13-40' does not fit: ")


def test_the_nearest_of_many_words_is_named_without_listing_them_all() -> None:
    words = [f"clause-{index}" for index in range(40)] + ["frame-rate"]
    assert suggestion("frame-rte", words) == "did you mean 'frame-rate'?"
    assert suggestion("something else", words) == "none of the 41 valid ones is spelled alike"


def outcome_of(text: bytes) -> House | DocumentError:
    """The house of a text, or its refusal; any other exception is the test's failure."""
    try:
        return validate(House, load(text, "f.yaml"))
    except DocumentError as error:
        return error


def is_read_or_placed(outcome: House | DocumentError) -> bool:
    """True for a house, and for a refusal whose every problem has its line and column."""
    if isinstance(outcome, House):
        return True
    marks = [problem.mark for problem in outcome.problems]
    return bool(marks) and all(mark.line > 0 and mark.column > 0 for mark in marks)


PIECES = (
    "a|name|: |- |\n|\n  |[|]|{|}|,|? |&a |*a|!t |'|\"|>|#|%|---\n|<<: |0x_|1:30|5.10|~|yes|\t|\\|=|.inf|é|\x85|\ufeff"
)
YAMLISH = st.lists(st.sampled_from(PIECES.split("|")), max_size=30).map("".join)


@settings(max_examples=400)
@given(YAMLISH | st.text(max_size=60))
def test_no_text_raises_anything_but_a_document_error(text: str) -> None:
    assert is_read_or_placed(outcome_of(text.encode("utf-8", errors="surrogatepass")))


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_but_a_document_error(text: bytes) -> None:
    assert is_read_or_placed(outcome_of(text))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=40))
def test_quoted_text_comes_back_unchanged(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    if not any(mark in text for mark in "\u2028\u2029"):
        assert load(quoted.encode(), "f.yaml").data == text
