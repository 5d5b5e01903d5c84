"""HEVC parameter sets are read to the reference picture sets and the level, whatever stands before them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.stream.bits import BitReader, BitsExhausted
from conformance.extract.stream.hevc_sets import (
    PictureParameters,
    SequenceParameters,
    picture_parameters,
    reference_set,
    sequence_parameters,
)

from .h264_bits import code
from .hevc_bits import SPS_KIND, explicit, pps, sps, unit

PAIR = ((-1, True), (-3, False), (2, True))


def test_an_sps_tells_its_level_its_counts_and_its_sets() -> None:
    found = sequence_parameters(sps(identifier=3, log2_max=7, middle=code(1) + explicit(PAIR), level=123))

    assert (found.identifier, found.order_bits, found.level_idc, found.short_term) == (3, 7, 123, (PAIR,))
    assert (found.has_long_term, found.long_term, found.separate_planes) == (False, (), False)


def test_a_set_may_be_told_by_the_one_before_it() -> None:
    """The earlier set seen from two pictures on, its second member dropped and the earlier picture itself added."""
    predicted = "1" + "1" + code(1) + "1" + "00" + "1" + "1"
    found = sequence_parameters(sps(middle=code(2) + explicit(PAIR) + predicted))

    assert found.short_term[1] == ((-2, True), (-3, True))


def test_a_prediction_forward_keeps_what_is_not_used() -> None:
    """Seen from a picture earlier; a 0 and a 1 keep a picture that is not used, and none may be its own reference."""
    predicted = "1" + "0" + code(0) + "01" + "01" + "1" + "00"
    found = sequence_parameters(sps(middle=code(2) + explicit(PAIR) + predicted))

    assert found.short_term[1] == ((-2, False), (3, True))


def bits(text: str) -> BitReader:
    text += "0" * (-len(text) % 8)
    return BitReader(int(text, 2).to_bytes(len(text) // 8, "big"))


def test_a_slice_may_predict_from_any_set_of_the_sps() -> None:
    sets = (PAIR, ((-5, True),))
    one_back, two_back, three_back = (f"1{code(back)}" for back in range(3))

    later = reference_set(bits(f"{one_back}0{code(0)}11"), sets, in_slice=True)
    earlier = reference_set(bits(f"{two_back}1{code(0)}1111"), sets, in_slice=True)

    assert later == ((-4, True), (1, True))
    assert earlier == ((-1, True), (-2, True), (-4, True), (1, True))
    with pytest.raises(BitsExhausted):
        reference_set(bits(f"{three_back}1{code(0)}1111"), sets, in_slice=True)


@given(st.sets(st.integers(-40, 40).filter(bool), max_size=16), st.randoms())
def test_any_explicit_set_is_read_back(differences: set[int], chance: object) -> None:
    used = {one: bool(chance.getrandbits(1)) for one in sorted(differences)}  # type: ignore[attr-defined]
    expected = [(one, used[one]) for one in sorted(used, key=lambda one: (one > 0, abs(one)))]
    found = sequence_parameters(sps(middle=code(1) + explicit(list(used.items()))))

    assert list(found.short_term[0]) == expected


@pytest.mark.parametrize(
    ("middle", "long_term"),
    [
        (code(65), "0"),  # more sets than there may be
        (code(1) + code(17, 0), "0"),  # more references
        (code(0), "1" + code(33)),  # more long-term references
    ],
)
def test_numbers_that_no_syntax_allows_are_refused(middle: str, long_term: str) -> None:
    with pytest.raises(BitsExhausted):
        sequence_parameters(sps(middle=middle, long_term=long_term))


def test_scaling_lists_pcm_layers_and_windows_are_passed_over() -> None:
    layers = "0000" + "010" + "1" + "0" * 88 + f"{120:08b}" + "11" + "01" + "0" * 12 + "0" * 88 + f"{90:08b}" + "0" * 8
    size = code(0, 3, "1", 320, 240, "1", 1, 2, 3, 4, 2, 2, 1) + "0" + code(4, 0, 0) + code(0, 0, 0, 0, 0, 0)
    lists = "11" + ("0" + code(0)) * 6 + ("1" + code(*[0] * 64)) * 6 + ("1" + code(*[0] * 65)) * 6 + ("0" + code(0)) * 2
    tools = "11" + "1" + "01110111" + code(0, 1) + "1"
    found = sequence_parameters(unit(SPS_KIND, layers + size + lists + tools + code(1) + explicit(PAIR) + "0" + "110"))

    assert (found.level_idc, found.order_bits, found.separate_planes, found.short_term) == (120, 5, True, (PAIR,))


def test_a_pps_tells_what_stands_in_a_slice_header() -> None:
    found = picture_parameters(pps(identifier=5, sequence=2, output=True, extra=3))

    assert (found.identifier, found.sequence, found.has_output_flag, found.extra_bits) == (5, 2, True, 3)


@pytest.mark.parametrize(
    ("read", "kind"), [(sequence_parameters, SequenceParameters), (picture_parameters, PictureParameters)]
)
@given(body=st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(read: Callable[[bytes], object], kind: type, body: bytes) -> None:
    try:
        found = read(b"\x42\x01" + body)
    except BitsExhausted as refused:
        found = refused

    assert isinstance(found, kind | BitsExhausted)
