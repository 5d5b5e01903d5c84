"""Writes small submissions from plans: recordings, what was witnessed about them, and what the device states."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from conformance.errors import FixtureError
from conformance.model.evidence import Device, ReferenceTime, Stated
from conformance.model.units import decimal
from conformance.model.vocabulary import Role
from conformance.shipped import fixtures_folder
from conformance.synthesis.build import build
from conformance.synthesis.card import NAMES, CardState, card_image
from conformance.synthesis.device_files import LOG, RECORD, LogState, RecordState, device_lines, log_text, zfy_info
from conformance.synthesis.recipe import Recipe
from conformance.synthesis.sealing import pinned_key
from conformance.synthesis.svac import OTHER_KEY, RIGHT_KEY
from conformance.synthesis.time_stamping import authority, granted, token

SUBMISSION, MANIFEST, ROOT, CAMERA = "submission.yaml", "recordings.sha256", "root.pem", "camera.pem"
TOKEN, AUTHORITY, GOLDEN = f"{MANIFEST}.tsr", "authority.pem", "golden.json"
_CAMERA_KEYS = {"right": RIGHT_KEY, "other": OTHER_KEY}


@dataclass(frozen=True)
class NotWitnessed:
    """Nobody compared the start of this recording with a reference clock."""


@dataclass(frozen=True)
class PlannedRecording:
    """One recording of a planned submission; `fault` says what is wrong with it on purpose, '' = nothing.

    `clock_zone` is what the submission states of its clock, such as `+08:00`, `segment_of` of which recording it is a
    segment, and `recorded_for` how long was recorded until the power was cut, as value and u; '' = nothing.
    """

    recipe: Recipe
    role: Role
    settings: Stated
    reference: ReferenceTime | NotWitnessed
    fault: str
    clock_zone: str = ""
    segment_of: str = ""
    recorded_for: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class PlannedSubmission:
    """What a submission folder is to hold, and the sentence that says what it shows.

    `attestations` are entries of `submission.yaml`, by key. A `manifest` lists the recordings, 'wrong' with another
    digest of the first; its `time_stamp` is 'wrong' where it is one of another file. The certificate of the pinned RSA
    key of `trusted_key` bits is trusted, 0 = none, and so is the key of SVAC streams, by `camera_key` the right one or
    another. Cards in those states are imaged. The `log` and the ZFY_INFO of the device are in those states, '' = none.
    `golden` is the name of a golden file in `golden/` of the fixtures, '' = none.
    """

    shows: str
    device: Device
    statement: Stated
    recordings: tuple[PlannedRecording, ...]
    attestations: tuple[tuple[tuple[str, str], ...], ...] = ()
    manifest: str = ""
    time_stamp: str = ""
    trusted_key: int = 0
    camera_key: str = ""
    cards: tuple[CardState, ...] = ()
    log: LogState = ""
    zfy_info: RecordState = ""
    golden: str = ""

    @property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """(file name, what is wrong with it on purpose) of every faulty recording."""
        return tuple((plan.recipe.file_name, plan.fault) for plan in self.recordings if plan.fault)


def build_submission(fixture: PlannedSubmission, folder: Path, cache: Path) -> Path:
    """Writes the recordings and `submission.yaml` into `folder`, building through `cache`; returns `folder`.

    Raises:
        MissingExtraError: the demo extra is not installed.
        FixtureError: a recipe can't be followed, or the folder holds files of something else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _refuse_strangers(fixture, folder)
    for plan in fixture.recordings:
        shutil.copyfile(build(plan.recipe, cache), folder / plan.recipe.file_name)
    if fixture.manifest:
        (folder / MANIFEST).write_text(_manifest(fixture, folder), encoding="utf-8", newline="\n")
    if fixture.time_stamp:
        stamped = (folder / MANIFEST).read_bytes() if fixture.time_stamp == "right" else b"another file"
        (folder / TOKEN).write_bytes(granted(token(stamped)))
        (folder / AUTHORITY).write_bytes(authority().pem)
    if fixture.trusted_key:
        (folder / ROOT).write_bytes(pinned_key(fixture.trusted_key).pem)
    if fixture.camera_key:
        (folder / CAMERA).write_text(_CAMERA_KEYS[fixture.camera_key].pem, encoding="ascii", newline="\n")
    if fixture.golden:
        shutil.copyfile(fixtures_folder() / "golden" / f"{fixture.golden}.json", folder / GOLDEN)
    for name, state in _cards(fixture):
        (folder / name).write_bytes(card_image(state))
    if fixture.log:
        (folder / LOG).write_text(log_text(fixture.log), encoding="utf-8", newline="\n")
    if fixture.zfy_info:
        (folder / RECORD).write_bytes(zfy_info(fixture.zfy_info))
    (folder / SUBMISSION).write_text("\n".join(_lines(fixture)) + "\n", encoding="utf-8", newline="\n")
    return folder


def _refuse_strangers(fixture: PlannedSubmission, folder: Path) -> None:
    """A stray file would be read as evidence of the device."""
    own = {
        SUBMISSION,
        MANIFEST,
        ROOT,
        CAMERA,
        LOG,
        RECORD,
        TOKEN,
        AUTHORITY,
        GOLDEN,
        *(name for name, _ in _cards(fixture)),
        *(plan.recipe.file_name for plan in fixture.recordings),
    }
    strangers = sorted(path.name for path in folder.iterdir() if path.name not in own)
    if strangers:
        raise FixtureError(
            f"{folder} holds {strangers[0]!r}, which is no part of this submission; name an empty folder"
        )


def _cards(fixture: PlannedSubmission) -> list[tuple[str, CardState]]:
    """The file of each image, and the state of its card."""
    return [(f"card-{number}.img", state) for number, state in enumerate(fixture.cards, 1)]


def _manifest(fixture: PlannedSubmission, folder: Path) -> str:
    names = sorted({plan.recipe.file_name for plan in fixture.recordings})
    digests = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names]
    if fixture.manifest == "wrong":
        digests[0] = hashlib.sha256(b"another file").hexdigest()
    return "".join(f"{digest}  {name}\n" for digest, name in zip(digests, names, strict=True))


def _lines(fixture: PlannedSubmission) -> Iterator[str]:
    device = fixture.device
    named = {"maker": device.maker, "model": device.model, "firmware": device.firmware, "serial": device.serial}
    yield f"# {fixture.shows}"
    yield f"device: {_flow(named)}"
    if fixture.statement.items:
        yield f"statement: {_flow(_texts(fixture.statement))}"
    yield from _papers(fixture)
    if fixture.golden:
        yield f"golden: {GOLDEN}"
    if fixture.cards:
        yield f"file_names: [{json.dumps(NAMES)}]"
        yield "dumps:"
    for name, _ in _cards(fixture):
        yield f"  - path: {name}"
    yield from device_lines(fixture.log, fixture.zfy_info)
    yield "recordings:"
    for plan in fixture.recordings:
        yield from _lines_of(plan)
    if fixture.attestations:
        yield "attestations:"
    for entry in fixture.attestations:
        yield f"  - {_flow(dict(entry))}"


def _papers(fixture: PlannedSubmission) -> Iterator[str]:
    """What proves something of the recordings."""
    if fixture.manifest:
        yield f"manifest: {MANIFEST}"
    if fixture.time_stamp:
        yield f"manifest_timestamp: {TOKEN}"
    roots = [*([ROOT] if fixture.trusted_key else []), *([AUTHORITY] if fixture.time_stamp else [])]
    if roots:
        yield f"trusted_roots: [{', '.join(roots)}]"
    if fixture.camera_key:
        yield f"camera_keys: [{CAMERA}]"


def _lines_of(plan: PlannedRecording) -> Iterator[str]:
    yield f"  - path: {json.dumps(plan.recipe.file_name)}"
    yield f"    role: {plan.role}"
    if plan.settings.items:
        yield f"    settings: {_flow(_texts(plan.settings))}"
    if isinstance(plan.reference, ReferenceTime):
        yield f"    reference: {_flow(_witnessed(plan.reference))}"
    if plan.clock_zone:
        yield f"    clock_zone: {json.dumps(plan.clock_zone)}"
    if plan.segment_of:
        yield f"    segment_of: {json.dumps(plan.segment_of)}"
    if any(plan.recorded_for):
        yield f"    recorded_for: {_flow(dict(zip(('value', 'u'), plan.recorded_for, strict=True)))}"


def _texts(stated: Stated) -> dict[str, bool | str]:
    return {name: answer if isinstance(answer, bool) else str(answer) for name, answer in stated.items}


def _witnessed(reference: ReferenceTime) -> dict[str, str]:
    return {"start": utc_text(reference.start), "u": f"{decimal(reference.expanded_uncertainty / 2)} s"}


def utc_text(time: datetime) -> str:
    """ISO 8601 text in UTC with a `Z`, to the second, or to the microsecond where there are any."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _flow(items: Mapping[str, bool | str]) -> str:
    """A YAML flow mapping; JSON strings are YAML double-quoted scalars (YAML 1.2.2, 1.2)."""
    return "{" + ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in items.items()) + "}"
