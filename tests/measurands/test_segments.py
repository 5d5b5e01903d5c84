"""Gap and overlap between files that the submission calls segments of one recording, by the clock that they share."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand
from conformance.model.evidence import DeviceSubject, RecordingSubject, Stated
from conformance.model.facts import Media, Pictures
from conformance.model.measurement import Measurement, NotMeasured, Outcome, Uncertain
from conformance.model.vocabulary import Reason
from tests.measurands.facts import NOTHING, iso, subject, video

GAP, OVERLAP = "segments.gap_max", "segments.overlap_max"
TICK = Fraction(1, 90000)
MINUTE = 60 * 90000
WRAP = 2**33
NOON = 3_800_000_000  # s since 1904


def file(path: str, start: int, *, of: str = "patrol", form: str = "mpeg-ts", created: int = 0) -> RecordingSubject:
    """A minute at 25 Hz whose first stamp is `start`."""
    track = video(tuple(range(start, start + MINUTE, 3600)), TICK)
    shown = track.pictures
    assert isinstance(shown, Pictures)
    track = replace(track, pictures=replace(shown, duration=(3600,) * len(shown.pts)))
    one = subject(Media(form, "", (track,), (), ()), iso(creation=created) if created else NOTHING)
    return replace(one, recording=replace(one.recording, path=path, segment_of=of))


def measured(name: str, *files: RecordingSubject) -> Outcome:
    measurand = registry.find(name)
    assert isinstance(measurand, DeviceMeasurand)
    return measurand.measure(DeviceSubject(files, Stated()))


def found(name: str, *files: RecordingSubject) -> Measurement:
    outcome = measured(name, *files)
    assert isinstance(outcome, Measurement), outcome
    return outcome


def why(*files: RecordingSubject) -> tuple[Reason, str]:
    outcome = measured(GAP, *files)
    assert isinstance(outcome, NotMeasured), outcome
    return outcome.reason, outcome.detail


def test_files_that_run_on_have_neither_gap_nor_overlap() -> None:
    files = [file(f"{number}.ts", number * MINUTE) for number in range(3)]

    assert (found(GAP, *files).value, found(OVERLAP, *files).value, found(GAP, *files).exercised) == (0, 0, 2)
    assert found(GAP, *files).where == ()


def test_the_longest_gap_is_named_with_its_files() -> None:
    files = [file("a.ts", 0), file("b.ts", MINUTE + 9000), file("c.ts", 2 * MINUTE + 27000)]
    gap = found(GAP, *files)

    assert gap.value == Fraction(2, 10)
    assert [(place.position, place.detail) for place in gap.where] == [
        (60, "gap of 0.1 s from a.ts to b.ts"),
        (60, "gap of 0.2 s from b.ts to c.ts"),
    ]
    # two stamps, each rounded to a tick: 2 x tick / sqrt(6)
    assert isinstance(gap.uncertainty, Uncertain)
    assert float(gap.uncertainty.expanded) == pytest.approx(9.0722e-6, rel=1e-4)


def test_the_order_of_the_files_is_that_of_their_clock() -> None:
    assert found(GAP, file("z.ts", 0), file("a.ts", MINUTE), file("m.ts", 2 * MINUTE)).value == 0


def test_what_two_files_both_hold_is_an_overlap_and_no_gap() -> None:
    files = [file("a.ts", 0), file("b.ts", MINUTE - 45000)]

    assert (found(GAP, *files).value, found(OVERLAP, *files).value) == (0, Fraction(1, 2))
    assert found(OVERLAP, *files).where[0].detail == "overlap of 0.5 s from a.ts to b.ts"


def test_a_missing_file_is_a_gap_of_its_length() -> None:
    gap = found(GAP, file("1.ts", 0), file("3.ts", 2 * MINUTE))

    assert gap.value == 60
    assert "a file that was not handed in counts as a gap, a loss that the recorder stamped over as none" in gap.note


@pytest.mark.parametrize("first", [WRAP - MINUTE, WRAP - MINUTE - 30 * MINUTE, -MINUTE])
def test_time_stamps_that_wrap_between_two_files_run_on(first: int) -> None:
    files = [file(f"{number}.ts", (first + number * MINUTE) % WRAP) for number in range(35)]

    assert (found(GAP, *files).value, found(OVERLAP, *files).value) == (0, 0)


def test_the_last_picture_lasts_a_median_interval_where_nothing_states_it() -> None:
    ends = file("a.mkv", 0, form="matroska")
    media = ends.facts.media
    assert isinstance(media, Media)
    track = media.video[0]
    assert isinstance(track.pictures, Pictures)
    open_end = replace(track, pictures=replace(track.pictures, duration=(0,) * len(track.pictures.pts)))
    ends = replace(ends, facts=replace(ends.facts, media=replace(media, video=(open_end,))))
    gap = found(GAP, ends, file("b.mkv", MINUTE, form="matroska"))

    # half an interval of 40 ms, rectangular: 2 x 20 ms / sqrt(3)
    assert gap.value == 0
    assert isinstance(gap.uncertainty, Uncertain)
    assert float(gap.uncertainty.expanded) == pytest.approx(0.023094, rel=1e-4)


def mp4(path: str, created: int) -> RecordingSubject:
    return file(path, 0, form="mp4", created=created)


def test_files_that_begin_anew_are_joined_by_their_creation_times() -> None:
    gap = found(GAP, mp4("a.mp4", NOON), mp4("b.mp4", NOON + 60), mp4("c.mp4", NOON + 123))

    assert gap.value == 3
    assert gap.note.startswith("2 joints by creation times")
    # a whole second on either side, rectangular: 2 / sqrt(3)
    assert isinstance(gap.uncertainty, Uncertain)
    assert float(gap.uncertainty.expanded) == pytest.approx(1.1547, rel=1e-4)


def shortened(one: RecordingSubject, pictures: int) -> RecordingSubject:
    media = one.facts.media
    assert isinstance(media, Media)
    track = media.video[0]
    shown = track.pictures
    assert isinstance(shown, Pictures)
    short = replace(shown, pts=shown.pts[:pictures], timed=shown.timed[:pictures], duration=shown.duration[:pictures])
    return replace(one, facts=replace(one.facts, media=replace(media, video=(replace(track, pictures=short),))))


def test_creation_times_may_be_those_of_closing_and_the_other_reading_has_its_say() -> None:
    # 60 s and then 20 s: read as starts they run on, read as times of closing 40 s are lost
    gap = found(GAP, mp4("a.mp4", NOON), shortened(mp4("b.mp4", NOON + 60), 500))

    assert gap.value == 0
    assert [(one.source, one.value) for one in gap.conflicts] == [("creation times read as times of closing", 40)]


def test_creation_times_have_their_say_on_time_stamps() -> None:
    agreeing = [file("a.mp4", 0, form="mp4", created=NOON), file("b.mp4", MINUTE, form="mp4", created=NOON + 61)]
    jumping = [agreeing[0], file("b.mp4", MINUTE, form="mp4", created=NOON + 90)]

    assert [(one.value, one.agrees) for one in found(GAP, *agreeing).opinions] == [(1, True)]
    assert [(one.source, one.value) for one in found(GAP, *jumping).conflicts] == [("creation times", 30)]


def test_what_no_submission_calls_segments_is_not_measured() -> None:
    assert why(file("a.ts", 0, of=""), file("b.ts", MINUTE, of="")) == (
        Reason.SETTING_NOT_STATED,
        "submission.yaml names no files as segments of one recording",
    )


def test_one_segment_has_no_joint() -> None:
    assert why(file("a.ts", 0), file("b.ts", 0, of="other"))[0] is Reason.NOTHING_TO_MEASURE


def test_recordings_of_their_own_are_not_joined() -> None:
    files = [
        file("a.ts", 0),
        file("b.ts", MINUTE),
        file("c.ts", 7 * MINUTE, of="second"),
        file("d.ts", 8 * MINUTE, of="second"),
    ]

    assert (found(GAP, *files).value, found(GAP, *files).exercised) == (0, 2)


@pytest.mark.parametrize(
    ("files", "reason", "words"),
    [
        (
            (file("a.mp4", 0, form="mp4"), file("b.mp4", 0, form="mp4")),
            Reason.TIME_NOT_SET,
            "of a.mp4 the mp4 file states no",
        ),
        ((mp4("a.mp4", NOON), mp4("b.mp4", NOON)), Reason.TIME_STAMPS_UNRELIABLE, "state creation times 0 s apart"),
        ((file("a.ts", 0), file("b.ts", 3 * MINUTE)), Reason.TIME_NOT_SET, "do not run on from file to file"),
    ],
    ids=["no clock", "a clock that stands", "a clock that began anew"],
)
def test_files_without_a_common_clock_are_not_measured(
    files: tuple[RecordingSubject, ...], reason: Reason, words: str
) -> None:
    assert why(*files)[0] is reason
    assert words in why(*files)[1]


def test_a_segment_that_can_not_be_read_leaves_its_recording_open() -> None:
    broken = file("b.ts", MINUTE)
    broken = replace(broken, facts=replace(broken.facts, media=NOTHING))

    assert why(file("a.ts", 0), broken)[1] == "b.ts, a segment of 'patrol': not in this test"
