"""The page that shows the reference clock: one HTML file that needs no network and loads nothing.

All that changes is drawn by script; the codes at the corners are made here, for they never change.
"""

import base64
import hashlib
import json

import numpy as np

from conformance.lab.clock_phrases import CLOCK_PHRASES
from conformance.lab.grid_drawing import modules
from conformance.lab.pages import pages
from conformance.model import cell_grid
from conformance.model import clock_pattern as pattern
from conformance.model.clock_pattern import Draw
from conformance.model.vocabulary import Role
from conformance.report.messages import Language, chosen


def clock_page(lang: Language) -> str:
    """The page as HTML text in one language."""
    templates = pages()
    script = templates.get_template("clock.js").render(layout=json.dumps(_layout()))
    return templates.get_template("clock.html.j2").render(
        lang=lang.value,
        script=script,
        digest="sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        most_uncertain=pattern.MOST_UNCERTAIN,
        role=Role.REFERENCE_CLOCK.value,
        t=lambda key: chosen(CLOCK_PHRASES[key], lang).format(pictures=pattern.MOST_READ),
    )


def _layout() -> dict[str, object]:
    """What the script knows of the pattern."""
    grid = pattern.GRID
    return {
        "width": cell_grid.WIDTH,
        "height": cell_grid.HEIGHT,
        "left": grid.left,
        "top": grid.top,
        "columns": grid.columns,
        "rows": grid.rows,
        "cellWidth": grid.cell_width,
        "cellHeight": grid.cell_height,
        "lanes": pattern.LANES,
        "lines": pattern.LINES,
        "numbers": pattern.NUMBERS,
        "draws": pattern.USUAL_DRAWS,
        "delayStated": pattern.flags(Draw(0, 0, delay_stated=True)),
        "markSide": cell_grid.MARK_SIDE,
        "quiet": cell_grid.QUIET,
        "marks": [_mark(corner) for corner in cell_grid.CORNERS],
    }


def _mark(corner: str) -> dict[str, object]:
    square = cell_grid.mark(corner)
    lines = ["".join(map(str, line)) for line in modules(pattern.mark_text(corner)).astype(np.uint8)]
    return {"left": square.left, "top": square.top, "modules": lines}
