"""What was measured of a single file, without a catalog."""

from dataclasses import dataclass

from conformance.model.measurement import Outcome


@dataclass(frozen=True)
class MeasuredFile:
    """The digest of one file's facts, and every measurand's outcome in the registry's order."""

    path: str
    facts_sha256: str
    outcomes: tuple[Outcome, ...]
