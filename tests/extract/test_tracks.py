"""Every track gets its own packets and pictures, whatever its place, and what can't be decoded is said to be so."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from conformance.extract.opening import opened
from conformance.extract.packet_pass import survey
from conformance.model.facts import Absent, Facts, Media, Packets, Pictures, VideoTrack
from conformance.model.vocabulary import Depth, Reason

from ..measurands.facts import reason, value
from .making import PICTURES, TONE, facts_of, media_of, silent, subject_of, video_of, why_absent, written

REORDERED = ("-c:v", "libx264", "-bf", "2", "-b_strategy", "0", "-g", "25")
SMALL = ("-f", "lavfi", "-i", "testsrc2=size=176x144:rate=10:duration=1")


def pictures(track: VideoTrack) -> Pictures:
    assert isinstance(track.pictures, Pictures), track.pictures
    return track.pictures


def packets(track: VideoTrack) -> Packets:
    assert isinstance(track.packets, Packets), track.packets
    return track.packets


def shown(track: VideoTrack) -> list[Fraction]:
    """Presentation times of the decoded pictures, s from the first."""
    stamps = pictures(track).pts
    return [(stamp - stamps[0]) * track.time_base for stamp in stamps]


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts"])
def test_pictures_that_the_decoders_still_held_at_the_end_go_to_their_own_tracks(
    ending: str, coded: Callable[..., Path]
) -> None:
    media = media_of(coded(f"two.{ending}", *PICTURES, *SMALL, "-map", "0:v", "-map", "1:v", *REORDERED))

    assert [track.index for track in media.video] == [0, 1]
    assert [pictures(track).sizes for track in media.video] == [((320, 240),), ((176, 144),)]
    assert [len(packets(track).pts) for track in media.video] == [25, 10]
    assert shown(media.video[0]) == pytest.approx([Fraction(n, 25) for n in range(25)], abs=0.001)
    assert shown(media.video[1]) == pytest.approx([Fraction(n, 10) for n in range(10)], abs=0.001)


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts"])
def test_a_video_track_behind_the_sound_keeps_its_last_pictures(ending: str, coded: Callable[..., Path]) -> None:
    order = ("-map", "0:a", "-map", "1:v")
    media = media_of(coded(f"sound-first.{ending}", *TONE, *PICTURES, *order, *REORDERED, "-c:a", "aac"))

    assert [track.index for track in media.audio] == [0]
    assert [track.index for track in media.video] == [1]
    assert shown(media.video[0]) == pytest.approx([Fraction(n, 25) for n in range(25)], abs=0.001)
    assert silent(media)


def test_a_program_stream_with_sound_first_keeps_its_last_pictures(coded: Callable[..., Path]) -> None:
    coding = ("-map", "0:a", "-map", "1:v", "-c:v", "mpeg2video", "-bf", "2", "-c:a", "mp2", "-f", "vob")
    media = media_of(coded("sound-first.mpg", *TONE, *PICTURES, *coding))

    assert media.format == "mpeg-ps"
    assert shown(media.video[0]) == [Fraction(n, 25) for n in range(25)]
    assert silent(media)


def test_a_data_track_is_passed_over(coded: Callable[..., Path], tmp_path: Path) -> None:
    data = written(tmp_path / "position.bin", b"31.2304,121.4737" * 20)
    order = ("-map", "1:d", "-map", "0:v", "-c:d", "copy")
    media = media_of(coded("position.ts", *PICTURES, "-f", "data", "-i", str(data), *order, *REORDERED))

    assert (len(media.video), len(media.audio)) == (1, 0)
    assert len(pictures(media.video[0]).pts) == 25
    assert silent(media)


def test_a_cover_picture_is_no_recording(coded: Callable[..., Path]) -> None:
    cover = ("-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=1:duration=1", "-map", "0:v", "-map", "1:v")
    coding = ("-c:v:0", "libx264", "-c:v:1", "mjpeg", "-disposition:v:1", "attached_pic")
    told = subject_of(facts_of(coded("cover.mp4", *PICTURES, *cover, *coding)))

    assert value("video.width", told) == 320
    assert value("video.frames", told) == 25


def test_a_hundred_sound_tracks_are_each_read(coded: Callable[..., Path]) -> None:
    tracks = [word for _ in range(100) for word in ("-map", "1:a")]
    media = media_of(coded("many.mkv", *PICTURES, *TONE, "-map", "0:v", *tracks, "-c:v", "libx264", "-c:a", "pcm_alaw"))

    assert [track.index for track in media.audio] == list(range(1, 101))
    assert {track.samples for track in media.audio} == {48000}


@pytest.mark.parametrize("joined", ["320x240", "160x120", "640x480"])
def test_a_change_of_size_amid_the_stream_is_seen(joined: str, coded: Callable[..., Path], tmp_path: Path) -> None:
    parts = [
        coded(f"part-{size}.h264", "-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25:duration=0.4", *REORDERED)
        for size in ("320x240", joined)
    ]
    track = video_of(written(tmp_path / "joined.h264", b"".join(part.read_bytes() for part in parts)))

    size = tuple(map(int, joined.split("x")))
    assert pictures(track).sizes == tuple(dict.fromkeys([(320, 240), size]))
    assert len(pictures(track).pts) == 20
    assert track.complaints == ()


def test_a_recording_of_one_picture_has_a_size_and_no_rate(coded: Callable[..., Path]) -> None:
    scene = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=0.04")
    told = subject_of(facts_of(coded("one.mp4", *scene, *REORDERED)))

    assert (value("video.frames", told), value("video.width", told)) == (1, 320)
    assert reason("video.frame_rate", told) is Reason.NOTHING_TO_MEASURE
    assert reason("video.frame_num_gaps", told) is Reason.NOTHING_TO_MEASURE


@pytest.mark.parametrize(
    ("ticks", "base"), [(25, Fraction(1, 25)), (90_000, Fraction(1, 90_000)), (10**7, Fraction(1, 10**7))]
)
def test_any_time_scale_gives_the_same_rate(ticks: int, base: Fraction, coded: Callable[..., Path]) -> None:
    path = coded(f"scale-{ticks}.mp4", *PICTURES, *REORDERED, "-video_track_timescale", str(ticks))

    assert video_of(path).time_base == base
    assert value("video.frame_rate", subject_of(facts_of(path))) == 25


def scaled(data: bytes, ticks: int) -> bytes:
    """The file with another time scale in its first `mdhd`, version 0 (ISO/IEC 14496-12, 8.4.2.2)."""
    at = data.index(b"mdhd") + 16
    return data[:at] + ticks.to_bytes(4, "big") + data[at + 4 :]


@pytest.mark.parametrize("ticks", [0, 1, 2**31, 2**32 - 1])
def test_an_absurd_time_scale_is_no_crash(ticks: int, built: Callable[[str], Path], tmp_path: Path) -> None:
    media = media_of(written(tmp_path / "absurd.mp4", scaled(built("cif").read_bytes(), ticks)))

    assert media.video[0].time_base > 0
    assert (media.video[0].declared_frames, len(pictures(media.video[0]).pts)) == (25, 1)  # its edit lasts 1 s


def test_pictures_that_all_last_no_time_have_no_rate(built: Callable[[str], Path], tmp_path: Path) -> None:
    data = built("raw-h264").read_bytes()
    raw = written(tmp_path / "raw.h264", data)
    with av.open(str(raw)) as before, av.open(str(tmp_path / "zero.mp4"), "w") as after:
        track = after.add_stream_from_template(before.streams.video[0])
        for packet in before.demux(video=0):
            if packet.size:
                packet.stream, packet.pts, packet.dts, packet.duration = track, 0, 0, 0
                packet.time_base = Fraction(1, 1000)
                after.mux(packet)
    told = subject_of(facts_of(tmp_path / "zero.mp4"))

    assert reason("video.frame_rate", told) in (Reason.NO_TIME_STAMPS, Reason.NOTHING_TO_MEASURE)


@pytest.mark.parametrize(
    ("depth", "has_packets", "has_pictures"),
    [(Depth.CONTAINER, False, False), (Depth.PACKETS, True, False), (Depth.FRAMES, True, True)],
)
def test_a_pass_reads_no_deeper_than_asked(
    depth: Depth, *, has_packets: bool, has_pictures: bool, built: Callable[[str], Path]
) -> None:
    media = media_of(built("patrol"), depth)
    track = media.video[0]

    assert (isinstance(track.packets, Packets), isinstance(track.pictures, Pictures)) == (has_packets, has_pictures)
    for shallow in (part for part in (track.packets, track.pictures, track.frame_numbers) if isinstance(part, Absent)):
        assert (shallow.reason, shallow.detail) == (Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {depth}")
    assert (track.codec, track.width, track.height, track.declared_frames) == ("h264", 1280, 720, 60)
    assert media.audio[0].samples == {Depth.FRAMES: 96256}.get(depth, 0)


def test_every_packet_gives_a_sign_of_life(built: Callable[[str], Path]) -> None:
    beats: list[int] = []
    with opened(built("patrol")) as source:
        survey(source, Depth.PACKETS, lambda: beats.append(1))

    assert len(beats) == 60 + 95 + 2  # pictures, sound, and the two packets that flush the decoders


def test_the_rotation_of_the_first_picture_is_clockwise(facts: Callable[[str], Facts]) -> None:
    media = facts("upright").media
    assert isinstance(media, Media)

    assert pictures(media.video[0]).rotation == 90


@pytest.mark.parametrize(
    ("recipe", "code", "track"),
    [
        ("cif", b"avc1\x00\x00\x00\x00\x00\x00\x00\x01", "video track 0"),
        ("mkv-mulaw", b"V_MPEG4/ISO/AVC", "video track 0"),
        ("mkv-mulaw", b"A_MS/ACM", "audio track 1"),
    ],
)
def test_a_coding_that_nobody_knows_is_unreadable_and_no_crash(
    recipe: str, code: bytes, track: str, built: Callable[[str], Path], tmp_path: Path
) -> None:
    whole = built(recipe)
    data = whole.read_bytes()
    assert data.count(code) == 1
    unknown = written(tmp_path / f"unknown{whole.suffix}", data.replace(code, code[:2] + b"zz" + code[4:]))

    assert why_absent(unknown) == f"evidence_unreadable: FFmpeg has no decoder for what {track} is coded in"
