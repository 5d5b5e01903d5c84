"""The own walk over a program stream counts packs and pictures, finds headers, and survives whatever it is given."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.extract.program_stream import elementary
from conformance.extract.program_stream import reader as program_stream
from conformance.extract.program_stream.reader import read_program_stream
from conformance.model.facts import Absent
from conformance.model.stream_facts import ElementaryStream, Places, ProgramStreamFacts
from conformance.model.vocabulary import Depth, Reason

from .making import facts_of
from .packing import (
    DELIMITER,
    DELTA,
    END,
    FURTHER,
    IDR,
    KEY,
    PICTURE_MAP,
    PPS,
    SETS,
    SPS,
    key_pack,
    pack,
    pes,
    sound,
    system_header,
    video,
)

SHARED = Path(__file__).parents[2] / "../shared/media"
MPEG2 = SHARED / "androidx__media/media/ts/sample_h262_mpeg_audio.ps"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., ProgramStreamFacts]:
    def walk(*parts: bytes) -> ProgramStreamFacts:
        path = tmp_path / "made.ps"
        path.write_bytes(b"".join(parts))
        found = read_program_stream(path, lambda: None)
        assert isinstance(found, ProgramStreamFacts), found
        return found

    return walk


def stream(found: ProgramStreamFacts, stream_id: int) -> ElementaryStream:
    return {one.stream_id: one for one in found.streams}[stream_id]


def codes(found: ProgramStreamFacts) -> list[tuple[str, int]]:
    return [(fault.code, fault.offset) for fault in found.faults]


def test_a_sound_stream_is_told_to_the_last_pack(read: Callable[..., ProgramStreamFacts]) -> None:
    found = read(key_pack(), pack(video(DELTA)), pack(video(DELTA)), END)

    assert (found.packs, found.system_headers, found.maps, found.key_packs) == (3, 1, 1, 1)
    assert (found.astray, found.bare, found.faults) == (Places(0, ()), Places(0, ()), ())
    assert found.streams == (ElementaryStream(0xE0, "h264", "its start codes", (0x1B,), 3, 3, ""),)


def test_two_pictures_in_one_pack_are_both_astray(read: Callable[..., ProgramStreamFacts]) -> None:
    found = read(key_pack(), pack(video(DELTA), video(DELTA)), pack(video(DELTA)))

    assert found.astray == Places(2, (len(key_pack()),))


def test_two_pictures_in_one_packet_are_both_astray(read: Callable[..., ProgramStreamFacts]) -> None:
    assert read(key_pack(), pack(video(DELTA + DELTA))).astray.count == 2


@pytest.mark.parametrize(
    "rest",
    [FURTHER, DELTA[20:] + bytes(30), b"\x55" * 40],
    ids=["a further slice", "the tail of a slice", "bytes without a start code"],
)
def test_a_picture_spread_over_two_packs_is_astray_once(read: Callable[..., ProgramStreamFacts], rest: bytes) -> None:
    found = read(key_pack(), pack(video(DELTA)), pack(video(rest)), pack(video(rest)), pack(video(DELTA)))

    assert found.astray.count == 1


def test_parameter_sets_in_a_pack_of_their_own_lead_a_picture_astray(read: Callable[..., ProgramStreamFacts]) -> None:
    found = read(key_pack(), pack(video(SETS)), pack(system_header(), PICTURE_MAP, video(IDR)), pack(video(DELTA)))

    assert found.astray.count == 1


def test_a_picture_in_several_packets_of_one_pack_is_not_astray(read: Callable[..., ProgramStreamFacts]) -> None:
    long = DELTA + b"\x77" * 70_000
    found = read(key_pack(), pack(video(long[:60_000]), video(long[60_000:]), video(FURTHER)), pack(video(DELTA)))

    assert (found.astray.count, stream(found, 0xE0).pictures) == (0, 3)


def test_a_start_code_across_two_packets_is_found(read: Callable[..., ProgramStreamFacts]) -> None:
    for cut in range(1, len(KEY)):
        found = read(pack(system_header(), PICTURE_MAP, video(KEY[:cut]), video(KEY[cut:])), pack(video(DELTA)))
        assert (stream(found, 0xE0).pictures, found.key_packs) == (2, 1), cut


def test_packs_of_sound_alone_do_not_count_as_pictures(read: Callable[..., ProgramStreamFacts]) -> None:
    found = read(key_pack(), pack(sound(3, 100)), pack(video(DELTA)))

    assert (found.packs, found.astray.count, stream(found, 0xE0).pictures) == (3, 0, 2)


@pytest.mark.parametrize(
    "parts",
    [
        (system_header(), video(KEY)),
        (PICTURE_MAP, video(KEY)),
        (video(KEY),),
        (video(KEY), system_header(), PICTURE_MAP),
    ],
    ids=["no map", "no system header", "neither", "behind the picture"],
)
def test_a_key_picture_without_both_headers_before_it_is_bare(
    read: Callable[..., ProgramStreamFacts], parts: tuple[bytes, ...]
) -> None:
    found = read(key_pack(), pack(*parts))

    assert (found.key_packs, found.bare) == (2, Places(1, (len(key_pack()),)))


def test_a_map_that_does_not_hold_together_is_none(read: Callable[..., ProgramStreamFacts]) -> None:
    broken = PICTURE_MAP[:11] + b"\x05" + PICTURE_MAP[12:]
    found = read(pack(system_header(), broken, video(KEY)), pack(video(DELTA)))

    assert (found.maps, stream(found, 0xE0).types if found.streams else ()) == (0, ())
    assert codes(found) == [("lost_sync", 14 + len(system_header()))]


def test_a_wrong_checksum_is_a_fault_that_leaves_the_rest_proved(read: Callable[..., ProgramStreamFacts]) -> None:
    found = read(pack(system_header(), PICTURE_MAP[:-1] + b"\0", video(KEY)))

    assert [(fault.code, fault.ends_proof) for fault in found.faults] == [("map_checksum", False)]
    assert stream(found, 0xE0).types == (0x1B,)


def test_maps_that_contradict_each_other_are_both_kept(read: Callable[..., ProgramStreamFacts]) -> None:
    other = PICTURE_MAP.replace(b"\x1b\xe0", b"\x10\xe0")

    assert stream(read(key_pack(), pack(other, video(DELTA))), 0xE0).types == (0x1B, 0x10)


def test_bytes_between_the_packs_are_a_fault_and_the_walk_goes_on(read: Callable[..., ProgramStreamFacts]) -> None:
    found = read(key_pack(), b"junk", pack(video(DELTA)))

    assert codes(found) == [("lost_sync", len(key_pack()))]
    assert found.faults[0].ends_proof
    assert (found.packs, stream(found, 0xE0).pictures) == (2, 2)


def test_the_next_pack_is_found_wherever_the_file_is_read_in_pieces(
    read: Callable[..., ProgramStreamFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    for size in (1, 2, 3, 4, 5, 7):
        monkeypatch.setattr(program_stream, "_CHUNK", size)
        assert read(key_pack(), b"junk \0\0\1\xba junk \0\0\1 junk", pack(video(DELTA))).packs == 2


def test_a_packet_that_ends_behind_the_file_is_a_fault(read: Callable[..., ProgramStreamFacts]) -> None:
    found = read(key_pack(), pack(video(DELTA))[:-3])

    assert codes(found) == [("lost_sync", len(key_pack()) + 14)]


def test_a_packet_of_no_stated_length_is_a_fault(read: Callable[..., ProgramStreamFacts]) -> None:
    assert codes(read(key_pack(), pack(b"\0\0\1\xe0\0\0", DELTA))) == [("lost_sync", len(key_pack()) + 14)]


def test_faults_without_end_end_the_walk(read: Callable[..., ProgramStreamFacts]) -> None:
    found = read(*(pack(b"junk") for _ in range(500)))

    assert len(found.faults) == 101
    assert found.faults[-1].code == "walk_ended"


def test_packets_without_end_end_the_walk(
    read: Callable[..., ProgramStreamFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_stream, "_MOST_PACKETS", 10)

    assert codes(read(key_pack(), b"\0\0\1\xbe\0\0" * 20, pack(video(DELTA))))[0][0] == "walk_ended"


def test_start_codes_without_end_are_not_looked_at(
    read: Callable[..., ProgramStreamFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elementary, "_MOST_UNITS", 20)

    assert "more than 20 units" in stream(read(key_pack(), pack(video(DELTA * 20))), 0xE0).uncounted


def test_a_file_without_a_pack_has_no_facts(tmp_path: Path) -> None:
    path = tmp_path / "none.ps"
    path.write_bytes(b"\0\0\1\xba\x21" + bytes(500))
    found = read_program_stream(path, lambda: None)

    assert isinstance(found, Absent)
    assert found.reason is Reason.EVIDENCE_UNREADABLE


def test_every_packet_beats(tmp_path: Path) -> None:
    path = tmp_path / "made.ps"
    path.write_bytes(key_pack() + pack(video(DELTA)))
    beats: list[int] = []
    read_program_stream(path, lambda: beats.append(1))

    assert len(beats) == 6


def test_video_under_two_identifiers_is_two_streams(read: Callable[..., ProgramStreamFacts]) -> None:
    found = read(key_pack(), pack(pes(0xE1, KEY)), pack(video(DELTA)), pack(pes(0xE1, DELTA)))

    assert [(one.stream_id, one.pictures, one.types) for one in found.streams] == [(0xE0, 2, (0x1B,)), (0xE1, 2, ())]


def test_units_before_the_first_parameter_sets_leave_the_count_open(read: Callable[..., ProgramStreamFacts]) -> None:
    assert stream(read(pack(video(DELTA)), key_pack()), 0xE0).uncounted == (
        "1 slices stand before the first parameter sets"
    )


def test_delimiters_and_headers_before_the_first_parameter_sets_do_not(
    read: Callable[..., ProgramStreamFacts],
) -> None:
    assert stream(read(key_pack(DELIMITER + KEY)), 0xE0).uncounted == ""


@pytest.mark.parametrize(
    ("size", "head", "coding"),
    [
        (800, b"", "g711"),
        (800, b"\xff\xf1\x50", "aac"),
        (800, b"\x56\xe0\x20", "aac"),
        (800, b"\xff\xfd\x80", "mpeg_audio"),
        (100, b"", ""),
        (1600, b"", ""),
    ],
)
def test_sound_is_told_by_its_bytes(
    read: Callable[..., ProgramStreamFacts], size: int, head: bytes, coding: str
) -> None:
    assert stream(read(key_pack(), pack(sound(20, size, head))), 0xC0).coding == coding


def test_one_packet_that_starts_like_a_sync_word_by_chance_changes_nothing(
    read: Callable[..., ProgramStreamFacts],
) -> None:
    by_chance = pes(0xC0, (b"\xff\xf1" + bytes(798)), 9000 * 20)

    assert stream(read(key_pack(), pack(sound(20, 800)), pack(by_chance)), 0xC0).coding == "g711"


def test_sound_of_which_half_starts_with_a_sync_word_is_not_told(read: Callable[..., ProgramStreamFacts]) -> None:
    found = read(key_pack(), pack(sound(20, 800)), pack(sound(20, 800, b"\xff\xf1")))

    assert stream(found, 0xC0).coding == ""


def test_a_recipe_is_read_as_it_was_made(built: Callable[[str], Path]) -> None:
    found = facts_of(built("gbt28181"), Depth.PACKETS).ps

    assert isinstance(found, ProgramStreamFacts)
    assert (found.packs, found.system_headers, found.maps, found.key_packs, found.faults) == (50, 2, 2, 2, ())
    assert [(one.stream_id, one.coding, one.types, one.pictures) for one in found.streams] == [
        (0xC0, "g711", (0x90,), 0),
        (0xE0, "h264", (0x1B,), 50),
    ]


@pytest.mark.parametrize(
    ("recipe", "depth", "reason"),
    [
        ("gbt28181", Depth.CONTAINER, Reason.DEPTH_TOO_SHALLOW),
        ("cif", Depth.PACKETS, Reason.METHOD_DOES_NOT_APPLY),
        ("noise-file", Depth.PACKETS, Reason.EVIDENCE_UNREADABLE),
    ],
)
def test_where_no_packs_were_read_the_facts_say_why(
    built: Callable[[str], Path], recipe: str, depth: Depth, reason: Reason
) -> None:
    found = facts_of(built(recipe), depth).ps

    assert isinstance(found, Absent)
    assert found.reason is reason


@pytest.mark.skipif(not MPEG2.exists(), reason="the shared recordings are not here")
def test_a_real_program_stream_of_mpeg2_is_walked_without_a_fault() -> None:
    found = read_program_stream(MPEG2, lambda: None)

    assert isinstance(found, ProgramStreamFacts)
    assert (found.packs, found.system_headers, found.maps, found.faults) == (24, 1, 0, ())
    assert [(one.stream_id, one.coding, one.packets) for one in found.streams] == [
        (0xC0, "mpeg_audio", 1),
        (0xE0, "mpeg2video", 22),
    ]


PIECES = [key_pack(), pack(video(DELTA)), sound(2, 50), video(SPS), video(PPS), PICTURE_MAP, END, b"\0\0\1", b"\0"]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=40)), max_size=12),
    flips=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8),
)
def test_whatever_the_bytes_the_walk_ends_with_facts_that_hold_together(
    parts: list[bytes], flips: list[tuple[int, int]], tmp_path: Path
) -> None:
    data = bytearray(b"".join(parts))
    for at, value in flips:
        if at < len(data):
            data[at] = value
    path = tmp_path / "fuzzed.ps"
    path.write_bytes(data)
    found = read_program_stream(path, lambda: None)
    if isinstance(found, Absent):
        return
    assert found.bare.count <= found.key_packs <= found.packs + 1
    assert found.astray.count <= sum(one.pictures for one in found.streams)
    assert all(0 <= fault.offset <= len(data) for fault in found.faults)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damaged_byte_makes_eight_pictures_in_bad_packs_look_well_packed(
    data: st.DataObject, tmp_path: Path
) -> None:
    bad = bytearray(key_pack() + pack(video(DELTA)) + b"".join(pack(video(DELTA + DELTA)) for _ in range(3)))
    bad[data.draw(st.integers(0, len(bad) - 1))] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "damaged.ps"
    path.write_bytes(bad)
    found = read_program_stream(path, lambda: None)
    assert isinstance(found, ProgramStreamFacts)
    open_question = any(fault.ends_proof for fault in found.faults) or any(one.uncounted for one in found.streams)
    assert found.astray.count or open_question


def test_a_file_read_twice_gives_equal_facts(built: Callable[[str], Path]) -> None:
    one, other = (read_program_stream(built("gbt28181"), lambda: None) for _ in range(2))

    assert isinstance(one, ProgramStreamFacts)
    assert one == other
