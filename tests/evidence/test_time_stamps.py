"""Time stamps that a submission names: of its manifest and of single recordings, and evidence as well."""

import hashlib
import re
from pathlib import Path

import pytest

from conformance.evidence.digests import changed_since
from conformance.evidence.opening import open_submission
from conformance.model.codec import decode, encode
from conformance.model.evidence import Submission
from conformance.model.time_stamps import Broken, TimeStamp, Token
from conformance.synthesis.time_stamping import authority, granted, token

from .written import FTYP, put, refused, state

LIST = f"{hashlib.sha256(FTYP).hexdigest()}  1.mp4\n".encode()
NAMED = """\
manifest: SHA256SUMS
manifest_timestamp: lab/SHA256SUMS.tsr
trusted_roots: [lab/authority.pem]
recordings:
  - {path: '*.mp4', timestamp: .mp4.tsr}
"""


@pytest.fixture
def stamped(folder: Path) -> Path:
    put(folder, "1.mp4")
    put(folder, "1.mp4.tsr", token(FTYP))
    put(folder, "SHA256SUMS", LIST)
    put(folder, "lab/SHA256SUMS.tsr", granted(token(LIST)))
    put(folder, "lab/authority.pem", authority().pem)
    state(folder, NAMED)
    return folder


def test_the_submission_of_the_document_can_be_used(folder: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "signatures.md").read_text()
    put(folder, "DCIM/1.mp4")
    for path in ("DCIM/1.mp4.tsr", "SHA256SUMS", "SHA256SUMS.tsr"):
        put(folder, path, b"0")
    put(folder, "lab/tsa-ca.pem", authority().pem)
    (block,) = (one for one in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "manifest_timestamp" in one)
    state(folder, block)

    opened = open_submission(folder)
    assert [one.path for one in opened.time_stamps] == ["SHA256SUMS.tsr"]
    assert [one.path for one in opened.recordings[0].time_stamp] == ["DCIM/1.mp4.tsr"]


def of_manifest(folder: Path) -> TimeStamp:
    (found,) = open_submission(folder).time_stamps
    return found


def test_the_stamps_are_read_with_the_digests_of_what_they_are_of(stamped: Path) -> None:
    found = of_manifest(stamped)
    (beside,) = open_submission(stamped).recordings[0].time_stamp

    assert isinstance(found.token, Token)
    assert (found.path, [one.path for one in found.of]) == ("lab/SHA256SUMS.tsr", ["SHA256SUMS"])
    assert found.of[0].digest == found.token.imprint == hashlib.sha256(LIST).digest()
    assert found.sha256 == hashlib.sha256(granted(token(LIST))).hexdigest()
    assert isinstance(beside.token, Token)
    assert (beside.path, beside.of[0].path) == ("1.mp4.tsr", "1.mp4")
    assert beside.of[0].digest == beside.token.imprint == hashlib.sha256(FTYP).digest()


def test_they_are_evidence_that_no_manifest_need_list_and_go_to_other_processes_as_text(stamped: Path) -> None:
    opened = open_submission(stamped)

    assert opened.ignored == ()
    assert opened.manifests[0].extra.count == 0
    assert [one.path for one in opened.trusted_roots] == ["lab/authority.pem"]
    assert decode(Submission, encode(Submission, opened)) == opened


@pytest.mark.parametrize("path", ["lab/SHA256SUMS.tsr", "1.mp4.tsr", "SHA256SUMS", "lab/authority.pem"])
def test_one_that_changes_while_the_run_lasts_is_found(path: str, stamped: Path) -> None:
    opened = open_submission(stamped)
    assert changed_since(opened) == ()

    put(stamped, path, (stamped / path).read_bytes() + b"\n")
    assert changed_since(opened) == (path,)


def test_a_stamp_does_not_make_facts_be_read_anew(stamped: Path) -> None:
    with_stamp = open_submission(stamped).recordings[0].look
    state(stamped, NAMED.replace(", timestamp: .mp4.tsr", ""))

    assert open_submission(stamped).recordings[0].look == with_stamp


def test_what_is_no_stamp_is_read_as_such(stamped: Path) -> None:
    put(stamped, "lab/SHA256SUMS.tsr", b"<html>")

    assert of_manifest(stamped).token == Broken(
        "it is no time stamp token: a field of tag 0x3c stands where one of 0x30 should"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lab/SHA256SUMS.tsr", "SUMS.tsr", "submission.yaml:2:21: 'SUMS.tsr' is no file of the submission"),
        ("lab/SHA256SUMS.tsr", "../SUMS.tsr", "'../SUMS.tsr' leaves the submission; write a path inside it, with '/'"),
        ("lab/SHA256SUMS.tsr", "1.mp4", "'1.mp4' is evidence by itself, and no time stamp"),
        (
            "manifest: SHA256SUMS\n",
            "",
            "no manifest is named of which this could be the time stamp; name it (manifest)",
        ),
        (".mp4.tsr", ".tsr", "submission.yaml:5:32: no '1.tsr' lies beside '1.mp4'"),
        (".mp4.tsr", ".mp4", "'1.mp4' is a recording, and no time stamp"),
    ],
)
def test_what_can_not_be_one_is_refused_at_its_place(old: str, new: str, said: str, stamped: Path) -> None:
    state(stamped, NAMED.replace(old, new, 1))

    assert refused(stamped).endswith(said)


def test_an_image_that_is_named_as_stamp_is_refused_lest_nobody_examine_it(stamped: Path) -> None:
    put(stamped, "card.img", b"\0" * 512)
    state(stamped, NAMED.replace("lab/SHA256SUMS.tsr", "card.img"))

    assert refused(stamped).endswith("'card.img' is evidence by itself, and no time stamp")


def test_a_file_of_more_than_any_token_is_refused_without_being_read(stamped: Path) -> None:
    for path in ("lab/SHA256SUMS.tsr", "1.mp4.tsr"):
        kept = (stamped / path).read_bytes()
        with (stamped / path).open("wb") as large:
            large.truncate(100_000_000)
        assert refused(stamped).endswith(f"'{path}' has 100000000 bytes, where 1048576 are the most")
        put(stamped, path, kept)


def test_the_stamp_of_a_bag_may_be_of_any_of_its_lists(folder: Path) -> None:
    put(folder, "data/1.mp4")
    put(folder, "bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    lists = {"manifest-sha256.txt": LIST.replace(b"1.mp4", b"data/1.mp4"), "manifest-sha512.txt": b""}
    for path, content in lists.items():
        put(folder, path, content)
    put(folder, "bag.tsr", token(lists["manifest-sha256.txt"]))
    state(folder, "manifest: bagit.txt\nmanifest_timestamp: bag.tsr\nrecordings:\n  - {path: 'data/*.mp4'}\n")

    found = of_manifest(folder)
    assert isinstance(found.token, Token)
    assert [one.path for one in found.of if one.digest == found.token.imprint] == ["manifest-sha256.txt"]
    assert sorted(one.path for one in found.of) == ["manifest-sha256.txt", "manifest-sha512.txt"]
