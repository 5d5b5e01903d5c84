"""What speaks against a time line: few, coarse or backward stamps, longer sound, headers, edits, hidden pictures."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import AudioTrack, Edit, IsoFacts, Media, Packets, Pictures, VideoTrack
from conformance.model.measurement import Measurement, NotMeasured, Uncertain
from conformance.model.vocabulary import Reason
from tests.measurands.facts import NOTHING, audio, clip, iso, outcome, packets, reason, subject, value, video

TICK = Fraction(1, 90000)
RATE, MISSING, LENGTH = "video.frame_rate", "video.frames_missing", "video.duration"
CADENCE = [RATE, MISSING, LENGTH, "video.frame_interval_max", "video.frame_interval_jitter", "video.frozen_max"]


def every(interval: int, count: int, first: int = 0) -> tuple[int, ...]:
    return tuple(range(first, first + interval * count, interval))


SECOND = every(3600, 25)
TRACK = video(SECOND, TICK)


def sound(seconds: int) -> AudioTrack:
    return replace(audio(), samples=48000 * seconds)


def one(track: VideoTrack, boxes: IsoFacts | None = None, *heard: AudioTrack) -> RecordingSubject:
    return subject(Media("mp4", "", (track,), heard, ()), boxes or NOTHING)


def conflicts(name: str, recording: RecordingSubject) -> list[tuple[str, object]]:
    found = outcome(name, recording)
    assert isinstance(found, Measurement), found
    return [(opinion.source, opinion.value) for opinion in found.conflicts]


@pytest.mark.parametrize("name", CADENCE)
def test_nine_pictures_show_no_cadence(name: str) -> None:
    found = outcome(name, clip(every(3600, 9), TICK))

    assert isinstance(found, NotMeasured)
    assert (found.reason, found.detail) == (Reason.NOTHING_TO_MEASURE, "9 pictures; a rate needs at least 10")


def test_ten_pictures_show_one() -> None:
    assert value(RATE, clip(every(3600, 10), TICK)) == 25


@pytest.mark.parametrize("name", CADENCE)
def test_stamps_that_run_backward_are_no_measure_of_time(name: str) -> None:
    assert reason(name, clip((*every(3600, 20), 3601), TICK)) is Reason.TIME_STAMPS_UNRELIABLE


def test_stamps_of_whole_seconds_are_too_coarse_for_24_pictures_in_each() -> None:
    found = outcome(RATE, clip(tuple(index // 24 for index in range(240)), Fraction(1)))

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.TIME_STAMPS_UNRELIABLE
    assert found.detail == "stamps too coarse: ticks of 1 s over 9 s leave the rate open by more than 1 %"


def test_a_time_base_that_counts_pictures_is_exact() -> None:
    found = outcome(RATE, clip(tuple(range(25)), Fraction(1, 25)))

    assert isinstance(found, Measurement)
    assert found.value == 25
    assert found.uncertainty == Uncertain(Fraction(0))


def test_a_time_base_of_two_ticks_a_picture_is_not_exact() -> None:
    found = outcome(RATE, clip(every(2, 250), Fraction(1, 50)))

    assert isinstance(found, Measurement)
    assert isinstance(found.uncertainty, Uncertain)
    assert found.uncertainty.expanded > 0


def test_pictures_stamped_in_pairs_are_a_second_opinion_of_half_the_rate() -> None:
    pairs = clip(tuple(sorted((*every(7200, 50), *every(7200, 50, 9)))), TICK)

    # 99 intervals in 352 809 ticks, 49 of them apart
    assert conflicts(RATE, pairs) == [
        ("pictures further apart than a tenth of the mean interval", Fraction(49 * 90000, 352809))
    ]
    assert value(MISSING, pairs) == 0


def test_pictures_that_share_their_stamps_are_a_second_opinion_too() -> None:
    doubled = clip(tuple(sorted(every(18000, 20) * 5)), TICK)

    assert conflicts(RATE, doubled) == [("pictures further apart than a tenth of the mean interval", 5)]


def test_a_steady_recording_has_no_second_opinion_on_its_rate() -> None:
    assert conflicts(RATE, clip(SECOND, TICK)) == []


def held(ticks: int) -> VideoTrack:
    shown = TRACK.pictures
    assert isinstance(shown, Pictures)
    return replace(TRACK, pictures=replace(shown, duration=(3600,) * 24 + (ticks,)))


def test_a_last_picture_that_boxes_hold_for_nine_seconds_is_a_hole() -> None:
    assert value(MISSING, one(held(9 * 90000), iso())) == 224
    assert value(MISSING, one(held(3600), iso())) == 0


def test_a_guessed_last_duration_is_an_opinion_only() -> None:
    assert value(MISSING, one(held(18000))) == 0
    assert conflicts(MISSING, one(held(18000))) == [("duration of the last picture", 4)]


def test_sound_that_goes_on_after_the_pictures_is_an_opinion() -> None:
    stops = one(held(3600), None, sound(10))

    assert conflicts(MISSING, stops) == [("sound", 225)]
    assert conflicts(RATE, stops) == [("sound", Fraction(24, 10))]


def test_half_a_second_more_of_sound_is_none() -> None:
    ends = one(held(3600), None, replace(audio(), samples=72000))

    assert conflicts(MISSING, ends) == []
    assert conflicts(RATE, ends) == []


def test_pictures_that_a_header_promises_and_nothing_explains_are_an_opinion() -> None:
    assert conflicts(MISSING, one(replace(TRACK, declared_frames=30))) == [("container header", 5)]


def test_a_hole_in_the_time_line_explains_what_a_header_promises() -> None:
    holed = video(tuple(stamp for stamp in SECOND if stamp not in (18000, 21600)), TICK)

    assert value(MISSING, one(replace(holed, declared_frames=25))) == 2
    assert conflicts(MISSING, one(replace(holed, declared_frames=25))) == []


def test_samples_outside_the_file_are_counted_as_bytes_and_not_again() -> None:
    boxes = replace(iso(), tracks=(replace(iso().tracks[0], missing_samples=5),))

    assert conflicts(MISSING, one(replace(TRACK, declared_frames=30), boxes)) == []


def with_packets(table: Packets) -> VideoTrack:
    return replace(TRACK, packets=table)


@pytest.mark.parametrize(("empty", "said"), [(2, []), (20, [("packets without a picture", 20)])])
def test_many_packets_without_a_picture_behind_the_last_one_are_an_opinion(
    empty: int, said: list[tuple[str, object]]
) -> None:
    table = packets(every(3600, 25 + empty))

    assert conflicts(MISSING, one(with_packets(replace(table, picture=(True,) * 25 + (False,) * empty)))) == said


def test_pictures_that_an_edit_list_skips_are_an_opinion_on_length_and_holes() -> None:
    table = packets((*SECOND[:10], 30000, 33000, *SECOND[10:]))
    left_out = with_packets(replace(table, discard=(False,) * 10 + (True,) * 2 + (False,) * 15))
    track = replace(
        iso().tracks[0], timescale=90000, edits=(Edit(400, 0), Edit(600, 4 * 9000 + 90000))
    )  # 0.4 s shown, 1 s skipped, 0.6 s shown

    recording = one(left_out, replace(iso(), tracks=(track,)))

    assert conflicts(MISSING, recording) == [("pictures outside the edit list", 25)]
    assert conflicts(LENGTH, recording) == [("pictures outside the edit list", 24 * 3600 * TICK + TICK + 1)]


@pytest.mark.parametrize(("count", "hidden"), [(5, False), (75, True)])
def test_a_short_lead_in_before_an_edit_is_normal_and_three_seconds_are_not(count: int, *, hidden: bool) -> None:
    table = packets((*every(3600, count, -3600 * count), *SECOND))
    track = with_packets(replace(table, discard=(True,) * count + (False,) * 25))

    assert bool(conflicts(MISSING, one(track))) == hidden
    assert bool(conflicts(LENGTH, one(track))) == hidden


def untimed(missing: tuple[int, ...]) -> RecordingSubject:
    shown = TRACK.pictures
    assert isinstance(shown, Pictures)
    stamps = tuple(0 if index in missing else stamp for index, stamp in enumerate(SECOND))
    timed = tuple(index not in missing for index in range(25))
    return one(replace(TRACK, pictures=replace(shown, pts=stamps, timed=timed)))


def test_pictures_without_a_stamp_between_timed_ones_count_for_the_rate() -> None:
    assert value(RATE, untimed((3, 4, 7, 24))) == 25


@pytest.mark.parametrize("name", [MISSING, "video.frame_interval_max", "video.frame_interval_jitter"])
def test_pictures_without_a_stamp_leave_holes_unknown(name: str) -> None:
    found = outcome(name, untimed((3, 4, 7)))

    assert isinstance(found, NotMeasured)
    assert (found.reason, found.detail) == (Reason.NO_TIME_STAMPS, "3 of 25 pictures carry no time stamp")
