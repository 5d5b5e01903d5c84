"""Axis Signed Video of versions 3 and 4, signed here as its framework signs, untouched and changed in every way."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.extract.signing.messages import NotUnderstood, message_of
from conformance.model.facts import Media
from conformance.model.vocabulary import Depth
from conformance.synthesis.build import content
from conformance.synthesis.recipe import Recipe
from conformance.synthesis.sealing import pinned_key

from ..making import coded, facts_of
from .axis_signer import AxisSigner, tag
from .streams import (
    SEI,
    START_CODE,
    answer,
    file,
    flipped,
    found,
    messages,
    outcome_of,
    pictures,
    remuxed,
    with_one_bit_turned,
    without,
)

Stream = Callable[..., list[bytes]]
PARTS = {"most": 4}  # ten pictures a group: parts of 4, 4 and 2
WAYS = [
    {},
    {"version": 4},
    PARTS,
    PARTS | {"version": 4, "timed": False},
    {"level": "gop"},
    PARTS | {"level": "gop"},
    {"algorithm": "sha512"},
    {"late": 7},
    PARTS | {"late": 3},
    {"factory": True},
]
LISTED = [how for how in WAYS if "level" not in how]


@pytest.fixture(scope="module")
def plain(recipes: dict[str, Recipe]) -> list[bytes]:
    """Five groups of ten pictures, not signed."""
    stream = content(replace(recipes["signed"], defects=())).replace(START_CODE, START_CODE[1:])
    return [unit for unit in stream.split(START_CODE[1:]) if unit]


@pytest.fixture(scope="module")
def signed(plain: list[bytes]) -> Stream:
    """The same, signed as asked for."""
    return lambda **how: AxisSigner(**how).signed(plain)


def boxed(folder: Path, units: list[bytes]) -> Path:
    """As MP4 holds it, a packet a picture: a stream with start codes can't hold a message with one in it."""
    raw = file(folder, [unit for unit in units if unit[0] & 0x1F != SEI])
    plain = coded(folder / "plain.mp4", "-framerate", "25", "-i", str(raw), "-c", "copy")
    packets = [b""]
    for unit in units[pictures(units)[0] :]:
        packets[-1] += len(unit).to_bytes(4, "big") + unit
        packets += [b""] if unit[0] & 0x1F != SEI else []
    return remuxed(plain, folder / "boxed.mp4", lambda k, _: [packets[k]])


@pytest.mark.parametrize("how", WAYS, ids=str)
def test_a_stream_that_nobody_touched_is_authentic(how: dict[str, object], signed: Stream, tmp_path: Path) -> None:
    assert answer(file(tmp_path, signed(**how))) == "authentic"


def test_what_the_messages_vouch_for_is_told(signed: Stream, tmp_path: Path) -> None:
    note = getattr(outcome_of(file(tmp_path, signed(**PARTS))), "note", "")
    assert note == (
        "Axis Signed Video: 14 messages vouch for 48 units of 50 in the stream; 2 at its end await a signature and are "
        "not vouched for"
    )


@pytest.mark.parametrize("how", WAYS, ids=str)
@pytest.mark.parametrize("picture", [0, 5, 10, 19, 25])
def test_one_bit_in_a_signed_picture_is_seen(
    picture: int, how: dict[str, object], signed: Stream, tmp_path: Path
) -> None:
    assert answer(file(tmp_path, with_one_bit_turned(signed(**how), picture))) == "not_authentic"


def test_a_signer_that_prevents_no_emulation_is_read_from_a_container(signed: Stream, tmp_path: Path) -> None:
    units = signed(escaped=False)
    assert any(START_CODE in unit for unit in units)
    assert answer(boxed(tmp_path, units)) == "authentic"
    units[pictures(units)[14]] = flipped(units[pictures(units)[14]])
    assert answer(boxed(tmp_path, units)) == "not_authentic"


@pytest.mark.parametrize("how", LISTED, ids=str)
@pytest.mark.parametrize("picture", [1, 3, 4, 8, 9, 10, 14, 25])
def test_a_lost_picture_is_missing_and_nothing_worse(
    picture: int, how: dict[str, object], signed: Stream, tmp_path: Path
) -> None:
    units = signed(**how)
    path = file(tmp_path, without(units, [pictures(units)[picture]]))
    assert answer(path) == "authentic_with_missing"
    assert found(path) == "1 units of this part are not in the file"


@pytest.mark.parametrize("how", [{"level": "gop"}, PARTS | {"level": "gop"}], ids=str)
def test_without_a_list_a_lost_picture_is_seen(how: dict[str, object], signed: Stream, tmp_path: Path) -> None:
    units = signed(**how)
    assert answer(file(tmp_path, without(units, [pictures(units)[14]]))) == "not_authentic"


@pytest.mark.parametrize("how", WAYS, ids=str)
@pytest.mark.parametrize("message", range(3))
def test_one_bit_in_a_message_is_seen(message: int, how: dict[str, object], signed: Stream, tmp_path: Path) -> None:
    units = signed(**how)
    place = messages(units)[message]
    units[place] = flipped(units[place])
    assert answer(file(tmp_path, units)) != "authentic"


@pytest.mark.parametrize("how", [{}, PARTS], ids=str)
def test_a_part_without_its_message_is_vouched_for_by_nobody(
    how: dict[str, object], signed: Stream, tmp_path: Path
) -> None:
    units = signed(**how)
    path = file(tmp_path, without(units, [messages(units)[1]]))
    assert answer(path) == "not_authentic"
    assert "the part before is not the one that this message names" in found(path)


def sealed(data: bytes) -> bytes:
    return hashlib.sha256(data.rstrip(b"\0")).digest()


def salted(key: bytes) -> bytes:
    """A key picture whose hash begins as a coded picture does."""
    tries = (key[:-2] + bytes([salt]) + key[-1:] for salt in range(4, 256))
    return next(one for one in tries if sealed(one)[0] in (0x01, 0x21, 0x41, 0x61))


@pytest.mark.parametrize("how", [{}, PARTS, PARTS | {"version": 4}, {"level": "gop", "most": 1}], ids=str)
def test_bytes_of_which_a_linked_hash_is_made_are_no_picture(
    how: dict[str, object], plain: list[bytes], tmp_path: Path
) -> None:
    """A list holds the hash of anchor and picture's hash, which anybody can write in that picture's place."""
    units = list(plain)
    key = pictures(units)[10]
    units[key] = salted(units[key])
    signed = AxisSigner(**how).signed(units)  # type: ignore[arg-type]
    anchor, *others = pictures(signed)[10:20]
    for place in others:
        signed[place] = sealed(signed[anchor]) + sealed(signed[place])
    assert answer(file(tmp_path, signed)) == "not_authentic"


def test_a_group_in_place_of_another_is_seen(signed: Stream, tmp_path: Path) -> None:
    units = signed(**PARTS)
    places = pictures(units)
    one, other = places[4:8], places[14:18]  # the second parts of two groups
    for mine, theirs in zip(one, other, strict=True):
        units[mine], units[theirs] = units[theirs], units[mine]
    assert answer(file(tmp_path, units)) == "not_authentic"


def test_two_pictures_in_the_other_order_are_seen(signed: Stream, tmp_path: Path) -> None:
    units = signed(**PARTS)
    one, other = pictures(units)[14], pictures(units)[15]
    units[one], units[other] = units[other], units[one]
    assert answer(file(tmp_path, units)) == "not_authentic"


def test_without_its_messages_a_stream_is_not_signed(signed: Stream, tmp_path: Path) -> None:
    units = signed()
    assert answer(file(tmp_path, without(units, messages(units)))) == "not_signed"


def test_a_certificate_of_the_key_comes_with_the_makers_tag(signed: Stream, tmp_path: Path) -> None:
    media = facts_of(file(tmp_path, signed(factory=True)), Depth.PACKETS).media
    assert isinstance(media, Media)
    assert [chain.encode() for chain in getattr(media.video[0].signing, "chains", ())] == [pinned_key(2048).pem]


def test_times_of_version_4_are_those_of_begin_and_end(signed: Stream) -> None:
    units = signed(version=4)
    read = message_of("h264", units[messages(units)[0]], "sha256")
    assert read
    assert read.general
    assert (read.general.ended - read.general.begun, read.general.partial) == (10**9, False)


@pytest.mark.parametrize("version", [1, 2])
def test_an_old_message_without_a_list_is_not_read(version: int) -> None:
    """Its signature is over a hash of all that only its own signer makes so."""
    general = bytes([version]) + bytes(9) + (b"\0" if version > 1 else b"")
    body = b"Signed Video...0\x00" + tag(1, general, 1) + tag(5, b"\x01\0\0\0\x01\x07")
    with pytest.raises(NotUnderstood):
        message_of("h264", b"\x06\x05" + bytes([len(body)]) + body + b"\x80", "sha256")
