"""How many pictures repeat the one before them, where the scene moves enough to tell."""

from dataclasses import dataclass
from fractions import Fraction

from conformance.measurands.reading import Reading, Result
from conformance.measurands.remembered import remembered
from conformance.measurands.stillness import MOVES, Run, runs
from conformance.measurands.tracks import Timeline, decoded, steps
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Luma, Pictures
from conformance.model.vocabulary import Reason

_SHORT = Fraction(1, 5)  # s: no scene comes to rest and sets off again within it
_LEAST_SHOWN = Fraction(1, 4)  # of the pictures must move, or surely repeat: of the others nothing is known


@dataclass(frozen=True)
class Repeats:
    """Pictures of a time line, each looked at against the one before it.

    `changes` lead from each picture to the next, in 8-bit code values; `runs` are of pictures that (may) repeat.
    """

    line: Timeline
    pictures: Pictures
    luma: Luma
    changes: tuple[float, ...]
    runs: tuple[Run, ...]

    @property
    def repeated(self) -> int:
        """Pictures that surely repeat the one before."""
        return sum(run.pictures for run in self.runs if run.sure)

    @property
    def compared(self) -> int:
        """Pictures of which it is known whether they do."""
        return len(self.changes) - sum(run.pictures for run in self.runs if not run.sure)

    @property
    def moving(self) -> int:
        """Pictures that change by motion, or by the noise of a living sensor."""
        return sum(change >= MOVES for change in self.changes)

    @property
    def shows(self) -> bool:
        """True where enough pictures move, or surely repeat, to speak for the recording."""
        return self.moving + self.repeated >= _LEAST_SHOWN * len(self.changes)


@dataclass(frozen=True)
class Lit:
    """The time line of a track, its decoded pictures, and what their luma says."""

    line: Timeline
    pictures: Pictures
    luma: Luma


def lit(subject: RecordingSubject) -> Lit | Absent:
    """The primary track, every picture of which has a time stamp and luma."""
    line = steps(subject)
    if isinstance(line, Absent):
        return line
    pictures = decoded(line.track)
    if isinstance(pictures, Absent):
        return pictures
    return pictures.luma if isinstance(pictures.luma, Absent) else Lit(line, pictures, pictures.luma)


@remembered
def repeats(subject: RecordingSubject) -> Repeats | Absent:
    """Every picture of the primary track against the one before it."""
    seen = lit(subject)
    if isinstance(seen, Absent):
        return seen
    interval = seen.line.median_interval * seen.line.tick
    short = int(_SHORT / interval) - 1 if interval else 0
    luma = seen.luma
    return Repeats(seen.line, seen.pictures, luma, luma.difference[1:], runs(luma, seen.pictures.types, short))


def still(found: Repeats) -> Absent:
    """Why nothing can be told from a scene that hardly moves."""
    seen = f"only {found.moving} of {len(found.changes)} pictures change by {MOVES} code values or more"
    return Absent(Reason.SCENE_TOO_STILL, f"{seen}: a repeat can't be told from a still scene")


def too_still(subject: RecordingSubject) -> bool:
    """True where the scene is known to hardly move; False too where no picture was decoded."""
    found = repeats(subject)
    return isinstance(found, Repeats) and not found.shows


def repeated_frames_share(subject: RecordingSubject) -> Result:
    """Share of pictures that repeat the one before: an indicator, blended or interpolated pictures escape it."""
    found = repeats(subject)
    if isinstance(found, Absent):
        return found
    if not found.shows:
        return still(found)
    note = "indicator, its thresholds define it: blended and interpolated pictures escape it"
    left_out = len(found.changes) - found.compared
    if left_out:
        note += f"; {left_out} pictures left out, which stand still and may be a still scene"
    return Reading(Fraction(found.repeated, max(found.compared, 1)), exercised=found.compared, note=note)
