"""What no signature of an SVAC stream is over never makes it authentic: an end put behind it, and no picture at all."""

from pathlib import Path

import pytest

from conformance.measurands.sm2 import has_sm3
from conformance.synthesis.svac import RIGHT_KEY, SignSvac, authentication, security_set, sm3

from .streams import answer, facts_of, is_picture, judged, outcome_of, places, plain_units, program_stream, said

pytestmark = pytest.mark.skipif(not has_sm3(), reason="the OpenSSL of this Python has no SM3")

NO_PICTURE = "nothing_to_measure: the stream holds no picture in a unit of SVAC"
PLAIN = plain_units()
PICTURES = [unit for unit in PLAIN if is_picture(unit)]
OTHERS = [unit[:40] for unit in PICTURES[:5]]  # of no signature


def grouped(*, discards_p: bool = False) -> list[bytes]:
    """A signature over every five pictures."""
    units = [security_set(discards_p=discards_p)]
    for first in range(0, len(PICTURES), 5):
        marked = [bytes([unit[0] | 1]) + unit[1:] for unit in PICTURES[first : first + 5]]
        units += [*marked, authentication(first + 5, RIGHT_KEY.signed(sm3(b"".join(marked))))]
    return units


def test_one_signature_for_several_pictures_holds(tmp_path: Path) -> None:
    assert answer(grouped(), tmp_path) == "authentic"


def test_key_pictures_put_behind_the_last_signature_are_seen(tmp_path: Path) -> None:
    longer = [*grouped(), *OTHERS]

    assert answer(longer, tmp_path) == "not_authentic"
    assert places(longer, tmp_path) == ["1 units of key pictures behind it carry no authentication"]


def test_other_pictures_put_behind_the_last_signature_are_seen(tmp_path: Path) -> None:
    longer = [*grouped(), *OTHERS[1:]]

    assert answer(longer, tmp_path) == "not_authentic"
    assert places(longer, tmp_path) == ["4 units behind it carry no authentication, and none is announced"]


def test_such_an_end_is_authentic_in_part_where_it_is_announced(tmp_path: Path) -> None:
    assert answer([*grouped(discards_p=True), *OTHERS[1:]], tmp_path) == "authentic_in_part"


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
