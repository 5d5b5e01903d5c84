"""A lost picture leaves a gap in frame_num or a hole in the order of output, one a loss; a sound stream has none."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.stream.frame_numbers import FrameNumberAudit
from conformance.model.facts import Absent, Facts, FrameNumbers, Media
from conformance.model.vocabulary import Depth, Reason

from .making import facts_of, media_of, remuxed, without

SHARED = Path(__file__).parents[2] / "../shared/media"
HIGH = 100
REFERENCE, DISPOSABLE, IDR = 0x41, 0x01, 0x65

SCENE = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=2")
GROUPS = ("-g", "25", "-keyint_min", "25", "-sc_threshold", "0")
STREAMS: dict[str, tuple[str, ...]] = {
    "cavlc": (*GROUPS, "-profile:v", "baseline"),
    "cabac": (*GROUPS, "-profile:v", "main", "-bf", "0", "-coder", "ac"),
    "b-pictures": (*GROUPS, "-bf", "2", "-b_strategy", "0", "-x264-params", "b-pyramid=none"),
    "b-references": (*GROUPS, "-bf", "3", "-b_strategy", "0", "-x264-params", "b-pyramid=normal"),
    "open-groups": ("-g", "10", "-bf", "2", "-b_strategy", "0", "-x264-params", "open-gop=1:scenecut=0"),
    "four-slices": (*GROUPS, "-bf", "0", "-slices", "4"),
    "interlaced": (*GROUPS, "-bf", "0", "-flags", "+ilme+ildct", "-x264-params", "tff=1"),
    "four-four-four": (*GROUPS, "-bf", "0", "-pix_fmt", "yuv444p"),
    "ten-bit": (*GROUPS, "-bf", "0", "-pix_fmt", "yuv420p10le"),
}

H264_RECIPES = (
    *("patrol", "patrol-second", "patrol-ntsc", "patrol-25", "patrol-slow", "patrol-mkv", "patrol-avi", "patrol-cut"),
    # frames that never reached the encoder: it counts on without them, and the time line tells
    *("patrol-gap", "patrol-damaged", "patrol-overstated"),
    *("gbt28181", "gbt28181-mov", "three-minutes", "one-megabit", "cif-5hz", "mkv-mulaw", "mp4-mp3", "raw-h264"),
    *("fragmented", "moov-last", "upright", "late-start", "still", "junk-behind", "broken-copy", "half-picture"),
)


def code(*fields: int | str) -> str:
    """Bits: a number as ue(v), a text of zeros and ones as itself."""
    return "".join(
        field if isinstance(field, str) else "0" * ((field + 1).bit_length() - 1) + f"{field + 1:b}" for field in fields
    )


def unit(header: int, bits: str) -> bytes:
    """A NAL unit with these bits, the stop bit, and emulation prevention."""
    bits += "1"
    bits += "0" * (-len(bits) % 8)
    body = int(bits, 2).to_bytes(len(bits) // 8, "big")
    for low in range(4):
        body = body.replace(bytes([0, 0, low]), bytes([0, 0, 3, low]))
    return bytes([header]) + body


def parameter_sets(
    *, log2_max: int = 4, gaps_allowed: bool = False, middle: str = code(0, 0), frames_only: bool = True
) -> tuple[bytes, bytes]:
    """SPS 0 of the baseline profile and PPS 0 (ITU-T H.264, 7.3.2.1.1 and 7.3.2.2); `middle` sets the order count."""
    size = code(19, 14, "1") if frames_only else code(19, 6, "00")
    head = f"{66:08b}{0:08b}{30:08b}"
    rest = code(0, log2_max - 4) + middle + code(1, str(int(gaps_allowed)), size, "1", "0", "0")
    return unit(0x67, head + rest), unit(0x68, code(0, 0, "0", "0", 0, 0, 0, "0", "00", 0, 0, 0, "0", "0", "0"))


def slice_of(header: int, number: int, *, log2_max: int = 4, first: int = 0, pps: int = 0) -> bytes:
    return unit(header, code(first, 7 if header == IDR else 5, pps, f"{number:0{log2_max}b}", "10110100"))


def ordered(header: int, number: int, order: int, rest: str = "10110100") -> bytes:
    """A slice of a sequence with frame numbers of 4 bits and a picture order count of 8."""
    slice_type = 7 if header == IDR else 5 if header == REFERENCE else 6
    identifier = code(0) if header == IDR else ""
    return unit(header, code(0, slice_type, 0, f"{number % 16:04b}", identifier, f"{order % 256:08b}", rest))


def audited(*found: bytes) -> FrameNumbers | Absent:
    audit = FrameNumberAudit()
    for packet, one in enumerate(found):
        audit.take(one, packet)
    return audit.result()


def pictures(*numbers: tuple[int, int]) -> FrameNumbers | Absent:
    """The audit of pictures given as (header, frame_num); packet numbers start at 2, behind the parameter sets."""
    return audited(*parameter_sets(), *(slice_of(header, number) for header, number in numbers))


def told(found: FrameNumbers | Absent) -> tuple[int, list[int], list[int], int]:
    """Pictures, packets of the gaps and of the holes, and damaged places."""
    assert isinstance(found, FrameNumbers), found
    return found.pictures, [gap[0] for gap in found.gaps], [hole[0] for hole in found.holes], found.damaged


def gaps(found: FrameNumbers | Absent) -> tuple[tuple[int, int, int], ...]:
    assert isinstance(found, FrameNumbers), found
    return found.gaps


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


def made_of(name: str, coded: Callable[..., Path]) -> Path:
    return coded(f"{name}.mp4", *SCENE, "-c:v", "libx264", "-preset", "veryfast", *STREAMS[name])


def numbers_of(path: Path) -> FrameNumbers | Absent:
    return media_of(path, Depth.PACKETS).video[0].frame_numbers


@pytest.mark.parametrize("name", STREAMS)
def test_a_sound_stream_has_no_gap(name: str, coded: Callable[..., Path]) -> None:
    assert told(numbers_of(made_of(name, coded))) == (50, [], [], 0)


@pytest.mark.parametrize("name", ["cavlc", "cabac", "four-slices", "interlaced", "four-four-four", "ten-bit"])
@pytest.mark.parametrize("number", [1, 12, 23, 25, 26, 48])
def test_a_lost_picture_is_one_gap_at_the_packet_behind_it(
    name: str, number: int, coded: Callable[..., Path], tmp_path: Path
) -> None:
    found = gaps(numbers_of(remuxed(made_of(name, coded), tmp_path / "lost.mp4", without(number))))

    assert len(found) == 1
    packet, expected, seen = found[0]
    assert packet == number
    assert (seen - expected) % 16 == 1 or number == 25  # the IDR picture of the second group starts anew


@pytest.mark.parametrize("name", ["cavlc", "cabac"])
@pytest.mark.parametrize("number", [24, 49])
def test_the_last_picture_of_a_group_is_lost_unseen(
    name: str, number: int, coded: Callable[..., Path], tmp_path: Path
) -> None:
    lost = remuxed(made_of(name, coded), tmp_path / "lost.mp4", without(number))

    assert told(numbers_of(lost)) == (49, [], [], 0)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        # coding order I P b b P b b ...
        ("b-pictures", [1, 4, 7, 10, 13, 16, 19, 22]),
        # I P B b b P B b b ...
        ("b-references", [1, 2, 5, 6, 9, 10, 13, 14, 17, 18, 21, 22]),
        # the I pictures of open groups are no IDR pictures: numbers go on
        ("open-groups", [1, 2, 4, 5, 7, 8, 10, 11, 12, 14, 15, 17, 18, 20, 21, 22, 24]),
    ],
)
def test_with_b_pictures_a_lost_reference_is_one_gap_and_a_disposable_one_is_unseen(
    name: str, seen: list[int], coded: Callable[..., Path], tmp_path: Path
) -> None:
    whole = made_of(name, coded)
    counts = {
        number: len(gaps(numbers_of(remuxed(whole, tmp_path / "lost.mp4", without(number))))) for number in range(1, 25)
    }

    assert {number for number, count in counts.items() if count} == set(seen)
    assert set(counts.values()) == {0, 1}


@pytest.mark.parametrize("recipe", H264_RECIPES)
def test_no_recipe_without_a_lost_picture_has_a_gap(recipe: str, facts: Callable[[str], Facts]) -> None:
    media = facts(recipe).media
    assert isinstance(media, Media)

    assert [gaps(track.frame_numbers) for track in media.video] == [()]


@pytest.mark.skipif(not SHARED.exists(), reason="the folder ../shared/media is absent")
def test_no_third_party_recording_has_a_gap() -> None:
    tracks = {
        (str(path.relative_to(SHARED)), track.index): track
        for path in sorted(SHARED.rglob("*"))
        if path.suffix in (".mp4", ".mkv", ".ts") and isinstance(media := facts_of(path, Depth.PACKETS).media, Media)
        for track in media.video
        if track.codec == "h264"
    }
    found = {name: told(track.frame_numbers)[1:] for name, track in tracks.items() if "sample_qt" not in name[0]}

    assert len(found) == 25
    assert [name for name, lost in found.items() if lost != ([], [], 0)] == []
