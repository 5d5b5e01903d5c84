"""What the catalog must know of a measurand: its name, its unit, and the kind of evidence it is measured on."""

from dataclasses import dataclass

from conformance.model.vocabulary import EvidenceKind


@dataclass(frozen=True)
class Signature:
    """Public face of a measurand.

    `rests_on`: what submission.yaml must state for it: `reference`, `segment_of`, `clock_zone`, `recorded_for`,
    `settings.<name>` or `statement.<item>`.
    """

    name: str
    unit: str
    kind: EvidenceKind
    rests_on: tuple[str, ...] = ()
