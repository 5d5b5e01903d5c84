"""What no signature of an SVAC stream is over never makes it authentic: an end put behind it, and no picture at all."""

from pathlib import Path

import pytest

from conformance.measurands.sm2 import has_sm3
from conformance.model.measurement import Measurement
from conformance.synthesis.svac import RIGHT_KEY, SignSvac, authentication, joined, security_set, sm3

from .streams import answer, facts_of, is_picture, judged, outcome_of, places, plain_units, program_stream, said

pytestmark = pytest.mark.skipif(not has_sm3(), reason="the OpenSSL of this Python has no SM3")

NO_PICTURE = "nothing_to_measure: the stream holds no picture in a unit of SVAC"
SEVERAL = (
    "method_does_not_apply: all signatures hold, {} over several units: start codes are not signed, so that one "
    "put into a signed picture, or taken out between two, leaves no trace"
)
PLAIN = plain_units()
PICTURES = [unit for unit in PLAIN if is_picture(unit)]
OTHERS = [unit[:40] for unit in PICTURES[:5]]  # of no signature


def grouped() -> list[bytes]:
    """A signature over every five pictures."""
    units = [security_set()]
    for first in range(0, len(PICTURES), 5):
        marked = [bytes([unit[0] | 1]) + unit[1:] for unit in PICTURES[first : first + 5]]
        units += [*marked, authentication(first + 5, RIGHT_KEY.signed(sm3(b"".join(marked))))]
    return units


def test_one_signature_for_several_pictures_holds_and_does_not_say_where_each_of_them_ends(tmp_path: Path) -> None:
    assert answer(grouped(), tmp_path) == SEVERAL.format("6 of 6")


@pytest.mark.parametrize("header", [0xC5, 0xC9, 0xC1, 0xFD], ids=["picture", "key picture", "type 0", "type 15"])
def test_a_start_code_put_into_a_signed_picture_leaves_the_signature_whole_and_the_question_open(
    header: int, tmp_path: Path
) -> None:
    plain = [unit[:100] + bytes([header]) + unit[101:] if is_picture(unit) else unit for unit in PLAIN]
    signed = SignSvac(numbered=False).signed(plain)
    place = [number for number, unit in enumerate(signed) if is_picture(unit)][7]
    cut = [*signed[:place], signed[place][:100], signed[place][100:], *signed[place + 1 :]]

    assert answer(signed, tmp_path) == "authentic"
    assert answer(cut, tmp_path) == SEVERAL.format("1 of 30")


def test_a_start_code_that_makes_two_pictures_of_one_is_not_authentic_where_pictures_are_counted(
    tmp_path: Path,
) -> None:
    plain = [unit[:100] + b"\xc5" + unit[101:] if is_picture(unit) else unit for unit in PLAIN]
    signed = SignSvac().signed(plain)
    place = [number for number, unit in enumerate(signed) if is_picture(unit)][7]
    cut = [*signed[:place], signed[place][:100], signed[place][100:], *signed[place + 1 :]]

    assert answer(cut, tmp_path) == "not_authentic"


def test_start_codes_taken_out_between_pictures_of_one_signature_leave_the_question_open(tmp_path: Path) -> None:
    units = grouped()
    merged = [*units[:1], b"".join(units[1:3]), *units[3:]]

    assert answer(merged, tmp_path) == SEVERAL.format("6 of 6")


def test_bytes_of_no_unit_between_signed_pictures_are_counted(tmp_path: Path) -> None:
    units = SignSvac().signed(PLAIN)
    hidden = b"\0\0\0" + b"\xff" * 50
    data = joined(units[:9]) + hidden + joined(units[9:12]) + hidden + joined(units[12:])
    one = outcome_of(judged(facts_of(data, tmp_path), RIGHT_KEY))

    assert said(one) == "authentic_in_part"
    assert isinstance(one, Measurement)
    assert "; 100 bytes stand in no unit, and nothing signs them" in one.note


def test_zeros_between_units_are_no_bytes_of_none(tmp_path: Path) -> None:
    data = b"".join(joined([unit]) + bytes(40) for unit in SignSvac().signed(PLAIN))

    assert said(outcome_of(judged(facts_of(data, tmp_path), RIGHT_KEY))) == "authentic"


def test_key_pictures_put_behind_the_last_signature_are_seen(tmp_path: Path) -> None:
    longer = [*SignSvac().signed(PLAIN), *OTHERS]

    assert answer(longer, tmp_path) == "not_authentic"
    assert places(longer, tmp_path) == ["1 units of key pictures behind it carry no authentication"]


def test_other_pictures_put_behind_the_last_signature_are_seen(tmp_path: Path) -> None:
    longer = [*SignSvac().signed(PLAIN), *OTHERS[1:]]

    assert answer(longer, tmp_path) == "not_authentic"
    assert places(longer, tmp_path) == ["4 units behind it carry no authentication, and none is announced"]


def test_such_an_end_is_authentic_in_part_where_it_is_announced(tmp_path: Path) -> None:
    assert answer([*SignSvac(keys_alone=True).signed(PLAIN)[:-4], *OTHERS[1:]], tmp_path) == "authentic_in_part"


def test_one_unsigned_key_picture_is_seen_where_each_picture_is_signed(tmp_path: Path) -> None:
    assert answer([*SignSvac().signed(PLAIN), OTHERS[0]], tmp_path) == "not_authentic"


def test_a_marked_picture_may_still_await_its_signature(tmp_path: Path) -> None:
    assert answer(SignSvac().signed(PLAIN)[:-1], tmp_path) == "authentic"


def test_signatures_over_no_picture_prove_nothing(tmp_path: Path) -> None:
    units = [security_set()]
    for number in range(4):
        message = bytes([0xC0 | 6 << 2 | 1]) + bytes([number + 1]) * 30
        units += [message, authentication(number, RIGHT_KEY.signed(sm3(message)))]

    assert answer(units, tmp_path) == NO_PICTURE


def test_a_stream_that_is_mapped_as_svac_and_holds_no_unit_of_it_is_not_called_unsigned(tmp_path: Path) -> None:
    one = judged(facts_of(program_stream([b"\xff\x11" * 50] * 4), tmp_path), RIGHT_KEY)

    assert said(outcome_of(one)) == NO_PICTURE
    assert said(outcome_of(one, "gb35114.level")) == NO_PICTURE
