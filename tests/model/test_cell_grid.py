"""The frame of the filmed patterns: marks and cells of each lie apart from each other, and within it."""

from itertools import combinations

import pytest

from conformance.model import cell_grid, clock_pattern, counter_pattern
from conformance.model.areas import Rectangle
from conformance.model.cell_grid import CellGrid


@pytest.mark.parametrize("grid", [counter_pattern.GRID, clock_pattern.GRID])
def test_marks_and_cells_do_not_overlap_and_lie_within_the_pattern(grid: CellGrid) -> None:
    quiet = cell_grid.QUIET
    marks = [cell_grid.mark(corner) for corner in cell_grid.CORNERS]
    areas = [Rectangle(one.left - quiet, one.top - quiet, one.right + quiet, one.bottom + quiet) for one in marks]
    areas += [grid.cell(column, row) for column in range(grid.columns) for row in range(grid.rows)]

    assert all(
        0 <= one.left < one.right <= cell_grid.WIDTH and 0 <= one.top < one.bottom <= cell_grid.HEIGHT for one in areas
    )
    assert [
        (one, other)
        for one, other in combinations(areas, 2)
        if one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom
    ] == []
