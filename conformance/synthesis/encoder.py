"""Turns a recipe's scene into an encoded file by one ffmpeg-python graph, with every source of chance shut."""

import subprocess
import tempfile
from pathlib import Path
from typing import Any, TypeAlias

from conformance.errors import FixtureError, MissingExtraError
from conformance.synthesis import program_stream
from conformance.synthesis.recipe import (
    AudioCodec,
    ConstantRate,
    Container,
    Layout,
    NoSound,
    NotDated,
    Recipe,
    Scene,
    Sound,
    Video,
    VideoCodec,
)
from conformance.synthesis.staged import STAGED, drawn

_INSTALL = "fixtures need the demo extra; run: pip install 'recorder-conformance[demo]'"
_TIMEOUT_S = 120
_VP8_SPEED = -8  # a fixed one: above 0, libvpx picks it picture by picture from the time that encoding takes
_FINE = "1/90000"  # time base in which a bunch of stamps is told apart
_SOURCES = {Scene.STILL: "smptebars", Scene.FLASHES: "color=c=0x202020"}
# s: at whole pictures of 25 and 30 Hz, and at intervals of which no two in a row are alike
FLASHES = (0.6, 1.4, 2.6, 3.6, 4.4, 5.6, 6.4, 7.4)
_MUXERS = {
    Container.MP4: "mp4",
    Container.MOV: "mov",
    Container.MKV: "matroska",
    Container.AVI: "avi",
    Container.TS: "mpegts",
    Container.H264: "h264",
    Container.HEVC: "hevc",
}
_ISO = (Container.MP4, Container.MOV)
_VIDEO_ENCODERS = {
    VideoCodec.H264: "libx264",
    VideoCodec.HEVC: "libx265",
    VideoCodec.MJPEG: "mjpeg",
    VideoCodec.MPEG4: "mpeg4",
    VideoCodec.MPEG2: "mpeg2video",
    VideoCodec.VP8: "libvpx",
}
_REORDERING = (VideoCodec.H264, VideoCodec.HEVC, VideoCodec.MPEG4, VideoCodec.MPEG2)  # those that know B pictures
_AUDIO_ENCODERS = {
    AudioCodec.AAC: "aac",
    AudioCodec.ALAW: "pcm_alaw",
    AudioCodec.MULAW: "pcm_mulaw",
    AudioCodec.PCM: "pcm_s16le",
    AudioCodec.MP3: "libmp3lame",
    AudioCodec.MP2: "mp2",
}
# ffmpeg-python has no types: a stream or a node of its graph, and the options of one output
_Graph: TypeAlias = Any
_Options: TypeAlias = dict[str, Any]


def ffmpeg_binary() -> str:
    """Path of the pip-installed FFmpeg.

    Raises:
        MissingExtraError: imageio-ffmpeg is not installed.
        FixtureError: it has no binary for this machine.
    """
    try:
        import imageio_ffmpeg  # noqa: PLC0415 - an optional extra, wanted only where fixtures are made
    except ImportError as missing:
        raise MissingExtraError(_INSTALL) from missing
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        advice = "imageio-ffmpeg brings no FFmpeg for this machine; name one in IMAGEIO_FFMPEG_EXE"
        raise FixtureError(f"{advice} ({error})") from error


def ffmpeg_version() -> str:
    """First line of `ffmpeg -version`: part of what decides a fixture's bytes."""
    shown = subprocess.run([ffmpeg_binary(), "-version"], capture_output=True, check=True, text=True)  # noqa: S603 - the pinned binary
    return shown.stdout.splitlines()[0]


def encode(recipe: Recipe) -> bytes:
    """The recording of a recipe before any defect.

    Raises:
        MissingExtraError: ffmpeg-python or imageio-ffmpeg is not installed.
        FixtureError: FFmpeg refuses the recipe.
    """
    try:
        import ffmpeg  # noqa: PLC0415 - an optional extra, wanted only where fixtures are made
    except ImportError as missing:
        raise MissingExtraError(_INSTALL) from missing
    with tempfile.TemporaryDirectory() as scratch:
        if recipe.container is Container.PS:
            return _program_stream(ffmpeg, recipe, Path(scratch))
        target = Path(scratch) / recipe.file_name
        streams = [_picture(ffmpeg, recipe.video), *_tone(ffmpeg, recipe)]
        _run(ffmpeg, recipe, ffmpeg.output(*streams, str(target), **_options(recipe)))
        return target.read_bytes()


def _program_stream(ffmpeg: _Graph, recipe: Recipe, scratch: Path) -> bytes:
    """FFmpeg's program streams carry neither a stream map nor G.711, so it only codes and we multiplex."""
    program_stream.check(recipe)
    video, audio = scratch / "video", scratch / "audio"
    picture = _picture(ffmpeg, recipe.video)
    coded = _video_options(recipe, mark_units=True)
    nodes = [ffmpeg.output(picture, str(video), f=str(recipe.video.codec), **coded)]
    nodes += [ffmpeg.output(tone, str(audio), f="alaw", flags="+bitexact") for tone in _tone(ffmpeg, recipe)]
    _run(ffmpeg, recipe, ffmpeg.merge_outputs(*nodes) if len(nodes) > 1 else nodes[0])
    sound = audio.read_bytes() if audio.exists() else b""
    return program_stream.multiplex(recipe, video.read_bytes(), sound)


def _staged(ffmpeg: _Graph, video: Video) -> _Graph:
    """What comes in through the pipe: one picture shown all the time, or all of them."""
    if video.scene is Scene.CHART:
        shown = ffmpeg.input("pipe:", f="png_pipe", framerate=str(video.rate)).video
        shown = shown.filter("loop", loop=int(video.seconds * video.rate) - 1, size=1)
        return shown.filter("scale", video.width, video.height, flags="lanczos+bitexact+accurate_rnd")
    size = f"{video.width}x{video.height}"
    return ffmpeg.input("pipe:", f="rawvideo", pix_fmt="yuv420p", s=size, framerate=str(video.rate)).video


def _picture(ffmpeg: _Graph, video: Video) -> _Graph:
    if video.scene in STAGED:
        return _staged(ffmpeg, video).filter("format", video.pixel_format)
    source = _SOURCES.get(video.scene, "testsrc2")
    options = ":" if "=" in source else "="
    scene = f"{source}{options}size={video.width}x{video.height}:rate={video.rate}:duration={float(video.seconds):.6f}"
    stream = ffmpeg.input(scene, f="lavfi").video
    if video.scene is Scene.FLASHES:
        lit = "+".join(f"between(t,{start}-0.001,{start}+0.099)" for start in FLASHES)  # or rounding delays some
        stream = stream.filter("drawbox", color="white", thickness="fill", enable=lit)
    if video.scene is Scene.NOISE:
        stream = stream.filter("noise", alls=20, allf="t", all_seed=1)
    if video.repeated:
        stream = stream.filter("select", _all_but(video.repeated)).filter("fps", fps=str(video.rate), round="near")
    if video.dropped:
        stream = stream.filter("select", _all_but(video.dropped))
    if video.bunched:
        late = "+".join(f"eq(N,{index})" for index in video.bunched)
        stream = stream.filter("settb", _FINE).filter("setpts", f"if({late},PREV_OUTPTS+90,PTS)")
    return stream.filter("format", video.pixel_format)


def _all_but(indices: tuple[int, ...]) -> str:
    """An expression of the filter `select`."""
    return "not(" + "+".join(f"eq(n,{index})" for index in indices) + ")"


def _tone(ffmpeg: _Graph, recipe: Recipe) -> list[_Graph]:
    if isinstance(recipe.audio, NoSound):
        return []
    sound, seconds = recipe.audio, f"{float(recipe.video.seconds):.6f}"
    tone = f"sine=frequency=440:sample_rate={sound.sample_rate}:duration={seconds}"
    if recipe.video.scene is Scene.FLASHES:
        starts = [f"{start + float(sound.delay):.6f}" for start in FLASHES]
        beeps = "+".join(f"between(t,{start},{start}+0.1)*sin(2*PI*1000*(t-{start}))" for start in starts)
        tone = f"aevalsrc=exprs='0.5*({beeps})':sample_rate={sound.sample_rate}:duration={seconds}"
    return [ffmpeg.input(tone, f="lavfi").audio]


def _options(recipe: Recipe) -> _Options:
    options = {"f": _MUXERS[recipe.container], "fflags": "+bitexact", "map_metadata": -1}
    options |= _video_options(recipe, mark_units=False)
    if isinstance(recipe.audio, Sound):
        options |= _audio_options(recipe.audio)
    if recipe.container in _ISO:
        options |= _layout_options(recipe)
    if not isinstance(recipe.creation_time, NotDated):
        options["metadata"] = f"creation_time={recipe.creation_time.isoformat()}"
    if recipe.video.first_pts:
        options["output_ts_offset"] = f"{float(recipe.video.first_pts):.6f}"
    return options


def _layout_options(recipe: Recipe) -> _Options:
    if recipe.layout is Layout.FRAGMENTED:
        return {"movflags": "+frag_keyframe+delay_moov+default_base_moof"}
    return {"movflags": "+faststart"} if recipe.layout is Layout.MOOV_FIRST else {}


def _audio_options(sound: Sound) -> _Options:
    return {"acodec": _AUDIO_ENCODERS[sound.codec], "ac": sound.channels, "flags:a": "+bitexact"}


def _video_options(recipe: Recipe, *, mark_units: bool) -> _Options:
    """Encoder settings; `mark_units` puts an access unit delimiter before every picture."""
    video = recipe.video
    options: _Options = {
        "vcodec": _VIDEO_ENCODERS[video.codec],
        "fps_mode": "passthrough",
        "threads": 1,
        "flags:v": "+bitexact",
        "sws_flags": "bitexact+accurate_rnd",
        "g": video.key_interval,
    }
    if video.bunched:
        options["enc_time_base:v"] = _FINE
    if video.codec in _REORDERING:
        options["bf"] = video.b_frames
    if video.profile:
        options["profile:v"] = video.profile
    if video.codec is VideoCodec.H264:
        return options | _x264(video, mark_units=mark_units)
    if video.codec is VideoCodec.HEVC:
        return options | _x265(recipe, mark_units=mark_units)
    if isinstance(video.coding, ConstantRate):
        raise FixtureError(f"recipe {recipe.id!r}: a constant bit rate is made for h264 only")
    if video.codec is VideoCodec.VP8:
        return options | {"crf": video.coding.level, "b:v": "1M", "deadline": "realtime", "cpu-used": _VP8_SPEED}
    return options | {"q:v": video.coding.level}


def _x264(video: Video, *, mark_units: bool) -> _Options:
    settings = f"threads=1:cpu-independent=1:scenecut=0:aud={int(mark_units)}"
    if isinstance(video.coding, ConstantRate):
        rate = video.coding.bits_per_second
        settings += ":nal-hrd=cbr:filler=1"
        return {"preset": "ultrafast", "b:v": rate, "minrate": rate, "maxrate": rate, "bufsize": rate // 4} | {
            "x264-params": settings
        }
    return {"preset": "ultrafast", "crf": video.coding.level, "x264-params": settings}


def _x265(recipe: Recipe, *, mark_units: bool) -> _Options:
    if isinstance(recipe.video.coding, ConstantRate):
        raise FixtureError(f"recipe {recipe.id!r}: a constant bit rate is made for h264 only")
    settings = f"pools=none:frame-threads=1:wpp=0:scenecut=0:info=0:log-level=error:aud={int(mark_units)}"
    options = {"preset": "ultrafast", "crf": recipe.video.coding.level, "x265-params": settings}
    return options | ({"tag:v": "hvc1"} if recipe.container in _ISO else {})


def _run(ffmpeg: _Graph, recipe: Recipe, outputs: _Graph) -> None:
    given = drawn(recipe.video) if recipe.video.scene in STAGED else b""
    quiet = outputs.global_args("-hide_banner", "-nostdin", "-loglevel", "error")
    serial = quiet.global_args("-filter_threads", "1", "-filter_complex_threads", "1")
    command = ffmpeg.compile(serial, cmd=ffmpeg_binary(), overwrite_output=True)
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False, timeout=_TIMEOUT_S)  # noqa: S603 - the pinned binary
    except subprocess.TimeoutExpired as late:
        raise FixtureError(f"FFmpeg did not finish recipe {recipe.id!r} within {_TIMEOUT_S} s") from late
    if done.returncode != 0:
        raise FixtureError(f"FFmpeg refused recipe {recipe.id!r}: {done.stderr.decode(errors='replace').strip()}")
