"""Headers of H.264 are read to the order count, and past it only where a reset of all counts is looked for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.stream.bits import BitsExhausted
from conformance.extract.stream.h264 import (
    HeaderReader,
    PictureParameters,
    SequenceParameters,
    begins_picture,
    may_hold_fields,
    picture_parameters,
    sequence_parameters,
)
from conformance.extract.stream.nal import Framing, units

from .h264_bits import IDR, REFERENCE, code, parameter_sets, slice_of, unit
from .making import PICTURES
from .streams import stream_of

COUNTED = code(0, 4)  # order count of type 0 with 8 bits


def reader(*, middle: str = COUNTED, pps: str = "") -> HeaderReader:
    headers = HeaderReader()
    headers.keep(parameter_sets(middle=middle)[0])
    headers.keep(unit(0x68, pps) if pps else parameter_sets()[1])
    return headers


def pps(
    *, bottom: bool = False, weighted: str = "000", redundant: bool = False, references: tuple[int, int] = (1, 1)
) -> str:
    counts = code(0, references[0] - 1, references[1] - 1)
    return code(0, 0) + "0" + str(int(bottom)) + counts + weighted + code(0, 0, 0) + "00" + str(int(redundant))


def reference(slice_type: int, rest: str) -> bytes:
    return unit(REFERENCE, code(0, slice_type, 0, "0110", "00001100") + rest)


MARKING = "1" + code(1, 3, 2, 0, 3, 1, 2, 4, 1, 6, 0)  # operations 1, 2, 3, 4, 6 with what they take
RESET, KEPT = MARKING + code(5, 0), MARKING + code(0)


@pytest.mark.parametrize(
    ("set_", "slice_type", "before"),
    [
        ("", 7, ""),
        ("", 5, "0" + "0"),
        (pps(bottom=True), 5, code(3) + "0" + "0"),
        (pps(redundant=True), 5, code(0) + "0" + "0"),
        ("", 6, "1" + "1" + code(2, 0) + "1" + code(0, 5, 1, 2, 3) + "0"),
        (
            pps(weighted="100", references=(2, 1)),
            5,
            "00" + code(5, 5) + "1" + code(1, 2) + "0" + "0" + "1" + code(1, 2, 3, 4),
        ),
        (pps(weighted="001"), 6, "1" + "00" + "0" + code(5, 5) + "00" + "00"),
        (pps(weighted="010"), 6, "1" + "00" + "0"),
    ],
    ids=["I", "P", "bottom order", "redundant", "B with lists", "weights", "weights of both", "implicit weights"],
)
def test_a_reset_of_all_counts_is_found_behind_whatever_stands_before_it(
    set_: str, slice_type: int, before: str
) -> None:
    headers = reader(pps=set_)

    assert headers.resets(reference(slice_type, before + RESET))
    assert not headers.resets(reference(slice_type, before + KEPT))
    assert not headers.resets(reference(slice_type, before + "0"))


@pytest.mark.parametrize(
    ("middle", "bottom", "deltas"),
    [
        (code(1, "1", 0, 0, 0), True, ""),
        (code(1, "0", 0, 0, 0), False, code(2)),
        (code(1, "0", 0, 0, 0), True, code(2, 3)),
    ],
)
def test_differences_of_an_order_told_otherwise_are_passed_over(middle: str, deltas: str, *, bottom: bool) -> None:
    headers = reader(middle=middle, pps=pps(bottom=bottom))
    slice_ = unit(REFERENCE, code(0, 5, 0, "0110") + deltas + "00" + RESET)

    assert headers.resets(slice_)


def test_an_idr_picture_and_what_can_not_be_read_reset_nothing() -> None:
    headers = reader()

    assert not headers.resets(unit(IDR, code(0, 7, 0, "0000", 0, "00000000") + RESET))
    assert not headers.resets(reference(5, "00" + "1" + code(1))[:8])
    assert not headers.resets(unit(REFERENCE, code(0, 5, 3, "0110")))


def test_a_header_tells_number_order_and_kind() -> None:
    found = reader().read(unit(REFERENCE, code(0, 7, 0, "0110", "00001100", "1011")))

    assert (found.number, found.order_lsb, found.is_idr, found.is_reference, found.is_intra) == (
        6,
        12,
        False,
        True,
        True,
    )


def test_without_its_sets_a_header_is_refused() -> None:
    with pytest.raises(BitsExhausted):
        HeaderReader().read(slice_of(IDR, 0))


def test_a_further_slice_begins_no_picture() -> None:
    assert begins_picture(slice_of(IDR, 0))
    assert not begins_picture(slice_of(IDR, 0, first=3))
    assert not begins_picture(b"\x65")


@pytest.mark.parametrize("frames_only", [True, False])
def test_a_sequence_says_whether_it_may_hold_fields(*, frames_only: bool) -> None:
    assert may_hold_fields(parameter_sets(frames_only=frames_only)[0]) is not frames_only


def test_slice_groups_end_what_is_read_of_a_pps() -> None:
    found = picture_parameters(unit(0x68, code(0, 0) + "0" + "1" + code(1)))

    assert (found.bottom_order, found.references, found.weighted) == (True, (0, 0), False)


@pytest.mark.parametrize(
    ("read", "kind"), [(sequence_parameters, SequenceParameters), (picture_parameters, PictureParameters)]
)
@given(body=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(read: Callable[[bytes], object], kind: type, body: bytes) -> None:
    try:
        found = read(b"\x67" + body)
    except BitsExhausted as refused:
        found = refused

    assert isinstance(found, kind | BitsExhausted)


@given(st.binary(max_size=60))
def test_of_any_slice_it_is_said_whether_it_resets_all_counts(body: bytes) -> None:
    assert reader().resets(b"\x41" + body) in (True, False)


def test_no_picture_of_an_encoder_resets_all_counts(coded: Callable[..., Path]) -> None:
    """Every slice header of a stream with weights, lists and marking is read to its end."""
    options = (
        "-c:v",
        "libx264",
        "-preset",
        "slow",
        "-g",
        "12",
        "-bf",
        "3",
        "-x264-params",
        "weightp=2:b-pyramid=strict",
    )
    stream = stream_of(coded("marked.mp4", *PICTURES, *options))
    headers = HeaderReader()
    for one in units(Framing("h264", 4), b"".join(len(x).to_bytes(4, "big") + x for x in sets_of(stream.extradata))):
        headers.keep(one)
    slices = [one for packet in stream.packets for one in units(Framing("h264", 4), packet) if one[0] & 0x1F in (1, 5)]

    assert len(slices) == 25
    assert not any(headers._operations(one) for one in slices if one[0] & 0x60)


def sets_of(extradata: bytes) -> list[bytes]:
    size = int.from_bytes(extradata[6:8], "big")
    at = 8 + size + 1
    return [extradata[8 : 8 + size], extradata[at + 2 : at + 2 + int.from_bytes(extradata[at : at + 2], "big")]]
