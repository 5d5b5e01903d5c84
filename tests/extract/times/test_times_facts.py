"""Times beside the pictures of whole files: MP4 with messages in its samples, transport streams with sets, tables."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import pytest

from conformance.model import codec
from conformance.model.evidence import ReferenceTime
from conformance.model.facts import Absent, Facts
from conformance.model.measurement import Measurement, NotMeasured
from conformance.model.stated_times import StatedTimes, TimesFacts, TimeSource
from conformance.model.vocabulary import Depth, Reason

from ...measurands.facts import outcome, witnessed
from ..making import PICTURES, Change, facts_of, remuxed, subject_of, written
from .making import HEVC, NOON, axis, axis_general, local_set, message, misp, packet, tdt, unit

SIGNED = Path(__file__).parents[3] / (
    "../shared/media/onvif__media-signing-framework/examples/test-files/test_signed_h265.mp4"
)
WITNESS = ReferenceTime(datetime(2023, 4, 5, 12, tzinfo=UTC), Fraction(1, 100))
AXIS = Path(__file__).parents[3] / (
    "../shared/media/AxisCommunications__signed-video-framework-examples/test-files/signed_test_h265.mp4"
)
X264 = (*PICTURES, "-pix_fmt", "yuv420p", "-c:v", "libx264", "-bf", "0")
X265 = (*PICTURES, "-c:v", "libx265", "-x265-params", "log-level=none:pools=1:bframes=0", "-tag:v", "hvc1")
Coded = Callable[..., Path]


def found(path: Path, depth: Depth = Depth.PACKETS) -> tuple[StatedTimes, ...]:
    times = facts_of(path, depth).times
    assert isinstance(times, TimesFacts), times
    return times.found


def stamped(of: Callable[[int], bytes]) -> Change:
    """A message before each picture, behind a length of four bytes."""
    return lambda k, data: [len(of(k)).to_bytes(4, "big") + of(k) + data]


def same(_: int, data: bytes) -> list[bytes]:
    return [data]


def every_40_ms(k: int) -> bytes:
    return unit(message(misp(NOON * 10**6 + 40_000 * k)))


def measured(path: Path, measurand: str = "time.sei_offset") -> Measurement | NotMeasured:
    facts = facts_of(path, Depth.PACKETS)
    return outcome(measurand, witnessed(replace(subject_of(facts), facts=facts), WITNESS))


@pytest.fixture(scope="module")
def plain(coded: Coded) -> Path:
    return coded("plain.mp4", *X264)


def test_every_picture_of_an_mp4_tells_its_time(plain: Path, tmp_path: Path) -> None:
    path = remuxed(plain, tmp_path / "a.mp4", stamped(every_40_ms))
    (times,) = found(path)

    assert (times.source, times.index, times.count) == (TimeSource.MISP, 0, 25)
    assert (times.backwards, times.still, times.damaged, times.untimed) == (0, 0, 0, 0)
    assert [one.packet for one in times.times] == [0, 24]
    assert times.times[-1].utc - times.times[0].utc == Fraction(96, 100)
    offset = measured(path)
    assert isinstance(offset, Measurement), offset
    assert abs(offset.value) < Fraction(1, 100)  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", ["ts", "mkv", "mov"])
def test_in_another_container_it_is_the_same_time(ending: str, plain: Path, tmp_path: Path) -> None:
    path = remuxed(remuxed(plain, tmp_path / "a.mp4", stamped(every_40_ms)), tmp_path / f"b.{ending}", same)
    (times,) = found(path)
    offset = measured(path)

    assert (times.count, times.backwards, times.still, times.untimed) == (25, 0, 0, 0)
    assert isinstance(offset, Measurement), offset
    assert abs(offset.value) < Fraction(1, 100)  # type: ignore[arg-type]


def test_so_does_every_picture_of_hevc(coded: Coded, tmp_path: Path) -> None:
    def of(k: int) -> bytes:
        return unit(message(misp(NOON * 10**6 + 40_000 * k, uuid=HEVC)), header=b"\x4e\x01")

    (times,) = found(remuxed(coded("plain.mp4", *X265), tmp_path / "a.mp4", stamped(of)))

    assert (times.source, times.count, times.backwards) == (TimeSource.MISP, 25, 0)


def test_pictures_that_are_coded_out_of_order_go_forwards_as_they_are_shown(coded: Coded, tmp_path: Path) -> None:
    source = coded("reordered.mp4", *PICTURES, "-pix_fmt", "yuv420p", "-c:v", "libx264", "-bf", "3")
    with av.open(str(source)) as container:
        shown = [one.pts * one.time_base for one in container.demux(video=0) if one.size]
    path = remuxed(
        source, tmp_path / "a.mp4", stamped(lambda k: unit(message(misp(NOON * 10**6 + int(shown[k] * 10**6)))))
    )
    (times,) = found(path)

    assert shown != sorted(shown), "the encoder made no picture that is shown before one coded earlier"
    assert (times.count, times.backwards, times.still) == (25, 0, 0)
    offset = measured(path)
    assert isinstance(offset, Measurement), offset
    assert abs(offset.value - shown[0]) < Fraction(1, 100)  # type: ignore[operator]


def test_a_clock_that_stops_is_not_measured(plain: Path, tmp_path: Path) -> None:
    path = remuxed(plain, tmp_path / "a.mp4", stamped(lambda _: every_40_ms(0)))
    (times,) = found(path)
    refused = measured(path)

    assert (times.count, times.still) == (25, 24)
    assert isinstance(refused, NotMeasured)
    assert refused.reason is Reason.TIME_STAMPS_UNRELIABLE


def test_an_elementary_stream_has_no_place_for_its_times(plain: Path, tmp_path: Path) -> None:
    path = remuxed(plain, tmp_path / "a.mp4", stamped(every_40_ms))
    raw = remuxed(path, tmp_path / "a.h264", same)
    (times,) = found(raw)

    assert (times.count, times.untimed) == (0, 25)


def test_facts_are_the_same_when_read_back_and_absent_where_nothing_was_read(plain: Path, tmp_path: Path) -> None:
    path = remuxed(plain, tmp_path / "a.mp4", stamped(every_40_ms))
    facts = facts_of(path)
    shallow = facts_of(path, Depth.CONTAINER).times

    assert codec.decode(Facts, codec.encode(Facts, facts)) == facts
    assert isinstance(shallow, Absent)
    assert shallow.reason is Reason.DEPTH_TOO_SHALLOW
    assert found(plain) == ()


@pytest.mark.skipif(not SIGNED.exists(), reason="the folder ../shared/media is absent")
def test_a_published_signed_file_counts_from_its_start_and_tells_no_time_of_day() -> None:
    (times,) = found(SIGNED)
    offset = measured(SIGNED)

    assert (times.source, times.count, times.no_date, times.damaged) == (TimeSource.SIGNING, 0, 5, 0)
    assert isinstance(offset, NotMeasured)
    assert offset.reason is Reason.TIME_NOT_SET
    assert "0 times, 5 no time of day" in offset.detail


def with_tables(data: bytes) -> Iterator[bytes]:
    """The packets of a transport stream, a table of the time behind every tenth."""
    for number, start in enumerate(range(0, len(data), 188)):
        yield data[start : start + 188]
        if number % 10 == 9:
            yield packet(0x14, tdt("ea87120000"))


@pytest.mark.skipif(not AXIS.exists(), reason="the folder ../shared/media is absent")
def test_the_published_stream_of_axis_states_no_time() -> None:
    assert found(AXIS) == ()


def test_the_time_of_a_group_in_axis_messages_is_a_clock(coded: Coded, tmp_path: Path) -> None:
    source = coded("plain.mp4", *X264)
    path = tmp_path / "20230405120000.mp4"
    remuxed(source, path, stamped(lambda k: unit(message(axis(axis_general(2, NOON * 10**6 + 40_000 * k))))))
    (times,) = found(path)

    assert (times.source, times.count, times.damaged) == (TimeSource.AXIS, 25, 0)
    offset = measured(path)
    assert isinstance(offset, Measurement), offset
    assert offset.value == Fraction(4, 100), "a group is of up to two messages before"


def test_the_tables_of_a_transport_stream_are_a_clock(coded: Coded, tmp_path: Path) -> None:
    source = coded("plain.ts", *X264)
    path = written(tmp_path / "20230405120000.ts", b"".join(with_tables(source.read_bytes())))
    (times,) = found(path)

    assert (times.source, times.index, times.damaged, times.untimed) == (TimeSource.TABLE, -1, 0, 0)
    assert times.count > 3
    assert {one.utc for one in times.times} == {NOON}
    assert isinstance(measured(path), NotMeasured), "no message of the pictures tells a time"
    assert found(source) == ()


def test_the_sets_of_a_data_track_are_placed_where_it_presents_them(coded: Coded, tmp_path: Path) -> None:
    path = tmp_path / "a.ts"
    with av.open(str(coded("plain.ts", *X264))) as before, av.open(str(path), "w") as after:
        video, sets = after.add_stream_from_template(before.streams.video[0]), after.add_data_stream("klv")
        sets.time_base = Fraction(1, 90_000)
        for number, one in enumerate(part for part in before.demux(video=0) if part.size):
            new = av.Packet(local_set(NOON * 10**6 + 40_000 * number))
            new.stream, new.time_base, new.pts, new.dts = sets, one.time_base, one.pts, one.pts
            one.stream = video
            after.mux(one)
            after.mux(new)
    (times,) = found(path)

    assert (times.source, times.count, times.damaged, times.backwards) == (TimeSource.LOCAL_SET, 25, 0, 0)
    first, last = times.times[0], times.times[-1]
    assert (first.utc, last.utc) == (NOON, NOON + Fraction(96, 100))
    assert (last.pts - first.pts) * times.time_base == Fraction(96, 100)
