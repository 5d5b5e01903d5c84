"""Reads `recordings.yaml`: a recording an entry, saying only how it differs from the plain one or another."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, Field

from conformance.errors import FixtureError
from conformance.strictyaml import StrictModel, load, read_document, validate
from conformance.synthesis.defects import Defect
from conformance.synthesis.recipe import (
    AudioCodec,
    BurnedClock,
    ConstantRate,
    Container,
    Layout,
    NoSound,
    NotDated,
    Packing,
    Quality,
    Recipe,
    Repeats,
    Scene,
    Sound,
    Video,
    VideoCodec,
)

RECORDINGS = "recordings.yaml"

_SIZE = r"^[1-9]\d*x[1-9]\d*$"
_Byte: TypeAlias = Annotated[str, Field(pattern="^0x[0-9A-F]{2}$")]
_Operation: TypeAlias = Annotated[Defect, Field(discriminator="operation")]


class _Clock(StrictModel):
    day: Fraction = Fraction(0)
    offset: Fraction = Fraction(0)
    step: Fraction = Fraction(0)
    share: Fraction = Fraction(1)


class _Video(StrictModel):
    """`bit_rate` in bit/s replaces `quality`; `rate` in Hz, `seconds` and `first_pts` in s, as fraction text."""

    codec: VideoCodec = VideoCodec.H264
    size: Annotated[str, Field(pattern=_SIZE)] = "640x480"
    rate: Fraction = Fraction(25)
    seconds: Fraction = Fraction(1)
    scene: Scene = Scene.PATTERN
    quality: int = 28
    bit_rate: int = 0
    pixel_format: str = "yuv420p"
    profile: str = ""
    key_interval: int = 25
    b_frames: int = 0
    dropped: tuple[int, ...] = ()
    first_pts: Fraction = Fraction(0)
    repeated: tuple[int, ...] = ()
    bunched: tuple[int, ...] = ()
    captured: Fraction = Fraction(0)
    sensor: Annotated[str, Field(pattern=_SIZE)] = ""
    clock: _Clock = _Clock()


class _Audio(StrictModel):
    codec: AudioCodec | Literal["none"]
    sample_rate: int = 48000
    channels: int = 1
    delay: Fraction = Fraction(0)


class _Packing(StrictModel):
    """Identifiers and types are bytes as `0xE0`; `video_type` `0x00` is that of the codec."""

    pictures_a_pack: Annotated[int, Field(ge=1)] = 1
    headers: Repeats = Repeats.EVERY
    parameter_sets: Repeats = Repeats.EVERY
    video_id: _Byte = "0xE0"
    audio_id: _Byte = "0xC0"
    video_type: _Byte = "0x00"
    audio_type: _Byte = "0x90"
    lost: tuple[int, ...] = ()


class _Recording(StrictModel):
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
    like: str = ""
    truth: str
    name: Annotated[str, Field(pattern="^[A-Za-z0-9_-]*$")] = ""
    container: Container = Container.MP4
    layout: Layout = Layout.MOOV_FIRST
    video: _Video = _Video()
    audio: _Audio = _Audio(codec="none")
    creation_time: AwareDatetime | Literal["not_set"] = "not_set"
    rotation: int = 0
    defects: tuple[_Operation, ...] = ()
    packing: _Packing = _Packing()


class _Document(StrictModel):
    recordings: tuple[_Recording, ...]


def read_recipes(folder: Path) -> dict[str, Recipe]:
    """Every recipe of `recordings.yaml` in a fixtures folder, by id, in the order of the text.

    Raises:
        DocumentError: the text breaks its format.
        FixtureError: an id stands twice, or `like` names no earlier recording.
    """
    path = folder / RECORDINGS
    document = validate(_Document, load(read_document(path), str(path)))
    return {entry.id: _recipe(entry) for entry in _resolved(document.recordings)}


def _resolved(entries: Iterable[_Recording]) -> Iterable[_Recording]:
    known: dict[str, _Recording] = {}
    for entry in entries:
        if entry.id in known:
            raise FixtureError(f"{RECORDINGS}: recording {entry.id!r} stands twice")
        if entry.like and entry.like not in known:
            raise FixtureError(f"{RECORDINGS}: {entry.id!r} is like {entry.like!r}, which no earlier recording is")
        known[entry.id] = _merged(known[entry.like], entry) if entry.like else entry
    return known.values()


def _merged(base: _Recording, own: _Recording) -> _Recording:
    """What `own` states replaces what `base` has; `video` is replaced field by field."""
    stated = {name: getattr(own, name) for name in own.model_fields_set}
    video = {name: getattr(own.video, name) for name in own.video.model_fields_set}
    return base.model_copy(update=stated | {"video": base.video.model_copy(update=video)})


def _recipe(entry: _Recording) -> Recipe:
    return Recipe(
        id=entry.id,
        truth=entry.truth,
        container=entry.container,
        layout=entry.layout,
        video=_video(entry.video),
        audio=_audio(entry.audio),
        creation_time=NotDated() if entry.creation_time == "not_set" else entry.creation_time,
        rotation=entry.rotation,
        defects=entry.defects,
        name=entry.name,
        packing=_packing(entry.packing),
    )


def _packing(entry: _Packing) -> Packing:
    return Packing(
        pictures_a_pack=entry.pictures_a_pack,
        headers=entry.headers,
        parameter_sets=entry.parameter_sets,
        video_id=int(entry.video_id, 16),
        audio_id=int(entry.audio_id, 16),
        video_type=int(entry.video_type, 16),
        audio_type=int(entry.audio_type, 16),
        lost=entry.lost,
    )


def _video(entry: _Video) -> Video:
    width, height = entry.size.split("x")
    sensor_width, sensor_height = (entry.sensor or "0x0").split("x")
    return Video(
        codec=entry.codec,
        width=int(width),
        height=int(height),
        rate=entry.rate,
        seconds=entry.seconds,
        scene=entry.scene,
        coding=ConstantRate(entry.bit_rate) if entry.bit_rate else Quality(entry.quality),
        pixel_format=entry.pixel_format,
        profile=entry.profile,
        key_interval=entry.key_interval,
        b_frames=entry.b_frames,
        dropped=entry.dropped,
        first_pts=entry.first_pts,
        repeated=entry.repeated,
        bunched=entry.bunched,
        captured=entry.captured,
        sensor_width=int(sensor_width),
        sensor_height=int(sensor_height),
        clock=BurnedClock(entry.clock.day, entry.clock.offset, entry.clock.step, entry.clock.share),
    )


def _audio(entry: _Audio) -> Sound | NoSound:
    if entry.codec == "none":
        return NoSound()
    return Sound(AudioCodec(entry.codec), entry.sample_rate, entry.channels, entry.delay)
