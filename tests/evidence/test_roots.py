"""The certificates that a submission trusts: named in it, inside it, and evidence as well."""

import hashlib
from pathlib import Path

import pytest

from conformance.evidence.digests import changed_since
from conformance.evidence.opening import open_submission
from conformance.model.codec import decode, encode
from conformance.model.evidence import Submission

from .written import put, refused, state

PEM = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
NAMED = "trusted_roots: [lab/ca.pem]\nrecordings:\n  - {path: '*.mp4'}\n"


@pytest.fixture
def trusting(folder: Path) -> Path:
    for name in ("1.mp4", "2.mp4"):
        put(folder, name)
    put(folder, "lab/ca.pem", PEM)
    state(folder, NAMED)
    return folder


def test_every_recording_has_the_roots_with_their_digest(trusting: Path) -> None:
    opened = open_submission(trusting)

    assert [[root.path for root in one.trusted_roots] for one in opened.recordings] == [["lab/ca.pem"], ["lab/ca.pem"]]
    root = opened.recordings[0].trusted_roots[0]
    assert (root.sha256, root.pem) == (hashlib.sha256(PEM).hexdigest(), PEM.decode())
    assert opened.ignored == ()
    assert decode(Submission, encode(Submission, opened)) == opened, "it goes to other processes as text"


def test_roots_do_not_make_facts_be_read_anew(trusting: Path) -> None:
    trusted = open_submission(trusting).recordings[0].look
    state(trusting, NAMED.replace("[lab/ca.pem]", "[]"))

    assert open_submission(trusting).recordings[0].look == trusted


def test_a_root_that_changes_while_the_run_lasts_is_found(trusting: Path) -> None:
    opened = open_submission(trusting)
    assert changed_since(opened) == ()

    put(trusting, "lab/ca.pem", PEM + PEM)
    assert changed_since(opened) == ("lab/ca.pem",)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("lab/other.pem", "'lab/other.pem' is no file of the submission"),
        ("../ca.pem", "'../ca.pem' leaves the submission; write a path inside it, with '/'"),
        ("1.mp4", "'1.mp4' holds no certificate in PEM; convert one in DER with `openssl x509 -inform der`"),
    ],
)
def test_what_holds_no_certificates_of_the_submission_is_refused_at_its_place(
    named: str, said: str, trusting: Path
) -> None:
    state(trusting, NAMED.replace("lab/ca.pem", named))

    assert refused(trusting).endswith(said)
    assert "submission.yaml:1:17" in refused(trusting)


def test_a_link_out_of_the_submission_is_not_read(trusting: Path, tmp_path: Path) -> None:
    (trusting / "lab/ca.pem").unlink()
    (trusting / "lab/ca.pem").symlink_to(put(tmp_path, "elsewhere.pem", PEM))

    assert refused(trusting).endswith("'lab/ca.pem' can't be used: a link that leaves the submission")


def test_a_file_of_more_than_all_certificates_is_refused(trusting: Path) -> None:
    with (trusting / "lab/ca.pem").open("wb") as large:
        large.truncate((1 << 20) + 1)

    assert "'lab/ca.pem' has 1048577 bytes" in refused(trusting)
