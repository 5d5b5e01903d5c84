"""What a submission brings: recordings, what was witnessed about them, and what the device claims."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from conformance.model.codec import EncodedPath
from conformance.model.facts import Absent, Facts
from conformance.model.measurement import Text
from conformance.model.units import Quantity
from conformance.model.vocabulary import Reason, Role


@dataclass(frozen=True)
class Stated:
    """Named quantities that somebody stated: settings of a recording, or claims of a device."""

    items: tuple[tuple[str, Quantity], ...] = ()

    def find(self, name: str, otherwise: Reason) -> Quantity | Absent:
        """The quantity of that name, or its absence with the reason that the caller gives."""
        for item, quantity in self.items:
            if item == name:
                return quantity
        return Absent(otherwise, f"submission.yaml does not state {name!r}")


@dataclass(frozen=True)
class ReferenceTime:
    """True start of a recording, witnessed against a reference clock; `expanded_uncertainty` (k = 2) in s."""

    start: datetime
    expanded_uncertainty: Fraction


@dataclass(frozen=True)
class Recording:
    """One media file of a submission; `id` is its percent-encoded path, `path` for people."""

    id: str
    path: str
    file: EncodedPath
    size: int
    sha256: str
    role: Role
    reference: ReferenceTime | Absent
    settings: Stated


@dataclass(frozen=True)
class IgnoredFile:
    """A file of the submission that no case looks at, and why; the report lists every one.

    `recording` is True for a recording that was handed in but not named, and for a link, behind which one may stand:
    the run can't speak for it.
    """

    path: str
    why: str
    recording: bool = False


@dataclass(frozen=True)
class Attestation:
    """What no file can show: a witnessed value with who, when and by what; `u` is a standard uncertainty."""

    clause: str
    value: Quantity | Text
    standard_uncertainty: Fraction
    instrument: str
    by: str
    on: date
    valid_until: date


@dataclass(frozen=True)
class Waiver:
    """Somebody's decision to live with a clause that is not met: it stands beside the verdict and changes none."""

    clause: str
    reason: str
    approver: str
    expires: date


@dataclass(frozen=True)
class Device:
    """The device under test as the submission names it; '' = not named."""

    maker: str = ""
    model: str = ""
    firmware: str = ""
    serial: str = ""


@dataclass(frozen=True)
class Submission:
    """Everything that was handed in, with digests taken before anything else read a file."""

    root: EncodedPath
    device: Device
    statement: Stated
    recordings: tuple[Recording, ...]
    attestations: tuple[Attestation, ...]
    ignored: tuple[IgnoredFile, ...]
    waivers: tuple[Waiver, ...] = ()
    stated_sha256: str = ""  # of submission.yaml; '' = there is none


@dataclass(frozen=True)
class RecordingSubject:
    """One recording with its facts: what a measurand of kind `recording` is given."""

    recording: Recording
    facts: Facts


@dataclass(frozen=True)
class DeviceSubject:
    """The device with all its recordings: what a measurand of kind `device` is given."""

    recordings: tuple[RecordingSubject, ...]
    statement: Stated
