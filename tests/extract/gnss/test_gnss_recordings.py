"""A real recording of a drone's camera: what its telemetry says of the time, by the file itself."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.extract.gnss.gpmf import read_gpmf
from conformance.extract.gnss.told import Place
from conformance.model.evidence import ReferenceTime
from conformance.model.facts import Facts
from conformance.model.gnss_facts import FixQuality, GnssFacts, GnssFormat
from conformance.model.measurement import Measurement, Uncertain
from conformance.model.vocabulary import Depth

from ...measurands.facts import outcome, witnessed
from ..making import facts_of, subject_of

KARMA = Path(__file__).parents[3] / "../shared/media/gopro__gpmf-parser/samples/karma.mp4"

pytestmark = pytest.mark.skipif(not KARMA.exists(), reason="the folder ../shared/media is absent")


def test_a_real_payload_of_a_hero5_is_read() -> None:
    found = read_gpmf((KARMA.parent / "hero5.raw").read_bytes(), Place(0, 1000))
    (fix,) = found[GnssFormat.GPSU].fixes

    assert list(found) == [GnssFormat.GPSU]
    assert fix.utc == int(datetime(2017, 4, 17, 17, 31, 3, tzinfo=UTC).timestamp()), "GPSU 170417173103.000"
    assert fix.quality is FixQuality.FIX_3D
    assert fix.position == (Fraction("33.1264969"), Fraction("-117.3273542"))


@pytest.fixture(scope="module")
def facts() -> Facts:
    return facts_of(KARMA, Depth.PACKETS)


def test_the_drones_receiver_is_read_from_the_telemetry_track(facts: Facts) -> None:
    assert isinstance(facts.gnss, GnssFacts)
    (track,) = facts.gnss.tracks

    assert (track.format, track.index, track.valid) == (GnssFormat.GPRI, 3, 47)
    assert (track.void, track.untimed, track.unchecked, track.damaged) == (0, 0, 0, 0)
    assert {fix.quality for fix in track.fixes} == {FixQuality.FIX_3D}
    # SYST: 146.544283 s after the start it was 19:27:58.000; the first fix of GPRI is of 145.911705 s
    first, last = track.fixes[0], track.fixes[-1]
    start = int(datetime(2017, 4, 17, 19, 27, 58, tzinfo=UTC).timestamp())
    assert first.utc - start == Fraction("145.911705") - Fraction("146.544283")
    assert last.utc - start == 11 + Fraction("157.615923") - Fraction("157.543570")
    assert (first.pts, last.pts) == (0, 11_011)
    assert [round(float(degrees), 4) for degrees in first.position] == [33.1254, -117.3311]


def test_its_time_agrees_with_the_movie_header_within_a_second(facts: Facts) -> None:
    subject = replace(subject_of(facts), facts=facts)
    witness = ReferenceTime(datetime(2017, 4, 17, 19, 27, 57, tzinfo=UTC), Fraction(1))  # mvhd, in whole seconds
    offset = outcome("time.gnss_offset", witnessed(subject, witness))
    apart = outcome("time.clock_residual_max", subject)

    assert isinstance(offset, Measurement), offset
    assert isinstance(apart, Measurement), apart
    assert isinstance(offset.uncertainty, Uncertain)
    assert float(offset.value) == pytest.approx(0.764, abs=0.001)  # type: ignore[arg-type]
    assert float(offset.uncertainty.expanded) == pytest.approx((1.1564**2 + 1) ** 0.5, abs=0.001)
    assert offset.exercised == 47
    assert apart.value == Fraction("0.764")
