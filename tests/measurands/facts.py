"""Facts made by hand: a recording of which every number is known."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand
from conformance.model.evidence import Recording, RecordingSubject, ReferenceTime, Stated
from conformance.model.facts import (
    Absent,
    AudioTrack,
    Facts,
    FrameNumbers,
    IsoFacts,
    IsoTrack,
    Luma,
    Media,
    Packets,
    Pictures,
    SecondExtractor,
    VideoTrack,
)
from conformance.model.measurement import Measurement, NotMeasured, Outcome
from conformance.model.vocabulary import Depth, Reason, Role

NO_SETTINGS = Stated()
NOTHING = Absent(Reason.METHOD_DOES_NOT_APPLY, "not in this test")


def packets(stamps: tuple[int, ...], size: int = 1000) -> Packets:
    count = len(stamps)
    yes, no = (True,) * count, (False,) * count
    return Packets(stamps, yes, (1,) * count, (size,) * count, yes, no, yes)


def pictures(stamps: tuple[int, ...], changes: tuple[float, ...] = (), *, rotation: int = 0) -> Pictures:
    count = len(stamps)
    flat = (0.0,) * count
    luma: Luma | Absent = Luma((100.0,) * count, changes, flat, flat) if changes else NOTHING
    return Pictures(stamps, (True,) * count, (1,) * count, ((1280, 720),), rotation, luma, "K" + "P" * (count - 1), 0)


def video(stamps: tuple[int, ...], time_base: Fraction, changes: tuple[float, ...] = ()) -> VideoTrack:
    return VideoTrack(
        index=0,
        codec="h264",
        profile="High",
        level=40,
        width=1280,
        height=720,
        time_base=time_base,
        declared_frames=len(stamps),
        packets=packets(stamps),
        pictures=pictures(stamps, changes),
        complaints=(),
        frame_numbers=FrameNumbers(len(stamps), ()),
    )


def audio(channels: int = 2) -> AudioTrack:
    return AudioTrack(1, "aac", 48000, channels, Fraction(1, 48000), 47, 48128, ())


def iso(*, creation: int = 0, samples: int = 1) -> IsoFacts:
    track = IsoTrack(1, "vide", "avc1", 1000, 1000, samples, 1000 * samples, 0, 0, 1280, 720, 0, ())
    return IsoFacts(("isom",), (), 0, creation, 1000, 1000, (track,), ())


def subject(
    media: Media | Absent,
    boxes: IsoFacts | Absent = NOTHING,
    second: SecondExtractor | Absent = NOTHING,
    depth: Depth = Depth.FRAMES,
) -> RecordingSubject:
    facts = Facts("00" * 32, 100_000, "test", depth, boxes, media, second)
    reference = Absent(Reason.NO_REFERENCE_TIME, "no witness")
    recording = Recording(
        "clip.mp4", "clip.mp4", Path("clip.mp4"), 100_000, "00" * 32, Role.GENERAL, reference, Stated()
    )
    return RecordingSubject(recording, facts)


def clip(stamps: tuple[int, ...], time_base: Fraction, changes: tuple[float, ...] = ()) -> RecordingSubject:
    """A recording with one H.264 track of those time stamps and one AAC track."""
    return subject(Media("mp4", "", (video(stamps, time_base, changes),), (audio(),), ()))


def witnessed(
    one: RecordingSubject, reference: ReferenceTime | Absent, settings: Stated = NO_SETTINGS
) -> RecordingSubject:
    return replace(one, recording=replace(one.recording, reference=reference, settings=settings))


def outcome(name: str, one: RecordingSubject) -> Outcome:
    measurand = registry.find(name)
    assert not isinstance(measurand, DeviceMeasurand)
    return measurand.measure(one)


def value(name: str, one: RecordingSubject) -> object:
    found = outcome(name, one)
    assert isinstance(found, Measurement), found
    return found.value


def reason(name: str, one: RecordingSubject) -> Reason:
    found = outcome(name, one)
    assert isinstance(found, NotMeasured), found
    return found.reason
