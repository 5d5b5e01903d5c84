"""The keys of cameras that a submission trusts, and what their signatures are over."""

import hashlib
from pathlib import Path

import pytest

from conformance.evidence.digests import changed_since
from conformance.evidence.opening import open_submission
from conformance.model.codec import decode, encode
from conformance.model.evidence import Submission
from conformance.model.vocabulary import SignatureProfile

from .written import put, refused, state

PEM = b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
NAMED = "camera_keys: [lab/camera.pem]\nrecordings:\n  - {path: '*.ps'}\n"


@pytest.fixture
def trusting(folder: Path) -> Path:
    for name in ("1.ps", "2.ps"):
        put(folder, name)
    put(folder, "lab/camera.pem", PEM)
    state(folder, NAMED)
    return folder


def test_every_recording_has_the_keys_with_their_digest(trusting: Path) -> None:
    opened = open_submission(trusting)

    assert [[key.path for key in one.camera_keys] for one in opened.recordings] == [["lab/camera.pem"]] * 2
    key = opened.recordings[0].camera_keys[0]
    assert (key.sha256, key.text) == (hashlib.sha256(PEM).hexdigest(), PEM.decode())
    assert opened.ignored == ()
    assert decode(Submission, encode(Submission, opened)) == opened, "it goes to other processes as text"


def test_the_profile_is_the_one_that_is_stated(trusting: Path) -> None:
    assert open_submission(trusting).recordings[0].signature_profile is SignatureProfile.Z_OVER_DIGEST
    state(trusting, "signature_profile: gb35114-digest\n" + NAMED)
    assert open_submission(trusting).recordings[1].signature_profile is SignatureProfile.DIGEST
    state(trusting, "signature_profile: gb35114\n" + NAMED)
    assert "submission.yaml:1:20" in refused(trusting)


@pytest.mark.parametrize("text", [b"04" + b"ab" * 64 + b"\n", b"AB" * 64, b"-----BEGIN CERTIFICATE-----\n"])
def test_digits_and_certificates_may_be_named(text: bytes, trusting: Path) -> None:
    put(trusting, "lab/camera.pem", text)
    assert open_submission(trusting).recordings[0].camera_keys[0].text == text.decode()


def test_keys_do_not_make_facts_be_read_anew(trusting: Path) -> None:
    trusted = open_submission(trusting).recordings[0].look
    state(trusting, NAMED.replace("[lab/camera.pem]", "[]"))

    assert open_submission(trusting).recordings[0].look == trusted


def test_a_key_that_changes_while_the_run_lasts_is_found(trusting: Path) -> None:
    opened = open_submission(trusting)
    assert changed_since(opened) == ()

    put(trusting, "lab/camera.pem", PEM + PEM)
    assert changed_since(opened) == ("lab/camera.pem",)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("lab/other.pem", "'lab/other.pem' is no file of the submission"),
        ("../camera.pem", "'../camera.pem' leaves the submission; write a path inside it, with '/'"),
        (
            "1.ps",
            "'1.ps' holds no public key or certificate in PEM, and no 128 hexadecimal digits of x and y",
        ),
    ],
)
def test_what_holds_no_key_of_the_submission_is_refused_at_its_place(named: str, said: str, trusting: Path) -> None:
    state(trusting, NAMED.replace("lab/camera.pem", named))

    assert refused(trusting).endswith(said)
    assert "submission.yaml:1:15" in refused(trusting)
