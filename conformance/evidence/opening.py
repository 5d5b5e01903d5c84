"""A submission folder to its recordings and dumps: nothing is written, nothing outside the folder is read."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from conformance.errors import SubmissionError
from conformance.evidence.digests import sha256_of
from conformance.evidence.dumps import dump_of, single_dump, unstated_dumps
from conformance.evidence.entries import (
    RecordingEntry,
    clock_region_of,
    length_of,
    reference_of,
    regions_of,
    settings_of,
    zone_of,
)
from conformance.evidence.exhibits import Excuses, Exhibits
from conformance.evidence.files import (
    SUBMISSION_FILE,
    FoundFile,
    evidence_id,
    found_files,
    is_image,
    leaves_the_folder,
    shown_path,
)
from conformance.evidence.sidecars import file_beside, log_beside
from conformance.evidence.single import unstated_recording
from conformance.evidence.submission_file import SubmissionFile, read_submission_file
from conformance.evidence.time_stamps.stamped import Data, time_stamp
from conformance.model.device_record import DeviceRecord
from conformance.model.evidence import Device, Exhibit, IgnoredFile, Recording, Stated, Submission
from conformance.model.facts import Absent
from conformance.model.logs import Log
from conformance.model.manifest import ManifestCheck
from conformance.model.sidecar import Sidecar
from conformance.model.time_stamps import TimeStamp


def open_submission(root: Path) -> Submission:
    """Everything in the folder, digests taken; or one image of a storage, of which nothing is stated.

    Raises:
        SubmissionError: missing path, empty folder, neither recording nor dump, unreadable file, a path that leaves the
            folder.
        DocumentError: `submission.yaml` can't be used.
    """
    if not root.exists():
        raise SubmissionError(f"{root}: there is no such folder")
    if root.is_file() and is_image(root):
        return _of_image(root)
    if not root.is_dir():
        said = "a submission is a folder, an archive of one or an image of a storage"
        raise SubmissionError(f"{root}: {said}; for single files use `conformance measure`")
    stated = read_submission_file(root)
    found = tuple(found_files(root))
    if not found:
        raise SubmissionError(f"{root}: the folder is empty")
    return _unstated(root, found) if isinstance(stated, Absent) else _as_stated(root, stated, found)


def _as_stated(root: Path, stated: SubmissionFile, found: tuple[FoundFile, ...]) -> Submission:
    """What `submission.yaml` names, each thing in its place."""
    chosen = dict(_chosen(root, stated, found))
    logs = dict(_logs(stated, chosen, found))
    dumps = stated.dumps(found)
    images = {path for _, paths in dumps for path in paths}
    if images & chosen.keys():
        raise SubmissionError(f"{min(images & chosen.keys())!r} is named under recordings and under dumps; keep one")
    roots, keys, goldens = stated.roots(found), stated.keys(found), stated.goldens(found)
    trusted = {*(one.path for one in roots), *(one.path for one in keys), *(one.path for one in goldens)}
    attestations = stated.attestations(Exhibits(found))
    exhibits = (one.exhibit.path for one in attestations if isinstance(one.exhibit, Exhibit))
    tokens = dict(_tokens(stated, chosen, found))
    papers = {*trusted, *(one.path for one in (*stated.stamps(found), *tokens.values()))}
    manifests = stated.manifests(found, {*chosen, *images}, {*exhibits, *papers})
    written, records = stated.logs(found), stated.device_record(found)
    beside = {log.path for named in logs.values() for log in named} | _own(written, records, chosen.keys() | images)
    used = {*chosen, *images, *beside, *papers, *(one.path for one in manifests)}
    excuses = Excuses(attestations)
    plain = (_recording(file, chosen[file.path], stated, logs) for file in found if file.path in chosen)
    recordings = (replace(one, trusted_roots=roots, camera_keys=keys) for one in plain)
    return Submission(
        root=root,
        device=stated.device,
        statement=stated.statement,
        recordings=tuple(_stamped(one, tokens) for one in recordings),
        attestations=attestations,
        ignored=tuple(_ignored(file, excuses) for file in found if file.path not in used),
        waivers=stated.waivers,
        stated_sha256=stated.sha256,
        manifests=manifests,
        dumps=tuple(dump for dump, _ in dumps),
        logs=written,
        device_record=records,
        time_stamps=_of_manifests(stated, found, manifests),
        trusted_roots=roots,
        goldens=goldens,
    )


def _of_image(file: Path) -> Submission:
    name = Path(file.name)
    dump = replace(single_dump(file), id=evidence_id(name), path=shown_path(name))
    return Submission(file.parent, Device(), Stated(), (), (), (), dumps=(dump,))


def _own(logs: tuple[Log, ...], records: tuple[DeviceRecord, ...], others: set[str]) -> set[str]:
    """Paths of what the device says of itself; none of them is a recording or a part of an image."""
    paths = {*(file.path for log in logs for file in log.files), *(one.file.path for one in records)}
    if paths & others:
        raise SubmissionError(f"{min(paths & others)!r} is named for two things in {SUBMISSION_FILE}; keep one")
    return paths


def _of_manifests(
    stated: SubmissionFile, found: tuple[FoundFile, ...], manifests: tuple[ManifestCheck, ...]
) -> tuple[TimeStamp, ...]:
    """The time stamp of the manifests, one or none."""
    files = {file.path: file.file for file in found}
    try:
        data = [Data(one.path, files[one.path], one.sha256) for one in manifests]
        return tuple(time_stamp(token, data) for token in stated.stamps(found))
    except SubmissionError as error:
        raise stated.refuse_stamp(str(error)) from error


def _tokens(
    stated: SubmissionFile, chosen: dict[str, RecordingEntry], found: tuple[FoundFile, ...]
) -> Iterator[tuple[str, FoundFile]]:
    """The time stamp of each recording whose entry names one."""
    files = {file.path: file for file in found}
    for path, entry in chosen.items():
        if entry.timestamp:
            try:
                yield path, file_beside(path, entry.timestamp, files, "time stamp")
            except SubmissionError as error:
                raise stated.refuse(stated.recordings.index(entry), str(error), "timestamp") from error


def _stamped(one: Recording, tokens: Mapping[str, FoundFile]) -> Recording:
    """The recording with its time stamp, if it has one."""
    if one.path not in tokens:
        return one
    return replace(one, time_stamp=(time_stamp(tokens[one.path], [Data(one.path, one.file, one.sha256)]),))


def _unstated(root: Path, found: tuple[FoundFile, ...]) -> Submission:
    recordings = tuple(unstated_recording(file) for file in found if not file.why_not)
    images = unstated_dumps(found)
    if not recordings and not images:
        raise SubmissionError(f"{root}: none of its {len(found)} files is a recording; the first is {found[0].path!r}")
    parts = {part.path for one in images for part in one}
    ignored = tuple(_ignored(file, Excuses(())) for file in found if file.why_not and file.path not in parts)
    dumps = tuple(map(dump_of, images))
    return Submission(root, Device(), Stated(), recordings, (), ignored, dumps=dumps)


def _ignored(file: FoundFile, excuses: Excuses) -> IgnoredFile:
    unnamed = f"a recording that {SUBMISSION_FILE} does not name: not examined"
    why = excuses.why(file.path) or file.why_not or unnamed
    recording = not file.why_not or file.file.is_symlink()
    return IgnoredFile(file.path, why, recording, excuses.behind(file.path))


def _chosen(root: Path, stated: SubmissionFile, found: tuple[FoundFile, ...]) -> Iterator[tuple[str, RecordingEntry]]:
    taken: set[str] = set()
    for index, entry in enumerate(stated.recordings):
        if leaves_the_folder(entry.path):
            raise stated.refuse(index, f"{entry.path!r} leaves the submission; write a path inside it, with '/'")
        matches = [file for file in found if file.path == entry.path] or [
            file for file in found if fnmatchcase(file.path, entry.path)
        ]
        if not matches:
            raise stated.refuse(index, f"{entry.path!r} matches no file of {root}")
        for file in matches:
            if file.path in taken:
                raise stated.refuse(index, f"{file.path!r} is named by an earlier entry already")
            if not file.can_be_read:
                raise stated.refuse(index, f"{file.path!r} can't be used: {file.why_not}")
            taken.add(file.path)
            yield file.path, entry


def _logs(
    stated: SubmissionFile, chosen: dict[str, RecordingEntry], found: tuple[FoundFile, ...]
) -> Iterator[tuple[str, tuple[Sidecar, ...]]]:
    """The log of each recording whose entry names one."""
    files = {file.path: file for file in found}
    for path, entry in chosen.items():
        if entry.gnss_log:
            try:
                yield path, (log_beside(path, entry.gnss_log, files),)
            except SubmissionError as error:
                raise stated.refuse(stated.recordings.index(entry), str(error), "gnss_log") from error


def _recording(
    found: FoundFile, entry: RecordingEntry, stated: SubmissionFile, logs: dict[str, tuple[Sidecar, ...]]
) -> Recording:
    sha256, size = sha256_of(found.file)
    return Recording(
        id=found.id,
        path=found.path,
        file=found.file,
        size=size,
        sha256=sha256,
        role=entry.role,
        reference=reference_of(entry),
        settings=settings_of(entry),
        regions=regions_of(entry),
        clock_region=clock_region_of(entry),
        segment_of=entry.segment_of or "",
        clock_zone=zone_of(entry),
        recorded_for=length_of(entry),
        name_patterns=stated.name_patterns,
        line_patterns=stated.line_patterns,
        gnss_log=logs.get(found.path, ()),
        signature_profile=stated.signature_profile,
        golden=stated.golden_path(entry),
    )
