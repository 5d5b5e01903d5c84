"""What the reader makes of the boxes of an export: right ones, wrong ones, and bytes that only look like them."""

import io
import struct
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.extract.isobmff import read_iso
from conformance.model import codec
from conformance.model.export_facts import (
    ExportSource,
    KeyKind,
    Location,
    MetadataEntry,
    Scheme,
    SignatureState,
    StartTime,
)
from conformance.model.facts import IsoFacts, IsoResult

from .builder import FTYP, Trak, box, fragment, full, initial, moov_first, movie, read, words
from .exporting import (
    PLAIN,
    SOURCE,
    certificate,
    cstb,
    export,
    fault_codes,
    ipro,
    meta,
    rsa_key,
    schm,
    sealed,
    signed,
    sinf,
    suep,
)

NAME = "Café 外滩"


def loci(role: int = 1, name: bytes = NAME.encode(), tail: bytes = b"") -> bytes:
    place = struct.pack(">3i", -149 << 15, 40 << 16, 4 << 16)
    return full(b"loci", 0, b"\x55\xc4", name, b"\0", bytes([role]), place, b"earth\0note\0", tail)


def with_user_data(*inside: bytes, track: bytes = b"") -> bytes:
    trak = Trak(boxes={b"edts": track})
    return FTYP + movie(trak, extra=box(b"udta", *inside)) + box(b"mdat", bytes(60))


def metx(texts: bytes, kind: bytes = b"metx", handler: bytes = b"meta") -> bytes:
    return moov_first(Trak(), Trak(track_id=2, handler=handler, entry=box(kind, bytes(6), b"\0\1", texts)))


def test_a_recording_that_was_not_exported_has_none_of_the_boxes() -> None:
    facts = export(PLAIN)
    assert (facts.metas, facts.exports, facts.start_times, facts.protections, facts.locations) == (0, (), (), (), ())
    assert (facts.signature.state, facts.faults) == (SignatureState.NOT_SIGNED, ())


def test_the_fields_of_a_surveillance_export_box_are_read_in_their_order() -> None:
    [found] = export(PLAIN + meta(suep())).exports
    assert (found.unit_name, found.unit_url, found.unit_mac, found.operator) == ("Dock", "http://d", "00-11", "Officer")
    assert (found.version, found.whole, found.time, found.media_before) == (1, True, 3_878_092_800, 60)
    assert found.offset == len(PLAIN) + 12 + 33
    assert found.sources == (ExportSource(1, "Cam", "", "00-22", "7"),)


def test_a_box_before_the_media_has_no_media_before_it() -> None:
    first = FTYP + meta(suep()) + PLAIN[len(FTYP) :]
    assert export(first).exports[0].media_before == 0


def test_every_surveillance_export_box_counts_whatever_meta_holds_it() -> None:
    assert len(export(PLAIN + meta(suep(), suep()) + meta(suep())).exports) == 3


def test_a_box_in_the_meta_of_the_movie_is_not_at_file_level() -> None:
    inside = FTYP + movie(Trak(), extra=meta(suep())) + box(b"mdat", bytes(60))
    assert (export(inside).metas, export(inside).exports) == (0, ())


@pytest.mark.parametrize(
    ("damaged", "fault"),
    [
        (suep(tail=b"x"), "trailing_bytes"),
        (suep(count=2), "box_too_short"),
        (suep(sources=SOURCE[:-1]), "bad_text"),
        (suep(sources=SOURCE.replace(b"Cam", b"\xff\xfe\xfd")), "bad_text"),
        (suep(count=0xFFFFFFFF), "table_too_large"),
        (suep(sources=SOURCE.replace(b"Cam", b"C" * (1 << 18))), "box_too_large"),
        (box(b"suep", b"\1"), "box_too_short"),
    ],
    ids=["tail", "count", "no zero", "no utf-8", "billions", "huge", "no flags"],
)
def test_a_surveillance_export_box_that_breaks_its_syntax_is_a_fault(damaged: bytes, fault: str) -> None:
    assert fault_codes(PLAIN + meta(damaged)) == [(fault, "meta/suep")]


def test_a_cut_box_is_not_whole_and_tells_what_came_before_the_cut() -> None:
    [found] = export(PLAIN + meta(suep(count=2))).exports
    assert (found.whole, found.unit_name, len(found.sources)) == (False, "Dock", 1)


def test_the_fields_of_another_version_are_not_guessed() -> None:
    [found] = export(PLAIN + meta(suep(version=0))).exports
    assert (found.version, found.whole, found.unit_name, found.sources) == (0, False, "", ())
    assert fault_codes(PLAIN + meta(suep(version=0))) == []


def test_a_meta_without_version_and_flags_is_not_read() -> None:
    quicktime = box(b"meta", full(b"hdlr", 0, bytes(21)), suep())
    assert fault_codes(PLAIN + quicktime) == [("no_full_box", "meta")]
    assert export(PLAIN + quicktime).exports == ()


def test_more_boxes_than_are_read_are_a_fault_of_what_holds_them() -> None:
    assert fault_codes(PLAIN + meta(*[suep()] * 17)) == [("too_many_boxes", "meta")]
    assert fault_codes(PLAIN + meta() * 5) == [("too_many_boxes", "meta[4]")]


def test_start_times_are_read_from_each_of_their_containers() -> None:
    seal = sinf(b"", bytes(8), cstb((2, 5)), before=cstb((1, 7), (2, 9)))
    found = export(PLAIN + meta(cstb((1, 1 << 63)), ipro(seal))).start_times
    assert [(one.container, one.whole) for one in found] == [
        ("meta", True),
        ("meta/ipro/sinf", True),
        ("meta/ipro/sinf/schi", True),
    ]
    assert [one.entries for one in found] == [
        (StartTime(1, 1 << 63),),
        (StartTime(1, 7), StartTime(2, 9)),
        (StartTime(2, 5),),
    ]


@pytest.mark.parametrize(
    ("damaged", "fault", "entries"),
    [
        (box(b"cstb", words(2, 1, 0, 5)), "box_too_short", 1),
        (box(b"cstb", words(1, 1, 0, 5, 0)), "trailing_bytes", 1),
        (box(b"cstb", words(0xFFFFFFFF)), "table_too_large", 0),
        (box(b"cstb"), "box_too_short", 0),
    ],
)
def test_a_start_time_box_that_does_not_fill_itself_is_a_fault(damaged: bytes, fault: str, entries: int) -> None:
    assert fault_codes(PLAIN + meta(damaged)) == [(fault, "meta/cstb")]
    assert len(export(PLAIN + meta(damaged)).start_times[0].entries) == entries


def test_a_location_is_read_from_the_user_data_of_movie_and_track() -> None:
    found = export(with_user_data(loci(), track=box(b"udta", loci(role=2)))).locations
    assert [(one.container, one.role) for one in found] == [("moov/udta", 1), ("moov/trak[0]/udta", 2)]
    where = Fraction(-149, 2), Fraction(40), Fraction(4)
    assert found[0] == Location("moov/udta", found[0].offset, True, NAME, 1, *where, "earth", "note")  # noqa: FBT003


def test_user_data_may_end_with_the_zeros_of_quicktime() -> None:
    assert fault_codes(with_user_data(loci(), bytes(4))) == []
    assert fault_codes(with_user_data(loci(), b"\0\0\0\1")) == [("trailing_bytes", "moov/udta")]


def test_more_user_data_than_are_read_are_a_fault_of_the_movie() -> None:
    crowded = FTYP + movie(Trak(), extra=box(b"udta", loci()) * 17) + box(b"mdat", bytes(60))
    assert [(fault.code, fault.path) for fault in read(crowded).faults] == [("too_many_boxes", "moov")]
    assert len(export(crowded).locations) == 16


def test_a_location_in_another_character_set_is_a_fault() -> None:
    assert fault_codes(with_user_data(loci(name=b"Caf\xe9"))) == [("bad_text", "moov/udta/loci")]
    assert fault_codes(with_user_data(loci(tail=b"\0"))) == [("trailing_bytes", "moov/udta/loci")]


def test_a_location_written_by_ffmpeg_is_where_ffmpeg_was_told() -> None:
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        container.metadata["location"] = "+40.6800-074.5000/"
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        container.mux([*stream.encode(frame), *stream.encode(None)])
    [found] = export(target.getvalue()).locations
    assert (round(float(found.latitude), 3), float(found.longitude), found.body) == (40.68, -74.5, "earth")


@pytest.mark.parametrize(
    ("data", "entries"),
    [
        (metx(b"gzip\0urn:x\0\0"), [("metx", True, "gzip", "urn:x")]),
        (metx(b"\0urn:x\0"), [("metx", True, "", "urn:x")]),
        (metx(b"xml\0urn:x"), [("metx", False, "xml", "")]),
        (metx(b"\0urn:x\0\0", kind=b"mett"), [("mett", False, "", "")]),
        (metx(b"\0urn:x\0\0", handler=b"text"), []),
    ],
)
def test_metadata_tracks_tell_their_sample_entries(data: bytes, entries: list[object]) -> None:
    found = export(data).metadata
    assert [(one.sample_entry, one.whole, one.content_encoding, one.namespace) for one in found] == entries
    assert all(isinstance(one, MetadataEntry) and one.track_id == 2 for one in found)


def test_track_fragments_without_a_decode_time_are_counted_and_placed() -> None:
    timed, untimed = fragment(1, 0, (9, 8)), fragment(2, 9, (7,)).replace(b"tfdt", b"free")
    data = initial() + timed + untimed * 30
    facts = export(data)
    assert (facts.track_fragments, facts.untimed_fragments, len(facts.untimed)) == (31, 30, 20)
    assert facts.untimed[0] == len(initial() + timed) + 8 + 16


def test_the_parts_of_a_seal_are_counted() -> None:
    der = certificate(rsa_key())
    info = box(b"schi", box(b"sibo", bytes(4)) * 2, box(b"cert", der), box(b"cert", b"no"), box(b"auib", b"\0"))
    facts = export(PLAIN + meta(ipro(box(b"sinf", schm(), schm(1, 2), info, box(b"schi")), count=3)))
    [protection] = facts.protections
    [signing] = protection.signings
    assert (protection.count, signing.path) == (3, "meta/ipro/sinf")
    assert signing.schemes == (Scheme(0x6F656666, 0x10000), Scheme(1, 2))
    assert (signing.infos, signing.signatures, signing.user_infos, signing.configurations) == (2, 2, 1, 0)
    assert [(one.key, one.bits) for one in signing.certificates] == [(KeyKind.RSA, 2048), (KeyKind.UNREADABLE, 0)]


PSS_IDENTIFIER = bytes.fromhex("300d06092a864886f70d01010b0500")


@pytest.mark.parametrize(
    ("configuration", "configured"),
    [
        (PSS_IDENTIFIER, True),
        (PSS_IDENTIFIER + b"\0", False),
        (PSS_IDENTIFIER[:-1], False),
        (b"\x30\x81\x0b\x06\x09" + bytes(9), True),
        (b"\x30\x80", False),
        (b"\x30\x03\x02\x01\x05", False),
        (b"", False),
        (b"\x30", False),
    ],
)
def test_a_signature_configuration_is_a_der_sequence_that_opens_with_an_identifier(
    configuration: bytes, *, configured: bool
) -> None:
    data = PLAIN + meta(ipro(sinf(b"", bytes(4), box(b"sigC", configuration))))
    assert export(data).signings[0].configured is configured


def test_facts_of_an_export_survive_json() -> None:
    facts = read_of(signed(sealed(sinf(certificate(rsa_key()))) + with_user_data(loci())))
    assert codec.decode(IsoResult, codec.encode(IsoResult, facts)) == facts


def read_of(data: bytes) -> object:
    return read_iso(io.BytesIO(data), len(data))


WHOLE = (
    FTYP
    + movie(
        Trak(),
        Trak(track_id=2, handler=b"meta", entry=box(b"metx", bytes(8), b"\0urn:x\0\0")),
        extra=box(b"udta", loci()),
    )
    + box(b"mdat", bytes(120))
    + meta(suep(), cstb((1, 5)), ipro(sinf(certificate(rsa_key()), bytes(256), box(b"sigC", PSS_IDENTIFIER))))
)


@given(
    flips=st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 255)), max_size=12),
    cut=st.integers(0, len(WHOLE)),
)
@settings(max_examples=400)
def test_damaged_exports_never_raise_and_survive_json(flips: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(WHOLE)
    for at, value in flips:
        data[at % len(data)] = value
    facts = read_of(bytes(data[: len(data) - cut]))
    assert codec.decode(IsoResult, codec.encode(IsoResult, facts)) == facts


@given(at=st.integers(len(FTYP), len(WHOLE) - 4), value=st.sampled_from([0, 1, 7, 1 << 31, (1 << 32) - 1]))
@settings(max_examples=400)
def test_any_word_of_an_export_may_be_extreme(at: int, value: int) -> None:
    assert isinstance(read_of(WHOLE[:at] + struct.pack(">I", value) + WHOLE[at + 4 :]), IsoFacts)


@given(
    data=st.binary(max_size=300), kind=st.sampled_from([b"suep", b"cstb", b"ipro", b"sinf", b"schi", b"loci", b"cert"])
)
@settings(max_examples=400)
def test_random_bytes_in_a_box_of_an_export_never_raise(data: bytes, kind: bytes) -> None:
    inner = box(kind, data)
    places = (inner, ipro(inner), ipro(box(b"sinf", inner)), ipro(box(b"sinf", box(b"schi", inner, box(b"sibo")))))
    for place in places:
        assert isinstance(read_of(PLAIN + meta(place)), IsoFacts)
    assert isinstance(read_of(with_user_data(inner)), IsoFacts)
