"""Images of a storage in a submission: which files are one, in which order, and what is refused."""

import hashlib
from pathlib import Path

import pytest

from conformance.errors import SubmissionError
from conformance.evidence.digests import changed_since
from conformance.evidence.opening import open_submission
from conformance.model.evidence import NO_ZONE, Submission

from .written import put, refused, state

NAMED = "recordings:\n  - {path: a.mp4}\ndumps:\n  - {path: %s}\n"
MEDIA = b"\0\0\0\x18ftypisom"


def opened(folder: Path, text: str, **files: bytes) -> Submission:
    put(folder, "a.mp4", MEDIA)
    for name, data in files.items():
        put(folder, name.replace("_", "."), data)
    state(folder, text)
    return open_submission(folder)


def test_an_image_that_is_named_is_a_dump_and_no_recording(folder: Path) -> None:
    found = opened(folder, 'dumps:\n  - {path: card.img, clock_zone: "+08:00"}\n', card_img=b"\0" * 512)
    (dump,) = found.dumps

    assert (dump.id, dump.size, dump.sha256) == ("card.img", 512, hashlib.sha256(b"\0" * 512).hexdigest())
    assert dump.clock_zone == 480
    assert found.recordings == ()
    assert [one.path for one in found.ignored] == ["a.mp4"]


def test_parts_follow_the_first_by_number_up_to_a_hole(folder: Path) -> None:
    parts = {"card_001": b"one", "card_002": b"two", "card_003": b"three", "card_005": b"five"}
    found = opened(folder, NAMED % "card.001", **parts)
    (dump,) = found.dumps

    assert [file.name for file in dump.files] == ["card.001", "card.002", "card.003"]
    assert (dump.size, dump.sha256) == (11, hashlib.sha256(b"onetwothree").hexdigest())
    assert [one.path for one in found.ignored] == ["card.005"]


def test_a_pattern_that_matches_all_parts_names_one_dump(folder: Path) -> None:
    found = opened(folder, NAMED % "'card.*'", card_E01=b"one", card_E02=b"two")

    assert [[file.name for file in one.files] for one in found.dumps] == [["card.E01", "card.E02"]]


def test_a_folder_of_which_nothing_is_stated_holds_dumps_by_their_names(folder: Path) -> None:
    put(folder, "card.img", b"\0" * 512)
    put(folder, "other.001", b"one")
    put(folder, "other.002", b"two")
    found = open_submission(folder)

    assert [one.path for one in found.dumps] == ["card.img", "other.001"]
    assert found.dumps[0].clock_zone == NO_ZONE
    assert found.ignored == ()


def test_an_image_alone_is_a_submission_of_one_dump(folder: Path) -> None:
    put(folder, "card.001", b"one")
    put(folder, "card.002", b"two")
    put(folder, "a.mp4", MEDIA)
    found = open_submission(folder / "card.001")
    (dump,) = found.dumps

    assert (dump.id, dump.path, dump.size, [file.name for file in dump.files]) == (
        "card.001",
        "card.001",
        6,
        ["card.001", "card.002"],
    )
    assert (found.recordings, found.ignored) == ((), ())


def test_an_image_that_is_not_named_is_listed_as_not_examined(folder: Path) -> None:
    found = opened(folder, "recordings:\n  - {path: a.mp4}\n", card_img=b"\0")

    (left,) = found.ignored
    assert (left.path, left.recording) == ("card.img", False)
    assert "does not name under dumps: not examined" in left.why


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("../card.img", "leaves the submission"),
        ("/card.img", "leaves the submission"),
        ("other.img", "matches no file of the submission"),
        ("a.mp4", "is named under recordings and under dumps"),
    ],
)
def test_a_dump_that_is_none_is_refused(folder: Path, path: str, said: str) -> None:
    put(folder, "a.mp4", MEDIA)
    state(folder, NAMED % path)

    assert said in refused(folder)


def test_a_dump_that_is_named_twice_is_refused(folder: Path) -> None:
    put(folder, "card.img", b"\0")
    state(folder, "dumps:\n  - {path: card.img}\n  - {path: 'card.*'}\n")

    assert "submission.yaml:3:12: 'card.img' is named by an earlier entry already" in refused(folder)


def test_a_submission_of_neither_is_refused(folder: Path) -> None:
    put(folder, "card.img", b"\0")
    state(folder, "recordings: []\n")

    with pytest.raises(SubmissionError, match="no recording is named here"):
        open_submission(folder)


def test_a_part_that_changes_later_is_named(folder: Path) -> None:
    found = opened(folder, NAMED % "card.001", card_001=b"one", card_002=b"two")
    put(folder, "card.002", b"TWO")

    assert changed_since(found) == ("card.001",)
