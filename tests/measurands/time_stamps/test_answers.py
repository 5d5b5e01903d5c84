"""What time stamps come to: every answer, and every rule of RFC 3161 that a token may break."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from conformance.measurands.time_stamps.stamps import manifest_timestamp_delay, timestamp
from conformance.model.evidence import DeviceSubject, RecordingSubject, Stated
from conformance.model.facts import Absent, Media
from conformance.model.manifest import ManifestCheck
from conformance.model.measurement import Uncertain, UncertaintyUnknown
from conformance.synthesis.der import integer, oid, sequence

from ..facts import subject, video
from .making import (
    CA,
    ECDSA,
    FORGED,
    FORGED_ROOT,
    MAKER,
    MANIFEST,
    OIDS,
    ROOT,
    STAMPS,
    TODAY,
    Plan,
    comes_to,
    device,
    issued,
    response,
    said,
    stamp_in,
    token,
    trusting,
)

HELD = (
    "SUMS.tsr: 2026-11-20 10:00:00 UTC (+-1 s), of SHA256SUMS, sha256 9ba0cde62329755e..., policy 1.2.3.4.1, "
    "serial 2a, nonce 99"
)
WHOSE = "CN=TSA, issued by CN=Root, valid 2020-01-01 to 2040-01-01"


def test_a_stamp_by_a_trusted_authority_is_trusted_and_its_note_tells_all_that_it_says() -> None:
    assert said(device(response())) == f"trusted; {HELD}; {WHOSE}; on 2026-11-26: trusted"


def test_a_bare_token_counts_as_the_response_does() -> None:
    assert said(device(token())) == said(device(response()))


def test_a_chain_may_stand_between_the_authority_and_the_root() -> None:
    low = issued("Low TSA", MAKER, STAMPS)
    assert comes_to(Plan(by=low, chain=(low, MAKER))).startswith("trusted; ")
    assert comes_to(Plan(by=low, chain=(low,))).startswith("not_trusted; ")


def test_an_authority_that_has_expired_since_was_trusted_when_it_stamped() -> None:
    old = issued("Old", ROOT, STAMPS, valid=(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)))
    found = comes_to(Plan(by=old, chain=(old,)))
    assert found.startswith("trusted_when_stamped; ")
    assert found.endswith("on 2026-11-26: the certificate of CN=Old was valid from 2026-01-01 to 2026-11-22")


def test_an_authority_that_had_expired_at_the_time_is_not_trusted() -> None:
    old = issued("Old", ROOT, STAMPS, valid=(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 19, tzinfo=UTC)))
    assert comes_to(Plan(by=old, chain=(old,))).startswith("not_trusted; ")


def test_another_root_is_not_trusted() -> None:
    found = said(device(response(), roots=(issued("Other", None, CA),)))
    assert found == (
        f"not_trusted; {HELD}; {WHOSE}; at that time: CN=TSA was issued by CN=Root, which is no root that is trusted"
    )


def test_an_authority_that_made_itself_under_the_same_name_is_not_trusted() -> None:
    assert comes_to(Plan(by=FORGED, chain=(FORGED, FORGED_ROOT))).startswith("not_trusted; ")


def test_without_roots_it_is_not_tested_and_the_reason_tells_that_it_holds() -> None:
    assert said(device(response(), roots=())) == (
        "evidence_missing: the submission names no trusted roots (trusted_roots); the time stamp holds by itself: "
        + HELD
    )


def test_the_stamp_of_another_file_is_of_other_data() -> None:
    found = said(device(response(data=b"another list")))
    assert found == (
        "other_data; SUMS.tsr: 2026-11-20 10:00:00 UTC (+-1 s), sha256 b1fcd24b7e48ad0d..., policy 1.2.3.4.1, "
        "serial 2a, nonce 99; SHA256SUMS has 9ba0cde62329755e..."
    )


@pytest.mark.parametrize("changed", [MANIFEST + b"\n", MANIFEST[:-1], b"bb" + MANIFEST[2:], b""])
def test_a_manifest_that_was_changed_is_other_data_than_the_stamp_is_of(changed: bytes) -> None:
    assert said(device(response(), data=changed)).startswith("other_data; ")


@pytest.mark.parametrize("imprint", ["sha384", "sha512", "sm3"])
def test_other_digests_of_the_data_are_known(imprint: str) -> None:
    assert comes_to(Plan(imprint=imprint)).startswith("trusted; ")
    assert said(device(response(Plan(imprint=imprint)), data=b"x")).startswith("other_data; ")


@pytest.mark.parametrize(("imprint", "told"), [("sha1", "SHA-1"), ("md5", "MD5")])
def test_a_digest_that_can_be_made_at_will_is_too_weak(imprint: str, told: str) -> None:
    found = comes_to(Plan(imprint=imprint))
    assert found.startswith("too_weak; ")
    assert found.endswith(f"{told} is too weak: two texts of one such digest can be made at will")


def test_a_signature_over_such_a_digest_is_too_weak() -> None:
    found = comes_to(Plan(digest="sha1", signing=(ECDSA["sha1"], ())))
    assert found.startswith("too_weak; ")


def test_a_stamp_of_a_list_of_such_digests_is_too_weak() -> None:
    listed = ManifestCheck("SHA256SUMS", "ef" * 32, "md5sum", ("md5",), 1, 1)
    weak = replace(device(response()), manifests=(listed,))
    assert said(weak).startswith(
        "too_weak; SHA256SUMS: no digest there tells a file from another that was made to have"
    )


def test_a_stamp_of_the_list_of_a_bags_lists_is_as_strong_as_the_best_of_these() -> None:
    tags = ManifestCheck("tagmanifest-sha256.txt", "ef" * 32, "bag", ("sha256",), 1, 1)
    lists = [ManifestCheck(f"manifest-{one}.txt", "ef" * 32, "bag", (one,), 1, 1) for one in ("md5", "sha256")]
    (stamp,) = device(response()).time_stamps
    stamp = replace(stamp, of=(replace(stamp.of[0], path="tagmanifest-sha256.txt"),))
    both = replace(device(response()), manifests=(tags, *lists), time_stamps=(stamp,))
    assert said(both).startswith("trusted; ")
    assert said(replace(both, manifests=(tags, lists[0]))).startswith("too_weak; manifest-md5.txt: ")


def test_a_hash_that_is_not_known_is_not_tested() -> None:
    content = response().replace(oid(OIDS["sha256"]), oid("2.16.840.1.101.3.4.2.99"))
    assert said(device(content)) == (
        "method_does_not_apply: SUMS.tsr: the token uses what is not read here: hash algorithm 2.16.840.1.101.3.4.2.99"
    )


# --- times


def test_a_time_after_the_day_of_the_run_is_not_tested() -> None:
    assert said(device(response(), today=date(2026, 11, 19))).startswith("trusted; "), "zones differ by a day"
    assert said(device(response(), today=date(2026, 11, 18))) == (
        f"evidence_unreadable: {HELD}; that is after the day of the run, 2026-11-18: one of the two clocks is wrong"
    )


@pytest.mark.parametrize(("seconds", "is_open"), [(86_400, False), (3 * 86_400, True), (10**9, True), (10**30, True)])
def test_an_accuracy_that_reaches_beyond_the_day_of_the_run_proves_no_time(seconds: int, *, is_open: bool) -> None:
    found = said(device(response(Plan(accuracy=(sequence(integer(seconds)),))), today=date(2026, 11, 21)))
    assert ("by its accuracy that may be after the day of the run, 2026-11-21" in found) is is_open
    assert found.startswith("evidence_unreadable" if is_open else "trusted")


def test_parts_of_a_second_and_no_accuracy_are_told() -> None:
    found = comes_to(Plan(time=b"20261120100000.25Z", accuracy=(), nonce=()))
    assert "SUMS.tsr: 2026-11-20 10:00:00.250000 UTC (accuracy not stated), of " in found
    assert "nonce" not in found


def recorded(created: str) -> RecordingSubject:
    made = subject(Media("matroska", created, (video((0, 1, 2), Fraction(1, 25)),), (), ()))
    return replace(made, recording=replace(made.recording, path="DCIM/1.mkv"), today=TODAY)


EARLIER, LATER = recorded("2026-11-20T09:59:00.000000Z"), recorded("2026-11-20T10:00:10.000000Z")


def test_a_recording_that_says_it_is_younger_than_its_manifest_is_told() -> None:
    assert said(device(response(), recordings=(EARLIER,))).endswith("on 2026-11-26: trusted")
    assert said(device(response(), recordings=(EARLIER, LATER))).endswith(
        "; that is before the matroska header 2026-11-20 10:00:10 (UTC) of DCIM/1.mkv: one of the two clocks is wrong"
    )


def delay(subject: DeviceSubject) -> tuple[object, object]:
    found = manifest_timestamp_delay(subject)
    return (found.reason.value, found.detail) if isinstance(found, Absent) else (found.value, found.uncertainty)


def test_the_delay_is_counted_from_the_newest_recording_with_the_accuracy_that_is_stated() -> None:
    value, uncertainty = delay(device(response(), recordings=(EARLIER,)))
    assert value == 60
    assert isinstance(uncertainty, Uncertain)
    assert float(uncertainty.expanded) == pytest.approx(2 * (2 / 3) ** 0.5, abs=1e-5), "1 s and 1 s, rectangular"
    assert delay(device(response(), recordings=(EARLIER, LATER)))[0] == -10


def test_the_delay_of_a_stamp_without_accuracy_has_no_uncertainty_that_is_known() -> None:
    _, uncertainty = delay(device(response(Plan(accuracy=())), recordings=(EARLIER,)))
    assert uncertainty == UncertaintyUnknown("the token states no accuracy")


def test_there_is_no_delay_of_a_stamp_that_nobody_believes_or_without_a_clock() -> None:
    other = device(response(), data=b"x", recordings=(EARLIER,))
    assert delay(other) == ("evidence_unreadable", "the time stamp says nothing: it is other_data")
    assert delay(device(response())) == ("time_not_set", "no recording states a time whose zone is known")
    assert delay(device(response(), roots=()))[0] == "evidence_missing"


def test_without_a_stamp_nothing_is_tested() -> None:
    assert said(DeviceSubject((), Stated())) == (
        "evidence_missing: the submission names no time stamp of its manifest (manifest_timestamp)"
    )


def test_a_recording_may_have_a_stamp_of_its_own() -> None:
    def of(data: bytes) -> str:
        given = replace(EARLIER.recording, time_stamp=(stamp_in(response(), data),), trusted_roots=trusting(ROOT))
        found = timestamp(replace(EARLIER, recording=given))
        return f"{found.detail}" if isinstance(found, Absent) else str(found.value)

    assert of(MANIFEST) == "trusted"
    assert of(b"x") == "other_data"
    none = timestamp(EARLIER)
    assert isinstance(none, Absent)
    assert none.detail == "the submission names no time stamp of this recording (timestamp)"
