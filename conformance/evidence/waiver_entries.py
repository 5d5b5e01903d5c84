"""Waivers in `submission.yaml`: who lives with which clause not met, on which devices, and until when."""

from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from conformance.errors import SubmissionError
from conformance.evidence.fields import Day, Refusal, ShortText
from conformance.model.evidence import Waiver
from conformance.model.versions import same_scheme, version_key
from conformance.strictyaml import Place, StrictModel


class WaivedDeviceEntry(StrictModel):
    """The devices that a waiver holds for; what is left out may be anything."""

    maker: ShortText = ""
    model: ShortText = ""


class FirmwareEntry(StrictModel):
    """The firmware that a waiver holds for, both ends included."""

    from_: Annotated[ShortText, Field(alias="from")] = ""
    to: ShortText = ""


class WaiverEntry(StrictModel):
    """Who lives with which clause not met, why, until when, and on what."""

    clause: ShortText
    reason: ShortText
    approver: ShortText
    expires: Day
    device: WaivedDeviceEntry | None = None
    firmware: FirmwareEntry | None = None


def waiver_of(place: Place, entry: WaiverEntry, refusal: Refusal) -> Waiver:
    """One waiver.

    Raises:
        SubmissionError: a device or a range that names nothing, or a range whose ends do not fit.
    """
    device, firmware = entry.device or WaivedDeviceEntry(), entry.firmware or FirmwareEntry()
    if entry.device == WaivedDeviceEntry():
        raise refusal((*place, "device"), "no device is named here; write maker, model or both, or remove the key")
    if entry.firmware == FirmwareEntry():
        raise refusal((*place, "firmware"), "no version is named here; write from, to or both, or remove the key")
    if firmware.from_ and firmware.to:
        _check_range(firmware, lambda why: refusal((*place, "firmware"), why))
    return Waiver(
        clause=entry.clause,
        reason=entry.reason,
        approver=entry.approver,
        expires=entry.expires,
        maker=device.maker,
        model=device.model,
        firmware_from=firmware.from_,
        firmware_to=firmware.to,
    )


def _check_range(firmware: FirmwareEntry, refusal: Callable[[str], SubmissionError]) -> None:
    low, high = firmware.from_, firmware.to
    if not same_scheme(low, high):
        raise refusal(f"{low!r} and {high!r} are not numbered alike; write both with the same text before the number")
    if version_key(low) > version_key(high):
        raise refusal(f"the range is empty, for {low!r} comes after {high!r}; exchange them")
