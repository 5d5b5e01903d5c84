"""What a submission brings: recordings, what was witnessed about them, and what the device claims."""

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any, TypeAlias

from conformance.model.areas import Region
from conformance.model.codec import EncodedPath
from conformance.model.device_record import DeviceRecord
from conformance.model.dump_facts import DumpFacts, Entry
from conformance.model.facts import Absent, Facts, Look
from conformance.model.golden import GoldenFile
from conformance.model.logs import Log
from conformance.model.manifest import ManifestCheck
from conformance.model.measurement import Text
from conformance.model.name_pattern import NamePattern
from conformance.model.sidecar import Sidecar
from conformance.model.time_stamps import TimeStamp
from conformance.model.units import Quantity
from conformance.model.vocabulary import Reason, Role, SignatureProfile

StatedValue: TypeAlias = bool | Quantity | Text
NO_CALIBRATION = Absent(Reason.EVIDENCE_MISSING, "no calibration date is stated")
_SEARCHED = frozenset({Role.CHART, Role.SYNC, Role.FRAME_COUNTER, Role.REFERENCE_CLOCK, Role.POWER_LOSS})
NO_ZONE = Absent(Reason.SETTING_NOT_STATED, "submission.yaml states no clock_zone")
NO_LENGTH = Absent(Reason.SETTING_NOT_STATED, "submission.yaml does not state recorded_for of this recording")
NO_DAY = Absent(Reason.EVIDENCE_MISSING, "no day is given on which this is judged")
NO_EXHIBIT = Absent(Reason.EVIDENCE_MISSING, "no evidence file is named")


@dataclass(frozen=True)
class Stated:
    """What somebody stated by name: settings of a recording, or items of the implementation statement."""

    items: tuple[tuple[str, StatedValue], ...] = ()

    def value(self, name: str, otherwise: Reason) -> StatedValue | Absent:
        """The value of that name, or its absence with the reason that the caller gives."""
        for item, value in self.items:
            if item == name:
                return value
        return Absent(otherwise, f"submission.yaml does not state {name!r}")

    def answer(self, item: str) -> StatedValue | Absent:
        """The answer to an item of the implementation statement."""
        return self.value(item, Reason.STATEMENT_SILENT)

    def find(self, name: str, otherwise: Reason) -> Quantity | Absent:
        """The quantity of that name, or its absence with the reason that the caller gives."""
        value = self.value(name, otherwise)
        if isinstance(value, Quantity | Absent):
            return value
        return Absent(otherwise, f"submission.yaml states {name!r} as {value}, which is no quantity")


@dataclass(frozen=True)
class ReferenceTime:
    """True start of a recording by a reference clock that `source` read; `expanded_uncertainty` (k = 2) in s."""

    start: datetime
    expanded_uncertainty: Fraction
    source: str = "witness"


@dataclass(frozen=True)
class WitnessedLength:
    """How long it recorded until its power was cut, in s, as it was witnessed; `expanded_uncertainty` (k = 2) in s."""

    length: Fraction
    expanded_uncertainty: Fraction


@dataclass(frozen=True)
class TrustedRoot:
    """Certificates in PEM that the submission trusts, in a file of that path and digest."""

    path: str
    sha256: str
    pem: str


@dataclass(frozen=True)
class CameraKey:
    """Public keys of cameras that the submission trusts, as its file of that path and digest holds them."""

    path: str
    sha256: str
    text: str


@dataclass(frozen=True)
class Recording:
    """One media file of a submission; `id` is its percent-encoded path, `path` for people.

    `sha256` is `NOT_TAKEN` where the digest is taken as the file is read.
    `regions` are where a resolution chart's edges lie, as the submission states them; none = they are to be found.
    `clock_region` is where date and time stand in the picture, one region or none.
    `segment_of` names the recording that the file is one segment of, as the submission states it ('' = of none).
    `clock_zone` is the zone that the recorder's clock was set to, in min east of UTC; `name_patterns` are how the
    device names its files, and `line_patterns` how it letters its pictures, as the submission states it.
    `gnss_log` is the log of a satellite receiver that was written while this was recorded, one or none.
    `trusted_roots` are those from which a signer's certificate may come, `camera_keys` those by which signatures hold
    that bring no certificate along, and `signature_profile` is what these are over. `time_stamp` is that of the file,
    one or none. `recorded_for` is how long was recorded until the power was cut.
    `golden` is the path of the golden file that it is compared with ('' = none).
    """

    id: str
    path: str
    file: EncodedPath
    size: int
    sha256: str
    role: Role
    reference: ReferenceTime | Absent
    settings: Stated
    regions: tuple[Region, ...] = ()
    segment_of: str = ""
    clock_zone: int | Absent = NO_ZONE
    name_patterns: tuple[NamePattern, ...] = ()
    line_patterns: tuple[NamePattern, ...] = ()
    clock_region: tuple[Region, ...] = ()
    gnss_log: tuple[Sidecar, ...] = ()
    trusted_roots: tuple[TrustedRoot, ...] = ()
    camera_keys: tuple[CameraKey, ...] = ()
    signature_profile: SignatureProfile = SignatureProfile.Z_OVER_DIGEST
    time_stamp: tuple[TimeStamp, ...] = ()
    recorded_for: WitnessedLength | Absent = NO_LENGTH
    golden: str = ""

    @property
    def look(self) -> Look:
        """What its pictures are searched for, and what is read beside them."""
        log = "".join(one.sha256 for one in self.gnss_log)
        if self.role in _SEARCHED:
            return Look(self.role, self.regions, self.clock_region, log)
        return Look(clock_region=self.clock_region, gnss_log=log)


@dataclass(frozen=True)
class Dump:
    """An image of a device's storage; `id` and `path` are of its first file, as of a recording.

    `files` hold the image one after another, and `size` and `sha256` are of all of them so. `clock_zone` is the zone
    that the recorder's clock was set to, in min east of UTC, and `name_patterns` are how it names its files.
    """

    id: str
    path: str
    files: tuple[EncodedPath, ...]
    size: int
    sha256: str
    clock_zone: int | Absent = NO_ZONE
    name_patterns: tuple[NamePattern, ...] = ()


@dataclass(frozen=True)
class IgnoredFile:
    """A file of the submission that no case looks at, and why; the report lists every one.

    `recording` is True for a recording that was handed in but not named, and for a link, behind which one may stand:
    the run can't speak for it, but where it stands unaltered `behind` the attestation of a clause that the run judges.
    """

    path: str
    why: str
    recording: bool = False
    behind: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exhibit:
    """The file behind an attestation: its digest as the attestation states it and as it was found ('' = no file)."""

    path: str
    stated_sha256: str
    sha256: str


@dataclass(frozen=True)
class Attestation:
    """What no file can show: a witnessed value with who, when and by what.

    `instrument` is what it was witnessed with, or the document where it was read (`documented`): a value of a document
    has no uncertainty that anybody knows.
    `calibration_due` is the instrument's own date; absent where the value is a text, which no instrument measures.
    """

    clause: str
    value: Quantity | Text
    standard_uncertainty: Fraction
    instrument: str
    by: str
    on: date
    valid_until: date
    calibration_due: date | Absent = NO_CALIBRATION
    exhibit: Exhibit | Absent = NO_EXHIBIT
    documented: bool = False


@dataclass(frozen=True)
class Waiver:
    """Somebody's decision to live with a clause that is not met: it stands beside the verdict and changes none.

    `maker`, `model` and the firmware range (both ends included) say what it holds for; '' = any.
    """

    clause: str
    reason: str
    approver: str
    expires: date
    maker: str = ""
    model: str = ""
    firmware_from: str = ""
    firmware_to: str = ""


@dataclass(frozen=True)
class Device:
    """The device under test as the submission names it; '' = not named."""

    maker: str = ""
    model: str = ""
    firmware: str = ""
    serial: str = ""


@dataclass(frozen=True)
class Submission:
    """Everything that was handed in, with digests taken before anything else read a file.

    `archive` is the one that it was unpacked from, `device_record` what the recorder says of itself, and `time_stamps`
    that of the manifests: one or none.
    """

    root: EncodedPath
    device: Device
    statement: Stated
    recordings: tuple[Recording, ...]
    attestations: tuple[Attestation, ...]
    ignored: tuple[IgnoredFile, ...]
    waivers: tuple[Waiver, ...] = ()
    stated_sha256: str = ""  # of submission.yaml; '' = there is none
    manifests: tuple[ManifestCheck, ...] = ()
    dumps: tuple[Dump, ...] = ()
    archive: tuple[Sidecar, ...] = ()
    logs: tuple[Log, ...] = ()
    device_record: tuple[DeviceRecord, ...] = ()
    time_stamps: tuple[TimeStamp, ...] = ()
    trusted_roots: tuple[TrustedRoot, ...] = ()
    goldens: tuple[GoldenFile, ...] = ()

    @property
    def all_roots(self) -> tuple[TrustedRoot, ...]:
        """Each file of trusted certificates once, whichever recording it is trusted for."""
        of_recordings = (root for one in self.recordings for root in one.trusted_roots)
        return tuple(dict.fromkeys((*self.trusted_roots, *of_recordings)))

    def golden_of(self, recording: Recording) -> tuple[GoldenFile, ...]:
        """The golden file that a recording is compared with, one or none."""
        return tuple(one for one in self.goldens if one.path == recording.golden)


@dataclass(frozen=True)
class RecordingSubject:
    """One recording with its facts, and the day of the run: what a measurand of kind `recording` is given.

    `stored` is its entry in the file system of a dump, and `golden` the golden file of its model: one or none.
    `known` holds what was worked out of them, by the function that did; it goes with the facts, no copy keeps it.
    """

    recording: Recording
    facts: Facts
    today: date | Absent = NO_DAY
    stored: tuple[Entry, ...] = ()
    golden: tuple[GoldenFile, ...] = ()
    known: dict[object, Any] = field(init=False, default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class DumpSubject:
    """One image of a storage with its facts: what a measurand of kind `dump` is given."""

    dump: Dump
    facts: DumpFacts


@dataclass(frozen=True)
class DeviceSubject:
    """The device with all its evidence: what a measurand of kind `device` is given.

    `time_stamps` is that of the manifests, one or none, whose authority must come from `trusted_roots`.
    """

    recordings: tuple[RecordingSubject, ...]
    statement: Stated
    manifests: tuple[ManifestCheck, ...] = ()
    dumps: tuple[DumpSubject, ...] = ()
    logs: tuple[Log, ...] = ()
    device_record: tuple[DeviceRecord, ...] = ()
    time_stamps: tuple[TimeStamp, ...] = ()
    trusted_roots: tuple[TrustedRoot, ...] = ()
    today: date | Absent = NO_DAY
