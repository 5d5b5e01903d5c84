"""What an ISO BMFF file says of its export, in the boxes of the ONVIF Export File Format 26.06, without a verdict.

Clause numbers count the chapters and sections of release 26.06. Texts are as stored; times are raw ticks.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True)
class ExportFault:
    """Something in an export box that is not as its syntax says; `path` such as `meta/suep`, offset in the file."""

    code: str
    path: str
    offset: int
    detail: str


@dataclass(frozen=True)
class ExportSource:
    """Where one track came from (5.2)."""

    track_id: int
    name: str
    url: str
    mac: str
    line: str


@dataclass(frozen=True)
class SurveillanceExport:
    """One `suep` box of the file-level `meta` (5.2); `time` in s since 1904-01-01 00:00, 0 = not set.

    `media_before` are the bytes of `mdat` boxes that stand before it in the file. `whole` is False where not all fields
    could be read: the box ends early, or is of another version than 1, whose fields 5.2 does not tell.
    """

    offset: int
    version: int
    whole: bool
    unit_name: str
    unit_url: str
    unit_mac: str
    time: int
    operator: str
    sources: tuple[ExportSource, ...]
    media_before: int


@dataclass(frozen=True)
class StartTime:
    """One entry of a `cstb` box: UTC of the track's time origin in units of 100 ns since 1601-01-01 00:00 (5.3)."""

    track_id: int
    ticks: int


@dataclass(frozen=True)
class StartTimes:
    """One `cstb` box; `container` is the path of the box that holds it: `meta`, a `sinf` or a `schi`.

    `whole` is False where it holds fewer entries than it declares.
    """

    container: str
    offset: int
    whole: bool
    entries: tuple[StartTime, ...]


@dataclass(frozen=True)
class Location:
    """One `loci` box (5.4; 3GPP TS 26.244): angles in degrees, altitude in m; `container` is the path of its `udta`.

    `whole` is False where the box ends before its last field.
    """

    container: str
    offset: int
    whole: bool
    name: str
    role: int
    longitude: Fraction
    latitude: Fraction
    altitude: Fraction
    body: str
    notes: str


@dataclass(frozen=True)
class MetadataEntry:
    """One sample entry of a timed metadata track (handler `meta`); texts are '' where it is not `metx` (5.5).

    `whole` is True for a `metx` entry whose namespace ends before the entry does.
    """

    track_id: int
    offset: int
    sample_entry: str
    whole: bool
    content_encoding: str
    namespace: str


@dataclass(frozen=True)
class Scheme:
    """One `schm` box (5.6.3.3)."""

    type: int
    version: int


class KeyKind(StrEnum):
    """What the certificate's public key is."""

    RSA = "rsa"
    OTHER = "other"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Certificate:
    """One `cert` box (5.6.3.6); `bits` is the modulus length of an RSA key, else 0."""

    offset: int
    key: KeyKind
    bits: int


@dataclass(frozen=True)
class Signing:
    """One `sinf` box (5.6.3.2): how many of each box it and its `schi` hold, and what was read from them.

    `configured` is True where a `sigC` holds an AlgorithmIdentifier.
    """

    path: str
    offset: int
    schemes: tuple[Scheme, ...]
    infos: int
    signatures: int
    certificates: tuple[Certificate, ...]
    user_infos: int
    configurations: int
    start_times: int
    configured: bool


@dataclass(frozen=True)
class Protection:
    """One `ipro` box of the file-level `meta` (5.6.3.1) with the `sinf` boxes that were found in it."""

    offset: int
    count: int
    signings: tuple[Signing, ...]


class SignatureState(StrEnum):
    """What the check of the first signature after Annex A came to."""

    AUTHENTIC = "authentic"
    NOT_AUTHENTIC = "not_authentic"
    NOT_SIGNED = "not_signed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class SignatureCheck:
    """The first signature; `default` is True where it holds under the default algorithm of 5.6.2."""

    state: SignatureState
    default: bool
    detail: str


@dataclass(frozen=True)
class ExportFacts:
    """All export boxes of a file; `metas` are its file-level `meta` boxes.

    `track_fragments` are its `traf` boxes, `untimed_fragments` those without `tfdt`; the first ones lie at `untimed`.
    """

    metas: int
    exports: tuple[SurveillanceExport, ...]
    start_times: tuple[StartTimes, ...]
    track_fragments: int
    untimed_fragments: int
    untimed: tuple[int, ...]
    locations: tuple[Location, ...]
    metadata: tuple[MetadataEntry, ...]
    protections: tuple[Protection, ...]
    signature: SignatureCheck
    faults: tuple[ExportFault, ...]

    @property
    def signings(self) -> tuple[Signing, ...]:
        """Every `sinf` of every `ipro`, in file order."""
        return tuple(signing for protection in self.protections for signing in protection.signings)
