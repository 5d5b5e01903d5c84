"""Tokens of a public authority, as they stand in published files with content credentials."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from conformance.evidence.time_stamps.tokens import read_token
from conformance.measurands.time_stamps.answers import Trust, answer
from conformance.model.der import Fields
from conformance.model.evidence import TrustedRoot
from conformance.model.measurement import Text
from conformance.model.time_stamps import Stamped, TimeStamp, Token

from .making import ROOT, TODAY, trusting

MEDIA = Path(__file__).parents[3].parent / "shared" / "media" / "contentauth__c2pa-rs" / "sdk" / "tests" / "fixtures"
pytestmark = pytest.mark.skipif(not MEDIA.exists(), reason="the folder ../shared/media is absent")

SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
# file, which of its tokens -> as `openssl ts -reply -token_in -token_out -text` tells it
TOLD = {
    ("legacy.mp4", 0): ("2022-08-22 23:06:45", "ca371790c6f9950f9b9842c08bd187b5", "fcc136e5633bf60e"),
    ("legacy.mp4", 1): ("2023-02-21 15:09:04", "725fcfdad7599e951dd20cb32e7131ce", "6192a9e1d3912188"),
    ("C.jpg", 0): ("2024-08-06 21:53:37", "637d446c68635796be29941ae68f7a9", "59a4ee7623cefc36"),
    ("E-sig-CA.jpg", 0): ("2024-08-06 21:53:37", "f7dc668a6085c4bd98d52588c653ec67", "bde3023bd6eae60f"),
}


def token_of(name: str, number: int) -> bytes:
    """The SEQUENCE of two bytes of length around the object identifier of signed data."""
    data, at = (MEDIA / name).read_bytes(), -1
    for _ in range(number + 1):
        at = data.index(SIGNED_DATA, at + 1)
    return Fields(data[at - 4 : at + 60_000]).take(0x30).whole


def said(token: Token, roots: tuple[TrustedRoot, ...], imprint: bytes) -> tuple[Text, str]:
    stamp = TimeStamp("a.tst", Path("a.tst"), 0, "", token, (Stamped("data", imprint),))
    found = answer(stamp, Trust(roots, TODAY))
    return found.value, found.note  # type: ignore[union-attr,return-value]


@pytest.mark.parametrize("place", TOLD, ids=str)
def test_a_token_of_a_public_authority_holds_and_says_what_openssl_reads_in_it(place: tuple[str, int]) -> None:
    token = read_token(token_of(*place))
    assert isinstance(token, Token)
    time, serial, nonce = TOLD[place]
    top = x509.load_der_x509_certificate(token.certificates[-1].der)
    root = TrustedRoot("root.pem", "ab" * 32, top.public_bytes(Encoding.PEM).decode())

    value, note = said(token, (root,), token.imprint)
    assert value == Text("trusted")
    assert f"a.tst: {time} UTC (accuracy not stated), of data, sha256 " in note
    assert f"policy 2.16.840.1.114412.7.1, serial {serial}, nonce {nonce}; CN=DigiCert Timestamp 202" in note
    assert said(token, trusting(ROOT), token.imprint)[0] == Text("not_trusted")
    assert said(token, (root,), bytes(32))[0] == Text("other_data")
