"""Sync samples of MP4 and MOV files against the pictures in them: FFmpeg's own files, and bytes of them made wrong."""

import struct
from pathlib import Path

import numpy as np
import pytest

from conformance.extract.isobmff.claims import NON_SYNC, Claims, SampleRun
from conformance.extract.stream.starts import CodedStarts, Start, StartAudit, TrackStarts
from conformance.model.facts import IsoFacts, StructureFault
from conformance.model.vocabulary import Depth

from .conftest import Coded
from .making import facts_of, written

SCENE = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=2")
X264 = ("-c:v", "libx264", "-g", "10", "-bf", "2", "-sc_threshold", "0")
FRAGMENTS = ("-movflags", "frag_keyframe+empty_moov+default_base_moof")
EXACT = ("-flags", "+bitexact", "-fflags", "+bitexact")


def faults(path: Path, depth: Depth = Depth.PACKETS) -> list[StructureFault]:
    iso = facts_of(path, depth).iso
    assert isinstance(iso, IsoFacts)
    return list(iso.faults)


def details(path: Path) -> list[str]:
    return [f"{one.path}: {one.detail}" for one in faults(path)]


@pytest.fixture(scope="module")
def mp4(coded: Coded) -> bytes:
    return coded("whole.mp4", *SCENE, *X264, *EXACT).read_bytes()


@pytest.fixture(scope="module")
def fragmented(coded: Coded) -> bytes:
    return coded("fragmented.mp4", *SCENE, *X264, *FRAGMENTS, *EXACT).read_bytes()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("whole.mp4", X264),
        ("whole.mov", X264),
        ("intra.mp4", ("-c:v", "libx264", "-g", "1")),
        ("fields.mp4", (*X264, "-flags", "+ilme+ildct", "-x264-params", "interlaced=1")),
        ("fragmented.mp4", (*X264, *FRAGMENTS)),
        ("short.mp4", (*X264, "-movflags", "empty_moov", "-frag_duration", "150000")),
        ("hevc.mp4", ("-c:v", "libx265", "-x265-params", "keyint=10:open-gop=0:log-level=none")),
        ("open_hevc.mp4", ("-c:v", "libx265", "-x265-params", "keyint=10:open-gop=1:log-level=none")),
        ("open_hevc.mov", ("-c:v", "libx265", "-x265-params", "keyint=10:open-gop=1:log-level=none")),
        ("shifted.mp4", (*X264, "-ss", "0.5")),
        ("another.mp4", ("-c:v", "mpeg4", "-g", "10")),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_ffmpeg_writes_has_no_fault(name: str, options: tuple[str, ...], coded: Coded) -> None:
    assert faults(coded(name, *SCENE, *options)) == []


def with_entry(data: bytes, entry: int, sample: int) -> bytes:
    at = data.index(b"stss") + 12 + 4 * entry
    return data[:at] + struct.pack(">I", sample) + data[at + 4 :]


def test_a_sample_that_is_listed_and_holds_another_picture_is_told(mp4: bytes, tmp_path: Path) -> None:
    (fault,) = faults(written(tmp_path / "bent.mp4", with_entry(mp4, 1, 12)))

    assert (fault.code, fault.path) == ("no_sync_sample", "moov/trak[0]/mdia/minf/stbl/stss")
    assert fault.detail == "stss calls sample 12 a sync sample; no such picture is coded in it."
    assert mp4[fault.offset + 4] & 0x1F == 1  # a slice that is no IDR, behind its length


def test_nothing_is_held_against_pictures_that_were_not_read(mp4: bytes, tmp_path: Path) -> None:
    assert faults(written(tmp_path / "bent.mp4", with_entry(mp4, 1, 12)), Depth.CONTAINER) == []


def test_without_a_table_all_samples_are_called_sync_samples(mp4: bytes, tmp_path: Path) -> None:
    (fault,) = faults(written(tmp_path / "bare.mp4", mp4.replace(b"stss", b"free")))

    assert (fault.code, fault.path) == ("no_sync_sample", "moov/trak[0]/mdia/minf/stbl/stss")
    assert fault.detail == (
        "the absence of stss calls 50 samples sync samples; no such picture is coded in 45 of them, first in sample 2."
    )


def test_a_picture_that_is_not_listed_is_no_fault(mp4: bytes, tmp_path: Path) -> None:
    at = mp4.index(b"stss") + 8
    (count,) = struct.unpack_from(">I", mp4, at)
    fewer = mp4[:at] + struct.pack(">I", count - 1) + mp4[at + 4 :]

    assert count == 5
    assert not [one for one in details(written(tmp_path / "few.mp4", fewer)) if "sync" in one]


@pytest.mark.parametrize("name", ["open.mp4", "open.mov"])
def test_a_picture_of_i_slices_at_a_recovery_point_is_held_against_nobody(name: str, coded: Coded) -> None:
    assert details(coded(name, *SCENE, *X264, "-x264-params", "open-gop=1:bframes=2:b-adapt=0")) == []


def test_a_key_frame_of_quicktime_rests_on_no_other(coded: Coded, tmp_path: Path) -> None:
    data = coded("whole.mov", *SCENE, *X264, *EXACT).read_bytes()

    assert len(details(written(tmp_path / "bent.mov", with_entry(data, 1, 12)))) == 1


def test_flags_of_fragments_are_held_against_the_pictures(fragmented: bytes, tmp_path: Path) -> None:
    """FFmpeg names the first sample of a run and gives the flags of the others in `tfhd`, where `trex` says nothing."""
    at = fragmented.index(b"tfhd")
    flags = fragmented.index(b"\x01\x01\x00\x00", at)
    (fault,) = faults(written(tmp_path / "bent.mp4", fragmented[:flags] + bytes(4) + fragmented[flags + 4 :]))

    assert fault.detail == (
        "flags for all others call 9 samples sync samples; no such picture is coded in 9 of them, first in sample 2."
    )


def test_flags_of_single_samples_are_held_against_the_pictures(coded: Coded, tmp_path: Path) -> None:
    options = (*SCENE, *X264, "-movflags", "empty_moov", "-frag_duration", "4000000", *EXACT)
    data = coded("flags.mp4", *options).read_bytes()
    trun = data.index(b"trun")
    at = data.index(b"\x01\x01\x00\x00", trun)
    found = faults(written(tmp_path / "bent.mp4", data[:at] + b"\x02\0\0\0" + data[at + 4 :]))

    assert [(one.path, one.detail) for one in found] == [
        ("moof/traf/trun", "its flags call sample 2 a sync sample; no such picture is coded in it.")
    ]


def test_many_wrong_entries_are_told_one_by_one_and_then_together(coded: Coded, tmp_path: Path) -> None:
    scene = ("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=10")
    data = coded("long.mp4", *scene, "-c:v", "libx264", "-g", "250", "-bf", "0", *EXACT).read_bytes()
    at = data.index(b"stss") - 4
    sizes = data.index(b"stsz") - 4
    room = struct.unpack_from(">I", data, sizes)[0]
    assert room > 16 + 4 * 200
    entries = struct.pack(">4I", 16 + 4 * 200, int.from_bytes(b"stss"), 0, 200) + struct.pack(">200I", *range(2, 202))
    moved = data[:at] + b"\0\0\0\x14free" + data[at + 8 :]
    grown = inserted(moved, at, entries)
    found = details(written(tmp_path / "many.mp4", grown))

    assert len(found) == 101
    assert found[-1].endswith(
        "stss calls 200 samples sync samples; no such picture is coded in 100 of them, first in sample 102."
    )


def inserted(data: bytes, at: int, box: bytes) -> bytes:
    """A box put in front of another one in `stbl`, which is at the end of a file whose `moov` is last."""
    out = bytearray(data[:at] + box + data[at:])
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        place = data.index(kind) - 4
        out[place : place + 4] = struct.pack(">I", struct.unpack_from(">I", data, place)[0] + len(box))
    return bytes(out)


H264 = {
    "idr": b"\x65\x88\x80",
    "i": b"\x41\x88\x80",
    "p": b"\x41\x9a\x00",
    "sei": b"\x06\x05\x00",
    "bad": b"\xe1\x9a\x00",
}
HEVC = {
    "idr": b"\x26\x01\x80",
    "cra": b"\x2a\x01\x80",
    "bla": b"\x20\x01\x80",
    "trail": b"\x02\x01\x80",
    "sps": b"\x42\x01\x01",
}


@pytest.mark.parametrize(
    ("codec", "units", "start"),
    [
        ("h264", (H264["sei"], H264["idr"]), Start.REFRESH),
        ("h264", (H264["idr"], H264["p"]), Start.REFRESH),  # two fields
        ("h264", (H264["i"], H264["i"]), Start.INTRA),
        ("h264", (H264["i"], H264["p"]), Start.OTHER),
        ("h264", (H264["sei"],), Start.UNKNOWN),
        ("h264", (H264["bad"],), Start.UNKNOWN),
        ("h264", (), Start.UNKNOWN),
        ("hevc", (HEVC["sps"], HEVC["idr"]), Start.REFRESH),
        ("hevc", (HEVC["cra"],), Start.REFRESH),
        ("hevc", (HEVC["bla"],), Start.REFRESH),
        ("hevc", (HEVC["trail"],), Start.OTHER),
        ("hevc", (HEVC["sps"],), Start.UNKNOWN),
    ],
)
def test_units_tell_what_a_packet_is_to_begin_at(codec: str, units: tuple[bytes, ...], start: Start) -> None:
    audit = StartAudit(codec)
    for unit in units:
        audit.take(unit)

    assert audit.end() is start
    assert audit.end() is Start.UNKNOWN


def test_places_without_a_known_picture_are_fit() -> None:
    coded = CodedStarts.of(
        [
            TrackStarts.of((100, -1, 50), (Start.OTHER, Start.OTHER, Start.INTRA)),
            TrackStarts.of((70,), (Start.UNKNOWN,)),
        ]
    )

    assert coded.unfit(np.array([50, 60, 70, 100, 200])).tolist() == [False, False, False, True, False]
    assert CodedStarts.of([]).unfit(np.array([50])).tolist() == [False]


def test_a_run_of_four_billion_samples_takes_no_more_room_than_there_is() -> None:
    claims = Claims()
    run = SampleRun(100, 0, 1 << 32, np.array([10]), np.array([0]), own=False, first_flags=NON_SYNC)

    assert claims.take(run, 4) == 3
    assert [(at.tolist(), number.tolist()) for at, number in claims.rest] == [([110, 120, 130], [2, 3, 4])]
    assert claims.named == []
    assert claims.take(run, 0) == 0
    assert Claims(wanted=False).take(run, 4) == 0
