"""Facts, requirements and paths are the same after a trip through JSON, so that old facts can be judged again."""

import json
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.request import Request
from conformance.model import codec
from conformance.model.clause import AllOf, AnyOf, Condition, Limit, LimitNotSupplied, Requirement, conditions
from conformance.model.facts import Facts
from conformance.model.measurement import Text
from conformance.model.vocabulary import DecisionRule, Depth, Relation
from conformance.shipped import fixtures_folder
from conformance.synthesis.document import read_recipes

from .making import facts_of

RECIPES = sorted(read_recipes(fixtures_folder()))
SHARED = Path(__file__).parents[2] / "../shared/media"


def returned(kind: object, value: object) -> object:
    return codec.decode(kind, codec.encode(kind, value))


@pytest.mark.parametrize("recipe", RECIPES[::3])
def test_facts_of_a_recording_return_unchanged(recipe: str, facts: Callable[[str], Facts]) -> None:
    assert returned(Facts, facts(recipe)) == facts(recipe)


@pytest.mark.slow
@pytest.mark.parametrize("recipe", RECIPES)
def test_facts_of_every_recording_return_unchanged(recipe: str, facts: Callable[[str], Facts]) -> None:
    assert returned(Facts, facts(recipe)) == facts(recipe)


@pytest.mark.parametrize("recipe", ["patrol", "gbt28181", "noise-file", "empty-file"])
@pytest.mark.parametrize("depth", list(Depth))
def test_facts_of_every_depth_return_unchanged(recipe: str, depth: Depth, built: Callable[[str], Path]) -> None:
    found = facts_of(built(recipe), depth)

    assert returned(Facts, found) == found


@pytest.mark.skipif(not SHARED.exists(), reason="the folder ../shared/media is absent")
@pytest.mark.parametrize("name", ["gopro__gpmf-parser/samples/karma.mp4", "abema__go-mp4/testdata/sample_qt.mp4"])
def test_facts_of_third_party_recordings_return_unchanged(name: str) -> None:
    found = facts_of(SHARED / name, Depth.PACKETS)

    assert returned(Facts, found) == found


def test_the_same_facts_are_the_same_bytes(built: Callable[[str], Path]) -> None:
    assert codec.encode(Facts, facts_of(built("cif"))) == codec.encode(Facts, facts_of(built("cif")))


def test_fractions_stay_exact_in_the_text(facts: Callable[[str], Facts]) -> None:
    track = json.loads(codec.encode(Facts, facts("patrol-ntsc")))["media"]["video"][0]

    assert track["time_base"] == "1/30000"


@pytest.mark.parametrize("text", [b"", b"{}", b"null", b"[]", b"not json", b'{"sha256": "00"}', b"\xff\xfe"])
def test_what_is_no_facts_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        codec.decode(Facts, text)


def condition(relation: Relation, *values: Fraction | Text) -> Condition:
    return Condition("video.width", "px", relation, Limit(values, "as written"), DecisionRule.SIMPLE)


RATE = Condition(
    "video.frame_rate",
    "Hz",
    Relation.EQUAL,
    Limit((Fraction(30000, 1001),), "29.97 Hz"),
    DecisionRule.BAND,
    nominal_rate=True,
)
UNSTATED = Condition("video.width", "px", Relation.AT_LEAST, LimitNotSupplied("the width"), DecisionRule.GUARDED)
CODECS = condition(Relation.ONE_OF, Text("h264"), Text("hevc"), Text("1/2"))


@pytest.mark.parametrize(
    "requirement",
    [
        RATE,
        UNSTATED,
        CODECS,
        condition(Relation.ONE_OF, Fraction(1), Fraction(2, 3)),
        AllOf((RATE, UNSTATED)),
        AnyOf((RATE, UNSTATED)),
        AllOf((AnyOf((RATE, CODECS)), UNSTATED)),
        AnyOf((AllOf((RATE, CODECS)), AllOf((UNSTATED,)))),
    ],
)
def test_a_requirement_returns_unchanged(requirement: Requirement) -> None:
    found = returned(Requirement, requirement)

    assert found == requirement
    assert type(found) is type(requirement)
    assert conditions(found) == conditions(requirement)


def test_all_of_and_any_of_are_told_apart_when_read_back() -> None:
    parts = (RATE, CODECS)

    assert returned(Requirement, AllOf(parts)) != returned(Requirement, AnyOf(parts))


@pytest.mark.parametrize(
    "name",
    [b"clip.mp4", b"a b%20c.mp4", "执法.mp4".encode(), b"\xff\xfe.mp4", b"50%.mp4", b"%ff.mp4", b"two\nlines", b"-i"],
)
def test_a_path_of_any_name_returns_unchanged(name: bytes) -> None:
    path = Path(os.fsdecode(b"/evidence/" + name))
    request = Request(path, "00" * 32, 7, Depth.FRAMES)

    assert returned(Request, request) == request


@given(st.lists(st.binary(min_size=1, max_size=30).filter(lambda name: not set(name) & {0, 0x2F}), min_size=1))
def test_a_path_of_any_bytes_returns_unchanged(names: list[bytes]) -> None:
    path = Path(os.fsdecode(b"/" + b"/".join(names)))
    text = codec.encode(Request, Request(path, "", 0, Depth.CONTAINER))

    assert codec.decode(Request, text).file == path
    assert text.isascii()
