"""A program stream map is taken whole or not at all, and equal ones are read once."""

import pytest

from conformance.extract.program_stream.stream_map import StreamMaps, crc

BODY = bytes.fromhex("e0ff0000 0008 1be00000 90c00000 00000000")


def test_the_checksum_is_that_of_mpeg() -> None:
    assert crc(b"123456789") == 0x0376E6E7


def test_types_stand_by_stream_in_order_of_appearance() -> None:
    maps = StreamMaps()

    assert maps.take(BODY, 0)
    assert maps.take(BODY.replace(b"\x90", b"\x99"), 0)
    assert (maps.types(0xE0), maps.types(0xC0), maps.types(0xE1)) == ((0x1B,), (0x90, 0x99), ())


def test_equal_maps_are_counted_each_and_their_fault_is_told_once() -> None:
    maps = StreamMaps()
    for offset in (20, 40, 60):
        assert maps.take(BODY, offset)

    assert (maps.count, [(fault.code, fault.offset) for fault in maps.faults]) == (3, [("map_checksum", 20)])


def test_descriptors_are_stepped_over() -> None:
    maps = StreamMaps()
    body = bytes.fromhex("e0ff0003 050100 000a 1be00002 2a00 90c00000 00000000")

    assert maps.take(body, 0)
    assert (maps.types(0xE0), maps.types(0xC0)) == ((0x1B,), (0x90,))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        BODY[:9],
        bytes.fromhex("e0ff0000 0000 00000000"),
        bytes.fromhex("e0ffffff 0004 1be00000 00000000"),
        bytes.fromhex("e0ff0000 00ff 1be00000 00000000"),
        bytes.fromhex("e0ff0000 0004 1be000ff 00000000"),
        bytes.fromhex("e0ff0000 0005 1be00000 00 00000000"),
        BODY + bytes(1100),
    ],
    ids=["empty", "short", "no entry", "long info", "long entries", "long descriptors", "half an entry", "too long"],
)
def test_what_does_not_hold_together_is_no_map(body: bytes) -> None:
    maps = StreamMaps()

    assert not maps.take(body, 0)
    assert (maps.count, maps.types(0xE0)) == (0, ())


def test_maps_that_differ_without_end_are_no_longer_taken() -> None:
    maps = StreamMaps()
    taken = [maps.take(BODY[:-4] + number.to_bytes(4, "big"), 0) for number in range(100)]

    assert taken == [True] * 64 + [False] * 36
