"""Exports made by hand: what each measurand says of a right one, of a wrong one, and of none at all."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from conformance.measurands import registry
from conformance.measurands.export_boxes import hides
from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.export_facts import (
    Certificate,
    ExportFacts,
    ExportFault,
    ExportSource,
    KeyKind,
    Location,
    MetadataEntry,
    Protection,
    Scheme,
    SignatureCheck,
    SignatureState,
    Signing,
    StartTime,
    StartTimes,
    SurveillanceExport,
)
from conformance.model.facts import Absent, StructureFault
from conformance.model.measurement import Measurement, NotMeasured, Text
from conformance.model.vocabulary import Reason
from tests.measurands.facts import NOTHING, clip, iso, outcome, reason, subject, value, witnessed

MEDIA = clip(tuple(range(20)), Fraction(1, 25)).facts.media
NAMES = [one.name for one in registry.MEASURANDS if one.name.startswith("export.")]

SUEP = SurveillanceExport(40, 1, True, "Dock", "", "", 99, "", (ExportSource(1, "Cam", "", "", ""),), 0)  # noqa: FBT003
CSTB = StartTimes("meta", 90, True, (StartTime(1, 134_396_424_000_000_000),))  # noqa: FBT003
LOCI = Location("moov/udta", 70, True, "", 1, Fraction(121), Fraction(31), Fraction(4), "earth", "")  # noqa: FBT003
METX = MetadataEntry(2, 60, "metx", True, "", "http://www.onvif.org/ver10/schema")  # noqa: FBT003
SIGNING = Signing(
    path="meta/ipro/sinf",
    offset=120,
    schemes=(Scheme(0x6F656666, 0x00010000),),
    infos=1,
    signatures=1,
    certificates=(Certificate(140, KeyKind.RSA, 2048),),
    user_infos=0,
    configurations=0,
    start_times=0,
    configured=False,
)
RIGHT = ExportFacts(
    metas=1,
    exports=(SUEP,),
    start_times=(CSTB,),
    track_fragments=4,
    untimed_fragments=0,
    untimed=(),
    locations=(LOCI,),
    metadata=(METX,),
    protections=(Protection(110, 1, (SIGNING, SIGNING)),),
    signature=SignatureCheck(SignatureState.AUTHENTIC, default=True, detail="holds"),
    faults=(),
)
BARE = replace(
    RIGHT,
    metas=0,
    exports=(),
    start_times=(),
    track_fragments=0,
    locations=(),
    metadata=(),
    protections=(),
    signature=SignatureCheck(SignatureState.NOT_SIGNED, default=False, detail="no ipro"),
)
START = ReferenceTime(datetime(2026, 11, 20, 10, tzinfo=UTC), Fraction(1, 10))


def of(export: ExportFacts | Absent, *faults: StructureFault) -> RecordingSubject:
    one = subject(MEDIA, replace(iso(), export=export, faults=faults))
    return witnessed(one, START)


def signing(**changes: object) -> ExportFacts:
    one = replace(SIGNING, **changes)  # type: ignore[arg-type]
    return replace(RIGHT, protections=(Protection(110, 1, (one,)),))


def checked(state: SignatureState, *, default: bool = False) -> ExportFacts:
    return replace(signing(), signature=SignatureCheck(state, default, "as the check says"))


RIGHTS: dict[str, object] = {
    "suep_boxes": 1,
    "suep_version": 1,
    "suep_faults": 0,
    "suep_tracks_missing": 0,
    "suep_time_unset": 0,
    "media_before_suep": 0,
    "start_time_entries": 1,
    "start_time_boxes": 1,
    "start_time_faults": 0,
    "start_time_zero_ids": 0,
    "start_time_unknown_ids": 0,
    "start_time_offset": 0,
    "fragments_without_tfdt": 0,
    "loci_boxes": 1,
    "loci_boxes_in_one": 1,
    "loci_role": 1,
    "location_faults": 0,
    "locations_off_earth": 0,
    "metadata_entry": Text("metx"),
    "metadata_namespace": Text("http://www.onvif.org/ver10/schema"),
    "metadata_encoding": Text("xml"),
    "ipro_boxes": 1,
    "protection_count": 1,
    "protection_count_repeated": 1,
    "sinf_boxes": 2,
    "sinf_faults": 0,
    "scheme_type": Text("0x6F656666"),
    "scheme_version": Text("0x00010000"),
    "schi_faults": 0,
    "certificates_unreadable": 0,
    "rsa_bits": 2048,
    "algorithm_not_stated": 0,
    "signature": Text("authentic"),
    "repeated_signature": Text("authentic"),
}


def test_every_measurand_of_exports_is_tested_here() -> None:
    assert [name.removeprefix("export.") for name in NAMES] == list(RIGHTS)


@pytest.mark.parametrize("name", RIGHTS)
def test_a_right_export_has_the_value_that_its_clause_asks_for(name: str) -> None:
    assert value(f"export.{name}", of(RIGHT)) == RIGHTS[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_without_the_boxes_passes_nothing_by_their_absence(name: str) -> None:
    found = outcome(name, of(BARE))
    if isinstance(found, Measurement):
        assert (name, found.value) in {
            ("export.suep_boxes", 0),
            ("export.loci_boxes", 0),
            ("export.ipro_boxes", 0),
            ("export.signature", Text("not_signed")),
        }
    else:
        assert found.reason is Reason.NOTHING_TO_MEASURE


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_another_container_is_not_measured(name: str) -> None:
    found = outcome(name, subject(MEDIA, NOTHING))
    assert isinstance(found, NotMeasured)
    assert (found.reason, found.detail) == (
        Reason.METHOD_DOES_NOT_APPLY,
        "the boxes of an export are those of ISO BMFF; this file is mp4",
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_can_not_be_read_is_not_measured(name: str) -> None:
    unreadable = Absent(Reason.EVIDENCE_UNREADABLE, "no media")
    assert reason(name, subject(unreadable, replace(iso(), export=RIGHT))) is Reason.EVIDENCE_UNREADABLE
    assert reason(name, subject(MEDIA, replace(iso(samples=0), export=RIGHT))) is Reason.EVIDENCE_UNREADABLE
    assert reason(name, subject(MEDIA, unreadable)) is Reason.EVIDENCE_UNREADABLE
    assert reason(name, of(unreadable)) is Reason.EVIDENCE_UNREADABLE


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "fault",
    [
        StructureFault("trailing_bytes", "file", 5000, "no box"),
        StructureFault("box_past_end", "mdat", 500, "runs past the end"),
        StructureFault("too_many_faults", "moov/trak[0]", 500, "more"),
    ],
    ids=lambda fault: fault.code,
)
def test_nothing_is_said_of_a_file_that_may_hold_more_boxes_than_were_read(name: str, fault: StructureFault) -> None:
    assert reason(name, of(RIGHT, fault)) is Reason.EVIDENCE_UNREADABLE


WRONG: list[tuple[str, ExportFacts, object]] = [
    ("suep_boxes", replace(RIGHT, exports=(SUEP, SUEP)), 2),
    ("suep_version", replace(RIGHT, exports=(replace(SUEP, version=0, whole=False),)), 0),
    ("suep_faults", replace(RIGHT, faults=(ExportFault("bad_text", "meta/suep", 40, "no end"),)), 1),
    ("suep_tracks_missing", replace(RIGHT, exports=(replace(SUEP, sources=()),)), 1),
    ("suep_tracks_missing", replace(RIGHT, exports=(SUEP, replace(SUEP, sources=()))), 1),
    ("suep_time_unset", replace(RIGHT, exports=(replace(SUEP, time=0),)), 1),
    ("media_before_suep", replace(RIGHT, exports=(replace(SUEP, media_before=777),)), 777),
    ("start_time_entries", replace(RIGHT, start_times=(replace(CSTB, entries=()),)), 0),
    ("start_time_entries", replace(RIGHT, start_times=(replace(CSTB, entries=(StartTime(1, 0),)),)), 0),
    ("start_time_boxes", replace(RIGHT, start_times=(CSTB, replace(CSTB, container="meta/ipro/sinf"), CSTB)), 2),
    ("start_time_faults", replace(RIGHT, faults=(ExportFault("box_too_short", "meta/cstb[1]", 9, "cut"),)), 1),
    ("start_time_zero_ids", replace(RIGHT, start_times=(replace(CSTB, entries=(StartTime(0, 5),)),)), 1),
    ("start_time_unknown_ids", replace(RIGHT, start_times=(replace(CSTB, entries=(StartTime(7, 5),)),)), 1),
    ("fragments_without_tfdt", replace(RIGHT, untimed_fragments=2, untimed=(900, 950)), 2),
    ("loci_boxes_in_one", replace(RIGHT, locations=(LOCI, LOCI, replace(LOCI, container="moov/trak[0]/udta"))), 2),
    ("loci_role", replace(RIGHT, locations=(replace(LOCI, role=2),)), 2),
    ("location_faults", replace(RIGHT, faults=(ExportFault("bad_text", "moov/udta/loci", 70, "no UTF-8"),)), 1),
    ("locations_off_earth", replace(RIGHT, locations=(replace(LOCI, longitude=Fraction(-181)),)), 1),
    ("locations_off_earth", replace(RIGHT, locations=(replace(LOCI, latitude=Fraction(91)),)), 1),
    ("metadata_entry", replace(RIGHT, metadata=(replace(METX, sample_entry="gpmd"),)), Text("gpmd")),
    ("metadata_namespace", replace(RIGHT, metadata=(replace(METX, namespace="urn:x"),)), Text("urn:x")),
    ("metadata_encoding", replace(RIGHT, metadata=(replace(METX, content_encoding="lzma"),)), Text("lzma")),
    ("ipro_boxes", replace(RIGHT, protections=RIGHT.protections * 2), 2),
    ("protection_count", replace(RIGHT, protections=(Protection(110, 2, (SIGNING,)),)), 2),
    ("protection_count_repeated", replace(RIGHT, protections=(Protection(110, 2, (SIGNING, SIGNING)),)), 2),
    ("sinf_boxes", replace(RIGHT, protections=(Protection(110, 1, ()),)), 0),
    ("sinf_faults", signing(schemes=()), 1),
    ("sinf_faults", signing(infos=2), 1),
    ("scheme_type", signing(schemes=(Scheme(0x6F656666, 1), Scheme(5, 1))), Text("0x6F656666 | 0x00000005")),
    ("scheme_version", signing(schemes=(Scheme(1, 0x00020000),)), Text("0x00020000")),
    ("schi_faults", signing(signatures=2), 1),
    ("schi_faults", signing(certificates=()), 1),
    ("schi_faults", signing(user_infos=2), 1),
    ("schi_faults", signing(configurations=2), 1),
    ("schi_faults", signing(start_times=2), 1),
    ("certificates_unreadable", signing(certificates=(Certificate(140, KeyKind.UNREADABLE, 0),)), 1),
    ("rsa_bits", signing(certificates=(Certificate(1, KeyKind.RSA, 4096), Certificate(2, KeyKind.RSA, 1024))), 1024),
    ("algorithm_not_stated", checked(SignatureState.AUTHENTIC), 1),
    ("signature", checked(SignatureState.NOT_AUTHENTIC), Text("not_authentic")),
]


@pytest.mark.parametrize(("name", "export", "found"), WRONG)
def test_a_wrong_export_has_another_value(name: str, export: ExportFacts, found: object) -> None:
    assert value(f"export.{name}", of(export)) == found


OPEN: list[tuple[str, ExportFacts, Reason]] = [
    ("suep_faults", replace(RIGHT, exports=(replace(SUEP, version=3),)), Reason.METHOD_DOES_NOT_APPLY),
    ("suep_tracks_missing", replace(RIGHT, exports=(replace(SUEP, whole=False),)), Reason.EVIDENCE_UNREADABLE),
    ("suep_time_unset", replace(RIGHT, exports=(replace(SUEP, whole=False),)), Reason.EVIDENCE_UNREADABLE),
    ("start_time_zero_ids", replace(RIGHT, start_times=(replace(CSTB, whole=False),)), Reason.EVIDENCE_UNREADABLE),
    ("start_time_zero_ids", replace(RIGHT, start_times=(replace(CSTB, entries=()),)), Reason.NOTHING_TO_MEASURE),
    ("start_time_offset", replace(RIGHT, start_times=(replace(CSTB, entries=()),)), Reason.NOTHING_TO_MEASURE),
    ("loci_role", replace(RIGHT, locations=(replace(LOCI, whole=False),)), Reason.EVIDENCE_UNREADABLE),
    ("locations_off_earth", replace(RIGHT, locations=(replace(LOCI, whole=False),)), Reason.EVIDENCE_UNREADABLE),
    ("metadata_namespace", replace(RIGHT, metadata=(replace(METX, sample_entry="mett"),)), Reason.NOTHING_TO_MEASURE),
    ("metadata_encoding", replace(RIGHT, metadata=(replace(METX, whole=False),)), Reason.EVIDENCE_UNREADABLE),
    ("protection_count_repeated", signing(), Reason.NOTHING_TO_MEASURE),
    ("scheme_type", signing(schemes=()), Reason.NOTHING_TO_MEASURE),
    ("certificates_unreadable", signing(certificates=()), Reason.NOTHING_TO_MEASURE),
    ("rsa_bits", signing(certificates=(Certificate(1, KeyKind.OTHER, 0),)), Reason.NOTHING_TO_MEASURE),
    ("rsa_bits", signing(certificates=(Certificate(1, KeyKind.UNREADABLE, 0),)), Reason.EVIDENCE_UNREADABLE),
    ("algorithm_not_stated", checked(SignatureState.NOT_AUTHENTIC), Reason.EVIDENCE_UNREADABLE),
    ("algorithm_not_stated", signing(signatures=0), Reason.NOTHING_TO_MEASURE),
    ("signature", checked(SignatureState.UNREADABLE), Reason.EVIDENCE_UNREADABLE),
    ("repeated_signature", checked(SignatureState.AUTHENTIC, default=True), Reason.NOTHING_TO_MEASURE),
]


@pytest.mark.parametrize(("name", "export", "why"), OPEN)
def test_what_can_not_be_told_stays_open(name: str, export: ExportFacts, why: Reason) -> None:
    assert reason(f"export.{name}", of(export)) is why


def test_another_algorithm_is_no_fault_where_a_configuration_names_it() -> None:
    named = replace(
        signing(configurations=1, configured=True),
        signature=SignatureCheck(SignatureState.UNREADABLE, default=False, detail="not verified"),
    )
    assert value("export.algorithm_not_stated", of(named)) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"configurations": 1, "configured": False},
        {"certificates": (Certificate(1, KeyKind.OTHER, 0),)},
    ],
)
def test_an_algorithm_that_no_sound_configuration_names_is_counted(changes: dict[str, object]) -> None:
    unnamed = replace(signing(**changes), signature=checked(SignatureState.UNREADABLE).signature)
    assert value("export.algorithm_not_stated", of(unnamed)) == 1


def test_boxes_that_differ_leave_the_verdict_open() -> None:
    mixed = outcome("export.metadata_entry", of(replace(RIGHT, metadata=(METX, replace(METX, sample_entry="gpmd")))))
    assert isinstance(mixed, Measurement)
    assert [(one.value, one.agrees) for one in mixed.opinions] == [(Text("gpmd"), False)]


def test_the_start_of_capture_is_compared_with_its_witness() -> None:
    late = replace(RIGHT, start_times=(replace(CSTB, entries=(StartTime(1, 134_396_424_015_000_000),)),))
    found = outcome("export.start_time_offset", of(late))
    assert isinstance(found, Measurement)
    assert (found.value, float(found.uncertainty.expanded)) == (Fraction(3, 2), pytest.approx(0.1))  # type: ignore[union-attr]


def test_without_a_witness_no_start_of_capture_is_compared() -> None:
    unwitnessed = subject(MEDIA, replace(iso(), export=RIGHT))
    assert reason("export.start_time_offset", unwitnessed) is Reason.NO_REFERENCE_TIME


def test_two_start_times_that_differ_speak_against_each_other() -> None:
    two = replace(RIGHT, start_times=(CSTB, replace(CSTB, entries=(StartTime(1, 134_396_424_010_000_000),))))
    found = outcome("export.start_time_offset", of(two))
    assert isinstance(found, Measurement)
    assert [one.value for one in found.opinions] == [1]


def test_later_signatures_are_said_not_to_be_verified() -> None:
    found = outcome("export.signature", of(RIGHT))
    assert isinstance(found, Measurement)
    assert found.note == "holds; 1 later signings are not verified"


def test_the_text_of_a_stranger_is_shown_in_part() -> None:
    long = replace(RIGHT, metadata=(replace(METX, namespace="x" * 5000),))
    assert value("export.metadata_namespace", of(long)) == Text("x" * 200)


@pytest.mark.parametrize(
    ("code", "path", "hidden"),
    [
        ("trailing_bytes", "meta", True),
        ("too_many_boxes", "moov/udta", True),
        ("trailing_bytes", "meta[1]", True),
        ("box_past_parent", "meta/free", True),
        ("no_full_box", "meta", True),
        ("trailing_bytes", "meta/suep", False),
        ("box_past_parent", "meta/ipro/sinf", False),
        ("missing_box", "meta", False),
        ("stts_count", "meta", False),
        ("box_past_end", "mdat", True),
    ],
)
def test_damage_hides_boxes_where_it_stands_in_what_holds_them(code: str, path: str, *, hidden: bool) -> None:
    assert hides(code, path, ("file", "meta")) is hidden
