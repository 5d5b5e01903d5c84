"""What may stand in `submission.yaml`, and what single entries state in the words of the model."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from conformance.evidence.attestation_entries import AttestationEntry
from conformance.evidence.fields import (
    MOST_LOGS,
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
from conformance.evidence.logs.entries import LogEntry
from conformance.evidence.single import no_reference
from conformance.evidence.waiver_entries import WaiverEntry
from conformance.evidence.zones import minutes_east
from conformance.model.areas import Region
from conformance.model.evidence import NO_LENGTH, NO_ZONE, ReferenceTime, Stated, WitnessedLength
from conformance.model.facts import Absent
from conformance.model.measurement import COVERAGE_FACTOR
from conformance.model.units import parse_quantity
from conformance.model.vocabulary import Role, SignatureProfile
from conformance.strictyaml import StrictModel


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


class LengthEntry(StrictModel):
    """How long it recorded until its power was cut, and the standard uncertainty of that."""

    value: Time
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
    was set to; `gnss_log` is the ending that the log of a satellite receiver has in place of the recording's own, and
    `timestamp` that of its time stamp (RFC 3161). `recorded_for` is how long was recorded until the power was cut.
    `golden` is the golden file that they are compared with, in place of the one that is named for all.
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
    timestamp: Ending | None = None
    recorded_for: LengthEntry | None = None
    golden: Words | None = None


class DumpEntry(StrictModel):
    """An image of the device's storage, or several by a pattern; parts that are numbered on belong to the first.

    `clock_zone` is the zone that the recorder's clock was set to.
    """

    path: Words
    clock_zone: Zone | None = None


class SubmissionEntry(StrictModel):
    """The whole file; `file_names` are the patterns by which the device names its files, whatever their folder.

    `overlay_texts` are the patterns of the lines of text in its pictures, `trusted_roots` files of certificates from
    which that of a signer may come, `camera_keys` files of SM2 public keys by which a GB 35114 stream is signed and
    `signature_profile` what its signatures are over, `manifest` a list of digests, or the `bagit.txt` of a bag, and
    `manifest_timestamp` a time stamp of it (RFC 3161). `zfy_info` is the record of that name as the device gave it over
    USB. `golden` is the golden file with which all recordings are compared, as `conformance golden` writes it.
    """

    device: DeviceEntry = DeviceEntry()
    statement: Annotated[dict[Item, bool | Words], Field(default_factory=dict)]
    file_names: Annotated[tuple[Pattern, ...], Field(max_length=MOST_PATTERNS)] = ()
    overlay_texts: Annotated[tuple[LinePattern, ...], Field(max_length=MOST_PATTERNS)] = ()
    manifest: Words | None = None
    manifest_timestamp: Words | None = None
    trusted_roots: Annotated[tuple[Words, ...], Field(max_length=MOST_PATTERNS)] = ()
    camera_keys: Annotated[tuple[Words, ...], Field(max_length=MOST_PATTERNS)] = ()
    signature_profile: SignatureProfile = SignatureProfile.Z_OVER_DIGEST
    golden: Words | None = None
    recordings: tuple[RecordingEntry, ...] = ()
    dumps: tuple[DumpEntry, ...] = ()
    logs: Annotated[tuple[LogEntry, ...], Field(max_length=MOST_LOGS)] = ()
    zfy_info: Words | None = None
    attestations: tuple[AttestationEntry, ...] = ()
    waivers: tuple[WaiverEntry, ...] = ()


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


def zone_of(entry: RecordingEntry | DumpEntry) -> int | Absent:
    """The zone that the recorder's clock was set to, in min east of UTC."""
    return NO_ZONE if entry.clock_zone is None else minutes_east(entry.clock_zone)


def reference_of(entry: RecordingEntry) -> ReferenceTime | Absent:
    """The witnessed start of a recording."""
    if entry.reference is None:
        return no_reference()
    standard = parse_quantity(entry.reference.u).to("s").value
    start: datetime = entry.reference.start
    return ReferenceTime(start, standard * COVERAGE_FACTOR)


def length_of(entry: RecordingEntry) -> WitnessedLength | Absent:
    """How long was recorded until the power was cut, as it was witnessed."""
    if entry.recorded_for is None:
        return NO_LENGTH
    value, standard = (parse_quantity(text).to("s").value for text in (entry.recorded_for.value, entry.recorded_for.u))
    return WitnessedLength(value, standard * COVERAGE_FACTOR)


def _stated(entry: SettingsEntry) -> Stated:
    given = entry.model_dump(exclude_none=True)
    return Stated(tuple((name, parse_quantity(text)) for name, text in given.items()))


def submission_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a submission file, for editors that complete YAML."""
    return SubmissionEntry.model_json_schema(by_alias=True)
