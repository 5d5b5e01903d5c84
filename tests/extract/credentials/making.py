"""Recordings with content credentials, signed here by certificates made here; and their boxes taken out or changed."""

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from conformance.extract.credentials.extra import why_missing
from conformance.extract.credentials.places import STORE_UUID

MEDIA = Path(__file__).parents[3].parent / "shared" / "media" / "contentauth__c2pa-rs" / "sdk" / "tests" / "fixtures"
needs_the_extra = pytest.mark.skipif(bool(why_missing()), reason=why_missing() or "installed")
needs_published = pytest.mark.skipif(not MEDIA.is_dir(), reason=f"{MEDIA} is not there")
ALWAYS = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
_OFFLINE = {
    "version": 1,
    "verify": {"verify_after_sign": False, "verify_trust": False},
    "builder": {"thumbnail": {"enabled": False}},
}
_MANIFEST = {
    "claim_generator_info": [{"name": "Recorder", "version": "1.2"}],
    "format": "video/mp4",
    "title": "a recording",
    "assertions": [
        {
            "label": "c2pa.actions",
            "data": {
                "actions": [
                    {
                        "action": "c2pa.created",
                        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
                    }
                ]
            },
        }
    ],
}


class Signer(NamedTuple):
    """A device's certificate with its key, and the root that issued it."""

    key: ec.EllipticCurvePrivateKey
    device: x509.Certificate
    root: x509.Certificate

    @property
    def chain(self) -> str:
        return "".join(one.public_bytes(Encoding.PEM).decode() for one in (self.device, self.root))


def signer(valid: tuple[datetime, datetime] = ALWAYS, serial: int = 0) -> Signer:
    root, device = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    return Signer(
        device,
        _certificate(("Device 7", device, valid, serial or x509.random_serial_number()), "Root", root),
        _certificate(("Root", root, ALWAYS, x509.random_serial_number()), "Root", root),
    )


def _certificate(
    holder: tuple[str, ec.EllipticCurvePrivateKey, tuple[datetime, datetime], int],
    issuer: str,
    by: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    who, key, (begin, end), serial = holder
    root = who == issuer
    built = x509.CertificateBuilder().subject_name(_name(who)).issuer_name(_name(issuer)).serial_number(serial)
    built = built.public_key(key.public_key()).not_valid_before(begin).not_valid_after(end)
    usage = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False)
    usage |= {"encipher_only": False, "decipher_only": False, "crl_sign": root}
    built = built.add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
    built = built.add_extension(
        x509.KeyUsage(**usage, digital_signature=not root, key_cert_sign=root),
        critical=True,
    )
    if not root:
        built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    built = built.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    return built.sign(by, SHA256())


def _name(text: str) -> x509.Name:
    common, organisation = NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME
    return x509.Name([x509.NameAttribute(common, text), x509.NameAttribute(organisation, f"{text} Ltd")])


def signed(plain: bytes, by: Signer, address: str = "") -> bytes:
    """The file with content credentials, or with the address at which they are said to be."""
    import c2pa  # noqa: PLC0415 - an extra

    def sign(data: bytes) -> bytes:
        r, s = decode_dss_signature(by.key.sign(data, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    made = BytesIO()
    builder = c2pa.Builder.from_json(json.dumps(_MANIFEST), c2pa.Context.from_dict(_OFFLINE))
    if address:
        builder.set_remote_url(address)
        builder.set_no_embed()
    with c2pa.Signer.from_callback(sign, c2pa.C2paSigningAlg.ES256, by.chain, None) as own:
        builder.sign(own, "video/mp4", BytesIO(plain), made)
    return made.getvalue()


def store_in(data: bytes) -> slice:
    """Where the box with the manifest store is."""
    start = data.index(STORE_UUID) - 8
    return slice(start, start + int.from_bytes(data[start : start + 4], "big"))


def without_store(data: bytes) -> bytes:
    """The file as it would be had the box never been there, for one that has its media tables behind."""
    place = store_in(data)
    return data[: place.start] + data[place.stop :]


def flipped(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content
