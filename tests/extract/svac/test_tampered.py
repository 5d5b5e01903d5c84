"""Signed SVAC streams as they were made, and what is said once they were tampered with."""

from pathlib import Path

import pytest

from conformance.measurands.sm2 import has_sm3
from conformance.model.vocabulary import SignatureProfile
from conformance.synthesis.svac import (
    OTHER_KEY,
    RIGHT_KEY,
    SignSvac,
    authentication,
    joined,
    kind_of,
    security_set,
    sm3,
)

from .streams import (
    answer,
    facts_of,
    flipped,
    is_authentication,
    is_picture,
    judged,
    note,
    of_group,
    outcome_of,
    places,
    plain_units,
    program_stream,
    said,
)

pytestmark = pytest.mark.skipif(not has_sm3(), reason="the OpenSSL of this Python has no SM3")

PLAIN = plain_units()
SIGNED = SignSvac().signed(PLAIN)
KEYS_ALONE = SignSvac(keys_alone=True).signed(PLAIN)
UNNUMBERED = SignSvac(numbered=False).signed(PLAIN)
PICTURES = [place for place, unit in enumerate(SIGNED) if is_picture(unit)]
LAYOUT = "; read as public implementations lay it out, not by the text of GB 35114"


def changed(units: list[bytes], place: int, *instead: bytes) -> list[bytes]:
    return [*units[:place], *instead, *units[place + 1 :]]


def test_what_was_signed_is_authentic_bare_and_in_packs(tmp_path: Path) -> None:
    assert answer(SIGNED, tmp_path) == "authentic"
    assert note(SIGNED, tmp_path) == f"30 signatures (gb35114-z-over-digest) over 30 units of pictures of 30{LAYOUT}"
    packed = facts_of(program_stream(SIGNED), tmp_path)
    assert said(outcome_of(judged(packed, RIGHT_KEY))) == "authentic"


def test_pictures_that_the_stream_announces_as_unsigned_are_told_apart(tmp_path: Path) -> None:
    assert answer(KEYS_ALONE, tmp_path) == "authentic_in_part"
    assert note(KEYS_ALONE, tmp_path) == (
        "6 signatures (gb35114-z-over-digest) over 6 units of pictures of 30; 20 between them carry no authentication; "
        f"4 at the end have no signature behind them and are not vouched for{LAYOUT}"
    )


def test_pictures_that_nobody_announced_as_unsigned_are_not_authentic(tmp_path: Path) -> None:
    units = [unit for unit in KEYS_ALONE if unit[0] != 0xE4]
    announced = security_set()
    assert answer([announced, *units], tmp_path) == "not_authentic"
    assert places([announced, *units], tmp_path)[0] == (
        "4 units before it carry no authentication, and none is announced"
    )


@pytest.mark.parametrize("at", [0, 1, 7, 29])
def test_a_bit_turned_over_is_not_authentic(at: int, tmp_path: Path) -> None:
    place = PICTURES[at]
    units = changed(SIGNED, place, flipped(SIGNED[place]))
    assert answer(units, tmp_path) == "not_authentic"
    assert places(units, tmp_path) == ["the signature does not hold for the units before it"]


def test_a_signature_altered_or_moved_is_not_authentic(tmp_path: Path) -> None:
    place = PICTURES[7] + 1
    other = changed(SIGNED, place, authentication(8, RIGHT_KEY.signed(b"something else")))
    assert answer(other, tmp_path) == "not_authentic"
    swapped = changed(changed(SIGNED, place, SIGNED[place + 2]), place + 2, SIGNED[place])
    assert answer(swapped, tmp_path) == "not_authentic"


def test_a_lost_picture_leaves_a_signature_over_nothing(tmp_path: Path) -> None:
    assert answer(changed(SIGNED, PICTURES[7]), tmp_path) == "not_authentic"


def test_a_lost_group_is_missed_where_pictures_are_counted_and_unseen_where_not(tmp_path: Path) -> None:
    lost = of_group(SIGNED, 2)
    shorter = [*SIGNED[: lost.start], *SIGNED[lost.stop :]]
    assert answer(shorter, tmp_path) == "authentic_with_missing"
    assert places(shorter, tmp_path) == ["5 pictures before it are not in the file"]

    uncounted = [*UNNUMBERED[: lost.start], *UNNUMBERED[lost.stop :]]
    assert answer(uncounted, tmp_path) == "authentic"
    assert "frame_num counts no pictures, so that signed ones may be missing unseen" in note(uncounted, tmp_path)


def test_groups_in_another_order_are_not_authentic_where_pictures_are_counted(tmp_path: Path) -> None:
    second, third = of_group(SIGNED, 1), of_group(SIGNED, 2)
    units = [*SIGNED[: second.start], *SIGNED[third], *SIGNED[second], *SIGNED[third.stop :]]
    assert answer(units, tmp_path) == "not_authentic"
    assert places(units, tmp_path) == ["frame_num 6 goes back, or pictures were put in"]


def test_pictures_in_another_order_are_not_authentic(tmp_path: Path) -> None:
    one, other = PICTURES[7], PICTURES[8]
    units = changed(changed(SIGNED, one, SIGNED[other]), other, SIGNED[one])
    assert answer(units, tmp_path) == "not_authentic"


def test_a_signed_part_that_comes_twice_is_left_open(tmp_path: Path) -> None:
    again = of_group(UNNUMBERED, 2)
    units = [*UNNUMBERED[: again.stop], *UNNUMBERED[again], *UNNUMBERED[again.stop :]]
    assert answer(units, tmp_path) == (
        "evidence_unreadable: 5 signed parts are byte by byte the same as others: put in again, or nothing was filmed"
    )


def test_signatures_taken_out_leave_it_not_signed_with_what_it_claims(tmp_path: Path) -> None:
    units = [unit for unit in SIGNED if not is_authentication(unit)]
    assert answer(units, tmp_path) == "not_signed"
    assert note(units, tmp_path) == (
        "it says that it is authenticated, and holds no signature: these were taken out, or never written" + LAYOUT
    )


def test_one_signature_taken_out_is_not_authentic(tmp_path: Path) -> None:
    assert answer(changed(SIGNED, PICTURES[7] + 1), tmp_path) == "not_authentic"


def test_a_tail_that_awaits_its_signature_is_told_and_a_longer_one_left_open(tmp_path: Path) -> None:
    assert answer(SIGNED[:-1], tmp_path) == "authentic"
    assert "; 1 at the end have no signature behind them and are not vouched for" in note(SIGNED[:-1], tmp_path)

    stripped = [unit for unit in SIGNED[PICTURES[9] :] if not is_authentication(unit)]
    assert answer([*SIGNED[: PICTURES[9]], *stripped], tmp_path) == (
        "evidence_unreadable: 21 units at its end are vouched for by nobody, more than could await a signature"
    )


def test_a_key_picture_whose_mark_was_taken_off_is_not_authentic(tmp_path: Path) -> None:
    place = [place for place, unit in enumerate(KEYS_ALONE) if is_picture(unit) and unit[0] & 1][2]
    bare = bytes([KEYS_ALONE[place][0] & 0xFE]) + flipped(KEYS_ALONE[place])[1:]
    units = [*KEYS_ALONE[:place], bare, *KEYS_ALONE[place + 2 :]]
    assert answer(units, tmp_path) == "not_authentic"
    assert places(units, tmp_path) == ["1 units of key pictures before it carry no authentication"]


def test_another_key_is_said_to_be_no_known_one(tmp_path: Path) -> None:
    assert answer(SIGNED, tmp_path, OTHER_KEY) == "signer_not_trusted"
    by_other = SignSvac().signed(PLAIN, OTHER_KEY)
    assert answer(by_other, tmp_path) == "signer_not_trusted"
    svac = facts_of(joined(by_other), tmp_path)
    assert said(outcome_of(judged(svac, RIGHT_KEY, OTHER_KEY))) == "authentic"


def test_a_second_signer_in_one_stream_is_not_authentic_though_both_are_trusted(tmp_path: Path) -> None:
    theirs = SignSvac().signed(PLAIN, OTHER_KEY)
    mixed = [*SIGNED[: PICTURES[15]], *theirs[PICTURES[15] :]]
    found = outcome_of(judged(facts_of(joined(mixed), tmp_path), RIGHT_KEY, OTHER_KEY))
    assert said(found) == "not_authentic"


def test_without_a_key_nothing_is_said(tmp_path: Path) -> None:
    assert said(outcome_of(judged(facts_of(joined(SIGNED), tmp_path)))) == (
        "evidence_missing: the submission names no keys of cameras (camera_keys)"
    )


def test_the_profile_says_what_a_signature_is_over(tmp_path: Path) -> None:
    units = list(SIGNED)
    for place in PICTURES:
        number = units[place + 1][1]
        units[place + 1] = authentication(number, RIGHT_KEY.signed_number(sm3(units[place])))
    svac = facts_of(joined(units), tmp_path)
    assert said(outcome_of(judged(svac, RIGHT_KEY, profile=SignatureProfile.DIGEST))) == "authentic"
    assert said(outcome_of(judged(svac, RIGHT_KEY))) == "signer_not_trusted"


def test_encrypted_pictures_are_not_tested(tmp_path: Path) -> None:
    units = [bytes([unit[0] | 2]) + unit[1:] if is_picture(unit) else unit for unit in SIGNED]
    said_of_it = answer([security_set(encrypted=True), *units[1:]], tmp_path)
    assert said_of_it == "encrypted: the pictures are encrypted and no key was given"


def test_a_signature_over_several_pictures_is_not_tested_where_none_holds(tmp_path: Path) -> None:
    units = [security_set(successive=4) if unit[0] == 0xE4 else unit for unit in SIGNED]
    assert answer(units, tmp_path) == "authentic", "it announces what it does not do, and each one holds"
    assert answer(units, tmp_path, OTHER_KEY) == (
        "method_does_not_apply: none of its signatures holds; it announces one signature for 4 pictures, and how their "
        "digests are joined is not known"
    )


def test_other_algorithms_are_not_tested(tmp_path: Path) -> None:
    other = bytearray(security_set())
    other[1] |= 0x10  # hash_type 1, at the third bit
    units = [bytes(other) if unit[0] == 0xE4 else unit for unit in SIGNED]
    assert answer(units, tmp_path) == (
        "method_does_not_apply: hash_type 1 and signature_type 0; SM3 (0) and SM2 (0) are read"
    )


def test_a_unit_that_can_not_be_read_leaves_it_open(tmp_path: Path) -> None:
    place = PICTURES[7] + 1
    damaged = SIGNED[place][:40] + b"\xff" + SIGNED[place][41:]
    assert answer(changed(SIGNED, place, damaged), tmp_path).startswith(
        "evidence_unreadable: security units are of no known layout, or damaged; the first stands at byte "
    )


def test_without_sm3_nothing_is_held_against_the_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.measurands.gb35114.has_sm3", lambda: False)
    assert answer(SIGNED, tmp_path) == (
        "method_does_not_apply: SM3 is not in the OpenSSL of this Python, so that nothing was hashed"
    )


def test_facts_that_were_read_without_sm3_are_not_held_against_the_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(name: str, **_: object) -> None:
        raise ValueError(name)

    with monkeypatch.context() as without:
        without.setattr("conformance.extract.svac.collecting.hashlib.new", refuses)
        svac = facts_of(joined(SIGNED), tmp_path)
    assert said(outcome_of(judged(svac, RIGHT_KEY))).startswith("method_does_not_apply: SM3 is not in")


def test_the_units_of_the_fixture_are_known_by_their_kinds() -> None:
    assert [kind_of(unit) for unit in SIGNED[:8]] == [7, 8, 9, 2, 10, 1, 10, 1]
