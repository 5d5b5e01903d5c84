"""Which findings draw the curves of what was measured: each curve once, and of very many those that weigh most."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from conformance.model.finding import RunRecord
from conformance.model.measurement import Measurement, Outcome
from conformance.report.page.plot import PlotView, plot
from conformance.report.weight import heaviest

MOST_CURVES = 60  # of a report: each takes some 5 kB of it

_Key: TypeAlias = tuple[str, str]  # evidence, measurand


@dataclass(frozen=True)
class DrawingView:
    """The curves of one value; `elsewhere` is the finding that draws the same ones, 0 where this one does or none."""

    plots: tuple[PlotView, ...]
    elsewhere: int


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
                if _has_curves(part.outcome) and len(first) < MOST_CURVES:
                    first.setdefault((finding.evidence, part.measurand), number)
        return cls(first)

    def draw(self, number: int, evidence: str, outcome: Outcome) -> tuple[DrawingView, ...]:
        """The curves of what was measured in the finding of that number; none where it has none."""
        if not isinstance(outcome, Measurement) or not outcome.curves:
            return ()
        drawn_by = self.first.get((evidence, outcome.measurand), 0)
        if drawn_by != number:
            return (DrawingView((), drawn_by),)
        return (DrawingView(tuple(map(plot, outcome.curves)), 0),)


def _has_curves(outcome: Outcome) -> bool:
    return isinstance(outcome, Measurement) and bool(outcome.curves)
