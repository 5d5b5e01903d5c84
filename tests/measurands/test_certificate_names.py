"""Name constraints of issuers: no name outside of them is trusted, whether they are marked as critical or not."""

from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtensionOID, NameOID

from conformance.measurands.certificates import why_not_trusted
from conformance.synthesis.der import CONTEXT, element, integer, sequence

from .time_stamps.making import ALWAYS, CA, ROOT, Holder, issued, key_of

WHEN = datetime(2026, 11, 20, tzinfo=UTC)


def below(*parts: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(*part) for part in parts])


POLICE = (NameOID.ORGANIZATION_NAME, "Police")
DEVICES = x509.DirectoryName(below(POLICE))


def limits(*permitted: x509.GeneralName, no: tuple[x509.GeneralName, ...] = ()) -> x509.NameConstraints:
    return x509.NameConstraints(list(permitted) or None, list(no) or None)


def maker(extension: x509.ExtensionType, *, critical: bool = False) -> Holder:
    return issued("Maker", ROOT, CA, (extension, critical))


def device(by: Holder, subject: x509.Name, *others: x509.GeneralName, ca: bool = False) -> Holder:
    key = key_of(subject.public_bytes() + by.der)
    built = x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
    built = built.issuer_name(by.certificate.subject).serial_number(7)
    built = built.not_valid_before(ALWAYS[0]).not_valid_after(ALWAYS[1])
    built = built.add_extension(CA[0], critical=True) if ca else built
    built = built.add_extension(x509.SubjectAlternativeName(others), critical=False) if others else built
    assert isinstance(by.key, ec.EllipticCurvePrivateKey)
    return Holder(key, built.sign(by.key, SHA256(), ecdsa_deterministic=True))


def why(*chain: Holder) -> str:
    return why_not_trusted([one.certificate for one in chain], [ROOT.certificate], WHEN)


CAMERA = below(POLICE, (NameOID.COMMON_NAME, "Camera 1"))
OTHER = below((NameOID.ORGANIZATION_NAME, "Elsewhere"), (NameOID.COMMON_NAME, "Camera 1"))
SMALL = below((NameOID.ORGANIZATION_NAME, "  POLICE "), (NameOID.COMMON_NAME, "Camera 1"))


@pytest.mark.parametrize("critical", [True, False])
def test_a_name_outside_of_what_an_issuer_may_name_is_not_trusted(critical: bool) -> None:  # noqa: FBT001
    by = maker(limits(DEVICES), critical=critical)
    assert why(device(by, CAMERA), by) == ""
    assert why(device(by, SMALL), by) == ""
    assert why(device(by, OTHER), by) == (
        "the certificate of CN=Maker may not issue for the name CN=Camera 1,O=Elsewhere, by its name constraints"
    )


def test_the_constraints_of_a_root_count_too() -> None:
    root = issued("Root 2", None, CA, (limits(DEVICES), False))
    for subject, good in ((CAMERA, True), (OTHER, False)):
        leaf = device(root, subject)
        assert (why_not_trusted([leaf.certificate], [root.certificate], WHEN) == "") is good


def test_they_hold_for_all_that_is_issued_further_down() -> None:
    by = maker(limits(DEVICES))
    for unit, camera, good in ((CAMERA, CAMERA, True), (CAMERA, OTHER, False), (OTHER, CAMERA, False)):
        middle = device(by, unit, ca=True)
        assert (why(device(middle, camera), middle, by) == "") is good


@pytest.mark.parametrize("critical", [True, False])
def test_a_name_that_is_excluded_is_not_trusted(critical: bool) -> None:  # noqa: FBT001
    by = maker(limits(no=(DEVICES,)), critical=critical)
    assert "may not issue for the name CN=Camera 1,O=Police" in why(device(by, CAMERA), by)
    assert why(device(by, OTHER), by) == ""


HOST, MAIL = x509.DNSName, x509.RFC822Name


@pytest.mark.parametrize(
    ("constraints", "name", "good"),
    [
        (limits(HOST("example.org")), HOST("example.org"), True),
        (limits(HOST("example.org")), HOST("Cam.Example.ORG"), True),
        (limits(HOST("example.org")), HOST("badexample.org"), False),
        (limits(HOST("example.org")), HOST("example.org.evil"), False),
        (limits(HOST("example.org")), HOST("*.example.org"), False),
        (limits(HOST("a.org"), HOST("b.org")), HOST("x.b.org"), True),
        (limits(no=(HOST("example.org"),)), HOST("cam.example.org"), False),
        (limits(no=(HOST(""),)), HOST("cam.example.org"), False),
        (limits(HOST("example.org")), MAIL("a@elsewhere.org"), True),
        (limits(MAIL("example.org")), MAIL("a@EXAMPLE.org"), True),
        (limits(MAIL("example.org")), MAIL("a@x.example.org"), False),
        (limits(MAIL(".example.org")), MAIL("a@x.example.org"), True),
        (limits(MAIL(".example.org")), MAIL("a@example.org"), False),
        (limits(MAIL("a@example.org")), MAIL("a@example.org"), True),
        (limits(MAIL("a@example.org")), MAIL("b@example.org"), False),
        (limits(no=(MAIL("example.org"),)), MAIL("b@example.org"), False),
        (limits(x509.IPAddress(ip_network("10.0.0.0/8"))), x509.IPAddress(ip_address("10.1.2.3")), False),
        (limits(no=(x509.IPAddress(ip_network("0.0.0.0/0")),)), HOST("example.org"), True),
        (limits(no=(x509.IPAddress(ip_network("0.0.0.0/0")),)), x509.IPAddress(ip_address("10.1.2.3")), False),
    ],
)
def test_other_names_are_held_to_the_constraints_of_their_kind(
    constraints: x509.NameConstraints,
    name: x509.GeneralName,
    good: bool,  # noqa: FBT001
) -> None:
    by = maker(constraints)
    assert (why(device(by, CAMERA, name), by) == "") is good


def test_mail_addresses_in_the_subject_are_held_to_them_too() -> None:
    by = maker(limits(MAIL("example.org")))
    for address, good in (("a@example.org", True), ("a@elsewhere.org", False)):
        subject = below(POLICE, (NameOID.EMAIL_ADDRESS, address))
        assert (why(device(by, subject), by) == "") is good


def test_an_issuer_that_gave_itself_another_certificate_is_passed_over_but_not_what_it_issues() -> None:
    by = issued("Maker", ROOT, CA, (limits(DEVICES), False))
    again = device(by, by.certificate.subject, ca=True)
    assert why(device(again, CAMERA), again, by) == ""
    assert "may not issue for the name CN=Camera 1,O=Elsewhere" in why(device(again, OTHER), again, by)


def raw(*parts: bytes) -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(ExtensionOID.NAME_CONSTRAINTS, sequence(*parts))


HERE = element(0x82, b"example.org")


@pytest.mark.parametrize(
    "constraints",
    [
        raw(element(CONTEXT, sequence(HERE, integer(1, 0x80)))),
        raw(element(CONTEXT, sequence(HERE, integer(0, 0x81)))),
        raw(element(CONTEXT, sequence())),
        raw(element(CONTEXT | 2, sequence(HERE))),
        raw(element(CONTEXT, element(0x31))),
    ],
    ids=["least depth", "most depth", "no base", "another field", "no subtree"],
)
def test_constraints_that_cannot_be_read_allow_nothing(constraints: x509.ExtensionType) -> None:
    by = maker(constraints)
    assert why(device(by, CAMERA, HOST("example.org")), by) != ""


def test_a_signer_that_states_constraints_as_critical_is_still_one_that_is_not_known() -> None:
    leaf = issued("Odd", ROOT, (limits(DEVICES), True))
    assert "has a critical extension that is not known here (2.5.29.30)" in why(leaf)
