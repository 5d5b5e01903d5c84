"""Tokens with a byte changed, cut or made up: none is trusted but where the byte is none that is signed."""

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.evidence.time_stamps.tokens import read_token
from conformance.model.facts import Absent
from conformance.model.time_stamps import Broken, Token

from .making import FORGED, FORGED_ROOT, MAKER, MANIFEST, ROOT, STAMPS, TSA, Plan, device, issued, response, said

LOW = issued("Low TSA", MAKER, STAMPS)
PLANS = {"no chain": Plan(), "a chain": Plan(by=LOW, chain=(LOW, MAKER))}
ANSWERS = {"trusted", "not_trusted", "other_data", "too_weak", "not_valid"}
NOT_TESTED = {"method_does_not_apply:", "evidence_missing:", "evidence_unreadable:"}


@cache
def made(plan: str) -> bytes:
    return response(PLANS[plan])


def word(content: bytes, data: bytes = MANIFEST) -> str:
    return said(device(content, data)).split(" ", 1)[0].rstrip(";")


def changed(content: bytes, at: int, mask: int) -> bytes:
    return content[:at] + bytes((content[at] ^ mask,)) + content[at + 1 :]


def signed_parts(content: bytes) -> list[range]:
    """Where TSTInfo, the signed attributes but for their tag, and the signature stand."""
    read = read_token(content)
    assert isinstance(read, Token)
    parts = (read.content, read.signature.attributes[1:], read.signature.value)
    return [range(content.index(part), content.index(part) + len(part)) for part in parts]


@pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
def test_no_change_of_what_is_signed_is_trusted(mask: int) -> None:
    content = made("no chain")
    for part in signed_parts(content):
        for at in part:
            assert word(changed(content, at, mask)) in {"not_valid", "method_does_not_apply:"}, at


# status (granted, or with changes), two versions, and how many bits of the signature on MAKER's certificate are unused
@pytest.mark.parametrize(
    ("plan", "mask", "unsigned"),
    [("no chain", 0x01, 3), ("no chain", 0x40, 2), ("a chain", 0x01, 4), ("a chain", 0x40, 2)],
)
def test_a_change_elsewhere_leaves_what_the_stamp_says_or_is_told(plan: str, mask: int, unsigned: int) -> None:
    content, signed = made(plan), signed_parts(made(plan))
    kept = read_token(content)
    assert isinstance(kept, Token)
    trusted = 0
    for at in range(len(content)):
        other = changed(content, at, mask)
        found = word(other)
        assert found in ANSWERS | NOT_TESTED, at
        if found == "trusted":
            read = read_token(other)
            assert isinstance(read, Token)
            assert (read.content, read.signature.attributes) == (kept.content, kept.signature.attributes), at
            assert not any(at in part for part in signed), at
            trusted += 1
    assert trusted == unsigned


@pytest.mark.parametrize("plan", PLANS)
def test_no_token_that_is_cut_off_is_trusted(plan: str) -> None:
    content = made(plan)
    assert {word(content[:size]) for size in range(len(content))} == {"not_valid"}


def test_no_byte_of_the_data_may_be_another() -> None:
    for at in range(len(MANIFEST)):
        assert word(made("no chain"), changed(MANIFEST, at, 0x01)) == "other_data"


def test_parts_of_two_tokens_make_none() -> None:
    one, other = made("no chain"), response(Plan(time=b"20251120100000Z"))
    assert word(one.replace(b"20261120100000Z", b"20251120100000Z")) == "not_valid"
    for at in range(0, len(one), 7):
        assert word(one[:at] + other[at:]) in {"not_valid", "trusted"}
        if word(one[:at] + other[at:]) == "trusted":
            assert one[:at] + other[at:] in (one, other), at


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes_come_to_an_answer(content: bytes) -> None:
    assert isinstance(read_token(content), Broken | Absent)


def test_many_bytes_changed_at_once_come_to_an_answer() -> None:
    chance = random.Random(3161)  # noqa: S311
    for _ in range(1000):
        content = bytearray(made("a chain"))
        for _ in range(chance.randint(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        found = word(bytes(content))
        assert found in ANSWERS | NOT_TESTED


def test_a_root_that_was_not_named_is_no_help_to_a_forger() -> None:
    assert word(response(Plan(by=FORGED, chain=(FORGED, FORGED_ROOT, ROOT)))) == "not_trusted"
    assert word(response(Plan(by=FORGED, chain=(TSA, ROOT)))) == "not_valid"
