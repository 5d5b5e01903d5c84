"""Picture, container, decoder, sound, clock, bit rate, storage: one recording of which every number is known."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand, RecordingMeasurand
from conformance.measurands.registry import MEASURANDS
from conformance.model.evidence import DeviceSubject, ReferenceTime, Stated
from conformance.model.facts import (
    Absent,
    DecoderComplaint,
    IsoFacts,
    Media,
    SecondExtractor,
    SecondVideo,
    StructureFault,
)
from conformance.model.measurement import Measurement, NotMeasured, Text, Uncertain, UncertaintyUnknown
from conformance.model.units import Quantity, dimension, parse_quantity
from conformance.model.vocabulary import Complaint, Depth, Reason
from tests.measurands.facts import (
    NOTHING,
    audio,
    clip,
    iso,
    outcome,
    packets,
    pictures,
    reason,
    subject,
    value,
    video,
    witnessed,
)

TICK = Fraction(1, 25)
STAMPS = tuple(range(100))
TRACK = video(STAMPS, TICK)
WHOLE = clip(STAMPS, TICK)


def test_a_rotated_picture_is_measured_as_it_is_shown() -> None:
    turned = replace(TRACK, pictures=pictures(STAMPS, rotation=90))
    shown = subject(Media("mp4", "", (turned,), (), ()))

    assert (value("video.width", shown), value("video.height", shown)) == (720, 1280)


def test_the_smallest_size_counts_where_it_changes() -> None:
    changing = replace(pictures(STAMPS), sizes=((1920, 1080), (640, 480)))
    shown = subject(Media("mp4", "", (replace(TRACK, pictures=changing),), (), ()))

    assert value("video.width", shown) == 640
    assert "changes 1 times" in outcome("video.width", shown).note  # type: ignore[union-attr]


def test_mediainfo_is_compared_after_its_own_rotation() -> None:
    theirs = SecondVideo("h264", 720, 1280, 90, 100, Fraction(25), Fraction(4), Fraction(0))
    shown = replace(WHOLE, facts=replace(WHOLE.facts, second=SecondExtractor("mp4", Fraction(4), (theirs,), ())))
    found = outcome("video.width", shown)

    assert isinstance(found, Measurement)
    assert [(one.value, one.agrees) for one in found.opinions] == [(1280, True)]


def test_the_largest_of_several_video_tracks_is_measured() -> None:
    preview = replace(TRACK, index=1, width=320, height=180)
    found = outcome("video.codec", subject(Media("mp4", "", (preview, replace(TRACK, index=2)), (), ())))

    assert isinstance(found, Measurement)
    assert found.note == "track 2 (1280x720) of 2 video tracks"


def test_a_file_without_video_has_no_picture_to_measure() -> None:
    assert reason("video.width", subject(Media("mp4", "", (), (audio(),), ()))) is Reason.TRACK_MISSING


def test_deviation_from_the_set_size_is_the_larger_side() -> None:
    settings = Stated((("width", Quantity(Fraction(1280), "px")), ("height", Quantity(Fraction(736), "px"))))

    assert value("video.picture_size_deviation", witnessed(WHOLE, NOTHING, settings)) == 16
    assert reason("video.picture_size_deviation", WHOLE) is Reason.SETTING_NOT_STATED


def test_structure_faults_are_counted_with_their_byte_offset() -> None:
    broken = replace(iso(), faults=(StructureFault("trailing_bytes", "/", 4096, "7 bytes that are no box"),))
    found = outcome("container.structure_errors", subject(WHOLE.facts.media, broken))

    assert isinstance(found, Measurement)
    assert (found.value, found.where[0].position) == (1, 4096)


def test_missing_media_bytes_are_those_of_all_tracks() -> None:
    lost = replace(iso(samples=10), tracks=(replace(iso(samples=10).tracks[0], missing_samples=2, missing_bytes=1500),))
    found = outcome("container.media_bytes_missing", subject(WHOLE.facts.media, lost))

    assert isinstance(found, Measurement)
    assert (found.value, found.note) == (1500, "2 of 10 samples incomplete; 10000 B promised")


def test_a_container_without_an_audit_is_not_tested() -> None:
    found = outcome("container.structure_errors", WHOLE)

    assert isinstance(found, NotMeasured)
    assert found.detail == "the structure of the container was not walked"


@pytest.mark.parametrize(
    "measurand", ["container.structure_errors", "container.media_bytes_missing", "container.format"]
)
def test_boxes_that_promise_nothing_prove_nothing(measurand: str) -> None:
    empty: IsoFacts = iso(samples=0)

    assert reason(measurand, subject(WHOLE.facts.media, empty)) is Reason.EVIDENCE_UNREADABLE


def test_decoder_complaints_of_all_tracks_are_counted_and_placed() -> None:
    complaint = DecoderComplaint(Complaint.CORRUPT_PICTURE, 50, 50, "picture decoded with concealed errors")
    damaged = replace(TRACK, complaints=(complaint,))
    sound = replace(audio(), complaints=(complaint, replace(complaint, time=51)))
    found = outcome("decode.errors", subject(Media("mp4", "", (damaged,), (sound,), ("demultiplexing ended early",))))

    assert isinstance(found, Measurement)
    assert found.value == 4
    assert found.where[0].position == 2


def test_a_clean_decode_says_what_it_is_worth() -> None:
    note = outcome("decode.errors", subject(Media("mp4", "", (replace(TRACK, codec="hevc"),), (), ()))).note  # type: ignore[union-attr]

    assert note == (
        "a clean decode does not prove that a file is unaltered (single flipped bits noticed in trials: 3 % in hevc)"
    )


def test_no_decoded_picture_is_no_clean_decode() -> None:
    dark = replace(TRACK, pictures=pictures(()))

    assert reason("decode.errors", subject(Media("mp4", "", (dark,), (audio(),), ()))) is Reason.EVIDENCE_UNREADABLE


def test_a_silent_file_has_no_channel_and_no_codec_of_sound() -> None:
    silent = subject(Media("mp4", "", (TRACK,), (), ()))

    assert value("audio.channels", silent) == 0
    assert reason("audio.codec", silent) is Reason.TRACK_MISSING
    assert value("audio.codec", WHOLE) == Text("aac")
    assert value("audio.sample_rate", WHOLE) == 48000


WITNESS = ReferenceTime(datetime(2026, 11, 20, 10, 0, tzinfo=UTC), Fraction(1, 10))


def stamped(creation: int, reference: ReferenceTime | Absent = WITNESS) -> object:
    return witnessed(subject(WHOLE.facts.media, iso(creation=creation)), reference)


def test_the_creation_time_is_read_from_1904_and_compared_with_the_witness() -> None:
    seconds = int((WITNESS.start - datetime(1904, 1, 1, tzinfo=UTC)).total_seconds())
    found = outcome("time.creation_offset", stamped(seconds + 3))  # type: ignore[arg-type]

    assert isinstance(found, Measurement)
    assert found.value == 3
    # one second on either side, rectangular, and the witness: 2 x sqrt((1 s)^2 / 3 + (0.05 s)^2)
    assert isinstance(found.uncertainty, Uncertain)
    assert float(found.uncertainty.expanded) == pytest.approx(1.159023, rel=1e-6)


SINCE_1904 = 2_082_844_800  # s from 1904 to 1970
START = int(WITNESS.start.timestamp())


def conflicts_of(one: object) -> dict[str, object]:
    found = outcome("time.creation_offset", one)  # type: ignore[arg-type]
    assert isinstance(found, Measurement), found
    return {other.source: other.value for other in found.conflicts}


def test_a_creation_time_since_1970_is_not_corrected_but_said() -> None:
    assert value("time.creation_offset", stamped(START + 3)) == 3 - SINCE_1904  # type: ignore[arg-type]
    assert conflicts_of(stamped(START + 3)) == {"movie header read as seconds since 1970": 3}


def test_a_creation_time_as_the_standard_wants_it_has_no_other_reading() -> None:
    assert conflicts_of(stamped(START + SINCE_1904 + 3)) == {}
    assert conflicts_of(stamped(SINCE_1904)) == {}, "1970-01-01 is a clock that was not set, not a small number"


def test_a_creation_time_of_32_bits_may_have_rolled_over() -> None:
    later = ReferenceTime(datetime(2041, 1, 2, tzinfo=UTC), Fraction(1, 10))
    rolled = int(later.start.timestamp()) + SINCE_1904 - 2**32

    assert value("time.creation_offset", stamped(rolled, later)) == -(2**32)  # type: ignore[arg-type]
    assert conflicts_of(stamped(rolled, later))["movie header read as rolled over in 2040"] == 0


def in_zone(one: object, zone: int) -> object:
    return replace(one, recording=replace(one.recording, clock_zone=zone))  # type: ignore[attr-defined,type-var]


def test_quicktime_is_read_as_utc_and_in_the_recorders_zone_where_that_is_nearer() -> None:
    media = replace(WHOLE.facts.media, format="mov")  # type: ignore[type-var]
    local = witnessed(subject(media, iso(creation=START + SINCE_1904 + 8 * 3600)), WITNESS)
    universal = witnessed(subject(media, iso(creation=START + SINCE_1904)), WITNESS)

    assert value("time.creation_offset", local) == 8 * 3600
    assert conflicts_of(local) == {}
    assert conflicts_of(in_zone(local, 480)) == {"movie header read as that of the recorder's zone": 0}
    assert conflicts_of(in_zone(universal, 480)) == {}


def test_an_avi_date_is_of_the_recorders_zone_and_of_none_where_that_is_not_stated() -> None:
    avi = witnessed(subject(Media("avi", "2026-11-20 18:00:02", (TRACK,), (), ())), WITNESS)

    assert reason("time.creation_offset", avi) is Reason.SETTING_NOT_STATED
    assert value("time.creation_offset", in_zone(avi, 480)) == 2  # type: ignore[arg-type]


def test_a_creation_time_of_zero_is_not_set() -> None:
    assert reason("time.creation_offset", stamped(0)) is Reason.TIME_NOT_SET  # type: ignore[arg-type]


def test_a_creation_time_beyond_every_calendar_is_no_crash() -> None:
    assert reason("time.creation_offset", stamped(2**63)) is Reason.TIME_NOT_SET  # type: ignore[arg-type]


def test_without_a_witness_the_clock_is_not_tested() -> None:
    missing = Absent(Reason.NO_REFERENCE_TIME, "no witness")

    assert reason("time.creation_offset", stamped(1, missing)) is Reason.NO_REFERENCE_TIME  # type: ignore[arg-type]


def test_a_matroska_date_is_read_as_text() -> None:
    media = Media("matroska", "2026-11-20T10:00:00.250000Z", (TRACK,), (), ())

    assert value("time.creation_offset", witnessed(subject(media), WITNESS)) == Fraction(1, 4)


def test_bit_rate_is_of_the_coded_video_alone() -> None:
    assert value("video.bit_rate", WHOLE) == Fraction(100 * 1000 * 8 * 25, 100)


@pytest.mark.parametrize(
    ("sound", "deviation"), [((), Fraction(100_000 * 8 * 25, 100) / 250_000 - 1), ((audio(),), Fraction(-1, 5))]
)
def test_deviation_follows_formula_1_of_gat_1356(sound: tuple[object, ...], deviation: Fraction) -> None:
    # with sound beside it the stream is the coded video: 100 packets of 1000 B; alone it is the file of 100 000 B
    media = Media("mpeg-ps", "", (TRACK,), sound, ())  # type: ignore[arg-type]
    settings = Stated((("bit_rate", parse_quantity("250 kbit/s")),))

    assert value("video.bit_rate_deviation", witnessed(subject(media), NOTHING, settings)) == deviation


def device(capacity: str, *recordings: object) -> DeviceSubject:
    stated = Stated((("storage_bytes", parse_quantity(capacity)),)) if capacity else Stated()
    return DeviceSubject(recordings, stated)  # type: ignore[arg-type]


def recordable(subject_: DeviceSubject) -> object:
    measurand = registry.find("storage.recordable_time")
    assert isinstance(measurand, DeviceMeasurand)
    return measurand.measure(subject_)


def test_recordable_time_is_capacity_over_the_highest_rate() -> None:
    # 100 000 B in 4 s: 25 000 B/s; the capacity lasts 10 h
    found = recordable(device("900 MB", WHOLE))

    assert isinstance(found, Measurement)
    assert found.value == 10
    assert isinstance(found.uncertainty, UncertaintyUnknown)
    assert "the device's own statement" in found.note


def test_a_busy_stretch_of_ten_seconds_decides_the_rate() -> None:
    stamps = tuple(range(750))
    sizes = (1000,) * 500 + (4000,) * 250
    busy = replace(video(stamps, TICK), packets=replace(packets(stamps), size=sizes))
    quiet = subject(Media("mp4", "", (busy,), (), ()))
    quiet = replace(quiet, facts=replace(quiet.facts, size=sum(sizes)))
    found = recordable(device("3600 MB", quiet))

    # 1000 B pictures at 25 Hz for 20 s, then 4000 B ones for 10 s: the last window holds 100 000 B/s
    assert isinstance(found, Measurement)
    assert found.value == 10
    assert isinstance(found.uncertainty, Uncertain)


def test_capacity_and_recordings_must_be_there() -> None:
    assert recordable(device("", WHOLE)).reason is Reason.CAPACITY_NOT_STATED  # type: ignore[attr-defined]
    assert recordable(device("1 GB")).reason is Reason.NOTHING_TO_MEASURE  # type: ignore[attr-defined]


@pytest.mark.parametrize("measurand", MEASURANDS, ids=lambda one: one.name)
def test_every_measurand_states_its_unit_method_and_uncertainty(measurand: object) -> None:
    assert dimension(measurand.unit)  # type: ignore[attr-defined]
    assert len(measurand.method) > 15  # type: ignore[attr-defined]
    assert len(measurand.uncertainty) > 10  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "measurand", [one for one in MEASURANDS if isinstance(one, RecordingMeasurand)], ids=lambda one: one.name
)
@pytest.mark.parametrize("depth", list(Depth))
def test_every_measurand_survives_a_file_that_could_not_be_read(measurand: object, depth: Depth) -> None:
    failed = Absent(Reason.EXTRACTOR_FAILED, "the extractor was ended by signal 9")
    found = measurand.measure(subject(failed, failed, failed, depth))  # type: ignore[attr-defined]

    assert isinstance(found, NotMeasured)


@pytest.mark.parametrize(
    ("code", "path", "fragments", "known"),
    [
        ("box_past_end", "moof[3]", 4, False),
        ("missing_box", "moov/trak[0]/mdia/minf/stbl/stsz", 0, False),
        ("trailing_bytes", "", 4, False),
        ("trailing_bytes", "", 0, True),
        ("box_past_end", "mdat", 0, True),
        ("media_duration", "moov/trak[0]/mdia/mdhd", 0, True),
    ],
)
def test_a_cut_sample_table_leaves_open_what_is_missing(code: str, path: str, fragments: int, *, known: bool) -> None:
    cut = replace(iso(), faults=(StructureFault(code, path, 10, "cut"),), fragments=fragments)
    found = outcome("container.media_bytes_missing", subject(WHOLE.facts.media, cut))

    assert isinstance(found, Measurement) == known


def test_a_doubt_leaves_open_what_is_missing_and_is_no_structure_error() -> None:
    doubted = replace(iso(), doubts=(StructureFault("sequence_gap", "moof[3]/mfhd", 10, "7 after 3"),))
    shown = subject(WHOLE.facts.media, doubted)

    assert reason("container.media_bytes_missing", shown) is Reason.EVIDENCE_UNREADABLE
    assert value("container.structure_errors", shown) == 0


def test_a_track_created_another_year_than_its_movie_is_a_conflict() -> None:
    seconds = int((WITNESS.start - datetime(1904, 1, 1, tzinfo=UTC)).total_seconds())
    both = replace(iso(creation=seconds), creation_times=(seconds, seconds - 31_536_000))
    found = outcome("time.creation_offset", witnessed(subject(WHOLE.facts.media, both), WITNESS))

    assert isinstance(found, Measurement)
    assert [(one.source, one.value) for one in found.conflicts] == [("track or media header", -31_536_000)]
