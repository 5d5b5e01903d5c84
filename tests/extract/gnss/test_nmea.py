"""NMEA sentences: which count, which are void, and what a wrong checksum comes to."""

import time
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.gnss.nmea import MOST_BYTES, checksum, read_nmea
from conformance.extract.gnss.told import Place, Told
from conformance.model.gnss_facts import FixQuality

from .making import gga, rmc, sentence, zda

HERE = Place(3000, 1000)


def since(*date: int) -> int:
    return int(datetime(*date, tzinfo=UTC).timestamp())  # type: ignore[arg-type]


def told(*sentences: str) -> Told:
    return read_nmea("\r\n".join(sentences).encode(), HERE)


def counts(found: Told) -> tuple[int, int, int, int]:
    return len(found.fixes), found.void, found.unchecked, found.damaged


def test_a_sentence_of_a_real_receiver_is_a_fix() -> None:
    found = told("$GPRMC,003539.000,A,5046.8549,N,00606.2922,E,0.00,22.37,160209,,,A*56")
    (fix,) = found.fixes

    assert fix.utc == since(2009, 2, 16, 0, 35, 39)
    assert fix.resolution == Fraction(1, 1000)
    assert fix.quality is FixQuality.AUTONOMOUS
    assert fix.position == (50 + Fraction("46.8549") / 60, 6 + Fraction("6.2922") / 60)


def test_a_sentence_of_version_1_has_whole_seconds_and_no_mode() -> None:
    (fix,) = told("$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A").fixes

    assert (fix.utc, fix.resolution, fix.quality) == (since(1994, 3, 23, 12, 35, 19), 1, FixQuality.UNSTATED)


@pytest.mark.parametrize("talker", ["GP", "GN", "GL", "BD", "QZ"])
def test_any_talker_counts(talker: str) -> None:
    assert counts(told(rmc("120000.00", "010623", talker=talker))) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "$GPRMC,003539.000,A,5046.8549,N,00606.2922,E,0.00,22.37,160209,,,A*57",
        "$GPRMC,003539.000,A,5046.8549,N,00606.2922,E,0.00,22.37,160209,,,A",
        "$GPRMC,003538.000,A,5046.8549,N,00606.2922,E,0.00,22.37,160209,,,A*56",
        "$GPRMC,003539.000,A,5046.8549,N,00606.2922,E,0.00,22.37,160209,,,A*5",
    ],
)
def test_a_wrong_or_missing_checksum_counts_for_nothing_else(text: str) -> None:
    assert counts(told(text)) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    "text",
    [
        "$GPRMC,210209.000,V,5347.5779,N,00754.1630,E,000.0,000.0,300717,,,N*77",
        rmc("120000.00", "010623", status="V"),
        rmc("120000.00", "010623", mode="N"),
        rmc("120000.00", "010623", mode="E"),  # dead reckoning
        rmc("120000.00", "010623", mode="S"),  # simulator
        sentence("GPRMC,,V,,,,,,,,,,N"),
        zda("120000.00", "01,06,2023"),  # vouches for nothing
        zda("", ",,"),
    ],
)
def test_a_void_time_never_counts(text: str) -> None:
    assert counts(told(text)) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        rmc("240000.00", "010623"),
        rmc("120060.00", "010623"),
        rmc("120000.00", "310623"),
        rmc("1200", "010623"),
        sentence("GPRMC,120000,A"),
        sentence("GPRMC,120000,A,9999.0,N,00606.0,E,0,0,010623,,,A"),
        sentence("GPRMC,120000,A,5046.8,X,00606.0,E,0,0,010623,,,A"),
    ],
)
def test_what_is_no_time_or_place_is_damage(text: str) -> None:
    assert counts(told(text)) == (0, 0, 0, 1)


def test_two_digits_of_a_year_are_those_since_gps_began() -> None:
    years = [told(rmc("120000", f"0106{year}")).fixes[0].utc for year in ("80", "99", "00", "79")]

    assert years == [since(year, 6, 1, 12) for year in (1980, 1999, 2000, 2079)]


def test_a_leap_second_is_accepted_at_the_end_of_a_day_alone() -> None:
    (fix,) = told(rmc("235960.25", "311216")).fixes

    assert fix.in_leap_second
    assert fix.utc == since(2017, 1, 1) + Fraction(1, 4)
    assert told(rmc("115960", "311216")).fixes == []


def test_the_date_of_zda_counts_where_a_gga_of_its_time_has_a_fix() -> None:
    found = told(gga("120000.00", 1), zda("120000.00", "01,06,2023"))

    assert counts(found) == (1, 0, 0, 0)
    assert found.fixes[0].utc == since(2023, 6, 1, 12)
    assert found.fixes[0].position[0] < 0, "its place is that of the GGA, south and west"
    assert counts(told(gga("120001.00", 1), zda("120000.00", "01,06,2023"))) == (0, 1, 0, 0)
    assert counts(told(gga("120000.00", 6), zda("120000.00", "01,06,2023"))) == (0, 1, 0, 0)


def test_one_time_in_two_sentences_is_one_fix() -> None:
    assert counts(told(gga("120000", 1), rmc("120000", "010623"), zda("120000", "01,06,2023"))) == (1, 0, 0, 0)


def test_a_gga_without_a_fix_makes_the_rmc_of_its_time_void() -> None:
    assert counts(told(gga("120000.00", 0), rmc("120000", "010623"))) == (0, 1, 0, 0)


def test_sentences_are_found_among_other_bytes_and_nothing_else_is_one() -> None:
    data = b"\0\x50[1685620800000]" + rmc("120000", "010623").encode() + b"\0\xff" + sentence("PUBX,00,1").encode()

    assert counts(read_nmea(data, HERE)) == (1, 0, 0, 0)
    assert read_nmea(b"Speed: 50 km/h $5,00", HERE).silent


@given(body=st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="$*"), max_size=70))
def test_the_checksum_is_that_of_the_standard(body: str) -> None:
    found = told(sentence(f"GPRMC,{body}"))

    assert found.unchecked == 0
    assert checksum(b"GPGLL,5300.97914,N,00259.98174,E,125926,A") == 0x28


@given(flip=st.integers(1, 70), bit=st.integers(0, 6))
def test_one_flipped_bit_never_gives_another_time(flip: int, bit: int) -> None:
    whole = bytearray(rmc("120000.00", "010623").encode())
    before = read_nmea(bytes(whole), HERE).fixes
    whole[flip % len(whole)] ^= 1 << bit

    assert all(fix == before[0] for fix in read_nmea(bytes(whole), HERE).fixes)


@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    assert read_nmea(data, HERE).fixes == []


def test_a_packet_of_a_hundred_thousand_sentences_costs_little() -> None:
    one = rmc("120000.00", "010623").encode()
    data = one * 100_000
    began = time.monotonic()
    found = read_nmea(data, HERE)

    assert time.monotonic() - began < 5
    assert found.damaged == 1
    assert len(found.fixes) == MOST_BYTES // len(one)
