"""SM2 signatures: the standard's own example, others made by OpenSSL, and what must not hold."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from conformance.measurands.sm2 import PublicKey, has_sm3, sm3
from conformance.model.sm2_curve import INFINITY, G, Jacobian, Multiples, N, P, Point, added, doubled
from conformance.synthesis.svac import OTHER_KEY, RIGHT_KEY, SigningKey

pytestmark = pytest.mark.skipif(not has_sm3(), reason="the OpenSSL of this Python has no SM3")

# GB/T 32918.5-2017, A.2
EXAMPLE = Point(
    0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020,
    0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13,
)
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
MESSAGE = b"message digest"

# made by OpenSSL 3.0.19, `pkeyutl -sign -rawin -digest sm3`
OPENSSL = Point(
    0xABF45479953705838B5CB7DC5A6B37AEC824D91890BA182C5A0F3C973B396137,
    0xC6CACE77763137B6A01C2A896F8E526B04278313074CEBDC39B16FFBB8A9BB78,
)
BY_OPENSSL = (
    "a9dcec5429ff0ea93c16c908c5c7934e628a03c952b4f6f79677c097d2b73bfe"
    "a75ec0ee4510d50d21f4bab8a706ff8cfe48a95be4ad346b142a074443e42d50"
)
BY_OPENSSL_AS_CAMERA = (
    "0627673d66d1eb50a6716e386a30a753f85be1666065db09ad12fdac94aa764b"
    "3cb48775d87b5181035ef298369641df342a88d21c0263be5a8cc9b4544bb810"
)


def numbers(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def test_the_example_of_the_standard_holds_with_its_z_and_e() -> None:
    key = PublicKey(EXAMPLE)

    assert key.z.hex() == "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3"
    e = sm3(key.z, MESSAGE)
    assert e.hex() == "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"
    assert key.signed(MESSAGE, numbers(R, S))
    assert key.signed_number(e, numbers(R, S))


def test_the_private_number_of_the_example_has_its_public_key() -> None:
    assert RIGHT_KEY.point == EXAMPLE


def test_signatures_of_openssl_hold_for_their_message_and_their_identity() -> None:
    assert PublicKey(OPENSSL).signed(b"the quick brown camera", bytes.fromhex(BY_OPENSSL))
    camera = PublicKey(OPENSSL, b"34020000001320000001")
    assert camera.signed(b"another identity", bytes.fromhex(BY_OPENSSL_AS_CAMERA))
    assert not PublicKey(OPENSSL).signed(b"another identity", bytes.fromhex(BY_OPENSSL_AS_CAMERA))


@pytest.mark.parametrize(
    ("r", "s"),
    [
        (0, S),
        (R, 0),
        (R, N),
        (N, S),
        (R + N if R + N < 1 << 256 else R ^ 1, S),
        (R, N - R),
        (R, S ^ 1),
        (R ^ 1, S),
        (S, R),
        ((1 << 256) - 1, S),
    ],
)
def test_numbers_out_of_range_or_altered_do_not_hold(r: int, s: int) -> None:
    assert not PublicKey(EXAMPLE).signed(MESSAGE, numbers(r, s))


def test_a_sum_at_infinity_does_not_hold() -> None:
    """With the key G and t = n - s the two products cancel out."""
    s = 5
    t = N - s
    r = (t - s) % N
    assert not PublicKey(G).signed_number(r.to_bytes(32, "big"), numbers(r, s))


@pytest.mark.parametrize("size", [0, 63, 65, 72])
def test_a_signature_of_another_length_does_not_hold(size: int) -> None:
    assert not PublicKey(EXAMPLE).signed(MESSAGE, (numbers(R, S) * 2)[:size])


@pytest.mark.parametrize(
    "point",
    [Point(0, 0), Point(1, 1), Point(EXAMPLE.x, EXAMPLE.y ^ 1), Point(EXAMPLE.x + P, EXAMPLE.y), Point(-1, 0)],
)
def test_what_is_no_point_of_the_curve_is_no_key(point: Point) -> None:
    with pytest.raises(ValueError, match="not on the curve"):
        PublicKey(point)


@settings(max_examples=12)
@given(some.integers(1, N - 2), some.binary(max_size=100), some.integers(0, 511))
def test_every_signature_holds_until_a_bit_of_it_or_of_the_message_changes(secret: int, said: bytes, bit: int) -> None:
    own = SigningKey(secret)
    key, signature = PublicKey(own.point), own.signed(said)
    altered = bytearray(signature)
    altered[bit // 8] ^= 1 << bit % 8

    assert key.signed(said, signature)
    assert not key.signed(said, bytes(altered))
    assert not key.signed(said + b"\0", signature)


def test_a_signature_does_not_hold_by_another_key() -> None:
    assert not PublicKey(OTHER_KEY.point).signed(MESSAGE, numbers(R, S))


@settings(max_examples=12)
@given(some.integers(0, N), some.integers(0, N))
def test_multiples_add_up(one: int, other: int) -> None:
    multiples = Multiples(G)
    together = multiples.added_to(multiples.added_to(INFINITY, one), other)
    alone = multiples.added_to(INFINITY, (one + other) % N)

    assert bool(together.z) == bool(alone.z) == bool((one + other) % N)
    if alone.z:
        assert together.affine == alone.affine
        assert together.affine.is_on_curve


def test_equal_points_are_doubled_and_opposite_ones_meet_at_infinity() -> None:
    base = Jacobian(G.x, G.y, 1)
    assert added(base, G).affine == doubled(base).affine
    assert added(base, Point(G.x, P - G.y)) == INFINITY
    assert added(INFINITY, G).affine == G
    assert Multiples(G).added_to(INFINITY, N) == INFINITY


def test_openssl_agrees_with_a_signature_made_here(tmp_path: Path) -> None:
    """Skipped where the command is absent or was built without SM2."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("there is no openssl command")
    listed = subprocess.run((openssl, "list", "-public-key-algorithms"), capture_output=True, check=False)
    if b"SM2" not in listed.stdout:
        pytest.skip("this openssl was built without SM2")
    (tmp_path / "key.pem").write_text(RIGHT_KEY.pem)
    (tmp_path / "said").write_bytes(b"what a camera saw")
    (tmp_path / "signature").write_bytes(as_der(RIGHT_KEY.signed(b"what a camera saw")))
    options = ("-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678")
    files = ("-inkey", "key.pem", "-in", "said", "-sigfile", "signature")
    command = (openssl, "pkeyutl", "-verify", "-pubin", *files, *options)
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, check=False)

    assert b"Signature Verified Successfully" in done.stdout


def as_der(signature: bytes) -> bytes:
    body = b""
    for half in (signature[:32], signature[32:]):
        number = half.lstrip(b"\0")
        number = b"\0" + number if number[0] & 0x80 else number
        body += b"\x02" + bytes([len(number)]) + number
    return b"\x30" + bytes([len(body)]) + body
