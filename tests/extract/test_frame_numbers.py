"""A lost reference picture leaves a gap in frame_num, one gap a loss; a sound stream has none."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.frame_numbers import FrameNumberAudit
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


def parameter_sets(*, log2_max: int = 4, gaps_allowed: bool = False, middle: str = code(0, 0)) -> tuple[bytes, bytes]:
    """SPS 0 of the baseline profile and PPS 0 (ITU-T H.264, 7.3.2.1.1 and 7.3.2.2); `middle` sets the order count."""
    head = f"{66:08b}{0:08b}{30:08b}"
    rest = code(0, log2_max - 4) + middle + code(1, str(int(gaps_allowed)), 19, 14, "1", "1", "0", "0")
    return unit(0x67, head + rest), unit(0x68, code(0, 0, "0", "0", 0, 0, 0, "0", "00"))


def slice_of(header: int, number: int, *, log2_max: int = 4, first: int = 0, pps: int = 0) -> bytes:
    return unit(header, code(first, 7 if header == IDR else 5, pps, f"{number:0{log2_max}b}", "10110100"))


def audited(*found: bytes) -> FrameNumbers | Absent:
    audit = FrameNumberAudit()
    for packet, one in enumerate(found):
        audit.take(one, packet)
    return audit.result()


def pictures(*numbers: tuple[int, int]) -> FrameNumbers | Absent:
    """The audit of pictures given as (header, frame_num); packet numbers start at 2, behind the parameter sets."""
    return audited(*parameter_sets(), *(slice_of(header, number) for header, number in numbers))


def gaps(found: FrameNumbers | Absent) -> tuple[tuple[int, int, int], ...]:
    assert isinstance(found, FrameNumbers), found
    return found.gaps


def test_reference_pictures_that_count_up_have_no_gap() -> None:
    assert pictures((IDR, 0), (REFERENCE, 1), (REFERENCE, 2)) == FrameNumbers(3, ())


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
    assert gaps(pictures((IDR, 0), (REFERENCE, 0), (REFERENCE, 1), (REFERENCE, 1))) == ()


def test_an_idr_picture_starts_anew() -> None:
    assert gaps(pictures((IDR, 0), (REFERENCE, 1), (REFERENCE, 2), (IDR, 0), (REFERENCE, 1))) == ()


def test_a_loss_before_an_idr_picture_is_invisible() -> None:
    assert gaps(pictures((IDR, 0), (REFERENCE, 1), (IDR, 0), (REFERENCE, 1))) == ()


def test_a_recording_that_begins_between_idr_pictures_has_no_gap_at_its_first() -> None:
    assert gaps(pictures((REFERENCE, 7), (REFERENCE, 8))) == ()


def test_further_slices_of_a_picture_are_not_counted() -> None:
    sets = parameter_sets()
    found = audited(*sets, slice_of(IDR, 0), slice_of(IDR, 0, first=99), slice_of(REFERENCE, 1), slice_of(REFERENCE, 2))

    assert found == FrameNumbers(3, ())


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
    assert numbers_of(made_of(name, coded)) == FrameNumbers(50, ())


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

    assert numbers_of(lost) == FrameNumbers(49, ())


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
    found = {name: gaps(track.frame_numbers) for name, track in tracks.items() if "sample_qt" not in name[0]}

    assert len(found) == 25
    assert set(found.values()) == {()}
