"""The first signature of an export: made here by `cryptography` as a signer makes it, checked as Annex A says."""

import io
import struct

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.extract.isobmff import read_iso
from conformance.model.export_facts import ExportFacts, KeyKind, SignatureCheck, SignatureState
from conformance.model.facts import IsoFacts

from .builder import box
from .exporting import (
    PLAIN,
    certificate,
    cstb,
    ec_key,
    export,
    ipro,
    meta,
    pss,
    rsa_key,
    schm,
    sealed,
    signed,
    sinf,
    suep,
)

CERTIFICATE = certificate(rsa_key())
ONCE = signed(sealed(sinf(CERTIFICATE)))
SIGC = box(b"sigC", bytes.fromhex("300d06092a864886f70d01010b0500"))


def pkcs1(data: bytes) -> bytes:
    return rsa_key().sign(data, PKCS1v15(), SHA256())


def check(data: bytes) -> SignatureCheck:
    return export(data).signature


def state(data: bytes) -> str:
    return check(data).state.value


def grown(data: bytes, by: int) -> bytes:
    """The sizes of `meta` and of `ipro` in it, increased."""
    for kind in (b"meta", b"ipro"):
        at = data.rindex(kind) - 4
        size = struct.unpack_from(">I", data, at)[0]
        data = data[:at] + struct.pack(">I", size + by) + data[at + 4 :]
    return data


def signed_again(data: bytes, *more: bytes) -> bytes:
    """The file with one more `sinf` at its end, which is that of `ipro` and `meta`, and a signature in it."""
    another = sinf(CERTIFICATE, bytes(256), *more)
    return signed(grown(data, len(another)) + another)


def test_a_signature_over_the_whole_file_with_its_own_bits_zero_is_authentic() -> None:
    found = check(ONCE)
    assert (found.state, found.default) == (SignatureState.AUTHENTIC, True)
    assert found.detail == "holds under RSASSA-PSS with SHA-256 and a salt of 20 bytes"


@given(at=st.integers(0, len(ONCE) - 1), mask=st.integers(1, 255))
@settings(max_examples=300)
def test_no_changed_byte_leaves_a_file_authentic(at: int, mask: int) -> None:
    facts = read_iso(io.BytesIO(changed := ONCE[:at] + bytes([ONCE[at] ^ mask]) + ONCE[at + 1 :]), len(changed))
    if isinstance(facts, IsoFacts) and isinstance(facts.export, ExportFacts):
        assert facts.export.signature.state is not SignatureState.AUTHENTIC


@given(cut=st.integers(1, len(ONCE)), tail=st.binary(max_size=20))
@settings(max_examples=100)
def test_no_cut_file_is_authentic_whatever_follows(cut: int, tail: bytes) -> None:
    changed = ONCE[: len(ONCE) - cut] + tail
    facts = read_iso(io.BytesIO(changed), len(changed))
    if changed != ONCE and isinstance(facts, IsoFacts) and isinstance(facts.export, ExportFacts):
        assert facts.export.signature.state is not SignatureState.AUTHENTIC


@pytest.mark.parametrize("tail", [b"\0", box(b"free"), box(b"mdat", b"another picture"), meta(suep())])
def test_bytes_behind_a_signed_file_break_the_signature(tail: bytes) -> None:
    assert state(ONCE + tail) == "not_authentic"


def test_a_file_that_was_signed_again_is_checked_without_the_later_signings() -> None:
    twice = signed_again(ONCE, cstb((1, 99)))
    thrice = signed_again(twice)
    assert [len(export(data).signings) for data in (twice, thrice)] == [2, 3]
    assert (state(twice), state(thrice)) == ("authentic", "authentic")


def test_forty_later_signings_are_all_taken_away() -> None:
    later = sinf(CERTIFICATE, bytes(8)) * 40
    assert state(grown(ONCE, len(later)) + later) == "authentic"


def test_a_change_beside_the_later_signings_is_found() -> None:
    twice = signed_again(ONCE)
    at = twice.index(b"Officer")
    assert state(twice[:at] + b"0" + twice[at + 1 :]) == "not_authentic"


def test_another_box_added_to_the_seal_breaks_the_signature() -> None:
    extra = box(b"free", b"12345678")
    assert state(grown(ONCE, len(extra)) + extra) == "not_authentic"


def test_a_new_signing_before_the_old_one_is_not_the_first_signature() -> None:
    twice = signed_again(ONCE)
    size = len(sinf(CERTIFICATE))
    before = twice[: -2 * size]
    assert state(before + twice[-size:] + twice[-2 * size : -size]) == "not_authentic"


def test_a_meta_that_reaches_to_the_end_of_the_file_is_checked_as_it_stands() -> None:
    endless = bytearray(sealed(sinf(CERTIFICATE)))
    struct.pack_into(">I", endless, endless.index(b"meta") - 4, 0)
    once = signed(bytes(endless))
    assert state(once) == "authentic"
    at = once.index(b"ipro") - 4
    another = sinf(CERTIFICATE)
    longer = struct.pack(">I", struct.unpack_from(">I", once, at)[0] + len(another))
    assert state(once[:at] + longer + once[at + 4 :] + another) == "authentic"


def test_sizes_of_64_bits_are_adjusted_too() -> None:
    inside = meta(suep(), ipro(sinf(CERTIFICATE)))[8:]
    once = signed(PLAIN + struct.pack(">I4sQ", 1, b"meta", 16 + len(inside)) + inside)
    another = sinf(CERTIFICATE)
    at = once.index(b"ipro") - 4
    data = bytearray(once + another)
    struct.pack_into(">Q", data, len(PLAIN) + 8, 16 + len(inside) + len(another))
    struct.pack_into(">I", data, at, struct.unpack_from(">I", once, at)[0] + len(another))
    assert (state(once), state(bytes(data))) == ("authentic", "authentic")


def test_another_salt_or_padding_holds_but_is_not_the_default() -> None:
    salted = check(signed(sealed(sinf(CERTIFICATE)), lambda data: pss(data, 32)))
    padded = check(signed(sealed(sinf(CERTIFICATE)), pkcs1))
    assert [(one.state.value, one.default) for one in (salted, padded)] == [("authentic", False)] * 2
    assert padded.detail == "holds under RSASSA-PKCS1-v1_5 with SHA-256"


def test_a_signature_of_an_elliptic_curve_is_never_the_default() -> None:
    key = ec_key()
    tries = (key.sign(SEALED_BY_CURVE, ec.ECDSA(SHA256())) for _ in range(100))
    made = next(value for value in tries if len(value) == 71)  # DER integers vary by a byte
    found = check(signed(SEALED_BY_CURVE, lambda _: made))
    assert (found.state.value, found.default) == ("authentic", False)
    assert export(SEALED_BY_CURVE).signings[0].certificates[0].key is KeyKind.OTHER
    assert state(SEALED_BY_CURVE) == "not_authentic"


SEALED_BY_CURVE = sealed(sinf(certificate(ec_key()), bytes(71)))


def test_a_signature_by_an_algorithm_that_is_not_verified_here_stays_open_where_one_is_named() -> None:
    unknown = sealed(sinf(CERTIFICATE, b"\1" * 256, SIGC))
    assert (state(unknown), state(unknown.replace(b"sigC", b"free"))) == ("unreadable", "not_authentic")
    named = check(signed(sealed(sinf(CERTIFICATE, bytes(256), SIGC)), pkcs1))
    assert (named.state.value, named.default) == ("authentic", False)


def schi(*inside: bytes) -> bytes:
    return sealed(box(b"sinf", schm(), box(b"schi", *inside)))


SIBO, CERT = box(b"sibo", bytes(256)), box(b"cert", CERTIFICATE)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (PLAIN, "not_signed"),
        (PLAIN + meta(suep()), "not_signed"),
        (sealed(), "not_signed"),
        (sealed(box(b"sinf", schm())), "not_signed"),
        (schi(CERT), "not_signed"),
        (schi(SIBO), "unreadable"),
        (schi(SIBO, CERT, CERT), "unreadable"),
        (schi(SIBO, SIBO, CERT), "unreadable"),
        (schi(SIBO, box(b"cert", b"no certificate")), "unreadable"),
        (schi(SIBO, box(b"cert")), "unreadable"),
        (schi(SIBO, box(b"cert", bytes(1 << 17))), "unreadable"),
        (schi(box(b"sibo", bytes(1 << 15)), CERT), "unreadable"),
        (schi(SIBO, CERT), "not_authentic"),
        (schi(box(b"sibo"), CERT), "not_authentic"),
    ],
)
def test_a_seal_that_lacks_a_part_is_never_authentic(data: bytes, found: str) -> None:
    assert state(data) == found


def test_the_first_signing_of_the_first_seal_is_the_one_that_is_checked() -> None:
    two = PLAIN + meta(suep(), ipro(), ipro(sinf(CERTIFICATE)))
    assert state(signed(two)) == "not_signed"


def test_a_short_key_is_read_with_its_length() -> None:
    short = certificate(rsa_key(1024))
    assert export(sealed(sinf(short))).signings[0].certificates[0].bits == 1024


@given(
    flips=st.lists(st.tuples(st.integers(0, len(CERTIFICATE) - 1), st.integers(0, 255)), max_size=6),
    cut=st.integers(0, len(CERTIFICATE)),
)
@settings(max_examples=500)
def test_a_damaged_certificate_never_raises(flips: list[tuple[int, int]], cut: int) -> None:
    damaged = bytearray(CERTIFICATE)
    for at, value in flips:
        damaged[at] = value
    facts = export(sealed(sinf(bytes(damaged[: len(damaged) - cut]), b"\1" * 256)))
    assert facts.signature.state in (SignatureState.UNREADABLE, SignatureState.NOT_AUTHENTIC)


def test_the_file_is_hashed_in_pieces() -> None:
    class Counting(io.BytesIO):
        most = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.most = max(self.most, size or 0)
            return super().read(size)

    stream = Counting(signed(PLAIN + box(b"mdat", bytes(5 << 20)) + meta(suep(), ipro(sinf(CERTIFICATE)))))
    beats: list[int] = []
    facts = read_iso(stream, len(stream.getvalue()), lambda: beats.append(1))
    assert isinstance(facts, IsoFacts)
    assert isinstance(facts.export, ExportFacts)
    assert facts.export.signature.state is SignatureState.AUTHENTIC
    assert (stream.most, len(beats)) == (1 << 20, 7)
