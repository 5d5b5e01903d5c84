"""`submission.yaml`: its shape, and what it states about device, recordings and attestations."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from conformance.errors import Problem, SubmissionError, UnitError
from conformance.evidence.attestation_entries import AttestationEntry, AttestationReader, quantity_or_text
from conformance.evidence.exhibits import Exhibits
from conformance.evidence.fields import (
    MOST_PATTERNS,
    MOST_REGIONS,
    BitRate,
    Ending,
    Item,
    LinePattern,
    Offset,
    Pattern,
    Pixels,
    Rate,
    ShortText,
    Side,
    Time,
    Witnessed,
    Words,
    Zone,
)
from conformance.evidence.files import SUBMISSION_FILE, FoundFile, is_inside
from conformance.evidence.manifests import compared
from conformance.evidence.roots import trusted_root
from conformance.evidence.single import no_reference
from conformance.evidence.waiver_entries import WaiverEntry, waiver_of
from conformance.model.areas import Region
from conformance.model.evidence import (
    NO_ZONE,
    Attestation,
    Device,
    ReferenceTime,
    Stated,
    StatedValue,
    TrustedRoot,
    Waiver,
)
from conformance.model.facts import Absent
from conformance.model.manifest import ManifestCheck
from conformance.model.measurement import COVERAGE_FACTOR
from conformance.model.name_pattern import NamePattern, parse_line, parse_pattern
from conformance.model.units import parse_quantity
from conformance.model.vocabulary import Reason, Role
from conformance.strictyaml import StrictModel, Tree, load, read_document, validate

_CLOCK_NOT_READ = frozenset({Role.CHART, Role.SYNC, Role.FRAME_COUNTER})  # what is staged there ticks too


class DeviceEntry(StrictModel):
    """The device under test."""

    maker: str = ""
    model: str = ""
    firmware: str = ""
    serial: str = ""


class SettingsEntry(StrictModel):
    """What the device was set to."""

    bit_rate: BitRate | None = None
    frame_rate: Rate | None = None
    width: Pixels | None = None
    height: Pixels | None = None


class ReferenceEntry(StrictModel):
    """True start against a reference clock, and its standard uncertainty."""

    start: Witnessed
    u: Time


class RegionEntry(StrictModel):
    """A rectangle of the decoded picture in px, before rotation."""

    left: Offset
    top: Offset
    width: Side
    height: Side


class RecordingEntry(StrictModel):
    """One recording, or several by a pattern.

    `regions` are where a chart's edges lie, one edge each; `clock_region` is where date and time stand in the picture;
    `segment_of` names the recording that the files are segments of; `clock_zone` is the zone that the recorder's clock
    was set to; `gnss_log` is the ending that the log of a satellite receiver has in place of the recording's own.
    """

    path: Words
    role: Role = Role.GENERAL
    settings: SettingsEntry = SettingsEntry()
    reference: ReferenceEntry | None = None
    regions: Annotated[tuple[RegionEntry, ...], Field(max_length=MOST_REGIONS)] = ()
    clock_region: RegionEntry | None = None
    segment_of: ShortText | None = None
    clock_zone: Zone | None = None
    gnss_log: Ending | None = None


class SubmissionEntry(StrictModel):
    """The whole file; `file_names` are the patterns by which the device names its files, whatever their folder.

    `overlay_texts` are the patterns of the lines of text in its pictures, `trusted_roots` files of certificates from
    which that of a signer may come, `manifest` a list of digests, or the `bagit.txt` of a bag.
    """

    device: DeviceEntry = DeviceEntry()
    statement: Annotated[dict[Item, bool | Words], Field(default_factory=dict)]
    file_names: Annotated[tuple[Pattern, ...], Field(max_length=MOST_PATTERNS)] = ()
    overlay_texts: Annotated[tuple[LinePattern, ...], Field(max_length=MOST_PATTERNS)] = ()
    manifest: Words | None = None
    trusted_roots: Annotated[tuple[Words, ...], Field(max_length=MOST_PATTERNS)] = ()
    recordings: tuple[RecordingEntry, ...]
    attestations: tuple[AttestationEntry, ...] = ()
    waivers: tuple[WaiverEntry, ...] = ()


class SubmissionFile:
    """A read `submission.yaml`, in the words of the model; `sha256` is of its bytes."""

    def __init__(self, tree: Tree, sha256: str) -> None:
        self._tree = tree
        self.sha256 = sha256
        self._entry = validate(SubmissionEntry, tree)
        if not self._entry.recordings:
            raise self._refusal(("recordings",), "no recording is named here; list them, or remove the file")
        for field in ("file_names", "overlay_texts"):
            self._refuse_repeats(field)
        for index, entry in enumerate(self._entry.recordings):
            if entry.regions and entry.role is not Role.CHART:
                raise self._refusal(("recordings", index, "regions"), "regions are of a recording of role chart")
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

    def roots(self, found: Sequence[FoundFile]) -> tuple[TrustedRoot, ...]:
        """The certificates that are trusted.

        Raises:
            SubmissionError: a file can't be used.
        """
        return tuple(self._root(index, path, found) for index, path in enumerate(self._entry.trusted_roots))

    def _root(self, index: int, path: str, found: Sequence[FoundFile]) -> TrustedRoot:
        try:
            return trusted_root(path, found)
        except SubmissionError as error:
            raise self._refusal(("trusted_roots", index), str(error)) from error

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


def settings_of(entry: RecordingEntry) -> Stated:
    """What the device was set to while it recorded."""
    return _stated(entry.settings)


def regions_of(entry: RecordingEntry) -> tuple[Region, ...]:
    """Where the chart's edges lie, as the submission states it."""
    return tuple(map(_region, entry.regions))


def clock_region_of(entry: RecordingEntry) -> tuple[Region, ...]:
    """Where date and time stand in the picture, as the submission states it."""
    return (_region(entry.clock_region),) if entry.clock_region else ()


def _region(one: RegionEntry) -> Region:
    return Region(one.left, one.top, one.width, one.height)


def zone_of(entry: RecordingEntry) -> int | Absent:
    """The zone that the recorder's clock was set to, in min east of UTC."""
    if entry.clock_zone is None:
        return NO_ZONE
    hours, minutes = entry.clock_zone[1:].split(":")
    return (int(hours) * 60 + int(minutes)) * (-1 if entry.clock_zone.startswith("-") else 1)


def reference_of(entry: RecordingEntry) -> ReferenceTime | Absent:
    """The witnessed start of a recording."""
    if entry.reference is None:
        return no_reference()
    standard = parse_quantity(entry.reference.u).to("s").value
    start: datetime = entry.reference.start
    return ReferenceTime(start, standard * COVERAGE_FACTOR)


def _stated(entry: SettingsEntry) -> Stated:
    given = entry.model_dump(exclude_none=True)
    return Stated(tuple((name, parse_quantity(text)) for name, text in given.items()))


def submission_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a submission file, for editors that complete YAML."""
    return SubmissionEntry.model_json_schema(by_alias=True)
