"""Who signed: chains of certificates made here, and on which days they lead to a root that is trusted."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from conformance.measurands.signer import signer
from conformance.model.evidence import RecordingSubject, ReferenceTime, TrustedRoot
from conformance.model.facts import Absent, Media
from conformance.model.signing_facts import Link, Seal, SignedPart, SigningFacts, SigningScheme
from conformance.model.vocabulary import Depth

from ..extract.making import facts_of
from .facts import subject, video

RECORDED, TODAY = datetime(2026, 11, 20, 10, tzinfo=UTC), date(2026, 11, 26)
ALWAYS = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


@dataclass(frozen=True)
class Holder:
    """A certificate with its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def issued(
    who: str,
    by: Holder | None = None,
    *more: x509.ExtensionType,
    valid: tuple[datetime, datetime] = ALWAYS,
    critical: bool = True,
) -> Holder:
    """A certificate of that name with those extensions, issued by somebody or by its own key."""
    key = ec.generate_private_key(ec.SECP256R1())
    built = x509.CertificateBuilder().subject_name(name(who)).public_key(key.public_key())
    built = built.issuer_name(by.certificate.subject if by else name(who)).serial_number(x509.random_serial_number())
    built = built.not_valid_before(valid[0]).not_valid_after(valid[1])
    for one in more:
        built = built.add_extension(one, critical=critical)
    return Holder(key, built.sign(by.key if by else key, SHA256()))


def authority(length: int | None = None) -> x509.BasicConstraints:
    return x509.BasicConstraints(ca=True, path_length=length)


def usage(*allowed: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{use: use in allowed for use in USES})


ROOT = issued("Root", None, authority(1), usage("key_cert_sign"))
MAKER = issued("Maker", ROOT, authority(0), usage("key_cert_sign"))
DEVICE = issued("Device 1", MAKER, usage("digital_signature"))


def signed(*chain: Holder, roots: tuple[Holder, ...] = (ROOT,), begun: datetime | None = RECORDED) -> RecordingSubject:
    """A recording that says it was signed by that chain."""
    nanoseconds = round(begun.timestamp()) * 10**9 if begun else 0
    part = SignedPart(11, 1, 2, False, nanoseconds, 0, 10, 10, True, Seal.HOLDS, 0, 10, 0, 0, True, Link.ABSENT)  # noqa: FBT003
    pem = "".join(one.pem for one in chain)
    return recording(SigningFacts(10, (part,), SigningScheme.ONVIF, chains=(pem,)), roots)


def recording(signing: SigningFacts, roots: tuple[Holder, ...] = (ROOT,)) -> RecordingSubject:
    track = replace(video((0, 1, 2), Fraction(1, 25)), signing=signing)
    made = subject(Media("mp4", "", (track,), (), ()))
    trusted = tuple(TrustedRoot("ca.pem", "ab" * 32, one.pem) for one in roots)
    return replace(made, recording=replace(made.recording, trusted_roots=trusted), today=TODAY)


def said(subject: RecordingSubject) -> str:
    found = signer(subject)
    return f"{found.reason}: {found.detail}" if isinstance(found, Absent) else f"{found.value}; {found.note}"


def test_a_chain_that_leads_to_a_root_is_trusted() -> None:
    assert said(signed(DEVICE, MAKER)) == (
        "trusted; CN=Device 1, issued by CN=Maker, valid 2020-01-01 to 2040-01-01; on 2026-11-26: trusted"
    )


@pytest.mark.parametrize("chain", [(DEVICE, MAKER, ROOT), (DEVICE, ROOT, MAKER)], ids=["in order", "in another order"])
def test_the_root_in_the_stream_changes_nothing(chain: tuple[Holder, ...]) -> None:
    assert said(signed(*chain)).startswith("trusted; ")
    assert said(signed(*chain, roots=(issued("Another", None, authority()),))).startswith("not_trusted; ")


def test_a_certificate_that_is_trusted_itself_needs_no_issuer() -> None:
    alone = issued("Device 2")
    assert said(signed(alone, roots=(alone,))).startswith("trusted; ")


def test_what_another_root_issued_is_not_trusted() -> None:
    forged = issued("Root", None, authority())  # the same name, another key
    assert said(signed(issued("Device 1", forged), forged)) == (
        "not_trusted; recorded 2026-11-20: CN=Root was issued by CN=Root, which is no root that is trusted"
    )


def test_a_missing_intermediate_is_told() -> None:
    assert said(signed(DEVICE)) == (
        "not_trusted; recorded 2026-11-20: CN=Device 1 was issued by CN=Maker, which is no root that is trusted"
    )


EXPIRED = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))


def test_a_certificate_that_expired_since_was_trusted_when_it_recorded() -> None:
    device = issued("Device 3", MAKER, valid=EXPIRED)
    assert said(signed(device, MAKER)) == (
        "trusted_when_recorded; CN=Device 3, issued by CN=Maker, valid 2025-01-01 to 2026-11-24; on 2026-11-26: "
        "the certificate of CN=Device 3 was valid from 2025-01-01 to 2026-11-24"
    )


def test_a_recording_from_after_it_expired_is_not_trusted() -> None:
    device = issued("Device 3", MAKER, valid=EXPIRED)
    assert said(signed(device, MAKER, begun=datetime(2026, 11, 25, tzinfo=UTC))).startswith(
        "not_trusted; recorded 2026-11-25: the certificate of CN=Device 3 was valid"
    )


def test_an_issuer_that_expired_is_not_trusted() -> None:
    maker = issued("Maker", ROOT, authority(0), valid=(ALWAYS[0], datetime(2026, 1, 1, tzinfo=UTC)))
    assert "the certificate of CN=Maker was valid from 2020-01-01 to 2026-01-01" in said(
        signed(issued("Device 1", maker), maker)
    )


SERVER = ExtendedKeyUsageOID.SERVER_AUTH
BAD: list[tuple[Callable[[], tuple[Holder, ...]], str]] = [
    (
        lambda: (issued("Device 1", DEVICE), DEVICE, MAKER),
        "the certificate of CN=Device 1 has a key that is not for cert",
    ),
    (
        lambda: (issued("D", m := issued("M", ROOT, x509.BasicConstraints(ca=False, path_length=None))), m),
        "the certificate of CN=M may not issue others",
    ),
    (lambda: (issued("D", m := issued("M", ROOT)), m), "the certificate of CN=M may not issue others: it says nothing"),
    (
        lambda: (issued("D", s := issued("Sub", MAKER, authority())), s, MAKER),
        "the certificate of CN=Maker may have 0 issuers below it, and has 1",
    ),
    (lambda: (issued("D", MAKER, usage("key_agreement")), MAKER), "CN=D has a key that is not for signatures"),
    (
        lambda: (issued("D", MAKER, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])), MAKER),
        "CN=D is for other uses than signatures",
    ),
    (
        lambda: (issued("D", m := issued("Web", ROOT, authority(), x509.ExtendedKeyUsage([SERVER]))), m),
        "the certificate of CN=Web issues others for other uses than signatures, by its extended key usage",
    ),
    (
        lambda: (issued("D", MAKER, x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0")), MAKER),
        "CN=D has a critical extension that is not known here (1.2.3.4)",
    ),
]


@pytest.mark.parametrize(("chain", "why"), BAD, ids=[why[:60] for _, why in BAD])
def test_certificates_that_may_not_do_what_they_do_are_not_trusted(
    chain: Callable[[], tuple[Holder, ...]], why: str
) -> None:
    told = said(signed(*chain()))
    assert told.startswith("not_trusted; ")
    assert why in told


def test_an_issuer_for_other_uses_too_is_one_of_signers() -> None:
    for uses in ([SERVER, ExtendedKeyUsageOID.CODE_SIGNING], [ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]):
        maker = issued("Web", ROOT, authority(), x509.ExtendedKeyUsage(uses))
        assert said(signed(issued("D", maker), maker)).startswith("trusted; ")


def test_without_a_date_in_the_messages_the_witness_says_when_it_was() -> None:
    undated = signed(DEVICE, MAKER, begun=None)
    assert said(undated).startswith("time_not_set: the signing messages state no date, and nobody witnessed")

    witness = ReferenceTime(RECORDED, Fraction(1))
    assert said(replace(undated, recording=replace(undated.recording, reference=witness))).startswith("trusted; ")


def test_without_roots_nobody_is_trusted_or_not() -> None:
    assert said(signed(DEVICE, MAKER, roots=())) == (
        "evidence_missing: the submission names no trusted roots (trusted_roots)"
    )


def test_a_bare_key_leads_to_no_root() -> None:
    facts = signed(DEVICE).facts.media
    assert isinstance(facts, Media)
    signing = facts.video[0].signing
    assert isinstance(signing, SigningFacts)
    told = said(recording(replace(signing, chains=("-----BEGIN PUBLIC KEY-----\n",))))
    assert told.startswith("method_does_not_apply: the stream brings along a bare key")


def test_a_certificate_behind_a_bare_key_verified_nothing() -> None:
    forged = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n" + DEVICE.pem + MAKER.pem
    facts = signed(DEVICE, MAKER).facts.media
    assert isinstance(facts, Media)
    assert isinstance(facts.video[0].signing, SigningFacts)
    told = said(recording(replace(facts.video[0].signing, chains=(forged,))))
    assert told.startswith("method_does_not_apply: the stream brings along a bare key")


def test_a_name_that_is_no_text_is_a_certificate_that_cannot_be_read() -> None:
    broken = DEVICE.certificate.public_bytes(Encoding.DER).replace(b"Device 1", b"Dev\xff\xff 1")
    pem = "-----BEGIN CERTIFICATE-----\n" + b64encode(broken).decode() + "\n-----END CERTIFICATE-----\n"
    facts = signed(DEVICE, MAKER).facts.media
    assert isinstance(facts, Media)
    assert isinstance(facts.video[0].signing, SigningFacts)
    told = said(recording(replace(facts.video[0].signing, chains=(pem,))))
    assert told == "evidence_unreadable: the stream holds no certificates that can be read"


def test_certificates_that_cannot_be_read_leave_it_open() -> None:
    told = signed(DEVICE, MAKER)
    broken = TrustedRoot("ca.pem", "ab" * 32, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    assert said(replace(told, recording=replace(told.recording, trusted_roots=(broken,)))) == (
        "evidence_unreadable: ca.pem holds no certificates that can be read"
    )


def test_who_signed_matters_only_where_the_signatures_hold() -> None:
    assert said(recording(SigningFacts(10))) == "nothing_to_measure: the stream is not signed"
    part = SignedPart(11, 1, 2, False, 0, 0, 10, 10, True, Seal.BROKEN, -1, 10, 0, 0, True, Link.ABSENT)  # noqa: FBT003
    broken = recording(SigningFacts(10, (part,), SigningScheme.ONVIF, chains=(DEVICE.pem,)))
    assert said(broken).startswith("evidence_unreadable: the pictures are not those that were signed")


CA = Path(__file__).parents[2] / "../shared/media/onvif__media-signing-framework/examples/test-files/ca.pem"


@pytest.mark.skipif(not CA.exists(), reason="the folder ../shared/media is absent")
@pytest.mark.parametrize(("year", "answer"), [(2024, "trusted_when_recorded"), (2026, "not_trusted")])
def test_the_published_certificate_is_trusted_on_the_days_that_its_validator_says(year: int, answer: str) -> None:
    facts = facts_of(CA.with_name("test_signed_h265.mp4"), Depth.PACKETS)
    made = recording(SigningFacts(), ())
    root = TrustedRoot("ca.pem", "ab" * 32, CA.read_text())
    witness = ReferenceTime(datetime(year, 12 if year == 2024 else 6, 1, tzinfo=UTC), Fraction(1))
    given = replace(made.recording, trusted_roots=(root,), reference=witness)
    assert said(RecordingSubject(given, facts, TODAY)).startswith(f"{answer}; ")
