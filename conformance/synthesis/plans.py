"""The format in which `clauses.yaml` and `demo.yaml` describe a submission, and its way to a planned one."""

from collections.abc import Mapping
from typing import Literal

from pydantic import AwareDatetime, Field

from conformance.errors import FixtureError
from conformance.model.evidence import Device, ReferenceTime, Stated, StatedValue
from conformance.model.measurement import COVERAGE_FACTOR, Text
from conformance.model.units import parse_quantity
from conformance.model.vocabulary import Role
from conformance.strictyaml import StrictModel
from conformance.synthesis.card import CardState
from conformance.synthesis.device_files import LogState, RecordState
from conformance.synthesis.recipe import Recipe
from conformance.synthesis.submission import NotWitnessed, PlannedRecording, PlannedSubmission

_NEVER = "2099-12-31"  # an example that expires would change its verdict by itself


class DeviceEntry(StrictModel):
    """The device as it names itself."""

    maker: str = "Synthetic"
    model: str = "Fixture"
    firmware: str = "1"
    serial: str = "0000001"


class ReferenceEntry(StrictModel):
    """True start of a recording; `u` is a standard uncertainty such as `0.05 s`."""

    start: AwareDatetime
    u: str


class LengthEntry(StrictModel):
    """How long was recorded until the power was cut; `u` is a standard uncertainty such as `0.5 s`."""

    value: str
    u: str


class RecordingEntry(StrictModel):
    """One recording; `settings` are quantities by name, `fault` says what is wrong with it on purpose."""

    recipe: str
    role: Role = Role.PATROL
    settings: dict[str, str] = Field(default_factory=dict)
    reference: ReferenceEntry | None = None
    fault: str = ""
    clock_zone: str = ""
    segment_of: str = ""
    recorded_for: LengthEntry | None = None


class AttestationEntry(StrictModel):
    """What an imaginary witness says of an imaginary device; `u` where the value was measured."""

    clause: str
    value: str
    u: str = ""


class SubmissionEntry(StrictModel):
    """One submission; `shows` says in a sentence what it proves, `statement` holds quantities, choices, or yes and no.

    A `manifest` lists the recordings, right or with a wrong digest of the first, and has a `time_stamp` by a trusted
    authority, which is right or one of another file; `trusted_key` is the RSA key of `keys/`, by its bits, whose
    certificate is trusted; `camera_key` is that of SVAC streams, or another. `cards` in those states are imaged; a
    `log` and a `zfy_info` of the device are in those states. The golden file of that name
    in `golden/` is the one of all recordings.
    """

    shows: str
    device: DeviceEntry = DeviceEntry()
    statement: dict[str, bool | str] = Field(default_factory=dict)
    recordings: tuple[RecordingEntry, ...]
    attestations: tuple[AttestationEntry, ...] = ()
    manifest: Literal["", "right", "wrong"] = ""
    time_stamp: Literal["", "right", "wrong"] = ""
    trusted_key: Literal[0, 1024, 2048] = 0
    camera_key: Literal["", "right", "other"] = ""
    cards: tuple[CardState, ...] = ()
    log: LogState = ""
    zfy_info: RecordState = ""
    golden: Literal["", "patrol"] = ""


def planned(entry: SubmissionEntry, recipes: dict[str, Recipe]) -> PlannedSubmission:
    """The submission that an entry describes.

    Raises:
        FixtureError: a recording names no recipe.
        UnitError: a setting or statement is no quantity.
    """
    return PlannedSubmission(
        shows=entry.shows,
        device=Device(**entry.device.model_dump()),
        statement=_stated(entry.statement),
        recordings=tuple(_recording(recording, recipes) for recording in entry.recordings),
        attestations=tuple(_attestation(attestation) for attestation in entry.attestations),
        manifest=entry.manifest,
        time_stamp=entry.time_stamp,
        trusted_key=entry.trusted_key,
        camera_key=entry.camera_key,
        cards=entry.cards,
        log=entry.log,
        zfy_info=entry.zfy_info,
        golden=entry.golden,
    )


def _attestation(entry: AttestationEntry) -> tuple[tuple[str, str], ...]:
    measured = {"u": entry.u, "calibration_due": _NEVER} if entry.u else {}
    who = {"instrument": "none: made up for this example", "by": "Example Laboratory", "on": "2026-11-20"}
    return tuple({"clause": entry.clause, "value": entry.value, **measured, **who, "valid_until": _NEVER}.items())


def _recording(entry: RecordingEntry, recipes: dict[str, Recipe]) -> PlannedRecording:
    if entry.recipe not in recipes:
        raise FixtureError(f"no recipe of recordings.yaml is called {entry.recipe!r}")
    return PlannedRecording(
        recipe=recipes[entry.recipe],
        role=entry.role,
        settings=_stated(entry.settings),
        reference=NotWitnessed() if entry.reference is None else _witnessed(entry.reference),
        fault=entry.fault,
        clock_zone=entry.clock_zone,
        segment_of=entry.segment_of,
        recorded_for=(entry.recorded_for.value, entry.recorded_for.u) if entry.recorded_for else ("", ""),
    )


def _witnessed(entry: ReferenceEntry) -> ReferenceTime:
    return ReferenceTime(entry.start, COVERAGE_FACTOR * parse_quantity(entry.u).to("s").value)


def _stated(answers: Mapping[str, bool | str]) -> Stated:
    return Stated(tuple((name, _answer(answer)) for name, answer in answers.items()))


def _answer(answer: bool | str) -> StatedValue:  # noqa: FBT001 - the value of an item, no switch
    """A text that begins like a number is a quantity, any other is itself."""
    if isinstance(answer, bool):
        return answer
    return parse_quantity(answer) if answer[:1].isdigit() else Text(answer)
