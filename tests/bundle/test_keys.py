"""Who may sign, and by what a signer is known."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from conformance.bundle.container import Fault
from conformance.bundle.inventory import Envelope
from conformance.bundle.keys import Signer, signer_of, signing_key
from conformance.bundle.trust import trusted_by
from conformance.errors import BundleError
from conformance.synthesis.sealing import pinned_key
from tests.measurands.time_stamps.making import CA, ROOT, Holder, issued

P256 = ec.derive_private_key(17, ec.SECP256R1())
P384 = ec.derive_private_key(17, ec.SECP384R1())
ED = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
RSA = pinned_key(2048).private
DATA, NOW = b"what is signed", datetime(2026, 11, 27, tzinfo=UTC)
LAB = issued("Laboratory", ROOT)
OLD = issued("Old laboratory", ROOT, valid=(datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)))


def pem(key: object, encryption: KeySerializationEncryption = NoEncryption()) -> bytes:  # noqa: B008
    made: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)  # type: ignore[attr-defined]
    return made


def public(key: object) -> bytes:
    made: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
    return made


def file(folder: Path, content: bytes, name: str = "key.pem") -> Path:
    made = folder / name
    made.write_bytes(content)
    return made


def chained(*holders: Holder) -> Signer:
    return signer_of(b"".join(one.pem.encode() for one in holders))


@pytest.mark.parametrize("key", [ED, P256, P384, RSA], ids=["Ed25519", "P-256", "P-384", "RSA-2048"])
def test_a_key_signs_and_its_public_key_tells_it_from_another(key: object, tmp_path: Path) -> None:
    made = signing_key(file(tmp_path, pem(key)), "", "")
    signer = signer_of(made.papers)

    assert signer.signed(made.sign(DATA), DATA)
    assert not signer.signed(made.sign(DATA), DATA + b".")
    assert not signer.signed(b"", DATA)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (rsa.generate_private_key(65537, 1024), "an RSA key of 1024 bits"),  # noqa: S505 - a weak one is wanted
        (ec.derive_private_key(17, ec.SECP256K1()), "a key on secp256k1"),
        (ed448.Ed448PrivateKey.generate(), "keys are Ed25519, EC on P-256 or P-384, or RSA of 2048 bits or more"),
    ],
    ids=["RSA-1024", "secp256k1", "Ed448"],
)
def test_weak_keys_and_those_of_other_kinds_neither_sign_nor_verify(key: object, why: str, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=why):
        signing_key(file(tmp_path, pem(key)), "", "")
    with pytest.raises(Fault, match=why):
        signer_of(public(key))


def test_an_encrypted_key_asks_for_its_password_and_does_not_show_it(tmp_path: Path) -> None:
    key = file(tmp_path, pem(P256, BestAvailableEncryption(b"correct horse")))

    assert signing_key(key, "", "correct horse").papers == public(P256)
    with pytest.raises(BundleError, match="the key is encrypted; put its password into the variable"):
        signing_key(key, "", "")
    with pytest.raises(BundleError) as caught:
        signing_key(key, "", "battery staple")
    assert "battery" not in str(caught.value)


def test_a_password_is_no_harm_to_a_key_without_one(tmp_path: Path) -> None:
    assert signing_key(file(tmp_path, pem(ED)), "", "correct horse").papers == public(ED)


def test_certificates_of_another_key_are_refused(tmp_path: Path) -> None:
    certificates = file(tmp_path, LAB.pem.encode(), "chain.pem")

    assert signing_key(file(tmp_path, pem(LAB.key)), str(certificates), "").papers == LAB.pem.encode()
    with pytest.raises(BundleError, match="its first certificate is not that of the key"):
        signing_key(file(tmp_path, pem(P384)), str(certificates), "")


@pytest.mark.parametrize("papers", [b"", b"\xff", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_papers_that_name_nobody_are_refused(papers: bytes) -> None:
    with pytest.raises(Fault, match=r"signer\.pem holds no certificate and no public key that can be read"):
        signer_of(papers)


def test_a_signer_is_trusted_by_a_root_that_its_certificates_lead_to(tmp_path: Path) -> None:
    trusted = trusted_by([file(tmp_path, ROOT.pem.encode())])
    middle = issued("Middle", ROOT, CA)

    assert trusted.why_not(chained(LAB), NOW) == ""
    assert trusted.why_not(chained(issued("Lab", middle), middle), NOW) == ""
    assert "which is no root that is trusted" in trusted.why_not(chained(issued("Lab", middle)), NOW)
    assert "which is no root that is trusted" in trusted.why_not(chained(issued("Laboratory", None)), NOW)


def test_a_certificate_that_ran_out_is_judged_at_the_time_of_the_stamp(tmp_path: Path) -> None:
    trusted = trusted_by([file(tmp_path, ROOT.pem.encode())])

    assert trusted.why_not(chained(OLD), datetime(2026, 5, 1, tzinfo=UTC)) == ""
    assert "was valid from 2020-01-01 to 2026-06-01" in trusted.why_not(chained(OLD), NOW)


def test_a_certificate_for_servers_alone_signs_no_report(tmp_path: Path) -> None:
    trusted = trusted_by([file(tmp_path, ROOT.pem.encode())])
    server = issued("www", ROOT, (x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), False))

    assert "is for other uses than signatures" in trusted.why_not(chained(server), NOW)


def test_a_signer_is_trusted_by_its_public_key(tmp_path: Path) -> None:
    trusted = trusted_by([file(tmp_path, public(ED))])

    assert trusted.why_not(signer_of(public(ED)), NOW) == ""
    assert trusted.why_not(signer_of(public(P256)), NOW) == "its bare key is none of those that are trusted"
    assert trusted.why_not(chained(LAB), NOW) == "its key is none of those that are trusted, and no root is"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no certificate and no public key in PEM"),
        (b"\xff\xfe", "no certificates and no public key in PEM"),
        (pem(ED), "it holds a private key"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "a public key can't be read"),
    ],
    ids=["empty", "binary", "private", "damaged"],
)
def test_a_file_that_names_nobody_can_not_be_trusted(content: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=why):
        trusted_by([file(tmp_path, content)])


def test_the_bytes_that_are_signed_are_those_of_dsse() -> None:
    assert Envelope(b"{}", ()).signed == b"DSSEv1 28 application/vnd.in-toto+json 2 {}"


@pytest.mark.parametrize("key", [P256, RSA], ids=["P-256", "RSA-PSS"])
def test_openssl_verifies_the_same_signatures(key: object, tmp_path: Path) -> None:
    made = signing_key(file(tmp_path, pem(key)), "", "")
    signature, data = file(tmp_path, made.sign(DATA), "sig"), file(tmp_path, DATA, "data")
    papers = file(tmp_path, made.papers, "public.pem")
    pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"] if key is RSA else []
    command = ["openssl", "dgst", "-sha256", "-verify", str(papers), *pss, "-signature", str(signature), str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.stdout == "Verified OK\n"
