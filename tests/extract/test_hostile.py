"""Whatever a file is called and whatever it holds, there are facts or one sentence, soon, and no other file is read."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.model.facts import Absent, Facts, Media

from .making import PICTURES, TONE, facts_of, media_of, why_absent, written
from .test_mediainfo import PLAY_LISTS

PACKAGE = Path(__file__).parents[2]
TEXTS = PLAY_LISTS | {
    "ffconcat": "ffconcat version 1.0\nfile '{0}'\n",
    "concat": "file '{0}'\nfile '{0}'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n{0}\n",
    "metadata": ";FFMETADATA1\ntitle={0}\n",
    "asx": '<asx version="3.0"><entry><ref href="{0}"/></entry></asx>',
    "cue": 'FILE "{0}" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n',
    "m3u": "#EXTM3U\n{0}\n",
    "pls": "[playlist]\nFile1={0}\nNumberOfEntries=1\n",
    "redirection": "RTSPtext\r\nrtsp://{0}\r\n",
    "subtitles": "1\n00:00:00,000 --> 00:00:01,000\n{0}\n",
}


def sound(found: Facts) -> bool:
    """Facts, or an absence that says why in a sentence."""
    return isinstance(found.media, Media) or len(found.media.detail) > 20


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_that_names_a_recording_is_none(kind: str, built: Callable[[str], Path], tmp_path: Path) -> None:
    text = written(tmp_path / "clip.mp4", TEXTS[kind].format(built("cif")).encode())

    assert why_absent(text).startswith("evidence_unreadable: ")


def test_no_text_makes_a_reader_open_what_it_names(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ts")
    for kind, text in TEXTS.items():
        written(tmp_path / f"{kind}.mp4", text.format(tmp_path / "pipe.ts").encode())
    reading = (
        "import sys; from pathlib import Path; from tests.extract.making import facts_of\n"
        "print(sum(not hasattr(facts_of(path).media, 'video') for path in sorted(Path(sys.argv[1]).glob('*.mp4'))))"
    )
    command = [sys.executable, "-c", reading, str(tmp_path)]
    # whoever opens the pipe waits for a writer that never comes
    done = subprocess.run(command, cwd=PACKAGE, capture_output=True, check=True, text=True, timeout=30)

    assert int(done.stdout) == len(TEXTS)


def test_media_data_in_another_file_are_not_read(coded: Callable[..., Path], tmp_path: Path) -> None:
    whole = coded("whole.mov", *PICTURES, "-c:v", "mjpeg").read_bytes()
    at = whole.index(b"dref") + 12
    entry = whole[at : at + 12]
    assert entry in (b"\x00\x00\x00\x0curl \x00\x00\x00\x01", b"\x00\x00\x00\x0calis\x00\x00\x00\x01")
    # the flag that says "in this file" is taken away (ISO/IEC 14496-12, 8.7.2.2)
    elsewhere = written(tmp_path / "elsewhere.mov", whole[: at + 11] + b"\x00" + whole[at + 12 :])

    assert sound(facts_of(elsewhere))


NAMES = [
    b"%d.mp4",
    b"clip%03d.mp4",
    b"clip_*.mp4",
    b"-i.mp4",
    b"-.mp4",
    b"a:b.mp4",
    b"file:x.mp4",
    b"pipe:0",
    b"concat:a.mp4|b.mp4",
    b"subfile,,start,0,end,0,,:x.mp4",
    b"data:x.mp4",
    b"http:x.mp4",
    b"two\nlines.mp4",
    b"'quoted' \"twice\" \\ back.mp4",
    b" blank .mp4",
    "执法记录仪_10：30.mp4".encode(),
    "🎥.mp4".encode(),
    b"\xff\xfe\x80.mp4",
    b"not-utf8-\xe4\xf6\xfc.mp4",
    b"no ending",
    b"wrong.jpg",
    b"wrong.m3u8",
    b"wrong.txt",
    b"x" * 250 + b".mp4",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_changes_nothing(
    name: bytes, built: Callable[[str], Path], facts: Callable[[str], Facts], tmp_path: Path
) -> None:
    path = written(Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)), built("cif").read_bytes())

    assert facts_of(path) == facts("cif")


def test_a_pattern_of_pictures_is_refused_and_the_pictures_are_left_alone(
    built: Callable[[str], Path], tmp_path: Path
) -> None:
    for number in range(3):
        written(tmp_path / f"clip{number}.jpg", built("cif").read_bytes())
    pattern = written(tmp_path / "clip%d.jpg", built("qcif").read_bytes())

    assert why_absent(pattern).endswith("no recording format was recognised (FFmpeg would read the bytes as image2)")


def test_a_picture_is_no_recording(coded: Callable[..., Path]) -> None:
    for name in ("still.jpg", "still.png", "still.bmp"):
        picture = coded(name, *PICTURES, "-frames:v", "1", "-update", "1")

        assert "no recording format was recognised" in why_absent(picture)


def test_an_absence_names_no_place_of_this_machine(coded: Callable[..., Path], tmp_path: Path) -> None:
    whole = coded("whole.avi", *PICTURES, "-c:v", "mpeg4").read_bytes()
    reasons = {why_absent(written(tmp_path / f"{kept}.avi", whole[:kept])) for kept in (100, 1000, 2000)}

    assert not [reason for reason in reasons if str(tmp_path) in reason or tmp_path.name in reason]


FILES: dict[str, tuple[str, ...]] = {
    "mp4": ("-c:v", "libx264", "-c:a", "aac", "-movflags", "+faststart"),
    "mkv": ("-c:v", "libx264", "-c:a", "aac"),
    "ts": ("-c:v", "libx264", "-c:a", "aac"),
    "avi": ("-c:v", "mpeg4", "-c:a", "pcm_s16le"),
    "mpg": ("-c:v", "mpeg2video", "-c:a", "mp2", "-f", "vob"),
}
SCENE = ("-f", "lavfi", "-i", "testsrc2=size=96x64:rate=25:duration=0.4")


def small(ending: str, coded: Callable[..., Path]) -> bytes:
    return coded(f"small.{ending}", *SCENE, *TONE, "-shortest", *FILES[ending]).read_bytes()


@pytest.mark.parametrize("ending", FILES)
def test_a_file_cut_anywhere_has_facts_or_a_sentence(ending: str, coded: Callable[..., Path], tmp_path: Path) -> None:
    data = small(ending, coded)
    for step in range(30):
        path = written(tmp_path / f"cut.{ending}", data[: len(data) * step // 30])
        began = time.monotonic()

        assert sound(facts_of(path)), step
        assert time.monotonic() - began < 10, step


def damaged(data: bytes, seed: int) -> bytes:
    """A file with flipped bits, a hole, or a piece taken out, at random places."""
    chance, bad = random.Random(seed), bytearray(data)  # noqa: S311 - no secret
    kind = seed % 3
    if kind == 0:
        for _ in range(20):
            bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
    at, size = chance.randrange(len(bad)), chance.choice((16, 512, 4096))
    if kind == 1:
        bad[at : at + size] = bytes(len(bad[at : at + size]))
    if kind == 2:
        del bad[at : at + size]
    return bytes(bad)


@pytest.mark.parametrize("ending", FILES)
def test_a_damaged_file_has_facts_or_a_sentence(ending: str, coded: Callable[..., Path], tmp_path: Path) -> None:
    data = small(ending, coded)
    for seed in range(12):
        assert sound(facts_of(written(tmp_path / f"bad.{ending}", damaged(data, seed)))), seed


@pytest.mark.slow
@pytest.mark.parametrize("ending", FILES)
@pytest.mark.parametrize("start", range(100, 400, 100))
def test_many_damaged_files_have_facts_or_a_sentence(
    ending: str, start: int, coded: Callable[..., Path], tmp_path: Path
) -> None:
    data = small(ending, coded)
    for seed in range(start, start + 100):
        media = facts_of(written(tmp_path / f"bad.{ending}", damaged(data, seed))).media

        assert isinstance(media, Media) or len(media.detail) > 20, seed


@pytest.mark.parametrize("seed", range(8))
def test_noise_behind_an_honest_beginning_has_facts_or_a_sentence(
    seed: int, built: Callable[[str], Path], tmp_path: Path
) -> None:
    noise = random.Random(seed).randbytes(20_000)  # noqa: S311 - no secret
    for beginning in (
        built("cif").read_bytes()[:40],
        b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska",
        b"RIFF\x00\x50\x00\x00AVI LIST",
        b"\x00\x00\x01\xba\x44\x00\x04\x00\x04\x01\x00\x00\x03\xf8",
        b"\x47\x40\x00\x10",
        b"\x00\x00\x00\x01\x67\x42\xc0\x1e",
    ):
        assert sound(facts_of(written(tmp_path / "noise.mp4", beginning + noise)))


@given(st.binary(max_size=400))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_refused_or_read(tmp_path: Path, content: bytes) -> None:
    media = facts_of(written(tmp_path / "any.mp4", content)).media

    assert isinstance(media, Media | Absent)


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    assert why_absent(written(tmp_path / "empty.mp4", b"")) == "evidence_unreadable: the file is empty (0 bytes)"


def test_a_size_in_a_header_is_not_believed(built: Callable[[str], Path], tmp_path: Path) -> None:
    data = built("cif").read_bytes()
    at = data.index(b"avc1\x00\x00\x00\x00\x00\x00\x00\x01") + 28  # width, height (ISO/IEC 14496-12, 12.1.3.2)
    assert data[at : at + 4] == bytes.fromhex("01600120")
    media = media_of(written(tmp_path / "huge.mp4", data[:at] + b"\xff" * 4 + data[at + 4 :]))

    assert media.video[0].pictures.sizes == ((352, 288),)


@pytest.mark.parametrize(
    ("recipe", "mark", "place"), [("mkv-vp8", b"\x9d\x01\x2a", 3), ("patrol-mjpeg", b"\xff\xc0\x00\x11\x08", 5)]
)
def test_a_picture_of_absurd_size_is_refused(
    recipe: str, mark: bytes, place: int, built: Callable[[str], Path], tmp_path: Path
) -> None:
    data = built(recipe).read_bytes()
    at = data.index(mark) + place
    media = media_of(
        written(tmp_path / f"huge{built(recipe).suffix}", data[:at] + b"\xff\x3f\xff\x3f" + data[at + 4 :])
    )

    assert (media.video[0].complaints[0].kind, media.video[0].complaints[0].packet) == ("refused", 0)


def test_encrypted_tracks_are_named_so(built: Callable[[str], Path], tmp_path: Path) -> None:
    data = built("cif").read_bytes()
    entry = b"avc1\x00\x00\x00\x00\x00\x00\x00\x01"
    path = written(tmp_path / "locked.mp4", data.replace(entry, b"encv" + entry[4:]))

    assert why_absent(path) == "encrypted: the tracks are encrypted and no key was given"


def test_recordings_are_only_read(built: Callable[[str], Path], tmp_path: Path) -> None:
    path = written(tmp_path / "kept.mp4", built("cif").read_bytes())
    path.chmod(0o444)
    before = path.stat()
    facts_of(path)

    assert identity(path.stat()) == identity(before)
    assert [one.name for one in tmp_path.iterdir()] == ["kept.mp4"]


def identity(seen: os.stat_result) -> tuple[int, ...]:
    return seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino
