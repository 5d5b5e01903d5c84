"""Digests of the evidence that a run rests on, as its record has them, and the files compared with them again."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

from conformance.bundle.checks import Check, State, differing
from conformance.bundle.inventory import EvidenceDigest
from conformance.errors import SubmissionError
from conformance.evidence.digests import sha256_in_a_row
from conformance.evidence.files import SUBMISSION_FILE, evidence_id, is_inside
from conformance.model.evidence import Exhibit, Submission
from conformance.model.sidecar import Sidecar
from conformance.model.time_stamps import TimeStamp

ARCHIVE = "archive"


def evidence_of(submission: Submission) -> tuple[EvidenceDigest, ...]:
    """All files of a submission whose digests the record has, in its order and each once."""
    return tuple(dict.fromkeys(_evidence(submission)))


def compared(folder: Path, evidence: tuple[EvidenceDigest, ...]) -> list[Check]:
    """The files in the folder against the digests of the record; an archive is looked for by its name alone."""
    there = tuple(one for one in evidence if one.kind != ARCHIVE or (folder / _name(one.files[0])).is_file())
    differences = tuple(told for one in there for told in _differences(folder, one))
    told = differing("evidence", differences, f"all {len(there)} files in {folder} are those that were judged")
    left = [one for one in evidence if one not in there]
    told += [Check("evidence", State.TOLD, f"{one.files[0]}: the archive itself was not looked at") for one in left]
    return told


def _differences(folder: Path, one: EvidenceDigest) -> Iterator[str]:
    names, shown = tuple(map(_name, one.files)), ", ".join(one.files)
    files = tuple(folder / name for name in names)
    if any("\0" in name for name in names) or not all(is_inside(folder, file) for file in files):
        yield f"{shown}: leaves the folder, and is not read"
        return
    if not all(file.is_file() for file in files):
        yield f"{shown}: is missing"
        return
    try:
        sha256, size = sha256_in_a_row(files)
    except SubmissionError as error:
        yield str(error)
        return
    if one.bytes and one.bytes != (size,):
        yield f"{shown}: has {size} bytes, where {one.bytes[0]} were judged"
    elif sha256 != one.sha256:
        yield f"{shown}: its SHA-256 is {sha256}, and that of what was judged {one.sha256}"


def _name(encoded: str) -> str:
    return unquote_to_bytes(encoded).decode("utf-8", "surrogateescape")


def _evidence(submission: Submission) -> Iterator[EvidenceDigest]:
    root = submission.root
    for one in submission.recordings:
        yield EvidenceDigest("recording", _ids(root, (one.file,)), one.sha256, (one.size,))
    for dump in submission.dumps:
        yield EvidenceDigest("dump", _ids(root, dump.files), dump.sha256, (dump.size,))
    for kind, beside in _beside(submission):
        yield EvidenceDigest(kind, _ids(root, (beside.file,)), beside.sha256, (beside.size,))
    for kind, path, sha256 in _papers(submission):
        if sha256:
            yield EvidenceDigest(kind, _ids(root, (root / path,)), sha256, ())


def _beside(submission: Submission) -> Iterator[tuple[str, Sidecar | TimeStamp]]:
    yield from ((ARCHIVE, one) for one in submission.archive)
    yield from (("gnss_log", log) for one in submission.recordings for log in one.gnss_log)
    yield from (("log", file) for log in submission.logs for file in log.files)
    yield from (("zfy_info", one.file) for one in submission.device_record)
    yield from (("time_stamp", one) for one in submission.time_stamps)
    yield from (("time_stamp", stamp) for one in submission.recordings for stamp in one.time_stamp)


def _papers(submission: Submission) -> Iterator[tuple[str, str, str]]:
    """Kind, path for people, and digest: '' = there was no such file."""
    yield "submission", SUBMISSION_FILE, submission.stated_sha256
    yield from (("manifest", one.path, one.sha256) for one in submission.manifests)
    yield from (("trusted_root", one.path, one.sha256) for one in submission.all_roots)
    yield from (("camera_key", key.path, key.sha256) for one in submission.recordings for key in one.camera_keys)
    yield from (("golden", one.path, one.sha256) for one in submission.goldens)
    exhibits = (one.exhibit for one in submission.attestations if isinstance(one.exhibit, Exhibit))
    yield from (("exhibit", one.path, one.sha256) for one in exhibits)


def _ids(root: Path, files: Iterable[Path]) -> tuple[str, ...]:
    """Paths in the submission; of a file outside, which an archive is, its name alone."""
    return tuple(
        evidence_id(file.relative_to(root) if file.is_relative_to(root) else Path(file.name)) for file in files
    )
