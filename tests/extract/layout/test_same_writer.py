"""One writer lays its recordings out alike, whatever they show and however long they are; others do not."""

from pathlib import Path

import pytest

from ..making import coded
from .cameras import differs, filmed, golden

FRAGMENTED = ("-movflags", "+frag_keyframe+empty_moov+default_base_moof")
CONTAINERS = ["mp4", "mov", "mkv", "avi", "ts", "mpg"]


@pytest.mark.parametrize("container", CONTAINERS)
def test_another_scene_of_another_length_does_not_differ(container: str, tmp_path: Path) -> None:
    first, second = filmed(tmp_path / f"1.{container}", 2), filmed(tmp_path / f"2.{container}", 3, "testsrc")

    assert differs(second, golden(first)) == []


def test_the_number_of_fragments_does_not_matter(tmp_path: Path) -> None:
    one = filmed(tmp_path / "1.mp4", 1, options=(*FRAGMENTED, "-g", "100"))
    many = filmed(tmp_path / "2.mp4", 4, "testsrc", (*FRAGMENTED, "-g", "100", "-frag_duration", "400000"))

    assert differs(many, golden(one)) == []


def test_a_file_of_fragments_differs_from_one_without(tmp_path: Path) -> None:
    plain, fragmented = filmed(tmp_path / "1.mp4"), filmed(tmp_path / "2.mp4", options=FRAGMENTED)

    assert "file: 'ftyp moov fragments(mdat moof) mfra', golden 'ftyp free mdat moov'" in differs(
        fragmented, golden(plain)
    )


REMUXED = {
    "mp4": "moov/udta/meta/ilst/©too: not in the golden file ('holds data')",
    "mov": "moov/udta: not in the golden file ('holds ©swr')",
    "mkv": "Segment/Info/SegmentUUID: not in the golden file",
    "avi": "RIFF(AVI )/LIST(INFO): not in the golden file ('holds ISFT')",
}


@pytest.mark.parametrize("container", REMUXED)
def test_a_copy_by_a_program_differs(container: str, tmp_path: Path) -> None:
    first, second = filmed(tmp_path / f"1.{container}", 2), filmed(tmp_path / f"2.{container}", 3, "testsrc")
    copied = coded(tmp_path / f"copy.{container}", "-i", str(second), "-c", "copy")

    assert REMUXED[container] in differs(copied, golden(first))


@pytest.mark.parametrize("container", CONTAINERS)
def test_what_was_coded_again_differs_in_its_parameter_sets(container: str, tmp_path: Path) -> None:
    first = filmed(tmp_path / f"1.{container}")
    again = coded(tmp_path / f"again.{container}", "-i", str(first), "-c:v", "libx264", "-c:a", "copy")

    assert any(one.startswith("video[0]/SPS 0: ") for one in differs(again, golden(first)))


def test_what_varies_among_several_golden_recordings_is_not_compared(tmp_path: Path) -> None:
    coarse = filmed(tmp_path / "coarse.mp4", options=("-crf", "40"))
    fine, other = filmed(tmp_path / "fine.mp4"), filmed(tmp_path / "other.mp4", 3, options=("-crf", "22"))

    assert [one.split(":")[0] for one in differs(other, golden(fine))] == [
        "video[0]/PPS 0",
        "moov/trak[0]/mdia/minf/stbl/stsd/avc1/avcC",
    ]
    assert differs(other, golden(fine, coarse)) == []
