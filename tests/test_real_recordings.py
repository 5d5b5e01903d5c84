"""Third-party recordings against what their owners document: every media row of the folder's MANIFEST.md."""

import hashlib
import json
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.evidence.single import single_recording
from conformance.execution.store import FactsStore, Plan
from conformance.model.facts import Media, Pictures
from conformance.model.measured import MeasuredFile
from conformance.model.measurement import Measurement, NotMeasured, Text
from conformance.suite.measuring import Task, measure_files

MEDIA = Path(__file__).parents[1] / "../shared/media"
RECORDINGS = (".mp4", ".avi", ".mkv", ".ts", ".ps", ".raw")

pytestmark = pytest.mark.skipif(not (MEDIA / "MANIFEST.md").exists(), reason="the folder ../shared/media is absent")

# file -> (measurand, value, the words of the manifest that say so)
NOT_TESTED = "not tested"
FAULTS, MISSING = "container.structure_errors", "container.media_bytes_missing"
SIGNED = "integrity.signature"
W, H, N, RATE, LENGTH = "video.width", "video.height", "video.frames", "video.frame_rate", "video.duration"
FORMAT, CODEC, AUDIO, HZ, CHANNELS = (
    "container.format",
    "video.codec",
    "audio.codec",
    "audio.sample_rate",
    "audio.channels",
)
NTSC = Fraction(30000, 1001)

EXPECTED: dict[str, tuple[tuple[str, object, str], ...]] = {
    "gopro__gpmf-parser/samples/karma.mp4": (
        (W, 854, "854x480"),
        (H, 480, "854x480"),
        (CODEC, "h264", "H.264"),
        (N, 362, "362 frames"),
        (RATE, NTSC, "exactly 30000/1001 fps"),
        ("video.frames_missing", 0, "no PTS gap"),
        (LENGTH, 12.078733, "12.078733 s"),
        (AUDIO, "aac", "AAC 48k"),
        (HZ, 48000, "AAC 48k"),
        (FAULTS, 0, "REAL GoPro HERO5 Black"),
    ),
    "gopro__gpmf-parser/samples/hero5.raw": ((CODEC, NOT_TESTED, "must be rejected as video"),),
    "mapillary__mapillary_tools/tests/data/videos/sample-5s.mp4": (
        (W, 1920, "1920x1080"),
        (H, 1080, "1920x1080"),
        (N, 171, "171 frames"),
        (RATE, 30, "30 fps CFR"),
        (HZ, 44100, "AAC 44.1k"),
        ("time.creation_offset", NOT_TESTED, "Creation time field is zero"),
    ),
    "AxisCommunications__signed-video-framework-examples/test-files/test_h264.mp4": (
        (W, 480, "480x640"),
        (H, 640, "480x640"),
        (N, 256, "256 frames"),
        ("video.frames_missing", 0, "then 40 ms"),
        (SIGNED, "not_signed", "VIDEO IS NOT SIGNED"),
    ),
    "AxisCommunications__signed-video-framework-examples/test-files/test_h265.mp4": (
        (W, 640, "640x480"),
        (N, 302, "302 frames"),
        (CODEC, "hevc", "H.265"),
        (SIGNED, "not_signed", "NOT SIGNED"),
    ),
    "AxisCommunications__signed-video-framework-examples/test-files/signed_test_h265.mp4": (
        (N, 301, "301 decodable frames"),
        ("video.frames_missing", 0, "NOT dropped frames"),
        ("decode.errors", 0, "VIDEO IS VALID"),
        (SIGNED, "authentic", "5 valid GOPs, 0 invalid"),
    ),
    "onvif__media-signing-framework/examples/test-files/test_signed_h265.mp4": (
        (N, 301, "303 packets / 301 frames"),
        ("video.frames_missing", 0, "303 packets / 301 frames"),
        (SIGNED, "authentic", "VIDEO IS VALID"),
    ),
    "contentauth__c2pa-rs/sdk/tests/fixtures/legacy.mp4": (
        (W, 720, "720x1280"),
        (H, 1280, "720x1280"),
        (RATE, 30, "30 fps"),
        (N, 60, "60 frames"),
    ),
    "contentauth__c2pa-rs/sdk/tests/fixtures/video1_no_manifest.mp4": ((N, 60, "same picture data"),),
    "androidx__media/media/mp4/sample.mp4": (
        (W, 1080, "1080x720"),
        (H, 720, "1080x720"),
        (N, 30, "30 frames"),
        (RATE, NTSC, "30000/1001"),
        (LENGTH, 1.001, "track 0 1001000 us"),
        (FAULTS, 0, "reference good MP4"),
    ),
    "androidx__media/media/mp4/sample_fragmented.mp4": (
        (N, 30, "30 video + 46 audio samples"),
        (LENGTH, 1.001, "same content fragmented"),
        (FAULTS, 0, "same content fragmented"),
        (MISSING, 0, "same content fragmented"),
    ),
    "androidx__media/media/mp4/sample_mdat_too_long.mp4": (
        (FAULTS, 1, "mdat box claims 8 bytes more than the file holds"),
        (MISSING, 0, "structure warning, not data loss"),
        (N, 30, "all 30+45 samples still present"),
    ),
    "androidx__media/media/mp4/sample_portrait.mp4": (
        (W, 720, "720x1080"),
        (H, 1080, "720x1080"),
        (N, 30, "30 frames"),
    ),
    "androidx__media/media/mp4/sample_12_5fps_720p_1s.mp4": (
        (W, 1280, "1280x720"),
        (RATE, 12.5, "at 12.5 fps"),
        (N, 13, "13 frames"),
        (LENGTH, 1.04, "1.04 s"),
    ),
    "androidx__media/media/mp4/sample_15fps_720p_1s.mp4": (
        (H, 720, "1280x720"),
        (RATE, 15, "15 fps"),
        (N, 15, "15 frames"),
    ),
    "androidx__media/media/mp4/testvid_1022ms.mp4": (
        (W, 480, "480x360"),
        (H, 360, "480x360"),
        (N, 30, "30 frames"),
        (RATE, 29.917, "at 29.917"),
    ),
    "androidx__media/media/mp4/portrait_4k60.mp4": (
        (W, 2160, "3840x2160"),
        (H, 3840, "rotation 90"),
        (N, 18, "18 frames"),
        (RATE, 60.0565, "59.94-60 fps"),
    ),
    "androidx__media/media/mp4/sample_with_increasing_timestamps_320w_240h_5s.mp4": (
        (W, 320, "320x240"),
        (RATE, 60, "exactly 60 fps"),
        (N, 300, "300 frames"),
        (AUDIO, "aac", "AAC"),
    ),
    "androidx__media/media/mp4/bbb_800x640_768kbps_30fps_avc_2b_firstpts_10_sec.mp4": (
        (N, 120, "120 frames"),
        (RATE, 30, "30 fps"),
        (LENGTH, 4, "first video PTS is 10.0 s"),
    ),
    "androidx__media/media/ts/sample_h264.ts": (
        (FORMAT, "mpeg-ts", "MPEG-TS"),
        (W, 854, "854x480"),
        (N, 30, "30 frames"),
        (RATE, 30, "30 fps"),
        (FAULTS, 0, "MPEG-TS H.264"),
    ),
    "androidx__media/media/ts/sample_h265.ts": ((CODEC, "hevc", "H.265"), (N, 30, "30 frames"), (RATE, 30, "30 fps")),
    "androidx__media/media/ts/sample_h262_mpeg_audio.ps": (
        (FORMAT, "mpeg-ps", "MPEG-PS"),
        (CODEC, "mpeg2video", "MPEG-2"),
        (W, 640, "640x426"),
        (H, 426, "640x426"),
        (AUDIO, "mp2", "MP2"),
    ),
    "androidx__media/media/avi/sample.avi": (
        (FORMAT, "avi", "AVI"),
        (CODEC, "mpeg4", "MPEG-4"),
        (W, 960, "960x400"),
        (N, 96, "96 decodable"),
        ("video.frames_missing", 2, "header says 98 frames, 96 decodable"),
        (FAULTS, 0, "AVI MPEG-4"),
    ),
    "androidx__media/media/mkv/sample.mkv": (
        (FORMAT, "matroska", "Matroska"),
        (W, 1080, "1080x720"),
        (N, 30, "30 frames"),
        (AUDIO, "ac3", "AC-3"),
        (FAULTS, 0, "Matroska H.264"),
        (MISSING, 0, "Matroska H.264"),
    ),
    "meta-pytorch__torchcodec/test/resources/nasa_13013.mp4": (
        (W, 480, "480x270"),
        (RATE, NTSC, "29.97"),
        (N, 390, "390 frames"),
        (HZ, 8000, "AAC 8k+16k"),
    ),
    "meta-pytorch__torchcodec/test/resources/test_non_zero_start.mp4": (
        (N, 12, "12 frames"),
        (RATE, 30, "30 fps"),
        (LENGTH, 0.4, "first PTS 8.333008 s"),
    ),
    "meta-pytorch__torchcodec/test/resources/discard_first_keyframe.mp4": (
        (N, 25, "25 presented frames"),
        (RATE, 25, "25 fps"),
        (LENGTH, 1, "1.0 s"),
    ),
    "Breakthrough__PySceneDetect/tests/resources/delayed_start.mp4": (
        (N, 24, "24 frames"),
        (RATE, 25, "25 fps"),
        (LENGTH, 0.96, "first PTS 1.075 s"),
    ),
    "abema__go-mp4/testdata/sample_qt.mp4": (
        (N, NOT_TESTED, "nothing real decodes"),
        (FAULTS, 2, "ftyp duplicated"),
        (FORMAT, NOT_TESTED, "HEADER ONLY"),
    ),
    "abema__go-mp4/testdata/sample.mp4": ((W, 320, "320x180"), (N, 10, "10 frames"), (FAULTS, 0, "good small MP4")),
    "abema__go-mp4/testdata/sample_fragmented.mp4": ((W, 1280, "1280x720"), (N, 10, "10 video samples")),
    "abema__go-mp4/testdata/sample_init.encv.mp4": (
        (CODEC, NOT_TESTED, "encrypted sample entry"),
        (FAULTS, NOT_TESTED, "no media samples"),
    ),
    "theatlantic__thumbor-video-engine/tests/data/corrupt.mp4": ((FORMAT, NOT_TESTED, "ZERO bytes"),),
    "theatlantic__thumbor-video-engine/tests/data/corrupt2.mp4": ((FORMAT, NOT_TESTED, "not media"),),
    "theatlantic__thumbor-video-engine/tests/data/hotdog.mp4": (
        (W, 200, "200x150"),
        (N, 42, "42 frames"),
        (RATE, 33.3333, "33.33 fps"),
        (LENGTH, 1.26, "1.261 s"),
    ),
    "sbraz__pymediainfo/tests/data/sample.mp4": (
        (W, 1920, "1920x1080"),
        (N, 23, "23 frames"),
        (RATE, 23.976, "23.976"),
        (LENGTH, 0.9592917, "video 958 ms"),  # 23 x 1001/24000 s; the owner's figure is in whole milliseconds
    ),
    "sbraz__pymediainfo/tests/data/sample.mkv": ((FORMAT, NOT_TESTED, "not playable"),),
}


def manifest() -> dict[str, list[str]]:
    """Rows of the manifest by file: source, path, commit, licence, bytes, sha256, truth."""
    lines = (MEDIA / "MANIFEST.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines if line.startswith("| ")]
    return {row[0]: row[1:] for row in rows if "/" in row[0]}


@pytest.fixture(scope="module")
def measured() -> dict[str, MeasuredFile]:
    names = list(EXPECTED)
    return dict(zip(names, measure_files(Task(tuple(MEDIA / name for name in names)), 2), strict=True))


def outcome(file: MeasuredFile, measurand: str) -> Measurement | NotMeasured:
    return next(one for one in file.outcomes if one.measurand == measurand)


def test_every_recording_of_the_manifest_has_its_expectations() -> None:
    assert {name for name in manifest() if name.endswith(RECORDINGS)} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_file_is_the_one_that_the_manifest_names(name: str) -> None:
    row, content = manifest()[name], (MEDIA / name).read_bytes()

    assert (str(len(content)), hashlib.sha256(content).hexdigest()) == (row[4], row[5])


@pytest.mark.parametrize(
    ("name", "measurand", "value", "words"), [(name, *one) for name, some in EXPECTED.items() for one in some]
)
def test_a_measurement_is_what_the_manifest_says(
    measured: dict[str, MeasuredFile], name: str, measurand: str, value: object, words: str
) -> None:
    found = outcome(measured[name], measurand)

    assert words in manifest()[name][6]
    if value == NOT_TESTED:
        assert isinstance(found, NotMeasured)
        assert len(found.detail) > 20, "a sentence names the cause"
    elif isinstance(value, str):
        assert isinstance(found, Measurement)
        assert found.value == Text(value)
    else:
        assert isinstance(found, Measurement)
        assert isinstance(found.value, Fraction)
        assert float(found.value) == pytest.approx(float(value), rel=2e-6)  # type: ignore[arg-type]


def test_a_longer_metadata_track_is_shown_as_a_conflict(measured: dict[str, MeasuredFile]) -> None:
    found = outcome(measured["gopro__gpmf-parser/samples/karma.mp4"], LENGTH)

    assert isinstance(found, Measurement)
    assert [(one.source, one.value) for one in found.conflicts] == [("MediaInfo, whole file", Fraction("13.013"))]


def test_the_promise_of_an_avi_header_is_shown_as_a_conflict(measured: dict[str, MeasuredFile]) -> None:
    found = outcome(measured["androidx__media/media/avi/sample.avi"], N)

    assert isinstance(found, Measurement)
    assert ("container header", 98) in [(one.source, one.value) for one in found.conflicts]


def test_stamps_eleven_microseconds_apart_are_named_a_fault(measured: dict[str, MeasuredFile]) -> None:
    found = outcome(measured["AxisCommunications__signed-video-framework-examples/test-files/test_h264.mp4"], RATE)

    assert "time-stamp fault: 6 intervals down to 11.1 µs" in found.note  # type: ignore[union-attr]
    assert len(found.where) == 6


def test_seis_after_the_last_picture_are_no_lost_frames(measured: dict[str, MeasuredFile]) -> None:
    found = outcome(measured["AxisCommunications__signed-video-framework-examples/test-files/signed_test_h265.mp4"], N)

    assert isinstance(found, Measurement)
    assert found.note == "303 packets, 1 without a coded picture, 2 outside the edit list"
    assert found.conflicts == ()


def test_a_file_of_headers_alone_measures_nothing_but_what_its_boxes_say(measured: dict[str, MeasuredFile]) -> None:
    measured_of = [
        one for one in measured["abema__go-mp4/testdata/sample_qt.mp4"].outcomes if isinstance(one, Measurement)
    ]

    assert [(one.measurand, one.value) for one in measured_of] == [
        (FAULTS, 2),
        (MISSING, 38774888),
        ("integrity.content_credentials", Text("none")),
        ("integrity.editing_traces", 3),
    ]


@pytest.mark.parametrize(("stream", "index"), [(0, 0), (3, 1)])
def test_presentation_times_are_those_of_the_owners_table(stream: int, index: int, tmp_path: Path) -> None:
    name = "meta-pytorch__torchcodec/test/resources/nasa_13013.mp4"
    owner = json.loads((MEDIA / f"{name}.stream{stream}.all_frames_info.json").read_text())
    store = FactsStore(Plan(tmp_path))
    media = store.facts(single_recording(MEDIA / name)).media
    store.close()

    assert isinstance(media, Media)
    track = media.video[index]
    assert isinstance(track.pictures, Pictures)
    ours = [float(pts * track.time_base) for pts in track.pictures.pts]
    assert len(ours) == len(owner) == {0: 325, 3: 390}[stream]
    assert ours == pytest.approx([float(row["pts_time"]) for row in owner], abs=1e-6)
