"""Public keys of SM2 as OpenSSL writes them, as hexadecimal digits, and what is none."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as some

from conformance.measurands.sm2_keys import UnreadableKey, keys_in
from conformance.synthesis.svac import OTHER_KEY, RIGHT_KEY

from .test_sm2 import EXAMPLE, OPENSSL

# `openssl pkey -pubout`, `openssl req -x509 -sm3`, and the first for a key on P-256
PUBLIC = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEq/RUeZU3BYOLXLfcWms3rsgk2RiQ
uhgsWg88lzs5YTfGys53djE3tqAcKolvjlJrBCeDEwdM69w5sW/7uKm7eA==
-----END PUBLIC KEY-----
"""
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBezCCASGgAwIBAgIUHrG+LbqgP8Cdjnz7BkgjA599TEkwCgYIKoEcz1UBg3Uw
EzERMA8GA1UEAwwIY2FtZXJhIDEwHhcNMjYxMTI2MjI0MTUxWhcNMzYxMTIzMjI0
MTUxWjATMREwDwYDVQQDDAhjYW1lcmEgMTBZMBMGByqGSM49AgEGCCqBHM9VAYIt
A0IABKv0VHmVNwWDi1y33FprN67IJNkYkLoYLFoPPJc7OWE3xsrOd3YxN7agHCqJ
b45SawQngxMHTOvcObFv+7ipu3ijUzBRMB0GA1UdDgQWBBSrKoNt3jA5548FD9ml
pSY4F/C0XjAfBgNVHSMEGDAWgBSrKoNt3jA5548FD9mlpSY4F/C0XjAPBgNVHRMB
Af8EBTADAQH/MAoGCCqBHM9VAYN1A0gAMEUCIQCnUbjEHN+LvAhissxg2375LWZa
6Wz+qnYxSFQ7uKZnrgIgJVqn9U9/L1hNcnHVSDXxVrv/vT1MofhmA8eELWoYAVg=
-----END CERTIFICATE-----
"""
ON_P256 = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE5FtDZ01/cHBT6Pt5lPwS9KtxDC6E
OPKcK1UrokMruVbUpwz6wCJ4I5KBEgH9TzBNgV5sYgYazomX/K8BmavG9A==
-----END PUBLIC KEY-----
"""
DIGITS = f"{EXAMPLE.x:064x}{EXAMPLE.y:064X}"


def refusal(text: str) -> str:
    with pytest.raises(UnreadableKey) as refused:
        keys_in("camera.pem", text)
    return str(refused.value)


def test_keys_and_certificates_of_openssl_are_read() -> None:
    assert keys_in("camera.pem", PUBLIC) == [OPENSSL]
    assert keys_in("camera.pem", CERTIFICATE) == [OPENSSL]
    assert keys_in("camera.pem", "a key\n" + RIGHT_KEY.pem + PUBLIC) == [EXAMPLE, OPENSSL]


@pytest.mark.parametrize("text", [DIGITS, "04" + DIGITS, f"04:{DIGITS[:64]}\n{DIGITS[64:]}\n"])
def test_bare_digits_are_read(text: str) -> None:
    assert keys_in("camera.txt", text) == [EXAMPLE]


def test_what_holds_no_key_says_why() -> None:
    assert refusal("") == "camera.pem holds 0 SM2 public keys, where 1 to 8 are wanted"
    assert refusal(RIGHT_KEY.pem * 9) == "camera.pem holds 9 SM2 public keys, where 1 to 8 are wanted"
    assert refusal(ON_P256) == (
        "camera.pem holds no SM2 public key that can be read: its key is of another kind, or on another curve"
    )
    assert refusal(DIGITS[:-1] + "4") == "camera.pem holds a key that is no point of the curve of SM2"
    assert refusal("0" * 128) == "camera.pem holds a key that is no point of the curve of SM2"


@pytest.mark.parametrize("label", ["PUBLIC KEY", "CERTIFICATE"])
@given(cut=some.integers(0, 90), at=some.integers(0, 90), byte=some.integers(0, 255))
def test_a_damaged_key_is_refused_or_another_point(label: str, cut: int, at: int, byte: int) -> None:
    der = bytearray(base64.b64decode("".join(OTHER_KEY.pem.splitlines()[1:-1])))
    der[at] = byte
    text = base64.b64encode(der[: cut + 1]).decode()
    try:
        found = keys_in("camera.pem", f"-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
    except UnreadableKey:
        return
    assert label == "PUBLIC KEY"
    assert found == [OTHER_KEY.point]
