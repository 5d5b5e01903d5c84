"""The name that a token gives its authority (RFC 3161, 2.4.2: tsa), against those of the certificate that signed it."""

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from conformance.synthesis.der import CONTEXT, element, oid, sequence, set_of

from .making import ROOT, STAMPS, TSA, Plan, comes_to, device, issued, name, response, said

COMMON_NAME = oid("2.5.4.3")
EMAIL, DNS, ADDRESS, DIRECTORY = 0x81, 0x82, 0x86, 0xA4


def called(kind: int, *content: bytes) -> tuple[bytes, ...]:
    return (element(CONTEXT, element(kind, *content)),)


def as_text(tag: int, text: bytes) -> bytes:
    """A directory name of one common name, in a text of that type."""
    return sequence(set_of([sequence(COMMON_NAME, element(tag, text))]))


def has(*names: x509.GeneralName) -> Plan:
    by = issued("TSA", ROOT, STAMPS, (x509.SubjectAlternativeName(list(names)), False))
    return Plan(by=by, chain=(by,))


def test_a_token_that_names_another_authority_than_the_one_that_signed_it_is_not_valid() -> None:
    assert comes_to(Plan(extra=called(DIRECTORY, name("Ministry").public_bytes()))) == (
        "not_valid; SUMS.tsr: it names CN=Ministry as its authority (tsa), and the certificate that signed it is that "
        "of CN=TSA"
    )


def test_it_is_so_without_roots_too() -> None:
    plan = Plan(extra=called(DIRECTORY, name("Ministry").public_bytes()))
    assert said(device(response(plan), roots=())).startswith("not_valid; ")


@pytest.mark.parametrize(
    ("tag", "text", "word"),
    [
        (0x0C, b"TSA", "trusted; "),
        (0x13, b"TSA", "trusted; "),
        (0x13, b" tsa ", "trusted; "),
        (0x1E, "TSA".encode("utf-16-be"), "trusted; "),
        (0x1C, "TSA".encode("utf-32-be"), "trusted; "),
        (0x14, b"TSA", "trusted; "),
        (0x0C, b"TS A", "not_valid; "),
        (0x0C, b"TSA2", "not_valid; "),
        (0x14, b"TS\xc1", "method_does_not_apply: "),
        (0x03, b"\x00TSA", "method_does_not_apply: "),
    ],
)
def test_a_directory_name_is_compared_whatever_its_type_of_text_and_case(tag: int, text: bytes, word: str) -> None:
    assert comes_to(Plan(extra=called(DIRECTORY, as_text(tag, text)))).startswith(word)


def test_what_cannot_be_compared_is_told() -> None:
    found = comes_to(Plan(extra=called(DIRECTORY, as_text(0x14, b"TS\xc1"))))
    assert found == (
        "method_does_not_apply: SUMS.tsr: it names CN=#14035453c1 as its authority (tsa), and the certificate that "
        "signed it is that of CN=TSA, which can't be compared"
    )


@pytest.mark.parametrize(
    ("own", "kind", "content", "word"),
    [
        (x509.DNSName("tsa.example.org"), DNS, b"TSA.example.org", "trusted; "),
        (x509.DNSName("tsa.example.org"), DNS, b"example.org", "not_valid; "),
        (x509.DNSName("tsa.example.org"), EMAIL, b"tsa.example.org", "not_valid; "),
        (x509.RFC822Name("Stamps@example.org"), EMAIL, b"Stamps@EXAMPLE.org", "trusted; "),
        (x509.RFC822Name("Stamps@example.org"), EMAIL, b"stamps@example.org", "not_valid; "),
        (x509.UniformResourceIdentifier("http://tsa.example.org/A"), ADDRESS, b"HTTP://TSA.example.org/A", "trusted; "),
        (
            x509.UniformResourceIdentifier("http://tsa.example.org/A"),
            ADDRESS,
            b"http://tsa.example.org/a",
            "not_valid; ",
        ),
        (x509.DirectoryName(name("Unit 7")), DIRECTORY, name("Unit 7").public_bytes(), "trusted; "),
        (x509.DirectoryName(name("Unit 7")), DIRECTORY, name("TSA").public_bytes(), "trusted; "),
        (x509.DirectoryName(name("Unit 7")), DIRECTORY, name("Unit 8").public_bytes(), "not_valid; "),
        (x509.OtherName(x509.ObjectIdentifier("1.2.3"), b"\5\0"), 0xA0, oid("1.2.3") + b"\xa0\2\5\0", "trusted; "),
        (x509.OtherName(x509.ObjectIdentifier("1.2.3"), b"\5\0"), 0xA0, oid("1.2.4") + b"\xa0\2\5\0", "method_does_"),
    ],
)
def test_it_may_be_one_of_the_other_names_of_the_certificate(
    own: x509.GeneralName, kind: int, content: bytes, word: str
) -> None:
    plan = has(own)
    named = Plan(by=plan.by, chain=plan.chain, extra=called(kind, content))
    assert comes_to(named).startswith(word)


def test_all_parts_of_a_directory_name_count_in_their_order() -> None:
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Org"), x509.NameAttribute(NameOID.COMMON_NAME, "TSA")]
    for changed in (parts[::-1], parts[1:], [*parts, parts[0]]):
        found = comes_to(Plan(extra=called(DIRECTORY, x509.Name(changed).public_bytes())))
        assert found.startswith("trusted; " if changed == parts[1:] else "not_valid; ")


@pytest.mark.parametrize(
    ("field", "why"),
    [
        (element(CONTEXT), "a field is missing"),
        (element(CONTEXT, element(0x30)), "a field of tag 0x30 stands where a name should"),
        (element(CONTEXT, element(DNS, b"a"), element(DNS, b"b")), "3 bytes are left behind the last field"),
        (element(CONTEXT, element(DIRECTORY, b"")), "a field is missing"),
        (element(CONTEXT, element(DIRECTORY, element(0x30, b"\x01\x00"))), "a field of tag 0x01 stands where one of"),
        (element(CONTEXT, element(0xA9, b"")), "a field of tag 0xa9 stands where a name should"),
    ],
)
def test_a_name_that_is_none_is_not_valid(field: bytes, why: str) -> None:
    found = comes_to(Plan(extra=(field,)))
    assert found.startswith(
        "not_valid; SUMS.tsr: the name of its authority, or those of its certificate, can't be read: "
    )
    assert why in found


def test_without_a_name_in_the_token_nothing_is_compared() -> None:
    assert comes_to(Plan(by=TSA)).startswith("trusted; ")
