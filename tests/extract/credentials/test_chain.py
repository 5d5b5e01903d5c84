"""The signer's certificates in a manifest store: found where they are, and never where two readers may differ."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from conformance.extract.credentials.bindings import bindings
from conformance.extract.credentials.cbor import CborError, Pairs, decoded
from conformance.extract.credentials.chain import NotUnderstood, chain_of

from .making import Signer, box, signer

LABEL = "urn:c2pa:7"
BY = signer(serial=1234)


def head(kind: int, length: int) -> bytes:
    return bytes([kind << 5 | 25]) + length.to_bytes(2, "big")


def of_bytes(data: bytes) -> bytes:
    return head(2, len(data)) + data


def listed(*items: bytes) -> bytes:
    return head(4, len(items)) + b"".join(items)


def mapped(*pairs: tuple[bytes, bytes]) -> bytes:
    return head(5, len(pairs)) + b"".join(key + value for key, value in pairs)


def ders(by: Signer = BY) -> bytes:
    return listed(*(of_bytes(one.public_bytes(Encoding.DER)) for one in (by.device, by.root)))


X5CHAIN, OLD = bytes([0x18, 33]), head(3, 7) + b"x5chain"
ALGORITHM = (b"\x01", b"\x26")  # 1: -7, ES256


def cose(protected: bytes, unprotected: bytes = mapped()) -> bytes:
    return b"\xd2" + listed(of_bytes(protected), unprotected, b"\xf6", of_bytes(bytes(64)))


def superbox(label: str, *content: bytes) -> bytes:
    return box(b"jumb", box(b"jumd", bytes(16) + b"\x03" + label.encode() + b"\0") + b"".join(content))


def manifest(*signatures: bytes, label: str = LABEL) -> bytes:
    return superbox(label, *(superbox("c2pa.signature", box(b"cbor", one)) for one in signatures))


SOUND = cose(mapped(ALGORITHM, (X5CHAIN, ders())))


def test_the_chain_of_the_protected_header_is_found() -> None:
    other = manifest(cose(mapped((X5CHAIN, ders(signer())))), label="urn:c2pa:6")

    assert chain_of([superbox("c2pa", other, manifest(SOUND))], LABEL, "1234") == BY.chain


def test_the_chain_beside_the_protected_header_is_found_by_its_old_name() -> None:
    old = cose(mapped(ALGORITHM), mapped((OLD, ders())))

    assert chain_of([superbox("c2pa", manifest(old))], LABEL, "1234") == BY.chain


def test_one_certificate_need_not_stand_in_a_list() -> None:
    alone = of_bytes(BY.device.public_bytes(Encoding.DER))

    assert chain_of([superbox("c2pa", manifest(cose(mapped((X5CHAIN, alone)))))], LABEL, "1234").count("BEGIN") == 1


BESIDE = cose(mapped((X5CHAIN, ders())), mapped((OLD, ders(signer()))))
TWICE = cose(mapped((X5CHAIN, ders()), (X5CHAIN, ders())))
LONG = b"\0\0\0\1" + b"jumb" + (16 + len(manifest(SOUND)[8:])).to_bytes(8, "big") + manifest(SOUND)[8:]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (manifest(SOUND, label="urn:c2pa:8"), "the store holds 0 of what should be one manifest"),
        (manifest(SOUND) * 2, "the store holds 2 of what should be one manifest"),
        (
            manifest(SOUND) + superbox(LABEL, box(b"brob", b"packed")),
            "the store holds 2 of what should be one manifest",
        ),
        (manifest(SOUND, SOUND), "the store holds 2 of what should be one signature"),
        (manifest(SOUND) + LONG, "the boxes of the store do not fill it"),
        (manifest(SOUND) + bytes(4), "the boxes of the store do not fill it"),
        (manifest(SOUND)[:-1], "the boxes of the store do not fill it"),
        (manifest(BESIDE), "the signature brings along 2 chains of certificates"),
        (manifest(TWICE), "the signature brings along 2 chains of certificates"),
        (manifest(cose(mapped(ALGORITHM))), "the signature brings along 0 chains of certificates"),
        (manifest(cose(mapped((X5CHAIN, listed())))), "the signature's chain holds no certificates, or too many"),
        (
            manifest(cose(mapped((X5CHAIN, listed(b"\x01"))))),
            "the signature's chain holds no certificates, or too many",
        ),
        (manifest(cose(mapped((X5CHAIN, of_bytes(b"no DER"))))), "the signature's certificates can't be read"),
        (manifest(listed(of_bytes(b""))), "the signature is no COSE_Sign1"),
        (manifest(SOUND[:-1]), "the signature can't be read: it is cut off"),
        (box(b"jumb", box(b"cbor", b"")), "a superbox does not begin with its description"),
        (box(b"jumb", b""), "a superbox does not begin with its description"),
    ],
)
def test_what_is_not_there_once_and_whole_is_not_taken(content: bytes, why: str) -> None:
    store = box(b"jumb", box(b"jumd", bytes(16) + b"\x03c2pa\0") + content)

    with pytest.raises(NotUnderstood) as caught:
        chain_of([store], LABEL, "1234")
    assert str(caught.value) == why


def test_another_certificate_than_the_one_that_verified_is_not_taken() -> None:
    with pytest.raises(NotUnderstood, match="is not the one by which it was verified"):
        chain_of([superbox("c2pa", manifest(SOUND))], LABEL, "1235")


@pytest.mark.parametrize(
    ("data", "item"),
    [
        ("17", 23),
        ("1903e8", 1000),
        ("3903e7", -1000),
        ("4401020304", b"\1\2\3\4"),
        ("6449455446", "IETF"),
        ("8301820203820405", [1, [2, 3], [4, 5]]),
        ("a201020304", Pairs([(1, 2), (3, 4)])),
        ("c11a514b67b0", 1363896240),
        ("f6", None),
        ("fb3ff199999999999a", None),
    ],
)
def test_items_are_read_as_rfc_8949_shows_them(data: str, item: object) -> None:
    assert decoded(bytes.fromhex(data)) == item


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is cut off"),
        (b"\x9b" + b"\xff" * 8, "it is cut off"),
        (b"\x5b" + b"\xff" * 8, "it is cut off"),
        (b"\x9f\xff", "an item is of indefinite length"),
        (b"\x01\x01", "1 bytes stand behind it"),
        (b"\x81" * 1000 + b"\x01", "it is nested too deep"),
        (b"\xc1" * 1000 + b"\x01", "it is nested too deep"),
    ],
)
def test_hostile_bytes_end_in_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(CborError) as caught:
        decoded(data)
    assert str(caught.value) == why


PLACE = "self#jumbf=/c2pa/urn:c2pa:7/c2pa.assertions/c2pa.hash.bmff.v3"
MATCH = [{"success": [{"code": "assertion.bmffHash.match", "url": PLACE}]}]


def account(**assertion: object) -> dict[str, object]:
    return {LABEL: {"assertion_store": {"c2pa.hash.bmff.v3": assertion}}}


def test_what_the_hash_leaves_out_is_told_in_words() -> None:
    certain = [{"offset": 8, "value": "AAAA"}]
    left_out = [
        {"xpath": "/ftyp"},
        {"xpath": "/uuid", "data": certain},
        {"xpath": "/moov/trak/mdia/minf/stbl/stco", "subset": [{"offset": 16, "length": 0}]},
        {"xpath": "/moof/traf/trun", "subset": [{"offset": 16, "length": 4}]},
    ]

    assert bindings(MATCH, account(exclusions=left_out)) == (
        True,
        [
            "/ftyp",
            "/uuid with certain bytes",
            "/moov/trak/mdia/minf/stbl/stco (byte 16 on)",
            "/moof/traf/trun (bytes 16 to 19)",
        ],
        False,
        True,
    )


def test_a_hash_without_media_is_told_unless_a_tree_of_hashes_has_them() -> None:
    left_out = [{"xpath": "/mdat"}]

    assert bindings(MATCH, account(exclusions=left_out)).media_excluded
    assert not bindings(MATCH, account(exclusions=left_out, merkle=[{"uniqueId": 1}])).media_excluded
    assert not bindings(MATCH, account(exclusions=left_out)).places_excluded


def test_without_a_hash_that_matches_nothing_is_bound() -> None:
    assert bindings([{"success": None}], account()) == (False, [], False, False)
