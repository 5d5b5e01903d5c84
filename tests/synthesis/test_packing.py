"""A program stream with one thing wrong differs from the sound one in that alone."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import pytest

from conformance.errors import FixtureError
from conformance.synthesis.build import content
from conformance.synthesis.recipe import Packing, Recipe, Repeats, VideoCodec

PACK, SYSTEM, STREAM_MAP = b"\0\0\1\xba", b"\0\0\1\xbb", b"\0\0\1\xbc"
SPS = b"\0\0\1\x67"


def test_two_pictures_a_pack_halve_the_packs(built: Callable[[str], Path]) -> None:
    data = built("gbt28181-two-a-pack").read_bytes()

    assert (data.count(PACK), data.count(SYSTEM), data.count(b"\0\0\1\xe0")) == (25, 2, 50)


def test_headers_at_the_first_key_picture_only(built: Callable[[str], Path]) -> None:
    data = built("gbt28181-one-header").read_bytes()

    assert (data.count(PACK), data.count(SYSTEM), data.count(STREAM_MAP)) == (50, 1, 1)


@pytest.mark.parametrize(
    ("recipe", "entries"),
    [
        ("gbt28181-e1", "1b e1 00 00 90 c0 00 00"),
        ("gbt28181-c1", "1b e0 00 00 90 c1 00 00"),
        ("gbt28181-called-mpeg4", "10 e0 00 00 90 c0 00 00"),
        ("gbt28181-called-g729", "1b e0 00 00 99 c0 00 00"),
    ],
)
def test_the_stream_map_says_what_the_recipe_says(built: Callable[[str], Path], recipe: str, entries: str) -> None:
    data = built(recipe).read_bytes()
    start = data.index(STREAM_MAP) + 12

    assert data[start : start + 8].hex(" ") == entries


def test_streams_move_to_their_stated_identifier(built: Callable[[str], Path]) -> None:
    video, audio = built("gbt28181-e1").read_bytes(), built("gbt28181-c1").read_bytes()

    assert (video.count(b"\0\0\1\xe0"), video.count(b"\0\0\1\xe1")) == (0, 50)
    assert (audio.count(b"\0\0\1\xc0"), audio.count(b"\0\0\1\xc1")) == (0, 50)


def test_parameter_sets_stay_at_the_first_key_picture_and_all_pictures_decode(built: Callable[[str], Path]) -> None:
    path = built("gbt28181-sets-once")
    with av.open(str(path)) as container:
        pictures = sum(1 for _ in container.decode(video=0))

    assert (path.read_bytes().count(SPS), pictures) == (1, 50)
    assert built("gbt28181").read_bytes().count(SPS) == 2


def test_a_lost_picture_leaves_its_pack_and_its_sound(built: Callable[[str], Path]) -> None:
    data = built("gbt28181-lost").read_bytes()

    assert (data.count(PACK), data.count(b"\0\0\1\xe0"), data.count(b"\0\0\1\xc0")) == (50, 49, 50)


def test_parameter_sets_are_taken_out_of_h264_only(recipes: dict[str, Recipe]) -> None:
    recipe = recipes["gbt28181"]
    packing = Packing(parameter_sets=Repeats.FIRST)
    odd = replace(recipe, video=replace(recipe.video, codec=VideoCodec.HEVC, profile=""), packing=packing)

    with pytest.raises(FixtureError, match="holds h264 where its parameter sets are taken out"):
        content(odd)


def test_a_named_recipe_is_built_under_its_name(recipes: dict[str, Recipe]) -> None:
    assert recipes["named-officer-first"].file_name == "000000_8888888_20160129205547_0002IMP.mp4"
    assert recipes["patrol"].file_name == "patrol.mp4"


@pytest.mark.parametrize(("recipe", "pictures", "shown"), [("patrol-frozen", 90, 56), ("patrol-stutter", 30, 10)])
def test_repeated_frames_are_shown_in_place_of_those_captured(
    built: Callable[[str], Path], recipe: str, pictures: int, shown: int
) -> None:
    with av.open(str(built(recipe))) as container:
        frames = [frame.to_ndarray()[:720].astype(int) for frame in container.decode(video=0)]
    changes = [float(abs(after - before).mean()) for before, after in pairwise(frames)]

    assert len(frames) == pictures
    assert 1 + sum(change > 0.5 for change in changes) == shown
