"""`recordings.yaml` is read strictly, and `like` repeats nothing."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.errors import DocumentError, FixtureError
from conformance.synthesis.defects import CutMedia
from conformance.synthesis.document import read_recipes
from conformance.synthesis.recipe import (
    AudioCodec,
    ConstantRate,
    Container,
    Layout,
    NoSound,
    NotDated,
    Quality,
    Recipe,
    Scene,
    Sound,
    Video,
    VideoCodec,
)


def read(folder: Path, *entries: str) -> dict[str, Recipe]:
    text = "recordings:\n" + "".join(f"  - {entry}\n" for entry in entries)
    (folder / "recordings.yaml").write_text(text)
    return read_recipes(folder)


def test_the_plain_recording_is_small_and_silent(tmp_path: Path) -> None:
    assert read(tmp_path, "{id: plain, truth: nothing special}")["plain"] == Recipe(
        id="plain",
        truth="nothing special",
        container=Container.MP4,
        layout=Layout.MOOV_FIRST,
        video=Video(
            codec=VideoCodec.H264,
            width=640,
            height=480,
            rate=Fraction(25),
            seconds=Fraction(1),
            scene=Scene.PATTERN,
            coding=Quality(28),
            pixel_format="yuv420p",
            profile="",
            key_interval=25,
            b_frames=0,
            dropped=(),
            first_pts=Fraction(0),
        ),
        audio=NoSound(),
        creation_time=NotDated(),
        rotation=0,
        defects=(),
    )


def test_a_recording_like_another_changes_only_what_it_states(tmp_path: Path) -> None:
    recipes = read(
        tmp_path,
        "{id: a, truth: one, video: {rate: 30000/1001, size: 64x48}, audio: {codec: aac}, "
        'creation_time: "2026-01-02T03:04:05Z"}',
        "{id: b, like: a, truth: two, video: {bit_rate: 1000}, defects: [{operation: cut_media, from_sample: 3}]}",
        "{id: c, like: b, truth: three, audio: {codec: none}}",
    )
    b, c = recipes["b"], recipes["c"]
    assert (b.truth, b.video.rate, b.video.width) == ("two", Fraction(30000, 1001), 64)
    assert b.video.coding == ConstantRate(1000)
    assert b.audio == Sound(AudioCodec.AAC, 48000, 1)
    assert b.creation_time == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert (c.defects, c.audio) == ((CutMedia(from_sample=3, bytes_kept=0),), NoSound())


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (("{id: a, truth: t}", "{id: a, truth: t}"), "'a' stands twice"),
        (("{id: a, like: b, truth: t}", "{id: b, truth: t}"), "'a' is like 'b', which no earlier recording is"),
    ],
)
def test_an_id_that_is_wrong_is_refused(entries: tuple[str, ...], message: str, tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match=message):
        read(tmp_path, *entries)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{id: a}", r":2:5: key 'truth' is missing"),
        ("{id: a, truth: t, container: mpg}", r":2:34: 'mpg' is not valid here"),
        ("{id: a, truth: t, video: {size: 640 x 480}}", r":2:37: '640 x 480' is not spelled as wanted"),
        (
            "{id: a, truth: t, defects: [{operation: cut_media, from_sampel: 3}]}",
            r":2:69: 3 does not fit: unexpected keyword",
        ),
        ("{id: a, truth: t, defects: [{operation: cut_meda}]}", r":2:.*cut_meda"),
        ('{id: a, truth: t, creation_time: "2026-01-02T03:04:05"}', r":2:.*2026-01-02T03:04:05"),
        ("{id: ../a, truth: t}", r":2:10: '\.\./a' is not spelled as wanted"),
    ],
)
def test_what_breaks_the_format_is_refused_with_its_place(entry: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=message):
        read(tmp_path, entry)
