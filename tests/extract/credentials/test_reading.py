"""Content credentials of published and of own recordings, whole and changed: what is said of them, and by whom."""

import socket
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from io import BytesIO, FileIO
from pathlib import Path

import av
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from conformance.extract.credentials import reading
from conformance.model import codec
from conformance.model.credential_facts import Credentials
from conformance.model.evidence import RecordingSubject, ReferenceTime, TrustedRoot
from conformance.model.facts import Absent, Facts
from conformance.model.measurement import Measurement
from conformance.model.vocabulary import Depth

from ...measurands.facts import outcome, subject
from ..conftest import Coded
from ..making import PICTURES, facts_of
from .making import (
    MEDIA,
    Signer,
    box,
    flipped,
    needs_published,
    needs_the_extra,
    signed,
    signer,
    store_in,
    without_store,
)

LEGACY, PLAIN = MEDIA / "legacy.mp4", MEDIA / "video1_no_manifest.mp4"
RECORDED, TODAY = datetime(2026, 11, 20, 10, tzinfo=UTC), date(2026, 11, 26)
UNREADABLE = "evidence_unreadable: the file carries content credentials that can't be read: "
Write = Callable[[bytes], Path]

pytestmark = needs_the_extra


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(data: bytes) -> Path:
        file = tmp_path / "recording.mp4"
        file.write_bytes(data)
        return file

    return write


@pytest.fixture(scope="module")
def plain(coded: Coded) -> bytes:
    return coded("plain.mp4", *PICTURES, "-c:v", "libx264").read_bytes()


@pytest.fixture(scope="module")
def by() -> Signer:
    return signer()


@pytest.fixture(scope="module")
def own(plain: bytes, by: Signer) -> bytes:
    return signed(plain, by)


def found(file: Path) -> Credentials:
    credentials = facts_of(file, Depth.PACKETS).credentials
    assert isinstance(credentials, Credentials), credentials
    return credentials


def judged(file: Path, *roots: str) -> RecordingSubject:
    """The recording as witnessed on 20 November 2026, with those roots, as of the 26th."""
    facts = facts_of(file, Depth.PACKETS)
    made = subject(facts.media)
    trusted = tuple(TrustedRoot("ca.pem", "ab" * 32, pem) for pem in roots)
    recording = replace(made.recording, trusted_roots=trusted, reference=ReferenceTime(RECORDED, Fraction(1)))
    return replace(made, recording=recording, facts=facts, today=TODAY)


def answer(name: str, one: RecordingSubject) -> str:
    told = outcome(f"integrity.{name}", one)
    return f"{told.value}; {told.note}" if isinstance(told, Measurement) else f"{told.reason}: {told.detail}"


def said(file: Path) -> str:
    return answer("content_credentials", judged(file))


@needs_published
def test_the_published_file_is_valid() -> None:
    assert said(LEGACY) == (
        "valid; signed as mauricefisher@nc.rr.com at 2023-02-21 15:09:04 UTC with TestApp c2patool/0.3.8 "
        "c2pa-rs/0.16.1; ingredients: 1; not hashed: /uuid of content credentials, /ftyp, /meta/iloc, /mfra/tfra, "
        "/moov/trak/mdia/minf/stbl/stco (byte 16 on), /moov/trak/mdia/minf/stbl/co64 (byte 16 on), "
        "/moof/traf/tfhd (bytes 16 to 23), /moof/traf/trun (bytes 16 to 19), so that pictures may have been "
        "moved about; whom to trust is another question (integrity.content_signer)"
    )


@needs_published
def test_the_published_files_certificates_are_read() -> None:
    chain = found(LEGACY).chain

    assert chain.count("BEGIN CERTIFICATE") == 2
    assert answer("content_signer", judged(LEGACY, signer().chain)) == (
        "not_trusted; signed 2023-02-21: CN=GlobalSign GCC R3 PersonalSign 1 CA 2020,O=GlobalSign nv-sa,C=BE was "
        "issued by CN=GlobalSign,O=GlobalSign,OU=GlobalSign Root CA - R3, which is no root that is trusted"
    )
    issuer = "-----BEGIN CERTIFICATE-----" + chain.split("-----BEGIN CERTIFICATE-----")[2]
    assert answer("content_signer", judged(LEGACY, issuer)).startswith("trusted_when_recorded; ")


@needs_published
def test_the_published_file_without_a_manifest_carries_none() -> None:
    assert said(PLAIN) == (
        "none; its XMP names a manifest in the file (self#jumbf=/c2pa/urn:uuid:54281c07-ad34-430e-bea5-112a18facf0b/"
        "c2pa.claim), which is not there"
    )
    assert answer("content_signer", judged(PLAIN)) == "nothing_to_measure: the file carries no content credentials"


@needs_published
def test_one_bit_of_the_published_media_makes_it_invalid(write: Write) -> None:
    data = LEGACY.read_bytes()
    file = write(flipped(data, data.index(b"mdat") + 5000))

    assert said(file).startswith("invalid; assertion.bmffHash.mismatch (asset hash error, ")
    assert answer("content_signer", judged(file)) == (
        "evidence_unreadable: the file is not what was signed, whoever signed it"
    )


@needs_published
def test_a_bit_of_an_ingredients_manifest_makes_it_invalid(write: Write) -> None:
    data = LEGACY.read_bytes()
    file = write(flipped(data, store_in(data).start + 3000))

    assert said(file).startswith("invalid; ingredient.manifest.mismatch (ingredient hash incorrect); signed as ")


@needs_published
def test_pictures_that_are_shown_from_the_store_are_not_vouched_for(write: Write) -> None:
    """The hash of the published file, of the first version, leaves out the tables of chunks and the store itself."""
    data = bytearray(LEGACY.read_bytes())
    entry = data.index(b"stco", data.index(b"moov\0\0\0")) + 12
    data[entry : entry + 4] = (store_in(bytes(data)).stop - 4000).to_bytes(4, "big")
    file = write(bytes(data))

    assert found(file).holds
    assert said(file).startswith(
        "evidence_unreadable: the content credentials hold, but their hash leaves out where samples lie, and "
    )


@needs_published
def test_a_hash_that_can_not_be_read_is_not_one_that_holds(write: Write) -> None:
    data = LEGACY.read_bytes()
    name = data.index(b"stco", data.index(b"c2pa.hash.bmff"))  # of a table that the hash leaves out
    file = write(data[: name + 12] + bytes(4) + data[name + 16 :])

    assert said(file).startswith("invalid; assertion.cbor.invalid (invalid assertion cbor), ")


@needs_published
def test_the_published_file_remuxed_carries_none(tmp_path: Path) -> None:
    target = tmp_path / "remuxed.mp4"
    with av.open(str(LEGACY)) as before, av.open(str(target), "w") as after:
        track = before.streams.video[0]
        copy = after.add_stream_from_template(track)
        for packet in before.demux(track):
            if packet.size:
                packet.stream = copy
                after.mux(packet)

    assert said(target) == "none; "


def test_an_own_file_is_valid_and_keeps_who_signed_with_what(write: Write, own: bytes) -> None:
    credentials = found(write(own))

    assert (credentials.holds, credentials.bound, credentials.failures) == (True, True, ())
    assert (credentials.signer, credentials.organisation, credentials.generator) == (
        "Device 7",
        "Device 7 Ltd",
        "Recorder 1.2",
    )
    assert credentials.exclusions == ("/uuid of content credentials", "/ftyp", "/mfra", "/free", "/skip")
    assert (credentials.signed, credentials.ingredients, credentials.media_excluded) == (0, 0, False)
    assert "assertion.bmffHash.match" in credentials.success
    assert "signingCredential.ocsp.skipped" in [one.code for one in credentials.informational]


def test_the_chain_is_the_one_that_signed(write: Write, own: bytes, by: Signer) -> None:
    assert found(write(own)).chain == by.chain


def test_what_leads_to_the_submissions_root_is_trusted_and_else_it_is_not(write: Write, own: bytes, by: Signer) -> None:
    file = write(own)
    root = by.root.public_bytes(Encoding.PEM).decode()

    assert answer("content_signer", judged(file, root)) == (
        "trusted; O=Device 7 Ltd,CN=Device 7, issued by O=Root Ltd,CN=Root, valid 2020-01-01 to 2040-01-01; "
        "on 2026-11-26: trusted"
    )
    other = signer().root.public_bytes(Encoding.PEM).decode()  # of the same name, with another key
    assert answer("content_signer", judged(file, other)).startswith(
        "not_trusted; recorded 2026-11-20: O=Root Ltd,CN=Root"
    )
    assert answer("content_signer", judged(file)).startswith("evidence_missing: the submission names no trusted roots")


@pytest.mark.parametrize("place", ["the first byte", "the middle", "the last byte"])
def test_one_bit_of_the_media_makes_it_invalid(place: str, write: Write, own: bytes) -> None:
    start = own.index(b"mdat") + 4
    end = start - 8 + int.from_bytes(own[start - 8 : start - 4], "big")
    at = {"the first byte": start, "the middle": (start + end) // 2, "the last byte": end - 1}[place]

    assert said(write(flipped(own, at))).startswith("invalid; assertion.bmffHash.mismatch")


def test_bits_of_the_store_make_it_invalid_or_unreadable_but_for_padding(write: Write, own: bytes) -> None:
    place = store_in(own)
    answers = [said(write(flipped(own, at))).split()[0] for at in range(place.start + 24, place.stop, 97)]

    assert set(answers) <= {"invalid;", "evidence_unreadable:", "valid;"}
    assert answers.count("invalid;") > 3
    signature = own.index(b"x5chain") if b"x5chain" in own else own.index(b"c2pa.signature") + 60
    assert said(write(flipped(own, signature + 40))).split()[0] in ("invalid;", "evidence_unreadable:")


def test_a_changed_assertion_is_named(write: Write, own: bytes) -> None:
    file = write(own.replace(b"digitalCapture", b"digitalCaptura"))

    assert said(file).startswith("invalid; assertion.hashedURI.mismatch (")


def test_without_its_store_the_file_carries_none(write: Write, own: bytes) -> None:
    assert said(write(without_store(own))) == "none; "


def test_a_box_behind_makes_it_invalid_unless_the_hash_leaves_its_kind_out(write: Write, own: bytes) -> None:
    assert said(write(own + box(b"junk", bytes(8)))).startswith("invalid; assertion.bmffHash.mismatch")
    assert said(write(own + box(b"free", bytes(8)))).startswith("valid; ")


def test_bytes_behind_that_are_no_box_are_not_taken_for_anything(write: Write, own: bytes) -> None:
    assert said(write(own + b"behind the last box")) == (
        UNREADABLE + "Other: asset could not be parsed: Box size extends beyond asset bounds"
    )


def test_a_cut_file_is_not_valid(write: Write, own: bytes) -> None:
    assert said(write(own[:-100])).split()[0] in ("invalid;", "evidence_unreadable:")


def test_two_stores_are_not_read(write: Write, own: bytes) -> None:
    assert said(write(own + own[store_in(own)])) == UNREADABLE + "Manifest: more than one manifest store detected"


def test_a_store_of_another_purpose_is_a_store_still(write: Write, own: bytes) -> None:
    file = write(own.replace(b"manifest\0", b"manifesu\0", 1))

    assert said(file).startswith(UNREADABLE)


def test_an_enormous_store_is_not_handed_to_the_library(
    write: Write, own: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST_STORE", 1000)

    assert said(write(own)) == UNREADABLE + "their store holds more than 1000 bytes"


def test_a_certificate_that_expired_since_leaves_the_file_valid(write: Write, plain: bytes) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    short = signer((now - timedelta(days=1), now + timedelta(seconds=4)))
    data = signed(plain, short)
    before = found(write(data))
    while datetime.now(UTC) <= now + timedelta(seconds=5):
        time.sleep(0.1)

    assert found(write(data)) == before
    assert before.holds
    start = data.index(b"mdat") + 500
    assert said(write(flipped(data, start))).startswith("invalid; assertion.bmffHash.mismatch")


def test_a_manifest_elsewhere_is_named_and_not_fetched(write: Write, plain: bytes, by: Signer) -> None:
    import c2pa  # noqa: PLC0415 - an extra

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/manifest.c2pa"
        data = signed(plain, by, address)

        assert said(write(data)) == (
            f"evidence_missing: the file says that its content credentials are kept elsewhere ({address}); "
            "nothing is fetched"
        )
        for more in ({}, {"verify": {**reading.SETTINGS["verify"], "remote_manifest_fetch": True}}):  # type: ignore[dict-item]
            with c2pa.Context.from_dict({**reading.SETTINGS, **more}) as context, pytest.raises(c2pa.C2paError):
                c2pa.Reader("video/mp4", BytesIO(data), None, context)
        with pytest.raises(TimeoutError):
            server.accept()


def test_an_error_of_the_medium_is_no_fault_of_the_credentials(
    write: Write, own: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(own)

    class Medium(FileIO):
        def readinto(self, buffer: bytearray, /) -> int:
            raise OSError(f"the medium failed to give {len(buffer)} bytes")

    monkeypatch.setattr(reading, "FileIO", Medium)
    with pytest.raises(OSError, match="the medium failed"):
        facts_of(file, Depth.PACKETS)


def test_it_is_told_that_the_file_is_being_read(write: Write, own: bytes) -> None:
    beats: list[int] = []
    with reading._Beating(write(own), lambda: beats.append(1)) as stream:
        stream.readinto(bytearray(10))

    assert beats == [1]


def test_what_was_read_survives_its_way_between_processes(write: Write, own: bytes) -> None:
    for data in (own, without_store(own), own + b"behind the last box"):
        facts = facts_of(write(data), Depth.PACKETS)

        assert codec.decode(Facts, codec.encode(Facts, facts)) == facts


def test_at_the_depth_of_the_container_nothing_is_read(write: Write, own: bytes) -> None:
    credentials = facts_of(write(own), Depth.CONTAINER).credentials

    assert isinstance(credentials, Absent)
    assert credentials.detail == "the run stopped at depth container"


def test_an_answer_that_is_not_understood_is_not_taken_for_one() -> None:
    told = {"active_manifest": "x", "manifests": {"x": {}}, "validation_state": "Splendid"}
    told["validation_results"] = {"activeManifest": {"success": [], "informational": [], "failure": []}}

    with pytest.raises(ValueError, match="state 'Splendid' with 0 failures"):
        reading._credentials(told, {"manifests": {}}, [])
