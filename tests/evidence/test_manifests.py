"""Manifests of digests against the files: as four tools write them, and whatever may have become of a file."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from blake3 import blake3

from conformance.evidence.opening import open_submission
from conformance.measurands.manifest import mismatches
from conformance.model.codec import decode, encode
from conformance.model.evidence import DeviceSubject, Stated, Submission
from conformance.model.facts import Absent
from conformance.model.manifest import ManifestCheck, Named

from .written import put, refused, state

FILES = {"DCIM/1.mp4": b"\0\0\0\x18ftyp1", "DCIM/2.mp4": b"\0\0\0\x18ftyp2", "log.txt": b"on\n"}
NAMED = "manifest: {}\nrecordings:\n  - {{path: 'DCIM/*.mp4'}}\n"


def digest_of(name: str, data: bytes) -> str:
    return hashlib.new(name, data).hexdigest()


def sha256(data: bytes) -> str:
    return digest_of("sha256", data)


def lines(of: dict[str, bytes] = FILES) -> str:
    return "".join(f"{sha256(data)}  {path}\n" for path, data in of.items())


@pytest.fixture
def card(folder: Path) -> Path:
    for path, data in FILES.items():
        put(folder, path, data)
    return folder


def check(folder: Path, text: str, name: str = "all.sha256") -> ManifestCheck:
    put(folder, name, text.encode("utf-8", "surrogateescape"))
    state(folder, NAMED.format(name))
    (found,) = open_submission(folder).manifests
    return found


def counts(found: ManifestCheck) -> tuple[int, ...]:
    kinds = (found.changed, found.missing, found.moved, found.respelled, found.extra, found.unread)
    return (found.listed, found.matched, *(kind.count for kind in kinds))


ALL_MATCH = (3, 3, 0, 0, 0, 0, 0, 0)


def test_files_that_nobody_touched_match(card: Path) -> None:
    found = check(card, lines())

    assert counts(found) == ALL_MATCH
    assert (found.path, found.form, found.algorithms) == ("all.sha256", "sha256sum", ("sha256",))
    assert found.sha256 == sha256(lines().encode())


def test_the_manifest_is_evidence_and_goes_to_other_processes_as_text(card: Path) -> None:
    check(card, lines())
    opened = open_submission(card)

    assert [one.path for one in opened.ignored] == ["log.txt"]
    assert decode(Submission, encode(Submission, opened)) == opened


def tagged(name: str, digest: str) -> str:
    return "".join(f"{name} ({path}) = {digest_of(digest, data)}\n" for path, data in FILES.items())


def deep(prefix: str) -> str:
    head = "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked from: /media\n## $ hashdeep -r DCIM\n## \n"
    rows = (f"{len(data)},{digest_of('md5', data)},{sha256(data)},{prefix}{path}\n" for path, data in FILES.items())
    return head + "".join(rows)


def by(name: str) -> str:
    return "".join(f"{digest_of(name, data)}  {path}\n" for path, data in FILES.items())


FORMS = {
    "binary mark": ("all.sha256", lines().replace("  ", " *")),
    "SHA256SUMS": ("SHA256SUMS", lines()),
    "line ends of Windows": ("all.sha256", lines().replace("\n", "\r\n")),
    "byte order mark": ("all.sha256", "\ufeff" + lines()),
    "separators of Windows": ("all.sha256", lines().replace("/", "\\")),
    "here": ("all.sha256", lines().replace("  ", "  ./")),
    "capitals": (
        "all.sha256",
        lines()
        .upper()
        .replace("DCIM/1.MP4", "DCIM/1.mp4")
        .replace("DCIM/2.MP4", "DCIM/2.mp4")
        .replace("LOG.TXT", "log.txt"),
    ),
    "remarks": ("all.sha256", "## by a lab\n\n" + lines()),
    "BSD, SHA-256": ("sums.txt", tagged("SHA256", "sha256")),
    "BSD, SHA-512": ("sums.txt", tagged("SHA-512", "sha512")),
    "MD5": ("all.md5", by("md5")),
    "SM3": ("all.sm3", by("sm3")),
    "SM3 of no name": ("sums.txt", by("sm3")),
    "BLAKE3": ("all.b3", "".join(f"{blake3(data).hexdigest()}  {path}\n" for path, data in FILES.items())),
    "hashdeep": ("deep.txt", deep("")),
    "hashdeep of another machine": ("deep.txt", deep("/media/card/")),
    "hashdeep of Windows": ("deep.txt", deep("E:\\card\\").replace("DCIM/", "DCIM\\")),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read(form: str, card: Path) -> None:
    name, text = FORMS[form]

    assert counts(check(card, text, name)) == ALL_MATCH


def test_a_changed_file_is_named(card: Path) -> None:
    put(card, "DCIM/2.mp4", FILES["DCIM/2.mp4"] + b"more")
    found = check(card, lines())

    assert counts(found) == (3, 2, 1, 0, 0, 0, 0, 0)
    assert found.changed.paths == ("DCIM/2.mp4",)


def test_the_digest_of_sm3_is_that_of_its_standard(card: Path) -> None:
    put(card, "log.txt", b"abc")  # GB/T 32905-2016, A.1
    told = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0  log.txt\n"

    assert check(card, told, "all.sm3").matched == 1


def test_another_size_is_a_change_though_the_digest_is_right(card: Path) -> None:
    assert counts(check(card, deep("").replace("3,", "4,", 1), "deep.txt"))[:3] == (3, 2, 1)


def test_a_size_that_no_file_has_is_not_understood(card: Path) -> None:
    assert check(card, deep("").replace("\n3,", f"\n{'9' * 5000},"), "deep.txt").unread.count == 1


def test_a_missing_file_is_named(card: Path) -> None:
    (card / "log.txt").unlink()
    found = check(card, lines())

    assert counts(found) == (3, 2, 0, 1, 0, 0, 0, 0)
    assert found.missing.paths == ("log.txt",)


def test_a_moved_file_is_known_again(card: Path) -> None:
    (card / "log.txt").rename(card / "DCIM/old.txt")
    found = check(card, lines())

    assert counts(found) == (3, 2, 0, 0, 1, 0, 0, 0)
    assert found.moved.paths == ("log.txt -> DCIM/old.txt",)


def test_a_file_that_is_not_listed_is_named(card: Path) -> None:
    put(card, "DCIM/3.mp4")
    found = check(card, lines())

    assert counts(found) == (3, 3, 0, 0, 0, 0, 1, 0)
    assert found.extra.paths == ("DCIM/3.mp4",)


def test_a_manifest_speaks_of_its_own_folder(card: Path) -> None:
    inside = {path.removeprefix("DCIM/"): data for path, data in FILES.items() if "DCIM" in path}

    assert counts(check(card, lines(inside), "DCIM/all.sha256")) == (2, 2, 0, 0, 0, 0, 0, 0)


def test_a_name_in_another_unicode_form_is_the_same_file(card: Path) -> None:
    put(card, "nai\u0308f.txt", b"x")  # as a Mac writes it
    found = check(card, lines() + f"{sha256(b'x')}  na\u00eff.txt\n")

    assert counts(found) == (4, 4, 0, 0, 0, 1, 0, 0)


def test_names_that_are_no_text_and_names_with_a_line_end_are_found(card: Path) -> None:
    put(card, "a\\b\n.txt".replace("\\", "_"), b"x")
    put(card, "\udcff.txt", b"y")
    told = f"\\{sha256(b'x')}  a_b\\n.txt\n{sha256(b'y')}  \udcff.txt\n"

    assert counts(check(card, lines() + told))[:2] == (5, 5)


@pytest.mark.parametrize(
    "line",
    [
        "no digest here",
        "abcd  short.mp4",
        f"{sha256(b'x')}  ../outside.mp4",
        f"SHA3-256 (a) = {sha256(b'x')}",
        "\0\1\2",
    ],
)
def test_a_line_that_is_not_understood_leaves_the_question_open(line: str, card: Path) -> None:
    found = check(card, lines() + line + "\n")

    assert found.unread.count == 1
    told = mismatches(DeviceSubject((), Stated(), (found,)))
    assert isinstance(told, Absent)
    assert told.reason == "evidence_unreadable"


def bag(folder: Path, payload: dict[str, bytes]) -> None:
    put(folder, "bag/bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    rows = "".join(f"{sha256(data)}  data/{path.replace('%', '%25')}\n" for path, data in payload.items())
    put(folder, "bag/manifest-sha256.txt", rows.encode())
    tag = f"{sha256(rows.encode())}  manifest-sha256.txt\n"
    put(folder, "bag/tagmanifest-sha256.txt", tag.encode())
    for path, data in payload.items():
        put(folder, f"bag/data/{path}", data)
    state(folder, "manifest: bag/bagit.txt\nrecordings:\n  - {path: 'bag/data/*.mp4'}\n")


def test_a_bag_has_a_manifest_of_its_payload_and_one_of_its_tags(folder: Path) -> None:
    bag(folder, {"1%.mp4": FILES["DCIM/1.mp4"]})
    put(folder, "bag/bag-info.txt", b"Payload-Oxum: 10.1\n")
    found = open_submission(folder).manifests

    assert {one.path: counts(one)[:2] for one in found} == {
        "bag/manifest-sha256.txt": (1, 1),
        "bag/tagmanifest-sha256.txt": (1, 1),
    }
    assert [one.form for one in found] == ["BagIt", "BagIt"]


def test_what_lies_in_a_bag_and_is_not_listed_is_named(folder: Path) -> None:
    bag(folder, {"1.mp4": FILES["DCIM/1.mp4"]})
    put(folder, "bag/data/2.mp4")
    found = open_submission(folder).manifests

    assert [one.extra.paths for one in found] == [("bag/data/2.mp4",), ()]


def test_a_list_of_tags_that_leaves_out_a_list_of_the_payload_is_a_mismatch(folder: Path) -> None:
    bag(folder, {"1.mp4": FILES["DCIM/1.mp4"]})
    put(folder, "bag/tagmanifest-sha256.txt", f"{sha256(b'')}  bag-info.txt\n".encode())
    put(folder, "bag/bag-info.txt", b"")
    found = open_submission(folder).manifests
    told = mismatches(DeviceSubject((), Stated(), found))

    assert {one.path: one.extra.paths for one in found} == {
        "bag/manifest-sha256.txt": (),
        "bag/tagmanifest-sha256.txt": ("bag/manifest-sha256.txt",),
    }
    assert not isinstance(told, Absent)
    assert told.value == 1


def test_every_list_of_the_payload_must_be_among_the_tags(folder: Path) -> None:
    bag(folder, {"1.mp4": FILES["DCIM/1.mp4"]})
    rows = f"{digest_of('sha512', FILES['DCIM/1.mp4'])}  data/1.mp4\n"
    put(folder, "bag/manifest-sha512.txt", rows.encode())
    found = open_submission(folder).manifests

    assert {one.path: one.extra.paths for one in found if one.extra.count} == {
        "bag/tagmanifest-sha256.txt": ("bag/manifest-sha512.txt",)
    }


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("none.sha256", "'none.sha256' is no file of the submission"),
        ("../all.sha256", "'../all.sha256' leaves the submission; write a path inside it, with '/'"),
    ],
)
def test_a_manifest_that_is_not_there_is_refused_at_its_place(named: str, said: str, card: Path) -> None:
    state(card, NAMED.format(named))

    assert refused(card).endswith(said)
    assert "submission.yaml:1:11" in refused(card)


def test_a_bag_without_a_manifest_is_refused(card: Path) -> None:
    put(card, "bagit.txt", b"BagIt-Version: 1.0\n")
    state(card, NAMED.format("bagit.txt"))

    assert refused(card).endswith("no manifest lies beside 'bagit.txt'")


def test_tags_alone_list_no_recording(folder: Path) -> None:
    bag(folder, {"1.mp4": FILES["DCIM/1.mp4"]})
    state(folder, "manifest: bag/tagmanifest-sha256.txt\nrecordings:\n  - {path: 'bag/data/*.mp4'}\n")

    assert refused(folder).endswith("'bag/tagmanifest-sha256.txt' lists no recording of its bag; name its bagit.txt")


def test_a_recording_that_no_manifest_speaks_of_is_not_listed(folder: Path) -> None:
    bag(folder, {"1.mp4": FILES["DCIM/1.mp4"]})
    put(folder, "2.mp4")
    state(folder, "manifest: bag/bagit.txt\nrecordings:\n  - {path: '2.mp4'}\n  - {path: 'bag/data/*.mp4'}\n")

    assert sum(one.extra.count for one in open_submission(folder).manifests) == 1


def test_a_recording_behind_an_attestation_is_to_be_listed_all_the_same(card: Path) -> None:
    put(card, "all.sha256", lines({"DCIM/1.mp4": FILES["DCIM/1.mp4"], "log.txt": FILES["log.txt"]}).encode())
    witnessed = (
        "attestations:\n  - {clause: c, value: present, instrument: i, by: b, on: 2026-11-20, valid_until: 2099-12-31, "
        f"file: {{path: DCIM/2.mp4, sha256: {sha256(FILES['DCIM/2.mp4'])}}}}}\n"
    )
    state(card, NAMED.format("all.sha256") + witnessed)

    assert open_submission(card).manifests[0].extra.paths == ("DCIM/2.mp4",)


def test_the_submission_file_may_be_listed(card: Path) -> None:
    assert counts(check(card, lines() + f"{sha256(b'whatever')}  submission.yaml\n")) == (4, 4, 0, 0, 0, 0, 0, 0)


CLEAN = ManifestCheck("all.sha256", "ab" * 32, "sha256sum", ("sha256",), 3, 3)


def said(*checks: ManifestCheck) -> str:
    told = mismatches(DeviceSubject((), Stated(), checks))
    return (
        f"{told.reason}: {told.detail}"
        if isinstance(told, Absent)
        else f"{told.value} of {told.exercised}; {told.note}"
    )


def test_what_is_as_listed_is_no_mismatch() -> None:
    assert said(CLEAN) == "0 of 3; all.sha256: 3 of 3 files as listed (sha256)"


def test_every_kind_of_mismatch_counts() -> None:
    one = Named(1, ("x",))
    bad = replace(CLEAN, matched=1, changed=one, missing=Named(4, ("a", "b", "c", "d")), moved=one, extra=one)
    assert said(bad, CLEAN) == (
        "7 of 6; all.sha256: 1 of 3 files as listed (sha256), changed: 1 (x), missing: 4 (a, b, c, ...), moved: 1 (x), "
        "not listed: 1 (x); all.sha256: 3 of 3 files as listed (sha256)"
    )


def test_a_digest_that_can_be_forged_is_told() -> None:
    assert said(replace(CLEAN, algorithms=("md5",))).endswith("two files of one such digest can be made at will")


def test_without_a_manifest_nothing_is_proved() -> None:
    assert said() == "evidence_missing: the submission names no manifest"
    assert said(replace(CLEAN, listed=0, matched=0)) == "nothing_to_measure: the manifest lists no file"
