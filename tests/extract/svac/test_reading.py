"""Where an SVAC stream is found, what it states of itself, and that nothing else is taken for one."""

import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from conformance.extract.facts import read_facts
from conformance.extract.request import Request
from conformance.extract.svac import collecting, security
from conformance.extract.svac.security import NotUnderstood
from conformance.extract.svac.units import UnitCutter
from conformance.model.codec import decode, encode
from conformance.model.facts import Absent, Facts
from conformance.model.svac_facts import SecuritySet, SvacFacts
from conformance.model.vocabulary import Depth, Reason
from conformance.synthesis.svac import CAMERA_ID, RIGHT_KEY, SignSvac, authentication, joined, security_set

from ..packing import IDR, SETS, key_pack, pack, pes, video
from .streams import SVAC_MAP, facts_of, judged, outcome_of, plain_units, program_stream, said

PLAIN = plain_units()
SIGNED = SignSvac().signed(PLAIN)
KEYS_ALONE = SignSvac(keys_alone=True).signed(PLAIN)
NONE = "no SVAC stream was found, bare or in a program stream; GB 35114 in other streams is not read"


def detail(found: SvacFacts | Absent) -> str:
    assert isinstance(found, Absent)
    assert found.reason is Reason.METHOD_DOES_NOT_APPLY
    return found.detail


def found(data: bytes, folder: Path) -> SvacFacts:
    facts = facts_of(data, folder)
    assert isinstance(facts, SvacFacts)
    return facts


def test_a_stream_states_its_camera_and_its_level(tmp_path: Path) -> None:
    one = judged(found(joined(KEYS_ALONE), tmp_path))
    assert said(outcome_of(one, "gb35114.camera_id")) == CAMERA_ID
    assert said(outcome_of(one, "gb35114.level")) == "authentication"
    assert said(outcome_of(one, "gb35114.unsigned_share")) == "4/5"
    secret = judged(found(joined([security_set(encrypted=True), *KEYS_ALONE[1:]]), tmp_path))
    assert said(outcome_of(secret, "gb35114.level")) == "authentication", "the least that it says"


def test_the_same_is_read_bare_and_in_packs(tmp_path: Path) -> None:
    bare, packed = found(joined(SIGNED), tmp_path), found(program_stream(SIGNED), tmp_path)
    assert (bare.carriage, packed.carriage) == ("a bare stream", "stream 0xE0 of a program stream")
    assert [part.digest for part in bare.parts] == [part.digest for part in packed.parts]
    assert (bare.units, bare.authenticated, bare.encrypted, bare.tail) == (30, 30, 0, 0)


def test_a_place_is_that_of_the_unit_in_the_file(tmp_path: Path) -> None:
    for data in (joined(SIGNED), program_stream(SIGNED)):
        assert {data[part.offset] for part in found(data, tmp_path).parts} == {0xA8}


def test_unsigned_streams_are_known_by_the_map_alone(tmp_path: Path) -> None:
    packed = judged(found(program_stream(PLAIN), tmp_path), RIGHT_KEY)
    assert said(outcome_of(packed)) == "not_signed"
    assert said(outcome_of(packed, "gb35114.level")) == "none"
    assert said(outcome_of(packed, "gb35114.unsigned_share")) == "1"
    assert said(outcome_of(packed, "gb35114.camera_id")) == "nothing_to_measure: the stream states no camera_id"
    assert detail(facts_of(joined(PLAIN), tmp_path)) == NONE


def test_h264_is_no_svac_whatever_a_map_says(tmp_path: Path) -> None:
    assert detail(facts_of(SETS + IDR, tmp_path)) == NONE
    assert detail(facts_of(key_pack() * 3, tmp_path)) == NONE
    lying = pack(SVAC_MAP, video(SETS + IDR)) + pack(video(SETS + IDR))
    assert detail(facts_of(lying, tmp_path)) == (
        "the stream map says SVAC and the start codes say h264: GB 35114 is read in SVAC alone"
    )


def test_a_second_video_stream_beside_is_not_passed_over(tmp_path: Path) -> None:
    beside = program_stream(SIGNED) + pack(pes(0xE1, joined(PLAIN[:3])))
    assert detail(facts_of(beside, tmp_path)) == (
        "the program stream holds 2 video streams, and SVAC is read where there is one alone"
    )


@given(some.binary(max_size=3000))
def test_nothing_is_made_up_of_random_bytes(data: bytes) -> None:
    collector = collecting.StreamCollector()
    cutter = UnitCutter(collector)
    cutter.feed(b"\0\0\1" + data, 0)
    cutter.finish()
    facts = collector.facts("", 0)
    assert facts.units <= data.count(b"\1") + 1
    assert len(facts.parts) <= data.count(b"\0\0\1") + 1


@pytest.mark.parametrize("seed", range(5))
def test_random_files_are_no_svac(seed: int, tmp_path: Path) -> None:
    noise = Random(seed).randbytes(50_000)  # noqa: S311 - a fixture
    assert detail(facts_of(noise, tmp_path)) == NONE
    assert detail(facts_of(b"\0\0\0\1" + noise, tmp_path)) == NONE
    assert detail(facts_of(pack(video(noise)), tmp_path)) == NONE


@given(some.lists(some.binary(max_size=40), max_size=12), some.integers(1, 9))
def test_units_are_the_same_in_pieces_of_any_size(bodies: list[bytes], size: int) -> None:
    class Kept:
        def __init__(self) -> None:
            self.units: list[tuple[int, bytes]] = []

        def begin(self, offset: int) -> None:
            self.units.append((offset, b""))

        def add(self, piece: bytes) -> None:
            offset, body = self.units[-1]
            self.units[-1] = offset, body + piece

        def end(self) -> None:
            assert self.units

    data = b"".join(b"\0\0\1" + body for body in bodies)
    whole, pieces = Kept(), Kept()
    for kept, step in ((whole, max(len(data), 1)), (pieces, size)):
        cutter = UnitCutter(kept)
        for at in range(0, len(data), step):
            cutter.feed(data[at : at + step], at)
        cutter.finish()
    assert pieces.units == whole.units
    assert all(data[offset : offset + len(body)] == body for offset, body in whole.units)
    assert not any(body.endswith(b"\0") or b"\0\0\1" in body or b"\0\0\0" in body for _, body in whole.units)


def test_a_parameter_set_with_keys_is_read_to_its_end() -> None:
    """encryption_type 1, vek_flag 1, iv_flag 1, vek_encryption_type 1, three fields, and what is signed."""
    bits = "11" + "0001" + "11" + "0001"
    for field in (b"\x11" * 16, b"v1", b"\x22" * 16):
        bits += f"{len(field) - 1:08b}" + "".join(f"{byte:08b}" for byte in field)
    bits += "00" + "1" + "00" + f"{24:08b}" + "".join(f"{byte:08b}" for byte in b"C" * 19 + b"34020000001320000001")
    unit = b"\xe4" + int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")

    assert security.security_set(unit) == SecuritySet(
        True,  # noqa: FBT003
        True,  # noqa: FBT003
        hash_type=0,
        discards_p=True,
        signature_type=0,
        successive=25,
        certificate_id="43" * 19,
        camera_id=b"34020000001320000001".hex(),
    )


@pytest.mark.parametrize("unit", [b"\xe4\x40", security_set()[:-4], security_set() + b"\xff" * 4])
def test_a_parameter_set_that_its_fields_do_not_fill_is_not_understood(unit: bytes) -> None:
    with pytest.raises(NotUnderstood):
        security.security_set(unit)


def test_a_signature_of_a_stream_of_several_layers_has_a_byte_more() -> None:
    plain = authentication(7, bytes(range(64)))
    layered = plain[:2] + b"\x01" + plain[2:]
    assert security.authentication(plain) == (7, bytes(range(64)).hex())
    assert security.authentication(layered) == (7, bytes(range(64)).hex())


@pytest.mark.parametrize(
    "unit",
    [
        b"\xa8",
        b"\xa8\x01",
        b"\xa8\x01\x57",
        authentication(1, bytes(64))[:-1],
        authentication(1, bytes(63)),
        authentication(1, bytes(72)),
        authentication(1, bytes(64)) + b"AAAA",
        authentication(1, bytes(64))[:-2] + b"\x7f=",
    ],
)
def test_authentication_data_without_a_signature_is_not_understood(unit: bytes) -> None:
    with pytest.raises(NotUnderstood):
        security.authentication(unit)


def test_the_whole_reading_brings_the_stream_along_though_ffmpeg_knows_none(tmp_path: Path) -> None:
    file = tmp_path / "clip.ps"
    file.write_bytes(program_stream(SIGNED))
    size = file.stat().st_size
    facts = read_facts(Request(file, "", size, Depth.PACKETS), lambda: None)
    assert isinstance(facts.svac, SvacFacts)
    assert len(facts.svac.parts) == 30
    assert decode(Facts, encode(Facts, facts)) == facts, "it goes to other processes as text"
    shallow = read_facts(Request(file, "", size, Depth.CONTAINER), lambda: None)
    assert isinstance(shallow.svac, Absent)
    assert shallow.svac.reason is Reason.DEPTH_TOO_SHALLOW


def test_units_beyond_what_is_looked_at_leave_it_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "_MOST_UNITS", 20)
    monkeypatch.setattr("conformance.extract.svac.reading._CHUNK", 4096)
    facts = found(joined(SIGNED), tmp_path)
    assert facts.beyond > 0
    assert said(outcome_of(judged(facts, RIGHT_KEY))) == (
        f"evidence_unreadable: {facts.beyond} bytes at the end of the stream were not looked at"
    )


def test_a_walk_that_ends_early_leaves_it_open(tmp_path: Path) -> None:
    broken = b"".join(pack() + b"\xff" * 9 for _ in range(120))
    facts = found(program_stream(SIGNED) + broken + program_stream(SIGNED), tmp_path)
    assert facts.beyond > len(program_stream(SIGNED))


@pytest.mark.parametrize(
    "fill",
    [b"\0\0\1", b"\0\0\1\xa8", b"\0", b"\xff", b"\0\0\1\xe4\x00", b"\0\0\1\xc9\x80"],
    ids=["start-codes", "signatures", "zeros", "ones", "sets", "pictures"],
)
def test_hostile_streams_are_read_in_bounded_time(fill: bytes, tmp_path: Path) -> None:
    data = joined([security_set()]) + fill * (3_000_000 // len(fill))
    begun = time.monotonic()
    facts_of(data, tmp_path)
    facts_of(pack(SVAC_MAP) + b"".join(pes(0xE0, data[at : at + 60_000]) for at in range(0, 600_000, 60_000)), tmp_path)
    assert time.monotonic() - begun < 10
