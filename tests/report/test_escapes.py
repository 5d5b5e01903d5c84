"""Characters that a format forbids or an eye can't see come out as visible text."""

from conformance.report.escapes import encodable, one_line, shortened, visible, xml_text


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


def test_right_to_left_letters_stay_as_they_are() -> None:
    assert visible("שלום") == "שלום"


def test_a_file_name_stays_on_one_line() -> None:
    assert one_line("a\nb\tc\rd") == r"a\x0ab\x09c\x0dd"
    assert visible("a\nb") == "a\nb"


def test_a_long_name_keeps_its_beginning_and_its_end() -> None:
    assert shortened("DCIM/" + "a" * 4091 + ".mp4", 21) == "DCIM/aaaaa…aaaaaa.mp4"
    assert shortened("x" * 21, 21) == "x" * 21
