"""Every measurand, one line of registration each, in the order of the design's contract."""

from conformance.measurands import (
    audio,
    bit_rate,
    cadence,
    captured,
    container,
    continuity,
    counter,
    decoding,
    gop,
    identity,
    intervals,
    manifest,
    naming,
    overlay_text,
    packs,
    parameter_sets,
    picture,
    repeats,
    resolution,
    sameness,
    segments,
    settings,
    sound,
    stamps,
    stretches,
    sync,
)
from conformance.measurands.clocks import (
    agreement,
    burned_in,
    continued,
    drift,
    file_name,
    gnss,
    reference,
    stated,
    stating,
    traced,
)
from conformance.measurands.clocks import container as container_clock
from conformance.measurands.dumps.registered import ACROSS, DUMPS
from conformance.measurands.kinds import COUNTED, READ, DeviceMeasurand, Measurand, RecordingMeasurand
from conformance.measurands.logs.registered import LOGS
from conformance.measurands.recovering import RECOVERING
from conformance.measurands.seals import SEALS
from conformance.measurands.several import every_track
from conformance.measurands.storing.registered import STORING
from conformance.measurands.time_stamps.registered import TIME_STAMPS
from conformance.model.evidence import DumpSubject, RecordingSubject
from conformance.model.measurand import Signature
from conformance.model.measurement import Outcome
from conformance.model.units import TEXT
from conformance.model.vocabulary import Depth

_JOINTS = "two time stamps, each rounded to one tick, or two creation times in whole seconds (rectangular, +-1 s)"
_CAPTURED = "of a counter: two time stamps, the pictures made and those that can't be read; of the indicator: unknown"
_UNREAD = "pictures that can't be read, which may be among those that seem lost"
_SAMPLES = "two samples; unknown where a lossy coder smears the ends"
_TWO_CLOCKS = "one unit of the last digit of either clock, or what a delay leaves open, on either side (rectangular)"
_QUARTERS = "none: a whole number of quarters of an hour"
_EDGES = "leaving out groups of rows (t), bias of the method and tone curve (rectangular); 95 %"
_SOUND_STAMPS = "one tick of the sound's time base"
_STAMPS = "two time stamps, each rounded to one tick of the time base"

_CONTAINER, _PACKETS, _FRAMES = Depth.CONTAINER, Depth.PACKETS, Depth.FRAMES

MEASURANDS: tuple[Measurand, ...] = (
    RecordingMeasurand("container.format", TEXT, _CONTAINER, READ, container.container_format),
    RecordingMeasurand("container.structure_errors", "count", _CONTAINER, COUNTED, container.structure_errors),
    RecordingMeasurand("container.media_bytes_missing", "B", _CONTAINER, COUNTED, container.media_bytes_missing),
    RecordingMeasurand("video.codec", TEXT, _CONTAINER, READ, every_track(picture.codec)),
    RecordingMeasurand("video.profile", TEXT, _CONTAINER, READ, every_track(picture.profile)),
    RecordingMeasurand("video.width", "px", _FRAMES, COUNTED, every_track(picture.width)),
    RecordingMeasurand("video.height", "px", _FRAMES, COUNTED, every_track(picture.height)),
    RecordingMeasurand(
        "video.picture_size_deviation",
        "px",
        _FRAMES,
        COUNTED,
        every_track(picture.size_deviation),
        ("settings.width", "settings.height"),
    ),
    RecordingMeasurand("video.duration", "s", _PACKETS, _STAMPS, every_track(cadence.duration)),
    RecordingMeasurand("video.frames", "count", _FRAMES, COUNTED, every_track(picture.frames)),
    RecordingMeasurand("video.frame_rate", "Hz", _PACKETS, _STAMPS, every_track(cadence.frame_rate)),
    RecordingMeasurand(
        "video.frames_off_setting",
        "count",
        _PACKETS,
        COUNTED,
        every_track(settings.frames_off_setting),
        ("settings.frame_rate",),
    ),
    RecordingMeasurand(
        "video.frame_interval_max",
        "s",
        _PACKETS,
        "two time stamps, each rounded to one tick; of many intervals as long, the worst (k = 1.645)",
        every_track(intervals.interval_max),
    ),
    RecordingMeasurand(
        "video.frame_interval_jitter",
        "s",
        _PACKETS,
        "rounding of every stamp to one tick, as far as it does not average out",
        every_track(intervals.interval_jitter),
    ),
    RecordingMeasurand(
        "video.frame_interval_spread",
        "s",
        _PACKETS,
        "two intervals, each known to one tick (rectangular)",
        every_track(intervals.interval_spread),
    ),
    RecordingMeasurand("video.time_stamp_faults", "count", _PACKETS, COUNTED, every_track(stamps.time_stamp_faults)),
    RecordingMeasurand("video.frames_missing", "count", _PACKETS, COUNTED, every_track(cadence.frames_missing)),
    RecordingMeasurand("video.frame_num_gaps", "count", _PACKETS, COUNTED, every_track(continuity.frame_num_gaps)),
    RecordingMeasurand(
        "video.repeated_frames_share", "ratio", _FRAMES, COUNTED, every_track(repeats.repeated_frames_share)
    ),
    RecordingMeasurand(
        "video.new_picture_rate",
        "Hz",
        _FRAMES,
        "two time stamps, each rounded to one tick, where a counter was filmed; not known of the indicator",
        captured.new_picture_rate,
    ),
    RecordingMeasurand("video.frozen_max", "s", _FRAMES, _STAMPS, every_track(stretches.frozen_max)),
    RecordingMeasurand("video.black_max", "s", _FRAMES, _STAMPS, every_track(stretches.black_max)),
    RecordingMeasurand("video.sfr50", "cy/px", _FRAMES, _EDGES, resolution.sfr50),
    RecordingMeasurand("video.sfr_at_0_45", "ratio", _FRAMES, _EDGES, resolution.sfr_at_0_45),
    RecordingMeasurand("video.resolution_lines", "LW/PH", _FRAMES, _EDGES, resolution.resolution_lines),
    RecordingMeasurand("video.sfr50_corners", "cy/px", _FRAMES, _EDGES, resolution.sfr50_corners),
    RecordingMeasurand("video.sfr_at_0_45_corners", "ratio", _FRAMES, _EDGES, resolution.sfr_at_0_45_corners),
    RecordingMeasurand("video.resolution_lines_corners", "LW/PH", _FRAMES, _EDGES, resolution.resolution_lines_corners),
    RecordingMeasurand("video.frames_lost_by_counter", "count", _FRAMES, _UNREAD, counter.frames_lost_by_counter),
    RecordingMeasurand("video.bit_rate", "bit/s", _PACKETS, _STAMPS, every_track(bit_rate.bit_rate)),
    RecordingMeasurand(
        "video.bit_rate_deviation",
        "ratio",
        _PACKETS,
        _STAMPS,
        every_track(bit_rate.bit_rate_deviation),
        ("settings.bit_rate",),
    ),
    RecordingMeasurand("video.bit_rate_peak", "bit/s", _PACKETS, _STAMPS, every_track(bit_rate.bit_rate_peak)),
    RecordingMeasurand("video.key_frame_interval_max", "s", _PACKETS, _STAMPS, every_track(gop.key_frame_interval_max)),
    RecordingMeasurand("video.gop_length_max", "count", _PACKETS, COUNTED, every_track(gop.gop_length_max)),
    RecordingMeasurand("video.scan", TEXT, _FRAMES, READ, every_track(picture.scan)),
    RecordingMeasurand("video.colour_range", TEXT, _CONTAINER, READ, every_track(picture.colour_range)),
    RecordingMeasurand("video.sampling", TEXT, _CONTAINER, READ, every_track(picture.sampling)),
    RecordingMeasurand("video.level", TEXT, _PACKETS, READ, every_track(parameter_sets.level)),
    RecordingMeasurand("video.level_idc", "count", _PACKETS, COUNTED, every_track(parameter_sets.level_idc)),
    RecordingMeasurand(
        "video.key_pictures_without_parameter_sets",
        "count",
        _PACKETS,
        COUNTED,
        every_track(parameter_sets.key_pictures_without_sets),
    ),
    RecordingMeasurand("ps.frames_not_one_a_pack", "count", _PACKETS, COUNTED, packs.frames_not_one_a_pack),
    RecordingMeasurand("ps.key_packs_without_headers", "count", _PACKETS, COUNTED, packs.key_packs_without_headers),
    RecordingMeasurand("ps.video_stream_id", TEXT, _PACKETS, READ, packs.video_stream_id),
    RecordingMeasurand("ps.audio_stream_id", TEXT, _PACKETS, READ, packs.audio_stream_id),
    RecordingMeasurand("ps.video_stream_type", TEXT, _PACKETS, READ, packs.video_stream_type),
    RecordingMeasurand("ps.audio_stream_type", TEXT, _PACKETS, READ, packs.audio_stream_type),
    RecordingMeasurand("file.name_pattern", TEXT, _CONTAINER, READ, naming.name_pattern),
    RecordingMeasurand("file.name_extension", TEXT, _CONTAINER, READ, naming.name_extension),
    RecordingMeasurand("decode.errors", "count", _FRAMES, COUNTED, decoding.errors),
    RecordingMeasurand("audio.codec", TEXT, _CONTAINER, READ, audio.codec),
    RecordingMeasurand("audio.sample_rate", "Hz", _CONTAINER, COUNTED, audio.sample_rate),
    RecordingMeasurand("audio.channels", "count", _CONTAINER, COUNTED, audio.channels),
    RecordingMeasurand("audio.gap_max", "s", _FRAMES, _SOUND_STAMPS, sound.gap_max),
    RecordingMeasurand("audio.silence_max", "s", _FRAMES, _SAMPLES, sound.silence_max),
    RecordingMeasurand("audio.clipped_share", "ratio", _FRAMES, COUNTED, sound.clipped_share),
    RecordingMeasurand(
        "sync.audio_delay",
        "s",
        _FRAMES,
        "where in its interval a flash falls (rectangular, does not average out), scatter, onset of the beep; 95 %",
        sync.audio_delay,
    ),
    RecordingMeasurand(
        "sync.clock_skew",
        "ppm",
        _FRAMES,
        "residuals of the fitted slope, or the ends of sound and pictures (rectangular)",
        sync.clock_skew,
    ),
    RecordingMeasurand(
        "time.creation_offset",
        "s",
        _CONTAINER,
        "one unit of the field's last digit on either side (rectangular) and the witness's reference",
        container_clock.creation_offset,
        ("reference", "clock_zone"),
    ),
    RecordingMeasurand(
        "time.file_name_offset",
        "s",
        _CONTAINER,
        "one unit of the name's last digit on either side (rectangular) and the witness's reference",
        file_name.file_name_offset,
        ("reference", "clock_zone"),
    ),
    RecordingMeasurand(
        "overlay.readable_share",
        "ratio",
        _FRAMES,
        "none: pictures are counted; what is not decided does not count as read",
        burned_in.readable_share,
    ),
    RecordingMeasurand(
        "overlay.clock_offset",
        "s",
        _FRAMES,
        "half an interval of pictures (rectangular), spread of the changes of the seconds, and that of the filmed "
        "clock or of the witness",
        traced.clock_offset,
        ("reference", "clock_zone"),
    ),
    RecordingMeasurand("overlay.clock_steps", "count", _FRAMES, COUNTED, burned_in.clock_steps),
    RecordingMeasurand(
        "overlay.stamp_drift",
        "s/d",
        _FRAMES,
        "least squares over the changes of the seconds (t interval), and an interval of pictures over the whole time",
        drift.stamp_drift,
    ),
    RecordingMeasurand("overlay.device_number", TEXT, _FRAMES, READ, overlay_text.device_number),
    RecordingMeasurand("overlay.officer_number", TEXT, _FRAMES, READ, overlay_text.officer_number),
    RecordingMeasurand("overlay.position", TEXT, _FRAMES, READ, overlay_text.position),
    RecordingMeasurand(
        "time.gnss_offset",
        "s",
        _PACKETS,
        "when in or before its packet a fix was (rectangular: its length, its last digit, a delay of 0 to 1 s) and the "
        "witness's reference",
        gnss.gnss_offset,
        ("reference",),
    ),
    RecordingMeasurand(
        "time.sei_offset",
        "s",
        _PACKETS,
        "an interval of pictures, how far its times part from the time stamps, and how late a signature comes "
        "(rectangular), and the witness's reference",
        stated.sei_offset,
        ("reference",),
    ),
    RecordingMeasurand("time.misp_share", "ratio", _PACKETS, COUNTED, stated.misp_share),
    RecordingMeasurand("time.clock_residual_max", "s", _PACKETS, _TWO_CLOCKS, agreement.clock_residual_max),
    RecordingMeasurand(
        "time.zone_offset_max",
        "s",
        _PACKETS,
        "none: a whole number of quarters of an hour",
        agreement.zone_offset_max,
        ("clock_zone",),
    ),
    RecordingMeasurand(
        "time.resolution",
        "s",
        _PACKETS,
        "none: the unit in which it is stated",
        stating.time_resolution,
    ),
    RecordingMeasurand("time.zones_unstated", "count", _PACKETS, COUNTED, stating.zones_unstated),
    RecordingMeasurand("time.reference_read_share", "ratio", _FRAMES, COUNTED, reference.reference_read_share),
    *RECOVERING,
    *SEALS,
    *DUMPS,
    *ACROSS,
    DeviceMeasurand("integrity.manifest_mismatches", "count", _CONTAINER, COUNTED, manifest.mismatches),
    *TIME_STAMPS,
    DeviceMeasurand(
        "device.gb28181_id_digits",
        "count",
        _CONTAINER,
        COUNTED,
        identity.id_digits,
        ("statement.gb28181_id",),
    ),
    DeviceMeasurand(
        "device.gb28181_type_code",
        "count",
        _CONTAINER,
        COUNTED,
        identity.id_type_code,
        ("statement.gb28181_id",),
    ),
    DeviceMeasurand("identity.disagreements", "count", _FRAMES, COUNTED, sameness.disagreements),
    *LOGS,
    *STORING,
    DeviceMeasurand(
        "overlay.clock_drift",
        "s/d",
        _FRAMES,
        "least squares over recordings or changes of the seconds (t interval), and both ends over the whole time",
        drift.clock_drift,
        ("clock_zone",),
    ),
    DeviceMeasurand(
        "overlay.segment_step_max",
        "s",
        _FRAMES,
        f"half an interval of pictures at two changes of the seconds (rectangular), and {_JOINTS}",
        continued.segment_step_max,
        ("segment_of",),
    ),
    DeviceMeasurand("segments.gap_max", "s", _PACKETS, _JOINTS, segments.gap_max, ("segment_of",)),
    DeviceMeasurand("segments.overlap_max", "s", _PACKETS, _JOINTS, segments.overlap_max, ("segment_of",)),
)


def find(name: str) -> Measurand:
    """The measurand of that name; KeyError where there is none."""
    return {measurand.name: measurand for measurand in MEASURANDS}[name]


def signatures() -> dict[str, Signature]:
    """What the catalog checks a clause against, by name."""
    return {one.name: Signature(one.name, one.unit, one.kind, one.rests_on) for one in MEASURANDS}


def measure_all(subject: RecordingSubject) -> tuple[Outcome, ...]:
    """Every measurand of a recording, in the order of the registry."""
    return tuple(one.measure(subject) for one in MEASURANDS if isinstance(one, RecordingMeasurand))


def measure_dump(subject: DumpSubject) -> tuple[Outcome, ...]:
    """Every measurand of a dump, in the order of the registry."""
    return tuple(one.measure(subject) for one in DUMPS)
