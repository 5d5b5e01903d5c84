"""`submission.yaml` as it is read: what it states about device, recordings, dumps and attestations."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from pathlib import Path, PurePosixPath
from typing import TypeVar

from conformance.errors import Problem, SubmissionError, UnitError
from conformance.evidence.attestation_entries import AttestationReader, quantity_or_text
from conformance.evidence.device_record import device_record
from conformance.evidence.dumps import dump_of, named_dumps
from conformance.evidence.entries import RecordingEntry, SubmissionEntry, zone_of
from conformance.evidence.exhibits import Exhibits
from conformance.evidence.files import SUBMISSION_FILE, FoundFile, is_image, is_inside, named_file
from conformance.evidence.goldens import golden_file
from conformance.evidence.logs.reading import Logs
from conformance.evidence.manifests import compared
from conformance.evidence.roots import camera_key, trusted_root
from conformance.evidence.waiver_entries import waiver_of
from conformance.model.device_record import DeviceRecord
from conformance.model.evidence import Attestation, CameraKey, Device, Dump, Stated, StatedValue, TrustedRoot, Waiver
from conformance.model.facts import Absent
from conformance.model.golden import GoldenFile
from conformance.model.logs import Log
from conformance.model.manifest import ManifestCheck
from conformance.model.name_pattern import NamePattern, parse_line, parse_pattern
from conformance.model.vocabulary import Reason, Role, SignatureProfile
from conformance.strictyaml import Tree, load, read_document, validate

_CLOCK_NOT_READ = frozenset({Role.CHART, Role.SYNC, Role.FRAME_COUNTER})  # what is staged there ticks too


Trusted = TypeVar("Trusted", TrustedRoot, CameraKey)


class SubmissionFile:
    """A read `submission.yaml`, in the words of the model; `sha256` is of its bytes."""

    def __init__(self, tree: Tree, sha256: str) -> None:
        self._tree = tree
        self.sha256 = sha256
        self._entry = validate(SubmissionEntry, tree)
        if not self._entry.recordings and not self._entry.dumps:
            raise self._refusal(("recordings",), "no recording is named here; list them, or remove the file")
        for field in ("file_names", "overlay_texts"):
            self._refuse_repeats(field)
        for index, entry in enumerate(self._entry.recordings):
            if entry.regions and entry.role is not Role.CHART:
                raise self._refusal(("recordings", index, "regions"), "regions are of a recording of role chart")
            if entry.recorded_for and entry.role is not Role.POWER_LOSS:
                message = "recorded_for is of a recording of role power_loss"
                raise self._refusal(("recordings", index, "recorded_for"), message)
            if entry.clock_region and entry.role in _CLOCK_NOT_READ:
                message = f"the clock in the pictures is not read in a recording of role {entry.role}; remove this"
                raise self._refusal(("recordings", index, "clock_region"), message)

    def _refuse_repeats(self, field: str) -> None:
        patterns: tuple[str, ...] = getattr(self._entry, field)
        for index, pattern in enumerate(patterns):
            if pattern in patterns[:index]:
                raise self._refusal((field, index), f"{pattern!r} is stated already; keep one")

    @property
    def device(self) -> Device:
        """The device under test."""
        return Device(**self._entry.device.model_dump())

    @property
    def statement(self) -> Stated:
        """What the device claims: the implementation statement.

        Raises:
            SubmissionError: a quantity can't be read.
        """
        return Stated(tuple((name, self._claim(name)) for name in self._entry.statement))

    def _claim(self, name: str) -> StatedValue:
        value = self._entry.statement[name]
        if isinstance(value, bool):
            return value
        try:
            return quantity_or_text(value)
        except UnitError as error:
            raise self._refusal(("statement", name), str(error)) from error

    @property
    def recordings(self) -> tuple[RecordingEntry, ...]:
        """The entries, in their order."""
        return self._entry.recordings

    @property
    def name_patterns(self) -> tuple[NamePattern, ...]:
        """How the device names its files."""
        return tuple(map(parse_pattern, self._entry.file_names))

    @property
    def line_patterns(self) -> tuple[NamePattern, ...]:
        """What the lines of text in the device's pictures hold."""
        return tuple(map(parse_line, self._entry.overlay_texts))

    def dumps(self, found: Sequence[FoundFile]) -> tuple[tuple[Dump, tuple[str, ...]], ...]:
        """The images of storages that are named, each with the paths of its files.

        Raises:
            SubmissionError: a file can't be used, or is named twice.
        """
        named: dict[str, tuple[Dump, tuple[str, ...]]] = {}
        taken: set[str] = set()
        for index, entry in enumerate(self._entry.dumps):
            for parts in self._images(index, entry.path, found):
                paths = tuple(part.path for part in parts)
                if not taken.isdisjoint(paths):
                    raise self._refusal(("dumps", index, "path"), f"{paths[0]!r} is named by an earlier entry already")
                taken.update(paths)
                named[paths[0]] = (dump_of(parts, zone_of(entry), self.name_patterns), paths)
        return tuple(named.values())

    def _images(self, index: int, path: str, found: Sequence[FoundFile]) -> tuple[tuple[FoundFile, ...], ...]:
        try:
            return named_dumps(path, found)
        except SubmissionError as error:
            raise self._refusal(("dumps", index, "path"), str(error)) from error

    def manifests(
        self, found: Sequence[FoundFile], recordings: Collection[str], paperwork: Collection[str]
    ) -> tuple[ManifestCheck, ...]:
        """The manifest that is named, compared with the files, those recordings among them; several of a bag.

        Raises:
            SubmissionError: it can't be used.
        """
        if self._entry.manifest is None:
            return ()
        try:
            return compared(self._entry.manifest, found, recordings, paperwork)
        except SubmissionError as error:
            raise self._refusal(("manifest",), str(error)) from error

    def logs(self, found: Sequence[FoundFile]) -> tuple[Log, ...]:
        """The logs that are named, read.

        Raises:
            SubmissionError: a file or a word can't be used.
        """
        logs, read = Logs(found), []
        for index, entry in enumerate(self._entry.logs):
            try:
                read.append(logs.log(entry))
            except SubmissionError as error:
                raise self._refusal(("logs", index), str(error)) from error
        return tuple(read)

    def device_record(self, found: Sequence[FoundFile]) -> tuple[DeviceRecord, ...]:
        """The record that the recorder gave of itself, one or none.

        Raises:
            SubmissionError: its file can't be used.
        """
        if self._entry.zfy_info is None:
            return ()
        try:
            return (device_record(self._entry.zfy_info, found),)
        except SubmissionError as error:
            raise self._refusal(("zfy_info",), str(error)) from error

    def stamps(self, found: Sequence[FoundFile]) -> tuple[FoundFile, ...]:
        """The time stamp of the manifest, one or none.

        Raises:
            SubmissionError: there is no such file, it can't be used, or no manifest is named.
        """
        if self._entry.manifest_timestamp is None:
            return ()
        if self._entry.manifest is None:
            raise self.refuse_stamp("no manifest is named of which this could be the time stamp; name it (manifest)")
        try:
            file = named_file(self._entry.manifest_timestamp, found)
        except SubmissionError as error:
            raise self.refuse_stamp(str(error)) from error
        if not file.why_not or is_image(file.file):
            raise self.refuse_stamp(f"{file.path!r} is evidence by itself, and no time stamp")
        return (file,)

    def refuse_stamp(self, message: str) -> SubmissionError:
        """The error about the time stamp of the manifest."""
        return self._refusal(("manifest_timestamp",), message)

    def roots(self, found: Sequence[FoundFile]) -> tuple[TrustedRoot, ...]:
        """The certificates that are trusted.

        Raises:
            SubmissionError: a file can't be used.
        """
        return self._trusted("trusted_roots", trusted_root, found)

    def keys(self, found: Sequence[FoundFile]) -> tuple[CameraKey, ...]:
        """The keys of cameras that are trusted.

        Raises:
            SubmissionError: a file can't be used.
        """
        return self._trusted("camera_keys", camera_key, found)

    def _trusted(
        self, field: str, read: Callable[[str, Sequence[FoundFile]], Trusted], found: Sequence[FoundFile]
    ) -> tuple[Trusted, ...]:
        read_so_far: list[Trusted] = []
        for index, path in enumerate(getattr(self._entry, field)):
            try:
                read_so_far.append(read(path, found))
            except SubmissionError as error:
                raise self._refusal((field, index), str(error)) from error
        return tuple(read_so_far)

    @property
    def signature_profile(self) -> SignatureProfile:
        """What the signatures of a GB 35114 stream are over."""
        return self._entry.signature_profile

    def goldens(self, found: Sequence[FoundFile]) -> tuple[GoldenFile, ...]:
        """The golden files that are named, each once; that of all recordings, then those of single entries.

        Raises:
            SubmissionError: one can't be used.
        """
        named = {entry.golden: ("recordings", index, "golden") for index, entry in enumerate(self.recordings)}
        places: dict[str | None, tuple[str | int, ...]] = {**named, self._entry.golden: ("golden",)}
        read: dict[str, GoldenFile] = {}
        for path, place in places.items():
            if path is not None:
                try:
                    one = golden_file(path, found)
                except SubmissionError as error:
                    raise self._refusal(place, str(error)) from error
                read[one.path] = one
        return tuple(read.values())

    def golden_path(self, entry: RecordingEntry) -> str:
        """The golden file of the recordings of an entry, as the found files are called; '' = none."""
        named = entry.golden or self._entry.golden
        return PurePosixPath(named).as_posix() if named else ""

    def attestations(self, exhibits: Exhibits) -> tuple[Attestation, ...]:
        """What was witnessed.

        Raises:
            SubmissionError: a value, a date or an evidence file can't be used.
        """
        reader = AttestationReader(self._refusal, exhibits)
        entries = enumerate(self._entry.attestations)
        return tuple(reader.attestation(("attestations", index), entry) for index, entry in entries)

    @property
    def waivers(self) -> tuple[Waiver, ...]:
        """Who lives with what.

        Raises:
            SubmissionError: a device or a range of firmware can't be used.
        """
        entries = enumerate(self._entry.waivers)
        return tuple(waiver_of(("waivers", index), entry, self._refusal) for index, entry in entries)

    def refuse(self, index: int, message: str, field: str = "path") -> SubmissionError:
        """The error about one field of a recording entry."""
        return self._refusal(("recordings", index, field), message)

    def _refusal(self, place: tuple[str | int, ...], message: str) -> SubmissionError:
        return SubmissionError(str(Problem(self._tree.mark_of(place), message)))


def read_submission_file(root: Path) -> SubmissionFile | Absent:
    """The folder's `submission.yaml`, if it has one.

    Raises:
        DocumentError: it can't be used; all problems with file, line and column.
        SubmissionError: it can't be read.
    """
    file = root / SUBMISSION_FILE
    if not file.exists() and not file.is_symlink():
        return Absent(Reason.EVIDENCE_MISSING, f"the submission has no {SUBMISSION_FILE}")
    if not is_inside(root, file):
        raise SubmissionError(f"{file}: a link that leaves the submission")
    try:
        text = read_document(file)
    except OSError as error:
        raise SubmissionError(f"{file}: the file can't be read: {error.strerror or error}") from error
    return SubmissionFile(load(text, str(file)), hashlib.sha256(text).hexdigest())
