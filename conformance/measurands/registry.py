"""Every measurand, one line of registration each, in the order of the design's contract."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from conformance.measurands import (
    audio,
    bit_rate,
    cadence,
    clocks,
    container,
    continuity,
    decoding,
    picture,
    storage,
)
from conformance.measurands.reading import Result
from conformance.measurands.several import every_track
from conformance.model.evidence import DeviceSubject, RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurand import Signature
from conformance.model.measurement import Measurement, NotMeasured, Outcome
from conformance.model.units import TEXT
from conformance.model.vocabulary import Depth, EvidenceKind, Reason


@dataclass(frozen=True)
class RecordingMeasurand:
    """A quantity of one recording; `needs` is the depth of reading without which there is no value."""

    name: str
    unit: str
    needs: Depth
    uncertainty: str  # how U is found, one phrase
    function: Callable[[RecordingSubject], Result]
    kind = EvidenceKind.RECORDING

    @property
    def method(self) -> str:
        """How it is measured, one sentence."""
        return _first_sentence(self.function)

    def measure(self, subject: RecordingSubject) -> Outcome:
        """The measurement, or why there is none."""
        if not subject.facts.depth.reaches(self.needs):
            detail = f"needs the {self.needs} pass; this run stopped at {subject.facts.depth}"
            return NotMeasured(self.name, Reason.DEPTH_TOO_SHALLOW, detail)
        return _named(self.name, self.unit, self.function(subject))


@dataclass(frozen=True)
class DeviceMeasurand:
    """A quantity of the whole device, from all its recordings and what it states."""

    name: str
    unit: str
    needs: Depth
    uncertainty: str
    function: Callable[[DeviceSubject], Result]
    kind = EvidenceKind.DEVICE

    @property
    def method(self) -> str:
        """How it is measured, one sentence."""
        return _first_sentence(self.function)

    def measure(self, subject: DeviceSubject) -> Outcome:
        """The measurement, or why there is none."""
        return _named(self.name, self.unit, self.function(subject))


Measurand: TypeAlias = RecordingMeasurand | DeviceMeasurand


def _first_sentence(function: Callable[..., Result]) -> str:
    return (function.__doc__ or "").split("\n", 1)[0]


def _named(name: str, unit: str, result: Result) -> Outcome:
    if isinstance(result, Absent):
        return NotMeasured(name, result.reason, result.detail)
    return Measurement(
        name,
        unit,
        result.value,
        result.uncertainty,
        result.exercised,
        result.note,
        result.where,
        result.opinions,
    )


_COUNTED = "none: an exact count"
_READ = "none: read as text"
_STAMPS = "two time stamps, each rounded to one tick of the time base"

_CONTAINER, _PACKETS, _FRAMES = Depth.CONTAINER, Depth.PACKETS, Depth.FRAMES

MEASURANDS: tuple[Measurand, ...] = (
    RecordingMeasurand("container.format", TEXT, _CONTAINER, _READ, container.container_format),
    RecordingMeasurand("container.structure_errors", "count", _CONTAINER, _COUNTED, container.structure_errors),
    RecordingMeasurand("container.media_bytes_missing", "B", _CONTAINER, _COUNTED, container.media_bytes_missing),
    RecordingMeasurand("video.codec", TEXT, _CONTAINER, _READ, every_track(picture.codec)),
    RecordingMeasurand("video.profile", TEXT, _CONTAINER, _READ, every_track(picture.profile)),
    RecordingMeasurand("video.width", "px", _FRAMES, _COUNTED, every_track(picture.width)),
    RecordingMeasurand("video.height", "px", _FRAMES, _COUNTED, every_track(picture.height)),
    RecordingMeasurand("video.picture_size_deviation", "px", _FRAMES, _COUNTED, every_track(picture.size_deviation)),
    RecordingMeasurand("video.duration", "s", _PACKETS, _STAMPS, every_track(cadence.duration)),
    RecordingMeasurand("video.frames", "count", _FRAMES, _COUNTED, every_track(picture.frames)),
    RecordingMeasurand("video.frame_rate", "Hz", _PACKETS, _STAMPS, every_track(cadence.frame_rate)),
    RecordingMeasurand("video.frame_interval_max", "s", _PACKETS, _STAMPS, every_track(cadence.interval_max)),
    RecordingMeasurand("video.frame_interval_jitter", "s", _PACKETS, _STAMPS, every_track(cadence.interval_jitter)),
    RecordingMeasurand("video.frames_missing", "count", _PACKETS, _COUNTED, every_track(cadence.frames_missing)),
    RecordingMeasurand("video.frame_num_gaps", "count", _PACKETS, _COUNTED, every_track(continuity.frame_num_gaps)),
    RecordingMeasurand(
        "video.repeated_frames_share", "ratio", _FRAMES, _COUNTED, every_track(continuity.repeated_frames_share)
    ),
    RecordingMeasurand("video.new_picture_rate", "Hz", _FRAMES, _STAMPS, every_track(continuity.new_picture_rate)),
    RecordingMeasurand("video.frozen_max", "s", _FRAMES, _STAMPS, every_track(continuity.frozen_max)),
    RecordingMeasurand("video.bit_rate", "bit/s", _PACKETS, _STAMPS, every_track(bit_rate.bit_rate)),
    RecordingMeasurand(
        "video.bit_rate_deviation", "ratio", _PACKETS, _STAMPS, every_track(bit_rate.bit_rate_deviation)
    ),
    RecordingMeasurand("decode.errors", "count", _FRAMES, _COUNTED, decoding.errors),
    RecordingMeasurand("audio.codec", TEXT, _CONTAINER, _READ, audio.codec),
    RecordingMeasurand("audio.sample_rate", "Hz", _CONTAINER, _COUNTED, audio.sample_rate),
    RecordingMeasurand("audio.channels", "count", _CONTAINER, _COUNTED, audio.channels),
    RecordingMeasurand(
        "time.creation_offset",
        "s",
        _CONTAINER,
        "resolution of the container field (rectangular) and the witness's reference",
        clocks.creation_offset,
    ),
    DeviceMeasurand(
        "storage.recordable_time",
        "h",
        _PACKETS,
        "spread of the rate between windows of 10 s, k = 2",
        storage.recordable_time,
    ),
)


def find(name: str) -> Measurand:
    """The measurand of that name; KeyError where there is none."""
    return {measurand.name: measurand for measurand in MEASURANDS}[name]


def signatures() -> dict[str, Signature]:
    """What the catalog checks a clause against, by name."""
    return {one.name: Signature(one.name, one.unit, one.kind) for one in MEASURANDS}
