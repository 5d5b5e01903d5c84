"""A recorder's clock over ten minutes at 30 Hz, coded and read as any recording: offset and drift within their U."""

from dataclasses import replace
from datetime import UTC, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.evidence.single import single_recording
from conformance.extract.facts import read_facts
from conformance.extract.request import Request
from conformance.measurands.registry import measure_all
from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.measurement import Measurement, Uncertain
from conformance.model.vocabulary import Depth

from .drawing import Scene, film

TEN_MINUTES = Scene(seconds=600, height=240, letters=1 / 14, background="still")
DAY = 86_400  # s


def measured(scene: Scene, file: Path, offset: float) -> dict[str, Measurement]:
    """What is measured of the film of a clock that was that much ahead, s, of a witnessed start."""
    recording = single_recording(film(scene, file))
    begun = scene.start.replace(tzinfo=UTC) - timedelta(seconds=offset)
    recording = replace(recording, clock_zone=0, reference=ReferenceTime(begun, Fraction(0)))
    request = Request(recording.file, recording.sha256, recording.size, Depth.FRAMES)
    outcomes = measure_all(RecordingSubject(recording, read_facts(request, lambda: None)))
    return {one.measurand: one for one in outcomes if isinstance(one, Measurement)}


@pytest.mark.slow
@pytest.mark.parametrize(("offset", "drift"), [(0.35, 200e-6), (-0.35, 0.0)])
def test_offset_and_drift_over_ten_minutes_are_found_within_their_uncertainty(
    offset: float, drift: float, tmp_path: Path
) -> None:
    found = measured(replace(TEN_MINUTES, drift=drift), tmp_path / "clock.mp4", offset)
    errors = {
        "overlay.clock_offset": offset + drift * 300,  # of the middle
        "overlay.stamp_drift": drift * DAY,
    }

    for name, true in errors.items():
        value, uncertainty = found[name].value, found[name].uncertainty
        assert isinstance(value, Fraction)
        assert isinstance(uncertainty, Uncertain)
        assert abs(float(value) - true) <= uncertainty.expanded
    share = found["overlay.readable_share"].value
    assert isinstance(share, Fraction)
    assert share >= Fraction(96, 100)
    assert found["overlay.clock_steps"].value == 0
    offset_known = found["overlay.clock_offset"].uncertainty
    assert isinstance(offset_known, Uncertain)
    assert offset_known.expanded < Fraction(20, 1000)
