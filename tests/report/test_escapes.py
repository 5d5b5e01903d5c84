"""Characters that a format forbids or an eye can't see come out as visible text."""

from unicodedata import category

from conformance.report.escapes import (
    cell_text,
    encodable,
    markdown_text,
    one_line,
    sarif_text,
    shortened,
    visible,
    xml_text,
)


def test_undecodable_bytes_of_a_file_name_are_shown_as_bytes() -> None:
    assert encodable("bad\udcff\udc80.mp4") == r"bad\xff\x80.mp4"


def test_any_other_surrogate_is_shown_as_a_code_point() -> None:
    assert encodable("\ud800") == r"\ud800"


def test_what_utf8_can_hold_is_left_alone() -> None:
    assert encodable("录像\u202e\x07\n") == "录像\u202e\x07\n"


def test_characters_that_xml_forbids_are_escaped_and_others_kept() -> None:
    assert xml_text("a\x00b\x0bc\x1f\ufffe\udc80\t\n<&") == "a\\x00b\\x0bc\\x1f\\ufffe\\x80\t\n<&"


def test_bidirectional_marks_can_not_reverse_what_is_read() -> None:
    assert visible("evidence\u202egnp.4pm\u2066\u200f") == r"evidence\u202egnp.4pm\u2066\u200f"


def test_every_control_surrogate_and_mark_of_direction_is_escaped() -> None:
    every = map(chr, range(0x110000))
    unseen = [one for one in every if category(one) in {"Cc", "Cs", "Zl", "Zp"} and one not in "\t\n\r"]
    unseen += [chr(code) for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)]

    assert len(unseen) == 2125
    assert [one for one in unseen if not visible(f"a{one}b").isprintable()] == []


def test_right_to_left_letters_stay_as_they_are() -> None:
    assert visible("שלום") == "שלום"


def test_a_file_name_stays_on_one_line() -> None:
    assert one_line("a\nb\tc\rd") == r"a\x0ab\x09c\x0dd"
    assert visible("a\nb") == "a\nb"


def test_a_long_name_keeps_its_beginning_and_its_end() -> None:
    assert shortened("DCIM/" + "a" * 4091 + ".mp4", 21) == "DCIM/aaaaa…aaaaaa.mp4"
    assert shortened("x" * 21, 21) == "x" * 21


def test_a_cell_that_would_be_a_formula_has_an_apostrophe_and_a_quantity_has_none() -> None:
    assert cell_text("=1+1") == "'=1+1"
    assert cell_text("\u202e=1") == r"\u202e=1"
    assert [cell_text(text) for text in ("-1.5", "-3/2", "+2e-05", "-20 °C", "-5 m/s", "-")] == [
        "-1.5",
        "-3/2",
        "+2e-05",
        "-20 °C",
        "-5 m/s",
        "-",
    ]
    assert cell_text("-5 s\n") == "'-5 s\n"


def test_markup_is_shown_as_it_was_written() -> None:
    assert markdown_text("<b>*x*</b> [a](b) `c` 1_000\n") == r"\<b\>\*x\*\</b\> \[a\]\(b\) \`c\` 1\_000\\x0a"


def test_a_message_of_sarif_has_neither_placeholder_nor_link() -> None:
    assert sarif_text("{0} [a](http://b) \udcff") == r"{{0}} [a] (http://b) \xff"
