"""Which findings draw curves and timelines of what was measured: each once, of very many those that weigh most."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from conformance.model.file_timelines import MOST_TIMELINES
from conformance.model.finding import RunRecord
from conformance.model.measurement import Measurement, Outcome
from conformance.report.page.plot import PlotView, plot
from conformance.report.page.timeline import TimelineView, timeline_view
from conformance.report.weight import heaviest

MOST_CURVES = 60  # of a report: each takes some 5 kB of it

_Key: TypeAlias = tuple[str, str]  # evidence, measurand


@dataclass(frozen=True)
class DrawingView:
    """The curves and timelines of one value; `elsewhere` is the finding that draws the same ones.

    It is 0 where this one does, or none.
    """

    plots: tuple[PlotView, ...]
    elsewhere: int
    timelines: tuple[TimelineView, ...] = ()

    @property
    def shows(self) -> bool:
        """True where something is drawn here."""
        return bool(self.plots or self.timelines)

    @property
    def is_full(self) -> bool:
        """True where there may be more timelines than a value keeps."""
        return len(self.timelines) == MOST_TIMELINES


@dataclass(frozen=True)
class Drawings:
    """Draws curves; `first` is the finding that draws those of a value, where they are drawn at all."""

    first: Mapping[_Key, int]

    @classmethod
    def of(cls, record: RunRecord) -> "Drawings":
        """Those of a run."""
        first: dict[_Key, int] = {}
        for number, finding in heaviest(record):
            for part in finding.parts:
                if _is_drawn(part.outcome) and len(first) < MOST_CURVES:
                    first.setdefault((finding.evidence, part.measurand), number)
        return cls(first)

    def draw(self, number: int, evidence: str, outcome: Outcome) -> tuple[DrawingView, ...]:
        """The curves and timelines of what that finding measured; none where it has none."""
        if not isinstance(outcome, Measurement) or not _is_drawn(outcome):
            return ()
        drawn_by = self.first.get((evidence, outcome.measurand), 0)
        if drawn_by != number:
            return (DrawingView((), drawn_by),)
        return (DrawingView(tuple(map(plot, outcome.curves)), 0, tuple(map(timeline_view, outcome.timelines))),)


def _is_drawn(outcome: Outcome) -> bool:
    return isinstance(outcome, Measurement) and bool(outcome.curves or outcome.timelines)
