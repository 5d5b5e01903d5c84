"""Several tracks and two extractors: nobody's word is lost because another track was measured."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand
from conformance.model.evidence import DeviceSubject, RecordingSubject, Stated
from conformance.model.facts import AudioTrack, Media, SecondAudio, SecondExtractor, SecondVideo, VideoTrack
from conformance.model.measurement import Measurement, NotMeasured, Outcome, Text
from conformance.model.units import parse_quantity
from conformance.model.vocabulary import Depth, Reason, Role
from tests.measurands.facts import NOTHING, audio, iso, outcome, packets, pictures, reason, subject, video

TICK = Fraction(1, 25)
TRACK = video(tuple(range(100)), TICK)
SLOW = replace(video(tuple(range(0, 100, 2)), TICK), index=1, codec="hevc", width=320, height=240)
LONG = replace(audio(), samples=4 * 48000)


def of(*tracks: VideoTrack | AudioTrack, second: SecondExtractor | None = None) -> RecordingSubject:
    pictured = tuple(track for track in tracks if isinstance(track, VideoTrack))
    heard = tuple(track for track in tracks if isinstance(track, AudioTrack))
    return subject(Media("mp4", "", pictured, heard, ()), second=second or NOTHING)


def conflicts(name: str, recording: RecordingSubject) -> list[tuple[str, object]]:
    found = outcome(name, recording)
    assert isinstance(found, Measurement), found
    return [(opinion.source, opinion.value) for opinion in found.conflicts]


@pytest.mark.parametrize(
    ("name", "theirs"),
    [("video.codec", Text("hevc")), ("video.frames", 50), ("video.frame_rate", Fraction(25, 2))],
)
def test_a_video_track_that_is_not_measured_has_its_say(name: str, theirs: object) -> None:
    assert conflicts(name, of(TRACK, SLOW)) == [("video track 1 (320x240)", theirs)]


def test_a_second_track_with_holes_is_heard_and_an_equal_one_agrees() -> None:
    holed = replace(video(tuple(range(40)) + tuple(range(50, 100)), TICK), index=1)

    assert conflicts("video.frames_missing", of(TRACK, holed)) == [("video track 1 (1280x720)", 10)]
    assert conflicts("video.frames_missing", of(TRACK, replace(TRACK, index=1))) == []


def theirs(codec: str = "h264", width: int = 1280, frames: int = 100) -> SecondVideo:
    return SecondVideo(codec, width, 720, 0, frames, Fraction(25), Fraction(4), Fraction(0))


def second(*tracks: SecondVideo, heard: tuple[SecondAudio, ...] = ()) -> SecondExtractor:
    return SecondExtractor("mp4", Fraction(4), tracks, heard)


def test_where_mediainfo_counts_other_tracks_the_one_alike_is_compared() -> None:
    assert conflicts("video.frames", of(TRACK, second=second(theirs(width=640, frames=7), theirs()))) == []


def test_where_none_is_alike_mediainfos_first_track_disagrees() -> None:
    strangers = second(theirs("hevc", 640, 7), theirs("mjpeg", 320, 8))

    assert conflicts("video.frames", of(TRACK, second=strangers)) == [("MediaInfo", 7)]
    assert conflicts("video.codec", of(TRACK, second=strangers)) == [("MediaInfo", Text("hevc"))]


def test_where_mediainfo_hears_more_tracks_the_one_alike_is_compared() -> None:
    heard = (SecondAudio("mp3", 8000, 1), SecondAudio("aac", 48000, 2))

    assert conflicts("audio.sample_rate", of(TRACK, LONG, second=second(theirs(), heard=heard))) == []
    assert conflicts("audio.sample_rate", of(TRACK, LONG, second=second(theirs(), heard=heard[:1] * 2))) == [
        ("MediaInfo", 8000)
    ]


def test_coded_pictures_that_never_came_out_are_an_opinion_on_decoding() -> None:
    short = replace(TRACK, pictures=pictures(tuple(range(24, 100))))

    assert conflicts("decode.errors", of(short)) == [("packets with a coded picture", 24)]
    assert conflicts("decode.errors", of(TRACK)) == []


def test_pictures_outside_the_edit_list_need_not_come_out() -> None:
    hidden = replace(packets(tuple(range(100))), discard=(True,) * 24 + (False,) * 76)
    trimmed = replace(TRACK, packets=hidden, pictures=pictures(tuple(range(24, 100))))

    assert conflicts("decode.errors", of(trimmed)) == []


@pytest.mark.parametrize("name", ["audio.codec", "audio.sample_rate", "audio.channels"])
def test_sound_is_exercised_by_its_samples_or_its_packets(name: str) -> None:
    frames = of(TRACK, LONG)
    shallow = replace(frames, facts=replace(frames.facts, depth=Depth.PACKETS))

    assert outcome(name, frames).exercised == 192000  # type: ignore[union-attr]
    assert outcome(name, shallow).exercised == 47  # type: ignore[union-attr]
    assert outcome(name, of(TRACK, replace(audio(), samples=0))).exercised == 0  # type: ignore[union-attr]


@pytest.mark.parametrize("broken", [replace(audio(), channels=0), replace(audio(), sample_rate=0)])
def test_sound_without_channels_or_sample_rate_was_not_read(broken: AudioTrack) -> None:
    assert reason("audio.channels", of(TRACK, broken)) is Reason.EVIDENCE_UNREADABLE
    assert reason("audio.codec", of(TRACK, broken)) is Reason.EVIDENCE_UNREADABLE


def test_sound_for_less_than_half_of_the_pictures_may_be_none() -> None:
    assert conflicts("audio.channels", of(TRACK, audio())) == [("most of the pictures, which have no sound", 0)]
    assert conflicts("audio.channels", of(TRACK, LONG)) == []


def test_sound_that_others_know_of_is_not_none() -> None:
    heard = second(theirs(), heard=(SecondAudio("aac", 48000, 2),))
    boxes = replace(iso(), tracks=(replace(iso().tracks[0], handler="soun"),))
    media = Media("mp4", "", (TRACK,), (), ())

    assert conflicts("audio.channels", of(TRACK, second=heard)) == [("MediaInfo", 1)]
    assert conflicts("audio.channels", subject(media, boxes)) == [("own box walk", 1)]
    assert conflicts("audio.channels", of(TRACK)) == []


def recordable(*recordings: RecordingSubject) -> Outcome:
    measurand = registry.find("storage.recordable_time")
    assert isinstance(measurand, DeviceMeasurand)
    return measurand.measure(DeviceSubject(recordings, Stated((("storage_bytes", parse_quantity("900 MB")),))))


def test_a_recording_without_a_rate_leaves_the_recordable_time_open() -> None:
    whole, few = of(TRACK), of(video((0, 99), TICK))
    found = recordable(whole, few)

    assert isinstance(found, NotMeasured)
    assert found.detail == (
        "1 of 2 recordings that were not staged have no measurable rate: 2 pictures; a rate needs at least 10"
    )


def test_a_staged_recording_need_not_have_one() -> None:
    whole, few = of(TRACK), of(video((0, 99), TICK))
    chart = replace(few, recording=replace(few.recording, role=Role.CHART))
    found = recordable(whole, chart)

    assert isinstance(found, Measurement)
    assert "in 4 s of clip.mp4, of 1 recordings" in found.note


@pytest.mark.parametrize(("change", "known"), [(0.0, False), (4.0, True)])
def test_scenes_that_do_not_move_tell_no_recordable_time(change: float, *, known: bool) -> None:
    filmed = of(video(tuple(range(100)), TICK, (0.0, *(change,) * 99)))
    found = recordable(filmed)

    assert isinstance(found, Measurement) == known
    if isinstance(found, NotMeasured):
        assert found.reason is Reason.SCENE_TOO_STILL
