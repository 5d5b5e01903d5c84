"""A lost HEVC picture shows by those that refer to it, or by a hole in the order of output; a sound stream has none."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.stream.picture_order import PictureOrderAudit
from conformance.model.facts import Absent, FrameNumbers
from conformance.model.vocabulary import Reason

from .h264_bits import code, told
from .hevc_bits import (
    BEFORE,
    BLA,
    CRA,
    END,
    IDR,
    RADL,
    RASL_N,
    RASL_R,
    SETS,
    TRAIL_N,
    TRAIL_R,
    further,
    picture,
    pps,
    sps,
    unit,
)
from .making import coded as made
from .streams import HEVC, Stream, stream_of

SHARED = Path(__file__).parents[2] / "../shared/media"

THIRD_PARTY = (
    "AxisCommunications__signed-video-framework-examples/test-files/test_h265.mp4",
    "AxisCommunications__signed-video-framework-examples/test-files/signed_test_h265.mp4",
    "onvif__media-signing-framework/examples/test-files/test_signed_h265.mp4",
    "androidx__media/media/ts/sample_h265.ts",
)


def audited(*units: bytes, sets: tuple[bytes, ...] = SETS) -> FrameNumbers | Absent:
    """The audit of one unit a packet, numbered from 0; the parameter sets stand in the sample description."""
    audit = PictureOrderAudit()
    for one in sets:
        audit.take(one, -1)
    for packet, one in enumerate(units):
        audit.take(one, packet)
    return audit.result()


def in_a_row(count: int, *, first: int = IDR) -> list[bytes]:
    """An access point and pictures that each refer to the one before."""
    return [picture(TRAIL_R if k else first, k, BEFORE if k else ()) for k in range(count)]


def pyramid(count: int) -> list[bytes]:
    """I P B b b P B b b ...: each B is kept for its two b, which nothing refers to."""
    found = [picture(IDR, 0)]
    for k in range(4, 4 * count + 1, 4):
        found += [
            picture(TRAIL_R, k, ((-4, True),)),
            picture(TRAIL_R, k - 2, ((-2, True), (2, True))),
            picture(TRAIL_N, k - 3, ((-1, True), (1, True), (3, True))),
            picture(TRAIL_N, k - 1, ((-1, True), (1, True))),
        ]
    return found


def without(units: list[bytes], *numbers: int) -> FrameNumbers | Absent:
    return audited(*(one for number, one in enumerate(units) if number not in numbers))


@pytest.mark.parametrize("units", [in_a_row(600), in_a_row(40, first=CRA), pyramid(100)])
def test_a_sound_stream_has_neither_gap_nor_hole(units: list[bytes]) -> None:
    assert told(audited(*units)) == (len(units), [], [], 0)


def test_a_lost_reference_is_a_gap_at_the_picture_that_needs_it() -> None:
    found = without(in_a_row(20), 7)

    assert isinstance(found, FrameNumbers)
    assert (found.gaps, found.holes) == (((7, 7, 8),), ())


@given(st.integers(5, 100), st.data())
def test_every_lost_picture_is_one_gap_or_one_hole(count: int, data: st.DataObject) -> None:
    lost = data.draw(st.integers(1, 4 * count - 6))
    _, gaps, holes, damaged = told(without(pyramid(count), lost))
    referred_to = lost % 4 in (1, 2)

    assert (len(gaps), len(holes), damaged) == (int(referred_to), int(not referred_to), 0)
    assert gaps in ([], [lost])


def test_a_whole_row_of_hidden_pictures_is_one_hole() -> None:
    found = without(pyramid(30), 50, 51, 52)

    assert isinstance(found, FrameNumbers)
    assert ([hole[1:] for hole in found.holes], found.gaps) == ([(49, 3)], ())


def test_the_last_picture_before_a_refresh_is_lost_unseen() -> None:
    assert told(without([*in_a_row(20), *in_a_row(20)], 19)) == (39, [], [], 0)


def test_the_last_picture_before_another_access_point_is_a_hole() -> None:
    units = [*in_a_row(20, first=CRA), picture(CRA, 20), *in_a_row(40)[21:]]

    assert told(audited(*units)) == (40, [], [], 0)
    assert told(without(units, 19)) == (39, [], [19], 0)


def test_leading_pictures_of_the_first_access_point_are_not_to_be_decoded() -> None:
    leading = [picture(RASL_R, 18, ((-2, True), (2, True))), picture(RASL_N, 17, ((-1, True), (1, True)))]
    units = [picture(CRA, 20), *leading, *in_a_row(60)[21:]]

    assert told(audited(*units)) == (40, [], [], 0)
    assert told(audited(picture(BLA, 20), *leading, *in_a_row(60)[21:])) == (40, [], [], 0)


def test_leading_pictures_of_a_later_access_point_tell_of_a_loss_before_it() -> None:
    leading = [picture(RASL_R, 20, ((-1, True), (1, True)))]
    units = [*in_a_row(20), picture(CRA, 21), *leading, *in_a_row(60)[22:]]

    assert told(audited(*units)) == (60, [], [], 0)
    assert told(without(units, 19)) == (59, [20], [], 0)


def test_an_end_of_sequence_makes_the_next_access_point_a_beginning() -> None:
    end = unit(END, "")
    leading = picture(RASL_R, 98, ((-2, True),))
    behind = [picture(TRAIL_R, order, BEFORE) for order in range(101, 120)]

    assert told(audited(*in_a_row(20), end, picture(CRA, 100), leading, *behind)) == (40, [], [], 0)


def test_what_is_kept_and_not_used_is_lost_where_the_count_misses_it_too() -> None:
    """Picture 5 is kept by those behind it and used by none."""
    kept = [picture(TRAIL_R, k, ((-1, k != 6), *(((5 - k, False),) if k > 6 else ()))) for k in range(6, 30)]
    units = [*in_a_row(6), *kept]

    assert told(audited(*units)) == (30, [], [], 0)
    assert told(without(units, 5)) == (29, [5], [], 0)


def test_what_is_kept_and_not_used_is_no_loss_where_no_picture_is_missing() -> None:
    """As with fixed reference structures whose first pictures would lie before the beginning."""
    units = [picture(TRAIL_R if k else IDR, k, ((-1, True), (-8, False)) if k else ()) for k in range(40)]

    assert told(audited(*units)) == (40, [], [], 0)


def test_an_encoder_that_leaves_pictures_out_loses_none() -> None:
    units = in_a_row(20)
    order = 21
    for _ in range(30):
        units.append(picture(TRAIL_R, order, ((-2 if order == 21 else -1, True),)))
        order += 1
    found = audited(*units)

    assert told(found) == (50, [], [], 0)
    assert isinstance(found, FrameNumbers)
    assert (found.skipped, found.uneven) == (1, "")


def test_a_lost_refresh_shows_by_counts_that_come_again() -> None:
    assert told(without([*in_a_row(20), *in_a_row(20)], 20)) == (39, [20], [], 0)


def test_the_leading_pictures_of_a_lost_refresh_rest_on_it() -> None:
    leading = [picture(RADL, -1, ((1, True),)), picture(RADL, -2, ((1, True), (2, True)))]
    units = [*in_a_row(20), picture(IDR, 0), *leading, *in_a_row(20)[1:]]
    found = without(units, 20)

    assert told(audited(*units)) == (42, [], [], 0)
    assert isinstance(found, FrameNumbers)
    assert (found.gaps, found.affected) == (((22, 0, 1),), ((20, 40),))


def test_what_rests_on_a_lost_picture_is_told_by_its_references() -> None:
    """Picture 9 refers to 3 alone, the others to the one before."""
    units = [picture(TRAIL_R if k else IDR, k, (((-6, True),) if k == 9 else BEFORE) if k else ()) for k in range(12)]
    found = without([*units, *in_a_row(10)], 6)

    assert isinstance(found, FrameNumbers)
    assert found.affected == ((6, 7),)


LONG = "1" + code(1, "00000011", "1")  # one long-term reference, by its low bits 3, which may be used


def test_long_term_references_are_looked_for_by_their_low_bits() -> None:
    sets = (SETS[0], sps(long_term=LONG), pps())
    head = "1" + code(0, 0) + "{:08b}" + "0" + code(1, 0, 0, "1")
    kept = [unit(TRAIL_R, head.format(k % 256) + code(1, 0) + "0" + "1011") for k in range(4, 300)]
    units = [*(plain(k) for k in range(4)), *kept]

    assert told(audited(*units, sets=sets)) == (300, [], [], 0)
    assert told(audited(*units[:3], *units[4:], sets=sets)) == (299, [3], [], 0)


def plain(order: int) -> bytes:
    """A picture of the sequence with long-term references that names none of them."""
    if not order:
        return picture(IDR, 0)
    return unit(TRAIL_R, "1" + code(0, 0) + f"{order:08b}" + "0" + code(1, 0, 0, "1") + code(0, 0) + "1011")


def test_long_term_references_may_be_told_with_all_their_bits() -> None:
    sets = (SETS[0], sps(long_term="1" + code(0)), pps())
    cycle = "1" + code(1)  # one cycle of 256 back
    far = unit(
        TRAIL_R, "1" + code(0, 0) + f"{300 - 256:08b}" + "0" + code(1, 0, 0, "1") + code(1) + f"{20:08b}1" + cycle
    )
    between = [
        unit(TRAIL_R, "1" + code(0, 0) + f"{k % 256:08b}" + "0" + code(1, 0, 0, "1") + code(0) + "1011")
        for k in range(1, 300)
    ]

    assert told(audited(picture(IDR, 0), *between, far, sets=sets)) == (301, [], [], 0)
    missing = audited(picture(IDR, 0), *between[:19], *between[20:], far, sets=sets)
    assert isinstance(missing, FrameNumbers)
    assert missing.gaps == ((20, 20, 21),)


def test_further_slices_and_other_layers_are_no_pictures() -> None:
    audit = PictureOrderAudit()
    for one in SETS:
        audit.take(one, -1)
    for packet, one in enumerate(in_a_row(20)):
        audit.take(one, packet)
        audit.take(further(), packet)
        audit.take(unit(TRAIL_R, "1" + "0" * 30, layer=1), packet)

    assert told(audit.result()) == (20, [], [], 0)


def test_parameter_sets_may_change_on_the_way() -> None:
    other = [picture(TRAIL_R if k else IDR, k, BEFORE if k else (), bits=5) for k in range(40)]
    units = [*in_a_row(20), sps(log2_max=5), *other, sps(), *in_a_row(20)]

    assert told(audited(*units)) == (80, [], [], 0)


@pytest.mark.parametrize(
    "destroyed",
    [
        further(),  # its beginning says that it goes on with another picture
        bytes([picture(TRAIL_R, 6, BEFORE)[0] | 0x80]) + picture(TRAIL_R, 6, BEFORE)[1:],  # forbidden bit
        picture(TRAIL_R, 6, BEFORE)[:3],  # ends in its header
        unit(24, "1" + "0" * 60),  # a reserved type
        unit(35, "10110100" * 40),  # a delimiter as long as a slice
        picture(TRAIL_R, 6, BEFORE)[:1] + b"\x00" + picture(TRAIL_R, 6, BEFORE)[2:],  # temporal identifier of -1
    ],
)
def test_a_destroyed_picture_is_not_a_lost_one(destroyed: bytes) -> None:
    units = in_a_row(20)

    assert told(audited(*units[:6], destroyed, *units[7:])) == (19, [], [], 1)


def test_a_packet_of_messages_alone_excuses_no_loss() -> None:
    units = in_a_row(20)

    assert told(audited(*units[:6], unit(39, "10110100" * 40), *units[7:])) == (19, [7], [], 0)


@pytest.mark.parametrize("wrong", [10, 14, 22, 38, 70])  # one bit each
def test_a_picture_in_a_place_from_which_the_next_one_does_not_know_it_is_damaged(wrong: int) -> None:
    units = in_a_row(20)
    units[6] = picture(TRAIL_R, wrong, BEFORE)
    found = audited(*units)

    assert told(found)[1:] == ([], [], 1)


def test_pictures_before_the_first_access_point_are_not_looked_at() -> None:
    assert told(audited(*in_a_row(20)[5:], *in_a_row(20))) == (20, [], [], 0)


@pytest.mark.parametrize("units", [(), (b"",), tuple(in_a_row(20)[1:]), (b"\x26",)])
def test_without_an_access_point_there_is_nothing_to_measure(units: tuple[bytes, ...]) -> None:
    found = audited(*units)

    assert isinstance(found, Absent)
    assert found.reason is Reason.NOTHING_TO_MEASURE


def test_without_parameter_sets_there_is_nothing_to_measure() -> None:
    found = audited(*in_a_row(20), sets=())

    assert isinstance(found, Absent)
    assert found.detail == "no picture header behind an access point was readable (20 were not)"


def test_refreshes_alone_prove_nothing() -> None:
    found = audited(*[picture(IDR, 0)] * 25)

    assert isinstance(found, Absent)
    assert found.reason is Reason.NOTHING_TO_MEASURE


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_any_bytes_can_be_audited(found: list[bytes]) -> None:
    assert isinstance(audited(*found), FrameNumbers | Absent)


@given(
    st.lists(
        st.tuples(st.sampled_from([0, 1, 7, 9, 19, 21, 33, 34, 36]), st.binary(min_size=1, max_size=40)), max_size=20
    )
)
def test_any_units_of_known_types_can_be_audited(found: list[tuple[int, bytes]]) -> None:
    assert isinstance(audited(*(bytes([kind << 1, 1]) + body for kind, body in found)), FrameNumbers | Absent)


@pytest.mark.parametrize("name", HEVC)
def test_an_encoders_stream_has_no_gap(name: str, encoded: Callable[[str], Stream]) -> None:
    stream = encoded(name)

    assert told(stream.numbers()) == (len(stream.packets), [], [], 0)


@pytest.mark.parametrize("name", HEVC)
def test_all_but_the_last_of_an_encoders_pictures_are_found_where_they_are_lost(
    name: str, encoded: Callable[[str], Stream]
) -> None:
    stream = encoded(name)
    found = {lost: stream.events(lost) for lost in range(1, len(stream.packets))}

    assert {lost for lost, events in found.items() if not events} <= {len(stream.packets) - 1, *HEVC[name].unseen}
    assert {events for lost, events in found.items() if lost not in stream.keys} <= {0, 1}


@pytest.mark.skipif(not SHARED.exists(), reason="the folder ../shared/media is absent")
@pytest.mark.parametrize("name", THIRD_PARTY)
def test_no_third_party_recording_has_a_gap(name: str) -> None:
    assert told(stream_of(SHARED / name).numbers())[1:] == ([], [], 0)


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Stream]:
    """An encoder's stream of that name."""
    folder: Path = tmp_path_factory.mktemp("hevc")
    return lambda name: stream_of(made(folder / f"{name}.mp4", *HEVC[name].options))
