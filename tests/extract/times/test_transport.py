"""Tables of time in transport streams: put together, placed by the clock reference, whatever else the file holds."""

import time
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.extract.times.tables import UNDEFINED, Sections, time_of
from conformance.extract.times.transport import read_tables
from conformance.model.stated_times import StatedTimes, TimeSource

from .making import NOON, packet, reference, stream, tdt, tot

AT_NOON = "ea87120000"  # MJD 60 039, 12:00:00
EXAMPLE = "c079124500"  # EN 300 468, 5.2.5: 93/10/13 12:45:00
IN_1993 = 750_516_300 * 10**9
TIME_PID = 0x14


def at(second: int) -> str:
    return f"ea8712{second // 60:02}{second % 60:02}"


def read(folder: Path, data: bytes) -> tuple[StatedTimes, ...]:
    path = folder / "a.ts"
    path.write_bytes(data)
    return read_tables(path, lambda: None)


def sections(*parts: tuple[bytes, bool]) -> list[bytes]:
    found = Sections()
    return [section for data, starts in parts for section in found.take(data, starts=starts)]


def test_the_example_of_the_standard_is_read_in_both_tables() -> None:
    assert list(time_of(bytes.fromhex("70 7005 c079124500"))) == [IN_1993]
    assert list(time_of(bytes.fromhex("73 700b c079124500 f000 4eed8455"))) == [IN_1993]


@pytest.mark.parametrize("field", ["ffffffffff", "c079a24500", "c079240000", "c079126000", "c079124560", "c0791245ff"])
def test_a_field_that_is_no_time_is_undefined(field: str) -> None:
    assert list(time_of(tdt(field))) == [UNDEFINED]
    assert list(time_of(tot(field))) == [UNDEFINED]


def test_a_table_of_another_length_or_checksum_is_damaged() -> None:
    assert list(time_of(tdt(EXAMPLE) + b"\0")) == []
    assert list(time_of(tot(EXAMPLE)[:-1] + b"\0")) == []
    assert list(time_of(bytes.fromhex("73 7000"))) == []


def test_sections_are_put_together_over_packets() -> None:
    table = tot(EXAMPLE)

    assert sections((b"\0" + table + b"\xff" * 20, True)) == [table]
    assert sections((b"\0" + table[:5], True), (table[5:], False)) == [table]
    assert sections((b"\0" + table[:5], True), (b"\x09" + table[5:] + tdt(EXAMPLE), True)) == [table, tdt(EXAMPLE)]
    assert sections((table, False)) == [], "no section was begun"
    assert sections((b"\xb7" + table, True)) == [], "the pointer reaches beyond the packet"
    assert sections((b"", True), (table, False)) == []


def test_times_are_placed_by_the_reference_before_them(tmp_path: Path) -> None:
    packets = [reference(1000 + k * 9000) for k in range(300)]
    packets.insert(1, packet(TIME_PID, tdt(at(0))))
    packets.insert(102, packet(TIME_PID, tot(at(10))))
    packets.append(packet(TIME_PID, tdt(at(30))))
    (found,) = read(tmp_path, stream(packets))

    assert (found.source, found.index, found.time_base, found.count) == (TimeSource.TABLE, -1, Fraction(1, 90_000), 3)
    assert found.times[0].utc == NOON
    assert (found.times[0].pts, found.times[-1].pts) == (0, 299 * 9000)
    assert (found.times[-1].utc, found.damaged, found.untimed, found.still) == (NOON + 30, 0, 0, 0)


@pytest.mark.parametrize(("before", "behind"), [(b"", b""), (bytes(4), b""), (b"", bytes(16))])
def test_packets_of_188_192_and_204_bytes_are_found(tmp_path: Path, before: bytes, behind: bytes) -> None:
    packets = [packet(TIME_PID, tdt(at(k))) if k % 10 == 0 else reference(k * 9000) for k in range(1, 41)]
    (found,) = read(tmp_path, b"junk\x47junk" * 50 + stream(packets, before=before, behind=behind))

    assert (found.count, found.damaged) == (4, 0)


def test_after_lost_bytes_packets_are_sought_anew(tmp_path: Path) -> None:
    some = stream([reference(0), packet(TIME_PID, tdt(at(0))), *(reference(k * 9000) for k in range(1, 9))])
    more = stream([reference(90_000), packet(TIME_PID, tdt(at(1))), *(reference(k * 9000) for k in range(11, 19))])
    (found,) = read(tmp_path, some + bytes(100_000) + more[:-50])

    assert [one.utc for one in found.times] == [NOON, NOON + 1]


def test_the_reference_wraps_and_a_jump_ends_the_placing(tmp_path: Path) -> None:
    wrapped = [reference(2**33 - 9000), reference(0), packet(TIME_PID, tdt(at(0))), reference(9000)]
    (found,) = read(tmp_path, stream(wrapped))
    assert found.times[0].pts == 9000

    for jump in (reference(2**32), reference(18_000, jumped=True)):
        (found,) = read(tmp_path, stream([*wrapped, jump, packet(TIME_PID, tdt(at(1)))]))
        assert (found.count, found.untimed) == (1, 1)


def test_the_references_of_another_program_and_damaged_packets_are_left_alone(tmp_path: Path) -> None:
    table, bad = packet(TIME_PID, tdt(at(1))), packet(TIME_PID, tdt(at(9)), flags=0x80)
    scrambled = table[:3] + b"\x90" + table[4:]
    (found,) = read(tmp_path, stream([reference(0), reference(5 * 10**9, pid=0x200), bad, scrambled, table]))

    assert (found.count, found.untimed, found.times[0].utc) == (1, 0, NOON + 1)


def test_a_table_without_any_reference_has_no_place(tmp_path: Path) -> None:
    (found,) = read(tmp_path, stream([packet(TIME_PID, tdt(at(0)))] * 6))

    assert (found.count, found.untimed) == (0, 6)


def test_a_clock_that_stands_still_is_seen_and_one_that_repeats_its_second_is_not(tmp_path: Path) -> None:
    def sent(times: Iterable[int]) -> bytes:
        parts = [(reference(k * 90_000), packet(TIME_PID, tdt(at(time)))) for k, time in enumerate(times)]
        return stream(one for pair in parts for one in pair)

    (stopped,) = read(tmp_path, sent([0, 0, 0, 0]))
    (repeated,) = read(tmp_path, sent([0, 1, 1, 3]))

    # from one to the next is a second: a time may be sent twice with it
    assert (stopped.still, repeated.still) == (0, 0)
    assert len({one.utc for one in stopped.times}) == 1


def test_a_file_without_packets_holds_no_times(tmp_path: Path) -> None:
    for data in (b"", b"\x47", b"\x47" * 187, bytes(200_000)):
        assert read(tmp_path, data) == ()


def test_bytes_that_are_nearly_packets_cost_little_time(tmp_path: Path) -> None:
    nearly = (b"\x47" * 100 + bytes(600)) * 30_000  # 21 MB of places where packets could begin
    begun = time.monotonic()

    assert read(tmp_path, nearly) == ()
    assert time.monotonic() - begun < 10


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(st.one_of(st.binary(max_size=400), st.just(reference(0)), st.just(packet(20, tdt(AT_NOON)))), max_size=12)
)
def test_any_bytes_can_be_read(tmp_path: Path, parts: list[bytes]) -> None:
    for found in read(tmp_path, b"".join(parts)):
        assert found.count + found.untimed + found.no_date + found.damaged > 0


@given(st.lists(st.tuples(st.binary(max_size=184), st.booleans()), max_size=12))
def test_any_payloads_can_be_put_together(parts: list[tuple[bytes, bool]]) -> None:
    for section in sections(*parts):
        assert 3 <= len(section) <= 1024
        list(time_of(section))


def test_sections_hold_no_more_than_one_section() -> None:
    found = Sections()
    list(found.take(b"\0\x40\x0f\xfd", starts=True))
    for _ in range(1000):
        list(found.take(bytes(184), starts=False))

    assert len(found._held) < 2048
