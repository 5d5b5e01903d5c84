"""Waivers in `submission.yaml`: whom, what and how long they hold for, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from conformance.evidence.opening import open_submission
from conformance.model import codec
from conformance.model.evidence import Submission, Waiver

from .written import put, refused, state

PLAIN = "clause: c1, reason: spare part ordered, approver: A. Tester, expires: 2027-01-31"


@pytest.fixture
def said(folder: Path) -> object:
    """The refusal of a submission with one waiver, after the name of the file."""

    def run(entry: str) -> str:
        put(folder, "a.mp4")
        state(folder, f"recordings: [{{path: a.mp4}}]\nwaivers:\n  - {{{entry}}}\n")
        return refused(folder).removeprefix(f"{folder}/submission.yaml:")

    return run


def waivers(root: Path, *entries: str) -> tuple[Waiver, ...]:
    put(root, "a.mp4")
    state(root, "recordings: [{path: a.mp4}]\nwaivers:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries))
    return open_submission(root).waivers


def test_a_waiver_that_names_no_device_holds_for_any(folder: Path) -> None:
    assert waivers(folder, PLAIN) == (Waiver("c1", "spare part ordered", "A. Tester", date(2027, 1, 31)),)


def test_a_waiver_names_maker_model_and_a_range_of_firmware(folder: Path) -> None:
    (only,) = waivers(folder, f'{PLAIN}, device: {{maker: Example, model: M1}}, firmware: {{from: V2.9, to: "V2.10"}}')

    assert (only.maker, only.model, only.firmware_from, only.firmware_to) == ("Example", "M1", "V2.9", "V2.10")


def test_a_range_may_have_one_end(folder: Path) -> None:
    first, second = waivers(folder, f'{PLAIN}, firmware: {{from: "2.9"}}', f'{PLAIN}, firmware: {{to: "2.9"}}')

    assert (first.firmware_from, first.firmware_to) == ("2.9", "")
    assert (second.firmware_from, second.firmware_to) == ("", "2.9")


@pytest.mark.parametrize("key", ["clause", "reason", "approver", "expires"])
def test_clause_reason_approver_and_expiry_are_mandatory(said, key: str) -> None:  # type: ignore[no-untyped-def]
    entry = ", ".join(part for part in PLAIN.split(", ") if not part.startswith(f"{key}:"))

    assert said(entry) == f"3:5: key {key!r} is missing here; write it"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("device: {}", "3:96: no device is named here; write maker, model or both, or remove the key"),
        ("firmware: {}", "3:98: no version is named here; write from, to or both, or remove the key"),
        (
            'firmware: {from: "2.10", to: "2.9"}',
            "3:98: the range is empty, for '2.10' comes after '2.9'; exchange them",
        ),
        (
            'firmware: {from: "1.0", to: V2.0}',
            "3:98: '1.0' and 'V2.0' are not numbered alike; write both with the same text before the number",
        ),
        ('device: {maker: ""}', "3:104: the text is empty; write it"),
        ("firmware: {from: 2.9}", "3:105: 2.9 stands where text is wanted; if it is text, put it in quotes: '2.9'"),
        ("firmware: {form: V2}", "3:99: unknown key 'form'; did you mean 'from'? valid: from, to"),
        ("firmware: V2", "3:98: 'V2' stands where a mapping is wanted"),
        ("device: {serial: 7}", "3:97: unknown key 'serial'; valid: maker, model"),
    ],
)
def test_a_device_or_a_range_that_says_nothing_clear_is_refused(said, more: str, sentence: str) -> None:  # type: ignore[no-untyped-def]
    assert said(f"{PLAIN}, {more}") == sentence


@pytest.mark.parametrize("day", ["2926-01-01", "9999-12-31", "1926-01-01"])
def test_an_expiry_that_never_comes_is_refused(said, day: str) -> None:  # type: ignore[no-untyped-def]
    assert "the year must lie between 1990 and 2199" in said(PLAIN.replace("2027-01-31", day))


def test_a_version_may_hold_anything_printable(folder: Path) -> None:
    (only,) = waivers(folder, f'{PLAIN}, firmware: {{from: "<script>", to: "<script>1"}}')

    assert (only.firmware_from, only.firmware_to) == ("<script>", "<script>1")


def test_a_reason_as_long_as_a_file_is_refused_in_a_short_message(said) -> None:  # type: ignore[no-untyped-def]
    message = said(PLAIN.replace("spare part ordered", "x" * 2_000_000))

    assert "at most 300 characters" in message
    assert len(message) < 300


def test_waivers_survive_the_record_of_a_run(folder: Path) -> None:
    waivers(folder, PLAIN, f'{PLAIN}, device: {{maker: Example}}, firmware: {{from: "2.9"}}')
    opened = open_submission(folder)

    assert codec.decode(Submission, codec.encode(Submission, opened)) == opened
