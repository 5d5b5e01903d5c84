"""Slice headers of HEVC are read to their references, past all that parameter sets may put before them."""

import pytest

from conformance.extract.stream import hevc
from conformance.extract.stream.bits import BitsExhausted
from conformance.extract.stream.hevc import HeaderReader, PictureHeader

from .h264_bits import code
from .hevc_bits import BEFORE, BLA, CRA, IDR, RADL, RASL_R, TRAIL_N, TRAIL_R, explicit, picture, pps, sps, unit


def read(slice_: bytes, *sets: bytes) -> PictureHeader:
    headers = HeaderReader()
    for one in sets or (sps(), pps()):
        headers.keep(one)
    return headers.read(slice_)


def test_a_header_tells_kind_layer_order_and_references() -> None:
    found = read(picture(TRAIL_R, 77, ((-1, True), (-4, False), (2, True)), temporal=2))

    assert found == PictureHeader(TRAIL_R, 2, 77, 8, ((-1, True), (-4, False), (2, True)), ())


def test_output_flag_planes_and_spare_bits_are_passed_over() -> None:
    planes = code(3, "1")  # chroma_format_idc 3 and separate_colour_plane_flag
    whole = sps()
    head = "0000" + "000" + "1" + "0" * 88 + f"{93:08b}" + code(0) + planes + code(320, 240, "0", 0, 0, 4)
    separate = unit(33, head + "1" + code(4, 0, 0) + code(0, 0, 0, 0, 0, 0) + "0000" + code(0) + "0110")
    bits = "1" + code(0) + "101" + code(1) + "1" + "10" + f"{9:08b}" + "0" + explicit(BEFORE) + "1011"

    assert whole != separate
    assert read(unit(TRAIL_R, bits), separate, pps(output=True, extra=3)).order_lsb == 9


def test_a_set_of_the_sps_is_named_by_its_number() -> None:
    sets = [((-1, True),), ((-2, True),), ((-3, True), (1, True))]
    middle = code(3) + explicit(sets[0]) + "".join("0" + explicit(one) for one in sets[1:])
    head = "1" + code(0, 1) + f"{9:08b}" + "1"

    assert read(unit(TRAIL_R, head + "10" + "1011"), sps(middle=middle), pps()).short == sets[2]
    assert read(unit(TRAIL_R, head + "00" + "1011"), sps(middle=middle), pps()).short == sets[0]
    with pytest.raises(BitsExhausted):
        read(unit(TRAIL_R, head + "11" + "1011"), sps(middle=middle), pps())


def test_long_term_references_are_listed_or_told() -> None:
    """One of two of the SPS, one of the slice; cycles add up within the slice's own."""
    listed = "1" + code(2) + "00000011" + "1" + "00000101" + "0"
    head = "1" + code(0, 1) + f"{9:08b}" + "0" + explicit(BEFORE)
    long = code(1, 2) + "1" + "0" + "00000111" + "1" + "1" + code(2) + "00001001" + "0" + "1" + code(1)
    found = read(unit(TRAIL_R, head + long + "1011"), sps(long_term=listed), pps())

    assert found.long == ((5, False, -1), (7, True, 2), (9, False, 3))


@pytest.mark.parametrize(
    ("kind", "temporal", "anchor"),
    [
        (TRAIL_R, 0, True),
        (TRAIL_N, 0, False),
        (TRAIL_R, 1, False),
        (RADL, 0, False),
        (RASL_R, 0, False),
        (CRA, 0, True),
    ],
)
def test_counts_are_told_from_whole_pictures_of_the_lowest_layer(kind: int, temporal: int, *, anchor: bool) -> None:
    assert read(picture(kind, 5, (), temporal=temporal)).is_anchor is anchor


@pytest.mark.parametrize(
    ("kind", "states"),
    [(IDR, (True, True, False)), (CRA, (False, True, False)), (BLA, (False, True, True)), (TRAIL_R, (False,) * 3)],
)
def test_access_points_are_told_by_their_type(kind: int, states: tuple[bool, bool, bool]) -> None:
    found = read(picture(kind, 5))

    assert (found.is_idr, found.is_access_point, found.is_broken_link) == states
    assert hevc.is_access_point(picture(kind, 5)) is states[1]


@pytest.mark.parametrize(
    "slice_",
    [
        picture(TRAIL_R, 5, BEFORE)[:3],
        unit(TRAIL_R, "1" + code(7, 1) + "0" * 30),
        unit(TRAIL_R, "1" + code(0, 3) + "0" * 30),
    ],
    ids=["cut off", "no such PPS", "no such slice type"],
)
def test_what_can_not_be_read_is_refused(slice_: bytes) -> None:
    with pytest.raises(BitsExhausted):
        read(slice_)


def test_a_long_header_is_read_to_its_end() -> None:
    references = tuple((-one * 700, True) for one in range(1, 17))

    assert read(picture(TRAIL_R, 5, references)).short == references


@pytest.mark.parametrize(
    ("header", "well"),
    [
        ("0201", True),
        ("2601", True),
        ("8201", False),
        ("0200", False),
        ("1401", False),
        ("3001", False),
        ("4201", True),
    ],
)
def test_a_header_that_no_encoder_writes_is_told(header: str, *, well: bool) -> None:
    assert hevc.is_well_formed(bytes.fromhex(header) + b"\x80") is well
    assert not hevc.is_well_formed(bytes.fromhex(header))
