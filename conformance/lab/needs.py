"""What a recording must show, run for and be noted with, so that the clauses it serves are exercised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from conformance.measurands import registry
from conformance.model.clause import Clause, Condition, Limit, conditions
from conformance.model.vocabulary import EvidenceKind, Relation

USUAL = Fraction(20)  # s: two windows of 10 s, the shortest that rates and intervals are told from
OF_STORAGE = Fraction(30)  # s: more than two windows of 10 s, so that their spread is known


class Scene(StrEnum):
    """What has to be there while it records, or to be done with the file."""

    MOVING = "moving"
    AUDIBLE = "audible"
    OPEN_SKY = "open_sky"
    EXPORTED = "exported"


# beginning of a measurand's name -> without what there is nothing to measure
_SCENES: Mapping[str, Scene] = MappingProxyType(
    {
        "video.repeated_frames_share": Scene.MOVING,
        "video.new_picture_rate": Scene.MOVING,
        "video.frozen_max": Scene.MOVING,
        "video.bit_rate": Scene.MOVING,
        "storage.": Scene.MOVING,
        "audio.": Scene.AUDIBLE,
        "export.loc": Scene.OPEN_SKY,
        "export.": Scene.EXPORTED,
    }
)
_REFERENCE, _SETTINGS, _ZONE, _SEGMENT = "reference", "settings.", "clock_zone", "segment_of"
_LENGTH = "recorded_for"
_LASTING = (Relation.AT_LEAST, Relation.ABOVE, Relation.EQUAL)


@dataclass(frozen=True)
class Needs:
    """Needs of one recording: least duration in s, scenes, names of settings, whether its start is witnessed.

    `zone` and `segment`: whether it is noted to which zone its clock was set, and of which recording it is a segment;
    `length`: whether it is timed until its power is cut.
    """

    duration: Fraction = USUAL
    scenes: tuple[Scene, ...] = ()
    settings: tuple[str, ...] = ()
    reference: bool = False
    zone: bool = False
    segment: bool = False
    length: bool = False


def needs_of(clauses: Iterable[Clause]) -> Needs:
    """What a recording needs that all these clauses look at: the longest, and everything any of them asks."""
    served = tuple(clauses)
    asked = tuple(one for clause in served for one in conditions(clause.requirement))
    names = tuple(dict.fromkeys(condition.measurand for condition in asked))
    rests = tuple(dict.fromkeys(rest for name in names for rest in rests_on(name)))
    scenes = {scene for start, scene in _SCENES.items() if any(name.startswith(start) for name in names)}
    if any(clause.evidence is EvidenceKind.DEVICE for clause in served):
        scenes.add(Scene.MOVING)
    return Needs(
        duration=max((USUAL, *map(_duration, asked))),
        scenes=tuple(scene for scene in Scene if scene in scenes),
        settings=tuple(rest.removeprefix(_SETTINGS) for rest in rests if rest.startswith(_SETTINGS)),
        reference=_REFERENCE in rests,
        zone=_ZONE in rests,
        segment=_SEGMENT in rests,
        length=_LENGTH in rests,
    )


def rests_on(measurand: str) -> tuple[str, ...]:
    """What `submission.yaml` must state for a measurand; nothing for one that is witnessed."""
    return next((one.rests_on for one in registry.MEASURANDS if one.name == measurand), ())


def _duration(condition: Condition) -> Fraction:
    if condition.measurand.startswith("storage."):
        return OF_STORAGE
    asked = condition.measurand == "video.duration" and condition.relation in _LASTING
    if not asked or not isinstance(condition.limit, Limit):
        return USUAL
    return max((value for value in condition.limit.values if isinstance(value, Fraction)), default=USUAL)
