"""Receivers in whole files: every container that holds one, thinning, and files that would cost time or memory."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.extract.gnss.collecting import MOST_FIXES, GnssPackets, Thinned
from conformance.extract.gnss.told import Place
from conformance.model import codec
from conformance.model.facts import Absent, Facts
from conformance.model.gnss_facts import Fix, FixQuality, GnssFacts, GnssFormat, GnssTrack
from conformance.model.vocabulary import Depth, Reason

from ..making import PICTURES, facts_of, written
from .making import block, gpri, gps5, rmc, with_blocks, with_samples

NOON = int(datetime(2023, 6, 1, 12, tzinfo=UTC).timestamp())
SECONDS = range(10)
Coded = Callable[..., Path]


@pytest.fixture(scope="module")
def clip(coded: Coded) -> bytes:
    return coded("clip.mp4", *PICTURES, "-pix_fmt", "yuv420p").read_bytes()


def tracks(path: Path) -> tuple[GnssTrack, ...]:
    gnss = facts_of(path, Depth.PACKETS).gnss
    assert isinstance(gnss, GnssFacts), gnss
    return gnss.tracks


def counted(track: GnssTrack) -> tuple[int, int, int, int, int]:
    return track.valid, track.void, track.untimed, track.unchecked, track.damaged


def at(second: int) -> str:
    return (datetime(2023, 6, 1, 12, tzinfo=UTC) + timedelta(seconds=second)).strftime("%y%m%d%H%M%S.000")


def subtitles(folder: Path, *lines: str) -> Path:
    """A text track whose sample k is shown in second k."""
    parts = (f"{k + 1}\n00:00:{k:02},000 --> 00:00:{k + 1:02},000\n{line}\n" for k, line in enumerate(lines))
    return written(folder / "nmea.srt", "\n".join(parts).encode())


def test_payloads_of_a_data_track_are_placed_where_it_presents_them(clip: bytes, tmp_path: Path) -> None:
    path = written(tmp_path / "a.mp4", with_samples(clip, "gpmd", [gps5(at(k)) for k in SECONDS]))
    (track,) = tracks(path)

    assert (track.format, track.index, track.time_base) == (GnssFormat.GPSU, 1, Fraction(1, 1000))
    assert [(fix.pts, fix.duration, fix.utc) for fix in track.fixes] == [(k * 1000, 1000, NOON + k) for k in SECONDS]
    assert counted(track) == (10, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "text"), [("a.mp4", "mov_text"), ("a.mov", "mov_text"), ("a.mkv", "srt"), ("b.mkv", "ass")]
)
def test_sentences_of_a_text_track_are_read_in_every_container(
    name: str, text: str, coded: Coded, tmp_path: Path
) -> None:
    lines = subtitles(tmp_path, *(rmc(f"12000{k}.00", "010623") for k in SECONDS))
    (track,) = tracks(coded(name, *PICTURES, "-i", str(lines), "-c:s", text))

    assert track.format is GnssFormat.NMEA
    assert [fix.utc - fix.pts * track.time_base for fix in track.fixes] == [NOON] * 10
    assert {fix.duration * track.time_base for fix in track.fixes} == {1}


def test_damage_is_counted_and_the_rest_is_read(clip: bytes, tmp_path: Path) -> None:
    payloads = [gps5(at(0)), gps5(at(1), lock=0), gps5("x" * 16), gps5(at(3))[:-30], b"DEVC\0\xff\xff\xff", gps5(at(5))]
    (track,) = tracks(written(tmp_path / "a.mp4", with_samples(clip, "gpmd", payloads)))

    assert [fix.utc - NOON for fix in track.fixes] == [0, 5]
    assert counted(track) == (2, 1, 0, 0, 1)


def test_packets_of_telemetry_that_are_none_are_damage_and_other_text_is_not(clip: bytes, tmp_path: Path) -> None:
    telemetry = [gps5(at(0)), gps5(at(1))[8:], b"", gps5(at(3))]
    mixed = [rmc("120000", "010623").encode(), b"Speed: 50 km/h"]
    first = with_samples(clip, "gpmd", telemetry)
    found = tracks(written(tmp_path / "a.mp4", with_samples(first, "text", mixed)))

    assert [(track.format, track.damaged) for track in found] == [(GnssFormat.GPSU, 1), (GnssFormat.NMEA, 0)]


def test_two_kinds_of_telemetry_are_two_tracks(clip: bytes, tmp_path: Path) -> None:
    both = with_samples(clip, "gpmd", [gps5(at(k)) for k in SECONDS])
    drone = [gpri([k * 10**6], (0, NOON * 1000)) for k in SECONDS]
    found = tracks(written(tmp_path / "a.mp4", with_samples(both, "gpmd", drone)))

    assert [(track.index, track.format) for track in found] == [(1, GnssFormat.GPSU), (2, GnssFormat.GPRI)]


@pytest.mark.parametrize("place", [16, 48])
def test_blocks_of_both_known_layouts_are_read_a_second_each(place: int, clip: bytes, tmp_path: Path) -> None:
    blocks = [block((12, 0, k, 23, 6, 1), at=place) for k in SECONDS]
    (track,) = tracks(written(tmp_path / "a.mp4", with_blocks(clip, blocks)))

    assert (track.format, track.index) == (GnssFormat.FREE_GPS, -1)
    assert [(fix.pts, fix.utc, fix.position) for fix in track.fixes] == [(k, NOON + k, ()) for k in SECONDS]


def test_blocks_of_other_layouts_and_of_local_time_are_left_alone(clip: bytes, tmp_path: Path) -> None:
    integers = bytearray(block((12, 0, 0, 23, 6, 1)))
    integers[16:19] = b"IQS"
    blocks = [
        block((12, 0, 0, 2023, 6, 1)),  # local time, where the year is in full
        block((12, 0, 60, 23, 6, 1)),
        block((12, 0, 0, 23, 13, 1)),
        block((12, 0, 0, 23, 6, 2**32 - 1)),
        block((12, 0, 0, 23, 6, 1), at=52),
        bytes(integers),
        bytes(256),
        b"",
        block((12, 0, 0, 23, 6, 1), status="V"),
    ]
    (track,) = tracks(written(tmp_path / "a.mp4", with_blocks(clip, blocks)))

    assert (track.fixes, counted(track)) == ((), (0, 1, 0, 0, 8))


def test_an_index_that_promises_more_than_it_holds_costs_nothing(clip: bytes, tmp_path: Path) -> None:
    data = with_blocks(clip, [block((12, 0, k, 23, 6, 1)) for k in SECONDS])
    start = data.index(b"gps ") + 8
    damaged = data[:start] + b"\xff\xff\xff\xff" + data[start + 4 :]
    outside = data[: start + 4] + b"\xff\xff\xff\xf0" + data[start + 8 :]

    assert counted(tracks(written(tmp_path / "a.mp4", damaged))[0]) == (10, 0, 0, 0, 0)
    assert counted(tracks(written(tmp_path / "b.mp4", outside))[0]) == (9, 0, 0, 0, 1)


def test_a_file_without_a_receiver_says_so(clip: bytes, coded: Coded, tmp_path: Path) -> None:
    spoken = coded("a.mkv", *PICTURES, "-i", str(subtitles(tmp_path, "$5 is the price", "RMC")), "-c:s", "srt")
    for path in (written(tmp_path / "a.mp4", clip), spoken):
        gnss = facts_of(path, Depth.PACKETS).gnss
        assert isinstance(gnss, Absent)
        assert gnss.reason is Reason.TRACK_MISSING
    shallow = facts_of(spoken, Depth.CONTAINER).gnss
    assert isinstance(shallow, Absent)
    assert shallow.reason is Reason.DEPTH_TOO_SHALLOW


def test_facts_with_a_receiver_are_kept_and_come_back(clip: bytes, tmp_path: Path) -> None:
    data = with_blocks(with_samples(clip, "gpmd", [gps5(at(k)) for k in SECONDS]), [block((12, 0, 0, 23, 6, 1))])
    found = facts_of(written(tmp_path / "a.mp4", data), Depth.PACKETS)

    assert codec.decode(Facts, codec.encode(Facts, found)) == found


def fix(number: int, utc: int) -> Fix:
    return Fix(number, 1, Fraction(utc), Fraction(1), FixQuality.FIX_3D)


@pytest.mark.parametrize("total", [1, 2, MOST_FIXES, MOST_FIXES + 1, 3 * MOST_FIXES, 40_000])
def test_of_very_many_fixes_the_ends_and_the_extremes_are_kept(total: int) -> None:
    thinned = Thinned(Fraction(1))
    odd = {total // 3: NOON + total // 3 - 50, total // 2: NOON + total // 2 + 70}
    for number in range(total):
        thinned.add(fix(number, odd.get(number, NOON + number)))
    kept = thinned.frozen()
    stamps = [one.pts for one in kept]

    assert thinned.total == total
    assert len(kept) <= MOST_FIXES + 4
    assert stamps == sorted(set(stamps))
    assert {0, total - 1, *odd} <= set(stamps)
    assert max(later - earlier for earlier, later in zip(stamps, stamps[1:] or stamps, strict=False)) <= 32


def test_packets_without_a_time_stamp_are_counted_and_not_placed() -> None:
    packets = GnssPackets(1, Fraction(1, 1000))
    packets.take(gps5(at(0)), Place(0, 0, timed=False))
    (track,) = packets.frozen()

    assert (track.fixes, counted(track)) == ((), (1, 0, 1, 0, 0))


def test_a_packet_without_a_duration_lasts_to_the_next_and_the_last_as_long() -> None:
    packets = GnssPackets(1, Fraction(1, 1000))
    for number, pts in enumerate((0, 1000, 1900, 1900, 3000)):
        packets.take(gps5(at(number)), Place(pts, 0))
    (track,) = packets.frozen()

    lasting = [(one.pts, one.duration) for one in track.fixes]
    assert lasting == [(0, 1000), (1000, 900), (1900, 900), (1900, 1100), (3000, 1100)]


def test_packets_stamped_no_later_than_the_one_before_are_counted() -> None:
    packets = GnssPackets(1, Fraction(1, 1000))
    for second, pts in ((0, 0), (1, 1000), (1, 1000), (2, 1000), (3, 500), (4, 4000)):
        packets.take(gps5(at(second)), Place(pts, 1000))

    assert next(packets.frozen()).disordered == 2, "the repeated sentence tells no other time"


def test_one_packet_alone_without_a_duration_is_not_placed() -> None:
    packets = GnssPackets(1, Fraction(1, 1000))
    packets.take(gps5(at(0)), Place(5000, 0))

    assert counted(next(packets.frozen())) == (1, 0, 1, 0, 0)


def test_telemetry_in_a_transport_stream_is_read(clip: bytes, coded: Coded, tmp_path: Path) -> None:
    source = written(tmp_path / "a.mp4", with_samples(clip, "gpmd", [gps5(at(k)) for k in SECONDS]))
    (track,) = tracks(coded("a.ts", "-i", str(source), "-map", "0", "-copy_unknown", "-c", "copy"))

    assert track.format is GnssFormat.GPSU
    assert [fix.utc for fix in track.fixes] == [NOON + k for k in SECONDS]
    assert {fix.duration * track.time_base for fix in track.fixes} == {1}
    assert len({fix.utc - fix.pts * track.time_base for fix in track.fixes}) == 1


def test_a_track_of_fifty_thousand_fixes_takes_little_time() -> None:
    packets = GnssPackets(1, Fraction(1, 1000))
    payload = gpri(range(0, 500_000, 1000), (0, NOON * 1000))
    began = time.monotonic()
    for number in range(100):
        packets.take(payload, Place(number * 1000, 1000))

    assert time.monotonic() - began < 20
    assert next(packets.frozen()).valid == 50_000
