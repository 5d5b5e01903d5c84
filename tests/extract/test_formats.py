"""Every container and codec of the main job is read for what it is, and the second extractor agrees."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Facts, Media
from conformance.model.measurement import Text
from conformance.model.vocabulary import Reason
from conformance.synthesis.recipe import AudioCodec, Container, Quality, Recipe, Sound, VideoCodec

from ..measurands.facts import reason, value
from .making import PICTURES, TONE, facts_of, opinions, silent, subject_of

Q = Fraction

# recipe: container, video codec, displayed size, pictures, rate in Hz, sound (codec, sample rate in Hz, channels)
TRUTH: dict[str, tuple[str, str, tuple[int, int], int, Fraction, tuple[str, int, int]]] = {
    "patrol": ("mp4", "h264", (1280, 720), 60, Q(30), ("aac", 48000, 1)),
    "patrol-hevc": ("mp4", "hevc", (1280, 720), 30, Q(30), ("aac", 48000, 1)),
    "patrol-ntsc": ("mp4", "h264", (1280, 720), 60, Q(30000, 1001), ("aac", 48000, 1)),
    "patrol-slow": ("mp4", "h264", (1280, 720), 25, Q(25, 2), ("aac", 48000, 1)),
    "patrol-mpeg4": ("mp4", "mpeg4", (1280, 720), 60, Q(30), ("aac", 48000, 1)),
    "patrol-mjpeg": ("mov", "mjpeg", (1280, 720), 30, Q(30), ("pcm_s16le", 48000, 1)),
    "mp4-mp3": ("mp4", "h264", (352, 288), 25, Q(25), ("mp3", 44100, 2)),
    "gbt28181-mov": ("mov", "h264", (704, 576), 50, Q(25), ("pcm_alaw", 8000, 1)),
    "fragmented": ("mp4", "h264", (640, 480), 50, Q(25), ("aac", 48000, 1)),
    "moov-last": ("mp4", "h264", (640, 480), 25, Q(25), ("aac", 48000, 1)),
    # Matroska keeps whole milliseconds: 29 intervals of 1/30 s end at 0.967 s
    "patrol-mkv": ("matroska", "h264", (1280, 720), 30, Q(29000, 967), ("aac", 48000, 1)),
    "mkv-mulaw": ("matroska", "h264", (320, 240), 25, Q(25), ("pcm_mulaw", 8000, 1)),
    "patrol-avi": ("avi", "h264", (1280, 720), 30, Q(30), ("pcm_s16le", 48000, 1)),
    "avi-mpeg4": ("avi", "mpeg4", (352, 288), 25, Q(25), ("pcm_s16le", 8000, 1)),
    "broadcast": ("mpeg-ts", "mpeg2video", (720, 576), 25, Q(25), ("mp2", 48000, 2)),
    "gbt28181": ("mpeg-ps", "h264", (704, 576), 50, Q(25), ("pcm_alaw", 8000, 1)),
    "gbt28181-hevc": ("mpeg-ps", "hevc", (704, 576), 25, Q(25), ("pcm_alaw", 8000, 1)),
    "upright": ("mp4", "h264", (360, 640), 25, Q(25), ("", 0, 0)),
}


@dataclass(frozen=True)
class Mix:
    """A further combination, as 25 pictures of 352x288 at 25 Hz; `sound` is codec, sample rate in Hz, channels."""

    container: Container
    video: VideoCodec
    audio: AudioCodec
    format: str
    sound: tuple[str, int, int]

    @property
    def id(self) -> str:
        return f"{self.container}-{self.video}-{self.audio}"


FURTHER = (
    Mix(Container.TS, VideoCodec.H264, AudioCodec.AAC, "mpeg-ts", ("aac", 48000, 1)),
    Mix(Container.TS, VideoCodec.HEVC, AudioCodec.MP3, "mpeg-ts", ("mp3", 48000, 1)),
    Mix(Container.TS, VideoCodec.MPEG4, AudioCodec.MP2, "mpeg-ts", ("mp2", 48000, 1)),
    Mix(Container.MKV, VideoCodec.HEVC, AudioCodec.ALAW, "matroska", ("pcm_alaw", 8000, 1)),
    Mix(Container.MKV, VideoCodec.MJPEG, AudioCodec.PCM, "matroska", ("pcm_s16le", 48000, 1)),
    Mix(Container.MKV, VideoCodec.MPEG4, AudioCodec.MP3, "matroska", ("mp3", 48000, 1)),
    Mix(Container.AVI, VideoCodec.MJPEG, AudioCodec.ALAW, "avi", ("pcm_alaw", 8000, 1)),
    Mix(Container.AVI, VideoCodec.H264, AudioCodec.MULAW, "avi", ("pcm_mulaw", 8000, 1)),
    Mix(Container.MOV, VideoCodec.HEVC, AudioCodec.MULAW, "mov", ("pcm_mulaw", 8000, 1)),
    Mix(Container.MOV, VideoCodec.MPEG4, AudioCodec.AAC, "mov", ("aac", 48000, 1)),
    Mix(Container.MP4, VideoCodec.MJPEG, AudioCodec.AAC, "mp4", ("aac", 48000, 1)),
)
# What MediaInfo does not tell apart or does not find, so that it has no opinion
NO_OPINION = {"pcm_s16le"}


def measured(told: RecordingSubject) -> tuple[object, ...]:
    size = (value("video.width", told), value("video.height", told))
    sound = ("", 0, 0) if value("audio.channels", told) == 0 else heard(told)
    return (
        str(value("container.format", told)),
        str(value("video.codec", told)),
        size,
        value("video.frames", told),
        value("video.frame_rate", told),
        sound,
    )


def heard(told: RecordingSubject) -> tuple[object, ...]:
    return str(value("audio.codec", told)), value("audio.sample_rate", told), value("audio.channels", told)


@pytest.mark.parametrize("recipe", TRUTH)
def test_a_recording_is_measured_as_its_recipe_made_it(recipe: str, facts: Callable[[str], Facts]) -> None:
    assert measured(subject_of(facts(recipe))) == TRUTH[recipe]


@pytest.mark.parametrize("mix", FURTHER, ids=[mix.id for mix in FURTHER])
def test_every_codec_is_read_in_every_container_that_carries_it(
    mix: Mix, recipes: dict[str, Recipe], made: Callable[[Recipe], Path]
) -> None:
    plain = recipes["cif"]
    pixels = "yuvj420p" if mix.video is VideoCodec.MJPEG else "yuv420p"
    coding = Quality(28 if mix.video in (VideoCodec.H264, VideoCodec.HEVC) else 6)
    video = replace(plain.video, codec=mix.video, pixel_format=pixels, coding=coding, profile="")
    tone = Sound(mix.audio, mix.sound[1], mix.sound[2])
    found = facts_of(made(replace(plain, id=mix.id, container=mix.container, video=video, audio=tone)))

    assert measured(subject_of(found)) == (mix.format, mix.video.value, (352, 288), 25, Q(25), mix.sound)
    assert isinstance(found.media, Media)
    assert silent(found.media)
    for name in ("container.format", "video.codec", "video.width", "video.frames", "audio.codec"):
        assert all(agrees for _, agrees in opinions(subject_of(found), name)), name


@pytest.mark.parametrize("recipe", TRUTH)
@pytest.mark.parametrize(
    "name", ["container.format", "video.codec", "video.width", "video.height", "video.frames", "video.frame_rate"]
)
def test_mediainfo_agrees_on_the_picture(recipe: str, name: str, facts: Callable[[str], Facts]) -> None:
    said = opinions(subject_of(facts(recipe)), name)

    assert all(agrees for _, agrees in said), said
    if name in ("container.format", "video.codec", "video.width", "video.height"):
        assert "MediaInfo" in [source for source, _ in said]


@pytest.mark.parametrize("recipe", [recipe for recipe, truth in TRUTH.items() if truth[5][1] and truth[0] != "mpeg-ps"])
@pytest.mark.parametrize("name", ["audio.codec", "audio.sample_rate", "audio.channels"])
def test_mediainfo_agrees_on_the_sound(recipe: str, name: str, facts: Callable[[str], Facts]) -> None:
    said = opinions(subject_of(facts(recipe)), name)

    silence = name == "audio.codec" and TRUTH[recipe][5][0] in NO_OPINION
    assert said == ([] if silence else [("MediaInfo", True)])


@pytest.mark.parametrize("recipe", ["patrol", "patrol-mkv", "patrol-avi", "fragmented", "gbt28181", "broadcast"])
def test_a_duration_has_no_dissent_in_any_container(recipe: str, facts: Callable[[str], Facts]) -> None:
    assert all(agrees for _, agrees in opinions(subject_of(facts(recipe)), "video.duration"))


def test_the_packets_of_a_late_start_are_counted_without_the_time_before_them(facts: Callable[[str], Facts]) -> None:
    told = subject_of(facts("late-start"))

    assert opinions(told, "video.frames") == [("container header", True), ("MediaInfo", True)]


@pytest.mark.parametrize(("degrees", "size"), [(90, (360, 640)), (180, (640, 360)), (270, (360, 640))])
def test_a_turned_picture_is_measured_as_it_is_shown(
    degrees: int, size: tuple[int, int], recipes: dict[str, Recipe], made: Callable[[Recipe], Path]
) -> None:
    told = subject_of(facts_of(made(replace(recipes["upright"], id=f"turned-{degrees}", rotation=degrees))))

    assert (value("video.width", told), value("video.height", told)) == size
    assert opinions(told, "video.width") == [("MediaInfo", True)]


@pytest.mark.parametrize("opening", [b"free", b"wide", b"skip"])
def test_a_file_without_ftyp_is_quicktime_to_all_three_readers(
    opening: bytes, built: Callable[[str], Path], tmp_path: Path
) -> None:
    data = built("gbt28181-mov").read_bytes()
    assert data[4:8] == b"ftyp"
    (tmp_path / "old.mov").write_bytes(data[:4] + opening + data[8:])
    told = subject_of(facts_of(tmp_path / "old.mov"))

    assert value("container.format", told) == Text("mov")
    assert opinions(told, "container.format") == [("MediaInfo", True), ("own box walk", True)]


def test_a_matroska_file_that_was_a_quicktime_file_is_matroska(coded: Callable[..., Path]) -> None:
    path = coded("was.mkv", *PICTURES, "-c:v", "mjpeg", "-metadata", "major_brand=qt")

    assert value("container.format", subject_of(facts_of(path))) == Text("matroska")


@pytest.mark.parametrize(
    ("name", "options", "named"),
    [
        ("sound.wav", ("-c:a", "pcm_alaw", "-ar", "8000"), "wav"),
        ("sound.mp3", ("-c:a", "libmp3lame"), "mp3"),
        ("sound.aac", ("-c:a", "aac"), "aac"),
    ],
)
def test_a_file_of_sound_alone_has_a_format_and_no_picture(
    name: str, options: tuple[str, ...], named: str, coded: Callable[..., Path]
) -> None:
    told = subject_of(facts_of(coded(name, *TONE, *options)))

    assert value("container.format", told) == Text(named)
    assert opinions(told, "container.format") == [("MediaInfo", True)]
    assert reason("video.codec", told) is Reason.TRACK_MISSING


@pytest.mark.parametrize(
    ("name", "video", "coding"),
    [("vp9.mkv", ("-c:v", "libvpx-vp9", "-cpu-used", "8"), "vp9"), ("prores.mov", ("-c:v", "prores_ks"), "prores")],
)
def test_mediainfo_names_a_codec_of_no_standard_as_ffmpeg_does(
    name: str, video: tuple[str, ...], coding: str, coded: Callable[..., Path]
) -> None:
    told = subject_of(facts_of(coded(name, *PICTURES, *video)))

    assert value("video.codec", told) == Text(coding)
    assert opinions(told, "video.codec") == [("MediaInfo", True)]
