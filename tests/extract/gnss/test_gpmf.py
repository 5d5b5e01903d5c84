"""Times of GoPro cameras and of the drone that carries one, by payloads of known truth."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.gnss.gpmf import read_gpmf
from conformance.extract.gnss.told import Place, Told
from conformance.model.gnss_facts import FixQuality, GnssFormat

from .making import gpri, gps5, gps9, item, nest

HERE = Place(3000, 1000)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def since(*date: int) -> int:
    return int((datetime(*date, tzinfo=UTC) - EPOCH).total_seconds())  # type: ignore[arg-type]


def told(data: bytes, form: GnssFormat) -> Told:
    found = read_gpmf(data, HERE)
    assert list(found) == [form]
    return found[form]


def test_a_hero5_states_one_time_a_payload() -> None:
    found = told(gps5("170417192758.283", lock=2), GnssFormat.GPSU)
    (fix,) = found.fixes

    assert (fix.pts, fix.duration) == (3000, 1000)
    assert fix.utc == since(2017, 4, 17, 19, 27, 58) + Fraction(283, 1000)
    assert fix.resolution == Fraction(1, 1000)
    assert fix.quality is FixQuality.FIX_2D
    assert fix.position == (Fraction("33.1"), Fraction("-117.3"))
    assert (found.void, found.damaged) == (0, 0)


@pytest.mark.parametrize("lock", [0, 1, 4])
def test_a_time_without_a_lock_never_counts(lock: int) -> None:
    found = told(gps5("170417192758.283", lock=lock), GnssFormat.GPSU)

    assert (found.fixes, found.void) == ([], 1)


@pytest.mark.parametrize(
    "utc", ["171317192758.283", "170230192758.283", "170417242758.283", "170417192760.000", "x" * 16]
)
def test_what_is_no_time_is_damage(utc: str) -> None:
    found = told(gps5(utc), GnssFormat.GPSU)

    assert (found.fixes, found.damaged) == ([], 1)


def test_a_place_off_the_earth_is_damage() -> None:
    assert told(gps5("170417192758.283", latitude=91), GnssFormat.GPSU).damaged == 1


def test_a_leap_second_is_a_time() -> None:
    (fix,) = told(gps5("161231235960.500"), GnssFormat.GPSU).fixes

    assert fix.in_leap_second
    assert fix.utc == since(2017, 1, 1) + Fraction(1, 2)


def test_a_hero11_states_a_time_with_every_place() -> None:
    day = (datetime(2023, 6, 1, tzinfo=UTC) - datetime(2000, 1, 1, tzinfo=UTC)).days
    found = told(gps9((day, 43_200_100, 3), (day, 43_200_200, 0), (day, 86_400_000, 3), (-9999, 0, 3)), GnssFormat.GPS9)

    assert [fix.utc for fix in found.fixes] == [since(2023, 6, 1, 12) + Fraction(1, 10)]
    assert (found.void, found.damaged) == (1, 2)


def test_the_drones_times_are_told_by_its_system_time() -> None:
    clock = (146_544_283, 1_492_457_278_000)
    found = told(gpri([145_911_705, 146_709_818], clock), GnssFormat.GPRI)

    assert [fix.utc for fix in found.fixes] == [
        since(2017, 4, 17, 19, 27, 58) - Fraction("0.632578"),
        since(2017, 4, 17, 19, 27, 58) + Fraction("0.165535"),
    ]
    assert {fix.quality for fix in found.fixes} == {FixQuality.FIX_3D}


@pytest.mark.parametrize(
    ("payload", "void", "damaged"),
    [
        (gpri([1], (1, 1_492_457_278_000), lock=1), 1, 0),
        (gpri([1], (1, 0)), 1, 0),  # the drone does not know the UTC yet
        (gpri([1], (2**63, 2**63)), 0, 1),
        (gpri([1], (1, 1_492_457_278_000), layout="JlllSSSSBs"), 0, 1),
        (gpri([1], (1, 1_492_457_278_000), layout="JlllSSSSSS"), 0, 1),
        (nest("DEVC", nest("STRM", item("GPRI", "?", 30, bytes(30)))), 0, 1),
    ],
)
def test_the_drones_doubtful_times_do_not_count(payload: bytes, void: int, damaged: int) -> None:
    found = told(payload, GnssFormat.GPRI)

    assert (found.fixes, found.void, found.damaged) == ([], void, damaged)


@pytest.mark.parametrize(
    "scale",
    [
        item("SCAL", "l", 4, pack(">5l", 0, 1, 1, 1, 1)),
        item("SCAL", "l", 4, pack(">2l", 1, 1)),
        item("SCAL", "f", 4, pack(">f", float("nan"))),
        item("SCAL", "f", 4, pack(">f", float("inf"))),
        b"",
    ],
)
def test_a_scale_that_divides_nothing_gives_no_place_and_no_fix(scale: bytes) -> None:
    parts = (item("GPSF", "L", 4, pack(">L", 3)), item("GPSU", "U", 16, b"170417192758.283"), scale)
    payload = nest("DEVC", nest("STRM", *parts, item("GPS5", "l", 20, bytes(20))))

    assert told(payload, GnssFormat.GPSU).fixes == []


def test_places_that_are_floats_are_not_taken_for_whole_numbers() -> None:
    parts = (item("GPSF", "L", 4, pack(">L", 3)), item("GPSU", "U", 16, b"170417192758.283"))
    place = item("GPS5", "f", 20, pack(">5f", float("nan"), 0, 0, 0, 0))

    assert (
        told(nest("DEVC", nest("STRM", *parts, item("SCAL", "l", 4, pack(">l", 1)), place)), GnssFormat.GPSU).fixes
        == []
    )


def test_two_payloads_that_damage_ran_together_are_no_fix() -> None:
    found = told(gps5("170417192758.283") + gps5("170417192759.283"), GnssFormat.GPSU)

    assert (found.fixes, found.damaged) == ([], 2)


def test_a_payload_without_a_receiver_tells_nothing() -> None:
    assert read_gpmf(nest("DEVC", nest("STRM", item("ACCL", "s", 6, bytes(60)))), HERE) == {}
    assert read_gpmf(nest("DEVC", nest("STRM", nest("STRM", gps5("170417192758.283")))), HERE) == {}


@given(cut=st.integers(0, 200), flip=st.integers(0, 199), value=st.integers(0, 255))
def test_a_damaged_payload_never_raises_and_never_gains_a_fix(cut: int, flip: int, value: int) -> None:
    whole = gps5("170417192758.283")
    damaged = bytearray(whole)
    damaged[flip % len(whole)] = value

    for data in (whole[:cut], bytes(damaged)):
        for found in read_gpmf(data, HERE).values():
            assert len(found.fixes) <= 1


@given(milliseconds=st.integers(0, 10**12))
def test_every_stated_time_comes_back(milliseconds: int) -> None:
    when = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    text = when.strftime("%y%m%d%H%M%S.") + f"{milliseconds % 1000:03}"
    (fix,) = told(gps5(text), GnssFormat.GPSU).fixes

    assert fix.utc == since(2000, 1, 1) + Fraction(milliseconds, 1000)
