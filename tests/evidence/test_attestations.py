"""Attestations in `submission.yaml`: what must be said, what contradicts itself, and the files behind them."""

import os
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.evidence.digests import changed_since
from conformance.evidence.opening import open_submission
from conformance.model import codec
from conformance.model.evidence import NO_CALIBRATION, NO_EXHIBIT, Attestation, Exhibit, Submission
from conformance.model.measurement import Text
from conformance.model.units import Quantity

from .written import put, refused, state

PHOTO = b"\xff\xd8 a ruler across the display"
DIGEST = "ee3d46272ceffc0e6408cba13fc1d56ac2948a9d0c0c2e0a67a41674d366a6a4"
MEASURED = {
    "clause": "c1",
    "value": "8.4 h",
    "u": "6 min",
    "instrument": "stopwatch 3",
    "calibration_due": "2027-03-31",
    "by": "A. Tester",
    "on": "2026-11-20",
    "valid_until": "2027-11-20",
}
WITNESSED = {key: value for key, value in MEASURED.items() if key not in ("u", "calibration_due")} | {
    "value": "present"
}


def write(root: Path, *entries: dict[str, str], recordings: str = "{path: a.mp4}") -> None:
    """A submission of one recording with these attestations; the first begins in line 3, and `clause` in column 6."""
    lines = [f"recordings: [{recordings}]", "attestations:"]
    for entry in entries:
        lines += [f"  {'- ' if index == 0 else '  '}{key}: {value}" for index, (key, value) in enumerate(entry.items())]
    state(root, "\n".join(lines) + "\n")


def attested(root: Path, *entries: dict[str, str]) -> tuple[Attestation, ...]:
    put(root, "a.mp4")
    write(root, *entries)
    return open_submission(root).attestations


def said(root: Path, changes: dict[str, str], without: tuple[str, ...] = ()) -> str:
    """The refusal of the measured attestation with these changes, after the place of the file."""
    put(root, "a.mp4")
    write(root, {key: value for key, value in (MEASURED | changes).items() if key not in without})
    return refused(root).removeprefix(f"{root}/submission.yaml:")


def with_file(path: str, sha256: str) -> dict[str, str]:
    return WITNESSED | {"file": f'{{path: "{path}", sha256: "{sha256}"}}'}


def test_a_measured_value_comes_with_its_instrument_and_the_day_its_calibration_is_due(folder: Path) -> None:
    (only,) = attested(folder, MEASURED)

    assert only == Attestation(
        clause="c1",
        value=Quantity(Fraction(42, 5), "h"),
        standard_uncertainty=Fraction(1, 10),
        instrument="stopwatch 3",
        by="A. Tester",
        on=date(2026, 11, 20),
        valid_until=date(2027, 11, 20),
        calibration_due=date(2027, 3, 31),
        exhibit=NO_EXHIBIT,
    )


def test_what_is_seen_needs_no_calibration(folder: Path) -> None:
    (only,) = attested(folder, WITNESSED)

    assert (only.value, only.standard_uncertainty, only.calibration_due) == (Text("present"), 0, NO_CALIBRATION)


def test_what_is_seen_may_name_a_calibration(folder: Path) -> None:
    (only,) = attested(folder, WITNESSED | {"calibration_due": "2027-03-31"})

    assert only.calibration_due == date(2027, 3, 31)


def test_a_measured_value_without_a_calibration_is_refused_with_what_to_write(folder: Path) -> None:
    assert said(folder, {}, without=("calibration_due",)) == (
        "4:12: a measured value needs the day until which its instrument is calibrated: "
        "write 'calibration_due: YYYY-MM-DD'"
    )


def test_a_measured_value_without_an_uncertainty_is_refused(folder: Path) -> None:
    assert said(folder, {}, without=("u",)) == "4:12: a measured value needs its standard uncertainty: write 'u'"


@pytest.mark.parametrize("u", ["0 h", "-6 min"])
def test_an_uncertainty_must_be_positive(folder: Path, u: str) -> None:
    assert said(folder, {"u": u}) == "5:8: a standard uncertainty must be greater than 0"


def test_an_uncertainty_in_another_dimension_is_refused_at_its_place(folder: Path) -> None:
    assert said(folder, {"u": "1 mm"}).startswith("5:8: mm is no unit of time; use one of ")


def test_a_text_with_an_uncertainty_is_refused(folder: Path) -> None:
    message = said(folder, {"value": "long"}, without=("calibration_due",))

    assert message == "5:8: a text has no uncertainty; remove 'u', or write the value as a quantity"


def test_an_attestation_that_ends_before_it_begins_is_refused(folder: Path) -> None:
    assert said(folder, {"valid_until": "2026-11-19"}) == (
        "10:18: 2026-11-19 lies before the day of the attestation, 2026-11-20; mend one of the two"
    )


@pytest.mark.parametrize("key", ["on", "valid_until", "calibration_due"])
@pytest.mark.parametrize(
    ("day", "sentence"),
    [("1926-11-20", "between 1990 and 2199"), ("2926-11-20", "between 1990 and 2199"), ("2026-02-30", "does not fit")],
)
def test_a_day_that_nobody_can_mean_is_refused(folder: Path, key: str, day: str, sentence: str) -> None:
    assert sentence in said(folder, {key: day})


@pytest.mark.parametrize("key", ["clause", "value", "instrument", "by"])
def test_a_text_as_long_as_a_file_is_refused_in_a_short_message(folder: Path, key: str) -> None:
    message = said(folder, {key: "x" * 2_000_000})

    assert "at most 300 characters" in message
    assert len(message) < 300


def test_names_may_hold_anything_printable(folder: Path) -> None:
    (only,) = attested(folder, WITNESSED | {"by": '"<script>alert(1)</script>"', "instrument": '"眼 & lamp"'})

    assert (only.by, only.instrument) == ("<script>alert(1)</script>", "眼 & lamp")


@pytest.mark.parametrize("path", ["lab/display.jpg", "./lab/display.jpg", "lab//display.jpg"])
@pytest.mark.parametrize("digest", [DIGEST, DIGEST.upper()])
def test_an_evidence_file_is_found_with_its_digest(folder: Path, path: str, digest: str) -> None:
    put(folder, "lab/display.jpg", PHOTO)
    (only,) = attested(folder, with_file(path, digest))

    assert only.exhibit == Exhibit("lab/display.jpg", DIGEST, DIGEST)


def test_an_evidence_file_that_is_not_there_is_no_mistake_of_the_text(folder: Path) -> None:
    (only,) = attested(folder, with_file("lab/display.jpg", DIGEST))

    assert only.exhibit == Exhibit("lab/display.jpg", DIGEST, "")


def test_an_evidence_file_with_another_digest_is_opened_all_the_same(folder: Path) -> None:
    put(folder, "display.jpg", PHOTO)
    (only,) = attested(folder, with_file("display.jpg", "0" * 64))

    assert only.exhibit == Exhibit("display.jpg", "0" * 64, DIGEST)


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "lab/../../secret", "lab\\\\secret"])
def test_an_evidence_file_outside_is_refused(folder: Path, path: str) -> None:
    put(folder, "a.mp4")
    write(folder, with_file(path, DIGEST))

    assert f"submission.yaml:9:18: {path.replace(chr(92) * 2, chr(92))!r} leaves the submission; write" in refused(
        folder
    )


def test_a_link_that_leads_out_is_no_evidence_file(folder: Path) -> None:
    put(folder, "a.mp4")
    (folder / "display.jpg").symlink_to(put(folder.parent, "secret.jpg", PHOTO))
    write(folder, with_file("display.jpg", DIGEST))

    assert refused(folder).endswith(":9:18: 'display.jpg' can't be used: a link that leaves the submission")


def test_a_pipe_is_never_opened_as_an_evidence_file(folder: Path) -> None:
    put(folder, "a.mp4")
    os.mkfifo(folder / "display.jpg")
    write(folder, with_file("display.jpg", DIGEST))

    assert "'display.jpg' can't be used: no regular file" in refused(folder)


def test_nothing_is_read_through_a_linked_folder(folder: Path) -> None:
    put(folder.parent, "outside/display.jpg", PHOTO)
    (folder / "lab").symlink_to(folder.parent / "outside", target_is_directory=True)
    put(folder, "a.mp4")
    write(folder, with_file("lab/display.jpg", DIGEST))
    opened = open_submission(folder)

    assert opened.attestations[0].exhibit == Exhibit("lab/display.jpg", DIGEST, "")
    assert changed_since(opened) == ()


def test_the_submission_file_is_not_its_own_evidence(folder: Path) -> None:
    put(folder, "a.mp4")
    write(folder, with_file("submission.yaml", DIGEST))

    assert "submission.yaml can't be its own evidence; name another file" in refused(folder)


@pytest.mark.parametrize("digest", ["", "5f5f", "z" * 64, DIGEST + "0", f"{DIGEST}\\n"])
def test_a_digest_is_64_hexadecimal_digits(folder: Path, digest: str) -> None:
    put(folder, "a.mp4")
    write(folder, with_file("display.jpg", digest))

    assert "is not spelled as wanted; it must match ^[0-9a-fA-F]{64}$" in refused(folder)


def test_an_evidence_file_needs_a_digest(folder: Path) -> None:
    put(folder, "a.mp4")
    write(folder, WITNESSED | {"file": "{path: display.jpg}"})

    assert "key 'sha256' is missing here; write it" in refused(folder)


def ignored(root: Path) -> list[tuple[str, str, bool, tuple[str, ...]]]:
    return [(one.path, one.why, one.recording, one.behind) for one in open_submission(root).ignored]


def test_a_video_may_stand_behind_attestations(folder: Path) -> None:
    put(folder, "a.mp4")
    put(folder, "lab/drop.mp4", PHOTO)
    write(folder, with_file("lab/drop.mp4", DIGEST), with_file("lab/drop.mp4", DIGEST) | {"clause": "c2"})

    assert ignored(folder) == [("lab/drop.mp4", "evidence file of the attestation of c1, c2", True, ("c1", "c2"))]


def test_a_video_with_another_digest_than_stated_is_not_excused(folder: Path) -> None:
    put(folder, "a.mp4")
    put(folder, "lab/drop.mp4")
    write(folder, with_file("lab/drop.mp4", DIGEST))

    assert ignored(folder) == [
        ("lab/drop.mp4", "evidence file of the attestation of c1, with another digest than stated", True, ())
    ]


def test_a_file_may_be_a_recording_and_an_evidence_file(folder: Path) -> None:
    put(folder, "a.mp4", PHOTO)
    write(folder, with_file("a.mp4", DIGEST))
    opened = open_submission(folder)

    assert [one.path for one in opened.recordings] == ["a.mp4"]
    assert opened.attestations[0].exhibit == Exhibit("a.mp4", DIGEST, DIGEST)
    assert opened.ignored == ()


def test_an_evidence_file_that_changed_is_found(folder: Path) -> None:
    file = put(folder, "display.jpg", PHOTO)
    put(folder, "a.mp4")
    write(folder, with_file("display.jpg", DIGEST), with_file("report.pdf", DIGEST) | {"clause": "c2"})
    opened = open_submission(folder)
    assert changed_since(opened) == ()
    file.write_bytes(PHOTO + b"!")

    assert changed_since(opened) == ("display.jpg",)


def test_one_file_behind_many_attestations_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "a.mp4")
    put(folder, "report.pdf", PHOTO)
    write(folder, *(with_file("report.pdf", DIGEST) | {"clause": f"c{index}"} for index in range(30)))
    opened, digests = Path.open, []
    monkeypatch.setattr(
        Path, "open", lambda self, *given, **named: digests.append(self.name) or opened(self, *given, **named)
    )
    open_submission(folder)

    assert digests.count("report.pdf") == 2, "once for its first bytes, once for its digest"


def test_attestations_survive_the_record_of_a_run(folder: Path) -> None:
    put(folder, "a.mp4")
    put(folder, "display.jpg", PHOTO)
    write(folder, MEASURED, WITNESSED, with_file("display.jpg", DIGEST))
    opened = open_submission(folder)

    assert codec.decode(Submission, codec.encode(Submission, opened)) == opened


def test_a_count_and_a_size_are_exact_without_an_uncertainty_or_a_calibrated_instrument(folder: Path) -> None:
    counted = {key: value for key, value in MEASURED.items() if key not in ("u", "calibration_due")}
    [five, size] = attested(folder, counted | {"value": "5 count"}, counted | {"value": "89 B"})
    assert (five.value, five.standard_uncertainty) == (Quantity(Fraction(5), "count"), 0)
    assert (size.value, size.standard_uncertainty) == (Quantity(Fraction(89), "B"), 0)


def test_a_value_that_was_read_in_a_document_names_it_and_has_no_uncertainty(folder: Path) -> None:
    read = {key: value for key, value in WITNESSED.items() if key != "instrument"} | {"document": "policy 12, page 3"}
    [kept] = attested(folder, read | {"value": "30 d"})
    assert (kept.documented, kept.instrument, kept.standard_uncertainty) == (True, "policy 12, page 3", 0)


@pytest.mark.parametrize(
    ("changes", "without", "sentence"),
    [
        ({"document": "policy"}, (), "write what it was witnessed with (instrument), or where it was read (document)"),
        ({}, ("instrument",), "write what it was witnessed with (instrument), or where it was read (document)"),
        ({"document": "policy"}, ("instrument",), "a document states a value without uncertainty; remove 'u'"),
    ],
)
def test_what_was_read_and_what_was_measured_are_told_apart(
    folder: Path, changes: dict[str, str], without: tuple[str, ...], sentence: str
) -> None:
    assert sentence in said(folder, changes, without)
