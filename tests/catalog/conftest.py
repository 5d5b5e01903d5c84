"""A small catalog that loads, and the measurands its clauses may cite."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from conformance.model.measurand import Signature
from conformance.model.vocabulary import EvidenceKind

RECORDING = (
    "container.format(text) container.structure_errors(count) container.media_bytes_missing(B) "
    "video.codec(text) video.profile(text) video.width(px) video.height(px) video.duration(s) video.frames(count) "
    "video.frame_rate(Hz) video.frame_interval_max(s) video.frame_interval_jitter(s) video.frames_missing(count) "
    "video.frame_num_gaps(count) video.repeated_frames_share(ratio) video.new_picture_rate(Hz) video.frozen_max(s) "
    "video.bit_rate(bit/s) video.bit_rate_deviation(ratio) video.picture_size_deviation(px) decode.errors(count) "
    "audio.codec(text) audio.sample_rate(Hz) audio.channels(count) time.creation_offset(s)"
)
DEVICE = "storage.recordable_time(h)"
STORAGE = "storage.recordable_time"


def signatures(text: str, kind: EvidenceKind) -> dict[str, Signature]:
    pairs = (item.rstrip(")").split("(") for item in text.split())
    return {name: Signature(name, unit, kind) for name, unit in pairs}


@pytest.fixture(scope="session")
def measurands() -> Mapping[str, Signature]:
    rested = replace(signatures(DEVICE, EvidenceKind.DEVICE)[STORAGE], rests_on=("statement.storage_bytes",))
    return signatures(RECORDING, EvidenceKind.RECORDING) | {STORAGE: rested}
