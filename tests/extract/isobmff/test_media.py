"""Recordings of other people, with the truth their owners or a reference tool state."""

from pathlib import Path

import pytest

from conformance.extract.isobmff import read_iso
from conformance.model.facts import Absent, Edit, IsoFacts
from conformance.model.vocabulary import Reason

MEDIA = Path(__file__).parents[3] / "../shared/media"
ANDROID = "androidx__media/media/mp4/"
AXIS = "AxisCommunications__signed-video-framework-examples/test-files/"
ABEMA = "abema__go-mp4/testdata/"
TORCH = "meta-pytorch__torchcodec/test/resources/"
CORRUPT = "theatlantic__thumbor-video-engine/tests/data/"

# file, and for each track: handler, sample entry, samples
HEALTHY: list[tuple[str, list[tuple[str, str, int]]]] = [
    (
        "gopro__gpmf-parser/samples/karma.mp4",
        [
            ("vide", "avc1", 362),
            ("soun", "mp4a", 566),
            ("tmcd", "tmcd", 1),
            ("meta", "gpmd", 13),
            ("meta", "fdsc", 943),
        ],
    ),
    ("mapillary__mapillary_tools/tests/data/videos/sample-5s.mp4", [("vide", "avc1", 171), ("soun", "mp4a", 248)]),
    (AXIS + "test_h264.mp4", [("vide", "avc1", 256)]),
    (AXIS + "test_h265.mp4", [("vide", "hev1", 302)]),
    (AXIS + "signed_test_h265.mp4", [("vide", "hev1", 303)]),
    ("onvif__media-signing-framework/examples/test-files/test_signed_h265.mp4", [("vide", "hev1", 303)]),
    ("contentauth__c2pa-rs/sdk/tests/fixtures/legacy.mp4", [("vide", "avc1", 60), ("soun", "mp4a", 95)]),
    ("contentauth__c2pa-rs/sdk/tests/fixtures/video1_no_manifest.mp4", [("vide", "avc1", 60), ("soun", "mp4a", 95)]),
    (ANDROID + "sample.mp4", [("vide", "avc1", 30), ("soun", "mp4a", 45)]),
    (ANDROID + "sample_fragmented.mp4", [("vide", "avc1", 30), ("soun", "mp4a", 46)]),
    (ANDROID + "sample_portrait.mp4", [("vide", "avc1", 30), ("soun", "mp4a", 45)]),
    (ANDROID + "sample_12_5fps_720p_1s.mp4", [("soun", "mp4a", 46), ("vide", "avc1", 13)]),
    (ANDROID + "sample_15fps_720p_1s.mp4", [("soun", "mp4a", 46), ("vide", "avc1", 15)]),
    (ANDROID + "testvid_1022ms.mp4", [("vide", "avc1", 30), ("soun", "mp4a", 44)]),
    (ANDROID + "portrait_4k60.mp4", [("vide", "avc1", 18), ("soun", "mp4a", 14)]),
    (
        ANDROID + "sample_with_increasing_timestamps_320w_240h_5s.mp4",
        [("vide", "avc1", 300), ("soun", "mp4a", 236)],
    ),
    (ANDROID + "bbb_800x640_768kbps_30fps_avc_2b_firstpts_10_sec.mp4", [("vide", "avc1", 120)]),
    (
        TORCH + "nasa_13013.mp4",
        [
            ("vide", "avc1", 325),
            ("soun", "mp4a", 103),
            ("sbtl", "tx3g", 6),
            ("vide", "avc1", 390),
            ("soun", "mp4a", 205),
            ("sbtl", "tx3g", 6),
        ],
    ),
    (TORCH + "test_non_zero_start.mp4", [("vide", "avc1", 12)]),
    (TORCH + "discard_first_keyframe.mp4", [("vide", "avc1", 30)]),
    ("Breakthrough__PySceneDetect/tests/resources/delayed_start.mp4", [("vide", "mp4v", 24)]),
    (ABEMA + "sample.mp4", [("vide", "avc1", 10), ("soun", "mp4a", 44)]),
    (ABEMA + "sample_fragmented.mp4", [("vide", "avc1", 10), ("soun", "mp4a", 44)]),
    (ABEMA + "sample_init.encv.mp4", [("vide", "encv", 0), ("soun", "mp4a", 0)]),
    (CORRUPT + "hotdog.mp4", [("vide", "avc1", 42)]),
    ("sbraz__pymediainfo/tests/data/sample.mp4", [("vide", "avc1", 23), ("soun", "mp4a", 46)]),
]


def of(name: str) -> IsoFacts | Absent:
    path = MEDIA / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    with path.open("rb") as stream:
        return read_iso(stream, path.stat().st_size)


def facts_of(name: str) -> IsoFacts:
    facts = of(name)
    assert isinstance(facts, IsoFacts), facts
    return facts


@pytest.mark.parametrize(("name", "tracks"), HEALTHY, ids=[name for name, _ in HEALTHY])
def test_a_healthy_file_has_no_fault_and_misses_nothing(name, tracks):
    facts = facts_of(name)
    assert facts.faults == ()
    assert facts.missing_bytes == 0
    assert [(track.handler, track.sample_entry, track.samples) for track in facts.tracks] == tracks


def test_a_header_without_media_promises_everything_and_holds_nothing():
    facts = facts_of(ABEMA + "sample_qt.mp4")
    assert [(fault.code, fault.path) for fault in facts.faults] == [
        ("duplicate_box", "ftyp[1]"),
        ("missing_box", "mdat"),
    ]
    assert [(track.samples, track.missing_samples) for track in facts.tracks] == [(14315, 14315), (27958, 27958)]
    assert facts.promised_bytes == facts.missing_bytes == 38_774_888


def test_an_mdat_that_is_too_long_is_one_fault_and_loses_nothing():
    facts = facts_of(ANDROID + "sample_mdat_too_long.mp4")
    assert [fault.detail for fault in facts.faults] == [
        "mdat declares 99421 bytes and runs 8 bytes past the end of the file."
    ]
    assert facts.missing_bytes == 0
    assert [track.samples for track in facts.tracks] == [30, 45]


@pytest.mark.parametrize("name", ["corrupt.mp4", "corrupt2.mp4"])
def test_a_file_of_a_few_bytes_is_unreadable(name):
    facts = of(CORRUPT + name)
    assert isinstance(facts, Absent)
    assert facts.reason is Reason.EVIDENCE_UNREADABLE


@pytest.mark.parametrize(
    "name",
    [
        "androidx__media/media/avi/sample.avi",
        "androidx__media/media/mkv/sample.mkv",
        "androidx__media/media/ts/sample_h264.ts",
        "androidx__media/media/ts/sample_h262_mpeg_audio.ps",
        "gopro__gpmf-parser/samples/hero5.raw",
        "mapillary__mapillary_tools/tests/data/images/DSC00001.JPG",
        "rafalh__rust-fatfs/resources/fat16.img",
    ],
)
def test_another_format_is_left_to_other_methods(name):
    facts = of(name)
    assert isinstance(facts, Absent)
    assert facts.reason is Reason.METHOD_DOES_NOT_APPLY


def test_a_phone_held_upright_is_turned_by_90_degrees():
    track = facts_of(ANDROID + "portrait_4k60.mp4").tracks[0]
    assert (track.width, track.height, track.rotation) == (3840, 2160, 90)


def test_an_edit_list_that_discards_the_first_pictures_is_read():
    track = facts_of(TORCH + "discard_first_keyframe.mp4").tracks[0]
    assert (track.timescale, track.edits) == (12_800, (Edit(1000, 3584),))


def test_an_empty_edit_delays_the_start():
    facts = facts_of("Breakthrough__PySceneDetect/tests/resources/delayed_start.mp4")
    assert (facts.timescale, facts.tracks[0].edits) == (1000, (Edit(1075, -1), Edit(960, 0)))


def test_the_creation_time_is_the_raw_field():
    assert facts_of("gopro__gpmf-parser/samples/karma.mp4").creation_time == 3_575_302_077  # 2017-04-17T19:27:57
    assert facts_of("mapillary__mapillary_tools/tests/data/videos/sample-5s.mp4").creation_time == 0


def test_fragments_are_counted_and_their_durations_added():
    facts = facts_of(ANDROID + "sample_fragmented.mp4")
    assert facts.fragments == 1
    assert [(track.duration, track.timescale) for track in facts.tracks] == [(30_030, 30_000), (47_104, 44_100)]
    assert facts_of(ABEMA + "sample_fragmented.mp4").fragments == 8
