"""The golden file that a submission names: read strictly, given to its recordings, and evidence as well."""

import hashlib
import json
from pathlib import Path

import pytest

from conformance.errors import SubmissionError
from conformance.evidence.digests import changed_since
from conformance.evidence.opening import open_submission
from conformance.model.codec import decode, encode
from conformance.model.evidence import Submission
from conformance.model.golden import GoldenItem

from .written import put, state

DOCUMENT = {
    "schema": 1,
    "container": "iso-bmff",
    "sources": [{"path": "a.mp4", "sha256": "aa", "bytes": 1}],
    "items": [{"path": "file", "values": ["ftyp mdat moov"], "always": True}],
    "maker": "",
    "model": "X1",
    "firmware": "",
}
NAMED = "golden: lab/golden.json\nrecordings:\n  - {path: '*.mp4'}\n"


def text(**changes: object) -> bytes:
    return json.dumps({**DOCUMENT, **changes}).encode()


@pytest.fixture
def compared(folder: Path) -> Path:
    for name in ("1.mp4", "2.mp4"):
        put(folder, name)
    put(folder, "lab/golden.json", text())
    state(folder, NAMED)
    return folder


def test_every_recording_has_the_golden_file_with_its_digest(compared: Path) -> None:
    opened = open_submission(compared)

    assert [one.golden for one in opened.recordings] == ["lab/golden.json", "lab/golden.json"]
    (file,) = opened.golden_of(opened.recordings[1])
    assert (file.path, file.sha256) == ("lab/golden.json", hashlib.sha256(text()).hexdigest())
    assert file.golden.items == (GoldenItem("file", ("ftyp mdat moov",)),)
    assert opened.ignored == ()
    assert decode(Submission, encode(Submission, opened)) == opened, "it goes to other processes as text"


def test_an_entry_names_its_own_in_place_of_that_of_all(compared: Path) -> None:
    put(compared, "small.json", text(model="X2"))
    entries = "  - {path: 1.mp4}\n  - {path: 2.mp4, golden: ./small.json}\n"
    state(compared, f"golden: lab/golden.json\nrecordings:\n{entries}")
    opened = open_submission(compared)

    assert [opened.golden_of(one)[0].golden.model for one in opened.recordings] == ["X1", "X2"]
    assert opened.ignored == ()


def test_without_one_nothing_is_compared(compared: Path) -> None:
    state(compared, "recordings:\n  - {path: '*.mp4'}\n")
    opened = open_submission(compared)

    assert [opened.golden_of(one) for one in opened.recordings] == [(), ()]


def test_it_does_not_make_facts_be_read_anew(compared: Path) -> None:
    named = open_submission(compared).recordings[0].look
    state(compared, "recordings:\n  - {path: '*.mp4'}\n")

    assert open_submission(compared).recordings[0].look == named


def test_one_that_changes_while_the_run_lasts_is_found(compared: Path) -> None:
    opened = open_submission(compared)
    assert changed_since(opened) == ()

    put(compared, "lab/golden.json", text(model="X3"))
    assert changed_since(opened) == ("lab/golden.json",)


NONE = "'lab/golden.json' is no golden file; make one with `conformance golden`"
STRANGE = "'lab/golden.json' is no golden file that `conformance golden` writes"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", NONE),
        (b"[" * 100_000, NONE),
        (b"{}", NONE),
        (text(items="file"), NONE),
        (text(schema=2), "'lab/golden.json' is of schema 2, and this version compares schema 1"),
        (text(items=[]), "'lab/golden.json' names no recording that it was made of, or no line of a layout"),
        (text(sources=[]), "'lab/golden.json' names no recording that it was made of, or no line of a layout"),
        (text(items=DOCUMENT["items"] * 2), "'lab/golden.json' has two lines of one path"),
        (text(items=[{"path": "file", "values": []}]), STRANGE),
        (text(items=[{"path": "f" * 5000, "values": ["a"]}]), STRANGE),
        (text(items=[{"path": "file", "values": ["a"] * 20_000}]), STRANGE),
        (b" " * (5 << 20), "'lab/golden.json' has 5242880 bytes, where 4194304 are the most"),
    ],
    ids=["empty", "deep", "bare", "type", "schema", "lines", "sources", "twice", "no value", "long", "many", "large"],
)
def test_what_is_no_golden_file_is_refused_with_its_place(compared: Path, content: bytes, said: str) -> None:
    put(compared, "lab/golden.json", content)
    with pytest.raises(SubmissionError) as refused:
        open_submission(compared)

    assert str(refused.value).startswith(f"{compared}/submission.yaml:1:9: {said}")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("../golden.json", "leaves the submission; write a path inside it, with '/'"),
        ("/golden.json", "leaves the submission; write a path inside it, with '/'"),
        ("lab/other.json", "is no file of the submission"),
    ],
)
def test_a_file_that_is_not_in_the_submission_is_refused(compared: Path, path: str, said: str) -> None:
    state(compared, NAMED.replace("lab/golden.json", path))
    with pytest.raises(SubmissionError) as refused:
        open_submission(compared)

    assert str(refused.value) == f"{compared}/submission.yaml:1:9: {path!r} {said}"
