"""The second extractor: what it says is kept, what it makes up is not, and its failures cost nobody else's facts."""

import os
import socket
import threading
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from conformance.extract import mediainfo
from conformance.extract.mediainfo import read_second
from conformance.model.facts import Absent, SecondAudio, SecondExtractor, SecondVideo
from conformance.model.vocabulary import Reason

from .making import PICTURES, TONE, written


def said(path: Path) -> SecondExtractor:
    found = read_second(path)
    assert isinstance(found, SecondExtractor), found
    return found


def test_what_it_says_of_a_sound_recording_is_kept(built: Callable[[str], Path]) -> None:
    picture = SecondVideo("h264", 1280, 720, 0, 60, Fraction(30), Fraction(2), Fraction(0))

    assert said(built("patrol")) == SecondExtractor("mp4", Fraction(2), (picture,), (SecondAudio("aac", 48000, 1),))


def test_frames_of_a_late_start_are_those_of_the_track_and_not_of_the_time_before(built: Callable[[str], Path]) -> None:
    found = said(built("late-start"))

    assert found.video[0].frames == 25
    assert (found.video[0].duration, found.video[0].source_duration) == (11, 1)


@pytest.mark.parametrize("recipe", ["gbt28181-hevc", "broadcast", "raw-h264", "raw-hevc"])
def test_a_length_that_the_format_does_not_state_is_not_made_up(recipe: str, built: Callable[[str], Path]) -> None:
    found = said(built(recipe))

    assert found.duration == 0
    assert [(track.frames, track.duration) for track in found.video] == [(0, 0)]


def test_a_turned_picture_is_turned_clockwise(built: Callable[[str], Path]) -> None:
    assert [(track.width, track.height, track.rotation) for track in said(built("upright")).video] == [(640, 360, 90)]


@pytest.mark.parametrize("content", [b"", b"1234567", bytes(4096), b"plain text\n" * 50])
def test_what_is_no_container_has_no_second_opinion(content: bytes, tmp_path: Path) -> None:
    found = read_second(written(tmp_path / "nothing.mp4", content))

    assert isinstance(found, Absent)
    assert found.reason is Reason.EVIDENCE_UNREADABLE


TITLE = b"ABCDEFGHIJ"


@pytest.mark.parametrize(
    "title",
    [
        b"\x01\x02\x0b\x0c\x1f\x7f\x00\x00\x00\x00",
        b"\xff\xfe\xc3(\x80\x81\xf5\xc0\xaf\xff",
        b"<![CDATA[&",
        b"\xed\xa0\x80\xed\xb0\x80zzzz",  # surrogates in UTF-8
        b"]]></track",
        b"%s%n%x%d%s",
    ],
)
def test_any_bytes_may_stand_in_a_title(title: bytes, coded: Callable[..., Path], tmp_path: Path) -> None:
    data = coded("titled.mp4", *PICTURES, "-c:v", "mpeg4", "-metadata", f"title={TITLE.decode()}").read_bytes()
    assert data.count(TITLE) == 1

    assert said(written(tmp_path / "title.mp4", data.replace(TITLE, title))).video[0].codec == "mpeg4"


def test_a_title_that_no_xml_can_hold_costs_the_second_opinion_only(coded: Callable[..., Path], tmp_path: Path) -> None:
    data = coded("titled.mp4", *PICTURES, "-c:v", "mpeg4", "-metadata", f"title={TITLE.decode()}").read_bytes()
    found = read_second(written(tmp_path / "title.mp4", data.replace(TITLE, b"A\xef\xbf\xbf\xef\xbf\xbeBCD")))

    assert isinstance(found, Absent)
    assert found.reason is Reason.EXTRACTOR_FAILED
    assert found.detail.startswith("MediaInfo could not read the file: not well-formed")


@pytest.mark.parametrize(
    "key", ["to_data", "other_format", "width", "FORMAT", "__class__", "track_type", "Duration", "é"]
)
def test_any_name_may_be_that_of_a_tag(key: str, coded: Callable[..., Path], tmp_path: Path) -> None:
    source = coded("titled.mp4", *PICTURES, "-c:v", "mpeg4")
    with av.open(str(source)) as before, av.open(str(tmp_path / "tagged.mkv"), "w") as after:
        track = after.add_stream_from_template(before.streams.video[0])
        track.metadata[key] = after.metadata[key] = "hello"
        for packet in before.demux(video=0):
            if packet.size:
                packet.stream = track
                after.mux(packet)
    found = read_second(tmp_path / "tagged.mkv")

    if isinstance(found, Absent):
        assert found.reason is Reason.EXTRACTOR_FAILED
    else:
        assert (found.format, found.video[0].codec, found.video[0].width) == ("matroska", "mpeg4", 320)


# texts that name another file or place; {0} is where it is
PLAY_LISTS = {
    "hls": "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.0,\n{0}\n#EXT-X-ENDLIST\n",
    "hls-master": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1280000\n{0}\n",
    "dash": (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
        '<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>{0}</BaseURL>'
        "</Representation></AdaptationSet></Period></MPD>"
    ),
    "ism": (
        '<?xml version="1.0" encoding="utf-8"?><smil xmlns="http://www.w3.org/2001/SMIL20/Language"><body><switch>'
        '<video src="{0}" systemBitrate="1"><param name="trackID" value="1" valuetype="data"/></video>'
        "</switch></body></smil>"
    ),
}


@pytest.mark.parametrize("kind", PLAY_LISTS)
def test_no_file_that_a_play_list_names_is_read(kind: str, coded: Callable[..., Path], tmp_path: Path) -> None:
    other = coded("other.ts", *PICTURES, *TONE, "-c:v", "libx264", "-c:a", "aac")
    found = read_second(written(tmp_path / "list.mp4", PLAY_LISTS[kind].format(other).encode()))

    assert isinstance(found, Absent) or not any(track.width for track in found.video)


@pytest.mark.parametrize("kind", PLAY_LISTS)
def test_no_pipe_that_a_play_list_names_is_opened(kind: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ts")
    began = time.monotonic()
    read_second(written(tmp_path / "list.mp4", PLAY_LISTS[kind].format(tmp_path / "pipe.ts").encode()))

    assert time.monotonic() - began < 4  # who opens it waits for a writer that never comes


@pytest.mark.parametrize("kind", PLAY_LISTS)
def test_no_address_that_a_play_list_names_is_visited(kind: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/clip.ts"
        read_second(written(tmp_path / "list.mp4", PLAY_LISTS[kind].format(address).encode()))
        server.setblocking(False)  # noqa: FBT003 - socket's own signature

        with pytest.raises(BlockingIOError):
            server.accept()


def test_files_can_be_opened_again_afterwards(built: Callable[[str], Path]) -> None:
    for _ in range(3):
        read_second(built("patrol"))

    with built("patrol").open("rb") as one, built("cif").open("rb") as other:
        assert one.read(4) + other.read(4)


def test_a_missing_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_second(tmp_path / "gone.mp4")


def test_mediainfo_that_does_not_finish_costs_its_opinion_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stuck = threading.Event()
    monkeypatch.setattr(mediainfo, "_PATIENCE", 1)
    monkeypatch.setattr(mediainfo, "_read", lambda _: stuck.wait(60))
    (tmp_path / "endless.mp4").write_bytes(b"")
    found = mediainfo.read_second(tmp_path / "endless.mp4")
    stuck.set()

    assert found == Absent(Reason.EXTRACTOR_FAILED, "MediaInfo did not finish within 1 s")
