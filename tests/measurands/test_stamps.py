"""Time stamps that no camera makes: counted and placed, in the order of showing and in file order."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Media, Packets
from conformance.model.measurement import Measurement
from conformance.model.vocabulary import Axis, Depth, Reason
from tests.measurands.facts import NOTHING, clip, outcome, packets, reason, subject, value, video

TICK = Fraction(1, 90000)
FAULTS = "video.time_stamp_faults"
STEADY = tuple(range(0, 108_000, 3600))


def in_packets(stamps: tuple[int, ...]) -> RecordingSubject:
    """A recording of which no picture was decoded."""
    track = replace(video(stamps, TICK), pictures=NOTHING)
    return subject(Media("mp4", "", (track,), (), ()), depth=Depth.PACKETS)


def found(recording: RecordingSubject) -> Measurement:
    measured = outcome(FAULTS, recording)
    assert isinstance(measured, Measurement), measured
    return measured


def test_a_steady_clip_has_no_fault() -> None:
    assert (found(clip(STEADY, TICK)).value, found(clip(STEADY, TICK)).exercised) == (0, 29)


@pytest.mark.parametrize(
    ("stamp", "detail"),
    [
        (3600 * 9, "stamp equal to the one before"),
        (3600 * 9 - 900, "stamp 0.01 s before an earlier one"),
        (3600 * 9 + 359, "stamp only 0.00398889 s after the one before"),
    ],
)
def test_each_kind_of_fault_is_named_where_it_stands(stamp: int, detail: str) -> None:
    faulty = found(clip((*STEADY[:10], stamp, *STEADY[11:]), TICK))

    assert faulty.value == 1
    assert [(place.axis, place.position, place.detail) for place in faulty.where] == [
        (Axis.TIME, stamp * TICK, detail),
    ]


def test_a_tenth_of_the_median_interval_is_no_burst() -> None:
    assert value(FAULTS, clip((*STEADY[:10], 3600 * 9 + 360, *STEADY[11:]), TICK)) == 0


def test_stamps_that_are_all_equal_are_all_faults() -> None:
    assert value(FAULTS, clip((7,) * 12, TICK)) == 11


def test_a_clock_that_jumps_back_is_one_fault_and_leaves_the_rate_open() -> None:
    jumped = clip((*STEADY, *STEADY), TICK)

    assert found(jumped).where[0].detail == "stamp 1.16 s before an earlier one"
    assert (value(FAULTS, jumped), reason("video.frame_rate", jumped)) == (1, Reason.TIME_STAMPS_UNRELIABLE)


def test_two_pictures_are_enough() -> None:
    assert value(FAULTS, clip((5, 5), TICK)) == 1
    assert reason(FAULTS, clip((5,), TICK)) is Reason.NOTHING_TO_MEASURE


def test_packets_coded_ahead_of_their_turn_are_no_fault() -> None:
    ahead = [stamp for at in range(0, 30, 3) for stamp in (STEADY[at + 2], STEADY[at], STEADY[at + 1])]

    assert value(FAULTS, in_packets(tuple(ahead))) == 0


def test_no_picture_is_coded_more_than_sixteen_ahead_of_its_turn() -> None:
    assert value(FAULTS, in_packets((STEADY[16], *STEADY[:16], *STEADY[17:]))) == 0
    assert value(FAULTS, in_packets((STEADY[17], *STEADY[:17], *STEADY[18:]))) == 1


def test_a_jump_back_in_file_order_is_one_fault_at_its_packet() -> None:
    long = tuple(range(0, 3600 * 60, 3600))
    jumped = found(in_packets((*long, *(stamp + 1800 for stamp in long))))

    assert (jumped.value, jumped.where[0].axis, jumped.where[0].position) == (1, Axis.PACKET, 60)


def test_equal_stamps_in_file_order_are_found_whatever_stands_between_them() -> None:
    doubled = found(in_packets((0, 7200, 3600, 14400, 10800, 7200, *STEADY[5:])))

    assert (doubled.value, doubled.note) == (
        1,
        "1 equal to the one before; 0 earlier than the one before; 0 almost as the one before",
    )
    assert (doubled.where[0].axis, doubled.where[0].position) == (Axis.PACKET, 5)


def test_faults_of_pictures_that_a_decoder_left_out_are_an_opinion() -> None:
    track = video(STEADY, TICK)
    coded = packets((*STEADY[:10], STEADY[9], *STEADY[10:]))
    measured = found(subject(Media("mp4", "", (replace(track, packets=coded),), (), ())))

    assert measured.value == 0
    assert [(one.source, one.value) for one in measured.conflicts] == [("packets", 1)]


def test_packets_that_are_not_shown_have_no_say() -> None:
    track = video(STEADY, TICK)
    table = packets((*STEADY, STEADY[-1]))
    hidden: Packets = replace(table, picture=(True,) * 30 + (False,))

    assert found(subject(Media("mp4", "", (replace(track, packets=hidden),), (), ()))).conflicts == ()
