"""Marks of the encoder: distinct parameter sets with their numbers, and texts in messages beside the pictures."""

from conformance.extract.stream.audit import StreamAudit
from conformance.extract.stream.marks import MarkAudit
from conformance.model.facts import Absent
from conformance.model.layout_facts import ParameterSet, UserData

UUID = bytes(range(16))
SPS, OTHER_SPS, PPS = b"\x67\x42\x00\x1e\xf0", b"\x67\x42\x00\x1f\xf0", b"\x68\xc0"


def message(text: bytes, uuid: bytes = UUID) -> bytes:
    return b"\x06\x05" + bytes([16 + len(text)]) + uuid + text + b"\x80"


def marks_of(*units: bytes) -> MarkAudit:
    audit = MarkAudit("h264")
    for packet, unit in enumerate(units):
        audit.take(unit[0] & 0x1F, unit, packet)
    return audit


def test_each_distinct_set_is_told_once_with_its_number_and_first_packet() -> None:
    audit = MarkAudit("h264")
    audit.take(7, SPS, -1)
    for packet, unit in enumerate((SPS + b"\0", PPS, OTHER_SPS, SPS)):
        audit.take(unit[0] & 0x1F, unit, packet)

    assert audit.result().sets == (
        ParameterSet("SPS", 0, SPS.hex(), -1),
        ParameterSet("PPS", 0, PPS.hex(), 1),
        ParameterSet("SPS", 0, OTHER_SPS.hex(), 2),
    )


def test_a_set_that_ends_early_has_no_number() -> None:
    assert marks_of(b"\x67\x42").result().sets == (ParameterSet("SPS", -1, "6742", 0),)


def test_more_sets_than_any_encoder_writes_are_cut() -> None:
    found = marks_of(*(SPS + bytes([number, 1]) for number in range(200))).result()

    assert (len(found.sets), found.cut) == (64, "parameter sets")


def test_texts_of_one_kind_are_told_once_and_whether_they_are_alike() -> None:
    other = bytes(16)
    found = marks_of(message(b"x264 - core 164\0"), message(b"12:00", other), message(b"12:01", other)).result()

    assert found.messages == (
        UserData(UUID.hex(), "x264 - core 164", alike=True, packet=0),
        UserData(other.hex(), "12:00", alike=False, packet=1),
    )


def test_what_is_no_text_is_none() -> None:
    found = marks_of(message(b"\x1b[2Jabcd"), message(b"abc", bytes(16))).result()

    assert [one.text for one in found.messages] == ["", ""]


def test_an_encoder_that_comes_late_is_found_all_the_same() -> None:
    late = bytes(range(1, 17))
    found = marks_of(
        *[message(b"ACME")] * 500, message(b"x265 (build 209)", late), message(b"late", bytes(16))
    ).result()

    assert [one.text for one in found.messages] == ["ACME", "x265 (build 209)"]


def test_a_codec_without_such_units_has_no_marks() -> None:
    assert isinstance(StreamAudit("mpeg4", b"").marks(), Absent)
