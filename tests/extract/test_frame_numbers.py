"""A lost picture leaves a gap in frame_num or a hole in the order of output, one a loss; a sound stream has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.stream.frame_numbers import FrameNumberAudit
from conformance.model.facts import Absent, FrameNumbers
from conformance.model.vocabulary import Reason

from .h264_bits import (
    DISPOSABLE,
    HIGH,
    IDR,
    REFERENCE,
    audited,
    code,
    gaps,
    ordered,
    parameter_sets,
    pictures,
    slice_of,
    told,
    unit,
)


def test_reference_pictures_that_count_up_have_no_gap() -> None:
    assert told(pictures((IDR, 0), (REFERENCE, 1), (REFERENCE, 2))) == (3, [], [], 0)


def test_a_skipped_number_is_a_gap_at_the_next_packet() -> None:
    assert gaps(pictures((IDR, 0), (REFERENCE, 1), (REFERENCE, 3))) == ((4, 2, 3),)


def test_numbers_wrap_at_their_modulus() -> None:
    counted = [(REFERENCE, number % 16) for number in range(1, 40)]

    assert gaps(pictures((IDR, 0), *counted)) == ()
    assert gaps(pictures((IDR, 0), *counted[:15], *counted[16:])) == ((18, 0, 1),)


def test_disposable_pictures_share_the_number_after_the_reference() -> None:
    assert gaps(pictures((IDR, 0), (REFERENCE, 1), (DISPOSABLE, 2), (DISPOSABLE, 2), (REFERENCE, 2))) == ()


def test_one_loss_is_one_gap_though_several_pictures_see_it() -> None:
    found = pictures((IDR, 0), (DISPOSABLE, 2), (DISPOSABLE, 2), (REFERENCE, 2), (REFERENCE, 3))

    assert gaps(found) == ((3, 1, 2),)


def test_two_losses_are_two_gaps() -> None:
    assert gaps(pictures((IDR, 0), (REFERENCE, 2), (REFERENCE, 4))) == ((3, 1, 2), (4, 3, 4))


def test_the_two_fields_of_a_picture_share_a_number() -> None:
    sps, pps = parameter_sets(frames_only=False)
    fields = [
        unit(header, code(0, 5, 0, f"{number % 16:04b}", "1", bottom, code(0) if header == IDR else "", "10110100"))
        for number in range(20)
        for header, bottom in ((IDR if not number else REFERENCE, "0"), (REFERENCE, "1"))
    ]

    assert told(audited(sps, pps, *fields)) == (40, [], [], 0)


def test_a_frame_that_has_the_number_of_the_frame_before_is_a_loss_where_numbers_count_up() -> None:
    """Of a whole cycle of numbers, or of an IDR picture behind one that has the number 1 too."""
    counted = [(IDR if not k else REFERENCE, k, 2 * k) for k in range(50)]

    assert told(in_order([*counted[:18], *counted[33:]])) == (35, [20], [], 0)


def test_an_encoder_that_does_not_count_loses_nothing_by_that() -> None:
    assert told(in_order([(IDR if not k else REFERENCE, 0, 2 * k) for k in range(50)])) == (50, [], [], 0)


def test_an_idr_picture_starts_anew() -> None:
    assert gaps(pictures((IDR, 0), (REFERENCE, 1), (REFERENCE, 2), (IDR, 0), (REFERENCE, 1))) == ()


def test_a_loss_before_an_idr_picture_is_invisible() -> None:
    assert gaps(pictures((IDR, 0), (REFERENCE, 1), (IDR, 0), (REFERENCE, 1))) == ()


def test_a_recording_that_begins_between_idr_pictures_has_no_gap_at_its_first() -> None:
    assert gaps(pictures((REFERENCE, 7), (REFERENCE, 8))) == ()


def test_further_slices_of_a_picture_are_not_counted() -> None:
    audit = FrameNumberAudit()
    for one in parameter_sets():
        audit.take(one, -1)
    for packet, number in enumerate((0, 1, 2)):
        header = REFERENCE if number else IDR
        for first in (0, 40, 99):
            audit.take(slice_of(header, number, first=first), packet)

    assert told(audit.result()) == (3, [], [], 0)


@pytest.mark.parametrize("log2_max", [4, 8, 16])
def test_the_width_of_the_number_is_the_sequences_own(log2_max: int) -> None:
    sets = parameter_sets(log2_max=log2_max)
    last = 2**log2_max - 1
    found = audited(*sets, *(slice_of(REFERENCE, number, log2_max=log2_max) for number in (last - 1, last, 0, 2)))

    assert gaps(found) == ((5, 1, 2),)


@pytest.mark.parametrize(
    "middle",
    [code(0, 6), code(2), code(1, "1", 3, 4, 2, 1, 2), code(1, "0", 0, 0, 0)],
    ids=["type-0", "type-2", "type-1-cycle", "type-1"],
)
def test_every_type_of_order_count_is_passed_over(middle: str) -> None:
    sets = parameter_sets(middle=middle)

    assert gaps(audited(*sets, slice_of(IDR, 0), slice_of(REFERENCE, 1), slice_of(REFERENCE, 3))) == ((4, 2, 3),)


@pytest.mark.parametrize(
    "chroma",
    [
        code(1, 0, 0, "0", "0"),
        code(2, 2, 2, "0", "0"),
        code(3, "1", 0, 0, "0", "0"),
        code(1, 0, 0, "0", "1", "00000000"),
        code(1, 0, 0, "0", "1", "1", *[0] * 16, "0000000"),
        code(3, "0", 0, 0, "0", "1", "0" * 11, "1", 16, "0" * 0),  # a list that ends at its first value: delta -8
    ],
    ids=["4:2:0", "10 bit", "separate planes", "no list", "one list", "short list"],
)
def test_chroma_and_scaling_lists_of_high_profiles_are_passed_over(chroma: str) -> None:
    head = f"{HIGH:08b}{0:08b}{30:08b}"
    sps = unit(0x67, head + code(0) + chroma + code(0, 0, 0, 1, "0", 19, 14, "1", "1", "0", "0"))
    planes = "00" if chroma.startswith(code(3, "1")) else ""
    numbers = (f"{number:04b}" for number in (0, 1, 3))
    slices = [
        unit(header, code(0, 5, 0, planes, number, "1011"))
        for header, number in zip((IDR, REFERENCE, REFERENCE), numbers, strict=True)
    ]

    assert gaps(audited(sps, parameter_sets()[1], *slices)) == ((4, 2, 3),)


def test_a_sequence_that_may_skip_numbers_proves_nothing() -> None:
    sets = parameter_sets(gaps_allowed=True)
    found = audited(*sets, slice_of(IDR, 0), slice_of(REFERENCE, 1), slice_of(REFERENCE, 5))

    assert isinstance(found, Absent)
    assert found.reason is Reason.METHOD_DOES_NOT_APPLY
    assert "gaps_in_frame_num_value_allowed_flag" in found.detail


@pytest.mark.parametrize("count", [1, 25])
def test_a_stream_of_idr_pictures_alone_proves_nothing(count: int) -> None:
    found = pictures(*[(IDR, 0)] * count)

    assert isinstance(found, Absent)
    assert found.reason is Reason.NOTHING_TO_MEASURE


@pytest.mark.parametrize(
    "found",
    [
        (),
        (b"",),
        (slice_of(IDR, 0), slice_of(REFERENCE, 1)),  # no parameter sets
        (parameter_sets()[0], slice_of(IDR, 0), slice_of(REFERENCE, 1)),  # no PPS
        (parameter_sets()[1], slice_of(IDR, 0), slice_of(REFERENCE, 1)),  # no SPS
        (*parameter_sets(), slice_of(IDR, 0, pps=7), slice_of(REFERENCE, 1, pps=7)),  # a PPS that is not there
        (*parameter_sets(), b"\x65", b"\x41\x00\x00"),  # slices that end in their headers
    ],
)
def test_what_can_not_be_read_is_absent_and_no_error(found: tuple[bytes, ...]) -> None:
    result = audited(*found)

    assert isinstance(result, Absent)
    assert result.reason is Reason.NOTHING_TO_MEASURE


def groups(count: int) -> list[tuple[int, int, int]]:
    """I P b b P b b ... in coding order: header, frame_num and picture order count, two a picture."""
    found = [(IDR, 0, 0)]
    for k in range(1, count + 1):
        found += [(REFERENCE, k, 6 * k), (DISPOSABLE, k + 1, 6 * k - 4), (DISPOSABLE, k + 1, 6 * k - 2)]
    return found


def in_order(found: list[tuple[int, int, int]]) -> FrameNumbers | Absent:
    """The audit of pictures with an order count of 8 bits; packet numbers start at 2, behind the parameter sets."""
    return audited(*parameter_sets(middle=code(0, 4)), *(ordered(*picture) for picture in found))


def test_a_sound_stream_with_disposable_pictures_has_no_hole() -> None:
    assert told(in_order(groups(60))) == (181, [], [], 0)  # counts pass 256 once, numbers 16 three times


@given(st.integers(4, 60), st.data())
def test_every_lost_picture_is_one_gap_or_one_hole(count: int, data: st.DataObject) -> None:
    whole = groups(count)
    lost = data.draw(st.integers(1, len(whole) - 4))
    found = in_order(whole[:lost] + whole[lost + 1 :])
    _, found_gaps, found_holes, damaged = told(found)

    if whole[lost][0] == REFERENCE:
        assert (found_gaps, found_holes, damaged) == ([lost + 2], [], 0)
    else:
        assert (found_gaps, damaged) == ([], 0)
        assert isinstance(found, FrameNumbers)
        assert found.holes[0][1:] == (whole[lost][2], 1)
        assert abs(found.holes[0][0] - lost - 2) <= 2


def test_a_lost_reference_and_a_lost_disposable_picture_are_two() -> None:
    whole = groups(20)
    found = [picture for number, picture in enumerate(whole) if number not in (4, 30)]

    assert [len(part) for part in told(in_order(found))[1:3]] == [1, 1]


def test_both_disposable_pictures_lost_are_one_hole_of_two() -> None:
    whole = groups(20)
    found = in_order(whole[:29] + whole[31:])

    assert isinstance(found, FrameNumbers)
    assert [hole[1:] for hole in found.holes] == [(56, 2)]


def test_an_encoder_that_leaves_pictures_out_loses_none() -> None:
    """Where every picture is referred to, a lost one would show in frame_num."""
    found = in_order([(IDR if not k else REFERENCE, k, 2 * k + 2 * (k > 10) + 6 * (k > 25)) for k in range(40)])

    assert told(found) == (40, [], [], 0)
    assert isinstance(found, FrameNumbers)
    assert found.skipped == 2


def test_a_hole_longer_than_any_run_of_disposable_pictures_proves_nothing() -> None:
    found = in_order([(header, number, order + 8 * (order > 60)) for header, number, order in groups(20)])

    assert told(found)[1:] == ([], [], 0)


def test_counts_in_uneven_steps_prove_no_hole() -> None:
    found = in_order([(header, number, order + order // 2 % 2) for header, number, order in groups(20)])

    assert told(found)[1:] == ([], [], 0)
    assert isinstance(found, FrameNumbers)
    assert "uneven steps" in found.uneven


def test_a_stream_without_counts_says_so() -> None:
    found = audited(
        *parameter_sets(middle=code(2)), *(slice_of(IDR if not k else REFERENCE, k % 16) for k in range(20))
    )

    assert isinstance(found, FrameNumbers)
    assert found.uneven == "the picture order count is of type 2, which skips none"


RESET = "0" + "0" + "1" + code(5, 0)  # no override, no modification, memory_management_control_operation 5


@pytest.mark.parametrize("rest", [RESET, "1" + code(0) + "1" + code(0, 0, 3) + "1" + code(1, 0, 5, 0)])
def test_a_picture_that_resets_all_counts_leaves_no_gap(rest: str) -> None:
    before = [ordered(IDR if not k else REFERENCE, k, 2 * k) for k in range(12)]
    behind = [ordered(REFERENCE, k, 2 * k) for k in range(1, 12)]
    found = audited(*parameter_sets(middle=code(0, 4)), *before, ordered(REFERENCE, 12, 24, rest), *behind)

    assert told(found) == (24, [], [], 0)


def test_without_that_operation_it_is_a_gap() -> None:
    before = [ordered(IDR if not k else REFERENCE, k, 2 * k) for k in range(13)]
    behind = [ordered(REFERENCE, k, 2 * k) for k in range(1, 12)]

    assert told(audited(*parameter_sets(middle=code(0, 4)), *before, *behind))[1] == [15]


@pytest.mark.parametrize("wrong", [13, 5, 7, 0])
def test_a_number_from_which_the_next_one_goes_back_is_a_damaged_one(wrong: int) -> None:
    found = in_order([(IDR if not k else REFERENCE, wrong if k == 6 else k, 2 * k) for k in range(12)])

    assert told(found) == (12, [], [], 1)


def test_a_damaged_number_of_a_disposable_picture_is_no_gap() -> None:
    whole = groups(20)
    found = in_order([*whole[:20], (DISPOSABLE, 14, whole[20][2]), *whole[21:]])

    assert told(found)[1:] == ([], [], 1)


DESTROYED = [
    unit(REFERENCE, code(12, 5, 0, "0110", "10110100")),  # its beginning says that it is a further slice
    unit(0xC1, code(0, 5, 0, "0110", "10110100")),  # forbidden bit
    b"\x41\x80",  # ends in its header
    b"\x5e" + bytes(range(1, 40)),  # an unspecified type
    b"\x09" + bytes(range(1, 250)) + b"\x01" * 50,  # a delimiter as long as a slice
    unit(REFERENCE, code(0, 5, 9, "0110", "10110100")),  # a PPS that is not there
]


@pytest.mark.parametrize("destroyed", DESTROYED)
def test_a_destroyed_picture_is_not_a_lost_one(destroyed: bytes) -> None:
    whole = [slice_of(IDR if not k else REFERENCE, k) for k in range(12)]
    sound = told(audited(*parameter_sets(), *whole))
    found = told(audited(*parameter_sets(), *whole[:6], destroyed, *whole[7:]))

    assert sound == (12, [], [], 0)
    assert found == (11, [], [], 1)


def test_a_packet_without_any_unit_is_a_destroyed_picture() -> None:
    audit = FrameNumberAudit()
    for one in parameter_sets():
        audit.take(one, -1)
    for k in (*range(6), *range(7, 12)):
        audit.take(slice_of(IDR if not k else REFERENCE, k), k)

    assert told(audit.result()) == (11, [], [], 1)


def test_a_message_in_a_packet_of_its_own_excuses_no_loss() -> None:
    whole = [slice_of(IDR if not k else REFERENCE, k) for k in range(12)]

    assert told(audited(*parameter_sets(), *whole[:6], b"\x06\x05\x02\x11\x22\x80", *whole[7:])) == (11, [9], [], 0)


def test_what_may_rest_on_a_lost_picture_ends_with_the_next_idr_picture() -> None:
    numbers = [0, 1, 2, 4, 5, 0, 1, 3, 4]
    found = pictures(*[(REFERENCE if number else IDR, number) for number in numbers])

    assert isinstance(found, FrameNumbers)
    assert found.affected == ((5, 6), (9, 10))


def test_what_may_rest_on_a_lost_picture_ends_some_references_behind_an_intra_picture() -> None:
    """One more than the sequence keeps, which is one picture here."""
    intra = unit(REFERENCE, code(0, 7, 0, "0110", "10110100"))
    numbers = [slice_of(IDR if not k else REFERENCE, k) for k in (0, 1, 2, 4, 5)]
    behind = [slice_of(REFERENCE, k) for k in range(7, 14)]
    found = audited(*parameter_sets(), *numbers, intra, *behind)

    assert isinstance(found, FrameNumbers)
    assert found.affected == ((5, 9),)


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_any_bytes_can_be_audited(found: list[bytes]) -> None:
    assert isinstance(audited(*parameter_sets(), *found), FrameNumbers | Absent)


@given(st.lists(st.tuples(st.sampled_from([0x67, 0x68, 0x65, 0x41, 0x01]), st.binary(max_size=40)), max_size=20))
def test_any_parameter_sets_and_slices_can_be_audited(found: list[tuple[int, bytes]]) -> None:
    assert isinstance(audited(*(bytes([header]) + body for header, body in found)), FrameNumbers | Absent)
