"""What the pass over the pictures comes to: apart from the pass itself, which takes time to load."""

from dataclasses import dataclass

from conformance.extract.luma import LumaRun
from conformance.extract.staged import StagedFacts
from conformance.model.burned_in_facts import BurnedIn
from conformance.model.facts import Absent, DecoderComplaint
from conformance.model.overlay_facts import OverlayFacts


@dataclass(frozen=True)
class Seen:
    """Pictures of one track in one span, in order of presentation; columns as in `Pictures`, complaints by packet."""

    index: int
    pts: tuple[int, ...]
    timed: tuple[bool, ...]
    duration: tuple[int, ...]
    sizes: tuple[tuple[int, int], ...]
    rotation: int
    types: str
    interlaced: int
    luma: LumaRun
    complaints: tuple[DecoderComplaint, ...]


@dataclass(frozen=True)
class View:
    """What one span shows: its tracks, what its pictures were searched for, the clock in them, and the first's text."""

    tracks: tuple[Seen, ...]
    staged: StagedFacts
    burned_in: BurnedIn | None
    overlay: OverlayFacts | Absent
