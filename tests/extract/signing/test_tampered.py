"""Signed streams made here, changed in every way that a signature must tell: each with the one right answer."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.extract.signing import parts
from conformance.extract.signing.keys import KeyRing
from conformance.extract.signing.messages import DIALECTS, Message, message_of
from conformance.synthesis.build import content
from conformance.synthesis.media_signing import SignStream, Unruly
from conformance.synthesis.recipe import Recipe
from conformance.synthesis.sealing import pinned_key

from ..making import coded
from .streams import (
    SEI,
    answer,
    file,
    flipped,
    found,
    messages,
    outcome_of,
    pictures,
    remuxed,
    units_of,
    with_one_bit_turned,
    without,
)

Stream = Callable[..., list[bytes]]
SECOND_GROUP = slice(10, 20)  # pictures
TOO_MANY = "evidence_unreadable: {} units at its end are vouched for by nobody, more than could await a message"
UUID = next(iter(DIALECTS))
TAIL = 40  # the first picture that no message vouches for


@pytest.fixture(scope="module")
def plain(recipes: dict[str, Recipe]) -> bytes:
    """Five groups of ten pictures, not signed."""
    return content(replace(recipes["signed"], defects=()))


@pytest.fixture(scope="module")
def signed(plain: bytes) -> Stream:
    """The units of the stream, signed as asked for."""
    kept: dict[SignStream, list[bytes]] = {}

    def units(**how: object) -> list[bytes]:
        plan = SignStream(**how)  # type: ignore[arg-type]
        kept[plan] = kept.get(plan) or units_of(plan.apply(plain))
        return list(kept[plan])

    return units


def read(codec: str, unit: bytes) -> Message:
    found = message_of(codec, unit, "sha256")
    assert found
    return found


GROUPED = {"parts": 2, "grouped": True}
WAYS = [
    {},
    {"parts": 2},
    GROUPED,
    GROUPED | {"listed": False},
    {"escaped": True},
    {"listed": False},
    {"deferred": True, "escaped": True},
    {"bits": 1024},
]


@pytest.mark.parametrize("how", WAYS, ids=str)
def test_a_stream_that_nobody_touched_is_authentic(how: dict[str, object], signed: Stream, tmp_path: Path) -> None:
    assert answer(file(tmp_path, signed(**how))) == "authentic"


def test_the_pictures_behind_the_last_message_are_told(signed: Stream, tmp_path: Path) -> None:
    note = getattr(outcome_of(file(tmp_path, signed())), "note", "")
    assert note == (
        "ONVIF Media Signing: 4 messages vouch for 40 units of 50 in the stream; 10 at its end await a signature and "
        "are not vouched for"
    )


@pytest.mark.parametrize("how", [{}, {"parts": 2}, GROUPED, {"listed": False}], ids=str)
@pytest.mark.parametrize("picture", [0, 5, 10, 19, 25, 39])
def test_one_bit_in_a_signed_picture_is_seen(
    picture: int, how: dict[str, object], signed: Stream, tmp_path: Path
) -> None:
    assert answer(file(tmp_path, with_one_bit_turned(signed(**how), picture))) == "not_authentic"


@pytest.mark.parametrize("how", [{}, {"parts": 2}, GROUPED], ids=str)
@pytest.mark.parametrize("picture", [1, 5, 9, 14, 25, 39])
def test_a_lost_picture_is_missing_and_nothing_worse(
    picture: int, how: dict[str, object], signed: Stream, tmp_path: Path
) -> None:
    units = signed(**how)
    path = file(tmp_path, without(units, [pictures(units)[picture]]))
    assert answer(path) == "authentic_with_missing"
    assert found(path) == "1 units of this part are not in the file"


@pytest.mark.parametrize("how", [{}, {"parts": 2}, {"listed": False}], ids=str)
@pytest.mark.parametrize("message", range(4))
def test_one_bit_in_a_message_is_seen(message: int, how: dict[str, object], signed: Stream, tmp_path: Path) -> None:
    units = signed(**how)
    place = messages(units)[message]
    units[place] = flipped(units[place])
    assert answer(file(tmp_path, units)) != "authentic"


def test_a_group_of_pictures_without_its_message_is_vouched_for_by_nobody(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    path = file(tmp_path, without(units, [messages(units)[1]]))
    assert answer(path) == "not_authentic"
    assert found(path) == (
        "10 units in or before this part are in no signed list; the part before is not the one that this message names"
    )


def test_a_group_that_is_gone_with_its_message_leaves_a_gap_in_the_counter(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    gone = [*pictures(units)[SECOND_GROUP], messages(units)[1]]
    path = file(tmp_path, without(units, gone))
    assert answer(path) == "not_authentic"
    assert "the part before is not the one that this message names" in found(path)


def test_a_group_that_is_gone_while_its_message_is_there_is_missing(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    path = file(tmp_path, without(units, pictures(units)[SECOND_GROUP]))
    assert answer(path) == "authentic_with_missing"
    assert found(path) == "10 units of this part are not in the file"


def test_two_groups_in_the_other_order_are_seen(signed: Stream, tmp_path: Path) -> None:
    units, places = signed(), pictures(signed())
    first, second, third = places[10], places[20], places[30]
    path = file(tmp_path, [*units[:first], *units[second:third], *units[first:second], *units[third:]])
    assert answer(path) == "not_authentic"


def test_two_pictures_in_the_other_order_are_seen(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    one, other = pictures(units)[14], pictures(units)[15]
    units[one], units[other] = units[other], units[one]
    assert answer(file(tmp_path, units)) == "not_authentic"


def test_a_picture_that_stands_twice_is_seen(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    place = pictures(units)[14]
    assert answer(file(tmp_path, [*units[:place], units[place], *units[place:]])) == "not_authentic"


def test_pictures_appended_beyond_what_may_await_a_message_are_seen(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    tail = units[pictures(units)[TAIL] :]
    assert answer(file(tmp_path, [*units, *tail])) == "authentic"
    assert answer(file(tmp_path, [*units, *tail, *tail])) == TOO_MANY.format(30)


def numbered(message: bytes, counter: int, before: bytes) -> bytes:
    """An unsigned message with another counter, that names another picture before it."""
    plain = message.replace(b"\0\0\3", b"\0\0")
    at = plain.index(b"\x01\x00\x5b\x02") + 3
    link = hashlib.sha256(before).digest()
    plain = plain[: at + 21] + counter.to_bytes(4, "big") + plain[at + 25 : at + 59] + link + plain[at + 91 :]
    return re.sub(rb"\0\0(?=[\0-\3])", b"\0\0\3", plain)


@pytest.mark.parametrize(("more", "said"), [(1, "authentic"), (3, TOO_MANY.format(31)), (9, TOO_MANY.format(91))])
def test_appended_groups_are_seen_though_unsigned_messages_list_them(
    more: int, said: str, signed: Stream, tmp_path: Path
) -> None:
    units = signed(deferred=True, escaped=True)
    places = pictures(units)
    third, message = [units[place] for place in places[20:30]], units[messages(units)[2]]
    end = units[: messages(units)[3] + 1]  # with the first picture of the fifth group, which is not the forger's
    first = [*end[: places[40]], end[-1]]
    forged = [numbered(message, 5 + n, third[0] if n else units[places[30]]) for n in range(more)]
    path = file(tmp_path, [*first, *(unit for one in forged for unit in (*third, one))])
    assert answer(path) == said


def test_tags_behind_the_signature_are_not_believed(signed: Stream, tmp_path: Path) -> None:
    units = signed(deferred=True, escaped=True)
    place = messages(units)[2]
    general = units[place].index(b"\x01\x00\x5b\x02")
    units[place] = units[place][:-1] + units[place][general : general + 94] + b"\x80"
    assert answer(file(tmp_path, units)) == "not_authentic"


def test_a_cut_end_leaves_what_is_there_authentic(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    assert answer(file(tmp_path, units[: pictures(units)[25]])) == "authentic"


def test_a_cut_beginning_is_missing(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    head = units[: pictures(units)[0]]  # parameter sets
    path = file(tmp_path, [*head, *units[pictures(units)[20] :]])
    assert answer(path) == "authentic_with_missing"
    assert found(path) == "10 units of this part are not in the file"


def test_without_its_messages_a_stream_is_not_signed(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    assert answer(file(tmp_path, without(units, messages(units)))) == "not_signed"


def test_pictures_signed_by_somebody_else_are_seen(signed: Stream, tmp_path: Path) -> None:
    ours, theirs = signed(), signed(bits=1024)
    join = messages(ours)[1] + 1
    path = file(tmp_path, [*ours[:join], *theirs[join:]])
    assert answer(path) == "not_authentic"
    assert "another key signed this than what is before" in found(path)


def test_a_message_said_twice_says_nothing_new(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    place = messages(units)[1]
    assert answer(file(tmp_path, [*units[:place], units[place], *units[place:]])) == "authentic"


def test_units_that_nobody_signs_may_come_and_go(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    delimiter, place = b"\x09\xf0", pictures(units)[14]
    assert answer(file(tmp_path, [*units[:place], delimiter, *units[place:]])) == "authentic"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Unruly.LEFT_OUT, "not_authentic"),
        (Unruly.LINK, "not_authentic"),
        (Unruly.ORDER, "not_authentic"),
        (Unruly.SIGNATURE, "not_authentic"),
        (Unruly.NO_SIGNATURE, "not_authentic"),
        (Unruly.COUNTER, "authentic_with_missing"),
        (Unruly.COUNT, "authentic"),  # the list is signed, and the pictures are those of the list
        (Unruly.HASH, "authentic"),
        (Unruly.VERSION, "authentic"),
    ],
)
def test_what_a_signer_does_wrong_counts_where_pictures_are_concerned(
    wrong: Unruly, said: str, signed: Stream, tmp_path: Path
) -> None:
    assert answer(file(tmp_path, signed(wrong=(wrong,)))) == said


def test_a_message_of_an_unknown_layout_leaves_the_question_open(signed: Stream, tmp_path: Path) -> None:
    units = [
        unit if unit[0] & 0x1F != SEI else unit.replace(b"\x01\x00\x5b\x02", b"\x01\x00\x5b\x09") for unit in signed()
    ]
    assert answer(file(tmp_path, units)).startswith("evidence_unreadable: 4 signing messages are of a layout")


def test_without_a_key_nothing_is_verified(signed: Stream, tmp_path: Path) -> None:
    units = [unit.replace(b"BEGIN CERTIFICATE", b"BEGIN CERTIFICATF") for unit in signed()]
    assert answer(file(tmp_path, units)) == (
        "evidence_unreadable: the stream brings along no key that could verify its signatures"
    )


def test_the_same_key_in_another_spelling_is_no_other_signer(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    place = messages(units)[0]
    once = units[place].replace(b"-----END CERTIFICATE-----\n", b"-----END CERTIFICATE-----\0")  # its signature breaks
    assert answer(file(tmp_path, [*units[:place], once, *units[place:]])) == "not_authentic"
    ring = KeyRing()
    pem = pinned_key(2048).pem
    for spelling in (pem, pem + b"\n", pem + pinned_key(1024).pem):
        ring.add(spelling)
    assert len(ring.chains) == 1


def test_more_units_than_are_followed_leave_the_question_open(
    monkeypatch: pytest.MonkeyPatch, signed: Stream, tmp_path: Path
) -> None:
    monkeypatch.setattr(parts, "_MOST_WAITING", 9)
    assert "were not compared" in answer(file(tmp_path, signed()))


LENGTHS = [b"\0\0\0\0" + b"\x65foreign", b"\xff\xff\xff\xff" + b"\x65foreign", b"\x65"]


@pytest.mark.parametrize("more", LENGTHS, ids=["behind a length of 0", "behind a length too large", "too short"])
def test_what_is_not_walked_to_is_in_no_list(more: bytes, signed: Stream, tmp_path: Path) -> None:
    raw = file(tmp_path, signed())
    boxed = coded(tmp_path / "boxed.mp4", "-framerate", "25", "-i", str(raw), "-c", "copy")
    assert answer(boxed) == "authentic"
    changed = remuxed(boxed, tmp_path / "more.mp4", lambda k, data: [data + more if k == 15 else data])
    assert answer(changed) == "not_authentic"
    padded = remuxed(boxed, tmp_path / "padded.mp4", lambda k, data: [data + bytes(8) if k == 15 else data])
    assert answer(padded) == "authentic"


def test_a_message_may_bring_two_chains_along(signed: Stream) -> None:
    place = messages(signed())[0]
    (chain,) = read("h264", signed()[place]).chains
    plain = signed()[place].replace(b"\0\0\3", b"\0\0")
    at = plain.index(b"\x06" + len(chain).to_bytes(2, "big"))
    tag = plain[at : at + 3 + len(chain)]
    body = plain[:at] + tag + plain[at:]
    size = len(body) - 1 - body.index(UUID)
    twice = body[:2] + b"\xff" * (size // 255) + bytes([size % 255]) + body[body.index(UUID) :]
    assert len(read("h264", twice).chains) == 2
