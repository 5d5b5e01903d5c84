"""Times in SEI messages: written byte by byte from MISB ST 0604.6 and from the framework of ONVIF Media Signing."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.stream import nal
from conformance.extract.times.sei import SeiTimes, user_data
from conformance.model.stated_times import StatedTime, StatedTimes, TimeSource

from .making import HEVC, HEVC_NANO, NOON, general, message, misp, placed, signed, since_1601, unit

TICK = Fraction(1, 1000)
UNITS = st.one_of(
    st.binary(max_size=200),
    st.builds(lambda body: b"\x06\x05" + body, st.binary(max_size=200)),
    st.builds(lambda head, body: unit(message(head + body)), st.sampled_from((b"MISPmicrosectime", HEVC)), st.binary()),
    st.builds(lambda body: unit(message(signed(body))), st.binary(max_size=200)),
)


def read(*units: bytes, codec: str = "h264") -> tuple[StatedTimes, ...]:
    """Unit k in packet k, presented at second k."""
    times = SeiTimes(codec)
    for number, one in enumerate(units):
        times.take(nal.kind(codec, one), one, number, placed(number * 1000))
    return times.frozen(4, TICK)


def test_a_precision_time_stamp_is_read_as_its_bytes_stand() -> None:
    # 1 680 696 000 000 000 us, 2023-04-05 12:00:00 UTC, is 0x0005F895880E3000; status 0x1F: locked, no jump
    data = bytes.fromhex("4d4953506d6963726f73656374696d65 1f 0005 ff f895 ff 880e ff 3000")
    (found,) = read(b"\x06\x05\x1c" + data + b"\x80")

    assert found == StatedTimes(TimeSource.MISP, 4, TICK, (StatedTime(0, 0, Fraction(NOON)),), 1)


def test_hevc_has_identifiers_of_its_own_for_micro_and_nanoseconds() -> None:
    prefix = b"\x4e\x01"
    (micro,) = read(unit(message(misp(NOON * 10**6 + 1, uuid=HEVC)), header=prefix), codec="hevc")
    (nano,) = read(unit(message(misp(NOON * 10**9 + 1, uuid=HEVC_NANO)), header=prefix), codec="hevc")

    assert (micro.source, micro.times[0].utc) == (TimeSource.MISP, NOON + Fraction(1, 10**6))
    assert (nano.source, nano.times[0].utc) == (TimeSource.MISP_NANO, NOON + Fraction(1, 10**9))


@pytest.mark.parametrize(
    ("status", "unlocked", "jumps"), [(0x1F, 0, 0), (0x9F, 1, 0), (0x5F, 0, 1), (0xFF, 1, 1), (0x0F, 0, 0)]
)
def test_the_status_tells_of_lock_and_jumps(status: int, unlocked: int, jumps: int) -> None:
    (found,) = read(unit(message(misp(NOON * 10**6, status=status))))

    assert (found.count, found.unlocked, found.jumps) == (1, unlocked, jumps)


def test_other_messages_and_units_are_passed_over() -> None:
    stamp = message(misp(NOON * 10**6))
    other = message(bytes(300), kind=4)

    assert len(read(unit(other, stamp, other))) == 1
    assert read(unit(message(b"x264 - core" + bytes(20)))) == ()
    assert read(b"\x65" + stamp) == (), "a slice is no SEI unit"
    assert read(unit(stamp, header=b"\x06"), codec="mjpeg") == ()


def test_emulation_prevention_is_taken_out_and_its_absence_is_seen() -> None:
    times = general(since_1601(NOON))
    data = bytes.fromhex("000003") + times  # looks like emulation prevention
    tag = b"\x07" + len(data).to_bytes(2, "big") + data

    for escaped in (True, False):
        (found,) = read(unit(message(signed(tag, times)), escaped=escaped))
        assert [one.utc for one in found.times] == [NOON]


@pytest.mark.parametrize("data", [misp(NOON * 10**6)[:-1], misp(NOON * 10**6) + b"\0", misp(NOON * 10**6)[:20]])
def test_a_stamp_of_another_length_is_damaged(data: bytes) -> None:
    (found,) = read(unit(message(data)))

    assert (found.count, found.damaged, found.times) == (0, 1, ())


@pytest.mark.parametrize("at", [19, 22, 25])
def test_a_stamp_without_its_filling_bytes_is_damaged(at: int) -> None:
    data = bytearray(misp(NOON * 10**6))
    data[at] = 0xFE
    (found,) = read(unit(message(bytes(data))))

    assert (found.count, found.damaged) == (0, 1)


@pytest.mark.parametrize("time", [0, 1, 90_000, 315_532_799 * 10**6, 4_102_444_800 * 10**6, 2**64 - 1])
def test_a_count_from_no_known_epoch_is_no_date(time: int) -> None:
    (found,) = read(unit(message(misp(time))))

    assert (found.count, found.no_date, found.times) == (0, 1, ())


def test_of_a_packet_the_first_stamp_of_a_source_counts() -> None:
    (found,) = read(unit(message(misp(NOON * 10**6)), message(misp(NOON * 10**6 + 5))))

    assert (found.count, found.times[0].utc) == (1, NOON)


def test_a_signature_tells_the_end_of_what_it_signs_and_how_long_that_was() -> None:
    parts = [unit(message(signed(general(since_1601(NOON + k - 1), since_1601(NOON + k))))) for k in range(1, 5)]
    (found,) = read(*parts)

    assert (found.source, found.count, found.late, found.damaged) == (TimeSource.SIGNING, 4, 1, 0)
    assert [one.utc for one in found.times] == [NOON + 1, NOON + 4]


def test_a_signature_of_version_1_tells_the_beginning_and_comes_up_to_two_parts_later() -> None:
    (found,) = read(*(unit(message(signed(general(since_1601(NOON + k))))) for k in range(3)))
    (alone,) = read(unit(message(signed(general(since_1601(NOON))))))

    assert (found.count, found.late) == (3, 2)
    assert (alone.count, alone.late) == (1, -1), "how late it is, nobody knows"


def test_a_part_lasts_no_longer_than_from_message_to_message() -> None:
    parts = [(NOON, NOON + 1), (NOON + 1, NOON + 900), (NOON + 2, NOON + 3)]
    (found,) = read(*(unit(message(signed(general(*map(since_1601, part))))) for part in parts))
    (alone,) = read(unit(message(signed(general(*map(since_1601, parts[0]))))))

    assert (found.late, alone.late) == (1, 1), "a time that is wrong leaves no more open"


@pytest.mark.parametrize("order", ["big", "little"])
def test_both_orders_of_bytes_are_read_by_which_gives_dates(order: str) -> None:
    times = [(since_1601(NOON + k), since_1601(NOON + k + 1)) for k in range(3)]
    (found,) = read(*(unit(message(signed(general(*pair, order=order)))) for pair in times))

    assert (found.count, found.no_date, found.late) == (3, 0, 1)
    assert found.times[-1].utc == NOON + 3


def test_ticks_since_the_start_of_a_stream_are_no_time_of_day() -> None:
    (found,) = read(*(unit(message(signed(general(k * 10**7, (k + 1) * 10**7)))) for k in range(5)))

    assert (found.count, found.no_date, found.times) == (0, 5, ())


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\x01",
        b"\x03" + bytes(90),  # a version that is not known
        b"\x01" + since_1601(NOON).to_bytes(8, "little") + bytes(4) + bytes(64),  # the draft of 2023
        bytes(91),
    ],
)
def test_a_general_tag_of_another_layout_is_damaged(value: bytes) -> None:
    (found,) = read(unit(message(signed(b"\x01" + len(value).to_bytes(2, "big") + value))))

    assert (found.count, found.no_date, found.damaged) == (0, 0, 1)


def test_a_message_of_certificates_alone_says_nothing() -> None:
    assert read(unit(message(signed(b"\x06\x00\x04abcd", reserved=0x80)))) == ()


def test_a_length_that_lies_ends_the_tags() -> None:
    assert read(unit(message(signed(b"\x07\xff\xff", general(since_1601(NOON)))))) == ()


def test_backwards_and_standing_still_are_counted_in_order_of_presentation() -> None:
    times = SeiTimes("h264")
    for number, (pts, second) in enumerate([(0, 0), (3, 3), (1, 1), (2, 1), (5, 4), (4, 6)]):
        one = unit(message(misp((NOON + second) * 10**6)))
        times.take(6, one, number, placed(pts * 1000))
    (found,) = times.frozen(0, TICK)

    assert (found.count, found.still, found.backwards) == (6, 1, 1)
    assert found.faults == (3, 4)
    # first and last as presented; 2 s behind is the least, 6 s at 4 s the most
    assert [(one.packet, one.pts) for one in found.times] == [(0, 0), (3, 2000), (5, 4000), (4, 5000)]


def test_a_time_without_a_place_is_counted_alone() -> None:
    times = SeiTimes("h264")
    times.take(6, unit(message(misp(NOON * 10**6))), 0, placed(0)._replace(timed=False))
    (found,) = times.frozen(0, TICK)

    assert (found.count, found.untimed, found.times) == (0, 1, ())


@given(st.lists(UNITS, max_size=8), st.sampled_from(("h264", "hevc")))
def test_any_unit_can_be_read(units: list[bytes], codec: str) -> None:
    times = SeiTimes(codec)
    for number, one in enumerate(units):
        for kind in (6, 39, 40):
            times.take(kind, one, number, placed(number))

    for found in times.frozen(0, TICK):
        assert found.count + found.no_date + found.damaged + found.untimed + found.unread > 0


@given(st.integers(0, 2**64 - 1), st.integers(0, 255))
def test_what_is_written_is_read(time: int, status: int) -> None:
    (found,) = read(unit(message(misp(time, status=status))))
    date = 315_532_800 * 10**6 <= time < 4_102_444_800 * 10**6

    assert (found.count, found.no_date) == ((1, 0) if date else (0, 1))
    assert [one.utc for one in found.times] == ([Fraction(time, 10**6)] if date else [])


@given(st.binary(max_size=400))
def test_messages_never_reach_beyond_the_unit(body: bytes) -> None:
    assert sum(map(len, user_data(b"\x06" + body, 1))) <= len(body)
