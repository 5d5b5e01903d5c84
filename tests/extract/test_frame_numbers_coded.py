"""Pictures taken out of coded streams are found as gaps of frame_num; sound streams have none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.model.facts import Absent, Facts, FrameNumbers, Media
from conformance.model.vocabulary import Depth

from .h264_bits import gaps, told
from .making import facts_of, media_of, remuxed, without

SHARED = Path(__file__).parents[2] / "../shared/media"

SCENE = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=2")
GROUPS = ("-g", "25", "-keyint_min", "25", "-sc_threshold", "0")
STREAMS: dict[str, tuple[str, ...]] = {
    "cavlc": (*GROUPS, "-profile:v", "baseline"),
    "cabac": (*GROUPS, "-profile:v", "main", "-bf", "0", "-coder", "ac"),
    "b-pictures": (*GROUPS, "-bf", "2", "-b_strategy", "0", "-x264-params", "b-pyramid=none"),
    "b-references": (*GROUPS, "-bf", "3", "-b_strategy", "0", "-x264-params", "b-pyramid=normal"),
    "open-groups": ("-g", "10", "-bf", "2", "-b_strategy", "0", "-x264-params", "open-gop=1:scenecut=0"),
    "four-slices": (*GROUPS, "-bf", "0", "-slices", "4"),
    "interlaced": (*GROUPS, "-bf", "0", "-flags", "+ilme+ildct", "-x264-params", "tff=1"),
    "four-four-four": (*GROUPS, "-bf", "0", "-pix_fmt", "yuv444p"),
    "ten-bit": (*GROUPS, "-bf", "0", "-pix_fmt", "yuv420p10le"),
}

H264_RECIPES = (
    *("patrol", "patrol-second", "patrol-ntsc", "patrol-25", "patrol-slow", "patrol-mkv", "patrol-avi", "patrol-cut"),
    # frames that never reached the encoder: it counts on without them, and the time line tells
    *("patrol-gap", "patrol-damaged", "patrol-overstated"),
    *("gbt28181", "gbt28181-mov", "three-minutes", "one-megabit", "cif-5hz", "mkv-mulaw", "mp4-mp3", "raw-h264"),
    *("fragmented", "moov-last", "upright", "late-start", "still", "junk-behind", "broken-copy", "half-picture"),
)


def made_of(name: str, coded: Callable[..., Path]) -> Path:
    return coded(f"{name}.mp4", *SCENE, "-c:v", "libx264", "-preset", "veryfast", *STREAMS[name])


def numbers_of(path: Path) -> FrameNumbers | Absent:
    return media_of(path, Depth.PACKETS).video[0].frame_numbers


@pytest.mark.parametrize("name", STREAMS)
def test_a_sound_stream_has_no_gap(name: str, coded: Callable[..., Path]) -> None:
    assert told(numbers_of(made_of(name, coded))) == (50, [], [], 0)


@pytest.mark.parametrize("name", ["cavlc", "cabac", "four-slices", "interlaced", "four-four-four", "ten-bit"])
@pytest.mark.parametrize("number", [1, 12, 23, 25, 26, 48])
def test_a_lost_picture_is_one_gap_at_the_packet_behind_it(
    name: str, number: int, coded: Callable[..., Path], tmp_path: Path
) -> None:
    found = gaps(numbers_of(remuxed(made_of(name, coded), tmp_path / "lost.mp4", without(number))))

    assert len(found) == 1
    packet, expected, seen = found[0]
    assert packet == number
    assert (seen - expected) % 16 == 1 or number == 25  # the IDR picture of the second group starts anew


@pytest.mark.parametrize("name", ["cavlc", "cabac"])
@pytest.mark.parametrize("number", [24, 49])
def test_the_last_picture_of_a_group_is_lost_unseen(
    name: str, number: int, coded: Callable[..., Path], tmp_path: Path
) -> None:
    lost = remuxed(made_of(name, coded), tmp_path / "lost.mp4", without(number))

    assert told(numbers_of(lost)) == (49, [], [], 0)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        # coding order I P b b P b b ...
        ("b-pictures", [1, 4, 7, 10, 13, 16, 19, 22]),
        # I P B b b P B b b ...
        ("b-references", [1, 2, 5, 6, 9, 10, 13, 14, 17, 18, 21, 22]),
        # the I pictures of open groups are no IDR pictures: numbers go on
        ("open-groups", [1, 2, 4, 5, 7, 8, 10, 11, 12, 14, 15, 17, 18, 20, 21, 22, 24]),
    ],
)
def test_with_b_pictures_a_lost_reference_is_one_gap_and_a_disposable_one_is_unseen(
    name: str, seen: list[int], coded: Callable[..., Path], tmp_path: Path
) -> None:
    whole = made_of(name, coded)
    counts = {
        number: len(gaps(numbers_of(remuxed(whole, tmp_path / "lost.mp4", without(number))))) for number in range(1, 25)
    }

    assert {number for number, count in counts.items() if count} == set(seen)
    assert set(counts.values()) == {0, 1}


@pytest.mark.parametrize("recipe", H264_RECIPES)
def test_no_recipe_without_a_lost_picture_has_a_gap(recipe: str, facts: Callable[[str], Facts]) -> None:
    media = facts(recipe).media
    assert isinstance(media, Media)

    assert [gaps(track.frame_numbers) for track in media.video] == [()]


@pytest.mark.skipif(not SHARED.exists(), reason="the folder ../shared/media is absent")
def test_no_third_party_recording_has_a_gap() -> None:
    tracks = {
        (str(path.relative_to(SHARED)), track.index): track
        for path in sorted(SHARED.rglob("*"))
        if path.suffix in (".mp4", ".mkv", ".ts") and isinstance(media := facts_of(path, Depth.PACKETS).media, Media)
        for track in media.video
        if track.codec == "h264"
    }
    found = {name: told(track.frame_numbers)[1:] for name, track in tracks.items() if "sample_qt" not in name[0]}

    assert len(found) == 25
    assert [name for name, lost in found.items() if lost != ([], [], 0)] == []
