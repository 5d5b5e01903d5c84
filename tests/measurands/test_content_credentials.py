"""What content credentials come to, by facts made by hand; who signed, as of a signed stream."""

from dataclasses import replace
from datetime import UTC, datetime

from conformance.model.credential_facts import Credentials, NoCredentials, Status
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Measurement
from conformance.model.signing_facts import SigningFacts

from .facts import NOTHING, iso, outcome
from .test_signer import ALWAYS, DEVICE, EXPIRED, MAKER, ROOT, issued, recording

SIGNED = round(datetime(2026, 11, 20, 10, tzinfo=UTC).timestamp()) * 10**9
SOUND = Credentials(
    holds=True,
    success=("claimSignature.validated", "assertion.bmffHash.match"),
    informational=(),
    failures=(),
    bound=True,
    exclusions=("/ftyp", "/free"),
    media_excluded=False,
    places_excluded=False,
    signer="Device 1",
    organisation="Maker Ltd",
    signed=SIGNED,
    generator="Recorder 1.2",
    ingredients=0,
    chain=DEVICE.pem + MAKER.pem,
    no_chain="",
)


def carrying(credentials: Credentials | NoCredentials | Absent, roots: bool = True) -> RecordingSubject:  # noqa: FBT001, FBT002
    made = recording(SigningFacts(), (ROOT,) if roots else ())
    return replace(made, facts=replace(made.facts, credentials=credentials))


def said(name: str, one: RecordingSubject) -> str:
    told = outcome(f"integrity.{name}", one)
    return f"{told.value}; {told.note}" if isinstance(told, Measurement) else f"{told.reason}: {told.detail}"


def test_what_holds_is_valid_and_the_note_tells_by_whom_when_and_what_is_left_out() -> None:
    assert said("content_credentials", carrying(SOUND)) == (
        "valid; signed as Device 1, Maker Ltd at 2026-11-20 10:00:00 UTC with Recorder 1.2; "
        "not hashed: /ftyp, /free; whom to trust is another question (integrity.content_signer)"
    )


def test_where_nothing_is_known_the_note_says_so() -> None:
    bare = replace(SOUND, signer="", organisation="", signed=0, generator="", ingredients=2, exclusions=())

    assert said("content_credentials", carrying(bare)) == (
        "valid; signed as nobody by name at a time that no time stamp tells; ingredients: 2; not hashed: nothing; "
        "whom to trust is another question (integrity.content_signer)"
    )


def test_what_does_not_hold_is_invalid_and_the_note_names_the_first_failures() -> None:
    failures = tuple(Status(f"assertion.{number}", "mismatch" if number else "") for number in range(6))
    broken = replace(SOUND, holds=False, failures=failures)

    assert said("content_credentials", carrying(broken)).startswith(
        "invalid; assertion.0, assertion.1 (mismatch), assertion.2 (mismatch), assertion.3 (mismatch), and 2 more; "
    )
    assert said("content_signer", carrying(broken)) == (
        "evidence_unreadable: the file is not what was signed, whoever signed it"
    )


def test_what_vouches_for_no_picture_is_not_valid() -> None:
    assert said("content_credentials", carrying(replace(SOUND, bound=False))) == (
        "method_does_not_apply: the content credentials hold, but no hash of the file's boxes (c2pa.hash.bmff) is "
        "among them"
    )
    assert said("content_credentials", carrying(replace(SOUND, media_excluded=True))) == (
        "evidence_unreadable: the content credentials hold, but their hash leaves out the media (mdat): they vouch "
        "for no picture"
    )
    assert said("content_signer", carrying(replace(SOUND, media_excluded=True))).startswith("evidence_unreadable: ")


def test_samples_outside_the_media_are_not_vouched_for_where_the_hash_leaves_out_where_they_lie() -> None:
    loose = replace(SOUND, places_excluded=True, exclusions=("/moov/trak/mdia/minf/stbl/stco (byte 16 on)",))
    one = carrying(loose)
    sound = iso()
    moved = replace(sound, tracks=(replace(sound.tracks[0], missing_samples=1, missing_bytes=1000),))

    assert said("content_credentials", replace(one, facts=replace(one.facts, iso=sound))) == (
        "valid; signed as Device 1, Maker Ltd at 2026-11-20 10:00:00 UTC with Recorder 1.2; not hashed: "
        "/moov/trak/mdia/minf/stbl/stco (byte 16 on), so that pictures may have been moved about; "
        "whom to trust is another question (integrity.content_signer)"
    )
    assert said("content_credentials", replace(one, facts=replace(one.facts, iso=moved))) == (
        "evidence_unreadable: the content credentials hold, but their hash leaves out where samples lie, and 1000 "
        "bytes of these lie outside the media (mdat): what is shown need not be what was signed"
    )


def test_none_is_an_answer_and_what_is_elsewhere_is_none() -> None:
    assert said("content_credentials", carrying(NoCredentials("", 0))) == "none; "
    assert said("content_credentials", carrying(NoCredentials("self#jumbf=/c2pa/7", 9))) == (
        "none; its XMP names a manifest in the file (self#jumbf=/c2pa/7), which is not there; the last 9 bytes of the "
        "file are no boxes, and were not searched"
    )
    assert said("content_credentials", carrying(NoCredentials("https://maker.example/7", 0))) == (
        "evidence_missing: the file says that its content credentials are kept elsewhere (https://maker.example/7); "
        "nothing is fetched"
    )


def test_what_was_not_read_stays_so() -> None:
    for name in ("content_credentials", "content_signer"):
        assert said(name, carrying(NOTHING)) == "method_does_not_apply: not in this test"


def test_the_signer_is_trusted_by_the_submissions_roots_alone() -> None:
    assert said("content_signer", carrying(SOUND)) == (
        "trusted; CN=Device 1, issued by CN=Maker, valid 2020-01-01 to 2040-01-01; on 2026-11-26: trusted"
    )
    other = issued("Device 1", valid=ALWAYS)
    assert said("content_signer", carrying(replace(SOUND, chain=other.pem))) == (
        "not_trusted; signed 2026-11-20: CN=Device 1 was issued by CN=Device 1, which is no root that is trusted"
    )
    assert said("content_signer", carrying(SOUND, roots=False)) == (
        "evidence_missing: the submission names no trusted roots (trusted_roots)"
    )


def test_a_certificate_that_expired_since_was_trusted_when_it_signed() -> None:
    short = issued("Device 3", MAKER, valid=EXPIRED)

    assert said("content_signer", carrying(replace(SOUND, chain=short.pem + MAKER.pem))).startswith(
        "trusted_when_recorded; CN=Device 3, "
    )


def test_a_signer_whose_certificates_can_not_be_told_is_not_judged() -> None:
    hidden = replace(SOUND, chain="", no_chain="the store holds 2 of what should be one manifest")

    assert said("content_signer", carrying(hidden)) == (
        "method_does_not_apply: the signer is not judged: the store holds 2 of what should be one manifest"
    )


def test_without_a_time_stamp_and_a_witness_nobody_knows_the_day() -> None:
    assert said("content_signer", carrying(replace(SOUND, signed=0))) == (
        "time_not_set: no time stamp says when the content credentials were signed, and nobody witnessed the recording"
    )
