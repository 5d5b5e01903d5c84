"""Matroska files whole and damaged: FFmpeg's own, with sizes and as a live stream, and bytes made wrong."""

from pathlib import Path

import pytest

from ..conftest import Coded
from .walks import SCENE, TONE, flaws, walked

CLUSTER, SEGMENT, CUES = b"\x1f\x43\xb6\x75", b"\x18\x53\x80\x67", b"\x1c\x53\xbb\x6b"
EXACT = ("-flags", "+bitexact", "-fflags", "+bitexact")


@pytest.fixture(scope="module")
def mkv(coded: Coded) -> bytes:
    options = ("-c:v", "libx264", "-g", "10", "-c:a", "aac", "-cluster_time_limit", "400", *EXACT)
    return coded("whole.mkv", *SCENE, *TONE, *options).read_bytes()


@pytest.fixture(scope="module")
def live(coded: Coded) -> bytes:
    return coded("live.mkv", *SCENE, "-c:v", "libx264", "-g", "10", "-live", "1", *EXACT).read_bytes()


def test_a_whole_file_has_no_flaw(mkv: bytes, tmp_path: Path) -> None:
    found = walked(tmp_path, mkv, "matroska")

    assert flaws(found) == []
    assert (found.missing, found.unpromised) == (0, "")
    assert found.promised == len(mkv) - mkv.index(SEGMENT) - 12


def test_a_live_stream_has_no_flaw_and_promises_nothing(live: bytes, tmp_path: Path) -> None:
    found = walked(tmp_path, live, "matroska")

    assert flaws(found) == []
    assert found.unpromised == "the segment is of unknown size, as in a live stream"


def test_a_cut_file_lacks_what_its_segment_states(mkv: bytes, tmp_path: Path) -> None:
    found = walked(tmp_path, mkv[: len(mkv) // 2], "matroska")

    assert found.missing == len(mkv) - len(mkv) // 2
    assert flaws(found)[0].startswith("file/Segment: states")


def test_bytes_behind_the_file_are_told(mkv: bytes, tmp_path: Path) -> None:
    assert flaws(walked(tmp_path, mkv + bytes(10), "matroska")) == [
        f"file: the 10 bytes from offset {len(mkv)} on are no EBML header and no Segment"
    ]


def test_an_inserted_byte_is_told(mkv: bytes, tmp_path: Path) -> None:
    at = mkv.index(CLUSTER) + 200

    assert walked(tmp_path, mkv[:at] + b"\0" + mkv[at:], "matroska").faults > 0


def test_a_cue_that_points_elsewhere_is_told(mkv: bytes, tmp_path: Path) -> None:
    at = mkv.index(b"\xf1", mkv.rindex(CUES))
    changed = mkv[: at + 2] + bytes([mkv[at + 2] ^ 1]) + mkv[at + 3 :]
    found = flaws(walked(tmp_path, changed, "matroska"))

    assert any(one.startswith("Segment: Cluster is said to be at") for one in found)


def test_a_checksum_that_does_not_hold_is_told(mkv: bytes, tmp_path: Path) -> None:
    at = mkv.rindex(CUES)  # its identifier stands in the seek head too
    crc = mkv.index(b"\xbf\x84", at) + 2
    changed = mkv[:crc] + bytes([mkv[crc] ^ 1]) + mkv[crc + 1 :]

    assert flaws(walked(tmp_path, changed, "matroska")) == ["Cues: its checksum does not hold"]


def test_a_second_segment_and_a_file_without_one_are_told(mkv: bytes, tmp_path: Path) -> None:
    assert "file: holds 2 segments, one is due" in flaws(walked(tmp_path, mkv + mkv, "matroska"))
    assert "file: holds 0 segments, one is due" in flaws(walked(tmp_path, mkv[: mkv.index(SEGMENT)], "matroska"))


def test_a_segment_that_hides_in_a_cluster_is_told(live: bytes, mkv: bytes, tmp_path: Path) -> None:
    hidden = live[: live.index(CLUSTER)] + cluster(b"\xe7\x81\x00" + mkv)

    assert [one for one in flaws(walked(tmp_path, hidden, "matroska")) if "Cluster" in one] == [
        "Segment/Cluster: holds EBML, which no cluster may",
        "Segment/Cluster: holds Segment, which no cluster may",
    ]


def test_a_segment_that_hides_in_a_cluster_of_unknown_size_is_told(live: bytes, tmp_path: Path) -> None:
    hidden = live[: live.index(CLUSTER)] + CLUSTER + b"\xff" + b"\xe7\x81\x00" + live

    assert "file: holds 2 segments, one is due" in flaws(walked(tmp_path, hidden, "matroska"))


def cluster(body: bytes) -> bytes:
    return CLUSTER + (1 << 56 | len(body)).to_bytes(8, "big") + body


def test_headers_alone_hold_no_media(mkv: bytes, tmp_path: Path) -> None:
    found = flaws(walked(tmp_path, mkv[: mkv.index(CLUSTER)], "matroska"))

    assert "Segment: holds no Cluster: no picture and no sound" in found


@pytest.mark.parametrize(
    "data", [b"", b"\x1a", b"\x1a\x45\xdf\xa3", b"\x1a\x45\xdf\xa3\x01", SEGMENT + b"\xff"], ids=repr
)
def test_stumps_are_walked_to_their_end(data: bytes, tmp_path: Path) -> None:
    assert walked(tmp_path, data, "matroska").faults > 0
