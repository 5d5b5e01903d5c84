"""Every key picture is looked at for parameter sets of its own; sets kept elsewhere do not count."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.extract.stream.parameter_sets import HevcParameterSetAudit, ParameterSetAudit
from conformance.model.facts import Absent
from conformance.model.stream_facts import ParameterSets
from conformance.model.vocabulary import Depth, Reason

from . import hevc_bits
from .h264_bits import code, slice_of, unit
from .making import PICTURES, media_of, video_of
from .packing import PPS, SPS

IDR, DELTA = slice_of(0x65, 0), slice_of(0x41, 1)
INTRA = unit(0x41, code(0, 7, 0, "0001", "1010"))  # I slice without IDR
INTRA_FURTHER, DELTA_FURTHER = unit(0x41, code(40, 7, 0, "0001", "1010")), slice_of(0x41, 1, first=40)


def audited(*units: bytes) -> ParameterSets:
    audit = ParameterSetAudit(in_description=False)
    for packet, one in enumerate(units):
        audit.take(one, packet)
    return audit.result()


def test_a_key_picture_behind_both_sets_is_prepared() -> None:
    assert audited(SPS, PPS, IDR, DELTA) == ParameterSets(
        1, (), (30,), in_description=False, fields=False, unreadable=0, stated=("3.0",)
    )


@pytest.mark.parametrize("before", [(), (SPS,), (PPS,)], ids=["neither", "only the SPS", "only the PPS"])
def test_a_later_key_picture_without_both_is_named_by_its_packet(before: tuple[bytes, ...]) -> None:
    found = audited(SPS, PPS, IDR, DELTA, *before, IDR)

    assert (found.key_pictures, found.unprepared) == (2, (4 + len(before),))


def test_sets_behind_a_picture_count_for_the_next_one() -> None:
    assert audited(SPS, PPS, IDR, SPS, PPS, IDR).unprepared == ()


def test_sets_before_a_picture_between_do_not_reach_the_key_picture() -> None:
    assert audited(SPS, PPS, DELTA, IDR).unprepared == (3,)


def test_a_picture_of_intra_slices_alone_is_a_key_picture() -> None:
    assert audited(SPS, PPS, IDR, DELTA, INTRA, INTRA_FURTHER, DELTA).unprepared == (4,)


def test_a_picture_with_one_other_slice_is_none() -> None:
    found = audited(SPS, PPS, IDR, INTRA, DELTA_FURTHER, DELTA)

    assert (found.key_pictures, found.unprepared) == (1, ())


def test_slices_that_can_not_be_read_are_counted() -> None:
    assert audited(SPS, PPS, IDR, b"\x41").unreadable == 1


def test_every_level_is_kept_once() -> None:
    lower = SPS[:3] + bytes([11]) + SPS[4:]

    assert audited(SPS, PPS, IDR, lower, SPS).levels == (30, 11)


@pytest.mark.parametrize(
    ("profile", "flags", "code_", "stated"),
    [
        (66, 0x00, 11, "1.1"),
        (66, 0x10, 11, "1b"),
        (77, 0x50, 11, "1b"),
        (100, 0x10, 11, "1.1"),  # the flag says something else in the high profiles
        (100, 0x00, 9, "1b"),
        (100, 0x00, 40, "4.0"),
        (100, 0x00, 51, "5.1"),
    ],
)
def test_a_level_is_stated_in_words(profile: int, flags: int, code_: int, stated: str) -> None:
    sps = SPS[:1] + bytes([profile, flags, code_]) + SPS[4:]
    found = audited(sps, PPS, IDR)

    assert (found.levels, found.stated) == ((code_,), (stated,))


def hevc_audited(*units: bytes) -> ParameterSets:
    audit = HevcParameterSetAudit(in_description=False)
    for packet, one in enumerate(units):
        audit.take(one, packet)
    return audit.result()


SETS_OF_HEVC = (hevc_bits.VPS, hevc_bits.sps(level=123), hevc_bits.pps())
HEVC_IDR, HEVC_CRA = hevc_bits.picture(hevc_bits.IDR, 0), hevc_bits.picture(hevc_bits.CRA, 9)
HEVC_DELTA = hevc_bits.picture(hevc_bits.TRAIL_R, 1, hevc_bits.BEFORE)


def test_an_access_point_of_hevc_needs_a_vps_too() -> None:
    units = (*SETS_OF_HEVC, HEVC_IDR, HEVC_DELTA, *SETS_OF_HEVC[1:], HEVC_CRA, *SETS_OF_HEVC, HEVC_CRA)

    assert hevc_audited(*units) == ParameterSets(
        3, (7,), (123,), in_description=False, fields=False, unreadable=0, stated=("4.1",)
    )


def test_further_slices_and_layers_of_hevc_are_no_key_pictures() -> None:
    layer = hevc_bits.unit(hevc_bits.IDR, "1" * 40, layer=1)
    found = hevc_audited(*SETS_OF_HEVC, HEVC_IDR, hevc_bits.further(hevc_bits.IDR), layer, b"\x26")

    assert (found.key_pictures, found.unprepared, found.unreadable) == (1, (), 1)


@pytest.mark.parametrize(("code_", "stated"), [(30, "1.0"), (63, "2.1"), (120, "4.0"), (153, "5.1"), (186, "6.2")])
def test_the_code_of_an_hevc_level_is_thirty_times_the_level(code_: int, stated: str) -> None:
    found = hevc_audited(hevc_bits.sps(level=code_), HEVC_IDR)

    assert (found.levels, found.stated) == ((code_,), (stated,))


def test_an_sps_cut_off_leaves_open_whether_there_are_fields() -> None:
    assert audited(SPS[:5], PPS, IDR).fields


@pytest.mark.parametrize(
    ("name", "options", "keys"),
    [
        ("groups.h264", ("-g", "5", "-bf", "0"), 5),
        ("groups.ts", ("-c:v", "libx264", "-g", "5", "-bf", "2"), 5),
        ("open.ts", ("-c:v", "libx264", "-g", "5", "-bf", "2", "-x264-params", "open-gop=1:scenecut=0"), 5),
        ("groups.hevc", ("-x265-params", "log-level=none:keyint=5:bframes=2:repeat-headers=1"), 5),
        ("sliced.ts", ("-c:v", "libx264", "-g", "5", "-bf", "0", "-slices", "4"), 5),
    ],
)
def test_an_encoder_that_repeats_its_sets_prepares_every_key_picture(
    coded: Callable[..., Path], name: str, options: tuple[str, ...], keys: int
) -> None:
    sets = video_of(coded(name, *PICTURES, *options)).parameter_sets

    assert isinstance(sets, ParameterSets)
    assert (sets.key_pictures, sets.unprepared, sets.in_description, sets.unreadable) == (keys, (), False, 0)


def test_mp4_keeps_its_sets_in_the_sample_description(coded: Callable[..., Path]) -> None:
    sets = video_of(coded("groups.mp4", *PICTURES, "-g", "5", "-bf", "0")).parameter_sets

    assert isinstance(sets, ParameterSets)
    assert (sets.key_pictures, sets.unprepared, sets.in_description) == (5, (0, 5, 10, 15, 20), True)
    assert sets.levels == (13,)


@pytest.mark.parametrize(
    ("name", "depth", "reason"),
    [
        ("other.avi", Depth.FRAMES, Reason.METHOD_DOES_NOT_APPLY),
        ("groups.mp4", Depth.CONTAINER, Reason.DEPTH_TOO_SHALLOW),
    ],
)
def test_where_no_sets_were_read_the_facts_say_why(
    coded: Callable[..., Path], name: str, depth: Depth, reason: Reason
) -> None:
    sets = media_of(coded(name, *PICTURES), depth).video[0].parameter_sets

    assert isinstance(sets, Absent)
    assert sets.reason is reason
