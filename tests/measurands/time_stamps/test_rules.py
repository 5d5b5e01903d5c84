"""What RFC 3161 asks of a time stamp: how it is signed, by which certificate, and what other files come to."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from conformance.measurands.certificates import why_not_trusted
from conformance.synthesis.der import CONTEXT, OCTETS, element, integer, oid, sequence
from conformance.synthesis.sealing import pinned_key
from conformance.synthesis.time_stamping import attribute, granted

from .making import (
    ALWAYS,
    BOUND_V2,
    CA,
    ED25519,
    MAKER,
    MANIFEST,
    PSS,
    PSS_PARAMETERS,
    ROOT,
    RSA,
    RSA_KEY,
    STAMPS,
    TSA,
    Holder,
    Plan,
    bound_v1,
    bound_v2,
    comes_to,
    device,
    hashed,
    issued,
    name,
    response,
    said,
    token,
    used,
)

SHORT_KEY = rsa.generate_private_key(65537, 1024)  # noqa: S505 - a weak one is wanted
PRIMES = (  # of a key of 512 bits
    0xF584A02657F851746DC049B913C76C4E22983152B4004041AADFA63251C1B0E7,
    0xC04C6AD41615B2DE89CB1BD41B24E5014760E16586BCA197E006BFD3CA8CE113,
)


@pytest.mark.parametrize(
    ("scheme", "parameters"),
    [(RSA, b"\x05\0"), ("1.2.840.113549.1.1.11", b"\x05\0"), (PSS, PSS_PARAMETERS)],
    ids=["rsaEncryption", "sha256WithRSAEncryption", "RSASSA-PSS"],
)
def test_signatures_by_rsa_are_verified(scheme: str, parameters: bytes) -> None:
    by = issued("RSA TSA", ROOT, STAMPS, key=RSA_KEY)
    plan = Plan(by=by, chain=(by,), signing=(scheme, (parameters,)))
    assert comes_to(plan).startswith("trusted; ")
    wrong = response(plan)
    assert said(device(wrong[:-1] + bytes((wrong[-1] ^ 1,)))) == "not_valid; SUMS.tsr: its signature does not hold"


def test_signatures_by_ed25519_are_verified() -> None:
    by = issued("Ed TSA", ROOT, STAMPS, key=ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))
    plan = Plan(by=by, chain=(by,), digest="sha512", signing=(ED25519, ()))
    assert comes_to(plan).startswith("trusted; ")
    wrong = response(plan)
    assert said(device(wrong[:-1] + bytes((wrong[-1] ^ 1,)))) == "not_valid; SUMS.tsr: its signature does not hold"


def test_a_signature_by_another_kind_of_key_than_stated_is_not_valid() -> None:
    assert comes_to(Plan(signing=(RSA, ()))).startswith("not_valid; SUMS.tsr: it is said to be signed by RSASSA-PKCS1")


def test_a_scheme_that_is_not_known_is_not_tested() -> None:
    assert comes_to(Plan(signing=("1.2.156.10197.1.501", ()))) == (
        "method_does_not_apply: SUMS.tsr: the token uses what is not read here: signature algorithm 1.2.156.10197.1.501"
    )


def test_a_signature_of_another_key_does_not_hold() -> None:
    other = Holder(issued("Else", ROOT, STAMPS).key, TSA.certificate)
    assert comes_to(Plan(by=other)) == "not_valid; SUMS.tsr: its signature does not hold"


# --- the certificate of the authority


@pytest.mark.parametrize(
    ("by", "why"),
    [
        (used(), "has no extended key usage, where timeStamping must stand"),
        (used(ExtendedKeyUsageOID.CODE_SIGNING), "is not for time stamps alone, by its extended key usage"),
        (
            used(ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING),
            "is not for time stamps alone, by its extended key usage",
        ),
        (
            used(ExtendedKeyUsageOID.TIME_STAMPING, critical=False),
            "has an extended key usage that is not critical, which it must be",
        ),
    ],
    ids=["none", "another", "two", "not critical"],
)
def test_a_certificate_that_is_not_for_time_stamps_alone_makes_none(by: Holder, why: str) -> None:
    plan = Plan(by=by, chain=(by,))
    assert comes_to(plan) == f"not_valid; SUMS.tsr: the certificate of CN=Used {why}"
    assert said(device(response(plan), roots=())).startswith("not_valid; "), "whoever is trusted"


def test_a_key_for_something_else_is_not_trusted() -> None:
    allowed = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        False,
    )
    rest = dict.fromkeys(("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False)
    for one, word in (("content_commitment", "trusted; "), ("key_encipherment", "not_trusted; ")):
        usage = x509.KeyUsage(**{**allowed, **rest, one: True})
        by = issued("Keyed", ROOT, STAMPS, (usage, True))
        assert comes_to(Plan(by=by, chain=(by,))).startswith(word)


@pytest.mark.parametrize(
    ("uses", "word"),
    [
        ([ExtendedKeyUsageOID.SERVER_AUTH], "not_trusted; "),
        ([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.TIME_STAMPING], "trusted; "),
        ([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE], "trusted; "),
    ],
    ids=["others", "these too", "any"],
)
def test_an_issuer_for_other_uses_alone_makes_no_authority(uses: list[x509.ObjectIdentifier], word: str) -> None:
    maker = issued("Maker of others", ROOT, CA, (x509.ExtendedKeyUsage(uses), False))
    by = issued("TSA", maker, STAMPS)
    told = comes_to(Plan(by=by, chain=(by, maker)))
    why = "; at that time: the certificate of CN=Maker of others issues others for other uses than time stamps, "
    assert told.startswith(word)
    assert (why in told) == (word == "not_trusted; ")


def test_a_key_that_can_be_factored_is_not_trusted() -> None:
    by = issued("TSA", ROOT, STAMPS, key=rsa_key(*PRIMES))
    told = comes_to(Plan(by=by, chain=(by,), signing=(RSA, ())))
    assert told.startswith("not_trusted; ")
    assert told.endswith("CN=TSA has an RSA key of 512 bits: such keys were factored, so that anybody may sign by it")


def test_a_short_key_that_is_trusted_is_told_with_its_size() -> None:
    for size, told in ((1024, ", by an RSA key of 1024 bits, fewer than 2048"), (2048, "")):
        by = issued("TSA", ROOT, STAMPS, key=pinned_key(2048).private if size == 2048 else SHORT_KEY)
        found = comes_to(Plan(by=by, chain=(by,), signing=(RSA, ())))
        assert found.startswith("trusted; ")
        assert f"valid 2020-01-01 to 2040-01-01{told}; on 2026-11-26: trusted" in found


def rsa_key(one: int, other: int) -> rsa.RSAPrivateKey:
    public = rsa.RSAPublicNumbers(65537, one * other)
    secret = pow(65537, -1, (one - 1) * (other - 1))
    parts = secret % (one - 1), secret % (other - 1), rsa.rsa_crt_iqmp(one, other)
    return rsa.RSAPrivateNumbers(one, other, secret, *parts, public).private_key(unsafe_skip_rsa_key_validation=True)


def test_a_certificate_that_signed_streams_may_sign_is_still_refused_those_for_time_stamps() -> None:
    when = datetime(2026, 11, 20, tzinfo=UTC)
    assert why_not_trusted([TSA.certificate], [ROOT.certificate], when) == (
        "the certificate of CN=TSA is for other uses than signatures, by its extended key usage"
    )


def test_a_token_without_certificates_is_verified_by_one_that_is_trusted() -> None:
    bare = response(Plan(chain=()))
    assert said(device(bare, roots=(ROOT, TSA))).startswith("trusted; ")
    assert said(device(bare)) == (
        "evidence_missing: SUMS.tsr: the token brings no certificate along, and that of its signer is not among the "
        "trusted roots"
    )


def test_only_the_certificate_that_is_bound_counts() -> None:
    twin = issued("TSA", ROOT, STAMPS, key=TSA.key, valid=(ALWAYS[0], datetime(2041, 1, 1, tzinfo=UTC)))
    assert comes_to(Plan(chain=(twin,))) == (
        "not_valid; SUMS.tsr: none of its certificates is the one that its signer bound"
    )


def test_it_may_be_bound_by_sha1_or_by_both() -> None:
    first = comes_to(Plan(bound=(bound_v1(TSA),)))
    assert first.startswith("trusted; ")
    assert "its certificate is bound by SHA-1 alone" in first
    assert comes_to(Plan(bound=(bound_v1(TSA), bound_v2(TSA)))).startswith("trusted; ")
    assert comes_to(Plan(bound=(bound_v1(MAKER), bound_v2(TSA)))).startswith("not_valid; ")


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (Plan(sid=sequence(name("Root").public_bytes(), integer(1))), "it names another certificate by issuer and"),
        (Plan(sid=sequence(name("Toor").public_bytes(), integer(4099))), "it names another certificate by issuer and"),
        (Plan(attributes=(bound_v1(TSA),), bound=(bound_v1(TSA),)), "stands twice"),
        (Plan(content_type="1.2.840.113549.1.7.1"), "the signed content type is another one"),
        (Plan(bound=(attribute("1.2.3.4", integer(1)),)), "no signed attribute binds the signer's certificate"),
        (Plan(bound=(attribute(BOUND_V2, integer(1)),)), "a field of tag 0x02 stands where one of 0x30 should"),
        (Plan(listed="sha384"), "sha256 is not in its set of digest algorithms"),
        (Plan(signers=2), "2 signatures, where there is one of the authority alone"),
        (Plan(signers=0), "0 signatures, where there is one of the authority alone"),
        (Plan(time=b"20261120100000"), "no time in UTC"),
        (Plan(time=b"20261120110000+0100"), "no time in UTC"),
        (Plan(time=b"20261320100000Z"), "no time in UTC"),
        (Plan(accuracy=(sequence(integer(1000, 0x80)),)), "an accuracy of 1000/1000 s"),
        (Plan(accuracy=(sequence(integer(-1)),)), "an accuracy of -1/1 s"),
        (Plan(nonce=(integer(1), integer(2))), "bytes are left behind the last field"),
    ],
)
def test_what_rfc_3161_does_not_allow_is_not_valid(plan: Plan, why: str) -> None:
    found = comes_to(plan)
    assert found.startswith("not_valid; ")
    assert why in found


def test_a_signer_named_by_its_key_is_known_by_what_is_bound() -> None:
    assert comes_to(Plan(sid=element(0x80, b"any identifier"))).startswith("trusted; ")


def test_a_wrong_message_digest_is_not_what_was_signed() -> None:
    right = hashed("sha256", MANIFEST)
    content = response().replace(element(OCTETS, right), element(OCTETS, hashed("sha256", b"x")))
    assert said(device(content, data=b"x")) == "not_valid; SUMS.tsr: what it says is not what was signed"


@pytest.mark.parametrize(
    ("plan", "what"),
    [
        (Plan(version=2), "another version of TSTInfo than 1"),
        (
            Plan(extra=(element(CONTEXT | 1, sequence(oid("1.2.3"), b"\1\1\xff", element(OCTETS, b""))),)),
            "a critical extension of TSTInfo (1.2.3)",
        ),
        (Plan(chain=(TSA, *(issued("x" * size, None) for size in range(1, 33)))), "33 certificates"),
    ],
)
def test_what_may_be_right_and_is_not_read_is_not_tested(plan: Plan, what: str) -> None:
    assert comes_to(plan) == f"method_does_not_apply: SUMS.tsr: the token uses what is not read here: {what}"


def test_what_is_not_critical_may_stand_there() -> None:
    names = element(CONTEXT, element(CONTEXT | 4, name("TSA").public_bytes()))
    extension = element(CONTEXT | 1, sequence(oid("1.2.3"), element(OCTETS, b"")))
    assert comes_to(Plan(extra=(names, extension))).startswith("trusted; ")


# --- responses and other files


def test_an_authority_that_refused_is_told() -> None:
    words = sequence(element(0x0C, b"not today"))
    refused = sequence(sequence(integer(2), words, element(0x03, b"\x05\x20")))
    assert said(device(refused)) == (
        "not_valid; SUMS.tsr: it is no time stamp token: the authority granted none, status 2 (rejection): 'not today'"
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "a field is missing"),
        (b"<html>404</html>", "a field of tag 0x3c stands where one of 0x30 should"),
        (response() + b"\0", "1 bytes are left behind the last field"),
        (token() + b"\n", "1 bytes are left behind the last field"),
        (response()[:-1], "a field leads behind the end"),
        (b"\x30\x84\xff\xff\xff\xff", "a field leads behind the end"),
        (b"\x30\x89" + b"\xff" * 9, "a length that leads behind the end"),
        (b"\x30\x03\x30\x01\x00", "a field of tag 0x00 stands where one of 0x02 should"),
        (sequence(oid("1.2.840.113549.1.7.1"), element(CONTEXT, b"")), "content of type 1.2.840.113549.1.7.1"),
        (granted(b""), "a field is missing"),
        (TSA.der, "a field of tag 0x"),
        (b"\x30" * 1_000_000, "999950 bytes are left behind the last field"),
    ],
)
def test_other_files_are_no_time_stamps(content: bytes, why: str) -> None:
    found = said(device(content))
    assert found.startswith("not_valid; SUMS.tsr: it is no time stamp token: ")
    assert why in found


def test_text_is_told_as_such() -> None:
    assert said(device(b"-----BEGIN PKCS7-----\n")) == (
        "not_valid; SUMS.tsr: it is text (PEM), where a token in DER should be"
    )


def test_what_is_laid_out_by_rules_that_der_does_not_have_is_not_tested() -> None:
    found = said(device(b"\x30\x80" + response()[4:] + b"\0\0"))
    assert found.startswith("method_does_not_apply: SUMS.tsr: the token is not in DER, which is all that is read: ")
