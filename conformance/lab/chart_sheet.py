"""The instruction for filming the resolution chart: one HTML page for one sheet of A4, without script."""

import math
from dataclasses import dataclass

from conformance.lab.chart import Paper, layers, page
from conformance.lab.chart_phrases import CHART_PHRASES
from conformance.lab.chart_svg import colour, outlines
from conformance.lab.pages import pages
from conformance.model.chart import HEIGHT, LEAST_ALONG, LEAST_WIDTH, NAME, WIDTH
from conformance.report.messages import Language, chosen

_ANGLES = (60, 90, 110, 130)  # degrees
_SCREENS = ((27, 598), (55, 1210))  # inches across the diagonal, mm of width at 16:9


@dataclass(frozen=True)
class DistanceRow:
    """How far from a chart of that width in mm the lens has to be, mm, for each angle of view."""

    name: str
    width: int
    distances: tuple[int, ...]


@dataclass(frozen=True)
class _Drawn:
    colour: str
    outlines: str


def chart_sheet(paper: Paper, screen: tuple[int, int], lang: Language) -> str:
    """The instruction as HTML text in one language, for the paper and the screen (width, height in px) of the chart."""

    def phrase(key: str, **values: object) -> str:
        return chosen(CHART_PHRASES[key], lang).format(**values)

    rows = [(phrase("of_paper", paper=paper.value.upper()), round(page(paper).chart_width))]
    rows += [(phrase("of_screen", inches=inches), width) for inches, width in _SCREENS]
    return (
        pages()
        .get_template("chart.html.j2")
        .render(
            name=NAME,
            lang=lang.value,
            t=phrase,
            width=WIDTH,
            height=HEIGHT,
            layers=tuple(_Drawn(colour(one.reflectance), outlines(one.polygons)) for one in layers()),
            screen=screen,
            angles=_ANGLES,
            rows=tuple(
                DistanceRow(name, width, tuple(distance(width, one) for one in _ANGLES)) for name, width in rows
            ),
            least_along=LEAST_ALONG,
            least_width=LEAST_WIDTH,
        )
    )


def distance(width: float, angle: float) -> int:
    """From how far something of that width fills a horizontal angle of view in degrees, in the unit of the width."""
    return round(width / 2 / math.tan(math.radians(angle) / 2))
